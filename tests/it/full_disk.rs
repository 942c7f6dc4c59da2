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
