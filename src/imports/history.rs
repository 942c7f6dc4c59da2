//! What each import did, by the history, and by the notes of what the history does not hold.

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::record::{ImportKind, ImportRecord};
use crate::audit::Entity;
use crate::error::Result;

/// One change that an import made, from the history.
pub struct Step {
    /// Of what it changed.
    pub id: i64,
    pub is_new: bool,
    /// The JSON object `{field: {"old", "new"}}`, still as text: there may be hundreds of thousands of steps.
    pub changes: String,
}

/// The changes that an import made to things of one kind, in its order. Its undoing is not among them.
pub fn steps(conn: &Connection, record: &ImportRecord, entity: Entity) -> Result<Vec<Step>> {
    let mut statement = conn.prepare_cached(
        "SELECT h.id_entity, h.action = 'created', h.changes
         FROM ruche_history h JOIN ruche_imports i ON i.id = h.id_import
         WHERE i.id = ?1 AND h.entity = ?2 AND h.id <= i.last_history ORDER BY h.id",
    )?;
    let steps = statement.query_map((record.id, entity.table()), |row| {
        Ok(Step { id: row.get(0)?, is_new: row.get(1)?, changes: row.get(2)? })
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}

/// Whether the history holds a later change of something that an import touched, other than by imports that were undone.
pub fn is_changed_since(conn: &Connection, record: &ImportRecord, entity: Entity, id: i64) -> Result<bool> {
    let mut later = conn.prepare_cached(
        "SELECT 1 FROM ruche_history WHERE entity = ?1 AND id_entity = ?2
             AND id > (SELECT last_history FROM ruche_imports WHERE id = ?3)
             AND coalesce(id_import, 0) NOT IN (SELECT id FROM ruche_imports WHERE undone IS NOT NULL)",
    )?;
    Ok(later.exists((entity.table(), id, record.id))?)
}

/// A row that an import touched, with what was noted about it.
pub struct TouchedRow {
    pub id: i64,
    pub is_new: bool,
    /// See [`note_changed`].
    pub before: Json,
    /// See [`note_new`].
    pub after: Option<String>,
}

/// The rows that an import touched, by identifier.
pub fn touched_rows(conn: &Connection, record: &ImportRecord) -> Result<Vec<TouchedRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id_row, is_new, before, after FROM ruche_imports_rows WHERE id_import = ?1 ORDER BY id_row",
    )?;
    let rows = statement.query_map([record.id], |row| {
        let before: Option<String> = row.get(2)?;
        let before = before.and_then(|before| serde_json::from_str(&before).ok()).unwrap_or_default();
        Ok(TouchedRow { id: row.get(0)?, is_new: row.get(1)?, before, after: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes a row that an import creates. A thing without history is compared with `after` when the import is undone.
pub fn note_new(tx: &Transaction<'_>, import: i64, row: i64, after: Option<&str>) -> Result<()> {
    tx.prepare_cached("INSERT INTO ruche_imports_rows (id_import, id_row, is_new, after) VALUES (?1, ?2, 1, ?3)")?
        .execute((import, row, after))?;
    Ok(())
}

/// Notes values that the history does not hold of a row that an import changes. Only the first change counts.
pub fn note_changed(tx: &Transaction<'_>, import: i64, row: i64, before: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO ruche_imports_rows (id_import, id_row, is_new, before) VALUES (?1, ?2, 0, ?3)",
    )?
    .execute((import, row, before))?;
    Ok(())
}

/// One change of an import, as its details show it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Effect {
    /// Of the member, the subscription or the entry.
    pub id: i64,
    /// `created` or `changed`.
    pub action: String,
    /// `{field: {"old", "new"}}`.
    #[schema(value_type = serde_json::Value)]
    pub changes: Json,
}

/// What an import did, in its order.
pub fn effects(conn: &Connection, record: &ImportRecord) -> Result<Vec<Effect>> {
    let sql = match record.kind.entity() {
        Some(entity) => format!(
            "SELECT h.id_entity, h.action, h.changes FROM ruche_history h JOIN ruche_imports i ON i.id = h.id_import
             WHERE i.id = ?1 AND h.entity = '{}' AND h.id <= i.last_history ORDER BY h.id",
            entity.table()
        ),
        None => "SELECT id_row, 'created', after FROM ruche_imports_rows WHERE id_import = ?1 ORDER BY id_row".into(),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let effects = statement.query_map([record.id], |row| {
        let changes: Option<String> = row.get(2)?;
        let changes = changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default();
        Ok(Effect { id: row.get(0)?, action: row.get(1)?, changes })
    })?;
    Ok(effects.collect::<rusqlite::Result<_>>()?)
}

/// Empties what was noted of the rows of every import of that kind that touched a row: it can no longer be undone.
pub fn forget_notes(tx: &Transaction<'_>, kind: ImportKind, row: i64) -> Result<()> {
    tx.prepare_cached(
        "UPDATE ruche_imports_rows SET before = NULL WHERE id_import IN (
             SELECT r.id_import FROM ruche_imports_rows r JOIN ruche_imports i ON i.id = r.id_import
             WHERE i.kind = ?1 AND r.id_row = ?2)",
    )?
    .execute((kind.word(), row))?;
    Ok(())
}
