//! Checks credentials, for a server.

use std::net::IpAddr;
use std::sync::Arc;

use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use super::basic::Credentials;
use super::keys::{self, StoredCredential};
use super::last_use::LastUse;
use super::principal::Principal;
use super::throttle::Throttle;
use super::verified_cache::VerifiedCache;
use super::{member_login, password};
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

/// Checks credentials for the server, with what it remembers between requests.
pub struct Authenticator {
    system_user: Option<String>,
    system_password: String,
    verified: VerifiedCache,
    throttle: Throttle,
    pub last_use: LastUse,
    /// Hashing takes tens of milliseconds of a core: this many at once leave room for everything else.
    hashing_turns: Arc<Semaphore>,
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
            hashing_turns: Arc::new(Semaphore::new(1)),
        }
    }

    /// The principal behind these credentials. `now` is the local date-time `YYYY-MM-DD HH:MM:SS`, written as last use.
    ///
    /// Errors: `Forbidden` when they are wrong, without saying in what; `TooManyRequests` after too many failures of
    /// this address or of this name.
    pub async fn authenticate(
        &self,
        db: &Db,
        credentials: Credentials,
        accepted: AcceptedPrincipals,
        address: Option<IpAddr>,
        now: &str,
    ) -> Result<Principal> {
        if let Some(principal) = self.system_principal(&credentials) {
            return Ok(principal);
        }
        let is_member = accepted == AcceptedPrincipals::KeysAndMembers && member_login::is_login(&credentials.name);
        let stored = if is_member {
            // No index serves this search, so it does not run on an async thread.
            let login = credentials.name.clone();
            db.read(move |connection| member_login::find(connection, &login)).await?
        } else {
            db.read_credential_inline(|connection| keys::find(connection, &credentials.name))?
        };
        let usable = stored.usable(now);
        let digest = self.verified.digest(&credentials);
        let known = usable.is_some_and(|key| self.verified.holds(&digest, key.secret_hash));
        if !known {
            self.throttle.check(address, &credentials.name)?;
            let _turn = self.hashing_turns.clone().acquire_owned().await.map_err(Error::internal)?;
            // Others may have failed too often while this one waited for its turn.
            self.throttle.check(address, &credentials.name)?;
            let correct = verify(&stored, credentials.secret.clone()).await?;
            if !correct || usable.is_none() {
                self.throttle.failed(address, &credentials.name);
                return Err(Error::Forbidden(msg!("auth-wrong")));
            }
        }
        let key = usable.ok_or_else(|| Error::Forbidden(msg!("auth-wrong")))?;
        if !known {
            self.verified.remember(digest, key.secret_hash);
        }
        let (id, name) = (key.id, credentials.name);
        let actor = if is_member { Actor::Member { id, name } } else { Actor::Key { id, name } };
        if !is_member {
            self.last_use.note(id, now);
        }
        Ok(Principal { actor, rights: key.rights })
    }

    /// Checks the password of a member who signs in. `is_known` is false for a hash that stands in for nobody's.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyRequests`] after too many failures of this address or of this name.
    pub async fn verify_password(
        &self,
        address: Option<IpAddr>,
        name: &str,
        (secret, hash): (String, String),
        is_known: bool,
    ) -> Result<bool> {
        self.admit(address, name)?;
        let _turn = self.hashing_turns.clone().acquire_owned().await.map_err(Error::internal)?;
        self.admit(address, name)?;
        let correct = blocking(move || Ok(password::verify(&secret, &hash) & is_known)).await?;
        if !correct {
            self.note_failure(address, name);
        }
        Ok(correct)
    }

    /// Hashes when it is its turn: many who choose a password at once must not take every core.
    pub async fn hash<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _turn = self.hashing_turns.clone().acquire_owned().await.map_err(Error::internal)?;
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

    /// Takes note of a wrong code, as of a wrong password.
    pub fn note_failure(&self, address: Option<IpAddr>, name: &str) {
        self.throttle.failed(address, name);
    }

    fn system_principal(&self, credentials: &Credentials) -> Option<Principal> {
        let user = self.system_user.as_ref()?;
        let same_name = user.as_bytes().ct_eq(credentials.name.as_bytes());
        let same_password = self.system_password.as_bytes().ct_eq(credentials.secret.as_bytes());
        bool::from(same_name & same_password).then(|| Principal::system(user))
    }
}

/// Takes the same time whether the name exists or not: an unknown one is checked against a decoy.
async fn verify(stored: &StoredCredential, secret: String) -> Result<bool> {
    let hash = stored.hash_to_check().to_owned();
    let is_theirs = stored.is_verifiable();
    blocking(move || Ok(password::verify(&secret, &hash) & is_theirs)).await
}
