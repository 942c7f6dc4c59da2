//! The imports that were made: who imported what when, and what it did.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::Serialize;
use serde_json::Value as Json;

use super::options::Mode;
use super::plan::Counts;
use crate::audit::{AuditContext, Entity};
use crate::error::{Error, Result};
use crate::msg;

/// What was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Members(Mode),
    Subscriptions,
    /// Entries of the books, from a table of that format.
    Entries(&'static str),
}

/// Whose list an import stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportDomain {
    /// Members and their subscriptions.
    Members,
    Accounting,
}

impl ImportDomain {
    /// Over `ruche_imports`.
    fn condition(self) -> &'static str {
        match self {
            ImportDomain::Members => "kind IN ('members', 'subscriptions')",
            ImportDomain::Accounting => "kind = 'entries'",
        }
    }
}

/// What an import is about, as far as its lines do not say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportMeta {
    pub kind: Kind,
    /// As the client named it.
    pub file_name: Option<String>,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportRecord {
    pub id: i64,
    /// Local date-time.
    pub date: String,
    /// `members`, `subscriptions` or `entries`.
    pub kind: String,
    /// Of members, what became of each line; of entries, the format of the table.
    pub mode: Option<String>,
    pub file: Option<String>,
    /// The name of the key.
    pub who: Option<String>,
    /// Lines that created, changed, and left things as they were.
    pub created: i64,
    pub modified: i64,
    pub unchanged: i64,
    /// When and by whom it was taken back.
    pub undone: Option<String>,
    pub undone_by: Option<String>,
}

impl ImportRecord {
    pub fn is_of_members(&self) -> bool {
        self.kind == MEMBERS
    }

    /// What the history calls that which was imported; `None` for subscriptions, which have no history.
    fn entity(&self) -> Option<Entity> {
        match self.kind.as_str() {
            MEMBERS => Some(Entity::Member),
            ENTRIES => Some(Entity::Entry),
            _ => None,
        }
    }
}

const MEMBERS: &str = "members";
const SUBSCRIPTIONS: &str = "subscriptions";
const ENTRIES: &str = "entries";

const SELECT: &str =
    "SELECT id, created, kind, mode, file_name, who, n_created, n_changed, n_unchanged, undone, undone_by
     FROM ruche_imports";

fn read(row: &Row<'_>) -> rusqlite::Result<ImportRecord> {
    Ok(ImportRecord {
        id: row.get(0)?,
        date: row.get(1)?,
        kind: row.get(2)?,
        mode: row.get(3)?,
        file: row.get(4)?,
        who: row.get(5)?,
        created: row.get(6)?,
        modified: row.get(7)?,
        unchanged: row.get(8)?,
        undone: row.get(9)?,
        undone_by: row.get(10)?,
    })
}

/// The imports of a list, newest first.
pub fn list(conn: &Connection, shelf: ImportDomain) -> Result<Vec<ImportRecord>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE {} ORDER BY id DESC", shelf.condition()))?;
    let all = statement.query_map([], read)?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
///
/// [`Error::NotFound`] when there is no such import in that list.
pub fn get(conn: &Connection, shelf: ImportDomain, id: i64) -> Result<ImportRecord> {
    let sql = format!("{SELECT} WHERE id = ?1 AND {}", shelf.condition());
    let found = conn.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.ok_or_else(|| Error::NotFound(msg!("import-unknown", id = id)))
}

/// An import that is to be taken back.
///
/// # Errors
///
/// [`Error::NotFound`] when there is no such import, [`Error::Conflict`] when it was taken back before.
pub fn to_undo(conn: &Connection, shelf: ImportDomain, id: i64) -> Result<ImportRecord> {
    let done = get(conn, shelf, id)?;
    match &done.undone {
        Some(date) => Err(Error::Conflict(msg!("import-undone-before", id = id, date = date.as_str()))),
        None => Ok(done),
    }
}

