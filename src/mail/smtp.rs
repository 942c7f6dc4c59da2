//! One connection to the mail server. A message is handed over in two steps, so that its sending can be noted in between:
//! [`Session::offer`] (`MAIL`, `RCPT`), after which it surely was not taken, and [`Session::transmit`] (`DATA`).

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::transport::SmtpServer;
use crate::config::SmtpSecurity;

/// Messages after which a connection is renewed: many servers allow a hundred.
const MESSAGES_MAX: u32 = 100;

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It was not even heard: the server cannot be reached, or refuses us. No message is at fault.
    Server(String),
    /// The connection ended before the content went out: this message alone is tried again. One that always ends the
    /// connection must not keep the others waiting.
    Lost(String),
    /// Refused for now (4xx).
    Temporary(String),
    /// Refused for good (5xx).
    Permanent(String),
    /// The content went out and no answer came: it may have been taken.
    Uncertain(String),
}

impl Failure {
    /// What the mail server or the system said.
    pub fn reason(&self) -> &str {
        match self {
            Failure::Server(reason)
            | Failure::Lost(reason)
            | Failure::Temporary(reason)
            | Failure::Permanent(reason)
            | Failure::Uncertain(reason) => reason,
        }
    }

    /// Whether a refusal is greylisting: the server asks to come again, which says nothing of the address.
    pub fn is_greylisting(&self) -> bool {
        let Failure::Temporary(reason) = self else { return false };
        let reason = reason.to_ascii_lowercase();
        reason.contains("4.7.1")
            || ["greylist", "graylist", "grey-list", "gray-list"].iter().any(|w| reason.contains(w))
    }

    /// Whether a refusal says that the address does not exist, and not that something else is wrong: the enhanced codes
    /// 5.3, 5.6 and 5.7 (RFC 3463) are about the server, the content and its rules.
    pub fn blames_address(&self) -> bool {
        let Failure::Permanent(reason) = self else { return false };
        !reason.split([' ', ':']).any(|word| ["5.3.", "5.6.", "5.7."].iter().any(|code| word.starts_with(code)))
    }
}

/// An open connection.
pub struct Session {
    connection: SmtpConnection,
    messages: u32,
}

impl Session {
    /// Connects, encrypts and signs in as the settings say. `from` is the address that messages come from: its domain is the
    /// name we give ourselves.
    pub fn open(server: &SmtpServer, from: &str) -> Result<Self, Failure> {
        let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let hello = ClientId::Domain(domain.to_owned());
        let tls = match server.security {
            SmtpSecurity::None => None,
            SmtpSecurity::Tls | SmtpSecurity::StartTls => Some(tls(server)?),
        };
        let from_start = tls.as_ref().filter(|_| server.security == SmtpSecurity::Tls);
        let address = (server.host.as_str(), server.port);
        let mut connection =
            SmtpConnection::connect(address, Some(server.timeout), &hello, from_start, None).map_err(unreachable)?;
        if let Some(tls) = tls.as_ref().filter(|_| server.security == SmtpSecurity::StartTls) {
            // Without the extension this fails: a password or a message never goes in clear instead.
            connection.starttls(tls, &hello).map_err(unreachable)?;
        }
        if let Some((user, password)) = &server.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).map_err(unreachable)?;
        }
        Ok(Session { connection, messages: 0 })
    }

    /// Whether it is good for another message.
    pub fn is_usable(&self) -> bool {
        !self.connection.has_broken() && self.messages < MESSAGES_MAX
    }

    /// Names sender and recipient. Nothing was taken yet, whatever this answers.
    pub fn offer(&mut self, from: &Address, to: &Address) -> Result<(), Failure> {
        self.messages += 1;
        let mail = self.connection.command(Mail::new(Some(from.clone()), Vec::new()));
        // A refused sender is our own fault, not the message's.
        mail.map_err(|error| Failure::Server(said(&error)))?;
        self.connection.command(Rcpt::new(to.clone(), Vec::new())).map(drop).map_err(|error| {
            let failure = refusal(&error).unwrap_or_else(|| Failure::Lost(said(&error)));
            self.reset();
            failure
        })
    }

    /// Sends the content of what was offered.
    pub fn transmit(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if let Err(error) = self.connection.command(Data) {
            let failure = refusal(&error).unwrap_or_else(|| Failure::Lost(said(&error)));
            self.reset();
            return Err(failure);
        }
        self.connection.message(bytes).map(drop).map_err(|error| {
            refusal(&error).unwrap_or_else(|| {
                self.connection.abort();
                Failure::Uncertain(said(&error))
            })
        })
    }

    /// Ends what was offered, so that the next message can be.
    fn reset(&mut self) {
        if self.connection.command(Rset).is_err() {
            self.connection.abort();
        }
    }

    pub fn quit(mut self) {
        // It makes no difference to any message.
        let _ = self.connection.quit();
    }
}

