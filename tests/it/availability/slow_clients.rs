//! Clients of HTTP/1.1 that read little or nothing of what they asked for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::{BOUND, socket_of};
use crate::support::Server;

const ADMIN: &str = "Authorization: Basic YWRtaW46YWRtaW4tc2VjcmV0\r\n";

/// A request for a path.
pub fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

/// A connection that asks for nothing, from one of 49 addresses.
pub fn connect(server: &Server, number: usize) -> TcpStream {
    let socket = socket_of(number);
    let address: SocketAddr = server.address.parse().unwrap();
    socket.connect(&address.into()).unwrap();
    socket.into()
}

pub struct Client(TcpStream);

impl Client {
    /// Asks for a path as an administrator and reads nothing.
    pub fn ask(server: &Server, path: &str, number: usize) -> Self {
        let mut stream = connect(server, number);
        stream.set_read_timeout(Some(4 * BOUND)).unwrap();
        stream.write_all(get(path, ADMIN).as_bytes()).unwrap();
        Client(stream)
    }

    /// The same, and waits until the answer has begun.
    pub fn stall(server: &Server, path: &str, number: usize) -> Self {
        let client = Self::ask(server, path, number);
        let mut start = [0; 12];
        let mut peeked = 0;
        while peeked < start.len() {
            peeked = client.0.peek(&mut start).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(peeked > 0, "{path}: closed");
        }
        if &start != b"HTTP/1.1 200" {
            panic!("{path}: {}", client.read_some());
        }
        client
    }

    pub fn has_answer(&self) -> bool {
        self.0.set_nonblocking(true).unwrap();
        let peeked = self.0.peek(&mut [0]);
        self.0.set_nonblocking(false).unwrap();
        peeked.is_ok()
    }

    /// What came first.
    pub fn read_some(mut self) -> String {
        let mut bytes = vec![0; 4096];
        let read = self.0.read(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..read]).into_owned()
    }

    /// The body, as much of it as comes until the end or the connection is closed.
    pub fn read_body(mut self) -> Vec<u8> {
        let mut answer = Vec::new();
        let _ = self.0.read_to_end(&mut answer);
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        answer.split_off(head + 4)
    }

    /// Reads so many bytes, and a pause, until the body ends; gives its size.
    pub fn read_slowly(mut self, bytes: usize, pause: Duration) -> usize {
        let mut buffer = vec![0; bytes];
        let (mut head, mut received) = (Vec::new(), 0);
        let mut announced: Option<usize> = None;
        while announced.is_none_or(|announced| received < announced) {
            std::thread::sleep(pause);
            let read = self.0.read(&mut buffer).unwrap();
            assert!(read > 0, "closed after {received} bytes of {announced:?}");
            if announced.is_some() {
                received += read;
                continue;
            }
            head.extend_from_slice(&buffer[..read]);
            if let Some(end) = head.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                received = head.len() - end - 4;
                let lines = String::from_utf8_lossy(&head[..end]).to_ascii_lowercase();
                let length = lines.lines().find_map(|line| line.strip_prefix("content-length: "));
                announced = Some(length.unwrap().parse().unwrap());
            }
        }
        received
    }

    /// Waits until the server has closed the connection: writing to it fails then.
    pub fn wait_until_closed(&mut self, path: &str) {
        let deadline = Instant::now() + 4 * BOUND;
        while self.0.write_all(b"\r\n").is_ok() {
            assert!(Instant::now() < deadline, "{path} is still being sent");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
