//! Checks credentials, for a server.

use std::net::IpAddr;

use subtle::ConstantTimeEq;

use super::basic::Credentials;
use super::hasher::Hasher;
use super::keys::{self, StoredCredential, UsableCredential, networks};
use super::last_use::LastUse;
use super::member_login;
use super::principal::Principal;
use super::throttle::Throttle;
use super::turns::Turns;
use super::verified_cache::{CredentialDigest, Verified, VerifiedCache};
use crate::audit::Actor;
use crate::config::Config;
use crate::db::{Db, blocking};
use crate::error::{Error, Result};
use crate::msg;

/// Whose credentials open something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedPrincipals {
    Keys,
    KeysAndMembers,
}

/// Whoever was let in.
#[derive(Debug)]
pub struct Admitted {
    pub principal: Principal,
    /// Local date-time from which these credentials are refused.
    pub expires: Option<String>,
}

/// What the system password counts as verified against: it is the same as long as the process runs.
const SYSTEM_PASSWORD: &str = "system_password";
/// Characters of a name that a log line shows.
const LOGGED_CHARACTERS: usize = 100;

/// Checks credentials for the server, with what it remembers between requests.
pub struct Authenticator {
    system_user: Option<String>,
    system_password: String,
    verified: VerifiedCache,
    throttle: Throttle,
    pub last_use: LastUse,
    turns: Turns,
    hasher: Hasher,
}

impl Authenticator {
    pub fn new(config: &Config) -> Self {
        let password = config.system_password.expose();
        Authenticator {
            system_user: config.system_user.clone().filter(|_| !password.is_empty()),
            system_password: password.to_owned(),
            verified: VerifiedCache::new(config.auth_cache.duration()),
            throttle: Throttle::new(config.auth_failures_per_minute),
            last_use: LastUse::default(),
            turns: Turns::default(),
            hasher: Hasher::default(),
        }
    }

    /// The principal behind these credentials. `now` is the local date-time `YYYY-MM-DD HH:MM:SS`, written as last use.
    ///
    /// Errors: `Forbidden` when they are wrong, without saying in what; `TooManyRequests` after too many failures of
    /// this name or of this network, unless the very same credentials were right before. `Forbidden` too for right
    /// credentials of a key that is not accepted from this address.
    pub async fn authenticate(
        &self,
        db: &Db,
        credentials: Credentials,
        accepted: AcceptedPrincipals,
        address: Option<IpAddr>,
        now: &str,
    ) -> Result<Admitted> {
        let digest = self.verified.digest(&credentials);
        if let Some(principal) = self.system_principal(&credentials) {
            if self.verified.of(&digest, SYSTEM_PASSWORD) == Verified::Never {
                // Behind the guesses that were sent before it: they count first.
                let _turn = self.turns.take(address, &credentials.name).await?;
                self.throttle.check(address, &credentials.name)?;
                self.verified.remember(digest, SYSTEM_PASSWORD);
            }
            return Ok(Admitted { principal, expires: None });
        }
        // Looking a member up takes time: guesses beyond their number are not even looked up.
        if !self.verified.knows(&digest) {
            self.throttle.check(address, &credentials.name)?;
        }
        let is_member = accepted == AcceptedPrincipals::KeysAndMembers && member_login::is_login(&credentials.name);
        let stored = if is_member {
            // No index serves this search, so it does not run on an async thread.
            let login = credentials.name.clone();
            db.read(move |connection| member_login::find(connection, &login)).await?
        } else {
            db.read_credential_inline(|connection| keys::find(connection, &credentials.name, &credentials.secret, now))?
        };
        let key = self.verify(&credentials, &digest, &stored, address, now).await?;
        let (id, name) = (key.id, credentials.name);
        let actor = if is_member { Actor::Member { id, name } } else { Actor::Key { id, name } };
        if key.networks.is_some_and(|networks| !networks::admit(networks, address)) {
            return Err(Error::Forbidden(msg!("auth-network")));
        }
        if !is_member {
            self.last_use.note(id, now, address);
        }
        let expires = key.expires.map(str::to_owned);
        Ok(Admitted { principal: Principal { actor, rights: key.rights }, expires })
    }

