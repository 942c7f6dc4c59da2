use std::path::Path;

use super::*;
use crate::i18n::Language;

/// An association's database as a file: what is not about members is whole, `users` is only there.
fn file(folder: &Path, change: &str) -> Connection {
    let mut conn = Connection::open(folder.join("association.sqlite")).unwrap();
    let tx = conn.transaction().unwrap();
    schema::create(&tx).unwrap();
    tx.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)").unwrap();
    tx.execute_batch(change).unwrap();
    tx.commit().unwrap();
    conn
}

fn outcome(change: &str) -> Result<Origin> {
    let folder = tempfile::tempdir().unwrap();
    identify(&file(folder.path(), change))
}

#[track_caller]
fn assert_refused(outcome: Result<Origin>, words: &str) {
    match outcome {
        Err(error @ Error::Conflict(_)) => {
            let sentence = error.sentence(Language::English);
            assert!(sentence.contains(words), "{sentence}");
            assert_ne!(sentence, error.sentence(Language::French));
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_new_file_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let conn = Connection::open(folder.path().join("new.sqlite")).unwrap();
    assert_eq!(identify(&conn).unwrap(), Origin::Empty);
}

#[test]
fn a_database_without_our_tables_is_pahekos() {
    assert_eq!(outcome("").unwrap(), Origin::Paheko { user_version: 1_032_276 });
}

#[test]
fn a_database_without_application_id_is_accepted() {
    assert_eq!(outcome("PRAGMA application_id = 0").unwrap(), Origin::Paheko { user_version: 1_032_276 });
}

#[test]
fn a_database_with_our_tables_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = file(folder.path(), "");
    let tx = conn.transaction().unwrap();
    migrations::apply(&tx).unwrap();
    tx.commit().unwrap();
    let ours = Origin::Ruche { user_version: 1_032_276, schema_version: migrations::CURRENT };
    assert_eq!(identify(&conn).unwrap(), ours);
}

#[test]
fn what_is_missing_under_the_known_version_does_not_prevent_opening() {
    assert_eq!(outcome("DROP TABLE logs").unwrap(), Origin::Paheko { user_version: 1_032_276 });
}

#[test]
fn neighbouring_versions_are_accepted_when_nothing_is_missing() {
    for version in [1_030_000, 1_031_500, 1_032_277, 1_032_299] {
        let found = outcome(&format!("PRAGMA user_version = {version}")).unwrap();
        assert_eq!(found, Origin::Paheko { user_version: version });
    }
}

#[test]
fn a_neighbouring_version_with_other_tables_is_to_be_upgraded_first() {
    let older = outcome("PRAGMA user_version = 1031500; DROP TABLE web_suspicious_clients");
    assert_refused(older, "comes from Paheko 1.3.15. Upgrade it with Paheko 1.3.22.1 first");
    let newer = outcome("PRAGMA user_version = 1032277; ALTER TABLE services ADD COLUMN colour TEXT");
    assert_refused(newer, "Paheko 1.3.22.2, newer than the version 1.3.22.1");
}

#[test]
fn older_and_newer_versions_are_refused() {
    assert_refused(outcome("PRAGMA user_version = 1020900"), "comes from Paheko 1.2.9. Upgrade it");
    assert_refused(outcome("PRAGMA user_version = 1032300"), "Paheko 1.3.23, newer than");
    assert_refused(outcome("PRAGMA user_version = 1040051"), "Paheko 1.4.0-rc1, newer than");
}

#[test]
fn an_unfinished_installation_is_refused() {
    assert_refused(outcome("PRAGMA user_version = 0"), "incomplete");
    assert_refused(outcome("DROP TABLE users"), "incomplete");
}

#[test]
fn a_newer_version_of_our_own_tables_is_refused() {
    let newer =
        "CREATE TABLE ruche_meta (key TEXT PRIMARY KEY, value); INSERT INTO ruche_meta VALUES ('schema_version', 99)";
    assert_refused(outcome(newer), "newer version of Ruche (tables no. 99");
}

#[test]
fn our_own_tables_without_a_version_are_damaged() {
    assert_refused(outcome("CREATE TABLE ruche_meta (key TEXT PRIMARY KEY, value)"), "damaged");
    let word =
        "CREATE TABLE ruche_meta (key TEXT PRIMARY KEY, value); INSERT INTO ruche_meta VALUES ('schema_version', 'x')";
    assert_refused(outcome(word), "damaged");
}

#[test]
fn another_programs_database_is_refused() {
    assert_refused(outcome("PRAGMA application_id = 1"), "another program");
    assert_refused(outcome("DROP TABLE config"), "another program");
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch("CREATE TABLE bookmarks (id INTEGER)").unwrap();
    assert_refused(identify(&conn), "another program");
}

#[test]
fn what_is_not_sqlite_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for content in ["x", "Ce n'est pas une base de données.", &"nom;prénom\n".repeat(1000)] {
        let path = folder.path().join("membres.csv");
        std::fs::write(&path, content).unwrap();
        assert_refused(identify(&Connection::open(&path).unwrap()), "not an SQLite database");
        assert_eq!(std::fs::read(&path).unwrap(), content.as_bytes());
    }
}

#[test]
fn a_damaged_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("association.sqlite");
    drop(file(folder.path(), ""));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100..4096].fill(0xEE);
    std::fs::write(&path, &bytes).unwrap();
    assert_refused(identify(&Connection::open(&path).unwrap()), "damaged");
}

#[test]
fn damage_behind_the_first_pages_is_found_by_reading_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("association.sqlite");
    let conn = file(folder.path(), "");
    crate::db::integrity::require_sound(&conn).unwrap();
    drop(conn);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 3 * 4096]).unwrap();
    let verdict = crate::db::integrity::require_sound(&Connection::open(&path).unwrap());
    assert_refused(verdict.map(|()| Origin::Empty), "damaged");
}

#[test]
fn identifying_changes_not_one_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("association.sqlite");
    drop(file(folder.path(), "PRAGMA user_version = 1031500"));
    let before = std::fs::read(&path).unwrap();
    identify(&Connection::open(&path).unwrap()).unwrap();
    assert!(std::fs::read(&path).unwrap() == before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
