//! Moving members to another category, one or many, so that it can be undone (people.md 5, "Choosing a category").

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::actions;
use super::categories::may_choose;
use super::layout::Layout;
use super::record::Member;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::auth::{Level, Principal, Rights, Section};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::history::{self, TouchedRow};
use crate::imports::{self, Counts, ImportKind, ImportRecord, Obstacle, Reason};
use crate::msg;
use crate::params::Ids;

/// What a move did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MovedMembers)]
pub struct Moved {
    /// The record by which it is undone; `None` if nobody had to be moved.
    pub import: Option<i64>,
    pub moved: usize,
    /// Members who were in the category already.
    pub unchanged: usize,
}

/// Moves members to a category, all of them or none.
///
/// # Errors
///
/// [`Error::Forbidden`] for a category that gives more than the principal has; [`Error::Invalid`] with the first member
/// who does not exist or is out of reach.
pub fn move_to(
    tx: &Transaction<'_>,
    members: &Ids,
    category: i64,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Moved> {
    let unknown = || Error::invalid_field("id_category", msg!("member-category-unknown"));
    let rights = Rights::of_category(tx, category)?.ok_or_else(unknown)?;
    if !may_choose(principal, &rights) {
        return Err(Error::Forbidden(msg!("category-out-of-reach")));
    }
    if members.is_empty() {
        return Err(members.refused_as_a_whole(msg!("members-none-named", name = members.name())));
    }
    let (mut steps, mut unchanged) = (Vec::new(), 0);
    for id in members.distinct() {
        match category_of(tx, id)? {
            None => return Err(members.refused(id, msg!("member-unknown", id = id))),
            Some(current) if current == category => unchanged += 1,
            Some(current) => {
                if let Some(message) = refusal(tx, id, current, principal)? {
                    return Err(members.refused(id, message));
                }
                steps.push((id, current));
            }
        }
    }
    if steps.is_empty() {
        return Ok(Moved { import: None, moved: 0, unchanged });
    }
    let counts = Counts { changed: steps.len(), unchanged, ..Counts::default() };
    let import = imports::perform(tx, ImportKind::Moves, None, counts, trace, |import, trace| {
        let audit = AuditLog::open(tx, trace)?;
        for (id, from) in &steps {
            history::note_changed(tx, import, *id, &json!({"date_updated": date_updated(tx, *id)?}).to_string())?;
            put(tx, *id, *from, category, &audit)?;
        }
        Ok(())
    })?;
    Ok(Moved { import: Some(import), moved: steps.len(), unchanged })
}

/// Why a principal may not take a member out of its category; `None` if it may.
fn refusal(conn: &Connection, id: i64, current: i64, principal: &Principal) -> Result<Option<Message>> {
    match actions::require_reach(conn, id, principal) {
        Err(Error::Forbidden(message)) => return Ok(Some(message)),
        other => other?,
    }
    let rights = Rights::of_category(conn, current)?;
    if rights.is_some_and(|rights| !may_choose(principal, &rights)) {
        return Ok(Some(msg!("category-of-member-out-of-reach", id = id)));
    }
    let is_own = principal.actor.member() == Some(id);
    let configures = principal.rights.reach(Section::Config, Level::Admin);
    Ok((is_own && configures).then(|| msg!("category-own")))
}

fn category_of(conn: &Connection, id: i64) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT id_category FROM users WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

fn date_updated(conn: &Connection, id: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT date_updated FROM users WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

fn put(tx: &Transaction<'_>, id: i64, from: i64, to: i64, audit: &AuditLog<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE users SET id_category = ?2, date_updated = ?3 WHERE id = ?1")?.execute((
        id,
        to,
        audit.moment(),
    ))?;
    let changes = json!({"id_category": {"old": from, "new": to}}).to_string();
    audit.record(Entity::Member, id, Action::Changed, &changes)
}

/// Undoes a move. The principal must be allowed to do the reverse, so that undoing gives nobody more than moving would.
pub fn undo(
    tx: &Transaction<'_>,
    principal: &Principal,
    done: &ImportRecord,
    trace: &AuditContext,
) -> Result<Vec<Obstacle>> {
    let layout = Layout::read(tx)?;
    let (mut obstacles, mut back) = (Vec::new(), Vec::new());
    for step in history::steps(tx, done, Entity::Member)? {
        let change: Json = serde_json::from_str(&step.changes).unwrap_or_default();
        let side = |side: &str| change["id_category"][side].as_i64();
        let reason = match (category_of(tx, step.id)?, side("old"), side("new")) {
            (None, ..) => Some(Reason::Deleted),
            (Some(current), Some(old), Some(new)) if current == new => {
                let may_give_back = Rights::of_category(tx, old)?.map(|rights| may_choose(principal, &rights));
                match may_give_back {
                    None => Some(Reason::Deleted),
                    Some(true) if refusal(tx, step.id, current, principal)?.is_none() => {
                        back.push((step.id, new, old));
                        None
                    }
                    Some(_) => Some(Reason::OutOfReach),
                }
            }
            _ => Some(Reason::Changed),
        };
        if let Some(reason) = reason {
            obstacles.push(Obstacle { id: step.id, name: Member::name_of(tx, &layout, step.id)?, reason });
        }
    }
    if !obstacles.is_empty() {
        return Ok(obstacles);
    }
    let audit = AuditLog::open(tx, trace)?;
    let touched: HashMap<i64, TouchedRow> =
        history::touched_rows(tx, done)?.into_iter().map(|row| (row.id, row)).collect();
    for (id, from, to) in back {
        let is_last_change = date_updated(tx, id)?.as_deref() == Some(done.date.as_str());
        put(tx, id, from, to, &audit)?;
        // The moment of the last change is again what it was before the move.
        if let Some(row) = touched.get(&id).filter(|_| is_last_change) {
            tx.prepare_cached("UPDATE users SET date_updated = ?2 WHERE id = ?1")?
                .execute((id, row.before["date_updated"].as_str()))?;
        }
    }
    Ok(Vec::new())
}
