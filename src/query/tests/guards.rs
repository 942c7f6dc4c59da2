//! What is refused, what reads as NULL and what is open: threats 17 to 28 and 36.

use super::file::{CANARY, File};
use crate::query::Limits;

const REFUSED: [&str; 10] = [
    "api_credentials",
    "compromised_passwords_cache",
    "compromised_passwords_cache_ranges",
    "config",
    "emails_queue",
    "logs",
    "plugins_signals",
    "users_sessions",
    "web_suspicious_clients",
    "ruche_tokens",
];

#[test]
fn refused_tables_are_refused_in_every_position_case_and_quoting() {
    let mut file = File::new();
    for table in REFUSED {
        let upper = table.to_uppercase();
        for sql in [
            format!("SELECT * FROM {table}"),
            format!("SELECT 1 FROM {upper}"),
            format!("SELECT count(*) FROM {table}"),
            format!("SELECT count(*) FROM \"{upper}\""),
            format!("SELECT 1 FROM [{table}] AS c"),
            format!("SELECT 1 FROM `{table}` LIMIT 0"),
            format!("SELECT 1 FROM '{table}'"),
            format!("SELECT 1 FROM main.{table}"),
            format!("SELECT 1 FROM main.\"{upper}\""),
            format!("SELECT 1 WHERE EXISTS (SELECT 1 FROM {table})"),
            format!("SELECT (SELECT count(*) FROM {upper})"),
            format!("SELECT 1 IN {table}"),
            format!("SELECT id FROM users WHERE email IN (SELECT 'x' FROM {table})"),
            format!("WITH c AS (SELECT * FROM {table}) SELECT 1 FROM c"),
            format!("WITH c AS MATERIALIZED (SELECT count(*) FROM {upper}) SELECT * FROM c"),
            format!("SELECT id FROM users UNION ALL SELECT 1 FROM {table}"),
            format!("SELECT u.id FROM users u, {table}"),
            format!("SELECT u.id FROM users u LEFT JOIN {table} ON 1"),
            format!("SELECT label FROM services ORDER BY (SELECT 1 FROM {table})"),
            format!("SELECT label FROM services LIMIT (SELECT count(*) FROM {upper})"),
            format!("SELECT sum(id) OVER (ORDER BY (SELECT 1 FROM {table})) FROM users"),
            format!("VALUES ((SELECT 1 FROM {table}))"),
            format!("SELECT 1 FROM (SELECT 1 FROM (SELECT 1 FROM {table}))"),
        ] {
            assert_eq!(file.refusal(&sql), "sql-forbidden", "{sql}");
        }
    }
    assert_eq!(file.refusal("SELECT id FROM leaky_view"), "sql-forbidden");
    assert_eq!(file.refusal("SELECT count(*) FROM leaky_view"), "sql-forbidden");
}

