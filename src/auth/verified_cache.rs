//! Credentials that were verified a moment ago, so that each request need not cost tens of milliseconds of hashing.
//!
//! Nothing here can be turned back into a secret: what is kept is a digest keyed with a random value of this process.
//! An entry holds only for the very hash it was verified against, and that hash is read from the database at each
//! request; so any change to a credential is felt at once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::basic::Credentials;

/// More entries than that are not kept.
const ENTRIES_MAX: usize = 1_000;

pub type CredentialDigest = [u8; 32];

pub struct VerifiedCache {
    process_key: [u8; 32],
    life: Duration,
    entries: Mutex<HashMap<CredentialDigest, VerifiedCredential>>,
}

struct VerifiedCredential {
    verified: Instant,
    secret_hash: String,
}

impl VerifiedCache {
    pub fn new(life: Duration) -> Self {
        VerifiedCache { process_key: rand::random(), life, entries: Mutex::default() }
    }

    pub fn digest(&self, credentials: &Credentials) -> CredentialDigest {
        let mut hasher = Sha256::new();
        hasher.update(self.process_key);
        // The length keeps name and secret apart: "a" + "bc" is not "ab" + "c".
        hasher.update(credentials.name.len().to_le_bytes());
        hasher.update(&credentials.name);
        hasher.update(&credentials.secret);
        hasher.finalize().into()
    }

    /// Whether these credentials were verified recently against that very hash.
    pub fn holds(&self, digest: &CredentialDigest, secret_hash: &str) -> bool {
        let entries = self.lock();
        entries
            .get(digest)
            .is_some_and(|entry| entry.verified.elapsed() < self.life && entry.secret_hash == secret_hash)
    }

    pub fn remember(&self, digest: CredentialDigest, secret_hash: &str) {
        let mut entries = self.lock();
        if entries.len() >= ENTRIES_MAX {
            entries.retain(|_, entry| entry.verified.elapsed() < self.life);
        }
        if entries.len() < ENTRIES_MAX {
            entries
                .insert(digest, VerifiedCredential { verified: Instant::now(), secret_hash: secret_hash.to_owned() });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CredentialDigest, VerifiedCredential>> {
        self.entries.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(name: &str, secret: &str) -> Credentials {
        Credentials { name: name.into(), secret: secret.into() }
    }

    #[test]
    fn an_entry_holds_only_for_its_secret_its_hash_and_its_life() {
        let verified = VerifiedCache::new(Duration::from_secs(60));
        let digest = verified.digest(&credentials("ada", "secret"));
        verified.remember(digest, "$hash");
        assert!(verified.holds(&digest, "$hash"));
        assert!(!verified.holds(&digest, "$other"), "the credential was changed");
        assert!(!verified.holds(&verified.digest(&credentials("ada", "other")), "$hash"));
        let expired = VerifiedCache::new(Duration::ZERO);
        expired.remember(digest, "$hash");
        assert!(!expired.holds(&digest, "$hash"));
    }

    #[test]
    fn name_and_secret_do_not_run_into_each_other() {
        let verified = VerifiedCache::new(Duration::from_secs(60));
        assert_ne!(verified.digest(&credentials("a", "bc")), verified.digest(&credentials("ab", "c")));
    }
}