/// Notes that an import was taken back.
pub fn mark_undone(tx: &Transaction<'_>, done: ImportRecord, trace: &AuditContext) -> Result<ImportRecord> {
    let mut update = tx.prepare_cached("UPDATE ruche_imports SET undone = ?2, undone_by = ?3 WHERE id = ?1")?;
    update.execute((done.id, &trace.moment, trace.actor.name()))?;
    Ok(ImportRecord { undone: Some(trace.moment.clone()), undone_by: Some(trace.actor.name().to_owned()), ..done })
}

/// One thing that an import did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Of the member, the subscription or the entry.
    pub id: i64,
    /// `created` or `changed`.
    pub action: String,
    /// `{field: {"old", "new"}}`.
    pub changes: Json,
}

/// What an import did, in its order.
pub fn effects(conn: &Connection, done: &ImportRecord) -> Result<Vec<Effect>> {
    let sql = match done.entity() {
        Some(entity) => format!(
            "SELECT h.id_entity, h.action, h.changes FROM ruche_history h JOIN ruche_imports i ON i.id = h.id_import
             WHERE i.id = ?1 AND h.entity = '{}' AND h.id <= i.last_history ORDER BY h.id",
            entity.table()
        ),
        None => "SELECT id_row, 'created', after FROM ruche_imports_rows WHERE id_import = ?1 ORDER BY id_row".into(),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let effects = statement.query_map([done.id], |row| {
        let changes: Option<String> = row.get(2)?;
        let changes = changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default();
        Ok(Effect { id: row.get(0)?, action: row.get(1)?, changes })
    })?;
    Ok(effects.collect::<rusqlite::Result<_>>()?)
}

/// Notes that an import is being made, and gives its identifier.
pub fn record(tx: &Transaction<'_>, about: &ImportMeta, counts: Counts, trace: &AuditContext) -> Result<i64> {
    let (kind, mode) = match about.kind {
        Kind::Members(mode) => (MEMBERS, Some(mode.word())),
        Kind::Subscriptions => (SUBSCRIPTIONS, None),
        Kind::Entries(format) => (ENTRIES, Some(format)),
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut statement = tx.prepare_cached(
        "INSERT INTO ruche_imports (created, kind, mode, file_name, who, n_created, n_changed, n_unchanged)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let (created, changed, unchanged) = (count(counts.created), count(counts.changed), count(counts.unchanged));
    let row = (&trace.moment, kind, mode, &about.file_name, trace.actor.name(), created, changed, unchanged);
    Ok(statement.insert(row)?)
}

/// Notes that an import is finished: what the history says of it from now on is its undoing.
pub fn finish(tx: &Transaction<'_>, import: i64) -> Result<()> {
    let sql = "UPDATE ruche_imports SET last_history = (SELECT max(id) FROM ruche_history WHERE id_import = ?1)
               WHERE id = ?1";
    tx.execute(sql, [import])?;
    Ok(())
}

/// Notes a row that an import creates; `after` is what a later change is recognised by, where no history tells.
pub fn note_new(tx: &Transaction<'_>, import: i64, row: i64, after: Option<&str>) -> Result<()> {
    tx.prepare_cached("INSERT INTO ruche_imports_rows (id_import, id_row, is_new, after) VALUES (?1, ?2, 1, ?3)")?
        .execute((import, row, after))?;
    Ok(())
}

/// Notes what the history does not tell of a row that an import changes. Only the first change counts.
pub fn note_changed(tx: &Transaction<'_>, import: i64, row: i64, before: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO ruche_imports_rows (id_import, id_row, is_new, before) VALUES (?1, ?2, 0, ?3)",
    )?
    .execute((import, row, before))?;
    Ok(())
}

/// A stored value as JSON, and back: what SQLite stores again is the same.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(integer) => Json::from(*integer),
        Value::Real(real) => Json::from(*real),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Blob(bytes) => Json::from(String::from_utf8_lossy(bytes)),
    }
}

/// See [`json`].
pub(super) fn value(json: &Json) -> Value {
    match json {
        Json::Null | Json::Array(_) | Json::Object(_) => Value::Null,
        Json::Bool(truth) => Value::Integer((*truth).into()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => number.as_f64().map_or(Value::Null, Value::Real),
        },
    }
}
