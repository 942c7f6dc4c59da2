//! The keys of the API: rows of `api_credentials`, with what Ruche adds to them in `ruche_credentials`,
//! `ruche_api_access` and `ruche_api_uses`.
//!
//! A key that is disabled or has expired keeps its row, but its hash is set aside in our table ([`set_aside`]): the
//! row then verifies nothing, here or in any other program that opens the file. The hash of a key that is limited to scopes
//! or networks is always in our table (`stored_secret`): another program would accept it without its limits.
//!
//! | file | what it holds |
//! |---|---|
//! | `networks`, `presets` | from where a key is accepted; the usual kinds of keys |
//! | `terms` | what limits a key and who answers for it |
//! | `shown` | keys as they are listed |
//! | `draft`, `manage` | what a request asks for; keys made, changed, given another secret |
//! | `stored_secret`, `set_aside` | where the hash of a secret is |
//! | `reminders` | messages before the end of a key |

mod draft;
mod manage;
pub mod networks;
pub mod presets;
pub mod reminders;
pub mod set_aside;
mod shown;
mod stored_secret;
mod terms;

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::rights::{Level, Rights};
use super::scopes::Scopes;
use super::{key_secret, password};
use crate::audit::{Action, Actor, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::{idempotency, msg};
pub use draft::{End, KeyDraft};
pub use manage::{Issued, change, create_from, enable_by, forget_addresses, require_within, rotate};
use set_aside::DISABLED;
pub use set_aside::{disable, enable};
pub use shown::{ApiKey, all, one, one_named};
use stored_secret::LIMITED;
pub use terms::Terms;

/// Checked when there is no key at all to borrow a hash from: an argon2id hash of a random value.
const STAND_IN_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cnVjaGVydWNoZXJ1Y2hl$qJYpsFJpRgjhfGYXxPMB9lVPhUGdnTNJoaSdh3kuyW0";

/// A credential as the database has it: a key, or a member's login.
pub struct CredentialRow {
    pub id: i64,
    /// `None` for a key whose level opens nothing.
    pub(super) rights: Option<Rights>,
    pub(super) secret_hash: String,
    /// Local date-time from which it is refused.
    pub(super) expires: Option<String>,
    /// The only networks from which it is accepted, in CIDR.
    pub(super) networks: Option<String>,
}

/// A credential that may be used, if the secret is right.
#[derive(Clone, Copy)]
pub struct UsableCredential<'a> {
    pub id: i64,
    pub rights: Rights,
    pub secret_hash: &'a str,
    pub expires: Option<&'a str>,
    pub networks: Option<&'a str>,
}

/// What is stored under a name.
pub enum StoredCredential {
    Found(CredentialRow),
    /// Nothing that a secret could be verified against. The decoy is the hash of another name, so that unknown and
    /// disabled names take as long as those that exist.
    Unknown {
        decoy: String,
    },
}

impl StoredCredential {
    /// Whether a right secret exists.
    pub fn is_verifiable(&self) -> bool {
        matches!(self, StoredCredential::Found(_))
    }

    pub fn hash_to_check(&self) -> &str {
        match self {
            StoredCredential::Found(row) => &row.secret_hash,
            StoredCredential::Unknown { decoy } => decoy,
        }
    }

    /// The credential, unless its level opens nothing or it has expired at that local date-time.
    pub fn usable(&self, now: &str) -> Option<UsableCredential<'_>> {
        let StoredCredential::Found(row) = self else { return None };
        let alive = row.expires.as_deref().is_none_or(|expires| now < expires);
        let rights = row.rights.filter(|_| alive)?;
        let (expires, networks) = (row.expires.as_deref(), row.networks.as_deref());
        Some(UsableCredential { id: row.id, rights, secret_hash: &row.secret_hash, expires, networks })
    }
}

