//! A file that Ruche has served is still one that other programs open (database.md 8).

use crate::support::Server;
use ruche::{compatibility, db};

/// Every row of every table that is not ours, as text.
fn dump(connection: &rusqlite::Connection) -> Vec<String> {
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'ruche!_%' ESCAPE '!' ORDER BY name";
    let tables: Vec<String> =
        connection.prepare(tables).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let width = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let cells: Vec<_> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            rows.push(format!("{table}: {}", cells.join("|")));
        }
    }
    rows
}

#[test]
fn serving_changes_nothing_but_what_requests_write() {
    let server = Server::start();
    let before = dump(&db::open_shared(&server.file()).unwrap());
    server.get("/api/download");
    server.sql("SELECT * FROM users");
    server.post("/api/errors/report", "text/plain", r#"{"context":{"id":1}}"#);
    let folder = server.stop();
    let after = dump(&db::open_shared(&folder.path().join("association.sqlite")).unwrap());
    let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(changed.len(), 2, "the last use of two keys: {changed:?}");
    assert!(changed.iter().all(|row| row.starts_with("api_credentials: ")), "{changed:?}");
    assert_eq!(before.len(), after.len());
}

#[test]
fn a_served_file_has_the_agreed_structure_and_mode() {
    let server = Server::start();
    let folder = server.stop();
    let connection = db::open_shared(&folder.path().join("association.sqlite")).unwrap();
    let differences = compatibility::differences(&connection).unwrap();
    assert!(differences.is_empty(), "{differences:?}");
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete");
}

#[test]
fn what_another_program_lost_around_members_is_made_again_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = crate::support::fresh_file(folder.path());
    let lose = "DROP INDEX users_id_field; DROP TRIGGER users_delete_logs; DROP TABLE users_search";
    db::open_shared(&file).unwrap().execute_batch(lose).unwrap();
    let server = Server::start_on(folder, &file, |sources| sources);
    let connection = db::open_shared(&server.file()).unwrap();
    assert!(compatibility::differences(&connection).unwrap().is_empty());
    let name: String = connection.query_row("SELECT nom FROM users_search WHERE id = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(name, "ada lovelace");
}
