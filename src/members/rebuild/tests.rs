use super::super::tables::tests::{add_field, database, fold};
use super::*;
use crate::db::structure::Structure;
use crate::error::Error;

/// Members with all that hangs on them.
const MEMBERS: &str = "
    INSERT INTO users (id, id_category, numero, nom, courriel, secret, date_updated, otp_secret, preferences) VALUES
        (1, 1, 10, 'Ada', 'ada@example.org', '$2y$', '2025-01-31 10:00:00', 'OTP', '{}'), (2, 1, 20, 'Émile', NULL, NULL, NULL, NULL, NULL);
    INSERT INTO users (id, id_category, numero, nom, id_parent) VALUES (7, 1, 70, 'Zoé', 1);
    INSERT INTO users_search (id, nom, courriel) VALUES (1, 'copy of ada', 'ada'), (2, 'copy of emile', NULL);
    INSERT INTO services (id, label) VALUES (1, 'Cotisation');
    INSERT INTO services_users (id_user, id_service, date) VALUES (1, 1, '2025-01-31'), (7, 1, '2025-01-31');
    INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES ('s', 'h', 1, 0);
    INSERT INTO searches (id_user, label, updated, target, type, content) VALUES (2, 'x', '2025-01-31 10:00:00', 'users', 'json', '{}');
    INSERT INTO logs (id_user, type, created) VALUES (1, 2, '2025-01-31 10:00:00');
    INSERT INTO files (id, hash_id, path, name, type, modified) VALUES (1, 'a', 'user', 'user', 2, '2025-01-31 10:00:00');
    INSERT INTO users_files (id_file, id_user, field) VALUES (1, 1, 'nom');";

fn rebuild_committed(conn: &mut Connection) -> Result<()> {
    let fields = Fields::read(conn)?;
    let tx = conn.transaction()?;
    rebuild(&tx, &fields, fold)?;
    tx.commit()?;
    Ok(())
}

