//! Reading and changing the settings as people do, by the names of their keys.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::keys::{self, KEYS, Key};
use super::kind::Kind;
use crate::error::{Error, Result};
use crate::msg;

/// Keys that programs keep for themselves.
const KEPT: [&str; 3] = ["files", "last_chart_change", "last_version_check"];

/// Every setting that people may change, by its key; `None` where it has no value.
pub fn all(conn: &Connection) -> Result<BTreeMap<&'static str, Option<String>>> {
    let changeable = KEYS.iter().filter(|key| !KEPT.contains(&key.name));
    changeable.map(|key| Ok((key.name, stored(conn, key)?))).collect()
}

/// Whether a setting is yes or no, stored as `1` or `0`.
pub fn is_flag(name: &str) -> bool {
    keys::find(name).is_some_and(|key| key.kind == Kind::Boolean)
}

fn stored(conn: &Connection, key: &Key) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT CAST(value AS TEXT) FROM config WHERE key = ?1")?;
    Ok(statement.query_row([key.name], |row| row.get(0)).optional()?.flatten())
}

/// A setting that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub name: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Gives a setting another value, or none if the text is blank. `None` if it has that value already, accepted or not.
///
/// # Errors
///
/// [`Error::Invalid`] for an unknown key, for a value that is not accepted, and for no value where one is required. The
/// sentence says what is accepted.
pub fn set(tx: &Transaction<'_>, name: &str, text: &str) -> Result<Option<Change>> {
    let key = keys::find(name).filter(|key| !KEPT.contains(&key.name));
    let key = key.ok_or_else(|| Error::invalid_field(name, msg!("setting-unknown", name = name)))?;
    let (old, new) = (stored(tx, key)?, Some(text.trim()).filter(|text| !text.is_empty()));
    if old.as_deref() == new {
        return Ok(None);
    }
    match new {
        None if key.required => return Err(Error::invalid_field(name, msg!("setting-required", name = name))),
        Some(text) if !is_accepted(tx, key, text)? => {
            return Err(Error::invalid_field(name, key.kind.refusal(name, text)));
        }
        _ => {}
    }
    tx.prepare_cached("INSERT INTO config (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute((name, new))?;
    Ok(Some(Change { name: key.name, old, new: new.map(str::to_owned) }))
}

fn is_accepted(tx: &Transaction<'_>, key: &Key, text: &str) -> Result<bool> {
    Ok(key.kind.accepts(text)
        && (key.kind != Kind::Category
            || tx.prepare_cached("SELECT 1 FROM users_categories WHERE id = ?1")?.exists([text])?))
}

/// Writes every setting of a new association: those of `asked`, and the defaults of the others.
pub fn create(tx: &Transaction<'_>, asked: &[(&str, &str)]) -> Result<()> {
    let mut insert = tx.prepare("INSERT INTO config (key, value) VALUES (?1, ?2)")?;
    for key in &KEYS {
        let asked = asked.iter().find(|(name, _)| *name == key.name).map(|(_, value)| *value);
        insert.execute(params![key.name, asked.or(key.default)])?;
    }
    Ok(())
}

/// Notes when a file that replaces a built-in one was stored (Unix time), or that there is none. `key` is one of
/// `CUSTOM_FILES`.
pub fn set_custom_file(tx: &Transaction<'_>, key: &str, stored: Option<i64>) -> Result<()> {
    let sql = "UPDATE config SET value = json_set(value, '$.' || ?1, ?2) WHERE key = 'files' AND json_valid(value)";
    tx.prepare_cached(sql)?.execute(params![key, stored])?;
    Ok(())
}

/// Notes that a chart of accounts changed now. Clients that cache charts compare this moment with theirs.
pub fn note_chart_change(tx: &Transaction<'_>) -> Result<()> {
    let sql = "UPDATE config SET value = strftime('%s', 'now') WHERE key = 'last_chart_change'";
    tx.prepare_cached(sql)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema;

    fn database() -> Connection {
        let conn = schema::in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO config (key, value) VALUES ('org_name', 'Les Abeilles'), ('site_disabled', '1'), ('files', '{}');
             INSERT INTO users_categories (id, name) VALUES (1, 'Membres')",
        )
        .unwrap();
        conn
    }

    #[test]
    fn a_setting_is_changed_emptied_and_left_alone() {
        let mut conn = database();
        let tx = conn.transaction().unwrap();
        for (name, text, changes, value) in [
            ("site_disabled", "0", true, Some("0")),
            ("site_disabled", " 0 ", false, Some("0")),
            ("color1", "#9c4f15", true, Some("#9c4f15")),
            ("color1", "", true, None),
            ("color2", "", false, None),
            ("default_category", "1", true, Some("1")),
        ] {
            assert_eq!(set(&tx, name, text).unwrap().is_some(), changes, "{name} {text}");
            assert_eq!(all(&tx).unwrap()[name].as_deref(), value, "{name} {text}");
        }
    }

    #[test]
    fn what_a_setting_cannot_be_is_refused_by_its_name() {
        let mut conn = database();
        let tx = conn.transaction().unwrap();
        for (name, text) in [
            ("site_disabled", "oui"),
            ("color1", "red"),
            ("org_name", " "),
            ("default_category", "9"),
            ("files", "{}"),
            ("last_version_check", "{}"),
            ("nothing", "1"),
        ] {
            let error = set(&tx, name, text).unwrap_err();
            assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == name), "{error}");
        }
    }
}
