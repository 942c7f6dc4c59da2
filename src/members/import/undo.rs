//! Taking an import back: what it changed is as before, what it created is gone. It is refused as soon as something was
//! done since with what it touched.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde_json::Value as Json;

use super::record::{self, ImportRecord};
use super::search;
use crate::audit::{AuditContext, AuditLog};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::members::draft::{Draft, same};
use crate::members::given::Given;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::store;
use crate::msg;

/// Why an import cannot be taken back: a member, the member of a subscription, or an entry, touched since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// Of the member or the entry.
    pub id: i64,
    /// Its name, or its label.
    pub name: String,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Deleted,
    Changed,
    /// Something refers to what was created: a subscription, an entry, a file, an attached member.
    Used,
    /// An entry whose year is no longer open.
    YearClosed,
    Sealed,
}

/// Takes an import of members back, all of it or nothing: the obstacles, if there are any.
pub fn undo(tx: &Transaction<'_>, done: &ImportRecord, trace: &AuditContext) -> Result<Vec<Obstacle>> {
    let layout = Layout::read(tx)?;
    let steps = steps(tx, done.id)?;
    let touched = touched(tx, done.id)?;
    let obstacles = obstacles(tx, &layout, done, &touched, &steps)?;
    if !obstacles.is_empty() {
        return Ok(obstacles);
    }
    // In the history the undoing belongs to the import too, so that one before it can be taken back after it.
    let trace = AuditContext { import: Some(done.id), ..trace.clone() };
    let audit = AuditLog::open(tx, &trace)?;
    audit.message(&text(Language::default(), &msg!("import-undone-log", id = done.id, date = done.date.as_str())))?;
    // From the last to the first, so that at each step numbers and logins are as unique as they were.
    for step in &steps {
        match step.is_new {
            true => store::delete(tx, step.member, &audit)?,
            false => restore(tx, &layout, step, &audit)?,
        }
    }
    for row in touched.iter().filter(|row| !row.is_new) {
        tx.prepare_cached("UPDATE users SET date_updated = ?2 WHERE id = ?1")?
            .execute((row.member, record::value(&row.before["date_updated"])))?;
        if let Some(copy) = row.before.get("search") {
            let copy = copy.as_array().map(|copy| copy.iter().map(record::value).collect());
            search::put_back(tx, &layout, row.member, copy)?;
        }
    }
    Ok(Vec::new())
}

/// A line of the history that the import wrote.
struct Step {
    member: i64,
    is_new: bool,
    /// `{field: {"old", "new"}}`, read when it is needed: there may be hundreds of thousands.
    changes: String,
}

/// What the import did, the last first.
fn steps(conn: &Connection, import: i64) -> Result<Vec<Step>> {
    let mut statement = conn.prepare_cached(
        "SELECT id_entity, action = 'created', changes FROM ruche_history
         WHERE id_import = ?1 AND entity = 'users' ORDER BY id DESC",
    )?;
    let steps = statement
        .query_map([import], |row| Ok(Step { member: row.get(0)?, is_new: row.get(1)?, changes: row.get(2)? }))?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}

/// A member that the import touched.
struct Row {
    member: i64,
    is_new: bool,
    before: Json,
}

