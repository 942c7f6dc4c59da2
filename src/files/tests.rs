use std::io::Cursor;

use rusqlite::Connection;

use super::*;
use crate::db::schema;
use crate::error::Error;

const NOW: &str = "2026-03-01 10:00:00";

/// The tables, with those of members that foreign keys name.
fn database() -> Connection {
    let connection = schema::in_memory().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (2)").unwrap();
    connection.execute_batch(include_str!("../../migrations/0005-file-properties.sql")).unwrap();
    crate::db::functions::register(&connection, &crate::db::functions::FieldCatalog::default()).unwrap();
    set(&connection, "file_versioning_policy", "min");
    connection
}

fn set(connection: &Connection, key: &str, value: &str) {
    connection.execute("INSERT OR REPLACE INTO config (key, value) VALUES (?1, ?2)", [key, value]).unwrap();
}

fn path(text: &str) -> FilePath {
    FilePath::parse(text).unwrap()
}

fn paths(connection: &Connection) -> Vec<String> {
    let mut statement = connection.prepare("SELECT path FROM files WHERE type = 1 ORDER BY path").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
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
        versions::put(tx, folder, &FileName::parse(name).unwrap(), content, now)
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

#[test]
fn a_replaced_content_is_kept_as_a_version_and_comes_back() {
    let mut connection = database();
    put(&mut connection, "documents", "a.txt", b"un", NOW).unwrap();
    put(&mut connection, "documents", "a.txt", b"deux", "2026-03-02 10:00:00").unwrap();
    put(&mut connection, "web/p", "a.txt", b"un", NOW).unwrap();
    put(&mut connection, "web/p", "a.txt", b"deux", NOW).unwrap();
    let kept = versions::list(&connection, "documents/a.txt").unwrap();
    assert_eq!((kept.len(), kept[0].number, kept[0].size, kept[0].modified.as_str()), (1, 1, 2, NOW));
    assert_eq!(kept[0].path, format!("versions/documents/a.txt/00000001.{}.", kept[0].timestamp));
    assert!(versions::list(&connection, "web/p/a.txt").unwrap().is_empty(), "pages keep no versions of their files");
    in_transaction(&mut connection, |tx| versions::restore(tx, &path(&kept[0].path), "2026-03-03 10:00:00").unwrap());
    let current = find(&connection, "documents/a.txt").unwrap().unwrap();
    let mut content = Vec::new();
    copy_content(&connection, current.id, 2, 0..2, &mut content).unwrap();
    assert_eq!(content, b"un");
    assert_eq!(versions::list(&connection, "documents/a.txt").unwrap().len(), 2, "what was replaced is kept too");
}

#[test]
fn versions_are_kept_only_where_the_settings_say_so() {
    for (key, value) in [("file_versioning_policy", "none"), ("file_versioning_max_size", "0")] {
        let mut connection = database();
        set(&connection, key, value);
        put(&mut connection, "documents", "a.txt", b"un", NOW).unwrap();
        put(&mut connection, "documents", "a.txt", b"deux", NOW).unwrap();
        assert_eq!(paths(&connection), ["documents/a.txt"], "{key}");
    }
    let mut connection = database();
    put(&mut connection, "documents", "empty", b"", NOW).unwrap();
    put(&mut connection, "documents", "empty", b"x", NOW).unwrap();
    assert_eq!(paths(&connection), ["documents/empty"], "an empty content is worth no version");
}

#[test]
fn what_goes_to_the_trash_comes_back_whole_and_leaves_no_empty_folders_there() {
    let mut connection = database();
    put(&mut connection, "documents/d", "x.txt", b"x", NOW).unwrap();
    put(&mut connection, "documents/d/e", "y.txt", b"yy", NOW).unwrap();
    let place = in_transaction(&mut connection, |tx| trash::put(tx, &path("documents/d"), NOW).unwrap());
    let mark = place.as_str().split('/').nth(1).unwrap();
    assert!(mark.len() == 40 && mark.starts_with("2026-03-01.100000."), "{mark}");
    let listed = trash::list(&connection).unwrap();
    assert_eq!((listed.len(), listed[0].original.as_str(), listed[0].size), (1, "documents/d", 3));
    // The same path again, within the same second.
    put(&mut connection, "documents/d", "x.txt", b"z", NOW).unwrap();
    let again = in_transaction(&mut connection, |tx| trash::put(tx, &path("documents/d"), NOW).unwrap());
    assert_ne!(again, place);
    in_transaction(&mut connection, |tx| {
        trash::delete(tx, &again).unwrap();
        trash::restore(tx, &place, None, NOW).unwrap();
    });
    assert_eq!(paths(&connection), ["documents/d/e/y.txt", "documents/d/x.txt"]);
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM files WHERE path GLOB 'trash/*' OR trash NOTNULL"), "0");
}

#[test]
fn the_trash_forgets_what_is_old_with_its_versions() {
    let mut connection = database();
    put(&mut connection, "documents", "a.txt", b"un", NOW).unwrap();
    put(&mut connection, "documents", "a.txt", b"deux", NOW).unwrap();
    put(&mut connection, "documents", "b.txt", b"b", NOW).unwrap();
    let gone = in_transaction(&mut connection, |tx| {
        trash::put(tx, &path("documents/a.txt"), NOW).unwrap();
        trash::put(tx, &path("documents/b.txt"), "2026-03-20 00:00:00").unwrap();
        trash::empty(tx, "2026-03-15 00:00:00").unwrap()
    });
    assert_eq!(gone.len(), 2, "{gone:?}");
    assert_eq!(paths(&connection).len(), 1);
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM files_contents"), "1");
}

#[test]
fn files_of_entries_are_tied_to_them_wherever_they_move() {
    let mut connection = database();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; INSERT INTO acc_transactions (id, type, label, date, id_year, status)
             VALUES (5, 0, 'x', '2026-01-01', 1, 0)",
        )
        .unwrap();
    let tied = |connection: &Connection| {
        text(connection, "SELECT group_concat(id_file || ':' || id_transaction) FROM acc_transactions_files")
    };
    let file = put(&mut connection, "transaction/5", "f.pdf", b"%PDF-1", NOW).unwrap();
    put(&mut connection, "transaction/6", "f.pdf", b"%PDF-1", NOW).unwrap();
    put(&mut connection, "transaction/5/deep", "f.pdf", b"%PDF-1", NOW).unwrap();
    assert_eq!(tied(&connection), format!("{}:5", file.id));
    let place = in_transaction(&mut connection, |tx| trash::put(tx, &path("transaction/5/f.pdf"), NOW).unwrap());
    assert_eq!(tied(&connection), format!("{}:5", file.id), "it may come back");
    in_transaction(&mut connection, |tx| {
        trash::restore(tx, &place, None, NOW).unwrap();
        branch::rename(tx, &path("transaction/5/f.pdf"), &path("documents/f.pdf"), NOW).unwrap();
    });
    assert_eq!(tied(&connection), "NULL");
    in_transaction(&mut connection, |tx| {
        branch::copy(tx, &path("documents/f.pdf"), &path("transaction/5/g.pdf"), true, NOW).unwrap();
    });
    assert!(tied(&connection).ends_with(":5"));
}

