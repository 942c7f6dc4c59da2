//! A mail server that keeps what it takes, and fails as a test asks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the server does with one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    Accept,
    /// Answers `RCPT` with that line.
    RefuseRecipient(&'static str),
    /// Answers the content with that line.
    RefuseContent(&'static str),
    /// Ends the connection at `RCPT`.
    DropAtRecipient,
    /// Takes the content and ends the connection instead of answering.
    DropAfterContent,
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: String,
    /// As it came, dots undoubled.
    pub data: String,
}

impl Received {
    /// The value of a header, unfolded; empty without one.
    pub fn header(&self, name: &str) -> String {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        let start = format!("{}:", name.to_ascii_lowercase());
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&start)).map(str::to_owned);
        line.map_or(String::new(), |line| line[start.len()..].trim().to_owned())
    }

    /// The message with its quoted-printable parts decoded, for looking for words.
    pub fn decoded(&self) -> String {
        let joined = self.data.replace("=\r\n", "");
        let bytes = joined.as_bytes();
        let (mut out, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let escape = bytes[at] == b'=' && at + 2 < bytes.len();
            let byte = escape.then(|| std::str::from_utf8(&bytes[at + 1..at + 3]).ok()).flatten();
            match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 3;
                }
                None => {
                    out.push(bytes[at]);
                    at += 1;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }
}

type Behaviour = dyn Fn(&str, usize) -> Reaction + Send + Sync;

/// A server on a free port. Its threads end with the test's process.
#[derive(Clone)]
pub struct FakeSmtp {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    received: Mutex<Vec<Received>>,
    /// Everything that clients said.
    heard: Mutex<Vec<String>>,
    /// What is done with the n-th message to a recipient.
    behaviour: Box<Behaviour>,
    tls: Option<Arc<rustls::ServerConfig>>,
}

impl FakeSmtp {
    pub fn start() -> Self {
        Self::with(|_, _| Reaction::Accept)
    }

    /// `behaviour` is told the recipient, and how many messages were offered for it before.
    pub fn with(behaviour: impl Fn(&str, usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self::listen(Box::new(behaviour), None)
    }

    /// A server that speaks STARTTLS with that certificate.
    pub fn with_tls(certificate: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self::listen(Box::new(|_, _| Reaction::Accept), Some(Arc::new(tls)))
    }

    fn listen(behaviour: Box<Behaviour>, tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let shared = Arc::new(Shared { received: Mutex::default(), heard: Mutex::default(), behaviour, tls });
        let server = FakeSmtp { port: listener.local_addr().unwrap().port(), shared: shared.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                // A client that leaves in the middle is no failure of the server.
                std::thread::spawn(move || drop(shared.serve(stream)));
            }
        });
        server
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    pub fn heard(&self) -> Vec<String> {
        self.shared.heard.lock().unwrap().clone()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut plain = BufReader::new(stream);
        say(&mut plain, "220 fake")?;
        if self.converse(&mut plain, self.tls.is_some())? {
            let tls = rustls::ServerConnection::new(self.tls.clone().unwrap()).unwrap();
            let stream = rustls::StreamOwned::new(tls, plain.into_inner());
            self.converse(&mut BufReader::new(stream), false)?;
        }
        Ok(())
    }

    /// Answers until the client leaves; `true` when it asked for encryption.
    fn converse<S: Read + Write>(&self, stream: &mut BufReader<S>, offers_tls: bool) -> std::io::Result<bool> {
        let (mut from, mut to, mut reaction) = (String::new(), String::new(), Reaction::Accept);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            let line = line.trim_end().to_owned();
            self.heard.lock().unwrap().push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" if offers_tls => say(stream, "250-fake\r\n250 STARTTLS")?,
                "EHLO" => say(stream, "250-fake\r\n250 AUTH PLAIN LOGIN")?,
                "STARTTLS" if offers_tls => {
                    say(stream, "220 go")?;
                    return Ok(true);
                }
                "AUTH" => say(stream, "235 ok")?,
                "MAIL" => {
                    from = in_brackets(&line);
                    say(stream, "250 ok")?;
                }
                "RCPT" => {
                    to = in_brackets(&line);
                    let before = self.heard.lock().unwrap().iter().filter(|heard| **heard == line).count() - 1;
                    reaction = (self.behaviour)(&to, before);
                    match reaction {
                        Reaction::RefuseRecipient(answer) => say(stream, answer)?,
                        Reaction::DropAtRecipient => return Ok(false),
                        _ => say(stream, "250 ok")?,
                    }
                }
                "DATA" => {
                    say(stream, "354 go")?;
                    let data = content(stream)?;
                    let taken = Received { from: from.clone(), to: to.clone(), data };
                    match reaction {
                        Reaction::RefuseContent(answer) => say(stream, answer)?,
                        Reaction::DropAfterContent => {
                            self.received.lock().unwrap().push(taken);
                            return Ok(false);
                        }
                        _ => {
                            self.received.lock().unwrap().push(taken);
                            say(stream, "250 taken")?;
                        }
                    }
                }
                "QUIT" => {
                    say(stream, "221 bye")?;
                    return Ok(false);
                }
                _ => say(stream, "250 ok")?,
            }
        }
    }
}

fn say<S: Read + Write>(stream: &mut BufReader<S>, line: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
    stream.get_mut().flush()
}

fn content(stream: &mut impl BufRead) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            // The end never came: nothing was taken.
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn in_brackets(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
