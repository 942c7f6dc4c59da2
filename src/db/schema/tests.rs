use rusqlite::Connection;

use super::*;

#[test]
fn a_created_database_is_signed() {
    let mut conn = Connection::open_in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    create(&tx).unwrap();
    tx.commit().unwrap();
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((pragma("application_id"), pragma("user_version")), (0x5DA2_D811, 1_032_276));
}

#[test]
fn versions_read_as_people_know_them() {
    let texts = [1_032_276, 1_030_000, 1_040_001, 1_040_026, 1_040_052, 2_121_399].map(version_text);
    assert_eq!(texts, ["1.3.22.1", "1.3.0", "1.4.0-alpha1", "1.4.0-beta1", "1.4.0-rc2", "2.12.13.24"]);
}

#[test]
fn what_is_missing_is_made_anew_and_named() {
    let mut conn = in_memory().unwrap();
    conn.execute_batch(
        "DROP TABLE web_suspicious_clients; DROP TRIGGER acc_years_delete; DROP INDEX logs_ip; DROP VIEW acc_accounts_balances",
    )
    .unwrap();
    let tx = conn.transaction().unwrap();
    let mut created = create_missing(&tx).unwrap();
    created.sort();
    assert_eq!(created, ["acc_accounts_balances", "acc_years_delete", "logs_ip", "web_suspicious_clients"]);
    assert_eq!(create_missing(&tx).unwrap(), Vec::<String>::new());
    tx.commit().unwrap();
    assert_eq!(super::super::differences::from_schema(&conn).unwrap(), []);
}

#[test]
fn a_search_table_made_anew_finds_what_is_stored() {
    let mut conn = in_memory().unwrap();
    conn.execute_batch(
        "INSERT INTO files (id, hash_id, path, name, type, modified) VALUES (7, 'a', 'documents', 'documents', 2, '2025-01-31 10:00:00');
         INSERT INTO web_pages (id, uri, type, status, inherited_status, format, published, modified, title, content) VALUES
             (1, 'a', 2, 2, 2, 'markdown', '2025-01-31 10:00:00', '2025-01-31 10:00:00', 'Ruches', 'Le miel'),
             (2, 'b', 2, 2, 2, 'encrypted', '2025-01-31 10:00:00', '2025-01-31 10:00:00', 'Secret', 'miel');
         DROP TABLE files_search; DROP TABLE web_search",
    )
    .unwrap();
    let tx = conn.transaction().unwrap();
    assert_eq!(create_missing(&tx).unwrap(), ["files_search", "web_search"]);
    let found = |sql: &str| tx.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(found("SELECT docid FROM files_search WHERE files_search MATCH 'documents'"), 7);
    assert_eq!(found("SELECT sum(docid) FROM web_search WHERE web_search MATCH 'miel'"), 1);
}
