//! Keys as they are listed: with all that people decided about them, and never with a secret.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use super::set_aside::DISABLED;
use crate::auth::rights::{Level, Rights};
use crate::auth::scopes::Scopes;
use crate::error::{Error, Result};
use crate::msg;

/// A key as it is listed. Moments are local.
#[derive(Debug, Clone, Serialize)]
pub struct ApiKey {
    pub id: i64,
    pub key: String,
    pub label: String,
    /// `read`, `write` or `admin`; `null` for a level that opens nothing.
    pub level: Option<&'static str>,
    /// Words of scopes; `*` for all that the level allows.
    pub scopes: Vec<String>,
    /// Networks from which it is accepted; empty for everywhere.
    pub networks: Vec<String>,
    pub created: Option<String>,
    pub expires: Option<String>,
    pub expired: bool,
    pub disabled: bool,
    pub last_use: Option<String>,
    pub last_address: Option<String>,
    pub supervisor: Option<String>,
    pub recipient: Option<String>,
    pub remind_months: i64,
    /// When supervisor and recipient last heard of its coming end.
    pub reminded: Option<String>,
    /// Until when the former secret is good too.
    pub former_secret_until: Option<String>,
    #[serde(skip)]
    pub rights: Rights,
}

const KEYS: &str = "SELECT k.id, k.key, k.label, k.access_level, a.scopes, a.networks, k.created, r.expires,
        coalesce(r.expires <= ?1, 0), k.secret = ?2, k.last_use, u.last_address, a.supervisor, a.recipient,
        coalesce(a.remind_months, 1), a.reminded, iif(a.old_until > ?1, a.old_until, NULL)
    FROM api_credentials k LEFT JOIN ruche_credentials r ON r.id = k.id LEFT JOIN ruche_api_access a ON a.id = k.id
    LEFT JOIN ruche_api_uses u ON u.id = k.id";

fn read(row: &Row<'_>) -> rusqlite::Result<ApiKey> {
    let level = Level::of_key(row.get(3)?);
    let scopes = row.get::<_, Option<String>>(4)?.map_or(Scopes::ALL, |words| Scopes::stored(&words));
    let networks = row.get::<_, Option<String>>(5)?.unwrap_or_default();
    Ok(ApiKey {
        id: row.get(0)?,
        key: row.get(1)?,
        label: row.get(2)?,
        level: Some(level).filter(|level| *level > Level::None).map(Level::word),
        scopes: scopes.words(),
        networks: networks.split_whitespace().map(str::to_owned).collect(),
        created: row.get(6)?,
        expires: row.get(7)?,
        expired: row.get(8)?,
        disabled: row.get(9)?,
        last_use: row.get(10)?,
        last_address: row.get(11)?,
        supervisor: row.get(12)?,
        recipient: row.get(13)?,
        remind_months: row.get(14)?,
        reminded: row.get(15)?,
        former_secret_until: row.get(16)?,
        rights: Rights::of_key(level).limited_to(scopes),
    })
}

/// Every key by its name, at the local date-time `now`.
pub fn all(conn: &Connection, now: &str) -> Result<Vec<ApiKey>> {
    let mut statement = conn.prepare_cached(&format!("{KEYS} ORDER BY k.key"))?;
    Ok(statement.query_map((now, DISABLED), read)?.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
///
/// [`Error::NotFound`].
pub fn one(conn: &Connection, id: i64, now: &str) -> Result<ApiKey> {
    let found = conn.prepare_cached(&format!("{KEYS} WHERE k.id = ?3"))?.query_row((now, DISABLED, id), read);
    found.optional()?.ok_or_else(|| Error::NotFound(msg!("key-unknown", name = id)))
}

/// # Errors
///
/// [`Error::NotFound`].
pub fn one_named(conn: &Connection, name: &str, now: &str) -> Result<ApiKey> {
    let found = conn.prepare_cached(&format!("{KEYS} WHERE k.key = ?3"))?.query_row((now, DISABLED, name), read);
    found.optional()?.ok_or_else(|| Error::NotFound(msg!("key-unknown", name = name)))
}
