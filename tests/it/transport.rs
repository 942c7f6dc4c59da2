//! TLS and Unix sockets.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::support::Server;

/// Writes a new self-signed certificate and its key, and gives the certificate.
pub fn certify(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    made.cert.der().clone()
}

/// Asks over TLS, trusting that one certificate only.
fn ask(server: &Server, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(&server.address)?);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    let mut buffer = [0; 1024];
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        answer.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    Ok(answer)
}

#[test]
fn tls_serves_a_certificate_and_the_next_one_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = certify(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let server = Server::start_with(|sources| {
        sources.with_flag("tls_certificate", path("certificate.pem")).with_flag("tls_key", path("key.pem"))
    });
    let answer = ask(&server, &first).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"), "{answer}");
    let second = certify(folder.path());
    let deadline = Instant::now() + Duration::from_secs(30);
    while ask(&server, &second).is_err() {
        assert!(Instant::now() < deadline, "the new certificate is never served");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_unix_socket_is_served_even_over_a_stale_one() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("ruche.sock");
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let server = Server::start_with(|sources| sources.with_flag("listen", format!("unix:{}", socket.display())));
    let mut stream = std::os::unix::net::UnixStream::connect(&socket).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("ok\n"), "{answer}");
    drop(server);
}
