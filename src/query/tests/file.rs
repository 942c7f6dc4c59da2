//! A small file to read, and a way to see the whole answer of a statement.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::query::{Cancel, Head, Limits, Reader, Statement};
use crate::sheet::{Cell, RowWriter};

/// The tables that matter to the guards, in miniature; `@1` to `@9` are where secrets stand.
const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, id_category INTEGER, nom TEXT, email TEXT, password TEXT, pgp_key TEXT,
        otp_secret TEXT, otp_recovery_codes TEXT, ville TEXT);
    CREATE UNIQUE INDEX users_email ON users (email);
    CREATE INDEX users_place ON users (ville, id_category);
    CREATE TABLE users_search (id INTEGER PRIMARY KEY, nom TEXT, password TEXT);
    CREATE VIEW users_view AS SELECT *, id * 2 AS twice FROM users;
    CREATE VIEW leaky_view AS SELECT u.id, c.value FROM users u JOIN config c ON c.key = u.id;
    CREATE VIEW members AS SELECT id, nom, password AS secret FROM users;
    CREATE TABLE users_categories (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE services (id INTEGER PRIMARY KEY, label TEXT);
    CREATE TABLE config (key TEXT PRIMARY KEY, value TEXT);
    CREATE TABLE api_credentials (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, secret TEXT);
    CREATE TABLE users_sessions (selector TEXT PRIMARY KEY, hash TEXT) WITHOUT ROWID;
    CREATE TABLE logs (id INTEGER PRIMARY KEY, details TEXT);
    CREATE TABLE emails_queue (id INTEGER PRIMARY KEY, content TEXT);
    CREATE TABLE plugins_signals (signal TEXT, callback TEXT);
    CREATE TABLE web_suspicious_clients (ip TEXT PRIMARY KEY);
    CREATE TABLE compromised_passwords_cache (hash TEXT);
    CREATE TABLE compromised_passwords_cache_ranges (prefix TEXT);
    CREATE TABLE ruche_tokens (id INTEGER PRIMARY KEY, token TEXT);
    CREATE TABLE files_shares (id INTEGER PRIMARY KEY, hash TEXT, password TEXT);
    CREATE TABLE plugins (id INTEGER PRIMARY KEY, name TEXT, config TEXT);
    CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE web_search USING fts4 (tokenize=unicode61, title TEXT, content TEXT);
    CREATE VIRTUAL TABLE terms USING fts4aux (web_search);

    INSERT INTO users VALUES (1, 1, 'Ada', 'ada@example.org', @1, @2, @3, @4, 'Dijon'),
        (2, 1, 'Bob', 'bob@example.org', NULL, NULL, NULL, NULL, 'Lyon'), (3, 2, 'Zoé', NULL, @5, NULL, @3, NULL, 'Dijon');
    INSERT INTO users_search VALUES (1, 'ada', @1), (2, 'bob', NULL);
    INSERT INTO users_categories VALUES (1, 'Membres'), (2, 'Bureau');
    INSERT INTO services VALUES (1, 'Adhésion'), (2, 'Cours');
    INSERT INTO config VALUES ('1', @6), ('name', 'Association');
    INSERT INTO api_credentials VALUES (1, 'admin', @7);
    INSERT INTO users_sessions VALUES ('1', @8);
    INSERT INTO logs VALUES (1, @8);
    INSERT INTO emails_queue VALUES (1, @8);
    INSERT INTO plugins_signals VALUES ('1', @8);
    INSERT INTO web_suspicious_clients VALUES (@8);
    INSERT INTO compromised_passwords_cache VALUES (@8);
    INSERT INTO compromised_passwords_cache_ranges VALUES (@8);
    INSERT INTO ruche_tokens VALUES (1, @8);
    INSERT INTO files_shares VALUES (1, 'abc', @9), (2, 'def', NULL);
    INSERT INTO plugins VALUES (1, 'caisse', @9);
    INSERT INTO pairs VALUES ('a', '1'), ('b', '1'), ('a', '2');
    INSERT INTO web_search VALUES ('Bourse', 'aux vélos'), ('Fête', 'de la bourse');
    ANALYZE;
";

/// What stands for a secret: easy to find in an answer.
pub const CANARY: &str = "CANARY";

/// A file whose secrets are the texts that `secret` gives for 1 to 9, and a reader of it.
pub struct File {
    _folder: TempDir,
    pub reader: Reader,
}

impl File {
    pub fn new() -> Self {
        File::with(|number| format!("'{CANARY}{number}'"), Limits::default(), "")
    }

    pub fn with_limits(limits: Limits) -> Self {
        File::with(|number| format!("'{CANARY}{number}'"), limits, "")
    }

    pub fn with(secret: impl Fn(usize) -> String, limits: Limits, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.sqlite");
        let sql = (1..=9).fold(TABLES.to_owned(), |sql, number| sql.replace(&format!("@{number}"), &secret(number)));
        let writer = Connection::open(&path).unwrap();
        writer.execute_batch(&sql).unwrap();
        writer.execute_batch(more).unwrap();
        drop(writer);
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        File { _folder: folder, reader: Reader::new(connection, limits).unwrap() }
    }

    pub fn path(&self) -> std::path::PathBuf {
        self._folder.path().join("file.sqlite")
    }

    /// The whole answer of a statement that people sent.
    pub fn ask(&mut self, sql: &str) -> Result<Answer> {
        let statement = Statement::parse(sql, self.reader.limits())?;
        self.reader.run(&statement, true, &Cancel::default(), |head| Ok(Answer { head, ..Answer::default() }))
    }

    /// Its rows as text: cells between commas, rows between bars.
    pub fn rows(&mut self, sql: &str) -> String {
        self.ask(sql).unwrap_or_else(|error| panic!("{sql}: {error}")).rows.join("|")
    }

    /// The identifier of the sentence that refuses it, which must name nothing hidden.
    pub fn refusal(&mut self, sql: &str) -> &'static str {
        match self.ask(sql) {
            Err(error @ Error::Invalid { .. }) => {
                let words = error.to_string().to_lowercase();
                for hidden in ["password", "api_cred", "otp_", "pgp", "ruche_", "canary"] {
                    assert!(!words.contains(hidden), "{sql}: {words}");
                }
                let Error::Invalid { message, .. } = error else { unreachable!() };
                message.id
            }
            other => panic!("{sql}: {other:?}"),
        }
    }

    pub fn refuses(&mut self, statements: &[&str]) {
        for sql in statements {
            self.refusal(sql);
        }
    }
}

/// Limits under which a runaway statement does not hold the tests up.
pub fn short() -> Limits {
    Limits { run_time: Duration::from_millis(200), ..Limits::default() }
}

/// Everything an answer says.
#[derive(Debug, Default, PartialEq)]
pub struct Answer {
    pub head: Head,
    pub rows: Vec<String>,
    pub is_finished: bool,
}

/// The cells of a row between commas.
pub fn row_text(cells: &[Cell<'_>]) -> String {
    let text = cells.iter().map(|cell| match cell {
        Cell::Empty => "NULL".to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Real(value) => format!("{value:?}"),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Bytes(bytes) => format!("{bytes:?}"),
    });
    text.collect::<Vec<_>>().join(",")
}

impl RowWriter for Answer {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        assert_eq!(cells.len(), self.head.columns.len());
        self.rows.push(row_text(cells));
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.is_finished = true;
        Ok(())
    }
}
