use super::*;
use crate::db::schema;
use crate::db::structure::Structure;

fn migrated() -> Connection {
    let mut conn = schema::in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    apply(&tx).unwrap();
    ensure_indexes(&tx).unwrap();
    tx.commit().unwrap();
    conn
}

#[test]
fn a_database_without_our_tables_gets_them() {
    let conn = schema::in_memory().unwrap();
    assert_eq!(version(&conn).unwrap(), 0);
    assert!(pending(&conn).unwrap());
    let conn = migrated();
    assert_eq!(version(&conn).unwrap(), CURRENT);
    assert!(!pending(&conn).unwrap());
    let tables = Structure::read(&conn).unwrap().tables;
    let ours: Vec<&String> = tables.keys().filter(|name| name.starts_with("ruche_")).collect();
    assert_eq!(
        ours,
        [
            "ruche_api_access",
            "ruche_api_uses",
            "ruche_challenges",
            "ruche_code_guesses",
            "ruche_credentials",
            "ruche_error_reports",
            "ruche_file_properties",
            "ruche_history",
            "ruche_imports",
            "ruche_imports_rows",
            "ruche_jobs",
            "ruche_mails_in_flight",
            "ruche_meta",
            "ruche_requests",
            "ruche_session_tokens",
            "ruche_sessions",
            "ruche_statement_layouts",
            "ruche_uncertain_mails",
            "ruche_used_codes"
        ]
    );
}

#[test]
fn an_index_of_ours_that_another_program_dropped_comes_back() {
    let mut conn = migrated();
    let indexes = |conn: &Connection| -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name GLOB 'ruche_*' ORDER BY name";
        conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(rusqlite::Result::unwrap).collect()
    };
    let before = indexes(&conn);
    conn.execute_batch("DROP INDEX ruche_transactions_previous; DROP INDEX ruche_lines_amount").unwrap();
    let tx = conn.transaction().unwrap();
    ensure_indexes(&tx).unwrap();
    tx.commit().unwrap();
    assert_eq!(indexes(&conn), before);
}

/// The index by amount would give the lines of an account in another order than that of the file.
#[test]
fn the_lines_of_an_account_are_read_by_paheko_s_index() {
    let sql = "EXPLAIN QUERY PLAN SELECT sum(l.debit) FROM acc_transactions_lines l
        INNER JOIN acc_transactions t ON t.id = l.id_transaction WHERE l.id_account = ?1 AND t.id_year = 1";
    let step: String = migrated().query_row(sql, [1], |row| row.get(3)).unwrap();
    assert!(step.contains("acc_transactions_lines_account"), "{step}");
}

/// Foreign keys look for the rows that name a deleted one: without an index, in the whole table.
#[test]
fn no_foreign_key_to_an_entry_reads_a_whole_table() {
    let conn = migrated();
    for (table, column) in [
        ("acc_transactions", "prev_id"),
        ("acc_transactions_lines", "id_transaction"),
        ("acc_transactions_links", "id_transaction"),
        ("acc_transactions_links", "id_related"),
        ("acc_transactions_users", "id_transaction"),
        ("acc_transactions_files", "id_transaction"),
    ] {
        let sql = format!("EXPLAIN QUERY PLAN SELECT rowid FROM {table} WHERE {column} = ?1");
        let step: String = conn.query_row(&sql, [1], |row| row.get(3)).unwrap();
        assert!(step.starts_with("SEARCH"), "{table}.{column}: {step}");
    }
}

#[test]
fn our_tables_are_no_difference_to_clients() {
    assert_eq!(crate::db::differences::from_schema(&migrated()).unwrap(), []);
}

#[test]
fn applying_again_changes_nothing() {
    let mut conn = migrated();
    let (structure, changes) = (Structure::read(&conn).unwrap(), conn.total_changes());
    let tx = conn.transaction().unwrap();
    apply(&tx).unwrap();
    tx.commit().unwrap();
    assert_eq!((Structure::read(&conn).unwrap(), conn.total_changes()), (structure, changes));
}

