//! The command line as people and scripts use it: the real binary, in a folder of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which commands are run, in French unless said otherwise.
struct Folder(TempDir);

impl Folder {
    fn empty() -> Self {
        Folder(TempDir::new().unwrap())
    }

    /// With a new association in `association.sqlite`; also gives the secret of its key `admin`.
    fn with_association() -> (Self, String) {
        let folder = Self::empty();
        let answers = r#"{"name": "Les Abeilles", "country": "FR", "email": "a@example.org", "administrator": "Ada"}"#;
        std::fs::write(folder.path("answers.json"), answers).unwrap();
        let made = folder.json(&["init", "--json", "answers.json"]);
        (folder, made["secret"].as_str().unwrap().to_owned())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ruche"));
        command.args(arguments).current_dir(self.0.path()).env_clear().env("LC_ALL", "fr_FR.UTF-8");
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command prints when it succeeds.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).unwrap()
    }

    /// The exit code and the sentence of a command that fails.
    fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        (output.status.code().unwrap(), stderr(&output))
    }

    fn serve(&self, arguments: &[&str]) -> Served {
        let mut child = self
            .command(&["serve"])
            .env("RUCHE_LISTEN", "127.0.0.1:0")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        while !seen.contains("addresses=[") {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "the server did not start: {seen}");
            seen.push_str(&line);
        }
        let address = seen.split("addresses=[").nth(1).unwrap().split(']').next().unwrap().to_owned();
        // Read to its end, so that the server never waits for us.
        let later = Arc::new(Mutex::new(String::new()));
        let kept = later.clone();
        std::thread::spawn(move || {
            let mut line = String::new();
            while log.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                kept.lock().unwrap().push_str(&std::mem::take(&mut line));
            }
        });
        Served { child, address, log: seen, later }
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A running `ruche serve`; stopped as a person would when dropped.
struct Served {
    child: Child,
    address: String,
    /// What it logged until it listened.
    log: String,
    /// What it logged since.
    later: Arc<Mutex<String>>,
}

impl Served {
    fn get(&self, path: &str, key: &str, secret: &str) -> (u16, Vec<u8>) {
        use base64::Engine;
        let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{key}:{secret}"));
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent
            .get(format!("http://{}{path}", self.address))
            .header("authorization", format!("Basic {credentials}"))
            .call()
            .unwrap();
        (answer.status().as_u16(), answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap())
    }

    /// The first line of the log since the start that holds a text, once it is there.
    fn logged(&self, text: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let log = self.later.lock().unwrap().clone();
            if let Some(line) = log.lines().find(|line| line.contains(text)) {
                return line.to_owned();
            }
            assert!(Instant::now() < deadline, "{text} is not logged: {log}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops it with SIGTERM and gives what it printed.
    fn stop(mut self) -> String {
        self.terminate();
        let mut printed = String::new();
        std::io::Read::read_to_string(&mut self.child.stdout.take().unwrap(), &mut printed).unwrap();
        assert!(self.child.wait().unwrap().success());
        printed
    }

    fn terminate(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.terminate();
            let _ = self.child.wait();
        }
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn count(folder: &Folder, table: &str) -> i64 {
    let answer = folder.json(&["sql", &format!("SELECT count(*) AS n FROM {table}")]);
    answer["results"][0]["n"].as_i64().unwrap()
}

fn journal_mode_is_rollback(file: &Path) -> bool {
    // Bytes 18 and 19 of the header: 1 for a rollback journal, 2 for a log (sqlite.org/fileformat.html, 1.3.3).
    std::fs::read(file).unwrap()[18..20] == [1, 1]
}

mod fec;
mod guesses;
mod help;
mod init;
mod keys;
mod members;
mod questions;
mod safety;
mod service;
mod serving;
mod stored_files;
mod years;