#[test]
fn hidden_columns_read_as_null_everywhere() {
    let mut file = File::new();
    for (sql, rows) in [
        ("SELECT password, pgp_key, otp_secret, otp_recovery_codes FROM users WHERE id = 1", "NULL,NULL,NULL,NULL"),
        ("SELECT password FROM users_view WHERE id = 1", "NULL"),
        ("SELECT secret FROM members WHERE id = 1", "NULL"),
        ("SELECT password FROM users_search", "NULL|NULL"),
        ("SELECT password FROM files_shares", "NULL|NULL"),
        ("SELECT config FROM plugins", "NULL"),
        (
            "SELECT \"password\", [PASSWORD], `Password`, users.password, main.users.password FROM users LIMIT 1",
            "NULL,NULL,NULL,NULL,NULL",
        ),
        ("SELECT count(*), count(password), max(password), group_concat(otp_secret) FROM users", "3,0,NULL,NULL"),
        ("SELECT id FROM users WHERE password IS NOT NULL", ""),
        ("SELECT id FROM users WHERE password LIKE 'C%' OR password > '' OR password = 'CANARY1'", ""),
        ("SELECT id FROM users ORDER BY password DESC, id", "1|2|3"),
        ("SELECT count(*) FROM users GROUP BY password", "3"),
        ("SELECT DISTINCT otp_secret FROM users", "NULL"),
        ("SELECT p FROM (SELECT password AS p FROM users WHERE id = 1)", "NULL"),
        ("WITH u AS (SELECT * FROM users WHERE id = 1) SELECT password, id FROM u", "NULL,1"),
        (
            "WITH u (a, b, c, d, e) AS (SELECT id, id_category, nom, email, password FROM users) SELECT e FROM u",
            "NULL|NULL|NULL",
        ),
        (
            "SELECT hex(password), quote(password), typeof(password), length(password) FROM users WHERE id = 1",
            ",NULL,null,NULL",
        ),
        ("SELECT json_object('p', password) FROM users WHERE id = 1", "{\"p\":null}"),
        ("SELECT coalesce(password, 'rien') FROM users WHERE id = 1", "rien"),
        (
            "SELECT lag(password) OVER (ORDER BY id), first_value(otp_secret) OVER (ORDER BY password) FROM users",
            "NULL,NULL|NULL,NULL|NULL,NULL",
        ),
        ("SELECT a.id FROM users a JOIN users b ON a.password = b.password", ""),
        ("SELECT id FROM users WHERE EXISTS (SELECT 1 FROM users b WHERE b.otp_secret = users.otp_secret)", ""),
        ("SELECT (SELECT password FROM users WHERE id = 1)", "NULL"),
        ("SELECT CASE WHEN password IS NULL THEN 'none' END FROM users WHERE id = 1", "none"),
        ("SELECT 'CANARY1' IN (SELECT password FROM users)", "NULL"),
        ("SELECT id FROM users WHERE ville = 'Dijon' AND password = 'CANARY1'", ""),
        ("SELECT (password, id) = ('CANARY1', 1) FROM users WHERE id = 1", "NULL"),
        ("SELECT min(id) FILTER (WHERE password NOTNULL) FROM users", "NULL"),
        ("SELECT count(*) FROM users u RIGHT JOIN users_search s ON u.password = s.password", "2"),
        ("SELECT nom FROM users UNION SELECT password FROM users ORDER BY 1", "NULL|Ada|Bob|Zoé"),
        ("SELECT * FROM users WHERE id = 1", "1,1,Ada,ada@example.org,NULL,NULL,NULL,NULL,Dijon"),
        ("SELECT * FROM users_view WHERE id = 1", "1,1,Ada,ada@example.org,NULL,NULL,NULL,NULL,Dijon,2"),
    ] {
        assert_eq!(file.rows(sql), rows, "{sql}");
    }
    assert_eq!(file.ask("SELECT PASSWORD FROM USERS").unwrap().head.columns, ["PASSWORD"]);
}

#[test]
fn joins_by_name_never_touch_what_is_hidden() {
    let mut file = File::new();
    for (one, other) in [
        ("users", "(SELECT 'CANARY1' AS password) b"),
        ("(SELECT 'CANARY1' AS password) b", "users"),
        ("users a", "users_search c"),
        ("users a", "files_shares c"),
    ] {
        for join in ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "INNER JOIN", "CROSS JOIN"] {
            file.refuses(&[
                &format!("SELECT count(*) FROM {one} {join} {other} USING (password)"),
                &format!("SELECT password FROM {one} {join} {other} USING ('PASSWORD')"),
                &format!("SELECT count(*) FROM (SELECT * FROM {one} {join} {other} USING (\"password\"))"),
            ]);
        }
        for join in ["NATURAL JOIN", "NATURAL LEFT JOIN", "NATURAL RIGHT JOIN", "NATURAL FULL OUTER JOIN"] {
            file.refuses(&[&format!("SELECT count(*) FROM {one} {join} {other}")]);
        }
    }
    file.refuses(&[
        "SELECT secret FROM api_credentials a FULL JOIN (SELECT 'x' AS secret) b USING (secret)",
        "SELECT count(*) FROM api_credentials JOIN (SELECT 'admin' AS key) USING (key)",
        "SELECT count(*) FROM (SELECT 'admin' AS key) NATURAL JOIN api_credentials",
        "SELECT value FROM config a FULL JOIN (SELECT 1 AS value) b USING (value)",
        "SELECT count(*) FROM terms JOIN (SELECT 'bourse' AS term) USING (term)",
        "SELECT count(*) FROM sqlite_sequence JOIN (SELECT 'api_credentials' AS name) USING (name)",
        "SELECT count(*) FROM sqlite_stat1 NATURAL JOIN (SELECT 'config' AS tbl)",
        "SELECT count(*) FROM dbstat JOIN (SELECT 'config' AS name) USING (name)",
        "SELECT count(*) FROM pragma_table_list JOIN (SELECT 'config' AS name) USING (name)",
    ]);
    assert_eq!(
        file.rows("SELECT id, nom, name FROM users JOIN users_categories USING (id) ORDER BY id"),
        "1,Ada,Membres|2,Bob,Bureau"
    );
    assert_eq!(file.rows("SELECT count(*) FROM services NATURAL JOIN users_categories"), "2");
    assert_eq!(file.rows("SELECT u.id FROM users u FULL JOIN services s ON s.id = u.id ORDER BY 1"), "1|2|3");
}

