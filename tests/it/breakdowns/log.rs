//! Standard error on a full disk, closed, or read by nobody.

use std::net::TcpListener;
use std::process::Stdio;

use super::*;

/// A server whose log says nothing to anybody, on a port that was free a moment ago.
fn with_log_to(file: &Path, log: Stdio) -> Process {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = serve(file);
    command.env("RUCHE_LISTEN", &address).env("RUCHE_LOG_LEVEL", "trace").stderr(log);
    let process = Process::silent(command.spawn().unwrap(), address.clone());
    let listens = (0..1000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::net::TcpStream::connect(&address).is_ok()
    });
    assert!(listens);
    process
}

fn goes_on(process: &Process) {
    for n in 0..50 {
        let (status, body) = process.write(&n.to_string());
        assert_eq!(status, 200, "{body}");
        assert_eq!(process.get("/api/none").0, 404);
    }
}

#[test]
fn requests_are_answered_while_the_disk_of_the_log_is_full_and_the_lost_lines_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let process = with_log_to(&file, std::fs::File::create("/dev/full").unwrap().into());
    goes_on(&process);
    assert!(process.status()["log"]["lost_lines"].as_u64().unwrap() > 50, "{}", process.status());
    assert!(process.stop().success());
}

#[test]
fn requests_are_answered_after_the_reader_of_the_log_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let process = with_log_to(&file, writer.into());
    goes_on(&process);
    assert!(process.status()["log"]["lost_lines"].as_u64().unwrap() > 50);
    assert!(process.stop().success());
}

#[test]
fn requests_are_answered_while_the_reader_of_the_log_reads_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let (_reader, writer) = std::io::pipe().unwrap();
    let process = with_log_to(&file, writer.into());
    // A pipe holds 64 KiB; at this level a request logs some hundred bytes.
    for _ in 0..20 {
        goes_on(&process);
    }
    assert!(process.stop().success());
}

#[test]
fn a_server_with_a_log_that_works_loses_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&fresh_file(folder.path()));
    goes_on(&process);
    assert_eq!(process.status()["log"]["lost_lines"], 0);
    process.signal("-TERM");
    assert!(process.wait().success());
    let log = process.log_to_its_end();
    assert!(log.matches("answered").count() > 100 && log.contains("stopping"), "{log}");
}
