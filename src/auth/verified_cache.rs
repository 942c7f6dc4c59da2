//! Credentials that were verified a moment ago, so that each request need not cost tens of milliseconds of hashing.
//!
//! Nothing here can be turned back into a secret: what is kept is a digest keyed with a random value of this process.
//! An entry holds only for the very hash it was verified against, and that hash is read from the database at each
//! request; so any change to a credential is felt at once.
//!
//! An entry outlives the time for which it saves the hashing: whoever was verified before is no guesser, and is never
//! kept waiting for what others guess behind the same address (threats.md 79).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::basic::Credentials;

/// More entries than that are not kept: the oldest go. Only right secrets become entries.
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

/// What is known of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// They were right a moment ago.
    Lately,
    /// They were right once, for the secret that still stands: to be hashed again, and not to be taken for a guess.
    Before,
    Never,
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

    /// Whether these credentials were verified against that very hash.
    pub fn of(&self, digest: &CredentialDigest, secret_hash: &str) -> Verified {
        match self.lock().get(digest) {
            Some(entry) if entry.secret_hash != secret_hash => Verified::Never,
            Some(entry) if entry.verified.elapsed() < self.life => Verified::Lately,
            Some(_) => Verified::Before,
            None => Verified::Never,
        }
    }

    /// Whether these credentials were ever verified, against whatever hash.
    pub fn knows(&self, digest: &CredentialDigest) -> bool {
        self.lock().contains_key(digest)
    }

    pub fn remember(&self, digest: CredentialDigest, secret_hash: &str) {
        let mut entries = self.lock();
        entries.insert(digest, VerifiedCredential { verified: Instant::now(), secret_hash: secret_hash.to_owned() });
        if entries.len() > ENTRIES_MAX
            && let Some(oldest) = entries.iter().min_by_key(|(_, entry)| entry.verified).map(|(digest, _)| *digest)
        {
            entries.remove(&oldest);
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
    fn an_entry_holds_only_for_its_secret_and_its_hash_and_saves_the_hashing_for_its_life() {
        let verified = VerifiedCache::new(Duration::from_secs(60));
        let digest = verified.digest(&credentials("ada", "secret"));
        verified.remember(digest, "$hash");
        assert_eq!(verified.of(&digest, "$hash"), Verified::Lately);
        assert!(verified.knows(&digest) && !verified.knows(&verified.digest(&credentials("ada", "other"))));
        assert_eq!(verified.of(&digest, "$other"), Verified::Never, "the credential was changed");
        assert_eq!(verified.of(&verified.digest(&credentials("ada", "other")), "$hash"), Verified::Never);
        let expired = VerifiedCache::new(Duration::ZERO);
        expired.remember(digest, "$hash");
        assert_eq!(expired.of(&digest, "$hash"), Verified::Before);
        assert_eq!(expired.of(&digest, "$other"), Verified::Never);
    }

    #[test]
    fn memory_stays_bounded_and_the_newest_stay() {
        let verified = VerifiedCache::new(Duration::from_secs(60));
        let digests: Vec<_> =
            (0..ENTRIES_MAX + 9).map(|n| verified.digest(&credentials(&n.to_string(), "secret"))).collect();
        digests.iter().for_each(|digest| verified.remember(*digest, "$hash"));
        assert_eq!(verified.lock().len(), ENTRIES_MAX);
        assert_eq!(verified.of(digests.last().unwrap(), "$hash"), Verified::Lately);
    }

    #[test]
    fn name_and_secret_do_not_run_into_each_other() {
        let verified = VerifiedCache::new(Duration::from_secs(60));
        assert_ne!(verified.digest(&credentials("a", "bc")), verified.digest(&credentials("ab", "c")));
    }
}