/// Looks a key up by its exact name. Of two secrets that are good at the local date-time `now`, the one that `secret` looks
/// like is to be checked: whatever is given, one hash is computed.
pub fn find(connection: &Connection, name: &str, secret: &str, now: &str) -> Result<StoredCredential> {
    let row = connection
        .prepare_cached(
            "SELECT k.id, k.access_level, k.secret, r.expires, a.scopes, a.networks, a.secret, a.hint,
                 iif(a.old_until > ?2, a.old_secret, NULL)
             FROM api_credentials k LEFT JOIN ruche_credentials r ON r.id = k.id
             LEFT JOIN ruche_api_access a ON a.id = k.id WHERE k.key = ?1",
        )?
        .query_row([name, now], |row| {
            let level = Level::of_key(row.get(1)?);
            let scopes = row.get::<_, Option<String>>(4)?.map_or(Scopes::ALL, |words| Scopes::stored(&words));
            let rights = (level > Level::None).then(|| Rights::of_key(level).limited_to(scopes));
            let in_place: String = row.get(2)?;
            // A limited key without a hash verifies nothing: the mark is none either.
            let newest =
                if in_place == LIMITED { row.get::<_, Option<String>>(6)?.unwrap_or(in_place) } else { in_place };
            let hint: Option<String> = row.get(7)?;
            let former: Option<String> = row.get(8)?;
            let is_newest = set_aside::is_aside(&newest) || hint.as_deref() == key_secret::hint(secret);
            let secret_hash = former.filter(|_| !is_newest).unwrap_or(newest);
            Ok(CredentialRow { id: row.get(0)?, rights, secret_hash, expires: row.get(3)?, networks: row.get(5)? })
        })
        .optional()?;
    match row.filter(|row: &CredentialRow| !set_aside::is_aside(&row.secret_hash)) {
        Some(row) => Ok(StoredCredential::Found(row)),
        None => Ok(StoredCredential::Unknown { decoy: decoy(connection, name)? }),
    }
}

fn decoy(connection: &Connection, name: &str) -> Result<String> {
    let sql = "SELECT secret FROM api_credentials WHERE secret NOT GLOB '!*' AND id >= ?1 ORDER BY id LIMIT 1";
    let last = "SELECT max(id) FROM api_credentials WHERE secret NOT GLOB '!*'";
    Ok(hash_of_another(connection, name, last, sql)?.unwrap_or_else(|| STAND_IN_HASH.to_owned()))
}

/// The hash of a row that the name alone decides: each name always takes the time of that same hash, of whatever form, and
/// names that do not exist take the times that those that do take (threats.md 81). `last` gives the last identifier,
/// `next` the hash at an identifier or after it.
pub(super) fn hash_of_another(connection: &Connection, name: &str, last: &str, next: &str) -> Result<Option<String>> {
    let last: Option<i64> = connection.prepare_cached(last)?.query_row([], |row| row.get(0))?;
    let Some(last) = last.filter(|last| *last > 0) else { return Ok(None) };
    let digest = Sha256::digest(name.as_bytes());
    let number = digest.iter().take(7).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte));
    Ok(connection.prepare_cached(next)?.query_row([1 + number % last], |row| row.get(0)).optional()?)
}

/// The name of a key: lower-case letters, digits and underscores (database.md, `api_credentials`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyName(String);

