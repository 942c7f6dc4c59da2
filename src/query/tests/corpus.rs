//! Reading statements of every kind: each answers as SQLite does when it runs directly on the same file.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::file::{Answer, File, row_text};
use super::secrets::Writer;
use crate::error::Error;
use crate::query::tokens;
use crate::query::{Limits, Statement};
use crate::sheet::Cell;

const TABLES: &str = r#"
    CREATE TABLE payments (id INTEGER PRIMARY KEY, name TEXT, city TEXT COLLATE NOCASE, amount REAL, qty INTEGER,
        day TEXT, data TEXT, note BLOB, parent INTEGER);
    CREATE INDEX payments_city ON payments (city, amount);
    CREATE VIEW lyon AS SELECT id, name, amount FROM payments WHERE city = 'Lyon';
    CREATE TABLE ids (id INTEGER);
    CREATE TABLE "odd ""name" ("a b", [c], `d`, "sélect");
    CREATE TABLE keywords (date, time, year, month, position, user, role, level, "order", interval, array, row, first,
        last, offset, struct, map);
    CREATE TABLE words (label, comment, status, state, number, text, format, source, method, public, system, percent,
        top, sample, settings, cluster, distribute, sort, fetch, lateral, minus, connect, "for");
    CREATE VIRTUAL TABLE notes USING fts5 (title, body);
    INSERT INTO payments VALUES
        (1, 'Alice', 'Lyon', 12.5, 1, '2026-01-30', '{"tags":["new","big"],"size":3}', x'00ff', NULL),
        (2, 'Bob', 'lyon', 7, 2, '2026-01-31', '{"tags":[]}', NULL, 1),
        (3, 'Chloé', 'Dijon', NULL, 3, '2026-02-01', NULL, 'text', 1),
        (4, 'alain', 'Paris', -4.25, 2, '2026-02-01', '{"tags":["old"],"size":null}', NULL, 2),
        (5, NULL, NULL, 100, NULL, NULL, NULL, NULL, 9);
    INSERT INTO ids VALUES (1), (2), (2), (3), (NULL);
    INSERT INTO "odd ""name" VALUES (1, 2, 3, 4);
    INSERT INTO keywords (date, interval, array, row, position) VALUES ('2026-01-01', 1, 'a', 'b', 7);
    INSERT INTO words (label, top, sample, settings) VALUES ('x', 1, 2, 3);
    INSERT INTO notes VALUES ('first', 'a red house'), ('second', 'the blue sky and a red car'), ('third', 'nothing');
"#;

const MARK: &str = "-- refused: ";

/// The statements of the corpus, and whether SQLite's direct answer must come.
fn statements() -> Vec<(String, bool)> {
    let mut statements: Vec<(String, bool)> = Vec::new();
    for line in include_str!("corpus.sql").lines() {
        match (line.strip_prefix(MARK), statements.last_mut()) {
            (Some(refused), _) => statements.push((refused.to_owned(), false)),
            (None, Some((sql, _))) if line.starts_with(' ') => *sql = format!("{sql}\n{line}"),
            (None, _) if line.is_empty() || line.starts_with("--") => {}
            (None, _) => statements.push((line.to_owned(), true)),
        }
    }
    statements
}

/// The names and rows that SQLite gives by itself.
fn direct_answer(connection: &Connection, sql: &str) -> rusqlite::Result<(Vec<String>, Vec<String>)> {
    let sql = sql.trim_matches(|c| c == ';' || c == ' ');
    let mut statement = connection.prepare(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut answer = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let cells: Vec<Cell<'_>> = (0..columns.len()).map(|column| cell(row.get_ref(column).unwrap())).collect();
        answer.push(row_text(&cells));
    }
    drop(rows);
    Ok((columns, answer))
}

fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Empty,
        ValueRef::Integer(value) => Cell::Integer(value),
        ValueRef::Real(value) => Cell::Real(value),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            std::str::from_utf8(bytes).map_or(Cell::Bytes(bytes), Cell::Text)
        }
    }
}

#[test]
fn each_statement_answers_as_sqlite_itself_does_or_is_refused_by_name() {
    let mut file = File::with(|number| format!("'{number}'"), Limits::default(), TABLES);
    let connection = Connection::open(file.path()).unwrap();
    let statements = statements();
    let mut differences = Vec::new();
    for (sql, is_accepted) in &statements {
        let direct = direct_answer(&connection, sql);
        let asked = file.ask(sql);
        let is_same = match (&direct, &asked) {
            (Ok((columns, rows)), Ok(answer)) => {
                let Answer { head, rows: ours, .. } = answer;
                *is_accepted && head.columns == *columns && ours == rows && head.count.is_some()
            }
            (Ok(_), Err(error)) => !is_accepted && error.to_string().contains("does not accept it"),
            (Err(_), _) => false,
        };
        if !is_same {
            differences.push(format!("{sql}\n    directly: {direct:?}\n    asked: {asked:?}"));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    let accepted = statements.iter().filter(|(_, is_accepted)| *is_accepted).count();
    assert!(accepted >= 300, "{accepted} statements");
}

/// Other blanks and comments between the tokens, and keywords and names in capitals, change nothing for the parser.
#[test]
fn statements_are_understood_however_they_are_spaced() {
    for (sql, _) in statements().iter().filter(|(_, is_accepted)| *is_accepted) {
        let tokens = tokens::read(sql).unwrap();
        let texts =
            tokens.iter().map(|token| &sql[tokens::offset(sql, token.span.start)..tokens::offset(sql, token.span.end)]);
        let texts: Vec<&str> = texts.collect();
        for (blank, is_in_capitals) in [(" /* ; */ ", false), ("\n", true), ("\t--'\r\n", false)] {
            // A parameter is one token for SQLite and two for the parser.
            let spaced = texts.join(blank).replace(&format!(":{blank}"), ":").replace(&format!("@{blank}"), "@");
            let spaced = if is_in_capitals { spaced.to_uppercase() } else { spaced };
            let parsed = Statement::parse(&spaced, &Limits::default());
            assert!(parsed.is_ok(), "{spaced}: {parsed:?}");
        }
    }
}

/// Whatever SQLite compiles of the statements that the guards are tested with, the parser understands.
#[test]
fn the_parser_understands_the_random_statements_that_sqlite_compiles() {
    let file = File::new();
    let connection = Connection::open(file.path()).unwrap();
    let mut compiled = 0;
    for number in 0..3_000 {
        let sql = Writer::new(4 << 32 | number).statement();
        if connection.prepare(&sql).is_ok() {
            compiled += 1;
            if let Err(Error::Invalid { message, .. }) = Statement::parse(&sql, file.reader.limits()) {
                let is_about_content =
                    ["sql-forbidden", "sql-full-join-by-name", "sql-natural-join"].contains(&message.id);
                assert!(is_about_content, "{sql}: {message:?}");
            }
        }
    }
    assert!(compiled > 500, "{compiled} statements");
}