    /// What is stored, if the credentials are right and it may be used.
    async fn verify<'s>(
        &self,
        credentials: &Credentials,
        digest: &CredentialDigest,
        stored: &'s StoredCredential,
        address: Option<IpAddr>,
        now: &str,
    ) -> Result<UsableCredential<'s>> {
        let usable = stored.usable(now);
        let verified = || usable.map_or(Verified::Never, |key| self.verified.of(digest, key.secret_hash));
        let admit = || match verified() {
            // Whoever was verified before is no guesser, whatever others guess behind the same address.
            Verified::Lately | Verified::Before => Ok(()),
            Verified::Never => self.throttle.check(address, &credentials.name),
        };
        if let (Some(key), Verified::Lately) = (usable, verified()) {
            return Ok(key);
        }
        admit()?;
        let _turn = self.turns.take(address, &credentials.name).await?;
        // Others may have failed too often while this one waited for its turn, or the same credentials were verified.
        if let (Some(key), Verified::Lately) = (usable, verified()) {
            return Ok(key);
        }
        admit()?;
        // It takes the same time whether the name exists or not: an unknown one is checked against a decoy.
        let correct = self.hasher.verify(credentials.secret.clone(), stored.hash_to_check().to_owned()).await?;
        match usable.filter(|_| correct & stored.is_verifiable()) {
            Some(key) => {
                self.verified.remember(*digest, key.secret_hash);
                Ok(key)
            }
            None => {
                self.note_failure(address, &credentials.name);
                Err(Error::Forbidden(msg!("auth-wrong")))
            }
        }
    }

    /// Checks the password of a member who signs in. `is_known` is false for a hash that stands in for nobody's.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyRequests`] after too many failures of this name or of this network, unless the very same password was
    /// right before.
    pub async fn verify_password(
        &self,
        address: Option<IpAddr>,
        credentials: Credentials,
        hash: &str,
        is_known: bool,
    ) -> Result<bool> {
        let digest = self.verified.digest(&credentials);
        let Credentials { name, secret } = credentials;
        let admit = || match self.verified.of(&digest, hash) {
            Verified::Lately | Verified::Before => Ok(()),
            Verified::Never => self.admit(address, &name),
        };
        admit()?;
        let _turn = self.turns.take(address, &name).await?;
        // Others may have failed too often while this one waited for its turn.
        admit()?;
        let correct = self.hasher.verify(secret, hash.to_owned()).await? & is_known;
        if correct {
            self.verified.remember(digest, hash);
        } else {
            self.note_failure(address, &name);
        }
        Ok(correct)
    }

    /// Hashes when it is its turn: many who choose a password at once must not take every core.
    pub async fn hash<T: Send + 'static>(
        &self,
        address: Option<IpAddr>,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.turns.take(address, "").await?;
        blocking(work).await
    }

    /// Refuses whoever failed too often within the minute.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyRequests`].
    pub fn admit(&self, address: Option<IpAddr>, name: &str) -> Result<()> {
        self.throttle.check(address, name)
    }

    /// The same for credentials, but those that were right before: guesses beyond their number are not even looked up.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyRequests`].
    pub fn admit_credentials(&self, address: Option<IpAddr>, credentials: &Credentials) -> Result<()> {
        if self.verified.knows(&self.verified.digest(credentials)) {
            return Ok(());
        }
        self.admit(address, &credentials.name)
    }

    /// Takes note of a wrong code, as of a wrong password.
    pub fn note_failure(&self, address: Option<IpAddr>, name: &str) {
        self.count(address, name);
        log_failure(address, name);
    }

    /// Counts what is no failure as if it were one: a question that anybody may ask, so often.
    pub fn count(&self, address: Option<IpAddr>, name: &str) {
        self.throttle.failed(address, name);
    }

    fn system_principal(&self, credentials: &Credentials) -> Option<Principal> {
        let user = self.system_user.as_ref()?;
        let same_name = user.as_bytes().ct_eq(credentials.name.as_bytes());
        let same_password = self.system_password.as_bytes().ct_eq(credentials.secret.as_bytes());
        bool::from(same_name & same_password).then(|| Principal::system(user))
    }
}

/// Programs that ban addresses read this line (docs/operations.md): the address stands before the name, which anybody
/// may choose, and which is escaped so that it cannot look like the rest of a line.
fn log_failure(address: Option<IpAddr>, name: &str) {
    let client = address.map_or_else(|| "-".to_owned(), |address| address.to_canonical().to_string());
    let name: String = name.chars().take(LOGGED_CHARACTERS).collect();
    tracing::warn!(%client, name, "authentication failed");
}
