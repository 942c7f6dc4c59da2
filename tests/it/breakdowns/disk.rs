//! Disks that are full or read-only, and folders of temporary files that cannot be used.

use std::path::PathBuf;
use std::process::Command;

use rusqlite::Connection;

use super::*;

fn on(disk: &SmallDisk, file: &Path) -> PathBuf {
    let there = disk.path().join("association.sqlite");
    std::fs::copy(file, &there).unwrap();
    there
}

fn with_temporary_folder(file: &Path, folder: &Path) -> Command {
    let mut command = serve(file);
    command.env("TMPDIR", folder);
    command
}

/// Everything can be read, nothing can be written, and each is said.
fn reads_and_writes_nothing(file: &Path) {
    let process = Process::start(file);
    for path in [
        "/api/user/categories",
        "/api/sql?sql=SELECT%201",
        "/api/accounting/years",
        "/api/download",
        "/api/download/files",
    ] {
        let (status, body) = process.get(path);
        assert_eq!(status, 200, "{path}: {body}");
    }
    for (status, body) in [
        process.write("x"),
        process.post("/api/user/new", "application/json", r#"{"nom":"A"}"#),
        process.post("/api/association", "application/json", r#"{"org_name":"A"}"#),
    ] {
        assert!(status == 503 && body.contains("read-only"), "{status} {body}");
    }
    let status = process.status();
    assert!(status["database"]["fault"].as_str().unwrap().contains("read-only"), "{status}");
    assert!(process.log().contains("served read-only"), "{}", process.log());
    assert!(process.stop().success());
}

#[test]
fn a_file_on_a_read_only_disk_is_served_for_reading() {
    let Some(disk) = SmallDisk::mount(8192) else { return };
    let (_folder, file) = adopted();
    let there = on(&disk, &file);
    disk.make_read_only();
    reads_and_writes_nothing(&there);
    for arguments in [&["check"][..], &["sql", "SELECT 1"], &["key", "list"]] {
        let (code, printed) = ruche(arguments, &there);
        assert_eq!(code, Some(0), "{arguments:?}: {printed}");
    }
}

#[test]
fn a_read_only_file_in_write_ahead_mode_is_served_too_with_its_log_or_without() {
    for with_log in [false, true] {
        let Some(disk) = SmallDisk::mount(16384) else { return };
        let (folder, file) = adopted();
        let process = Process::start(&file);
        assert_eq!(process.write("in the log").0, 200);
        process.kill();
        if with_log {
            for name in ["association.sqlite", "association.sqlite-wal", "association.sqlite-shm"] {
                std::fs::copy(folder.path().join(name), disk.path().join(name)).unwrap();
            }
        } else {
            Connection::open(&file)
                .unwrap()
                .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version")
                .unwrap();
            on(&disk, &file);
        }
        disk.make_read_only();
        let there = disk.path().join("association.sqlite");
        assert_eq!(std::fs::read(&there).unwrap()[18], 2, "in write-ahead mode");
        reads_and_writes_nothing(&there);
        let (_, reports) = ruche(&["check"], &there);
        assert!(!reports.contains("in the log"), "{reports}");
    }
}

#[test]
fn a_file_that_was_not_adopted_yet_cannot_be_on_a_read_only_disk() {
    let Some(disk) = SmallDisk::mount(8192) else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    Connection::open(&file)
        .unwrap()
        .execute_batch(
            "DELETE FROM ruche_meta WHERE key = 'x'; UPDATE ruche_meta SET value = 1 WHERE key = 'schema_version'",
        )
        .unwrap();
    let there = on(&disk, &file);
    disk.make_read_only();
    let (code, printed) = ruche(&["serve", "--listen", "127.0.0.1:0"], &there);
    assert!(code == Some(1) && printed.contains("has not taken the file over yet"), "{printed}");
}

#[test]
fn a_disk_that_becomes_read_only_stops_writing_only() {
    let Some(disk) = SmallDisk::mount(8192) else { return };
    let (_folder, file) = adopted();
    let process = Process::start(&on(&disk, &file));
    assert_eq!(process.write("before").0, 200);
    // Refused by the system while files are open for writing: a disk does this by itself, after an error.
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.path()).output().unwrap();
    if remounted.status.success() {
        assert_eq!(process.write("x").0, 503);
    }
    assert_eq!(process.get("/api/user/categories").0, 200);
}

#[test]
fn on_a_full_disk_writing_is_507_and_the_file_can_still_be_downloaded() {
    let Some(disk) = SmallDisk::mount(8192) else { return };
    let (_folder, file) = adopted();
    let elsewhere = tempfile::tempdir().unwrap();
    let process = Process::run(with_temporary_folder(&on(&disk, &file), elsewhere.path()));
    assert_eq!(process.write("before").0, 200);
    disk.fill();
    let refused = (0..300).map(|n| process.write(&n.to_string())).find(|(status, _)| *status != 200);
    let (status, body) = refused.expect("the disk is full");
    assert!(status == 507 && body.contains("disk_full"), "{status} {body}");
    for path in ["/api/download", "/api/download/files", "/api/sql.xlsx?sql=SELECT%201"] {
        assert_eq!(process.get_bytes(path).0, 200, "{path}");
    }
    disk.make_room();
    assert_eq!(process.write("after").0, 200, "without a restart");
    assert!(process.stop().success());
}

#[test]
fn with_a_full_folder_of_temporary_files_answers_that_need_it_are_507_and_no_raw_error_is_said() {
    let Some(disk) = SmallDisk::mount(1024) else { return };
    let (_folder, file) = adopted();
    store_large_file(&file);
    let mut process = Process::run(with_temporary_folder(&file, disk.path()));
    disk.fill();
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i %2B 1 FROM n WHERE i %3C 3000) \
                SELECT i, hex(randomblob(250)) FROM n LIMIT 3000";
    let spreadsheet = |format: &str| format!("/api/sql.{format}?sql={}", rows.replace(' ', "%20"));
    for path in [
        "/api/download".to_owned(),
        "/api/download/files".to_owned(),
        "/api/files/documents?zip".to_owned(),
        "/api/user/1/export".to_owned(),
        spreadsheet("xlsx"),
        spreadsheet("ods"),
    ] {
        let (status, body) = process.get_bytes(&path);
        let body = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        assert!(status == 507 && body.contains("disk_full"), "{path}: {status} {body}");
    }
    let table: String = (0..60_000).map(|n| format!("Membre {n}\n")).collect();
    let (status, body) = process.put("/api/user/import?mode=create", &format!("nom\n{table}"));
    assert!(status == 507, "an upload: {status} {body}");
    disk.make_room();
    assert_eq!(process.get_bytes("/api/sql.xlsx?sql=SELECT%201").0, 200, "room is given back");
    process.signal("-TERM");
    assert!(process.wait().success());
    let log = process.log_to_its_end();
    for raw in ["ZipWriter", "panicked", "xml file", "a request failed"] {
        assert!(!log.contains(raw), "{raw}: {log}");
    }
}

