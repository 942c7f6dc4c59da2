//! Paths, headers, bodies, and requests that are not quite requests (platform.md 1, threats.md 15, 55–59).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::Server;

/// Sends bytes as they are and reads until the server closes.
fn raw(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    // A reset after the answer is as good as a close.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

const ADMIN: &str = "Authorization: Basic YWRtaW46YWRtaW4tc2VjcmV0";

#[test]
fn slashes_at_the_ends_do_not_matter_and_case_does() {
    let server = Server::start();
    for path in ["/api/version", "/api/version/", "/api//version", "/api/ver%73ion"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    for path in ["/api/Version", "/api/", "/api/version/x", "/api/version%2F"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        answer.error();
    }
    // All else is the public site, which speaks to browsers.
    for path in ["/API/version", "/nowhere"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
    }
}

#[test]
fn head_is_no_method_of_the_api() {
    let server = Server::start();
    let answer = raw(&server, b"HEAD /api/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
}

#[test]
fn dot_dot_is_refused_however_it_is_written() {
    let server = Server::start();
    for path in ["/api/../version", "/api/%2e%2e/version", "/api/x/..%2fversion", "/api/.%2E"] {
        let answer =
            raw(&server, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
}

#[test]
fn every_answer_carries_the_headers_that_protect_and_an_identifier() {
    let server = Server::start();
    for path in ["/healthz", "/api/version", "/api/nowhere", "/nowhere"] {
        let answer = server.get(path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: only over HTTPS");
    }
}

#[test]
fn errors_are_compact_json_in_the_language_asked_for() {
    let server = Server::start();
    let french = server.get("/api/nowhere");
    assert_eq!(french.header("content-type"), "application/json; charset=utf-8");
    assert!(
        french.text().starts_with(r#"{"error":"L'adresse \/api\/nowhere n'existe pas.","code":"not_found""#),
        "{}",
        french.text()
    );
    let english =
        server.request("GET", "/api/nowhere").key("admin").header("accept-language", "de, en;q=0.8, fr;q=0.5").send();
    assert_eq!(english.error(), "The address /api/nowhere does not exist.");
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let server = Server::start();
    let head = format!("POST /api/sql HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nContent-Length: 9000000000\r\n\r\nSELECT");
    assert!(raw(&server, head.as_bytes()).starts_with("HTTP/1.1 413"));
    let answer = server.post("/api/sql", "text/plain", &"x".repeat(3 << 20));
    assert_eq!((answer.status, answer.json()["code"].as_str()), (413, Some("too_large")));
}

#[test]
fn a_body_that_never_comes_or_drips_is_given_up() {
    let server = Server::start_with(|sources| sources.with_flag("body_timeout", "1"));
    let head = format!("POST /api/sql HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nContent-Length: 100\r\n\r\nSELECT");
    let answer = raw(&server, head.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let started = Instant::now();
    let mut answer = [0; 12];
    while stream.read(&mut answer).unwrap_or(0) == 0 {
        let _ = stream.write_all(b" ");
        assert!(started.elapsed() < Duration::from_secs(15), "a dripping body is still being waited for");
    }
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn headers_that_never_end_are_given_up() {
    let server = Server::start();
    let answer = raw(&server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half");
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[test]
fn requests_that_could_be_read_in_two_ways_are_refused() {
    let server = Server::start();
    let refused = |head: &str, status: &str| {
        let answer = raw(&server, head.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head:.80} → {answer:.80}");
    };
    refused(
        "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "400",
    );
    refused("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400");
    refused("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", "400");
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    refused(&format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n"), "431");
    let long = "x".repeat(1 << 20);
    refused(&format!("GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {long}\r\n\r\n"), "431");
    assert_eq!(server.get("/healthz").status, 200, "and the server is still there");
}

#[test]
fn answers_are_compressed_for_those_who_ask() {
    let server = Server::start();
    let body = "SELECT * FROM config_users_fields";
    let answer = server
        .request("POST", "/api/sql")
        .key("read")
        .body("text/plain", body)
        .header("accept-encoding", "gzip")
        .send();
    // The client undoes it by itself; what it leaves is the trace of it.
    assert_eq!(answer.status, 200);
    let head = format!(
        "POST /api/sql HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nAccept-Encoding: gzip\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(raw(&server, head.as_bytes()).to_lowercase().contains("content-encoding: gzip"));
    let head = format!(
        "GET /api/download HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    );
    let answer = raw(&server, head.as_bytes());
    assert!(!answer.to_lowercase().contains("content-encoding"), "a download keeps its announced length");
}

#[test]
fn health_needs_no_credentials_and_metrics_need_a_switch_and_a_key() {
    let server = Server::start();
    assert_eq!(server.request("GET", "/healthz").send().text(), "ok\n");
    assert_eq!(server.get("/metrics").status, 404);
    let server = Server::start_with(|sources| sources.with_flag("metrics", "true"));
    assert_eq!(server.request("GET", "/metrics").send().status, 401);
    server.get("/api/nowhere");
    let metrics = server.request("GET", "/metrics").key("read").send();
    assert!(metrics.text().contains("ruche_requests_total{status=\"4xx\"} 2"), "{}", metrics.text());
}

#[test]
fn a_stop_finishes_what_is_under_way() {
    let server = Server::start_with(|sources| sources.with_flag("stop_timeout", "60"));
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let sql = "SELECT 'under way' AS m";
    let length = sql.len();
    let head = format!(
        "POST /api/sql HTTP/1.1\r\nHost: x\r\n{ADMIN}\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut ready = [0; 25];
    stream.read_exact(&mut ready).unwrap();
    assert_eq!(&ready, b"HTTP/1.1 100 Continue\r\n\r\n", "the request is being served");
    let stopping = std::thread::spawn(move || server.stop());
    std::thread::sleep(Duration::from_millis(300));
    assert!(!stopping.is_finished(), "it waits for the body");
    stream.write_all(sql.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("under way"), "{answer}");
    let folder = stopping.join().unwrap();
    assert!(!folder.path().join("association.sqlite-wal").exists());
}