fn touched(conn: &Connection, import: i64) -> Result<Vec<Row>> {
    let mut statement =
        conn.prepare_cached("SELECT id_row, is_new, before FROM ruche_imports_rows WHERE id_import = ?1 ORDER BY 1")?;
    let rows = statement.query_map([import], |row| {
        let before: Option<String> = row.get(2)?;
        let before = before.and_then(|before| serde_json::from_str(&before).ok()).unwrap_or_default();
        Ok(Row { member: row.get(0)?, is_new: row.get(1)?, before })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts back the values that one step replaced.
fn restore(tx: &Transaction<'_>, layout: &Layout, step: &Step, audit: &AuditLog) -> Result<()> {
    let current = Member::get(tx, layout, step.member)?;
    let changes = step.read();
    let values = sides(layout, &changes).map(|(at, old, _)| (at, old)).collect();
    store::update(tx, layout, &Draft::of_change(current, Given { values, parent: None }), audit)?;
    Ok(())
}

impl Step {
    fn read(&self) -> Json {
        serde_json::from_str(&self.changes).unwrap_or_default()
    }
}

/// The fields of a step that exist, with their old and new values.
fn sides<'a>(layout: &'a Layout, changes: &'a Json) -> impl Iterator<Item = (usize, Value, Value)> + 'a {
    layout.fields.iter().enumerate().filter_map(|(at, field)| {
        let change = changes.get(field.name.as_str())?;
        Some((at, record::value(&change["old"]), record::value(&change["new"])))
    })
}

fn obstacles(
    tx: &Transaction<'_>,
    layout: &Layout,
    done: &ImportRecord,
    touched: &[Row],
    steps: &[Step],
) -> Result<Vec<Obstacle>> {
    // The last step of each member comes first: its new values are those that should still stand.
    let mut last_steps = std::collections::HashMap::new();
    for step in steps {
        last_steps.entry(step.member).or_insert(step);
    }
    let references = References::to(tx, "users")?;
    let mut obstacles = Vec::new();
    for row in touched {
        let member = Member::find(tx, layout, row.member)?;
        let reason = match &member {
            None => Some(Reason::Deleted),
            Some(member) if is_changed(tx, layout, done, member, last_steps.get(&row.member).copied())? => {
                Some(Reason::Changed)
            }
            Some(member) if row.is_new && is_used(tx, &references, member.id)? => Some(Reason::Used),
            Some(_) => None,
        };
        let name = || member.as_ref().map_or_else(String::new, |member| member.name(layout));
        obstacles.extend(reason.map(|reason| Obstacle { id: row.member, name: name(), reason }));
    }
    Ok(obstacles)
}

/// Whether a member is no longer as the import left it, by any sign: its date, its history, its values.
fn is_changed(
    conn: &Connection,
    layout: &Layout,
    done: &ImportRecord,
    member: &Member,
    step: Option<&Step>,
) -> Result<bool> {
    let mut later = conn.prepare_cached(
        "SELECT 1 FROM ruche_history WHERE entity = 'users' AND id_entity = ?1
             AND id > (SELECT last_history FROM ruche_imports WHERE id = ?2)
             AND coalesce(id_import, 0) NOT IN (SELECT id FROM ruche_imports WHERE undone IS NOT NULL)",
    )?;
    if member.date_updated.as_deref() != Some(done.date.as_str()) || later.exists((member.id, done.id))? {
        return Ok(true);
    }
    let Some(step) = step else { return Ok(true) };
    let changes = step.read();
    let known = sides(layout, &changes).filter(|(at, _, new)| same(&member.values[*at], new)).count();
    Ok(Some(known) != changes.as_object().map(serde_json::Map::len))
}

fn is_used(conn: &Connection, references: &References, id: i64) -> Result<bool> {
    let folder = format!("user/{id}/");
    // What comes after the slash in the order of bytes: 0.
    let mut files = conn.prepare_cached("SELECT 1 FROM files WHERE path >= ?1 AND path < 'user/' || ?2 || '0'")?;
    Ok(references.hold(conn, id)? || files.exists((folder, id))?)
}

/// Whatever refers to the rows of a table.
pub struct References(Vec<String>);

impl References {
    /// By the foreign keys of the database as it is; copies for searching and our own notes do not count.
    pub fn to(conn: &Connection, table: &str) -> Result<Self> {
        let mut statement = conn.prepare_cached(
            r#"SELECT s.name, k."from" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) k
               WHERE s.type = 'table' AND lower(k."table") = ?1 AND s.name <> ?1 || '_search'
                   AND s.name NOT LIKE 'ruche!_%' ESCAPE '!'"#,
        )?;
        let quoted = |name: String| format!("\"{}\"", name.replace('"', "\"\""));
        let found = statement.query_map([table], |row| {
            Ok(format!("SELECT 1 FROM {} WHERE {} = ?1", quoted(row.get(0)?), quoted(row.get(1)?)))
        })?;
        Ok(References(found.collect::<rusqlite::Result<_>>()?))
    }

    /// Whether any refers to that row.
    pub fn hold(&self, conn: &Connection, id: i64) -> Result<bool> {
        for statement in &self.0 {
            let found = conn.prepare_cached(statement)?.query_row([id], |_| Ok(())).optional()?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