#[test]
fn a_newer_version_is_refused_and_left_alone() {
    let mut conn = migrated();
    conn.execute("UPDATE ruche_meta SET value = 99 WHERE key = 'schema_version'", []).unwrap();
    assert!(matches!(pending(&conn), Err(Error::Conflict(_))));
    let tx = conn.transaction().unwrap();
    assert!(matches!(apply(&tx), Err(Error::Conflict(_))));
    assert_eq!(version(&tx).unwrap(), 99);
}

/// The process is killed after each statement: the file that is left, with its journal, is opened by another one.
#[test]
fn a_crash_at_any_statement_leaves_the_old_tables_or_the_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("association.sqlite");
    let mut conn = Connection::open(&path).unwrap();
    conn.execute_batch(include_str!("../../../schema.sql")).unwrap();
    let old = Structure::read(&conn).unwrap();

    let statements: Vec<&str> = MIGRATIONS.iter().flat_map(|step| step.split_inclusive(";\n")).collect();
    assert!(statements.len() >= 3);
    for killed_after in 0..=statements.len() {
        let tx = conn.transaction().unwrap();
        for statement in &statements[..killed_after] {
            tx.execute_batch(statement).unwrap();
        }
        // Nothing stays in memory only, as under pressure.
        tx.cache_flush().unwrap();
        let left = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), left.path().join(entry.file_name())).unwrap();
        }
        drop(tx);
        let reopened = Connection::open(left.path().join("association.sqlite")).unwrap();
        assert_eq!(Structure::read(&reopened).unwrap(), old, "killed after {killed_after} statements");
        assert_eq!(version(&reopened).unwrap(), 0);
    }

    let tx = conn.transaction().unwrap();
    apply(&tx).unwrap();
    tx.commit().unwrap();
    assert_eq!(version(&conn).unwrap(), CURRENT);
}

#[test]
fn what_belongs_to_a_key_goes_with_it() {
    let conn = migrated();
    conn.execute_batch(
        "INSERT INTO api_credentials (id, label, key, secret, access_level) VALUES (4, 'Caisse', 'caisse', '$2y$', 1);
         INSERT INTO ruche_credentials (id, expires) VALUES (4, '2025-01-31 10:00:00');
         DELETE FROM api_credentials",
    )
    .unwrap();
    let left: i64 = conn.query_row("SELECT count(*) FROM ruche_credentials", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
    let impossible = conn.execute("INSERT INTO ruche_credentials (id, expires) VALUES (5, '2025-02-31 10:00:00')", []);
    assert!(impossible.is_err());
}

#[test]
fn imports_that_were_made_before_entries_could_be_imported_are_kept() {
    let mut conn = crate::db::schema::in_memory().unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    for step in &MIGRATIONS[..4] {
        conn.execute_batch(step).unwrap();
    }
    conn.execute_batch(
        "INSERT INTO ruche_meta (key, value) VALUES ('schema_version', 4);
         INSERT INTO ruche_imports (id, created, kind, n_created, n_changed, n_unchanged)
            VALUES (7, '2026-01-01 00:00:00', 'members', 1, 0, 0);
         INSERT INTO ruche_imports_rows (id_import, id_row, is_new) VALUES (7, 2, 1)",
    )
    .unwrap();
    let tx = conn.transaction().unwrap();
    apply(&tx).unwrap();
    tx.commit().unwrap();
    let kept: (i64, i64) = conn
        .query_row(
            "SELECT i.id, r.id_row FROM ruche_imports i JOIN ruche_imports_rows r ON r.id_import = i.id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(kept, (7, 2));
    conn.execute("UPDATE ruche_imports SET kind = 'entries'", []).unwrap();
    conn.execute("DELETE FROM ruche_imports", []).unwrap();
    let rows: i64 = conn.query_row("SELECT count(*) FROM ruche_imports_rows", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0, "they still go with their import");
}