#[test]
fn branches_move_with_their_versions_and_never_into_themselves() {
    let mut connection = database();
    put(&mut connection, "documents/a/b", "x.txt", b"un", NOW).unwrap();
    put(&mut connection, "documents/a/b", "x.txt", b"deux", NOW).unwrap();
    put(&mut connection, "documents/a.b", "z", b"z", NOW).unwrap();
    in_transaction(&mut connection, |tx| {
        for (from, to) in [("documents/a", "documents/a/b/c"), ("documents/a", "documents/a"), ("documents", "web/x")] {
            let moved = branch::rename(tx, &path(from), &path(to), NOW);
            assert!(matches!(moved, Err(Error::Invalid { .. })), "{from} {to}");
        }
        assert!(matches!(branch::rename(tx, &path("documents/no"), &path("web/x/y"), NOW), Err(Error::NotFound(_))));
        branch::rename(tx, &path("documents/a"), &path("documents/new/a"), NOW).unwrap();
        branch::copy(tx, &path("documents/new"), &path("documents/copy"), true, NOW).unwrap();
    });
    let found = paths(&connection);
    assert!(found.iter().any(|path| path.starts_with("versions/documents/new/a/b/x.txt/")), "{found:?}");
    assert_eq!(
        found[..3],
        ["documents/a.b/z", "documents/copy/a/b/x.txt", "documents/new/a/b/x.txt"].map(str::to_owned)
    );
    assert_eq!(
        text(&connection, "SELECT count(*) || '' FROM files_search WHERE files_search MATCH 'content:deux'"),
        "2"
    );
    let orphans = "SELECT count(*) || '' FROM files f WHERE parent NOTNULL AND NOT EXISTS
        (SELECT 1 FROM files p WHERE p.path = f.parent AND f.path = p.path || '/' || f.name)";
    assert_eq!(text(&connection, orphans), "0");
}

