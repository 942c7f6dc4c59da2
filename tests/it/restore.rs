//! Putting a backup in the place of the file: what is accepted, what is refused, and what is kept.

use std::fs::File;
use std::io::Seek;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use ruche::bootstrap::{self, Country, NewAssociation};
use ruche::db::{self, hashed_copy, restore::examine};
use ruche::error::Error;
use rusqlite::Connection;

/// Hex digits of the SHA-1 at the end of downloads.
const TRAILER_BYTES: u64 = 40;

fn now() -> DateTime {
    "2026-03-01 10:00:00".parse().unwrap()
}

/// A folder with an association's file and a download of it.
fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (target, copy) = (folder.path().join("association.sqlite"), folder.path().join("copy.sqlite"));
    let association = NewAssociation::parse("Abeilles", Country::France, "a@example.org", "Ada", None).unwrap();
    db::create(&target, |tx| bootstrap::create(tx, &association, now(), ruche::members::searchable)).unwrap();
    let mut made = hashed_copy::make(&target, true).unwrap();
    made.rewind().unwrap();
    std::io::copy(&mut made, &mut File::create(&copy).unwrap()).unwrap();
    (folder, target, copy)
}

fn refusal(file: &Path, target: &Path) -> &'static str {
    match examine(file, target).err().expect("refused") {
        Error::Invalid { message, .. } | Error::Conflict(message) => message.id,
        other => panic!("{other}"),
    }
}

fn change(file: &Path, sql: &str) {
    Connection::open(file).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_download_is_restored_without_its_digest_and_what_it_replaces_is_kept() {
    let (folder, target, copy) = folder();
    change(&target, "UPDATE config SET value = 'Changed' WHERE key = 'org_name'");
    let candidate = examine(&copy, &target).unwrap();
    assert!(candidate.had_digest);
    let kept = candidate.put_in_place(&folder.path().join("backups"), now()).unwrap().unwrap();
    let name = |file: &Path| -> String {
        let sql = "SELECT value FROM config WHERE key = 'org_name'";
        db::open_shared(file).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_ne!(name(&target), "Changed");
    assert_eq!(name(&kept), "Changed");
    assert_eq!(kept.file_name().unwrap(), "pko-before-restore-20260301-100000-association.sqlite");
}

#[test]
fn a_changed_byte_a_cut_end_or_another_kind_of_file_is_refused() {
    let (folder, target, copy) = folder();
    let bytes = std::fs::read(&copy).unwrap();
    let bad = folder.path().join("bad.sqlite");
    let mut changed = bytes.clone();
    changed[5_000] ^= 1;
    std::fs::write(&bad, &changed).unwrap();
    assert_eq!(refusal(&bad, &target), "restore-digest");
    std::fs::write(&bad, &bytes[..bytes.len() - 100]).unwrap();
    assert_eq!(refusal(&bad, &target), "restore-cut");
    std::fs::write(&bad, b"not a database at all").unwrap();
    assert_eq!(refusal(&bad, &target), "database-not-sqlite");
}

#[test]
fn names_that_lead_out_of_their_folder_are_refused() {
    for sql in [
        "INSERT INTO plugins (name, label, version, enabled) VALUES ('../x', 'x', '1', 0)",
        "INSERT INTO modules (name, label) VALUES ('a\\b', 'x')",
        "INSERT INTO files (hash_id, path, name, type) VALUES ('h', '../etc', 'etc', 2)",
    ] {
        let (folder, target, copy) = folder();
        let plain = folder.path().join("plain.sqlite");
        std::fs::write(&plain, &std::fs::read(&copy).unwrap()[..]).unwrap();
        let length = plain.metadata().unwrap().len() - TRAILER_BYTES;
        File::options().write(true).open(&plain).unwrap().set_len(length).unwrap();
        change(&plain, sql);
        assert_eq!(refusal(&plain, &target), "restore-name", "{sql}");
    }
}

#[test]
fn a_file_without_the_mark_or_with_dangling_references_is_refused() {
    let (folder, target, _) = folder();
    let plain = folder.path().join("plain.sqlite");
    std::fs::copy(&target, &plain).unwrap();
    change(&plain, "PRAGMA application_id = 0");
    assert_eq!(refusal(&plain, &target), "restore-application-id");
    std::fs::copy(&target, &plain).unwrap();
    change(&plain, "PRAGMA foreign_keys = OFF; DELETE FROM users_categories");
    assert_eq!(refusal(&plain, &target), "backup-damaged");
}

#[test]
fn a_damaged_file_can_be_replaced_and_is_kept_as_it_was() {
    let (folder, target, copy) = folder();
    std::fs::write(&target, vec![7; 10_000]).unwrap();
    std::fs::write(folder.path().join("association.sqlite-wal"), b"old log").unwrap();
    let kept = examine(&copy, &target).unwrap().put_in_place(&folder.path().join("backups"), now()).unwrap().unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), vec![7; 10_000]);
    assert!(!folder.path().join("association.sqlite-wal").exists(), "a log of the old file must not meet the new one");
    assert!(db::open_shared(&target).is_ok());
}
