//! As much of HTTP/2 as it takes to be a bad client of it (RFC 9113, RFC 7541).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::BOUND;
use crate::support::Server;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
/// What the payload of a frame may have unless the server says otherwise.
const FRAME_BYTES_MAX: usize = 16_384;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;
/// SETTINGS_INITIAL_WINDOW_SIZE
const INITIAL_WINDOW: u16 = 4;

pub struct Client(StreamOwned<ClientConnection, TcpStream>);

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

impl Client {
    pub fn connect(server: &Server, trusted: &CertificateDer<'static>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
        let socket = TcpStream::connect(&server.address).unwrap();
        socket.set_read_timeout(Some(4 * BOUND)).unwrap();
        let mut client = Client(StreamOwned::new(connection, socket));
        client.0.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        client.send(SETTINGS, 0, 0, &[]).unwrap();
        client
    }

    /// Asks for a path; gives the status once the whole answer has come.
    pub fn get(&mut self, path: &str, stream: u32) -> String {
        self.ask(&head_of(path), stream).unwrap();
        self.status(stream).unwrap()
    }

    /// The same with header fields; `None` when the connection is closed instead.
    pub fn get_with(&mut self, path: &str, fields: &[(String, String)], stream: u32) -> Option<String> {
        let mut head = head_of(path);
        for (name, value) in fields {
            head.push(0);
            push_text(&mut head, name);
            push_text(&mut head, value);
        }
        self.ask(&head, stream).ok()?;
        self.status(stream)
    }

    /// The same with one field of so many bytes that stands in the head so many times.
    pub fn get_with_repeated_field(&mut self, path: &str, bytes: usize, times: usize, stream: u32) -> Option<String> {
        let mut head = head_of(path);
        // A literal that is stored: it has the first index after those of the static table.
        head.push(0x40);
        push_text(&mut head, "x");
        push_text(&mut head, &"y".repeat(bytes));
        head.extend(std::iter::repeat_n(0x80 | 62, times - 1));
        self.ask(&head, stream).ok()?;
        self.status(stream)
    }

    fn status(&mut self, stream: u32) -> Option<String> {
        let mut status = String::new();
        loop {
            let frame = self.next()?;
            if frame.kind == GOAWAY {
                return None;
            }
            if frame.kind == HEADERS && frame.stream == stream {
                status = status_in(&frame.payload);
            }
            if frame.stream == stream && frame.flags & END_STREAM != 0 && matches!(frame.kind, DATA | HEADERS) {
                return Some(status);
            }
        }
    }

    /// Asks for a path after saying that no byte of a body is wanted yet.
    pub fn ask_without_window(&mut self, path: &str, stream: u32) {
        let setting = [INITIAL_WINDOW.to_be_bytes().as_slice(), 0u32.to_be_bytes().as_slice()].concat();
        self.send(SETTINGS, 0, 0, &setting).unwrap();
        self.ask(&head_of(path), stream).unwrap();
    }

    /// Answers pings, as a client that is well does, until the server closes the connection.
    pub fn wait_until_closed(&mut self) {
        let deadline = Instant::now() + 4 * BOUND;
        while let Some(frame) = self.next() {
            assert!(frame.kind != DATA || frame.payload.is_empty(), "the window is closed");
            if frame.kind == GOAWAY {
                return;
            }
        }
        assert!(Instant::now() < deadline, "nothing came for a long time, and the connection is open");
    }

    /// Sends the head of a request in as many frames as it takes.
    fn ask(&mut self, head: &[u8], stream: u32) -> std::io::Result<()> {
        let mut parts = head.chunks(FRAME_BYTES_MAX).peekable();
        let mut kind = HEADERS;
        while let Some(part) = parts.next() {
            let end = if parts.peek().is_none() { END_HEADERS } else { 0 };
            let flags = end | if kind == HEADERS { END_STREAM } else { 0 };
            self.send(kind, flags, stream, part)?;
            kind = CONTINUATION;
        }
        Ok(())
    }

    /// The next frame; `None` when the connection is closed. What HTTP/2 wants to be answered is answered.
    fn next(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut frame = Frame { kind: head[3], flags: head[4], stream, payload: vec![0; length] };
        self.0.read_exact(&mut frame.payload).ok()?;
        if matches!(frame.kind, SETTINGS | PING) && frame.flags & ACK == 0 {
            let payload = if frame.kind == PING { frame.payload.clone() } else { Vec::new() };
            self.send(frame.kind, ACK, 0, &payload).ok()?;
        }
        Some(frame)
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.0.write_all(&[&head, payload].concat())?;
        self.0.flush()
    }
}

/// `:method: GET`, `:scheme: https`, then `:path` and `:authority` as literals.
fn head_of(path: &str) -> Vec<u8> {
    let mut head = vec![0x82, 0x87];
    for (index, value) in [(4, path), (1, "localhost")] {
        head.push(index);
        push_text(&mut head, value);
    }
    head
}

/// A text without compression: its length in seven bits and as many bytes more as it takes, then itself.
fn push_text(head: &mut Vec<u8>, text: &str) {
    match text.len() {
        short @ 0..127 => head.push(short as u8),
        long => {
            head.push(127);
            let mut rest = long - 127;
            while rest >= 128 {
                head.push((rest % 128) as u8 | 0x80);
                rest /= 128;
            }
            head.push(rest as u8);
        }
    }
    head.extend(text.as_bytes());
}

/// The status in the head of an answer, where it comes first: index 8 of the static table is 200, others have digits.
fn status_in(head: &[u8]) -> String {
    // Compressed by the codes of RFC 7541, appendix B.
    const DIGITS_431: [u8; 3] = [0x69, 0x90, 0xff];
    match head {
        [0x88, ..] => "200".to_owned(),
        [_, _, digits @ ..] if digits.starts_with(b"431") || digits.starts_with(&DIGITS_431) => "431".to_owned(),
        other => format!("{:02x?}", &other[..other.len().min(8)]),
    }
}
