//! Making, keeping, checking and restoring the file.

use super::*;

#[test]
fn from_a_new_association_to_a_restored_backup() {
    let (folder, _) = Folder::with_association();
    assert_eq!(count(&folder, "users"), 1);
    folder.ok(&["key", "create", "compta", "--level", "write"]);
    let backup = folder.ok(&["backup"]);
    let backup = backup.trim();
    assert!(backup.starts_with("backups/pko-20") && backup.ends_with(".sqlite"), "{backup}");
    folder.ok(&["key", "create", "apres", "--level", "read"]);
    assert_eq!(folder.run(&["check"]).status.code(), Some(0));

    let said = folder.ok(&["restore", backup]);
    assert!(said.contains("pko-before-restore-"), "{said}");
    let keys: Vec<String> = folder.json(&["key", "list", "--json"]).as_array().unwrap().iter().map(name).collect();
    assert_eq!(keys, ["admin", "compta"]);
    assert_eq!(folder.run(&["check"]).status.code(), Some(0));
    let kept = folder.names("backups").into_iter().find(|name| name.contains("before-restore")).unwrap();
    let kept = folder.json(&["key", "list", "--json", "--db", &format!("backups/{kept}")]);
    assert_eq!(kept.as_array().unwrap().len(), 3, "what was replaced is kept as it was");
    assert!(!folder.names(".").iter().chain(&folder.names("backups")).any(|name| name.contains("draft")));
}

fn name(key: &Value) -> String {
    key["key"].as_str().unwrap().to_owned()
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let (folder, _) = Folder::with_association();
    let before = std::fs::read(folder.path("association.sqlite")).unwrap();
    std::fs::write(folder.path("taken"), "mine").unwrap();
    for arguments in [
        &["init", "--json", "answers.json"][..],
        &["backup", "taken"],
        &["backup", "association.sqlite"],
        &["export", "taken"],
        &["sql", "SELECT 1", "--output", "association.sqlite"],
        &["get", "status", "--output", "association.sqlite"],
        &["restore", "association.sqlite"],
    ] {
        assert_eq!(folder.refused(arguments).0, 1, "{arguments:?}");
    }
    assert_eq!(std::fs::read(folder.path("association.sqlite")).unwrap(), before);
    assert_eq!(std::fs::read_to_string(folder.path("taken")).unwrap(), "mine");
}

#[test]
fn init_refuses_impossible_answers_and_leaves_nothing() {
    let folder = Folder::empty();
    let init = ["init", "--name", "N", "--administrator", "A", "--country", "FR", "--email", "a@b.org"];
    for (place, value, words) in [(6, "XX", "XX"), (8, "nobody", "nobody"), (2, " ", "nom de l'association")] {
        let mut arguments = init;
        arguments[place] = value;
        let (code, sentence) = folder.refused(&arguments);
        assert_eq!(code, 1);
        assert!(sentence.contains(words), "{sentence}");
    }
    let (_, sentence) = folder.refused(&init[..7]);
    assert!(sentence.contains("--email"), "{sentence}");
    std::fs::write(folder.path("bad.json"), r#"{"nom": "x"}"#).unwrap();
    assert!(folder.refused(&["init", "--json", "bad.json"]).1.contains("nom"));
    assert_eq!(folder.names("."), ["bad.json"]);
}

#[test]
fn a_password_given_in_json_is_stored_as_a_hash_only() {
    let folder = Folder::empty();
    let answers = r#"{"name":"N","country":"CH","email":"a@b.org","administrator":"A","password":"tres-secret-12"}"#;
    std::fs::write(folder.path("a.json"), answers).unwrap();
    let made = folder.json(&["init", "--json", "a.json", "--name", "Flag first"]);
    assert_eq!(made["level"], "admin");
    let bytes = std::fs::read(folder.path("association.sqlite")).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("$argon2id$") && holds("Flag first") && holds("CHF"));
    assert!(!holds("tres-secret-12") && !holds(made["secret"].as_str().unwrap()));
}

