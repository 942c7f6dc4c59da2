//! `Idempotency-Key`: each row that writes honours it or refuses it (threats.md 69, 84).

use ruche::auth::Verb;
use ruche::web::route::{Idempotency, Route};
use ruche::web::routes::ROUTES;

use crate::samples::{Sample, Samples, is_of_members_alone};
use crate::support::dump::Watch;
use crate::support::{Answer, Server};

fn send(server: &Server, sample: &Sample, key: &str) -> Answer {
    sample.request(server).key("admin").header("idempotency-key", key).send()
}

/// What a client sees of an answer.
fn seen(answer: &Answer) -> (u16, String, String, String) {
    let header = |name| answer.header(name).to_owned();
    (answer.status, header("content-type"), header("x-import"), answer.text())
}

/// Rows of signing in have credentials and secrets of their own, of which none is kept: `sign_in/rows.rs` plays them.
fn writing() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.access.verb == Verb::Write && !is_of_members_alone(route))
}

#[test]
fn each_row_that_writes_is_done_once_or_refuses_the_header() {
    let server = Server::start_with_mail(|sources| sources);
    let samples = Samples::new(&server);
    let mut watch = Watch::start(&server.file());
    for (number, route) in writing().enumerate() {
        let sample = samples.of(route);
        let (row, key) = (format!("{} {}", sample.method, sample.path), format!("key-{number}"));
        watch.changes();
        let first = send(&server, &sample, &key);
        if route.idempotency == Idempotency::Refused {
            assert_eq!((first.status, first.json()["code"].as_str()), (400, Some("invalid")), "{row}");
            assert_eq!(watch.changes(), [""; 0], "{row}");
            continue;
        }
        assert_eq!(first.status, 200, "{row}: {}", first.text());
        assert!(watch.changes().contains(&"ruche_requests".to_owned()), "{row} keeps its answer");
        let again = send(&server, &sample, &key);
        assert_eq!(seen(&again), seen(&first), "{row}");
        assert_eq!(watch.changes(), [""; 0], "{row} is written once");
        let other =
            Sample { path: format!("{}{}x=1", sample.path, if row.contains('?') { "&" } else { "?" }), ..sample };
        assert_eq!(send(&server, &other, &key).json()["code"], "key_reused", "{row}");
        assert_eq!(watch.changes(), [""; 0], "{row}");
    }
}

#[test]
fn a_row_without_promise_is_one_of_these() {
    let refused: Vec<&str> =
        writing().filter(|route| route.idempotency == Idempotency::Refused).map(|route| route.path).collect();
    // The file is rewritten after the transaction: if that fails, it must be done again. A test message leaves outside of any.
    // An answer with a secret is kept nowhere.
    assert_eq!(refused, ["access", "access/{id}/rotate", "mail/test", "user/{id}/anonymize"]);
}

/// Handlers write through `Call::write`, which keeps the answer; those that do not stand on rows that refuse the header.
#[test]
fn handlers_write_in_one_way() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/api");
    let (mut folders, mut writing) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Signing in refuses the header on every row: it answers secrets, and keeps none.
            if path.ends_with("sign_in") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("db.write(") {
                writing.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    writing.sort();
    // Anonymising, and the proposal for a statement, which remembers how a table was read: its row is one that reads.
    assert_eq!(writing, ["members.rs", "statements.rs"]);
}

#[test]
fn a_repeated_request_is_recognised_before_what_it_is_about_is_looked_for() {
    let server = Server::start();
    let member = server.new_member("Zoé");
    let delete = |key: &str| {
        let path = format!("/api/user/{member}");
        server.request("DELETE", &path).key("admin").header("idempotency-key", key).send().status
    };
    assert_eq!([delete("a"), delete("a"), delete("b")], [200, 200, 404]);
}

#[test]
fn who_may_not_do_it_any_more_is_not_told_the_first_answer() {
    let server = Server::start();
    let create = || {
        let request = server.request("POST", "/api/user/new").key("write").header("idempotency-key", "a");
        request.body("application/json", r#"{"nom": "Zoé"}"#).send().status
    };
    assert_eq!([create(), create()], [200, 200]);
    let file = ruche::db::open_shared(&server.file()).unwrap();
    file.execute("UPDATE api_credentials SET access_level = 1 WHERE key = 'write'", []).unwrap();
    assert_eq!(create(), 403);
}

#[test]
fn the_same_request_from_several_clients_at_once_is_done_once() {
    let server = Server::start();
    let member = server.new_member("Zoé");
    let path = format!("/api/user/{member}");
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let send = || server.request("DELETE", &path).key("admin").header("idempotency-key", "a").send();
        let sending: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        sending.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for answer in answers {
        assert_eq!(
            seen(&answer),
            (200, "application/json; charset=utf-8".into(), "".into(), "{\n    \"success\": true\n}".into())
        );
    }
}

#[test]
fn large_bodies_and_webdav_refuse_the_header_in_plain_words() {
    let server = Server::start();
    let put = |path: &str, bytes: usize| {
        let request = server.request("PUT", path).key("write").header("idempotency-key", "a");
        request.body("text/plain", "x".repeat(bytes)).send()
    };
    let large = put("/api/files/documents/a.txt", (1 << 20) + 1);
    assert_eq!(large.status, 413);
    assert!(large.error().contains("Idempotency-Key"), "{}", large.text());
    assert_eq!(put("/api/files/documents/a.txt", 1 << 20).status, 200);
    let dav = put("/dav/documents/b.txt", 1);
    assert_eq!(dav.status, 400);
    assert!(dav.error().contains("Idempotency-Key"), "{}", dav.text());
    let reading = server.request("POST", "/api/sql").key("read").header("idempotency-key", "a");
    assert_eq!(reading.body("text/plain", "SELECT 1").send().status, 200, "reading may be repeated");
}

#[test]
fn what_is_kept_of_answers_is_forgotten_with_a_member() {
    let server = Server::start();
    let create = || {
        let request = server.request("POST", "/api/user/new").key("write").header("idempotency-key", "a");
        request.body("application/json", r#"{"nom": "Zoé Inoubliable"}"#).send()
    };
    let member = create().json()["id"].clone();
    assert_eq!(server.post_json(&format!("/api/user/{member}/anonymize"), &serde_json::json!({})).status, 200);
    let again = create();
    assert_eq!(again.status, 409, "done before, and not again: {}", again.text());
    let file = std::fs::read(server.file()).unwrap();
    assert!(!file.windows(11).any(|bytes| bytes == b"Inoubliable"));
}
