//! What an interrupted program left beside the file, and files that are none.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;

use super::*;

/// Copies the file in the middle of a change: half of it is in the file, and the journal beside it undoes that.
fn with_hot_journal(file: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join("hot.sqlite");
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 2; BEGIN;
             UPDATE config SET value = 'half a change' WHERE key = 'org_name';
             CREATE TABLE filler (a);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO filler SELECT hex(randomblob(100)) FROM n;",
        )
        .unwrap();
    std::fs::copy(file, &copy).unwrap();
    std::fs::copy(folder_journal(file), folder_journal(&copy)).unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
    copy
}

fn folder_journal(file: &Path) -> String {
    format!("{}-journal", file.display())
}

#[test]
fn an_interrupted_change_is_undone_by_whatever_reads_the_file_first() {
    let (folder, file) = adopted();
    let export = folder.path().join("all.zip");
    let backup = folder.path().join("copy.sqlite");
    for arguments in [
        &["check"][..],
        &["sql", "SELECT name FROM users_categories"],
        &["backup", backup.to_str().unwrap()],
        &["export", export.to_str().unwrap()],
        &["get", "status"],
    ] {
        let apart = tempfile::tempdir().unwrap();
        let hot = with_hot_journal(&file, apart.path());
        let (code, printed) = ruche(arguments, &hot);
        assert_eq!(code, Some(0), "{arguments:?}: {printed}");
        let name: String = Connection::open(&hot)
            .unwrap()
            .query_row("SELECT value FROM config WHERE key = 'org_name'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(name, "Les Abeilles", "{arguments:?}");
    }
}

#[test]
fn an_interrupted_change_that_cannot_be_undone_there_is_named_as_the_reason() {
    let Some(disk) = SmallDisk::mount(8192) else { return };
    let (_folder, file) = adopted();
    let hot = with_hot_journal(&file, disk.path());
    disk.make_read_only();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("x.sqlite");
    for arguments in [
        &["check"][..],
        &["sql", "SELECT 1"],
        &["backup", target.to_str().unwrap()],
        &["export", target.to_str().unwrap()],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let (code, printed) = ruche(arguments, &hot);
        assert_eq!(code, Some(1), "{arguments:?}: {printed}");
        assert!(printed.contains("interrupted change"), "{arguments:?}: {printed}");
    }
}

#[test]
fn a_file_that_is_no_database_is_called_that_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a line", b"Bonjour".to_vec()),
        ("a page", b"Bonjour\n".repeat(80)),
        ("pages", b"Bonjour\n".repeat(2_000)),
        ("zeros", vec![0; 10_000]),
        ("a picture", [b"\x89PNG\r\n\x1a\n".to_vec(), vec![1; 5_000]].concat()),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, &bytes).unwrap();
        for arguments in
            [&["serve", "--listen", "127.0.0.1:0"][..], &["check"], &["sql", "SELECT 1"], &["backup"], &["key", "list"]]
        {
            let (code, printed) = ruche(arguments, &file);
            assert_eq!(code, Some(1), "{name}, {arguments:?}: {printed}");
            assert!(printed.contains("not an SQLite database"), "{name}, {arguments:?}: {printed}");
            assert_eq!(std::fs::read(&file).unwrap(), bytes, "{name}, {arguments:?}");
        }
    }
    let (code, printed) = ruche(&["serve"], folder.path());
    assert!(code == Some(1) && printed.contains("cannot be opened"), "{printed}");
}

#[test]
fn damage_that_only_indexes_show_is_found_after_the_start_and_said_in_status() {
    let (_folder, file) = adopted();
    let connection = Connection::open(&file).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE zz (a, b); INSERT INTO zz VALUES (1, 2); CREATE INDEX zz_a ON zz (a);
             PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = 'CREATE INDEX zz_a ON zz (b)' WHERE name = 'zz_a';",
        )
        .unwrap();
    drop(connection);
    let process = Process::start(&file);
    let found = (0..200).find_map(|_| {
        let status = process.status();
        let job = status["jobs"].as_array().unwrap().iter().find(|job| job["name"] == "check_file").cloned();
        std::thread::sleep(Duration::from_millis(100));
        job
    });
    let found = found.expect("the check comes to its end");
    assert!(found["last_error"].as_str().unwrap_or_default().contains("damaged"), "{found}");
    assert!(process.log().contains("zz_a"), "{}", process.log());
}

#[test]
fn an_upgrade_that_failed_is_tried_again_at_once_with_one_backup_in_all() {
    let (folder, file) = adopted();
    let connection = Connection::open(&file).unwrap();
    // The version of the tables says that the last step is still to come, but a table of it is there.
    connection.execute_batch("UPDATE ruche_meta SET value = value - 1 WHERE key = 'schema_version'").unwrap();
    drop(connection);
    let attempts: Vec<_> = (0..3).map(|_| ruche(&["serve", "--listen", "127.0.0.1:0"], &file)).collect();
    let backups = || std::fs::read_dir(folder.path().join("backups")).unwrap().count();
    for (code, printed) in &attempts {
        assert_eq!(*code, Some(1), "{printed}");
        assert!(printed.contains("already exists") || printed.contains("duplicate column"), "{printed}");
        assert!(!printed.contains("it was not touched"), "{printed}");
    }
    assert!(backups() <= 2, "{}", backups());
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch("UPDATE ruche_meta SET value = value + 1 WHERE key = 'schema_version'").unwrap();
    drop(connection);
    assert!(Process::start(&file).stop().success());
}