fn rows(conn: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

const DEPENDENT_TABLES: [&str; 6] =
    ["services_users", "users_sessions", "searches", "logs", "users_files", "users_categories"];

fn dependent_rows(conn: &Connection) -> Vec<Vec<Vec<Value>>> {
    DEPENDENT_TABLES.iter().map(|table| rows(conn, &format!("SELECT * FROM {table}"))).collect()
}

#[test]
fn the_test_is_worth_something_foreign_keys_are_on() {
    let (conn, _) = database(&[]);
    assert!(conn.pragma_query_value(None, "foreign_keys", |row| row.get::<_, bool>(0)).unwrap());
}

#[test]
fn nothing_is_lost_when_nothing_changes() {
    let (mut conn, _) = database(&["'age', 9, 'virtual', 'x', '[]', 'numero + 1', NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    let everything = |conn: &Connection| {
        (Structure::read(conn).unwrap(), rows(conn, "SELECT * FROM users_view ORDER BY id"), dependent_rows(conn))
    };
    let before = everything(&conn);
    rebuild_committed(&mut conn).unwrap();
    assert_eq!(everything(&conn), before);
    assert!(!conn.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
}

#[test]
fn changed_fields_change_the_columns_and_keep_the_records() {
    let (mut conn, _) =
        database(&["'ville', 9, 'text', 'Ville', '[]', NULL, NULL", "'age', 10, 'year', 'x', '[]', NULL, NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    conn.execute_batch("UPDATE users SET ville = 'LYON', age = 33 WHERE id = 2").unwrap();
    let dependents = dependent_rows(&conn);
    conn.execute_batch("DELETE FROM config_users_fields WHERE name = 'age'; UPDATE config_users_fields SET sort_order = -1 WHERE name = 'ville'").unwrap();
    add_field(&conn, "'accord', 2, 'checkbox', 'Accord', '[]', NULL, NULL");
    add_field(&conn, "'double', 11, 'virtual', 'x', '[]', 'numero * 2', NULL");
    rebuild_committed(&mut conn).unwrap();

    let fields = Fields::read(&conn).unwrap();
    let expected: Vec<String> = SYSTEM_COLUMNS
        .map(str::to_owned)
        .into_iter()
        .chain(fields.iter().map(|field| field.name.to_string()))
        .collect();
    assert_eq!(columns(&conn, "users_view").unwrap(), expected);
    assert_eq!(expected[10..], ["ville", "numero", "nom", "courriel", "accord", "secret", "double"]);
    let mut fresh = database(&[]).0;
    fresh.execute_batch("DELETE FROM config_users_fields").unwrap();
    for row in [
        "'numero', 0, 'number', 'x', '[]', NULL, '8'",
        "'nom', 1, 'text', 'x', '[]', NULL, '16'",
        "'courriel', 2, 'email', 'x', '[]', NULL, '4'",
        "'secret', 3, 'password', 'x', '[]', NULL, '2'",
        "'ville', -1, 'text', 'x', '[]', NULL, NULL",
        "'accord', 2, 'checkbox', 'x', '[]', NULL, NULL",
        "'double', 11, 'virtual', 'x', '[]', 'numero * 2', NULL",
    ] {
        add_field(&fresh, row);
    }
    rebuild_committed(&mut fresh).unwrap();
    assert_eq!(Structure::read(&conn).unwrap(), Structure::read(&fresh).unwrap());

    let members =
        rows(&conn, "SELECT id, ville, nom, secret, accord, double, id_parent, is_parent FROM users_view ORDER BY id");
    let text = |text: &str| Value::Text(text.into());
    let number = Value::Integer;
    assert_eq!(
        members,
        [
            vec![number(1), Value::Null, text("Ada"), text("$2y$"), number(0), number(20), Value::Null, number(1)],
            vec![number(2), text("LYON"), text("Émile"), Value::Null, number(0), number(40), Value::Null, number(0)],
            vec![number(7), Value::Null, text("Zoé"), Value::Null, number(0), number(140), number(1), number(0)],
        ]
    );
    assert_eq!(dependent_rows(&conn), dependents);
}

#[test]
fn the_index_by_name_follows_the_fields_of_the_name() {
    let (mut conn, fields) = database(&["'prenom', 9, 'text', 'x', '[]', NULL, NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    tables::ensure_name_index(&conn, &fields).unwrap();
    let sql = |conn: &Connection| -> String {
        conn.query_row("SELECT sql FROM sqlite_schema WHERE name = 'ruche_users_name'", [], |row| row.get(0)).unwrap()
    };
    assert!(!sql(&conn).contains("prenom"));
    conn.execute_batch("UPDATE config_users_fields SET system = '16' WHERE name = 'prenom'").unwrap();
    rebuild_committed(&mut conn).unwrap();
    assert!(sql(&conn).contains("prenom"), "{}", sql(&conn));
}

#[test]
fn triggers_and_unique_indexes_still_work_afterwards() {
    let (mut conn, _) = database(&[]);
    conn.execute_batch(MEMBERS).unwrap();
    rebuild_committed(&mut conn).unwrap();
    assert!(conn.execute("INSERT INTO users (id_category, courriel) VALUES (1, 'ADA@example.org')", []).is_err());
    conn.execute_batch("DELETE FROM users WHERE id = 7").unwrap();
    assert_eq!(rows(&conn, "SELECT count(*) FROM users WHERE is_parent"), [[Value::Integer(0)]]);
    conn.execute_batch("DELETE FROM users WHERE id = 1").unwrap();
    assert_eq!(rows(&conn, "SELECT count(*) FROM services_users"), [[Value::Integer(0)]]);
}

#[test]
fn copies_for_searching_are_kept_and_completed() {
    let (mut conn, _) = database(&["'ville', 9, 'tel', 'Ville', '[]', NULL, NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    conn.execute_batch("UPDATE users SET ville = 'LYON' WHERE id = 2; UPDATE config_users_fields SET type = 'text' WHERE name = 'ville'").unwrap();
    add_field(&conn, "'site', 10, 'url', 'Site', '[]', NULL, NULL");
    rebuild_committed(&mut conn).unwrap();
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        rows(&conn, "SELECT id, nom, ville, site FROM users_search ORDER BY id"),
        [
            vec![Value::Integer(1), text("copy of ada"), Value::Null, Value::Null],
            vec![Value::Integer(2), text("copy of emile"), text("lyon"), Value::Null],
            // Had no copy at all.
            vec![Value::Integer(7), text("zoé"), Value::Null, Value::Null],
        ]
    );
}

#[test]
fn a_field_that_becomes_a_checkbox_is_unticked_where_it_was_empty() {
    let (mut conn, _) = database(&["'accord', 9, 'boolean', 'x', '[]', NULL, NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    conn.execute_batch("UPDATE users SET accord = 1 WHERE id = 2; UPDATE config_users_fields SET type = 'checkbox' WHERE name = 'accord'").unwrap();
    rebuild_committed(&mut conn).unwrap();
    assert_eq!(
        rows(&conn, "SELECT group_concat(accord, '') FROM (SELECT accord FROM users ORDER BY id)"),
        [[Value::Text("010".into())]]
    );
}

#[test]
fn definitions_written_elsewhere_are_altered_whatever_their_comments() {
    let (mut conn, fields) = database(&[]);
    let whole = Structure::read(&conn).unwrap();
    conn.execute_batch(
        "DROP TABLE users_search; DROP VIEW users_view; DROP TABLE users;
         CREATE TABLE IF NOT EXISTS \"users\" /* members, all of them */
         ( id INTEGER PRIMARY KEY, -- number, of the row
           id_category INTEGER NOT NULL REFERENCES users_categories (id), date_login TEXT NULL CHECK (date_login IS datetime(date_login)),
           date_updated TEXT, otp_secret TEXT, otp_recovery_codes TEXT, pgp_key TEXT,
           id_parent INTEGER NULL REFERENCES users(id) ON DELETE SET NULL CHECK (id_parent IS NULL OR is_parent = 0),
           is_parent INTEGER NOT NULL DEFAULT 0, preferences TEXT NULL, -- JSON, dark_theme and more
           numero INTEGER, -- a, b
           nom TEXT COLLATE NOCASE /* c, d */, courriel TEXT COLLATE NOCASE, -- e, f

           secret TEXT -- last, one
         , CHECK (id > 0)
         )",
    )
    .unwrap();
    let tx = conn.transaction().unwrap();
    tables::ensure(&tx, &fields, fold).unwrap();
    tx.commit().unwrap();
    conn.execute_batch(MEMBERS).unwrap();
    rebuild_committed(&mut conn).unwrap();
    rebuild_committed(&mut conn).unwrap();
    assert_eq!(Structure::read(&conn).unwrap(), whole);
    assert_eq!(rows(&conn, "SELECT nom FROM users WHERE id = 7"), [[Value::Text("Zoé".into())]]);
    assert!(conn.execute("INSERT INTO users (id, id_category) VALUES (-1, 1)", []).is_err());
}

#[test]
fn what_others_hang_on_members_stays_while_it_can_work() {
    let (mut conn, _) = database(&["'ville', 9, 'text', 'Ville', '[]', NULL, NULL"]);
    conn.execute_batch(MEMBERS).unwrap();
    conn.execute_batch(
        "CREATE TABLE ruche_seen (id INTEGER REFERENCES users (id) ON DELETE CASCADE);
         INSERT INTO ruche_seen VALUES (1);
         CREATE INDEX by_name ON users (nom); CREATE INDEX by_town ON users (ville);
         CREATE VIEW names AS SELECT nom FROM users_view; CREATE VIEW broken AS SELECT a FROM gone;
         CREATE TRIGGER by_id AFTER UPDATE ON users BEGIN SELECT NEW.id; END;
         CREATE TRIGGER by_town_trigger AFTER UPDATE ON users BEGIN SELECT NEW.ville; END;
         CREATE TRIGGER on_services AFTER UPDATE ON services BEGIN UPDATE users SET ville = NEW.label; END;
         CREATE TRIGGER on_view INSTEAD OF INSERT ON names BEGIN SELECT 1; END;
         CREATE VIEW towns AS SELECT ville FROM users_view; 
         DELETE FROM config_users_fields WHERE name = 'ville'",
    )
    .unwrap();
    rebuild_committed(&mut conn).unwrap();
    let structure = Structure::read(&conn).unwrap();
    let users = &structure.tables["users"];
    assert!(users.indexes.contains_key("by_name") && !users.indexes.contains_key("by_town"));
    assert!(structure.triggers.contains_key("by_id") && !structure.triggers.contains_key("by_town_trigger"));
    assert_eq!(structure.views["names"], Some(vec!["nom".to_owned()]));
    assert_eq!((&structure.views["towns"], &structure.views["broken"]), (&None, &None));
    assert!(structure.triggers.contains_key("on_services") && structure.triggers.contains_key("on_view"));
    assert_eq!(rows(&conn, "SELECT * FROM ruche_seen"), [[Value::Integer(1)]]);
    conn.execute_batch("UPDATE users SET nom = 'x'").unwrap();
}

#[test]
fn a_refused_change_leaves_everything_as_it_was() {
    let (mut conn, _) = database(&[]);
    conn.execute_batch(MEMBERS).unwrap();
    let before = (Structure::read(&conn).unwrap(), rows(&conn, "SELECT * FROM users"));
    let changes = [
        "INSERT INTO config_users_fields (name, sort_order, type, label, sql) VALUES ('age', 9, 'virtual', 'x', 'nothing')",
        // Two members would share a number.
        "UPDATE users SET nom = '1'; UPDATE config_users_fields SET type = 'text', system = '24' WHERE name = 'nom';
         UPDATE config_users_fields SET system = '0' WHERE name = 'numero'",
    ];
    for change in changes {
        let tx = conn.transaction().unwrap();
        tx.execute_batch(change).unwrap();
        let fields = Fields::read(&tx).unwrap();
        assert!(matches!(rebuild(&tx, &fields, fold), Err(Error::Conflict(_))));
        drop(tx);
        assert_eq!((Structure::read(&conn).unwrap(), rows(&conn, "SELECT * FROM users")), before);
    }
}
