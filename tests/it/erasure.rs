//! Persons who are erased, and what is deleted after its time: nothing of it can be read any more (threats.md 73, 74).

use ruche::db;
use serde_json::json;

use crate::support::Server;

/// Whether some bytes of the file or of what stands beside it are these.
fn traces(server: &Server, words: &[&str]) -> Vec<String> {
    let read = |suffix: &str| {
        let mut path = server.file().into_os_string();
        path.push(suffix);
        std::fs::read(path).unwrap_or_default()
    };
    let files = [read(""), read("-wal")];
    let found = |word: &&&str| files.iter().any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()));
    words.iter().filter(found).map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_deleted_member_is_in_no_byte_of_the_file() {
    let server = Server::start();
    for n in 0..30 {
        server.new_member(&format!("Autre {n}"));
    }
    let member = server.post_json("/api/user/new", &json!({"nom": "Zwiebelturm Xaver", "email": "xaver@example.org"}));
    let id = member.json()["id"].as_i64().unwrap();
    server.post_json(&format!("/api/user/{id}"), &json!({"nom": "Zwiebelkuchen Xaver", "telephone": "0605040302"}));
    let words = ["Zwiebelturm", "Zwiebelkuchen", "xaver@example.org", "0605040302"];
    assert_eq!(traces(&server, &words), words, "as long as the member is there");
    let answer = server.request("DELETE", &format!("/api/user/{id}")).key("admin").send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(traces(&server, &words), [""; 0]);
    assert_eq!(server.get("/api/user/categories").status, 200);
}

#[test]
fn an_erasure_while_somebody_reads_is_finished_once_that_reading_ends() {
    let server = Server::start();
    let id = server.new_member("Zwiebelturm Xaver");
    let reader = db::open_shared_read_only(&server.file()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM users;").unwrap();
    let answer = server.request("DELETE", &format!("/api/user/{id}")).key("admin").send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(traces(&server, &["Zwiebelturm"]).len(), 1, "the reading needs the former pages");
    reader.execute_batch("ROLLBACK").unwrap();
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async move { app.db.empty_log_if_asked().await.unwrap() });
    assert_eq!(traces(&server, &["Zwiebelturm"]), [""; 0]);
}

#[test]
fn what_still_names_a_person_by_a_part_of_its_names_is_told() {
    let server = Server::start();
    let id = server.new_member("Ada Lovelace");
    server.post_json(&format!("/api/user/{id}"), &json!({"nom": "Ada Byron-King"}));
    let named: Vec<i64> =
        ["Don BYRON", "Remb. king 2026", "Avance Lovelace"].map(|label| server.new_entry(label)).to_vec();
    let unnamed = ["Loyer", "Adaptateur", "Kingston"].map(|label| server.new_entry(label));
    let answer = server.request("POST", &format!("/api/user/{id}/anonymize")).key("admin").send();
    let told = answer.json()["still_named_in"]["transactions"].clone();
    assert_eq!(told, json!(named), "and not {unnamed:?}");
}

#[test]
fn lines_of_the_log_go_when_the_association_keeps_them_no_longer() {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "INSERT OR REPLACE INTO config (key, value) VALUES ('log_retention', '10');
             INSERT INTO logs (id, type, created) VALUES (801, 10, '2026-02-10 00:00:00'), (802, 10, '2026-02-25 00:00:00'),
                (803, 1, '2026-02-10 00:00:00'), (804, 1, '2026-01-01 00:00:00');",
        )
        .unwrap();
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async move { ruche::jobs::purge_log(&app).await.unwrap() });
    assert_eq!(rows_of(&connection, "SELECT id FROM logs WHERE id > 800 ORDER BY id"), [802, 803]);
}

fn rows_of(connection: &rusqlite::Connection, sql: &str) -> Vec<i64> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_a_killed_run_was_making_goes_at_the_next_start_and_what_another_makes_stays() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = crate::support::fresh_file(folder.path());
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let temporary = std::env::temp_dir().join("ruche-draft-aBc123.tmp");
    let left = [folder.path().join("draft-aBc123.tmp"), backups.join("draft-aBc123.tmp"), temporary];
    left.iter().for_each(|path| std::fs::write(path, "a copy").unwrap());
    let others = [db::Draft::beside(&file).unwrap(), db::Draft::temporary().unwrap()];
    let server = Server::start_on(folder, &file, |sources| sources);
    assert!(left.iter().all(|path| !path.exists()), "{left:?}");
    assert!(others.iter().all(|draft| draft.path().exists()));
    drop(server);
}
