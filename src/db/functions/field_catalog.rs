//! What functions must know of the fields of the member record.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;
use serde_json::Value;

use crate::error::Result;

/// How the values of a field are shown and matched (fields.md 2 and 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A mask; the bit and the label of each option, in the order of the list.
    Multiple(Vec<(u32, String)>),
    Checkbox,
    Country,
    Date,
    DateTime,
    /// Shown as it is stored.
    Other,
}

type Fields = HashMap<String, FieldKind>;

/// The fields of the member record, by name, shared by all connections.
///
/// Clones show the same fields: after a change of `config_users_fields`, one [`reload`](FieldCatalog::reload) serves
/// every connection. The default one is empty, for a database without members yet.
#[derive(Debug, Clone, Default)]
pub struct FieldCatalog(Arc<RwLock<Arc<Fields>>>);

impl FieldCatalog {
    /// Reads the fields of that database.
    pub fn load(connection: &Connection) -> Result<Self> {
        let catalog = FieldCatalog::default();
        catalog.reload(connection)?;
        Ok(catalog)
    }

    /// Reads the fields again. Queries that run meanwhile see the old ones or the new ones.
    pub fn reload(&self, connection: &Connection) -> Result<()> {
        let fields = Arc::new(read(connection)?);
        // The lock only guards the exchange of one pointer: whoever panicked there left a whole one.
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fields;
        Ok(())
    }

    pub(super) fn fields(&self) -> Arc<Fields> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn read(connection: &Connection) -> Result<Fields> {
    let mut statement = connection.prepare("SELECT name, type, options FROM config_users_fields")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?))
    })?;
    rows.map(|row| {
        let (name, kind, options) = row?;
        Ok((name, field_kind(&kind, options.as_deref())))
    })
    .collect()
}

fn field_kind(kind: &str, options: Option<&str>) -> FieldKind {
    match kind {
        "multiple" => FieldKind::Multiple(options_of(options.unwrap_or_default())),
        "checkbox" => FieldKind::Checkbox,
        "country" => FieldKind::Country,
        "date" => FieldKind::Date,
        "datetime" => FieldKind::DateTime,
        _ => FieldKind::Other,
    }
}

/// A JSON list, where the place is the bit, or an object, where the key is. Options that are unreadable or beyond the
/// 32 bits of a mask (fields.md 5.5) cannot be set, and are left out.
fn options_of(json: &str) -> Vec<(u32, String)> {
    let numbered: Vec<(Option<u32>, Value)> = match serde_json::from_str(json) {
        Ok(Value::Array(labels)) => (0..).map(Some).zip(labels).collect(),
        Ok(Value::Object(labels)) => labels.into_iter().map(|(bit, label)| (bit.parse().ok(), label)).collect(),
        _ => Vec::new(),
    };
    numbered
        .into_iter()
        .filter_map(|(bit, label)| match (bit, label) {
            (Some(bit), Value::String(label)) if bit < 32 => Some((bit, label)),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_numbered_by_their_place_or_by_their_key() {
        let options =
            |json: &str| options_of(json).into_iter().map(|(bit, label)| format!("{bit}{label}")).collect::<Vec<_>>();
        assert_eq!(options(r#"["Vélo","Tri"]"#), ["0Vélo", "1Tri"]);
        assert_eq!(options(r#"{"0":"Vélo","3":"Caisse"}"#), ["0Vélo", "3Caisse"]);
        assert_eq!(options(r#"{"x":"a","32":"b","-1":"c","4":5}"#), Vec::<String>::new());
        assert_eq!(options("not json"), Vec::<String>::new());
    }

    #[test]
    fn a_reload_is_seen_through_every_clone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE config_users_fields (name, type, options)").unwrap();
        let catalog = FieldCatalog::load(&connection).unwrap();
        let clone = catalog.clone();
        connection.execute_batch("INSERT INTO config_users_fields VALUES ('arrivee', 'date', '[]')").unwrap();
        assert!(clone.fields().is_empty());
        catalog.reload(&connection).unwrap();
        assert_eq!(clone.fields()["arrivee"], FieldKind::Date);
    }
}
