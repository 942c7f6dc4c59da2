//! The real binary with a folder for temporary files that is full: mounting a small one needs root, and without it these
//! tests say so and pass.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;

use crate::support::fresh_file;

/// A disk in memory.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(kib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={kib}k");
        let output =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "ruche-test"]).arg(folder.path()).output();
        let reason = match output {
            Ok(output) if output.status.success() => return Some(SmallDisk(folder)),
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        eprintln!("skipped: a small disk cannot be mounted: {}", reason.trim());
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// A server of its own process, whose log is kept.
struct Process {
    child: Child,
    address: String,
    log: Option<JoinHandle<String>>,
}

impl Process {
    fn start(file: &Path, temporary: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ruche"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--db"]).arg(file);
        command.env("LC_ALL", "C").env("TMPDIR", temporary).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let (sender, receiver) = mpsc::channel();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            for line in &mut lines {
                if let Some((_, rest)) = line.split_once("addresses=[") {
                    let _ = sender.send(rest.split(']').next().unwrap_or_default().to_owned());
                }
                log.push_str(&line);
                log.push('\n');
            }
            log
        });
        Process { address: receiver.recv().expect("the server starts"), child, log: Some(log) }
    }

    fn spreadsheet(&self, format: &str, statement: &str) -> (u16, Vec<u8>) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent
            .post(format!("http://{}/api/sql.{format}", self.address))
            .header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0")
            .header("content-type", "text/plain")
            .send(statement)
            .unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_vec().unwrap())
    }

    fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
    let process = Process::start(&fresh_file(folder.path()), small.0.path());
    for format in ["xlsx", "ods"] {
        // 5 MB fill the disk while rows are written; 1.8 MB once the workbook is packed beside them.
        for count in [10_000, 3_400] {
            let (status, body) = process.spreadsheet(format, &rows(count));
            let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
            let fits = format == "ods" && count == 3_400;
            if fits {
                assert_eq!(status, 200, "{format}, {count} rows: {text}");
            } else {
                assert!(status == 507 && text.contains("\"disk_full\""), "{format}, {count} rows: {status} {text}");
            }
        }
        let (status, body) = process.spreadsheet(format, "SELECT 1");
        assert_eq!((status, &body[..2]), (200, &b"PK"[..]), "room is given back");
    }
    let log = process.stop();
    assert!(!log.contains("panicked") && !log.contains("xml file"), "{log}");
}

#[test]
fn an_erasure_on_a_full_disk_says_that_the_person_is_erased_and_the_file_not_rewritten() {
    let Some(small) = SmallDisk::mount(8192) else { return };
    let process = Process::start(&fresh_file(small.0.path()), &std::env::temp_dir());
    let json = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
    let post = |path: &str, body: &str| {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent
            .post(format!("http://{}/api/{path}", process.address))
            .header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0")
            .header("content-type", "application/json")
            .send(body)
            .unwrap();
        (answer.status().as_u16(), json(&answer.body_mut().read_to_vec().unwrap()))
    };
    assert_eq!(post("user/new", r#"{"nom": "Ada Byron"}"#).0, 200);
    let disk = rustix::fs::statvfs(small.0.path()).unwrap();
    let left = 256 << 10;
    let filler = small.0.path().join("filler");
    std::fs::write(&filler, vec![0; usize::try_from(disk.f_bavail * disk.f_frsize).unwrap() - left]).unwrap();
    let (status, answer) = post("user/2/anonymize", "");
    assert_eq!((status, answer["code"].as_str()), (507, Some("disk_full")), "{answer}");
    assert!(answer["error"].as_str().unwrap().contains("effacé") && answer["still_named_in"].is_object(), "{answer}");
    let name = post("sql", r#"{"sql": "SELECT nom FROM users WHERE id = 2"}"#).1;
    assert_eq!(name["results"][0]["nom"], "Membre anonyme 2", "{name}");
    std::fs::remove_file(filler).unwrap();
    assert_eq!(post("user/2/anonymize", "").0, 200);
    process.stop();
}
