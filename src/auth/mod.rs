//! Who is asking, and how far they may go.

pub mod basic;
pub mod keys;
pub mod last_use;
mod member_login;
pub mod password;
mod throttle;
mod verified_cache;

use std::net::IpAddr;
use std::sync::Arc;

use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::db::{Db, blocking};
use crate::error::{Error, Result};
use crate::msg;
use basic::Credentials;
use keys::StoredCredential;
use last_use::LastUse;
use throttle::Throttle;
use verified_cache::VerifiedCache;

/// How far a key reaches (platform.md 1.4); a level includes the lower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Read = 1,
    Write = 2,
    Admin = 9,
}

impl Level {
    /// From the column `access_level`; anything else opens nothing.
    pub fn from_column(value: i64) -> Option<Self> {
        match value {
            1 => Some(Level::Read),
            2 => Some(Level::Write),
            9 => Some(Level::Admin),
            _ => None,
        }
    }

    /// The word used by commands and answers.
    pub fn word(self) -> &'static str {
        match self {
            Level::Read => "read",
            Level::Write => "write",
            Level::Admin => "admin",
        }
    }
}

/// Somebody whose credentials were verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The name that was given, for logs.
    pub name: String,
    pub level: Level,
    pub kind: PrincipalKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// A row of `api_credentials`.
    Key { id: i64 },
    /// A member with their own login.
    Member { id: i64 },
    /// The user of the server's configuration; it may also give configuration rights, which no row may.
    System,
}

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
        doors: AcceptedPrincipals,
        address: Option<IpAddr>,
        now: &str,
    ) -> Result<Principal> {
        if let Some(principal) = self.system_principal(&credentials) {
            return Ok(principal);
        }
        let is_member = doors == AcceptedPrincipals::KeysAndMembers && member_login::is_login(&credentials.name);
        let stored = if is_member {
            // No index serves this search, so it is not done in place.
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
            let correct = self.verify_slowly(&stored, credentials.secret.clone()).await?;
            if !correct || usable.is_none() {
                self.throttle.failed(address, &credentials.name);
                return Err(Error::Forbidden(msg!("auth-wrong")));
            }
        }
        let key = usable.ok_or_else(|| Error::Forbidden(msg!("auth-wrong")))?;
        if !known {
            self.verified.remember(digest, key.secret_hash);
        }
        let kind = match is_member {
            true => PrincipalKind::Member { id: key.id },
            false => {
                self.last_use.note(key.id, now);
                PrincipalKind::Key { id: key.id }
            }
        };
        Ok(Principal { name: credentials.name, level: key.level, kind })
    }

    /// Takes the same time whether the name exists or not: an unknown one is checked against somebody else's hash.
    async fn verify_slowly(&self, stored: &StoredCredential, secret: String) -> Result<bool> {
        let _turn = self.hashing_turns.clone().acquire_owned().await.map_err(Error::internal)?;
        let hash = stored.hash_to_check().to_owned();
        let is_theirs = stored.exists();
        blocking(move || Ok(password::verify(&secret, &hash) & is_theirs)).await
    }

    fn system_principal(&self, credentials: &Credentials) -> Option<Principal> {
        let user = self.system_user.as_ref()?;
        let same_name = user.as_bytes().ct_eq(credentials.name.as_bytes());
        let same_password = self.system_password.as_bytes().ct_eq(credentials.secret.as_bytes());
        bool::from(same_name & same_password).then(|| Principal {
            name: user.clone(),
            level: Level::Admin,
            kind: PrincipalKind::System,
        })
    }
}
