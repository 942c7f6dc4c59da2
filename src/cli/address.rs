//! Where the server is reached from this machine.

use std::net::SocketAddr;

use super::create::IssuedKey;
use super::output;
use crate::config::{Config, Listen};

pub struct Address {
    /// `http://127.0.0.1:8080`; for a Unix socket the address that goes with it, `http://localhost`.
    pub base: String,
    /// What `curl` needs beside the address, with a blank behind it.
    curl_options: String,
}

impl Address {
    /// The address that the settings call for.
    pub fn configured(config: &Config) -> Self {
        Self::bound(config, None)
    }

    /// The address of a server that listens. It may differ from the settings, which leave the port to the system with
    /// port 0.
    pub fn bound(config: &Config, bound: Option<&SocketAddr>) -> Self {
        let listen = match &config.listen {
            Listen::Unix(path) => {
                let path = output::shell_word(&path.display().to_string());
                return Address { base: "http://localhost".into(), curl_options: format!("--unix-socket {path} ") };
            }
            Listen::Tcp(address) => bound.unwrap_or(address),
        };
        let scheme = if config.tls_certificate.is_some() { "https" } else { "http" };
        let base = if listen.ip().is_unspecified() {
            format!("{scheme}://localhost:{}", listen.port())
        } else {
            format!("{scheme}://{listen}")
        };
        Address { base, curl_options: String::new() }
    }

    /// The beginning of a `curl` command with a key.
    pub fn curl(&self, key: &IssuedKey) -> String {
        format!("curl -sS {}-u {}:{}", self.curl_options, key.key, key.secret)
    }

    /// What people are told: the address, and the socket if it is one.
    pub fn shown(&self, config: &Config) -> String {
        match &config.listen {
            Listen::Unix(path) => format!("unix:{}", path.display()),
            Listen::Tcp(_) => self.base.clone(),
        }
    }
}