#[test]
fn the_engines_own_tables_and_table_functions_are_refused() {
    let mut file = File::new();
    for table in [
        "sqlite_stat1",
        "sqlite_stat4",
        "sqlite_sequence",
        "sqlite_temp_master",
        "sqlite_temp_schema",
        "temp.sqlite_master",
        "temp.users",
        "dbstat",
        "main.dbstat",
        "sqlite_dbpage",
        "sqlite_stmt",
        "bytecode('SELECT 1')",
        "tables_used('SELECT 1')",
        "fts3tokenize",
        "fts3tokenize('simple', 'a')",
        "fts4aux",
        "terms",
        "\"terms\"",
        "fts5vocab",
        "pragma_user_version",
        "pragma_table_info('users')",
        "pragma_database_list",
        "PRAGMA_function_list",
        "\"pragma_module_list\"",
        "main.pragma_compile_options",
    ] {
        for columns in ["*", "1", "count(*)"] {
            file.refusal(&format!("SELECT {columns} FROM {table}"));
        }
        file.refusal(&format!("SELECT 1 WHERE EXISTS (SELECT 1 FROM users, {table})"));
    }
}

#[test]
fn everything_else_is_open() {
    let mut file = File::new();
    for (sql, rows) in [
        ("SELECT name FROM sqlite_master WHERE name = 'users'", "users"),
        ("SELECT count(*) FROM sqlite_schema WHERE type = 'view'", "3"),
        ("SELECT name FROM main.SQLITE_SCHEMA WHERE name = 'pairs'", "pairs"),
        ("SELECT key, value FROM json_each('[10,20]')", "0,10|1,20"),
        ("SELECT count(*) FROM json_tree('{\"a\":[1]}')", "3"),
        ("SELECT 1 FROM users, json_each('[1]') WHERE users.id = json_each.value", "1"),
        ("SELECT title FROM web_search WHERE web_search MATCH 'bourse'", "Bourse|Fête"),
        ("SELECT title FROM web_search WHERE content MATCH 'bourse'", "Fête"),
        (
            "SELECT docid, offsets(web_search), length(matchinfo(web_search)) FROM web_search WHERE title MATCH 'bourse'",
            "1,0 0 0 6,32",
        ),
        ("SELECT snippet(web_search) FROM web_search WHERE web_search MATCH 'velos'", "aux <b>vélos</b>"),
        ("SELECT count(*) FROM web_search", "2"),
        ("SELECT c0title FROM web_search_content ORDER BY docid", "Bourse|Fête"),
        ("SELECT count(*) > 0 FROM web_search_segdir", "1"),
        ("SELECT a FROM pairs WHERE b = '1' ORDER BY a", "a|b"),
        ("WITH conf AS (SELECT 1 AS a) SELECT a FROM conf", "1"),
        ("WITH c AS (SELECT 1) SELECT count(*) FROM c", "1"),
        (
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1500) SELECT count(*), max(x) FROM c",
            "1500,1500",
        ),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c WHERE x < 5 LIMIT 3) SELECT x FROM c", "1|2|3"),
        (
            "SELECT nom, row_number() OVER (PARTITION BY id_category ORDER BY nom) FROM users ORDER BY id",
            "Ada,1|Bob,2|Zoé,1",
        ),
        ("SELECT group_concat(nom, '-' ORDER BY id DESC) FROM users", "Zoé-Bob-Ada"),
        ("SELECT id FROM users WHERE id IN (1, 2) OR email = 'x' ORDER BY id", "1|2"),
        ("SELECT id FROM users WHERE (id, id_category) IN (SELECT 2, 1)", "2"),
        ("SELECT twice FROM users_view WHERE nom = 'Bob'", "4"),
        ("SELECT id_category, count(*) FROM users GROUP BY 1 HAVING count(*) > 1 ORDER BY 2", "1,2"),
        ("SELECT 1 EXCEPT SELECT 2 INTERSECT SELECT 1", "1"),
        ("SELECT avg(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM users", "1.5|2.0|2.5"),
        ("SELECT max(nom), email FROM users", "Zoé,NULL"),
        ("SELECT (SELECT nom FROM users u WHERE u.id = s.id) FROM services s", "Ada|Bob"),
        (
            "SELECT date('2026-01-31', '+1 month'), json_extract('{\"a\":[1,2]}', '$.a[1]'), '{\"a\":1}'->>'a', sqrt(16), soundex('robert')",
            "2026-03-03,2,1,4.0,R163",
        ),
        ("SELECT count(DISTINCT ville), total(id), string_agg(id, '/' ORDER BY id) FROM users", "2,6.0,1/2/3"),
        (
            "SELECT 'a' GLOB 'A', 'a' LIKE 'A', iif(1, 2, 3), CAST('12' AS INTEGER), 1 COLLATE NOCASE, x'41'",
            "0,1,2,12,1,A",
        ),
        ("SELECT id FROM users INDEXED BY users_email WHERE email = 'ada@example.org'", "1"),
        ("SELECT u.id FROM services s LEFT JOIN users u ON u.id = s.id AND u.nom <> 'Ada' ORDER BY s.id", "NULL|2"),
        ("SELECT * FROM (VALUES (1, 2), (3, 4))", "1,2|3,4"),
        ("SELECT count(*) FROM files_shares", "2"),
        ("SELECT name FROM plugins", "caisse"),
    ] {
        assert_eq!(file.rows(sql), rows, "{sql}");
    }
}

