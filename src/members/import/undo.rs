//! Undoing an import of members: restores the values that it changed and deletes the members that it created. Refused
//! if one of them has changed since.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};
use serde_json::Value as Json;

use super::{search, stored_value};
use crate::audit::{AuditContext, AuditLog, Entity};
use crate::error::Result;
use crate::files;
use crate::i18n::{Language, text};
use crate::imports::history::{self, Step, TouchedRow};
use crate::imports::{ImportRecord, Obstacle, Reason, References};
use crate::members::draft::{Draft, same};
use crate::members::given::Given;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::store;
use crate::msg;

/// Undoes an import of members, all of it or nothing: the obstacles, if there are any.
pub fn undo(tx: &Transaction<'_>, done: &ImportRecord, trace: &AuditContext) -> Result<Vec<Obstacle>> {
    let layout = Layout::read(tx)?;
    let steps = history::steps(tx, done, Entity::Member)?;
    let touched = history::touched_rows(tx, done)?;
    let obstacles = obstacles(tx, &layout, done, &touched, &steps)?;
    if !obstacles.is_empty() {
        return Ok(obstacles);
    }
    let audit = AuditLog::open(tx, trace)?;
    audit.message(&text(Language::default(), &msg!("import-undone-log", id = done.id, date = done.date.as_str())))?;
    // In reverse order, so that numbers and logins are unique after each step.
    for step in steps.iter().rev() {
        match step.is_new {
            true => store::delete(tx, step.id, &audit)?,
            false => restore(tx, &layout, step, &audit)?,
        }
    }
    for row in touched.iter().filter(|row| !row.is_new) {
        tx.prepare_cached("UPDATE users SET date_updated = ?2 WHERE id = ?1")?
            .execute((row.id, stored_value::value(&row.before["date_updated"])))?;
        if let Some(copy) = row.before.get("search") {
            let copy = copy.as_array().map(|copy| copy.iter().map(stored_value::value).collect());
            search::put_back(tx, &layout, row.id, copy)?;
        }
    }
    Ok(Vec::new())
}

/// Puts back the values that one step replaced.
fn restore(tx: &Transaction<'_>, layout: &Layout, step: &Step, audit: &AuditLog) -> Result<()> {
    let current = Member::get(tx, layout, step.id)?;
    let changes = read(step);
    let values = sides(layout, &changes).map(|(at, old, _)| (at, old)).collect();
    store::update(tx, layout, &Draft::of_change(current, Given { values, parent: None }), audit)?;
    Ok(())
}

fn read(step: &Step) -> Json {
    serde_json::from_str(&step.changes).unwrap_or_default()
}

/// The fields of a step that exist, with their old and new values.
fn sides<'a>(layout: &'a Layout, changes: &'a Json) -> impl Iterator<Item = (usize, Value, Value)> + 'a {
    layout.fields.iter().enumerate().filter_map(|(at, field)| {
        let change = changes.get(field.name.as_str())?;
        Some((at, stored_value::value(&change["old"]), stored_value::value(&change["new"])))
    })
}

fn obstacles(
    tx: &Transaction<'_>,
    layout: &Layout,
    done: &ImportRecord,
    touched: &[TouchedRow],
    steps: &[Step],
) -> Result<Vec<Obstacle>> {
    // The new values of each member's last step must still be stored.
    let last_steps: HashMap<i64, &Step> = steps.iter().map(|step| (step.id, step)).collect();
    let references = References::to(tx, "users")?;
    let mut obstacles = Vec::new();
    for row in touched {
        let member = Member::find(tx, layout, row.id)?;
        let reason = match &member {
            None => Some(Reason::Deleted),
            Some(member) if is_changed(tx, layout, done, member, last_steps.get(&row.id).copied())? => {
                Some(Reason::Changed)
            }
            Some(member) if row.is_new && is_used(tx, &references, member.id)? => Some(Reason::Used),
            Some(_) => None,
        };
        let name = || member.as_ref().map_or_else(String::new, |member| member.name(layout));
        obstacles.extend(reason.map(|reason| Obstacle { id: row.id, name: name(), reason }));
    }
    Ok(obstacles)
}

/// Whether a member has changed since the import, by its date, history or values.
fn is_changed(
    conn: &Connection,
    layout: &Layout,
    done: &ImportRecord,
    member: &Member,
    step: Option<&Step>,
) -> Result<bool> {
    if member.date_updated.as_deref() != Some(done.date.as_str())
        || history::is_changed_since(conn, done, Entity::Member, member.id)?
    {
        return Ok(true);
    }
    let Some(step) = step else { return Ok(true) };
    let changes = read(step);
    let known = sides(layout, &changes).filter(|(at, _, new)| same(&member.values[*at], new)).count();
    Ok(Some(known) != changes.as_object().map(serde_json::Map::len))
}

fn is_used(conn: &Connection, references: &References, id: i64) -> Result<bool> {
    Ok(references.hold(conn, id)? || files::tree::holds(conn, &format!("user/{id}"))?)
}
