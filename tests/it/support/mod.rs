//! A server of its own for each test: on a fresh file, on a free port, at a fixed moment.

pub mod dump;
pub mod process;
pub mod smtp;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread::JoinHandle;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ruche::app::App;
use ruche::auth::{Level, keys};
use ruche::bootstrap::{self, Country, NewAssociation};
use ruche::clock::Clock;
use ruche::config::{Config, Sources};
use ruche::db;
use ruche::members;
use serde_json::Value;
use tempfile::TempDir;

/// 2026-03-01 10:00:00 in Paris.
pub const NOW: &str = "2026-03-01T09:00:00Z";
/// Level and secret of the keys that every test file has: `read:read-secret`…
pub const LEVELS: [Level; 3] = [Level::Read, Level::Write, Level::Admin];

/// A server under test; it stops, and its file disappears, when it is dropped.
pub struct Server {
    pub address: String,
    pub app: Arc<App>,
    folder: TempDir,
    stop: Option<(actix_web::dev::ServerHandle, JoinHandle<()>)>,
    may_leave_faults: AtomicBool,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The sentence of an error, after checking that it has the one shape of errors.
    pub fn error(&self) -> String {
        let json = self.json();
        assert!(self.status >= 400 && json["code"].is_string(), "{} {json}", self.status);
        json["error"].as_str().unwrap_or_else(|| panic!("{json}")).to_owned()
    }
}

/// A request being written.
pub struct Request<'a> {
    server: &'a Server,
    method: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Vec<u8>,
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(|sources| sources)
    }

    /// With other settings than the defaults.
    pub fn start_with(change: impl FnOnce(Sources) -> Sources) -> Self {
        let folder = TempDir::new().unwrap();
        let file = fresh_file(folder.path());
        Self::start_on(folder, &file, change)
    }

    /// With mail that goes into the folder `mails` beside the file.
    pub fn start_with_mail(change: impl FnOnce(Sources) -> Sources) -> Self {
        let folder = TempDir::new().unwrap();
        let (file, mails) = (fresh_file(folder.path()), folder.path().join("mails"));
        Self::start_on(folder, &file, |sources| {
            let sources = sources.with_flag("site_url", "https://abeilles.example/");
            change(sources.with_flag("mail_directory", mails.to_string_lossy()))
        })
    }

    /// On a file that is already in a folder.
    pub fn start_on(folder: TempDir, file: &Path, change: impl FnOnce(Sources) -> Sources) -> Self {
        let sources = Sources::default()
            .with_flag("db", file.to_string_lossy())
            .with_flag("listen", "127.0.0.1:0")
            .with_flag("stop_timeout", "5");
        let config = Config::from_sources(&change(sources)).unwrap();
        let clock = Clock::fixed(NOW.parse::<Timestamp>().unwrap(), TimeZone::get("Europe/Paris").unwrap());
        let app = App::build(config, Some(clock)).unwrap();
        let (sender, receiver) = mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let bound = ruche::web::serve(served.clone()).unwrap();
                let address = bound.addresses.first().map_or(String::new(), ToString::to_string);
                sender.send((bound.server.handle(), address)).unwrap();
                bound.server.await.unwrap();
                served.close().await.unwrap();
            });
        });
        let (handle, address) = receiver.recv().unwrap();
        Server { address, app, folder, stop: Some((handle, thread)), may_leave_faults: AtomicBool::new(false) }
    }

    pub fn file(&self) -> PathBuf {
        self.app.db.path().to_owned()
    }

    /// Stops it cleanly and leaves its folder.
    pub fn stop(mut self) -> TempDir {
        self.stop_now();
        std::mem::replace(&mut self.folder, TempDir::new().unwrap())
    }

    fn stop_now(&mut self) {
        if let Some((handle, thread)) = self.stop.take() {
            // The command is sent when this is called; its future is only the waiting, which the thread's end does.
            drop(handle.stop(true));
            thread.join().unwrap();
            self.look_at_books();
        }
    }

    /// For tests that break the books behind the program's back.
    pub fn leave_faults(&self) {
        self.may_leave_faults.store(true, Ordering::Relaxed);
    }

    /// Whatever a test did, the books it leaves are in order.
    fn look_at_books(&self) {
        let file = self.app.db.path();
        if std::thread::panicking() || self.may_leave_faults.load(Ordering::Relaxed) || !file.exists() {
            return;
        }
        let Ok(connection) = db::open_shared_read_only(file) else { return };
        let violations = ruche::accounting::invariants::violations(&connection).unwrap();
        assert_eq!(violations, [], "the books of {}", file.display());
    }

    pub fn request<'a>(&'a self, method: &'a str, path: &'a str) -> Request<'a> {
        Request { server: self, method, path, headers: Vec::new(), body: Vec::new() }
    }

    /// GET as an administrator.
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).key("admin").send()
    }

    /// POST as an administrator, with a body of that type.
    pub fn post(&self, path: &str, content_type: &str, body: &str) -> Answer {
        self.request("POST", path).key("admin").body(content_type, body).send()
    }

    /// POST of a JSON body as an administrator.
    pub fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", &body.to_string())
    }

    /// Makes a member with that name, whether it exists or not, and gives its id.
    pub fn new_member(&self, name: &str) -> i64 {
        let answer = self.post_json("/api/user/new", &serde_json::json!({"nom": name, "force_duplicate": true}));
        answer.json()["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()))
    }

    /// An expense of 42,00 paid by the bank, on 1 March 2026; gives its number.
    pub fn new_entry(&self, label: &str) -> i64 {
        let entry = serde_json::json!({
            "id_year": "current", "type": "EXPENSE", "label": label, "date": "2026-03-01",
            "amount": "42", "debit": "606", "credit": "512A",
        });
        let answer = self.post_json("/api/accounting/transaction", &entry);
        answer.json()["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()))
    }

    /// A question in SQL, with the weakest key.
    pub fn sql(&self, statement: &str) -> Answer {
        self.request("POST", "/api/sql").key("read").body("text/plain", statement).send()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop_now();
    }
}

impl<'a> Request<'a> {
    /// As one of the keys of test files: `read`, `write` or `admin`.
    pub fn key(self, key: &str) -> Self {
        self.basic(key, &format!("{key}-secret"))
    }

    pub fn basic(self, name: &str, secret: &str) -> Self {
        use base64::Engine;
        let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{secret}"));
        self.header("authorization", format!("Basic {credentials}"))
    }

    pub fn header(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(mut self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self.header("content-type", content_type)
    }

    pub fn send(self) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(self.method)
            .uri(format!("http://{}{}", self.server.address, self.path));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let answer = agent.run(request.body(self.body).unwrap());
        let mut answer = answer.unwrap_or_else(|error| panic!("{} {}: {error}", self.method, self.path));
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), body }
    }
}