#[test]
fn writing_statements_are_refused_and_change_nothing() {
    let mut file = File::new();
    let before = std::fs::read(file.path()).unwrap();
    file.refuses(&[
        "WITH u AS (SELECT 1) DELETE FROM users",
        "WITH u AS (SELECT 1 AS a) UPDATE users SET nom = 'x' WHERE id IN (SELECT a FROM u)",
        "WITH u AS (SELECT 1) INSERT INTO services SELECT 9, 'x'",
        "WITH u AS (SELECT 1) REPLACE INTO services VALUES (1, 'x') RETURNING id",
        "WITH u AS (SELECT 1) DELETE FROM services RETURNING id",
        "WITH u AS (SELECT 1) DELETE FROM users WHERE 0",
    ]);
    for statement in [
        "DELETE FROM users",
        "UPDATE users SET nom = 'x'",
        "INSERT INTO services (label) VALUES ('x') RETURNING id",
        "REPLACE INTO services VALUES (1, 'x')",
        "DROP TABLE users",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x (a)",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TEMP TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
        "ALTER TABLE users RENAME TO u2",
        "ATTACH ':memory:' AS y",
        "DETACH main",
        "PRAGMA user_version = 1",
        "pragma main.journal_mode",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "VACUUM",
        "VACUUM INTO '/tmp/ruche-must-not-exist'",
        "REINDEX",
        "ANALYZE",
        "END",
        "EXPLAIN SELECT 1",
        "explain query plan select 1",
        "SELECT 1; DELETE FROM users",
        "SELECT 1;; PRAGMA user_version = 5",
    ] {
        file.refusal(statement);
    }
    assert!(!std::path::Path::new("/tmp/ruche-must-not-exist").exists());
    assert_eq!(before, std::fs::read(file.path()).unwrap());
}

#[test]
fn functions_that_reach_out_are_refused() {
    let mut file = File::new();
    for call in [
        "load_extension('x')",
        "LOAD_EXTENSION('x', 'y')",
        "fts3_tokenizer('simple')",
        "fts3_tokenizer('x', x'00')",
        "readfile('/etc/passwd')",
        "writefile('/tmp/x', 'y')",
        "edit('x')",
        "rtreecheck('users')",
        "rtreenode(1, x'00')",
        "rtreedepth(x'0000')",
        "sqlite_log(1, 'x')",
        "sqlite_offset(1)",
        "fts5(NULL)",
        "fts5_source_id()",
        "'a' REGEXP 'b'",
        "nosuch(1)",
    ] {
        file.refuses(&[
            &format!("SELECT {call}"),
            &format!("SELECT 1 FROM users WHERE {call}"),
            &format!("SELECT 1 ORDER BY {call}"),
        ]);
    }
    file.refuses(&["SELECT optimize(web_search) FROM web_search"]);
}

