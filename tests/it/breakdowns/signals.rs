//! What stops a server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use super::*;

/// A server that does not inherit which signals the tests ignore.
fn with_default_signals(file: &Path) -> Process {
    let served = serve(file);
    let mut command = Command::new("env");
    command.arg("--default-signal").arg(served.get_program()).args(served.get_args());
    command.envs(served.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Process::run(command)
}

#[test]
fn every_signal_that_means_stop_gives_the_file_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    for signal in ["-TERM", "-INT", "-QUIT", "-HUP"] {
        let mut process = with_default_signals(&file);
        assert_eq!(process.write(signal).0, 200);
        process.signal(signal);
        assert!(process.wait().success(), "{signal}");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["association.sqlite"], "{signal}");
        assert_eq!(&std::fs::read(&file).unwrap()[18..20], [1, 1], "{signal}");
    }
}

#[test]
fn a_server_that_was_told_to_outlive_its_terminal_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let served = serve(&file);
    let mut command = Command::new("env");
    command.arg("--ignore-signal=HUP").arg(served.get_program()).args(served.get_args());
    command.envs(served.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let process = Process::run(command);
    process.signal("-HUP");
    assert_eq!(process.write("still").0, 200);
    assert!(process.stop().success());
}

#[test]
fn a_second_signal_stops_at_once_what_the_first_one_waits_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let mut command = serve(&file);
    command.args(["--stop-timeout", "300", "--body-timeout", "300"]);
    let mut process = Process::run(command);
    assert_eq!(process.write("before").0, 200);
    // A request that is never sent whole keeps the server waiting.
    let mut client = TcpStream::connect(&process.address).unwrap();
    let head = "POST /api/user/new HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46YWRtaW4tc2VjcmV0\r\n\
                Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n{";
    client.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 12];
    client.read_exact(&mut begun).unwrap();
    process.signal("-INT");
    while !process.log().contains("stopping") {
        std::thread::sleep(Duration::from_millis(20));
    }
    let asked = Instant::now();
    process.signal("-INT");
    process.wait();
    assert!(asked.elapsed() < Duration::from_secs(20));
    let (code, printed) = ruche(&["check"], &file);
    assert_eq!(code, Some(0), "{printed}");
    let (_, reports) = ruche(&["sql", "SELECT count(*) AS n FROM users"], &file);
    assert!(reports.contains("\"n\": 1"), "{reports}");
}

#[test]
fn with_few_descriptors_left_requests_are_refused_for_the_moment_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let served = serve(&file);
    for most in [40, 44, 48, 56, 64] {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -n {most}; exec \"$0\" \"$@\"")]);
        command.arg(served.get_program()).args(served.get_args());
        command.envs(served.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let process = Process::run(command);
        let mut seen = std::collections::BTreeSet::new();
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..12)
                .map(|n| {
                    let process = &process;
                    scope.spawn(move || {
                        let paths =
                            ["/api/download", "/api/sql.xlsx?sql=SELECT%201", "/api/user/export.csv", "/api/status"];
                        (0..8).map(|m| process.get(paths[(n + m) % paths.len()])).collect::<Vec<_>>()
                    })
                })
                .collect();
            for (status, body) in asked.into_iter().flat_map(|thread| thread.join().unwrap()) {
                assert!(matches!(status, 200 | 404 | 503), "of {most}: {status} {}", &body[..body.len().min(300)]);
                seen.insert(status);
            }
        });
        assert_eq!(process.write("after").0, 200, "of {most}, once they are free again");
    }
}