#[test]
fn what_is_no_sound_backup_is_refused_and_nothing_changes() {
    let (folder, _) = Folder::with_association();
    let before = std::fs::read(folder.path("association.sqlite")).unwrap();
    folder.ok(&["get", "download", "--output", "download.sqlite"]);
    let mut bytes = std::fs::read(folder.path("download.sqlite")).unwrap();
    bytes[9_999] ^= 1;
    std::fs::write(folder.path("changed.sqlite"), &bytes).unwrap();
    std::fs::write(folder.path("cut.sqlite"), &bytes[..bytes.len() / 2 + 7]).unwrap();
    std::fs::write(folder.path("text"), "SELECT").unwrap();
    for (file, words) in
        [("changed.sqlite", "SHA-1"), ("cut.sqlite", "incomplet"), ("text", "SQLite"), ("none", "none")]
    {
        let (code, sentence) = folder.refused(&["restore", file]);
        assert_eq!(code, 1);
        assert!(sentence.contains(words), "{sentence}");
    }
    assert_eq!(std::fs::read(folder.path("association.sqlite")).unwrap(), before);
    assert!(folder.ok(&["restore", "download.sqlite"]).contains("SHA-1"));
}

#[test]
fn a_backup_can_be_restored_where_there_is_no_file_yet() {
    let (folder, _) = Folder::with_association();
    folder.ok(&["backup", "copy.sqlite"]);
    folder.ok(&["restore", "copy.sqlite", "--db", "new.sqlite"]);
    folder.ok(&["check", "--db", "new.sqlite"]);
}

#[test]
fn check_says_what_is_wrong_in_sentences_and_by_its_exit_code() {
    let (folder, _) = Folder::with_association();
    let file = rusqlite::Connection::open(folder.path("association.sqlite")).unwrap();
    file.execute_batch(
        "PRAGMA foreign_keys = OFF;
         INSERT INTO config (key, value) VALUES ('colour', 'red');
         INSERT INTO acc_transactions_users (id_user, id_transaction) VALUES (1, 77)",
    )
    .unwrap();
    drop(file);
    let output = folder.run(&["check"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("« colour »") && said.contains("« acc_transactions_users »"), "{said}");
    let output = folder.run(&["check", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"], false);
    let checks: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| f["check"].as_str().unwrap()).collect();
    assert_eq!(checks, ["references", "interchange", "accounting"]);
}

#[test]
fn an_export_holds_the_database_the_files_and_the_tables_without_secrets() {
    let (folder, _) = Folder::with_association();
    let file = rusqlite::Connection::open(folder.path("association.sqlite")).unwrap();
    file.execute_batch(
        "INSERT OR IGNORE INTO files (id, hash_id, path, name, type) VALUES (50, 'a', 'documents', 'documents', 2);
         INSERT INTO files (id, hash_id, path, parent, name, type, mime, size)
         VALUES (51, 'b', 'documents/statuts.txt', 'documents', 'statuts.txt', 1, 'text/plain', 5);
         INSERT INTO files_contents (id, content) VALUES (51, CAST('Titre' AS BLOB));
         UPDATE users SET password = '$hash-of-a-password'",
    )
    .unwrap();
    drop(file);
    folder.ok(&["export", "all"]);
    assert_eq!(std::fs::read_to_string(folder.path("all/files/documents/statuts.txt")).unwrap(), "Titre");
    let users = std::fs::read_to_string(folder.path("all/tables/users.csv")).unwrap();
    assert!(users.contains("Ada") && !users.contains("$hash"), "{users}");
    let tables = folder.names("all/tables");
    assert!(!tables.iter().any(|name| name.starts_with("api_credentials") || name.starts_with("config.csv")));
    folder.ok(&["check", "--db", "all/database.sqlite"]);
    assert_eq!(folder.names("all"), ["README.txt", "database.sqlite", "files", "tables"]);

    folder.ok(&["export", "all.zip"]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder.path("all.zip")).unwrap()).unwrap();
    let mut names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names.len(), 3 + tables.len());
    assert!(names.contains(&"files/documents/statuts.txt".to_owned()), "{names:?}");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("files/documents/statuts.txt").unwrap(), &mut text).unwrap();
    assert_eq!(text, "Titre");
    assert!(!folder.names(".").iter().any(|name| name.starts_with("draft")));
}

#[test]
fn commands_leave_the_file_in_the_form_other_programs_expect() {
    let (folder, _) = Folder::with_association();
    folder.ok(&["key", "create", "x", "--level", "read"]);
    folder.ok(&["get", "status"]);
    folder.ok(&["sql", "SELECT 1"]);
    assert!(journal_mode_is_rollback(&folder.path("association.sqlite")));
    assert_eq!(folder.names("."), ["answers.json", "association.sqlite"]);
}