/// An engine that learns new functions makes this fail, so that someone judges them.
#[test]
fn the_functions_of_the_engine_that_may_be_called_are_these() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut names = crate::query::run::functions(&connection).unwrap();
    names.retain(|name| crate::query::policy::is_function_allowed(name));
    names.sort();
    assert_eq!(names.join(" "), include_str!("functions.txt").split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn messages_say_what_is_wrong_but_name_nothing_hidden() {
    let mut file = File::new();
    for (sql, id) in [
        ("SELECT nosuch FROM users", "sql-refused-by-engine"),
        ("SELECT * FROM nosuch", "sql-refused-by-engine"),
        ("SELECT nosuch FROM config", "sql-forbidden"),
        ("SELECT a.password FROM users b", "sql-refused"),
        ("SELECT password FROM users, users_search", "sql-refused"),
        ("SELECT * FROM ruche_nothing", "sql-forbidden"),
        ("SELECT * FROM sqlite_stat3", "sql-forbidden"),
        ("SELECT config.value FROM users", "sql-refused"),
        ("SELECT * FROM config JOIN", "sql-syntax-end"),
        ("SELECT 1 +", "sql-syntax-end"),
        ("SELECT abs(-9223372036854775808)", "sql-refused-by-engine"),
        ("SELECT json('{')", "sql-refused-by-engine"),
        ("SELECT 1 FROM web_search WHERE web_search MATCH '\"'", "sql-refused-by-engine"),
    ] {
        assert_eq!(file.refusal(sql), id, "{sql}");
    }
    let words = file.ask("SELECT * FROM nosuch").unwrap_err().to_string();
    assert_eq!(words, "The query was refused: no such table: nosuch");
}

#[test]
fn a_reader_takes_no_connection_that_could_write() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    assert!(crate::query::Reader::new(connection, crate::query::Limits::default()).is_err());
}

#[test]
fn an_index_that_knows_a_hidden_column_is_never_used() {
    let index = "DROP INDEX users_place; CREATE INDEX telling ON users (ville, password);
        CREATE INDEX partial ON services (label); CREATE INDEX p2 ON files_shares (hash) WHERE password IS NOT NULL;";
    let mut file = File::with(|number| number.to_string(), Limits::default(), index);
    assert_eq!(file.refusal("SELECT id FROM users INDEXED BY telling WHERE ville = 'Dijon'"), "sql-forbidden");
    assert_eq!(file.rows("SELECT id FROM users NOT INDEXED WHERE ville = 'Lyon'"), "2");
    file.refuses(&["SELECT id FROM files_shares INDEXED BY p2 WHERE password IS NOT NULL"]);
}

#[test]
fn a_changed_structure_is_seen_by_the_next_statement() {
    let mut file = File::new();
    assert_eq!(file.rows("SELECT count(*) FROM services"), "2");
    let writer = rusqlite::Connection::open(file.path()).unwrap();
    let change = "DROP TABLE services; CREATE TABLE config2 (a); ALTER TABLE users RENAME COLUMN ville TO password2;
        ALTER TABLE users RENAME COLUMN password TO ville; ALTER TABLE users RENAME COLUMN password2 TO password;
        CREATE VIRTUAL TABLE more USING fts4 (a); INSERT INTO more VALUES ('mot'); INSERT INTO config2 VALUES (5);";
    writer.execute_batch(change).unwrap();
    assert_eq!(file.rows("SELECT password FROM users WHERE id = 2"), "NULL");
    assert_eq!(file.rows("SELECT a FROM config2"), "5");
    assert_eq!(file.rows("SELECT a FROM more WHERE a MATCH 'mot'"), "mot");
    file.refuses(&["SELECT 1 FROM services"]);
    assert!(!file.rows("SELECT sql FROM sqlite_schema").contains(CANARY));
}
