//! Reading and changing what an association says of itself: the keys of `config` that people set.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};

use super::{KEYS, Kind};
use crate::error::{Error, Result};
use crate::msg;

/// Keys that programs keep for themselves.
const KEPT: [&str; 3] = ["files", "last_chart_change", "last_version_check"];

/// Every setting that people may change, by its key; `None` where it has no value.
pub fn all(conn: &Connection) -> Result<BTreeMap<&'static str, Option<String>>> {
    let mut statement = conn.prepare("SELECT CAST(value AS TEXT) FROM config WHERE key = ?1")?;
    let changeable = KEYS.iter().filter(|key| !KEPT.contains(&key.name));
    changeable
        .map(|key| {
            let mut rows = statement.query([key.name])?;
            let value = rows.next()?.map(|row| row.get(0)).transpose()?.flatten();
            Ok((key.name, value))
        })
        .collect()
}

/// Whether a setting is yes or no, stored as `1` or `0`.
pub fn is_flag(name: &str) -> bool {
    KEYS.iter().any(|key| key.name == name && key.kind == Kind::Boolean)
}

/// Gives a setting another value, or none when the text is blank. Does nothing when it has that value; tells whether it
/// did something.
///
/// # Errors
///
/// [`Error::Invalid`] for an unknown key, a value that is none of its kind, and no value where one is needed.
pub fn set(tx: &Transaction<'_>, name: &str, text: &str) -> Result<bool> {
    let known = KEYS.iter().find(|key| key.name == name && !KEPT.contains(&key.name));
    let key = known.ok_or_else(|| Error::invalid_field(name, msg!("setting-unknown", name = name)))?;
    let value = Some(text.trim()).filter(|text| !text.is_empty());
    match value {
        None if key.required => return Err(Error::invalid_field(name, msg!("setting-required", name = name))),
        Some(text) if !key.kind.accepts(text) => {
            return Err(Error::invalid_field(name, msg!("setting-wrong", name = name, value = text)));
        }
        _ => {}
    }
    if let (Kind::Integer(..), "default_category", Some(id)) = (key.kind, name, value)
        && !tx.prepare_cached("SELECT 1 FROM users_categories WHERE id = ?1")?.exists([id])?
    {
        return Err(Error::invalid_field(name, msg!("setting-wrong", name = name, value = id)));
    }
    if all(tx)?.get(name).and_then(Option::as_deref) == value {
        return Ok(false);
    }
    let changed = tx.prepare_cached("UPDATE config SET value = ?2 WHERE key = ?1")?.execute((name, value))?;
    if changed == 0 {
        tx.prepare_cached("INSERT INTO config (key, value) VALUES (?1, ?2)")?.execute((name, value))?;
    }
    Ok(true)
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
            assert_eq!(set(&tx, name, text).unwrap(), changes, "{name} {text}");
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
