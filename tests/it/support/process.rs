//! The real binary as a server of its own process: for what happens to a process as a whole.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

/// A running `ruche serve`; killed when dropped.
pub struct Process {
    child: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

/// `ruche serve` on that file and a free port, in English.
pub fn serve(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ruche"));
    command.args(["serve", "--db"]).arg(file).env("RUCHE_LISTEN", "127.0.0.1:0");
    command.env("LC_ALL", "en_GB.UTF-8").stdin(Stdio::null());
    command
}

impl Process {
    pub fn start(file: &Path) -> Self {
        Self::run(serve(file))
    }

    /// Runs a command that becomes a server, and waits until it listens. Its log is read to its end.
    pub fn run(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let (sender, receiver) = mpsc::channel();
        let log = Arc::new(Mutex::new(String::new()));
        let kept = log.clone();
        let reader = std::thread::spawn(move || {
            for line in lines {
                if let Some((_, rest)) = line.split_once("addresses=[") {
                    let _ = sender.send(rest.split(']').next().unwrap_or_default().to_owned());
                }
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let address = receiver.recv().unwrap_or_else(|_| panic!("the server starts: {}", log.lock().unwrap()));
        Process { child, address, log, reader: Some(reader) }
    }

    /// A process that says nowhere where it listens.
    pub fn silent(child: Child, address: String) -> Self {
        Process { child, address, log: Arc::default(), reader: None }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it logged until now.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The whole log of a process that has ended.
    pub fn log_to_its_end(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.log()
    }

    /// As an administrator; status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        let (status, body) = self.get_bytes(path);
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    pub fn get_bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let request = agent().get(self.url(path)).header("authorization", ADMIN).header("accept-language", "en");
        answer(request.call())
    }

    pub fn post(&self, path: &str, content_type: &str, body: &str) -> (u16, String) {
        let (status, body) = self.post_for_bytes(path, content_type, body);
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    pub fn post_for_bytes(&self, path: &str, content_type: &str, body: &str) -> (u16, Vec<u8>) {
        let request = agent().post(self.url(path)).header("authorization", ADMIN).header("accept-language", "en");
        answer(request.header("content-type", content_type).send(body))
    }

    pub fn put(&self, path: &str, body: &str) -> (u16, String) {
        let request = agent().put(self.url(path)).header("authorization", ADMIN).header("accept-language", "en");
        let (status, body) = answer(request.send(body));
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// Stores a report of a failure: the smallest thing that writes.
    pub fn write(&self, id: &str) -> (u16, String) {
        self.post("/api/errors/report", "application/json", &format!(r#"{{"context":{{"id":"{id}"}}}}"#))
    }

    pub fn status(&self) -> serde_json::Value {
        let (status, body) = self.get("/api/status");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.id().to_string()]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Stops it as service managers do.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("-TERM");
        self.wait()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `admin:admin-secret`
const ADMIN: &str = "Basic YWRtaW46YWRtaW4tc2VjcmV0";

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, Vec<u8>) {
    let mut answer = sent.unwrap();
    (answer.status().as_u16(), answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap())
}

/// A disk in memory; mounting one needs root.
pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`, after having said so, where it cannot be mounted.
    pub fn mount(kib: u32) -> Option<Self> {
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

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn make_read_only(&self) {
        let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status().unwrap();
        assert!(remounted.success());
    }

    /// Writes a file until there is no room.
    pub fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.path().join("filler")).unwrap();
        for size in [4096, 512, 1] {
            while file.write_all(&vec![7; size]).is_ok() {}
        }
    }

    pub fn make_room(&self) {
        std::fs::remove_file(self.path().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