fn tls(server: &SmtpServer) -> Result<TlsParameters, Failure> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(file) = &server.certificate {
        let named = |cause: String| Failure::Server(format!("{}: {cause}", file.display()));
        let pem = std::fs::read(file).map_err(|error| named(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| named(said(&error)))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(unreachable)
}

fn unreachable(error: SmtpError) -> Failure {
    Failure::Server(said(&error))
}

/// What the server answered, if it did answer.
fn refusal(error: &SmtpError) -> Option<Failure> {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let reason = said(error);
    if is_about_us(&code, &reason) {
        Some(Failure::Server(reason))
    } else if error.is_permanent() {
        Some(Failure::Permanent(reason))
    } else if error.is_transient() {
        Some(Failure::Temporary(reason))
    } else {
        None
    }
}

/// Whether a refusal says that the server closes, that we did not sign in, or that it sends nothing for us: every
/// recipient would be refused so, and none of their addresses is wrong.
fn is_about_us(code: &str, reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    matches!(code, "421" | "530" | "534" | "535" | "538") || reason.contains("relay") || reason.contains("authenticat")
}

/// `550: No such user`, or what the system says.
fn said(error: &SmtpError) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let said = match (error.status(), cause) {
        (Some(code), Some(text)) => format!("{code}: {text}"),
        (Some(code), None) => code.to_string(),
        (None, _) => error.to_string(),
    };
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_blames_the_address_unless_it_names_another_reason() {
        for (reason, blames) in [
            ("550: 5.1.1 No such user", true),
            ("550: No such user here", true),
            ("552: 5.2.2 Mailbox full", true),
            ("554: 5.7.1 Message looks like spam", false),
            ("552: 5.3.4 Message too big", false),
            ("554: 5.6.0 Bad content", false),
        ] {
            assert_eq!(Failure::Permanent(reason.into()).blames_address(), blames, "{reason}");
        }
        assert!(!Failure::Temporary("450: 4.1.1".into()).blames_address());
    }

    #[test]
    fn a_server_that_sends_nothing_for_us_says_nothing_of_any_address() {
        for (code, reason) in [
            ("554", "554: 5.7.1 <a@b.fr>: Relay access denied"),
            ("550", "550: relay not permitted"),
            ("530", "530: 5.7.0 Must issue a STARTTLS command first"),
            ("421", "421: closing"),
        ] {
            assert!(is_about_us(code, reason), "{reason}");
        }
        assert!(!is_about_us("550", "550: 5.1.1 No such user"));
    }

    #[test]
    fn greylisting_is_known_by_its_words_or_its_code() {
        for reason in ["451: 4.7.1 Please try again", "450: Greylisted for 300 seconds"] {
            assert!(Failure::Temporary(reason.into()).is_greylisting(), "{reason}");
        }
        assert!(!Failure::Temporary("452: 4.2.2 Mailbox full".into()).is_greylisting());
        assert!(!Failure::Permanent("550: greylist".into()).is_greylisting());
    }
}
