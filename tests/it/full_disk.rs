//! The real binary with a folder for temporary files that is full: mounting a small one needs root, and without it these
//! tests say so and pass.

use crate::support::fresh_file;
use crate::support::process::{Process, SmallDisk, serve};

fn spreadsheet(process: &Process, format: &str, statement: &str) -> (u16, Vec<u8>) {
    process.post_for_bytes(&format!("/api/sql.{format}"), "text/plain", statement)
}

/// So many rows of 500 characters that do not compress well.
fn rows(count: u32) -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT i, hex(randomblob(250)) AS text FROM n LIMIT {count}"
    )
}

#[test]
fn a_spreadsheet_without_room_for_temporary_files_is_507_and_the_server_goes_on() {
    let Some(small) = SmallDisk::mount(2048) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut command = serve(&fresh_file(folder.path()));
    command.env("TMPDIR", small.path());
    let mut process = Process::run(command);
    for format in ["xlsx", "ods"] {
        // 5 MB fill the disk while rows are written; 1.8 MB once the workbook is packed beside them.
        for count in [10_000, 3_400] {
            let (status, body) = spreadsheet(&process, format, &rows(count));
            let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
            let fits = format == "ods" && count == 3_400;
            if fits {
                assert_eq!(status, 200, "{format}, {count} rows: {text}");
            } else {
                assert!(status == 507 && text.contains("\"disk_full\""), "{format}, {count} rows: {status} {text}");
            }
        }
        let (status, body) = spreadsheet(&process, format, "SELECT 1");
        assert_eq!((status, &body[..2]), (200, &b"PK"[..]), "room is given back");
    }
    process.signal("-KILL");
    process.wait();
    let log = process.log_to_its_end();
    assert!(!log.contains("panicked") && !log.contains("xml file"), "{log}");
}

#[test]
fn an_erasure_on_a_full_disk_says_that_the_person_is_erased_and_the_file_not_rewritten() {
    let Some(small) = SmallDisk::mount(8192) else { return };
    let process = Process::start(&fresh_file(small.path()));
    let post = |path: &str, body: &str| {
        let (status, body) = process.post(&format!("/api/{path}"), "application/json", body);
        (status, serde_json::from_str::<serde_json::Value>(&body).unwrap_or_default())
    };
    assert_eq!(post("user/new", r#"{"nom": "Ada Byron"}"#).0, 200);
    let disk = rustix::fs::statvfs(small.path()).unwrap();
    let left = 256 << 10;
    let filler = small.path().join("filler");
    std::fs::write(&filler, vec![0; usize::try_from(disk.f_bavail * disk.f_frsize).unwrap() - left]).unwrap();
    let (status, answer) = post("user/2/anonymize", "");
    assert_eq!((status, answer["code"].as_str()), (507, Some("disk_full")), "{answer}");
    assert!(answer["error"].as_str().unwrap().contains("erased") && answer["still_named_in"].is_object(), "{answer}");
    let name = post("sql", r#"{"sql": "SELECT nom FROM users WHERE id = 2"}"#).1;
    assert_eq!(name["results"][0]["nom"], "Membre anonyme 2", "{name}");
    std::fs::remove_file(filler).unwrap();
    assert_eq!(post("user/2/anonymize", "").0, 200);
    process.stop();
}
