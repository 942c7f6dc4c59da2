//! OpenID Connect, as far as a provider and a browser see it: authorization code with PKCE, state and nonce (OpenID Connect
//! Core 1.0, 3.1; RFC 7636). It knows no members.

#[cfg(not(feature = "openid"))]
mod absent;
#[cfg(feature = "openid")]
mod fetch;
mod flow;
#[cfg(feature = "openid")]
mod provider;
mod settings;

#[cfg(not(feature = "openid"))]
pub use absent::Provider;
pub use flow::{ATTEMPT_SECONDS, Flow};
#[cfg(feature = "openid")]
pub use provider::Provider;
pub use settings::OpenIdSettings;

use crate::error::{Error, Result};
use crate::msg;

/// The longest issuer and subject, in bytes: the standard's limit for subjects, and more than any address has.
const NAME_BYTES_MAX: usize = 255;

/// An account at a provider. Only both parts together name somebody; e-mail addresses do not (Core 1.0, 5.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
}

impl Identity {
    /// # Errors
    ///
    /// [`Error::Invalid`] for an empty part, for one that is too long, and for control characters.
    pub fn new(issuer: &str, subject: &str) -> Result<Self> {
        for (name, part) in [("issuer", issuer), ("subject", subject)] {
            if part.is_empty() || part.len() > NAME_BYTES_MAX || part.chars().any(char::is_control) {
                return Err(Error::invalid_field(name, msg!("openid-identity", name = name, max = NAME_BYTES_MAX)));
            }
        }
        Ok(Identity { issuer: issuer.to_owned(), subject: subject.to_owned() })
    }
}
