//! Undoing an import of entries: what it changed is as before, what it created is deleted. It is refused if something
//! that the import touched has changed since.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value as Json};

use crate::accounting::accounts;
use crate::accounting::entries::history::{HistorySide, apply_history_side, links_of};
use crate::accounting::entries::links::{self, Link};
use crate::accounting::entries::{Entry, store};
use crate::accounting::matching_groups::{self, Letter};
use crate::accounting::projects;
use crate::accounting::year::{Year, YearStatus};
use crate::audit::{AuditContext, AuditLog, Entity};
use crate::error::Result;
use crate::files;
use crate::i18n::{Language, text};
use crate::imports::{ImportRecord, Obstacle, Reason, References, history};
use crate::msg;

/// An entry that the import touched.
struct Touched {
    id: i64,
    is_new: bool,
    /// Those that the change broke.
    letters: Vec<Letter>,
    /// What the history holds of it, read when it is needed: there may be tens of thousands.
    steps: Vec<String>,
}

impl Touched {
    /// `{field: {"old", "new"}}`, of entry and links. An import does each once.
    fn changes(&self) -> Map<String, Json> {
        let mut changes = Map::new();
        for step in &self.steps {
            if let Ok(Json::Object(mut step)) = serde_json::from_str(step) {
                changes.append(&mut step);
            }
        }
        changes
    }
}

/// Undoes an import, all of it or nothing: the obstacles, if there are any. Accounts and projects that it created and that
/// nothing refers to any more are deleted too.
pub fn undo(tx: &Transaction<'_>, done: &ImportRecord, trace: &AuditContext) -> Result<Vec<Obstacle>> {
    let touched = touched(tx, done)?;
    let obstacles = obstacles(tx, done, &touched)?;
    if obstacles.is_empty() {
        take_back(tx, done, &touched, trace)?;
    }
    Ok(obstacles)
}

fn take_back(tx: &Transaction<'_>, done: &ImportRecord, touched: &[Touched], trace: &AuditContext) -> Result<()> {
    let audit = AuditLog::open(tx, trace)?;
    audit.message(&text(Language::default(), &msg!("import-undone-log", id = done.id, date = done.date.as_str())))?;
    for row in touched.iter().filter(|row| row.is_new) {
        unlink(tx, row, &audit)?;
        store::delete(tx, &Entry::get(tx, row.id)?, &audit)?;
    }
    touched.iter().filter(|row| !row.is_new).try_for_each(|row| restore(tx, row, &audit))?;
    for letter in touched.iter().flat_map(|row| &row.letters) {
        matching_groups::put_back(tx, letter, &audit)?;
    }
    let accounts = created(tx, done, Entity::Account, "acc_accounts")?;
    accounts.into_iter().try_for_each(|id| accounts::delete(tx, id, trace))?;
    let projects = created(tx, done, Entity::Project, "acc_projects")?;
    projects.into_iter().try_for_each(|id| projects::delete(tx, id, trace))
}

fn touched(conn: &Connection, done: &ImportRecord) -> Result<Vec<Touched>> {
    let mut steps: HashMap<i64, Vec<String>> = HashMap::new();
    for step in history::steps(conn, done, Entity::Entry)? {
        steps.entry(step.id).or_default().push(step.changes);
    }
    let touched = history::touched_rows(conn, done)?.into_iter().rev().map(|row| {
        let letters = row.before.get("letters").cloned();
        let letters = letters.and_then(|letters| serde_json::from_value(letters).ok()).unwrap_or_default();
        Touched { id: row.id, is_new: row.is_new, letters, steps: steps.remove(&row.id).unwrap_or_default() }
    });
    Ok(touched.collect())
}

fn obstacles(conn: &Connection, done: &ImportRecord, touched: &[Touched]) -> Result<Vec<Obstacle>> {
    touched.iter().filter_map(|row| obstacle(conn, done, row).transpose()).collect()
}

fn obstacle(conn: &Connection, done: &ImportRecord, row: &Touched) -> Result<Option<Obstacle>> {
    let entry = Entry::find(conn, row.id)?;
    let reason = match &entry {
        None => Some(Reason::Deleted),
        Some(entry) if entry.seal.is_some() => Some(Reason::Sealed),
        Some(entry) if is_changed(conn, done, row, entry)? => Some(Reason::Changed),
        Some(entry) if !is_open(conn, entry)? => Some(Reason::YearClosed),
        Some(_) if row.is_new && is_used(conn, row.id)? => Some(Reason::Used),
        Some(_) => None,
    };
    let name = || entry.map_or_else(String::new, |entry| entry.label);
    Ok(reason.map(|reason| Obstacle { id: row.id, name: name(), reason }))
}

fn is_open(conn: &Connection, entry: &Entry) -> Result<bool> {
    Ok(Year::find(conn, entry.year)?.is_some_and(|year| year.status == YearStatus::Open))
}

/// Whether an entry is no longer as the import left it, by its history or by its values: other programs keep no history.
fn is_changed(conn: &Connection, done: &ImportRecord, row: &Touched, entry: &Entry) -> Result<bool> {
    if history::is_changed_since(conn, done, Entity::Entry, row.id)? {
        return Ok(true);
    }
    let (changes, mut as_left) = (row.changes(), entry.clone());
    if apply_history_side(&mut as_left, &changes, HistorySide::New).is_none() || as_left != *entry {
        return Ok(true);
    }
    Ok(match links_of(&changes, HistorySide::New) {
        Some(linked) => links::ids(conn, row.id, Link::Users)? != linked,
        None => false,
    })
}

/// Whether something refers to an entry beside its lines and its members.
fn is_used(conn: &Connection, id: i64) -> Result<bool> {
    let mut select = conn.prepare_cached(
        "SELECT 1 FROM acc_transactions_links WHERE id_transaction = ?1 OR id_related = ?1
         UNION ALL SELECT 1 FROM acc_transactions_files WHERE id_transaction = ?1",
    )?;
    Ok(select.exists([id])? || files::tree::find(conn, &format!("transaction/{id}"))?.is_some())
}

fn unlink(tx: &Transaction<'_>, row: &Touched, audit: &AuditLog<'_>) -> Result<()> {
    match links_of(&row.changes(), HistorySide::New) {
        Some(linked) => links::relink(tx, row.id, &linked, &[], audit),
        None => Ok(()),
    }
}

fn restore(tx: &Transaction<'_>, row: &Touched, audit: &AuditLog<'_>) -> Result<()> {
    let (changes, current) = (row.changes(), Entry::get(tx, row.id)?);
    let mut wanted = current.clone();
    // What the history cannot tell was an obstacle.
    if apply_history_side(&mut wanted, &changes, HistorySide::Old).is_some() {
        store::save(tx, Some(&current), wanted, audit)?;
    }
    if let (Some(new), Some(old)) = (links_of(&changes, HistorySide::New), links_of(&changes, HistorySide::Old)) {
        links::relink(tx, row.id, &new, &old, audit)?;
    }
    Ok(())
}

/// What an import created beside entries that still exists and that nothing refers to any more, the last first.
fn created(conn: &Connection, done: &ImportRecord, entity: Entity, table: &'static str) -> Result<Vec<i64>> {
    let references = References::to(conn, table)?;
    let mut exists = conn.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))?;
    let mut found = Vec::new();
    for step in history::steps(conn, done, entity)?.into_iter().rev().filter(|step| step.is_new) {
        if exists.exists([step.id])? && !references.hold(conn, step.id)? {
            found.push(step.id);
        }
    }
    Ok(found)
}
