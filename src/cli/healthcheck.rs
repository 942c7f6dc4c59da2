//! `ruche healthcheck`: whether the server of these settings answers, for containers and supervisors.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::time::Duration;

use super::{CliContext, output, tls_to_self};
use crate::config::{Config, Listen};
use crate::error::{Error, Result};
use crate::msg;

const TIMEOUT: Duration = Duration::from_secs(5);
const QUESTION: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

pub fn run(context: &CliContext) -> Result<ExitCode> {
    let address = context.config.listen.to_string();
    let failed = |cause: String| Error::Busy(msg!("cli-healthcheck-failed", address = address.as_str(), cause = cause));
    let status = ask(&context.config).map_err(|error| failed(error.to_string()))?;
    if !status.starts_with("HTTP/1.1 200") {
        return Err(failed(status));
    }
    output::print_message(context.language, &msg!("cli-healthcheck-well", address = address));
    Ok(ExitCode::SUCCESS)
}

/// The first line of the answer.
fn ask(config: &Config) -> std::io::Result<String> {
    match &config.listen {
        Listen::Unix(path) => {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(TIMEOUT))?;
            stream.set_write_timeout(Some(TIMEOUT))?;
            first_line(stream)
        }
        Listen::Tcp(address) => {
            let connect = || {
                let stream = TcpStream::connect_timeout(&reachable(*address), TIMEOUT)?;
                stream.set_read_timeout(Some(TIMEOUT))?;
                stream.set_write_timeout(Some(TIMEOUT))?;
                Ok(stream)
            };
            if config.tls_certificate.is_none() {
                // Whoever asks may not have the settings of the server: one that speaks TLS only does not answer this.
                match connect().and_then(first_line) {
                    Ok(line) if !line.starts_with("HTTP/") => {}
                    Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
                    answered => return answered,
                }
            }
            first_line(tls_to_self::wrap(connect()?)?)
        }
    }
}

fn first_line(mut stream: impl Read + Write) -> std::io::Result<String> {
    stream.write_all(QUESTION)?;
    stream.flush()?;
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < 200 && stream.read(&mut byte)? == 1 && byte[0] != b'\r' {
        line.push(byte[0]);
    }
    // Whatever listens there may be no HTTP server: what it sends must not reach the terminal as it is.
    Ok(String::from_utf8_lossy(&line).chars().filter(|character| !character.is_control()).collect())
}

/// Where a server that listens on every address of the machine is reached.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
