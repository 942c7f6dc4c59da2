//! Where messages go, as the settings say.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{Config, SmtpSecurity};
use crate::error::{Error, Result};
use crate::msg;

/// Where messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Nowhere: they wait.
    Off,
    Smtp(SmtpServer),
    /// Into a folder, for tries.
    Folder(PathBuf),
}

/// The mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// PEM file of a further authority.
    pub certificate: Option<PathBuf>,
    /// User and password.
    pub credentials: Option<(String, String)>,
    pub timeout: Duration,
}

/// Without the password.
impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.security)
    }
}

impl Transport {
    /// # Errors
    ///
    /// [`Error::Invalid`] for settings that contradict each other.
    pub fn of(config: &Config) -> Result<Self> {
        if let Some(folder) = &config.mail_directory {
            return Ok(Transport::Folder(folder.clone()));
        }
        let Some(host) = config.smtp_host.clone() else { return Ok(Transport::Off) };
        let credentials = match (&config.smtp_user, config.smtp_password.expose()) {
            (None, "") => None,
            (Some(user), password) if !password.is_empty() => Some((user.clone(), password.to_owned())),
            _ => return Err(Error::invalid(msg!("mail-needs-both"))),
        };
        let is_local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if credentials.is_some() && config.smtp_security == SmtpSecurity::None && !is_local {
            return Err(Error::invalid(msg!("mail-password-in-clear")));
        }
        Ok(Transport::Smtp(SmtpServer {
            port: config.smtp_port.unwrap_or(config.smtp_security.port()),
            host,
            security: config.smtp_security,
            certificate: config.smtp_certificate.clone(),
            credentials,
            timeout: config.smtp_timeout.duration(),
        }))
    }

    pub fn is_on(&self) -> bool {
        *self != Transport::Off
    }

    /// The word that `status` says.
    pub fn word(&self) -> &'static str {
        match self {
            Transport::Off => "off",
            Transport::Smtp(_) => "smtp",
            Transport::Folder(_) => "directory",
        }
    }
}

/// Writes a message as `MESSAGE_ID.eml`: whole or not at all.
pub fn write_to_folder(folder: &Path, message_id: &str, bytes: &[u8]) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let name: String = message_id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@') { c } else { '_' })
        .collect();
    file.persist(folder.join(format!("{name}.eml"))).map_err(|error| Error::from(error.error))?;
    Ok(())
}
