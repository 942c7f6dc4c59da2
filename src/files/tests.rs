use std::io::Cursor;

use rusqlite::Connection;

use super::*;
use crate::db::schema;
use crate::error::Error;

const NOW: &str = "2026-03-01 10:00:00";

/// The tables, with those of members that foreign keys name.
fn database() -> Connection {
    let connection = schema::in_memory().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)").unwrap();
    connection
}

fn in_transaction<T>(connection: &mut Connection, work: impl FnOnce(&rusqlite::Transaction) -> T) -> T {
    let tx = connection.transaction().unwrap();
    let value = work(&tx);
    tx.commit().unwrap();
    value
}

fn put(connection: &mut Connection, folder: &str, name: &str, content: &[u8], now: &str) -> Result<File, Error> {
    in_transaction(connection, |tx| {
        let content = Content { size: content.len() as u64, bytes: Cursor::new(content) };
        store::put(tx, folder, &FileName::parse(name).unwrap(), content, now)
    })
}

fn text(connection: &Connection, sql: &str) -> String {
    let row = |row: &rusqlite::Row| row.get::<_, Option<String>>(0);
    connection.query_row(sql, [], row).unwrap().unwrap_or_else(|| "NULL".to_owned())
}

#[test]
fn a_stored_file_has_its_folders_its_content_its_marks_and_its_words() {
    let mut connection = database();
    let file = put(&mut connection, "web/contact", "plan.txt", b"Rue  des\nLilas", NOW).unwrap();
    assert_eq!((file.path.as_str(), file.parent.as_deref()), ("web/contact/plan.txt", Some("web/contact")));
    assert_eq!((file.media_type.as_str(), file.size, file.image), ("text/plain", 14, false));
    assert_eq!(file.hash_id.len(), 12);
    assert_eq!(
        text(&connection, "SELECT group_concat(path || type || ifnull(mime, '-')) FROM files WHERE type = 2"),
        "web2-,web/contact2-"
    );
    assert_eq!(
        text(
            &connection,
            "SELECT parent || '|' || name || '|' || content FROM files_search WHERE content MATCH 'lilas'"
        ),
        "web/contact|plan.txt|Rue des Lilas"
    );
    let mut copy = Vec::new();
    copy_content(&connection, file.id, 14, 5..8, &mut copy).unwrap();
    assert_eq!(copy, b"des");
}

#[test]
fn the_same_content_changes_nothing_and_another_replaces_it() {
    let mut connection = database();
    let first = put(&mut connection, "web/a", "x", b"un", NOW).unwrap();
    let same = put(&mut connection, "web/a", "x", b"un", "2027-01-01 00:00:00").unwrap();
    assert_eq!(first, same);
    let png = put(&mut connection, "web/a", "x", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "2027-01-01 00:00:00").unwrap();
    assert_eq!((png.id, png.media_type.as_str(), png.image), (first.id, "image/png", true));
    assert_eq!(png.modified, "2027-01-01 00:00:00");
    assert_eq!(text(&connection, "SELECT content FROM files_search WHERE docid = 3"), "NULL");
    assert_eq!(content_size(&connection, png.id).unwrap(), Some(16));
}

#[test]
fn a_folder_is_moved_and_deleted_with_all_that_is_in_it() {
    let mut connection = database();
    put(&mut connection, "web/a", "x.txt", b"x", NOW).unwrap();
    put(&mut connection, "web/a/deep", "y.txt", b"y", NOW).unwrap();
    put(&mut connection, "web/ab", "z.txt", b"z", NOW).unwrap();
    in_transaction(&mut connection, |tx| store::move_folder(tx, "web/a", "web/b").unwrap());
    assert_eq!(
        text(
            &connection,
            "SELECT group_concat(path || '<' || ifnull(parent, '') || '=' || name, ' ') FROM (SELECT * FROM files ORDER BY path)"
        ),
        "web<=web web/ab<web=ab web/ab/z.txt<web/ab=z.txt web/b<web=b web/b/deep<web/b=deep web/b/deep/y.txt<web/b/deep=y.txt web/b/x.txt<web/b=x.txt"
    );
    assert_eq!(text(&connection, "SELECT parent FROM files_search WHERE name = 'y.txt'"), "web/b/deep");
    in_transaction(&mut connection, |tx| {
        assert!(matches!(store::move_folder(tx, "web/b", "web/ab"), Err(Error::Conflict(_))));
        let gone = store::delete(tx, "web/b").unwrap();
        assert_eq!(gone, ["web/b/x.txt", "web/b/deep/y.txt"]);
        assert!(store::delete(tx, "web/nothing").unwrap().is_empty());
    });
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM files_search"), "3");
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM files_contents"), "1");
}

#[test]
fn a_file_is_no_folder_and_a_folder_no_file() {
    let mut connection = database();
    put(&mut connection, "web/a", "x", b"x", NOW).unwrap();
    assert!(matches!(put(&mut connection, "web/a/x", "y", b"y", NOW), Err(Error::Conflict(_))));
    assert!(matches!(put(&mut connection, "web", "a", b"y", NOW), Err(Error::Conflict(_))));
}

#[test]
fn while_files_are_being_moved_elsewhere_none_is_written() {
    let mut connection = database();
    connection.execute_batch("CREATE TABLE files_lock (x)").unwrap();
    assert!(matches!(put(&mut connection, "web/a", "x", b"x", NOW), Err(Error::Busy(_))));
}
