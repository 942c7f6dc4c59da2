//! The database and the files as downloads (platform.md 3, threats.md 16, 51).

use sha1::{Digest, Sha1};

use crate::support::{Answer, Server};
use ruche::db;
use rusqlite::Connection;

/// The database that was downloaded, after its digest was checked.
fn opened(answer: &Answer) -> (tempfile::NamedTempFile, Connection) {
    let (copy, trailer) = answer.body.split_at(answer.body.len() - 40);
    let digest: String = Sha1::digest(copy).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(trailer, digest.as_bytes());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &answer.body).unwrap();
    let connection = Connection::open(file.path()).unwrap();
    (file, connection)
}

fn plant_secrets(server: &Server) {
    let connection = db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "UPDATE users SET password = 'canary-1', otp_secret = 'canary-2', otp_recovery_codes = 'canary-3', pgp_key = 'canary-4';
             INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES ('canary-5', 'canary-6', 1, 0);
             INSERT INTO files (hash_id, path, name, type) VALUES ('x', 'documents', 'documents', 2);
             INSERT INTO files_shares (id_file, hash_id, option, password, created) VALUES (1, 'y', 0, 'canary-7', '2026-01-01 00:00:00');
             INSERT INTO plugins (name, label, version, config) VALUES ('p', 'p', '1', 'canary-8');
             INSERT INTO ruche_credentials (id, disabled_secret) VALUES (1, 'canary-9');
             INSERT INTO files_shares (id_file, hash_id, option, created) VALUES (1, 'canary-a', 0, '2026-01-01 00:00:00');
             INSERT INTO modules (name, label, config) VALUES ('m', 'm', 'canary-b');
             INSERT INTO emails_queue (recipient, recipient_hash, subject, content, content_html, recipient_pgp_key, context)
                VALUES ('a@example.org', 'h', 's', 'canary-c', 'canary-d', 'canary-e', 0);
             INSERT INTO compromised_passwords_cache VALUES ('canary-f');
             INSERT INTO compromised_passwords_cache_ranges VALUES ('canary-g', 1);
             INSERT INTO logs (type, created, ip_address) VALUES (1, '2026-01-01 00:00:00', 'canary-h');
             INSERT INTO web_suspicious_clients VALUES ('canary-i', '2026-01-01 00:00:00');
             INSERT INTO ruche_requests (who, key, request, status, content_type, headers, answer, moment)
                VALUES ('key 1', 'k', 'r', 200, 'text/plain', '{}', CAST('canary-j' AS BLOB), '2026-01-01 00:00:00');",
        )
        .unwrap();
}

#[test]
fn the_download_is_a_sound_database_in_rollback_mode_with_its_digest_behind() {
    let server = Server::start();
    let answer = server.get("/api/download");
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"Les Abeilles - Sauvegarde donn_es - 2026-03-01.sqlite\"; \
         filename*=UTF-8''Les%20Abeilles%20-%20Sauvegarde%20donn%C3%A9es%20-%202026-03-01.sqlite"
    );
    let (_file, connection) = opened(&answer);
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(one("PRAGMA journal_mode"), "delete");
    assert_eq!(one("SELECT name FROM users_categories WHERE id = 3"), "Administrateurs");
}

#[test]
fn only_administrators_get_the_secrets_and_the_others_not_a_trace_of_them() {
    let server = Server::start();
    plant_secrets(&server);
    let canaries = |answer: &Answer| {
        let planted = ('1'..='9').chain('a'..='j');
        planted.filter(|n| answer.body.windows(8).any(|window| window == format!("canary-{n}").as_bytes())).count()
    };
    assert_eq!(canaries(&server.get("/api/download")), 19);
    for key in ["read", "write"] {
        let answer = server.request("GET", "/api/download").key(key).send();
        assert_eq!(canaries(&answer), 0, "{key}");
        assert!(!answer.body.windows(4).any(|window| window == b"$2b$"), "no hash of an API secret for {key}");
        let (_file, connection) = opened(&answer);
        let kept: i64 = connection.query_row("SELECT count(*) FROM api_credentials", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 3, "the keys are there, without their secrets");
        let rows = |table: &str| -> i64 {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        assert_eq!((rows("files_shares"), rows("emails_queue"), rows("modules")), (2, 1, 1));
    }
}

#[test]
fn so_many_downloads_are_under_way_at_once_and_the_next_is_told_to_come_back() {
    let server = Server::start();
    // More than the sockets of a client that reads nothing take.
    let connection = db::open_shared(&server.file()).unwrap();
    connection
        .execute("INSERT INTO searches (id, label, type, target, content) VALUES (77, 'x', 'sql', 'all', randomblob(9000000))", [])
        .unwrap();
    let ask = || crate::availability::stalled(&server, "/api/download");
    let clients: Vec<_> = (0..16).map(|_| ask()).collect();
    let refused = server.get("/api/download/files");
    assert_eq!((refused.status, refused.header("retry-after")), (503, "5"), "{}", refused.text());
    assert_eq!(server.get("/api/sql?sql=SELECT+1").status, 200, "other answers have nothing to do with it");
    drop(clients);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while server.get("/api/download/files").status != 200 {
        assert!(std::time::Instant::now() < deadline, "downloads that were given up count no more");
    }
}

#[test]
fn the_files_come_in_one_archive_that_stays_in_its_folder() {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    let add = |id: i64, path: &str, content: &str| {
        let name = path.rsplit('/').next().unwrap();
        let file = "INSERT INTO files (id, hash_id, path, name, type, mime, size, modified) VALUES (?1, ?1, ?2, ?3, 1, 'text/plain', ?4, '2026-02-03 04:05:06')";
        connection.execute(file, (id, path, name, content.len() as i64)).unwrap();
        connection
            .execute("INSERT INTO files_contents (id, content) VALUES (?1, CAST(?2 AS BLOB))", (id, content))
            .unwrap();
    };
    add(1, "web/page/b.txt", "b");
    add(2, "documents/é/a.txt", "content of a");
    add(3, "documents/../../etc/passwd", "evil");
    let answer = server.get("/api/download/files");
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["documents/_/_/etc/passwd", "documents/é/a.txt", "web/page/b.txt"]);
    let content = std::io::read_to_string(archive.by_name("documents/é/a.txt").unwrap()).unwrap();
    assert_eq!(content, "content of a");
}

#[test]
fn no_file_at_all_makes_an_empty_archive() {
    let server = Server::start();
    let archive = zip::ZipArchive::new(std::io::Cursor::new(server.get("/api/download/files").body)).unwrap();
    assert_eq!(archive.len(), 0);
}
