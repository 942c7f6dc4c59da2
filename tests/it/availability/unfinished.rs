//! Requests that never come to their end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::slow_clients::{connect, get};
use super::{BOUND, Server};

/// Writes the rest again and again until the server has closed the connection.
fn assert_closed(mut stream: TcpStream, rest: &[u8], what: &str) {
    let deadline = Instant::now() + 4 * BOUND;
    while stream.write_all(rest).is_ok() {
        assert!(Instant::now() < deadline, "{what}: the server still reads");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_body_without_end_costs_its_connection_once_it_is_answered() {
    let server = Server::start();
    let admin = "Authorization: Basic YWRtaW46YWRtaW4tc2VjcmV0\r\n";
    let json = "Content-Type: application/json\r\n";
    // Answered before the body is looked at, by its size, and by what stands in it.
    for (start, headers) in [
        ("POST /api/nowhere", ""),
        ("POST /api/user/new", "Authorization: Basic eDp5\r\n"),
        ("GET /healthz", ""),
        ("GET /", ""),
        ("GET /api/version", admin),
        ("DELETE /api/user/1", admin),
        ("PROPFIND /dav/", ""),
        ("PUT /dav/nowhere/x", admin),
        ("POST /api/user/new", &format!("{admin}{json}Connection: keep-alive\r\n")),
    ] {
        for end in ["", "Connection: close\r\n"] {
            let mut stream = connect(&server, 0);
            let head =
                format!("{start} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n{headers}{end}\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
            assert_closed(stream, chunk.as_bytes(), &head);
        }
    }
}

#[test]
fn a_chunked_body_that_is_read_whole_leaves_its_connection_open() {
    let server = Server::start();
    let mut stream = connect(&server, 0);
    stream.set_read_timeout(Some(4 * BOUND)).unwrap();
    let sql = "POST /api/sql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWRtaW46YWRtaW4tc2VjcmV0\r\n\
               Transfer-Encoding: chunked\r\n\r\n8\r\nSELECT 1\r\n0\r\n\r\n";
    for _ in 0..3 {
        stream.write_all(sql.as_bytes()).unwrap();
        let mut answer = String::new();
        while !answer.contains("\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0].into());
        }
        let length = answer.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        stream.read_exact(&mut vec![0; length]).unwrap();
    }
}

#[test]
fn a_further_request_whose_head_drips_costs_its_connection() {
    let server = Server::start();
    let mut stream = connect(&server, 0);
    stream.set_read_timeout(Some(4 * BOUND)).unwrap();
    stream.write_all(get("/healthz", "").as_bytes()).unwrap();
    assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nX: ").unwrap();
    assert_closed(stream, b"x", "a head");
}
