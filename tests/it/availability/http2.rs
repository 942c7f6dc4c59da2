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
        self.ask(path, stream);
        let mut status = String::new();
        loop {
            let frame = self.next().unwrap();
            if frame.kind == HEADERS && frame.stream == stream {
                // Index 8 of the static table is `:status: 200`.
                status = if frame.payload.contains(&0x88) { "200".to_owned() } else { "other".to_owned() };
            }
            if frame.stream == stream && frame.flags & END_STREAM != 0 && matches!(frame.kind, DATA | HEADERS) {
                return status;
            }
        }
    }

    /// Asks for a path after saying that no byte of a body is wanted yet.
    pub fn ask_without_window(&mut self, path: &str, stream: u32) {
        let setting = [INITIAL_WINDOW.to_be_bytes().as_slice(), 0u32.to_be_bytes().as_slice()].concat();
        self.send(SETTINGS, 0, 0, &setting).unwrap();
        self.ask(path, stream);
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

    fn ask(&mut self, path: &str, stream: u32) {
        // `:method: GET`, `:scheme: https`, then `:path` and `:authority` as literals.
        let mut block = vec![0x82, 0x87];
        for (index, value) in [(4, path), (1, "localhost")] {
            block.extend([index, u8::try_from(value.len()).unwrap()]);
            block.extend(value.as_bytes());
        }
        self.send(HEADERS, END_STREAM | END_HEADERS, stream, &block).unwrap();
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