/// A new association's file with a key of each level, made once and copied for each test.
pub fn fresh_file(folder: &Path) -> PathBuf {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("model.sqlite");
        let association =
            NewAssociation::parse("Les Abeilles", Country::France, "bureau@example.org", "Ada Lovelace", None).unwrap();
        let now = NOW_LOCAL.parse().unwrap();
        db::create(&file, |transaction| bootstrap::create(transaction, &association, now, members::searchable))
            .unwrap();
        add_keys(&file);
        add_books(&file);
        std::fs::read(file).unwrap()
    });
    let file = folder.join("association.sqlite");
    std::fs::write(&file, &*BYTES).unwrap();
    file
}

const NOW_LOCAL: &str = "2026-03-01 10:00:00";

/// The French chart of 2025 with a bank account (`512A`), and the year 2026 (1).
fn add_books(file: &Path) {
    let mut connection = db::open_shared(file).unwrap();
    let tx = connection.transaction().unwrap();
    let chart = ruche::accounting::charts::install(&tx, "fr_pca_2025").unwrap();
    tx.execute(
        "INSERT INTO acc_accounts (id_chart, code, label, position, type) VALUES (?1, '512A', 'Banque', 3, 1)",
        [chart],
    )
    .unwrap();
    tx.execute(
        "INSERT INTO acc_years (id, label, start_date, end_date, id_chart)
         VALUES (1, 'Exercice 2026', '2026-01-01', '2026-12-31', ?1)",
        [chart],
    )
    .unwrap();
    tx.commit().unwrap();
}

fn add_keys(file: &Path) {
    let connection = db::open_shared(file).unwrap();
    for level in LEVELS {
        // A cheap hash: tests check secrets often, and what they check is not the strength of hashing.
        let hash = bcrypt::hash(format!("{}-secret", level.word()), 4).unwrap();
        connection
            .execute(
                "INSERT INTO api_credentials (label, key, secret, created, access_level) VALUES (?1, ?1, ?2, ?3, ?4)",
                (level.word(), hash, NOW_LOCAL, level as i64),
            )
            .unwrap();
    }
    assert_eq!(keys::list(&connection).unwrap().len(), LEVELS.len());
}