impl KeyName {
    pub fn parse(text: &str) -> Result<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if text.is_empty() || text.len() > 100 || !text.chars().all(fits) {
            return Err(Error::invalid_field("key", msg!("key-name", name = text)));
        }
        Ok(KeyName(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key to be made.
pub struct NewKey {
    pub name: KeyName,
    pub label: String,
    pub level: Level,
    /// Local date-time after which it is refused.
    pub expires: Option<String>,
}

/// Makes a key and gives its secret, which is kept nowhere.
pub fn create(transaction: &Transaction, key: &NewKey, now: &str) -> Result<String> {
    Ok(insert(transaction, key, now)?.1)
}

/// The same, recorded.
pub fn issue(transaction: &Transaction, key: &NewKey, audit: &AuditLog<'_>) -> Result<String> {
    let (id, secret) = insert(transaction, key, audit.moment())?;
    let new = json!({
        "key": key.name.as_str(),
        "label": key.label,
        "level": key.level.word(),
        "expires": key.expires,
    });
    audit.created(Entity::Key, id, &new)?;
    Ok(secret)
}

fn insert(transaction: &Transaction, key: &NewKey, now: &str) -> Result<(i64, String)> {
    let secret = key_secret::new();
    let hash = password::hash(&secret)?;
    let taken = transaction
        .query_row("SELECT 1 FROM api_credentials WHERE key = ?1", [key.name.as_str()], |_| Ok(()))
        .optional()?;
    if taken.is_some() {
        return Err(Error::Conflict(msg!("key-taken", name = key.name.as_str())));
    }
    transaction.execute(
        "INSERT INTO api_credentials (label, key, secret, created, access_level) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&key.label, key.name.as_str(), hash, now, key.level as i64),
    )?;
    let id = transaction.last_insert_rowid();
    // Another program may have deleted a key of that number without what we knew of it.
    for table in ["ruche_credentials", "ruche_api_access", "ruche_api_uses"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [id])?;
    }
    if let Some(expires) = &key.expires {
        transaction.execute("INSERT INTO ruche_credentials (id, expires) VALUES (?1, ?2)", (id, expires))?;
    }
    Ok((id, secret))
}

/// A key as it is listed: never its secret.
#[derive(Debug, Serialize)]
pub struct ListedKey {
    pub key: String,
    pub label: String,
    /// `read`, `write` or `admin`; `null` for a level that opens nothing.
    pub level: Option<&'static str>,
    pub created: String,
    pub last_use: Option<String>,
    pub expires: Option<String>,
    pub disabled: bool,
}

pub fn list(connection: &Connection) -> Result<Vec<ListedKey>> {
    let mut statement = connection.prepare(
        "SELECT k.key, k.label, k.access_level, k.created, k.last_use, r.expires, k.secret = ?1
         FROM api_credentials k LEFT JOIN ruche_credentials r ON r.id = k.id ORDER BY k.key",
    )?;
    let keys = statement.query_map([DISABLED], |row| {
        Ok(ListedKey {
            key: row.get(0)?,
            label: row.get(1)?,
            level: Some(Level::of_key(row.get(2)?)).filter(|level| *level > Level::None).map(Level::word),
            created: row.get(3)?,
            last_use: row.get(4)?,
            expires: row.get(5)?,
            disabled: row.get(6)?,
        })
    })?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Gives a key another secret, which is kept nowhere, and enables it. One that has expired does not expire any more.
pub fn renew(transaction: &Transaction, name: &str, audit: &AuditLog<'_>) -> Result<String> {
    let id = id_of(transaction, name)?;
    let secret = stored_secret::replace(transaction, id, None)?;
    transaction.execute(
        "UPDATE ruche_credentials SET disabled_secret = NULL, expires = iif(expires > ?2, expires, NULL) WHERE id = ?1",
        (id, audit.moment()),
    )?;
    audit.record(Entity::Key, id, Action::Changed, r#"{"secret":{"changed":true}}"#)?;
    Ok(secret)
}

pub fn delete(transaction: &Transaction, name: &str, audit: &AuditLog<'_>) -> Result<()> {
    let id = id_of(transaction, name)?;
    let before = list(transaction)?.into_iter().find(|key| key.key == name);
    transaction.execute("DELETE FROM api_credentials WHERE id = ?1", [id])?;
    idempotency::forget_actor(transaction, &Actor::Key { id, name: name.to_owned() })?;
    audit.deleted(Entity::Key, id, &before)
}

fn id_of(connection: &Connection, name: &str) -> Result<i64> {
    connection
        .query_row("SELECT id FROM api_credentials WHERE key = ?1", [name], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound(msg!("key-unknown", name = name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{migrations, schema};

    #[test]
    fn unknown_and_disabled_names_take_the_time_of_names_that_exist() {
        let mut conn = schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        migrations::apply(&tx).unwrap();
        tx.execute_batch(
            "INSERT INTO api_credentials (id, label, key, secret, access_level) VALUES
                (3, 'a', 'a', '$2y$10$slow', 1), (7, 'b', 'b', '$argon2id$fast', 1), (9, 'c', 'c', '!', 1)",
        )
        .unwrap();
        let stored = |name: &str| find(&tx, name, "x", "2026-03-01 10:00:00").unwrap();
        let checked = |name: &str| stored(name).hash_to_check().to_owned();
        let decoys: std::collections::BTreeSet<String> = (0..100).map(|n| checked(&format!("nobody{n}"))).collect();
        assert_eq!(decoys.len(), 2, "{decoys:?}");
        assert_eq!(checked("nobody"), checked("nobody"));
        assert!(!stored("c").is_verifiable() && checked("c") != "!");
        tx.execute_batch("DELETE FROM api_credentials").unwrap();
        assert_eq!(checked("nobody"), STAND_IN_HASH);
    }
}