/// So that archives of files do not fit.
fn store_large_file(file: &Path) {
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch(
            "INSERT INTO files (id, hash_id, path, name, type) VALUES (90, 'd', 'documents', 'documents', 2)
                 ON CONFLICT DO NOTHING;
             INSERT INTO files (id, hash_id, path, parent, name, type, mime, size, modified)
             VALUES (91, 'e', 'documents/large', 'documents', 'large', 1, 'text/plain', 3000000, '2026-01-01 00:00:00');
             INSERT INTO files_contents (id, content) VALUES (91, randomblob(3000000));",
        )
        .unwrap();
}

#[test]
fn a_folder_of_temporary_files_that_is_missing_or_read_only_is_said_at_the_start_and_is_503() {
    let (_folder, file) = adopted();
    let missing = tempfile::tempdir().unwrap().path().join("none");
    let mut folders = vec![(missing, None)];
    if let Some(disk) = SmallDisk::mount(200 << 10) {
        disk.make_read_only();
        folders.push((disk.path().to_owned(), Some(disk)));
    }
    for (temporary, _disk) in folders {
        let process = Process::run(with_temporary_folder(&file, &temporary));
        while !process.log().contains("temporary files") {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(process.log().contains("cannot be used"), "{}", process.log());
        for path in
            ["/api/download", "/api/download/files", "/api/sql.ods?sql=SELECT%201", "/api/sql.xlsx?sql=SELECT%201"]
        {
            let (status, body) = process.get(path);
            assert!(status == 503 && body.contains("temporary files"), "{path}: {status} {body}");
            assert!(!body.contains(temporary.to_str().unwrap()), "{path}: {body}");
        }
        let status = process.status();
        assert!(status["temporary"]["fault"].as_str().unwrap().contains("temporary files"), "{status}");
        assert_eq!(process.write("x").0, 200, "what needs no temporary file goes on");
        assert!(process.stop().success());
    }
}

#[test]
fn the_folder_of_temporary_files_that_is_used_is_shown_and_can_be_set() {
    let (_folder, file) = adopted();
    let chosen = tempfile::tempdir().unwrap();
    let row = |arguments: &[&str]| {
        let (_, printed) = ruche(arguments, &file);
        printed.lines().find(|line| line.starts_with("temporary_directory")).unwrap().to_owned()
    };
    assert!(row(&["config", "show"]).contains(std::env::temp_dir().to_str().unwrap()));
    let chosen_path = chosen.path().to_str().unwrap();
    assert!(row(&["config", "show", "--temporary-directory", chosen_path]).contains(chosen_path));
    let process = Process::run({
        let mut command = with_temporary_folder(&file, Path::new("/nowhere"));
        command.args(["--temporary-directory", chosen_path]);
        command
    });
    assert_eq!(process.get_bytes("/api/download").0, 200);
    assert_eq!(process.status()["temporary"]["fault"], serde_json::Value::Null);
}
