//! Hashes of keys that must not verify anything: of disabled keys, and of keys that have expired.
//!
//! The row of a key stays, with a mark in the place of its hash, and the hash waits in our own table. Refusing such a key
//! here would not do: Paheko, which knows nothing of expiry, would accept it once it opens the file.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;

use super::{id_of, stored_secret};
use crate::audit::{Action, AuditLog, Entity};
use crate::error::Result;

/// What stands in `api_credentials.secret` while a key is disabled: the hash of nothing. All marks begin with `!`; that of
/// keys that are limited is in [`stored_secret`].
pub(super) const DISABLED: &str = "!";
/// The same for a key that has expired and is not disabled.
const EXPIRED: &str = "!expired";

pub(super) fn is_aside(hash: &str) -> bool {
    hash.starts_with('!')
}

/// Keys that have expired at the local date-time `?1` while their hash is still in its place.
const DUE: &str = "SELECT k.id FROM api_credentials k JOIN ruche_credentials r ON r.id = k.id
    WHERE r.expires <= ?1 AND k.secret NOT GLOB '!*'";

/// Former secrets of keys that are good no longer at the local date-time `?1`.
const FORMER: &str = "FROM ruche_api_access WHERE old_until <= ?1";

/// Whether the hash of an expired key is still in its place, or that of a former secret is still kept, at that local
/// date-time.
pub fn is_due(connection: &Connection, now: &str) -> Result<bool> {
    let is_kept = connection.prepare_cached(&format!("SELECT 1 {FORMER}"))?.exists([now])?;
    Ok(is_kept || connection.prepare_cached(DUE)?.exists([now])?)
}

/// Sets the hashes aside of keys that have expired at that local date-time, and deletes those of former secrets; how many
/// keys had expired.
pub fn expired(tx: &Transaction, now: &str) -> Result<usize> {
    let over = format!(
        "UPDATE ruche_api_access SET hint = NULL, old_secret = NULL, old_until = NULL WHERE id IN (SELECT id {FORMER})"
    );
    tx.execute(&over, [now])?;
    tx.execute(
        &format!(
            "UPDATE ruche_credentials SET disabled_secret = (SELECT secret FROM api_credentials k WHERE k.id = ruche_credentials.id)
             WHERE id IN ({DUE})"
        ),
        [now],
    )?;
    Ok(tx.execute(&format!("UPDATE api_credentials SET secret = ?2 WHERE id IN ({DUE})"), [now, EXPIRED])?)
}

/// Sets the hash of a key aside, so that nothing verifies against it; `enable` puts it back.
pub fn disable(tx: &Transaction, name: &str, audit: &AuditLog<'_>) -> Result<()> {
    let id = id_of(tx, name)?;
    // The hash of an expired key is aside already.
    tx.execute(
        "INSERT INTO ruche_credentials (id, disabled_secret) SELECT id, secret FROM api_credentials
         WHERE id = ?1 AND secret NOT GLOB '!*'
         ON CONFLICT (id) DO UPDATE SET disabled_secret = excluded.disabled_secret",
        [id],
    )?;
    let changed =
        tx.execute("UPDATE api_credentials SET secret = ?2 WHERE id = ?1 AND secret <> ?2", (id, DISABLED))?;
    if changed == 0 {
        return Ok(());
    }
    audit.record(Entity::Key, id, Action::Changed, &json!({"disabled": {"old": false, "new": true}}).to_string())
}

/// Puts the hash of a disabled or expired key back, and changes when the key expires: to the local date-time `expires`,
/// or to never if it has expired. Whether it has lost its expiry so.
pub fn enable(tx: &Transaction, name: &str, expires: Option<&str>, audit: &AuditLog<'_>) -> Result<bool> {
    let id = id_of(tx, name)?;
    let was_disabled: bool =
        tx.query_row("SELECT secret = ?2 FROM api_credentials WHERE id = ?1", (id, DISABLED), |row| row.get(0))?;
    let before: Option<String> = tx
        .query_row("SELECT expires FROM ruche_credentials WHERE id = ?1", [id], |row| row.get(0))
        .optional()?
        .flatten();
    let after = expires.or(before.as_deref().filter(|before| *before > audit.moment()));
    tx.execute(
        "UPDATE api_credentials SET secret = r.disabled_secret FROM ruche_credentials r
         WHERE r.id = api_credentials.id AND r.disabled_secret IS NOT NULL AND api_credentials.id = ?1",
        [id],
    )?;
    stored_secret::mark_limited(tx, id)?;
    tx.execute(
        "INSERT INTO ruche_credentials (id, expires)
         SELECT ?1, ?2 WHERE ?2 IS NOT NULL OR EXISTS (SELECT 1 FROM ruche_credentials WHERE id = ?1)
         ON CONFLICT (id) DO UPDATE SET disabled_secret = NULL, expires = excluded.expires",
        (id, after),
    )?;
    let mut changes = json!({});
    if was_disabled {
        changes["disabled"] = json!({"old": true, "new": false});
    }
    if before.as_deref() != after {
        changes["expires"] = json!({"old": before, "new": after});
    }
    if changes != json!({}) {
        audit.record(Entity::Key, id, Action::Changed, &changes.to_string())?;
    }
    Ok(before.is_some() && after.is_none())
}
