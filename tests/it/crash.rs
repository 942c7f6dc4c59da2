//! The real binary, killed at bad moments: what was answered is there, and the next start is clean (threats.md 60).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::fresh_file;
use ruche::db;

struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts the binary and waits until it says where it listens.
    fn start(file: &Path) -> Self {
        let mut child = command(file).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .find_map(|line| {
                let line = line.unwrap();
                Some(line.split_once("addresses=[")?.1.split(']').next().unwrap().to_owned())
            })
            .expect("the server starts");
        // The rest of the log is read, so that the process never waits for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Process { child, address }
    }

    fn report(&self, id: &str) -> bool {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let sent = agent
            .post(format!("http://{}/api/errors/report", self.address))
            .header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0")
            .send(format!(r#"{{"context":{{"id":"{id}"}}}}"#));
        sent.is_ok_and(|answer| answer.status() == 200)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn command(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ruche"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--db"]).arg(file).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn stored(file: &Path) -> Vec<String> {
    let connection = db::open_shared(file).unwrap();
    let mut statement =
        connection.prepare("SELECT report ->> '$.context.id' FROM ruche_error_reports ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn require_sound(file: &Path) {
    let connection = db::open_shared(file).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

#[test]
fn killed_while_it_writes_nothing_that_was_answered_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let mut answered = Vec::new();
    for round in 0..3 {
        let process = Process::start(&file);
        std::thread::scope(|scope| {
            let (first, something) = std::sync::mpsc::channel();
            let writer = scope.spawn(|| {
                let told = (0..).map(|n| format!("{round}-{n}")).take_while(|id| process.report(id));
                told.inspect(move |_| _ = first.send(())).collect::<Vec<_>>()
            });
            // On a machine that is busy, the first answer may take its time.
            let _ = something.recv_timeout(Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(70 * round));
            Command::new("kill").args(["-9", &process.child.id().to_string()]).status().unwrap();
            answered.extend(writer.join().unwrap());
        });
        process.kill();
        require_sound(&file);
    }
    let stored = stored(&file);
    let lost: Vec<_> = answered.iter().filter(|id| !stored.contains(id)).collect();
    assert!(lost.is_empty() && !answered.is_empty(), "lost of {}: {lost:?}", answered.len());
}

#[test]
fn killed_while_it_imports_all_is_there_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let lines: i64 = 2_000;
    let table: String = (0..lines).map(|n| format!("Membre {n}\n")).collect();
    let table = format!("nom\n{table}");
    for milliseconds in [5, 40, 90, 160, 250] {
        let before = members(&file);
        let process = Process::start(&file);
        let answered = std::thread::scope(|scope| {
            let import = scope.spawn(|| {
                let request = ureq::put(format!("http://{}/api/user/import?mode=create", process.address));
                request.header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0").send(table.as_str()).is_ok()
            });
            std::thread::sleep(Duration::from_millis(milliseconds));
            Command::new("kill").args(["-9", &process.child.id().to_string()]).status().unwrap();
            import.join().unwrap()
        });
        process.kill();
        require_sound(&file);
        let made = members(&file) - before;
        assert!(made == lines || made == 0 && !answered, "{made} of {lines}, answered: {answered}");
    }
}

fn members(file: &Path) -> i64 {
    db::open_shared(file).unwrap().query_row("SELECT count(*) FROM users", [], |row| row.get(0)).unwrap()
}

fn forget_our_tables(file: &Path) {
    let connection = db::open_shared(file).unwrap();
    let ours = "SELECT group_concat('DROP TABLE ' || name, ';') FROM sqlite_schema WHERE type = 'table' AND name GLOB 'ruche_*'";
    let drops: String = connection.query_row(ours, [], |row| row.get(0)).unwrap();
    connection.execute_batch(&drops).unwrap();
}

#[test]
fn killed_while_it_starts_the_next_start_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    // The file is one that has not been ours yet, so that each start has tables of ours to make.
    forget_our_tables(&file);
    for milliseconds in 0..25 {
        let mut child = command(&file).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        require_sound(&file);
    }
    let process = Process::start(&file);
    assert!(process.report("after"));
    process.kill();
    assert_eq!(stored(&file), ["after"]);
}

#[test]
fn stopped_by_a_signal_it_gives_the_file_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    for signal in ["-TERM", "-INT"] {
        let mut process = Process::start(&file);
        assert!(process.report(signal));
        Command::new("kill").args([signal, &process.child.id().to_string()]).status().unwrap();
        assert!(process.child.wait().unwrap().success(), "{signal}");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["association.sqlite"], "{signal}");
        // Bytes 18 and 19 of the header say 1 for a rollback journal (SQLite's file format, 1.3.3).
        assert_eq!(&std::fs::read(&file).unwrap()[18..20], [1, 1], "{signal}");
    }
}

#[test]
fn a_second_server_on_the_same_file_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let process = Process::start(&file);
    let second = command(&file).env("LC_ALL", "en_GB.UTF-8").output().unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("already served by another Ruche process"), "{said}");
    assert!(process.report("still"), "and the first goes on");
    process.kill();
}
