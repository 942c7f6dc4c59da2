//! Slow clients hurt nobody but themselves (threats.md 55, 67, 75, 76, 78, 83).

mod http2;
mod slow_clients;
mod unfinished;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use ruche::db;
use ruche::error::Error;
use serde_json::json;
use socket2::{Domain, Socket, Type};

use crate::support::Server;
use crate::website::create;
use slow_clients::{Client, get};

/// What every other client must not wait longer than.
const BOUND: Duration = Duration::from_secs(5);
/// Bytes of a file: much more than the sockets of a stalled client take.
const FILE_BYTES: usize = 4 << 20;
/// Sockets, temporary files and the database of this process.
const DESCRIPTORS_MIN: u64 = 6_000;

/// A server with a public file, a document, and books of some megabytes.
fn server(change: impl FnOnce(ruche::config::Sources) -> ruche::config::Sources) -> Server {
    let server = Server::start_with(change);
    let connection = db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE config SET value = '0' WHERE key = 'site_disabled'", []).unwrap();
    create(&server, &json!({"title": "Photos"}));
    let content: Vec<u8> = (0..FILE_BYTES).map(|at| (at / 5 % 251) as u8).collect();
    for path in ["web/photos/film.bin", "files/documents/film.bin"] {
        let answer = server.request("PUT", &format!("/api/{path}")).key("write").body("video/mp4", &content).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)";
    connection
        .execute_batch(&format!(
            "BEGIN;
             {many} INSERT INTO acc_transactions (id, type, status, label, notes, date, reference, id_year)
             SELECT 1000 + i, 0, 0, 'Recette ' || i, printf('%.6000c', 'x'), '2026-02-01', printf('%.6000c', 'y'), 1 FROM n;
             {many} INSERT INTO acc_transactions_lines (id_transaction, id_account, credit, debit)
             SELECT 1000 + i, (SELECT min(id) FROM acc_accounts WHERE code LIKE '7%'), 100, 0 FROM n;
             {many} INSERT INTO acc_transactions_lines (id_transaction, id_account, credit, debit)
             SELECT 1000 + i, (SELECT id FROM acc_accounts WHERE code = '512A'), 0, 100 FROM n;
             COMMIT;"
        ))
        .unwrap();
    server
}

/// Every kind of long answer, and how many clients ask for it.
fn long_answers() -> Vec<(&'static str, usize)> {
    let sql = "/api/sql?sql=WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n+WHERE+i%3C1000)\
               +SELECT+i,printf('%25.4000c','z')+FROM+n+LIMIT+1000";
    vec![
        ("/photos/film.bin", 60),
        ("/api/web/attachment/web/photos/film.bin", 30),
        ("/api/files/documents/film.bin", 30),
        ("/dav/documents/film.bin", 30),
        (sql, 20),
        ("/api/accounting/years/1/export/full.csv", 10),
        ("/api/accounting/years/1/journal", 10),
        ("/api/download", 5),
        ("/api/download/files", 5),
    ]
}

#[test]
fn two_hundred_stalled_readers_and_two_thousand_idle_connections_keep_nobody_waiting() {
    let server = server(|sources| sources);
    let descriptors = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    if descriptors < DESCRIPTORS_MIN {
        eprintln!("skipped: {descriptors} descriptors are too few");
        return;
    }
    let member = server.new_member("Ada");
    let stalled: Vec<Client> = std::thread::scope(|scope| {
        let asking: Vec<_> = long_answers()
            .into_iter()
            .enumerate()
            .map(|(kind, (path, count))| {
                let server = &server;
                let ask = move || (0..count).map(|n| Client::stall(server, path, kind * 60 + n)).collect::<Vec<_>>();
                scope.spawn(ask)
            })
            .collect();
        asking.into_iter().flat_map(|clients| clients.join().unwrap()).collect()
    });
    assert_eq!(stalled.len(), 200);
    let idle: Vec<TcpStream> = (0..2_000).map(|n| slow_clients::connect(&server, n)).collect();
    for path in [&format!("/api/user/{member}"), "/?q=photos", "/", "/api/accounting/years", "/api/user/categories"] {
        let started = Instant::now();
        assert_eq!(server.get(path).status, 200, "{path}");
        assert!(started.elapsed() < BOUND, "{path} took {:?}", started.elapsed());
    }
    let started = Instant::now();
    server.new_entry("Pendant ce temps");
    assert!(started.elapsed() < BOUND, "a new entry took {:?}", started.elapsed());
    // So do those who ask for the same and read it.
    for path in ["/photos/film.bin", "/api/accounting/years/1/journal", "/api/files/documents/film.bin"] {
        let started = Instant::now();
        assert!(server.get(path).body.len() > 3 << 20, "{path}");
        assert!(started.elapsed() < BOUND, "{path} took {:?}", started.elapsed());
    }
    drop((stalled, idle));
}

