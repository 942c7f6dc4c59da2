//! The imports that were made: what, when, by whom, and whether they were undone.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::msg;

/// What an import imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportKind {
    Members,
    Subscriptions,
    /// Entries of the books.
    Entries,
    /// No file: members that were moved to another category.
    Moves,
    /// No file: one value given to a field of many members.
    Fields,
    /// No file: records of one person that were merged.
    Merges,
}

impl ImportKind {
    const ALL: [ImportKind; 6] = [
        ImportKind::Members,
        ImportKind::Subscriptions,
        ImportKind::Entries,
        ImportKind::Moves,
        ImportKind::Fields,
        ImportKind::Merges,
    ];

    /// As `ruche_imports.kind` names it.
    pub(super) fn word(self) -> &'static str {
        match self {
            ImportKind::Members => "members",
            ImportKind::Subscriptions => "subscriptions",
            ImportKind::Entries => "entries",
            ImportKind::Moves => "moves",
            ImportKind::Fields => "fields",
            ImportKind::Merges => "merges",
        }
    }

    /// The kind of thing that the history knows what was imported as; `None` for subscriptions, whose rows were noted.
    pub(super) fn entity(self) -> Option<Entity> {
        match self {
            ImportKind::Members | ImportKind::Moves | ImportKind::Fields | ImportKind::Merges => Some(Entity::Member),
            ImportKind::Entries => Some(Entity::Entry),
            ImportKind::Subscriptions => None,
        }
    }
}

impl FromSql for ImportKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(FromSqlError::InvalidType)
    }
}

/// Whose list an import stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportDomain {
    /// Members and their subscriptions, with what was done to many members at once.
    Members,
    Accounting,
}

impl ImportDomain {
    /// Over `ruche_imports`.
    fn condition(self) -> &'static str {
        match self {
            ImportDomain::Members => "kind <> 'entries'",
            ImportDomain::Accounting => "kind = 'entries'",
        }
    }
}

/// How many lines, or entries, do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// What is recorded of an import when it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImportMeta {
    pub kind: ImportKind,
    pub mode: Option<&'static str>,
    /// As the client named it.
    pub file_name: Option<String>,
    pub counts: Counts,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportRecord {
    pub id: i64,
    /// Local date-time.
    pub date: String,
    #[schema(value_type = String)]
    pub kind: ImportKind,
    /// Of members, what became of each line; of entries, the format of the table.
    pub mode: Option<String>,
    pub file: Option<String>,
    /// The name of the key.
    pub who: Option<String>,
    /// Lines that created, changed, and left things as they were.
    pub created: i64,
    pub modified: i64,
    pub unchanged: i64,
    /// When and by whom it was undone.
    pub undone: Option<String>,
    pub undone_by: Option<String>,
}

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

/// The imports of a domain, newest first.
pub fn list(conn: &Connection, domain: ImportDomain) -> Result<Vec<ImportRecord>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE {} ORDER BY id DESC", domain.condition()))?;
    let all = statement.query_map([], read)?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
///
/// [`Error::NotFound`] if the domain has no such import.
pub fn get(conn: &Connection, domain: ImportDomain, id: i64) -> Result<ImportRecord> {
    let sql = format!("{SELECT} WHERE id = ?1 AND {}", domain.condition());
    let found = conn.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.ok_or_else(|| Error::NotFound(msg!("import-unknown", id = id)))
}

/// An import that is to be undone.
///
/// # Errors
///
/// [`Error::NotFound`] if the domain has no such import, [`Error::Conflict`] if it was undone before.
pub fn to_undo(conn: &Connection, domain: ImportDomain, id: i64) -> Result<ImportRecord> {
    let record = get(conn, domain, id)?;
    match &record.undone {
        Some(date) => Err(Error::Conflict(msg!("import-undone-before", id = id, date = date.as_str()))),
        None => Ok(record),
    }
}

/// Records that an import was undone.
pub fn mark_undone(tx: &Transaction<'_>, record: ImportRecord, trace: &AuditContext) -> Result<ImportRecord> {
    let mut update = tx.prepare_cached("UPDATE ruche_imports SET undone = ?2, undone_by = ?3 WHERE id = ?1")?;
    update.execute((record.id, &trace.moment, trace.actor.name()))?;
    let changes = json!({"undone": {"old": null, "new": trace.moment}}).to_string();
    AuditLog::open(tx, trace)?.record(Entity::Import, record.id, Action::Changed, &changes)?;
    Ok(ImportRecord { undone: Some(trace.moment.clone()), undone_by: Some(trace.actor.name().to_owned()), ..record })
}

/// Records that an import begins, and gives its identifier.
pub(super) fn begin(tx: &Transaction<'_>, meta: &ImportMeta, trace: &AuditContext) -> Result<i64> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut statement = tx.prepare_cached(
        "INSERT INTO ruche_imports (created, kind, mode, file_name, who, n_created, n_changed, n_unchanged)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let Counts { created, changed, unchanged } = meta.counts;
    let (created, changed, unchanged) = (count(created), count(changed), count(unchanged));
    let row =
        (&trace.moment, meta.kind.word(), meta.mode, &meta.file_name, trace.actor.name(), created, changed, unchanged);
    let id = statement.insert(row)?;
    let new = |value: Value| json!({"old": null, "new": value});
    let changes = json!({
        "kind": new(json!(meta.kind)),
        "mode": new(json!(meta.mode)),
        "file": new(json!(meta.file_name)),
        "created": new(json!(created)),
        "modified": new(json!(changed)),
    });
    AuditLog::open(tx, trace)?.record(Entity::Import, id, Action::Created, &changes.to_string())?;
    Ok(id)
}

/// Records that an import is finished: later lines of the history that name the import are its undoing.
pub(super) fn finish(tx: &Transaction<'_>, import: i64) -> Result<()> {
    let sql = "UPDATE ruche_imports SET last_history = (SELECT max(id) FROM ruche_history WHERE id_import = ?1)
               WHERE id = ?1";
    tx.execute(sql, [import])?;
    Ok(())
}
