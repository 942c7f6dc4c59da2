//! The random texts that open sessions, and what a session is bound to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::text::hexadecimal;

/// A random text of 256 bits, given to its owner once.
pub struct SessionSecret(String);

impl SessionSecret {
    pub fn generate() -> Self {
        SessionSecret(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is stored.
    pub fn hash(&self) -> String {
        hash_of(&self.0)
    }
}

/// As a secret is stored: SHA-256, which is enough for a random text.
pub fn hash_of(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret))
}

/// The password hash and the second factor of a member at one moment; nothing of them can be found from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// From `users.password` and `users.otp_secret`.
    pub fn of(password_hash: Option<&str>, otp_secret: Option<&str>) -> Self {
        let (password, otp) = (password_hash.unwrap_or_default(), otp_secret.unwrap_or_default());
        Fingerprint(hash_of(&format!("{password}\n{otp}")))
    }

    /// Binds to one thing more.
    pub fn with(&self, more: &str) -> Self {
        Fingerprint(hash_of(&format!("{}\n{more}", self.0)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
