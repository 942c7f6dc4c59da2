use std::io::Write;

use super::*;
use crate::audit::{Actor, AuditContext};
use crate::db::{migrations, schema};
use crate::i18n::{Language, text};

/// Three files that are known by their marks, without any content.
fn database() -> Connection {
    let mut connection = schema::in_memory().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)").unwrap();
    let tx = connection.transaction().unwrap();
    migrations::apply(&tx).unwrap();
    for (id, path, mime, content) in [
        (1, "documents/AG/statuts.txt", "text/plain", &b"Article 1"[..]),
        (2, "web/contact/plan.png", "image/png", b"\x89PNG"),
        (3, "trash/2026.x/documents/Vieux.txt", "text/plain", b"Vieux texte"),
    ] {
        tx.execute(
            "INSERT INTO files (id, hash_id, path, name, type, mime, size, modified, md5)
             VALUES (?1, ?1, ?2, ?2, 1, ?3, ?4, '2026-01-01 00:00:00', ?5)",
            (id, path, mime, content.len() as i64, md5_of(content)),
        )
        .unwrap();
    }
    tx.commit().unwrap();
    connection
}

fn md5_of(content: &[u8]) -> String {
    store::read_through(&mut std::io::Cursor::new(content)).unwrap().1
}

fn write(folder: &Path, path: &str, content: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().write_all(content).unwrap();
}

fn take_all(connection: &mut Connection, folder: &Path) -> Vec<String> {
    let mut source = SourceFolder::open(folder).unwrap();
    let trace = AuditContext {
        moment: "2026-03-01 10:00:00".into(),
        address: None,
        actor: Actor::System { name: "test".into() },
        import: None,
    };
    let mut left = Vec::new();
    for file in list(connection).unwrap() {
        match source.find(&file).unwrap() {
            Search::Found(content) => {
                let tx = connection.transaction().unwrap();
                take_in(&tx, &file, content, &AuditLog::open(&tx, &trace).unwrap()).unwrap();
                tx.commit().unwrap();
            }
            Search::Nothing => left.push(format!("nothing {}", file.path)),
            Search::Different => left.push(format!("different {}", file.path)),
        }
    }
    left
}

#[test]
fn contents_are_taken_from_their_paths_from_where_they_were_and_from_other_names() {
    let mut connection = database();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "documents/AG/statuts.txt", b"Article 1");
    write(folder.path(), "elsewhere/renamed.png", b"\x89PNG");
    write(folder.path(), "elsewhere/same-size.png", b"PNG\x89");
    write(folder.path(), "documents/Vieux.txt", b"Vieux texte");
    assert_eq!(take_all(&mut connection, folder.path()), [""; 0]);
    assert_eq!((count(&connection).unwrap(), notice(&connection).unwrap()), (0, None));
    let mut content = Vec::new();
    crate::files::copy_content(&connection, 3, 11, 0..11, &mut content).unwrap();
    assert_eq!(content, b"Vieux texte");
    let found = "SELECT count(*) FROM files_search WHERE files_search MATCH 'article'";
    assert_eq!(connection.query_row(found, [], |row| row.get(0)), Ok(1));
}

#[test]
fn another_content_is_not_taken_and_what_is_missing_is_told() {
    let mut connection = database();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "documents/AG/statuts.txt", b"Article 2");
    write(folder.path(), "web/contact/plan.png", b"longer than known");
    let left = take_all(&mut connection, folder.path());
    let expected = [
        "different documents/AG/statuts.txt",
        "nothing trash/2026.x/documents/Vieux.txt",
        "different web/contact/plan.png",
    ];
    assert_eq!(left, expected);
    let notice = notice(&connection).unwrap().unwrap();
    let french = text(Language::French, &notice);
    assert!(french.starts_with("3 fichiers n'ont pas de contenu ici") && french.contains("ruche files import"));
}

#[test]
fn no_path_and_no_link_leads_out_of_the_folder() {
    let mut connection = database();
    connection.execute_batch("UPDATE files SET path = '../secret.txt' WHERE id = 1").unwrap();
    let above = tempfile::tempdir().unwrap();
    write(above.path(), "secret.txt", b"Article 1");
    write(above.path(), "outside/plan.png", b"\x89PNG");
    let folder = above.path().join("files");
    fs::create_dir_all(folder.join("web")).unwrap();
    std::os::unix::fs::symlink(above.path().join("outside"), folder.join("web/contact")).unwrap();
    std::os::unix::fs::symlink(above.path(), folder.join("up")).unwrap();
    let left = take_all(&mut connection, &folder);
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(SourceFolder::open(&above.path().join("secret.txt")).is_err());
}
