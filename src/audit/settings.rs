//! Changes of the association's settings, recorded.

use rusqlite::Transaction;
use serde_json::{Map, Value, json};

use super::{Action, AuditLog, Entity};
use crate::association;
use crate::error::Result;

/// Gives settings other values, and records those that differ as one change.
///
/// # Errors
///
/// Those of [`association::set`].
pub fn change<'s>(
    tx: &Transaction<'_>,
    given: impl IntoIterator<Item = (&'s str, &'s str)>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    let mut changes = Map::new();
    for (name, text) in given {
        if let Some(change) = association::set(tx, name, text)? {
            changes.insert(change.name.to_owned(), json!({"old": change.old, "new": change.new}));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    audit.record(Entity::Setting, 0, Action::Changed, &Value::Object(changes).to_string())
}
