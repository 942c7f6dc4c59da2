//! Settings that are not as they should be, as another program may have left them.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::keys::KEYS;
use crate::db::differences::Difference;

/// Where the settings of a database are not as they should be: unknown keys, required ones without a value, values that
/// are not accepted, a default category that does not exist.
pub fn differences(conn: &Connection) -> rusqlite::Result<Vec<Difference>> {
    let found: BTreeMap<String, Option<String>> = conn
        // A number stored as such is read as its text, as Paheko does.
        .prepare("SELECT key, CAST(value AS TEXT) FROM config")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut differences: Vec<Difference> = found
        .keys()
        .filter(|name| !KEYS.iter().any(|key| key.name == name.as_str()))
        .map(|name| Difference::UnknownSetting { key: name.clone() })
        .collect();
    for key in &KEYS {
        let name = key.name.to_owned();
        match found.get(key.name).cloned().flatten() {
            None if key.required => differences.push(Difference::MissingSetting { key: name }),
            Some(value) if !key.kind.accepts(&value) => {
                differences.push(Difference::UnreadableSetting { key: name, value });
            }
            _ => {}
        }
    }
    if let Some(Some(id)) = found.get("default_category") {
        let exists = conn.query_row("SELECT 1 FROM users_categories WHERE id = ?1", [id], |_| Ok(())).optional()?;
        if exists.is_none() {
            differences.push(Difference::NoDefaultCategory { id: id.clone() });
        }
    }
    Ok(differences)
}
