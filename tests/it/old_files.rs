//! Files that began with an older Paheko: its upgrades left other declared types and another order of columns in them.

use std::path::Path;

use ruche::{db, members};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Server, fresh_file};

/// Gives the pages the status as text, and puts a column of members last, as in files begun before 1.3.12.
fn make_old(file: &Path) {
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF;
             BEGIN;
             CREATE TABLE old_pages (
                 id INTEGER NOT NULL PRIMARY KEY, id_parent INTEGER REFERENCES web_pages (id) ON DELETE CASCADE,
                 uri TEXT NOT NULL, type INTEGER NOT NULL, status TEXT NOT NULL, inherited_status TEXT NOT NULL DEFAULT 0,
                 format TEXT NOT NULL, published TEXT NOT NULL, modified TEXT NOT NULL, title TEXT NOT NULL,
                 content TEXT NOT NULL
             );
             INSERT INTO old_pages SELECT id, id_parent, uri, type, status, inherited_status, format, published, modified,
                 title, content FROM web_pages;
             DROP TABLE web_pages;
             ALTER TABLE old_pages RENAME TO web_pages;
             CREATE UNIQUE INDEX web_pages_uri ON web_pages (uri);
             CREATE INDEX web_pages_id_parent ON web_pages (id_parent);
             CREATE INDEX web_pages_published ON web_pages (published);
             CREATE INDEX web_pages_title ON web_pages (title);
             CREATE TRIGGER web_search_bd BEFORE DELETE ON web_pages BEGIN DELETE FROM web_search WHERE docid = OLD.id; END;
             CREATE TRIGGER web_search_bu BEFORE UPDATE OF content, title ON web_pages
                 BEGIN DELETE FROM web_search WHERE docid = OLD.id; END;
             DROP VIEW users_view;
             ALTER TABLE users DROP COLUMN otp_recovery_codes;
             ALTER TABLE users ADD COLUMN otp_recovery_codes TEXT;
             CREATE VIEW users_view AS SELECT * FROM users;
             COMMIT;",
        )
        .unwrap();
}

/// A server on such a file, with a category and a page in it that were stored as text.
fn old_server() -> Server {
    let folder = tempfile::TempDir::new().unwrap();
    let file = fresh_file(folder.path());
    make_old(&file);
    let connection = db::open_shared(&file).unwrap();
    connection
        .execute_batch(
            "UPDATE config SET value = 0 WHERE key = 'site_disabled';
             INSERT INTO web_pages VALUES
                (1, NULL, 'vie', 1, '2', '2', 'markdown', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Vie', 'Bonjour'),
                (2, 1, 'fete', 2, '2', '2', 'markdown', '2026-01-02 00:00:00', '2026-01-02 00:00:00', 'Fête', 'La **fête**'),
                (3, 1, 'cache', 2, '0', '0', 'markdown', '2026-01-02 00:00:00', '2026-01-02 00:00:00', 'Caché', 'x');
             INSERT INTO web_search (docid, title, content) VALUES (2, 'Fête', 'La fête')",
        )
        .unwrap();
    drop(connection);
    Server::start_on(folder, &file, |sources| sources)
}

#[test]
fn an_old_file_differs_in_nothing_that_counts() {
    let server = old_server();
    let connection = db::open_shared_read_only(&server.file()).unwrap();
    assert_eq!(ruche::compatibility::differences(&connection).unwrap(), []);
}

#[test]
fn every_page_answers_as_on_a_new_file_and_pages_are_written() {
    let server = old_server();
    let page = server.get("/api/web/fete?html").json();
    assert_eq!((&page["status"], &page["inherited_status"], &page["type"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!(server.get("/api/web").json().as_array().unwrap().len(), 3);
    assert_eq!(server.get("/api/web/list/vie").json()["pages"].as_array().unwrap().len(), 2);
    for (path, status, words) in [
        ("/api/web/fete.html", 200, "<strong>fête</strong>"),
        ("/api/web/vie/children", 200, "fete"),
        ("/", 200, "Fête"),
        ("/vie", 200, "Fête"),
        ("/fete", 200, "fête"),
        ("/cache", 404, ""),
        ("/atom.xml", 200, "Fête"),
        ("/?q=fete", 200, "Fête"),
    ] {
        let answer = server.get(path);
        assert!(
            answer.status == status && answer.text().contains(words),
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
    }
    let changed = server.post_json("/api/web/vie", &json!({"status": "private"}));
    assert_eq!((changed.status, &changed.json()["status"]), (200, &json!(1)));
    assert_eq!(server.get("/api/web/fete").json()["inherited_status"], 1, "it follows the category");
    let made = server.post_json("/api/web", &json!({"title": "Neuve", "id_parent": "vie", "status": 2}));
    assert_eq!((&made.json()["status"], &made.json()["inherited_status"]), (&json!(2), &json!(1)));
    assert_eq!(server.sql("SELECT count(*) AS n FROM web_pages WHERE status = 2").json()["results"][0]["n"], 2);
}

#[test]
fn the_fields_of_members_change_in_an_old_file_and_nobody_is_lost() {
    let server = old_server();
    let id = server.new_member("Grace Hopper");
    let mut connection = db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE users SET otp_recovery_codes = '[\"a\"]' WHERE id = ?1", [id]).unwrap();
    let tx = connection.transaction().unwrap();
    tx.execute_batch(
        "INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level,
             management_access_level, list_table, options)
         VALUES ('pointure', 90, 'number', 'Pointure', 0, 1, 1, 0, '[]')",
    )
    .unwrap();
    let fields = members::fields::Fields::read(&tx).unwrap();
    members::rebuild::rebuild(&tx, &fields, members::searchable).unwrap();
    tx.commit().unwrap();
    assert_eq!(ruche::compatibility::differences(&connection).unwrap(), []);
    let changed = server.post_json(&format!("/api/user/{id}"), &json!({"pointure": 42}));
    assert_eq!((&changed.json()["pointure"], &changed.json()["nom"]), (&json!(42), &json!("Grace Hopper")));
    let codes: String =
        connection.query_row("SELECT otp_recovery_codes FROM users WHERE id = ?1", [id], |row| row.get(0)).unwrap();
    assert_eq!(codes, "[\"a\"]");
    let hidden = server.sql("SELECT otp_recovery_codes AS c FROM users").json()["results"].clone();
    assert!(hidden.as_array().unwrap().iter().all(|row| row["c"].is_null()), "{hidden}");
}