#[test]
fn words_are_found_in_names_and_texts_but_not_in_the_trash() {
    let mut connection = database();
    put(&mut connection, "documents", "Récolte de miel.txt", b"Trois cents kilos", NOW).unwrap();
    put(&mut connection, "documents", "autre.txt", "Une belle récolte".as_bytes(), NOW).unwrap();
    put(&mut connection, "documents/x", "vieux.txt", "récolte".as_bytes(), NOW).unwrap();
    in_transaction(&mut connection, |tx| trash::put(tx, &path("documents/x/vieux.txt"), NOW).unwrap());
    let names = |words: &str, within: Option<&FilePath>| -> Vec<String> {
        search::search(&connection, words, within, &super::CONTEXTS)
            .unwrap()
            .into_iter()
            .map(|found| found.entry.name)
            .collect()
    };
    assert_eq!(names("recol", None), ["Récolte de miel.txt", "autre.txt"], "a name counts more than a text");
    assert_eq!(names("kilos trois", None), ["Récolte de miel.txt"]);
    assert!(names("récolte", Some(&path("web"))).is_empty());
    assert!(search::search(&connection, " *\" ", None, &super::CONTEXTS).is_err());
}

#[test]
fn the_quota_counts_everything_and_never_refuses_what_makes_room() {
    let mut connection = database();
    put(&mut connection, "documents", "a", &[b'a'; 600], NOW).unwrap();
    put(&mut connection, "documents", "a", &[b'b'; 300], NOW).unwrap();
    assert_eq!(quota::used(&connection).unwrap(), 900, "the earlier content too");
    assert!(quota::require_room(&connection, None, 1 << 40, 0).is_ok());
    assert!(quota::require_room(&connection, Some(1000), 100, 0).is_ok());
    assert!(matches!(quota::require_room(&connection, Some(1000), 101, 0), Err(Error::NoRoom(_))));
    assert!(quota::require_room(&connection, Some(10), 200, 300).is_ok());
}

#[test]
fn settings_know_when_the_logo_was_stored() {
    let mut connection = database();
    set(&connection, "timezone", "Europe/Paris");
    set(&connection, "files", r#"{"logo":null,"icon":5}"#);
    put(&mut connection, "config", "logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NOW).unwrap();
    let files = |connection: &Connection| text(connection, "SELECT value FROM config WHERE key = 'files'");
    assert_eq!(files(&connection), r#"{"logo":1772355600,"icon":5}"#);
    in_transaction(&mut connection, |tx| trash::put(tx, &path("config/logo.png"), NOW).unwrap());
    assert_eq!(files(&connection), r#"{"logo":null,"icon":5}"#);
}

#[test]
fn a_content_larger_than_a_value_of_the_database_is_refused() {
    let mut connection = database();
    connection.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, 100_000).unwrap();
    assert!(matches!(put(&mut connection, "documents", "a", &[0; 100_000], NOW), Err(Error::TooLarge(_))));
    assert!(put(&mut connection, "documents", "a", &[0; 90_000], NOW).is_ok());
}
