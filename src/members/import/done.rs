//! The imports that were made: who imported what when, and what it did.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::Serialize;
use serde_json::Value as Json;

use super::options::Mode;
use super::plan::Counts;
use crate::error::{Error, Result};
use crate::journal::Trace;
use crate::msg;

/// What was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Members(Mode),
    Subscriptions,
}

/// What an import is about, as far as its lines do not say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub kind: Kind,
    /// As the client named it.
    pub file_name: Option<String>,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    pub id: i64,
    /// Local date-time.
    pub date: String,
    /// `members` or `subscriptions`.
    pub kind: String,
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

impl Done {
    pub fn is_of_members(&self) -> bool {
        self.kind == MEMBERS
    }
}

const MEMBERS: &str = "members";
const SUBSCRIPTIONS: &str = "subscriptions";

const SELECT: &str =
    "SELECT id, created, kind, mode, file_name, who, n_created, n_changed, n_unchanged, undone, undone_by
     FROM ruche_imports";

fn read(row: &Row<'_>) -> rusqlite::Result<Done> {
    Ok(Done {
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

/// All imports, newest first.
pub fn list(conn: &Connection) -> Result<Vec<Done>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} ORDER BY id DESC"))?;
    let all = statement.query_map([], read)?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
///
/// [`Error::NotFound`] when there is no such import.
pub fn get(conn: &Connection, id: i64) -> Result<Done> {
    let found = conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], read).optional()?;
    found.ok_or_else(|| Error::NotFound(msg!("import-unknown", id = id)))
}

/// An import that is to be taken back.
///
/// # Errors
///
/// [`Error::NotFound`] when there is no such import, [`Error::Conflict`] when it was taken back before.
pub fn to_undo(conn: &Connection, id: i64) -> Result<Done> {
    let done = get(conn, id)?;
    match &done.undone {
        Some(date) => Err(Error::Conflict(msg!("import-undone-before", id = id, date = date.as_str()))),
        None => Ok(done),
    }
}

/// Notes that an import was taken back.
pub fn mark_undone(tx: &Transaction<'_>, id: i64, trace: &Trace) -> Result<Done> {
    tx.execute("UPDATE ruche_imports SET undone = ?2, undone_by = ?3 WHERE id = ?1", (id, &trace.moment, &trace.who))?;
    get(tx, id)
}

/// One thing that an import did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Of the member, or of the subscription.
    pub id: i64,
    /// `created` or `changed`.
    pub action: String,
    /// `{field: {"old", "new"}}`.
    pub changes: Json,
}

/// What an import did, in its order.
pub fn effects(conn: &Connection, done: &Done) -> Result<Vec<Effect>> {
    let sql = match done.is_of_members() {
        true => {
            "SELECT h.id_entity, h.action, h.changes FROM ruche_history h JOIN ruche_imports i ON i.id = h.id_import
             WHERE i.id = ?1 AND h.entity = 'users' AND h.id <= i.last_history ORDER BY h.id"
        }
        false => "SELECT id_row, 'created', after FROM ruche_imports_rows WHERE id_import = ?1 ORDER BY id_row",
    };
    let mut statement = conn.prepare_cached(sql)?;
    let effects = statement.query_map([done.id], |row| {
        let changes: Option<String> = row.get(2)?;
        let changes = changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default();
        Ok(Effect { id: row.get(0)?, action: row.get(1)?, changes })
    })?;
    Ok(effects.collect::<rusqlite::Result<_>>()?)
}

/// Notes that an import is being made, and gives its identifier.
pub fn record(tx: &Transaction<'_>, about: &About, counts: Counts, trace: &Trace) -> Result<i64> {
    let (kind, mode) = match about.kind {
        Kind::Members(mode) => (MEMBERS, Some(mode.word())),
        Kind::Subscriptions => (SUBSCRIPTIONS, None),
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut statement = tx.prepare_cached(
        "INSERT INTO ruche_imports (created, kind, mode, file_name, who, n_created, n_changed, n_unchanged)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let (created, changed, unchanged) = (count(counts.created), count(counts.changed), count(counts.unchanged));
    let row = (&trace.moment, kind, mode, &about.file_name, &trace.who, created, changed, unchanged);
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

/// Notes what the history does not tell of a member that an import changes. Only the first change counts.
pub(super) fn note_changed(tx: &Transaction<'_>, import: i64, row: i64, before: &str) -> Result<()> {
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