#[test]
fn a_stalled_client_loses_its_connection_and_a_slow_one_gets_everything() {
    let server = server(|sources| sources.with_flag("send_timeout", "1").with_flag("send_rate_min", "16 KiB"));
    let mut stalled: Vec<_> =
        long_answers().into_iter().enumerate().map(|(n, (path, _))| (path, Client::stall(&server, path, n))).collect();
    let slow = Client::stall(&server, "/photos/film.bin", 50);
    // More than ten times the least rate, and a hundredth of what a network gives.
    let received = slow.read_slowly(64 << 10, Duration::from_millis(20));
    assert_eq!(received, FILE_BYTES, "the slow client has the whole file");
    for (path, client) in &mut stalled {
        client.wait_until_closed(path);
    }
    let deadline = Instant::now() + BOUND;
    while server.app.db.temporary().used() > 0 {
        assert!(Instant::now() < deadline, "{} temporary bytes are left", server.app.db.temporary().used());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_stream_of_http_2_whose_window_is_closed_costs_its_connection() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = crate::transport::certify(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let plain = server(|sources| sources);
    let file = plain.file();
    let server = Server::start_on(plain.stop(), &file, |sources| {
        sources
            .with_flag("send_timeout", "1")
            .with_flag("send_rate_min", "64 KiB")
            .with_flag("tls_certificate", path("certificate.pem"))
            .with_flag("tls_key", path("key.pem"))
    });
    let mut client = http2::Client::connect(&server, &certificate);
    assert_eq!(client.get("/healthz", 1), "200", "an answer that fits the window comes");
    client.ask_without_window("/photos/film.bin", 3);
    client.wait_until_closed();
}

#[test]
fn heads_over_http_2_have_the_limits_that_they_have_over_http_1() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = crate::transport::certify(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let server = Server::start_with(|sources| {
        sources.with_flag("tls_certificate", path("certificate.pem")).with_flag("tls_key", path("key.pem"))
    });
    let fields = |count: usize, bytes: usize| vec![("x".to_owned(), "y".repeat(bytes)); count];
    let status = |fields: &[(String, String)]| {
        let mut client = http2::Client::connect(&server, &certificate);
        client.get_with("/healthz", fields, 1)
    };
    assert_eq!(status(&fields(90, 100)).as_deref(), Some("200"));
    assert_eq!(status(&fields(200, 1)).as_deref(), Some("431"), "too many fields");
    assert_eq!(status(&fields(30, 4_000)).as_deref(), Some("200"));
    assert_eq!(status(&fields(30, 6_000)).as_deref(), Some("431"), "too many bytes");
    assert_eq!(status(&fields(1, 200_000)).as_deref(), Some("431"), "in one field");
    assert_eq!(status(&fields(90, 8_000)), None, "far too many: the connection is closed");
    // One field stored by the client's compression and named again and again: few bytes on the wire, many behind it.
    let mut client = http2::Client::connect(&server, &certificate);
    assert_eq!(client.get_with_repeated_field("/healthz", 3_000, 80, 1).as_deref(), Some("431"));
    assert_eq!(client.get("/healthz", 3), "200", "the connection goes on");
}

#[test]
fn an_address_has_so_many_connections_and_others_have_theirs() {
    let server = Server::start_with(|sources| sources.with_flag("connections_per_address_max", "3"));
    let answers = |mut stream: TcpStream| {
        stream.set_read_timeout(Some(BOUND)).unwrap();
        // A connection that is closed already may refuse the request.
        let _ = stream.write_all(get("/healthz", "").as_bytes());
        let mut start = [0; 12];
        stream.read_exact(&mut start).is_ok() && &start == b"HTTP/1.1 200"
    };
    let held: Vec<_> = (0..3).map(|_| slow_clients::connect(&server, 0)).collect();
    assert!(held.iter().all(|stream| answers(stream.try_clone().unwrap())));
    assert!(!answers(slow_clients::connect(&server, 0)), "the fourth is closed");
    assert!(answers(slow_clients::connect(&server, 1)), "another address is served");
    drop(held);
    let deadline = Instant::now() + BOUND;
    while !answers(slow_clients::connect(&server, 0)) {
        assert!(Instant::now() < deadline, "closed connections count no more");
    }
}

#[test]
fn when_too_many_questions_wait_the_next_is_told_when_to_come_back() {
    let server = Server::start_with(|s| s.with_flag("sql_concurrency", "1").with_flag("sql_time_limit", "600"));
    let endless = "/api/sql?sql=WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n)+SELECT+count(*)+FROM+n";
    // One runs and forty wait, whichever they are.
    let clients: Vec<_> = (0..46).map(|n| Client::ask(&server, endless, n)).collect();
    let mut refused = 0;
    let deadline = Instant::now() + 4 * BOUND;
    while refused < 5 {
        assert!(Instant::now() < deadline, "{refused} were refused");
        refused = clients.iter().filter(|client| client.has_answer()).count();
        std::thread::sleep(Duration::from_millis(10));
    }
    for answer in clients.into_iter().filter(Client::has_answer).map(Client::read_some) {
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 5"), "{answer}");
        assert!(answer.contains(r#""code":"busy""#), "{answer}");
    }
}

#[test]
fn long_answers_are_refused_while_temporary_files_are_full_and_files_still_come() {
    let server = server(|s| s.with_flag("temporary_limit", "8 MiB"));
    let kept = server.app.db.temporary().create().unwrap();
    kept.append(&vec![0; 8 << 20]).unwrap();
    for path in ["/api/download", "/api/accounting/years/1/journal", "/api/sql?sql=SELECT+1"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "{path}: {}", answer.text());
    }
    assert_eq!(server.get("/photos/film.bin").body.len(), FILE_BYTES);
    drop(kept);
    assert_eq!(server.get("/api/sql?sql=SELECT+1").status, 200);
}

#[test]
fn a_file_that_is_replaced_while_it_is_sent_is_cut_and_never_mixed() {
    let server = server(|sources| sources);
    let put = |byte: u8| {
        let content = vec![byte; 4 * FILE_BYTES];
        let answer = server.request("PUT", "/api/web/photos/film.bin").key("write").body("video/mp4", &content).send();
        assert_eq!(answer.status, 200);
    };
    put(6);
    let client = Client::stall(&server, "/photos/film.bin", 0);
    put(7);
    let body = client.read_body();
    assert!(body.len() < 4 * FILE_BYTES, "{} bytes", body.len());
    assert!(body.iter().all(|byte| *byte == 6), "nothing of the new content");
}

#[test]
fn an_old_reading_is_ended_and_the_log_can_be_emptied() {
    let server = Server::start_with(|sources| sources.with_flag("snapshot_limit", "1"));
    let app = server.app.clone();
    let ended = actix_web::rt::System::new().block_on(async move {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let reading = app.db.read(|connection| Ok(connection.query_row(endless, [], |row| row.get::<_, i64>(0))?));
        let supervising = async {
            loop {
                ruche::jobs::end_old_snapshots(&app);
                actix_web::rt::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::select! {
            ended = reading => ended,
            () = supervising => unreachable!("it never ends by itself"),
        }
    });
    assert!(matches!(ended, Err(Error::Busy(_))), "{ended:?}");
    let connection = db::open_shared(&server.file()).unwrap();
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert!(!busy, "nothing holds the log");
}

#[test]
fn uses_of_keys_that_cannot_be_written_are_kept_and_newer_ones_stay() {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON api_credentials BEGIN SELECT RAISE(ABORT, 'refused'); END";
    connection.execute_batch(refuse).unwrap();
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async {
        let uses = &app.authenticator.last_use;
        uses.note(1, "2026-03-01 10:00:00", None);
        uses.note(2, "2026-03-01 10:00:00", None);
        assert!(uses.write(&app.db).await.is_err());
        uses.note(2, "2026-03-01 10:00:05", None);
        assert!(uses.write(&app.db).await.is_err());
        connection.execute_batch("DROP TRIGGER refuse").unwrap();
        uses.write(&app.db).await.unwrap();
    });
    let last_use = |id: i64| -> String {
        connection.query_row("SELECT last_use FROM api_credentials WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    };
    assert_eq!((last_use(1), last_use(2)), ("2026-03-01 10:00:00".to_owned(), "2026-03-01 10:00:05".to_owned()));
}

#[test]
fn status_shows_the_jobs_that_ran() {
    let server = Server::start();
    assert_eq!(server.get("/api/status").json()["jobs"], json!([]));
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async move {
        let _jobs = ruche::jobs::start(&app).unwrap();
        while app.job_log.list(ruche::i18n::Language::English).len() < 4 {
            actix_web::rt::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let mut jobs = server.get("/api/status").json()["jobs"].as_array().unwrap().clone();
    jobs.sort_by_key(|job| job["name"].as_str().map(str::to_owned));
    let now = "2026-03-01T09:00:00Z";
    let done =
        |name: &str| json!({"name": name, "last_run": now, "last_success": now, "failures": 0, "last_error": null});
    assert_eq!(jobs, [done("check_books"), done("check_file"), done("indexes"), done("search_index")]);
}

#[test]
fn counts_that_are_kept_are_never_older_than_the_last_change_that_was_answered() {
    let server = Server::start();
    let count = || -> i64 {
        let categories = server.get("/api/user/categories").json();
        let count = |category: &serde_json::Value| category["count"].as_i64().unwrap_or_default();
        categories.as_object().map_or(0, |all| all.values().map(count).sum())
    };
    let before = count();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    count();
                }
            });
        }
        for more in 1..=20 {
            server.new_member(&format!("Membre {more}"));
            assert_eq!(count(), before + more);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// A client that asked for a path as an administrator, and reads nothing of the answer that has begun.
pub fn stalled(server: &Server, path: &str) -> impl Sized + use<> {
    Client::stall(server, path, 0)
}

/// A socket of one of 49 addresses of this machine, with a small buffer, so that little is on its way to it.
fn socket_of(number: usize) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4 << 10).unwrap();
    let address: SocketAddr = format!("127.0.0.{}:0", 2 + number % 49).parse().unwrap();
    socket.bind(&address.into()).unwrap();
    socket
}
