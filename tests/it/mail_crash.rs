//! The real binary, killed while it sends: each message arrives exactly once, or is known as uncertain and is not sent again.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rand::RngExt;

use crate::support::fresh_file;
use crate::support::smtp::{FakeSmtp, Reaction};
use ruche::db;
use ruche::mail::{Context, NewMessage, queue};

/// Messages, unless the environment asks for more.
const MESSAGES: usize = 300;
const ROUNDS_MAX: usize = 400;
/// Far more than sending takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(7_200);

fn messages() -> usize {
    std::env::var("RUCHE_TEST_MAILS").ok().and_then(|number| number.parse().ok()).unwrap_or(MESSAGES)
}

fn recipient(n: usize) -> String {
    format!("m{n}@example.org")
}

fn queue_all(file: &Path, count: usize) {
    let mut connection = db::open_shared(file).unwrap();
    let tx = connection.transaction().unwrap();
    let now = jiff::Timestamp::now();
    for n in 0..count {
        let message = NewMessage {
            sender: None,
            recipient: recipient(n),
            pgp_key: None,
            subject: format!("Message {n}"),
            text: "Bonjour\n".repeat(50),
            html: None,
            context: Context::Mailing,
            attachments: Vec::new(),
        };
        queue::add(&tx, &message, now, "2026-03-01 10:00:00").unwrap();
    }
    tx.commit().unwrap();
}

fn serve(file: &Path, port: u16) -> Child {
    // A long run may use a copy of the binary, so that it can be built meanwhile.
    let binary = std::env::var("RUCHE_TEST_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_ruche").to_owned());
    let mut command = Command::new(binary);
    command.args(["serve", "--listen", "127.0.0.1:0", "--smtp-host", "127.0.0.1", "--smtp-security", "none"]);
    command.args(["--backup-keep", "0", "--smtp-port", &port.to_string(), "--db"]).arg(file);
    command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn count(file: &Path, table: &str) -> usize {
    let connection = db::open_shared(file).unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    usize::try_from(connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap()
}

fn uncertain(file: &Path) -> Vec<String> {
    let connection = db::open_shared(file).unwrap();
    let mut statement = connection.prepare("SELECT recipient FROM ruche_uncertain_mails").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Lets a server send until nothing waits.
fn send_the_rest(file: &Path, port: u16) {
    let mut child = serve(file, port);
    let start = Instant::now();
    while count(file, "emails_queue") > 0 && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(50));
    }
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn killed_at_random_moments_each_message_is_sent_once_or_known_as_uncertain() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let all = messages();
    queue_all(&file, all);
    // Some connections end between the content and the answer too.
    let smtp =
        FakeSmtp::with(
            |to, _| if to.ends_with("77@example.org") { Reaction::DropAfterContent } else { Reaction::Accept },
        );
    let mut rounds = 0;
    while count(&file, "emails_queue") > all / 10 && rounds < ROUNDS_MAX {
        let mut child = serve(&file, smtp.port);
        // From before it listens to the middle of sending.
        let longest = if all > MESSAGES { 4_000 } else { 700 };
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(20..longest)));
        child.kill().unwrap();
        child.wait().unwrap();
        rounds += 1;
    }
    send_the_rest(&file, smtp.port);
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for mail in smtp.received() {
        *arrived.entry(mail.to).or_default() += 1;
    }
    let uncertain = uncertain(&file);
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "sent more than once: {twice:?}");
    let lost: Vec<String> =
        (0..all).map(recipient).filter(|to| !arrived.contains_key(to) && !uncertain.contains(to)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let counted = count(&file, "emails WHERE sent_count = 1");
    assert_eq!(counted + uncertain.len(), all, "each is counted as sent or is uncertain");
    assert_eq!((count(&file, "ruche_jobs"), count(&file, "ruche_mails_in_flight")), (0, 0));
    assert!(rounds > 0 && uncertain.len() < all / 2 + rounds, "{rounds} {}", uncertain.len());
    println!("{all} messages, {rounds} kills, {} uncertain, {} arrived", uncertain.len(), arrived.len());
}

#[test]
fn stopped_by_a_signal_the_message_under_way_is_finished_and_nothing_is_uncertain() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    queue_all(&file, 40);
    let smtp = FakeSmtp::start();
    for _ in 0..5 {
        let mut child = serve(&file, smtp.port);
        let before = smtp.received().len();
        let start = Instant::now();
        while smtp.received().len() < before + 3 && before + 3 <= 40 && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(2));
        }
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(child.wait().unwrap().success());
        assert_eq!(count(&file, "ruche_mails_in_flight"), 0);
    }
    send_the_rest(&file, smtp.port);
    assert_eq!((smtp.received().len(), count(&file, "ruche_uncertain_mails")), (40, 0));
}
