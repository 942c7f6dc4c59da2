//! Files whose contents Paheko keeps on its disk.

use super::*;

/// An association with two documents whose contents are not in the database.
fn without_contents() -> Folder {
    let (folder, _) = Folder::with_association();
    let connection = rusqlite::Connection::open(folder.path("association.sqlite")).unwrap();
    for (id, name, content) in [(901, "statuts.txt", "Article 1"), (902, "plan.txt", "La salle")] {
        use md5::Digest;
        let md5: String = md5::Md5::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        connection
            .execute(
                "INSERT INTO files (id, hash_id, path, name, type, mime, size, modified, md5)
                 VALUES (?1, ?1, 'documents/' || ?2, ?2, 1, 'text/plain', ?3, '2026-01-01 10:00:00', ?4)",
                (id, name, content.len() as i64, md5),
            )
            .unwrap();
    }
    folder
}

#[test]
fn contents_that_stayed_on_a_disk_are_counted_named_and_taken_in() {
    let folder = without_contents();
    let (code, _) = folder.refused(&["check"]);
    let output = folder.run(&["check", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let sentence = found["findings"][0]["message"].as_str().unwrap();
    assert_eq!((code, &found["findings"][0]["check"]), (1, &"files".into()));
    assert!(sentence.starts_with("2 fichiers") && sentence.contains("ruche files import"), "{sentence}");

    let (code, said) = folder.refused(&["export", "whole"]);
    assert!(code == 1 && said.contains("incomplet"), "{said}");
    let list = std::fs::read_to_string(folder.path("whole/Fichiers manquants.txt")).unwrap();
    assert!(list.contains("documents/plan.txt") && list.contains("documents/statuts.txt"), "{list}");

    std::fs::create_dir_all(folder.path("data/documents")).unwrap();
    std::fs::write(folder.path("data/documents/statuts.txt"), "Article 1").unwrap();
    std::fs::write(folder.path("data/documents/plan.txt"), "Un autre").unwrap();
    let (code, said) = folder.refused(&["files", "import", "data"]);
    assert!(code == 1 && said.contains("documents/plan.txt") && said.contains("Un fichier reste"), "{said}");
    std::fs::write(folder.path("data/documents/plan.txt"), "La salle").unwrap();
    assert!(folder.ok(&["files", "import", "data"]).contains("Un contenu"));
    folder.ok(&["check"]);
    folder.ok(&["export", "again"]);
    assert!(!folder.path("again/Fichiers manquants.txt").exists());
    assert_eq!(std::fs::read_to_string(folder.path("again/files/documents/plan.txt")).unwrap(), "La salle");
    assert!(folder.ok(&["files", "import", "data"]).contains("Aucun contenu"));
    assert_eq!(folder.refused(&["files", "import", "nowhere"]).0, 1);
}

#[test]
fn a_server_says_which_contents_it_lacks_at_its_start_and_in_its_answers() {
    let folder = without_contents();
    folder.ok(&["key", "create", "lecture", "--level", "read"]);
    let answer = folder.run(&["get", "/api/files/documents/plan.txt"]);
    assert!(!answer.status.success() && stderr(&answer).contains("ruche files import"), "{}", stderr(&answer));
    let zip = folder.run(&["get", "/api/files/documents?zip", "--output", "documents.zip"]);
    assert!(zip.status.success(), "{}", stderr(&zip));
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder.path("documents.zip")).unwrap()).unwrap();
    let mut list = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("Fichiers manquants.txt").unwrap(), &mut list).unwrap();
    assert!(list.contains("documents/plan.txt"), "{list}");
}
