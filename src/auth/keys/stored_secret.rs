//! Where the hash of a key's secret is: in `api_credentials`, or in our own table for a key that is limited.

use rusqlite::Transaction;

use crate::auth::{key_secret, password};
use crate::error::Result;

/// What stands in `api_credentials.secret` of a key that is limited to scopes or networks.
pub(super) const LIMITED: &str = "!limited";

/// Gives a key a new secret. The former one is good until the local date-time `keep_until`, if there is one.
pub(super) fn replace(tx: &Transaction<'_>, id: i64, keep_until: Option<&str>) -> Result<String> {
    tx.execute("INSERT OR IGNORE INTO ruche_api_access (id) VALUES (?1)", [id])?;
    let (former, former_hint): (Option<String>, Option<String>) = tx.query_row(
        "SELECT iif(k.secret = ?2, a.secret, k.secret), a.hint FROM api_credentials k
         JOIN ruche_api_access a ON a.id = k.id WHERE k.id = ?1",
        (id, LIMITED),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut secret = key_secret::new();
    // While both are good, their beginnings tell which one a client gives.
    while key_secret::hint(&secret) == former_hint.as_deref() {
        secret = key_secret::new();
    }
    tx.execute("UPDATE api_credentials SET secret = ?2 WHERE id = ?1", (id, password::hash(&secret)?))?;
    let former = former.filter(|_| keep_until.is_some());
    let hint = key_secret::hint(&secret).filter(|_| former.is_some());
    tx.execute(
        "UPDATE ruche_api_access SET secret = NULL, hint = ?2, old_secret = ?3, old_until = ?4 WHERE id = ?1",
        (id, hint, former, keep_until),
    )?;
    settle(tx, id)?;
    Ok(secret)
}

/// Puts the hash where the limits of the key want it.
pub(super) fn settle(tx: &Transaction<'_>, id: i64) -> Result<()> {
    let is_limited: bool = tx.query_row(
        "SELECT count(*) FROM ruche_api_access WHERE id = ?1 AND (scopes IS NOT NULL OR networks IS NOT NULL)",
        [id],
        |row| row.get(0),
    )?;
    if is_limited {
        // From its place, or from where it waits while the key is disabled or has expired.
        tx.execute(
            "UPDATE ruche_api_access SET secret = coalesce(
                 (SELECT secret FROM api_credentials k WHERE k.id = ?1 AND k.secret NOT GLOB '!*'),
                 (SELECT disabled_secret FROM ruche_credentials r WHERE r.id = ?1), secret) WHERE id = ?1",
            [id],
        )?;
        tx.execute("UPDATE ruche_credentials SET disabled_secret = NULL WHERE id = ?1", [id])?;
        let in_place = "UPDATE api_credentials SET secret = ?2 WHERE id = ?1 AND secret NOT GLOB '!*'";
        tx.execute(in_place, (id, LIMITED))?;
        return Ok(());
    }
    tx.execute(
        "INSERT INTO ruche_credentials (id, disabled_secret) SELECT a.id, a.secret FROM ruche_api_access a
         JOIN api_credentials k ON k.id = a.id WHERE a.id = ?1 AND a.secret IS NOT NULL AND k.secret <> ?2
         ON CONFLICT (id) DO UPDATE SET disabled_secret = excluded.disabled_secret",
        (id, LIMITED),
    )?;
    tx.execute(
        "UPDATE api_credentials SET secret = a.secret FROM ruche_api_access a
         WHERE a.id = api_credentials.id AND a.secret IS NOT NULL AND api_credentials.id = ?1 AND api_credentials.secret = ?2",
        (id, LIMITED),
    )?;
    tx.execute("UPDATE ruche_api_access SET secret = NULL WHERE id = ?1", [id])?;
    Ok(())
}

/// Takes the marks of a disabled or expired key away, if it is limited: its hash is in our table.
pub(super) fn mark_limited(tx: &Transaction<'_>, id: i64) -> Result<()> {
    tx.execute(
        "UPDATE api_credentials SET secret = ?2 WHERE id = ?1 AND secret GLOB '!*'
             AND EXISTS (SELECT 1 FROM ruche_api_access a WHERE a.id = ?1 AND a.secret IS NOT NULL)",
        (id, LIMITED),
    )?;
    Ok(())
}
