//! Merging the records of one person: one is kept; what belongs to the others goes to it, and it can all be undone.
//!
//! What refers to a member is found by the foreign keys of the file, so that tables of other programs count too.
//! Subscriptions that both have become one. Secrets and remembered browsers of the others are not kept anywhere: a record
//! that comes back has no password.

mod files;
mod notes;
mod references;
mod undo;

use rusqlite::Transaction;
use rusqlite::types::Value;
use serde::Serialize;
use serde_json::{Map, json};

use super::actions;
use super::draft::Draft;
use super::given::Given;
use super::import::stored_value;
use super::layout::Layout;
use super::record::Member;
use super::store;
use super::values;
use crate::audit::{self, Action, AuditContext, AuditLog, Entity};
use crate::auth::{Principal, sessions};
use crate::error::{Error, Result};
use crate::imports::{self, Counts, ImportKind, history};
use crate::params::Ids;
use crate::{idempotency, msg};

use notes::Notes;
pub use undo::undo;
use utoipa::ToSchema;

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MergedMembers)]
pub struct Merged {
    /// The record by which it is undone.
    pub import: i64,
    /// The member who is kept.
    pub id: i64,
    /// The members who are gone.
    pub merged: Vec<i64>,
}

/// Merges members into the one that is kept. With `fill`, fields that the kept record lacks get the values of the others,
/// in the order in which they are given.
///
/// # Errors
///
/// [`Error::NotFound`] for the kept member; [`Error::Invalid`] with the first other one who does not exist, is the kept
/// one, or is out of reach; [`Error::Forbidden`]; [`Error::Conflict`] when others are attached to one of them while the
/// kept one is attached to somebody.
pub fn merge(
    tx: &Transaction<'_>,
    keeper: i64,
    others: &Ids,
    fill: bool,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Merged> {
    let layout = Layout::read(tx)?;
    actions::require_reach(tx, keeper, principal)?;
    if others.is_empty() {
        return Err(others.refused_as_a_whole(msg!("members-none-named", name = others.name())));
    }
    for id in others.values() {
        if *id == keeper {
            return Err(others.refused(*id, msg!("merge-with-itself")));
        }
        match actions::require_reach(tx, *id, principal) {
            Err(Error::NotFound(message) | Error::Forbidden(message)) => return Err(others.refused(*id, message)),
            other => other?,
        }
        if principal.actor.member() == Some(*id) {
            return Err(others.refused(*id, msg!("merge-oneself")));
        }
    }
    idempotency::forget_answers(tx)?;
    let mut merged: Vec<i64> = Vec::new();
    for id in others.values() {
        if !merged.contains(id) {
            merged.push(*id);
        }
    }
    let counts = Counts { changed: merged.len(), ..Counts::default() };
    let import = imports::perform(tx, ImportKind::Merges, None, counts, trace, |import, trace| {
        let audit = AuditLog::open(tx, trace)?;
        note_keeper(tx, &layout, import, keeper)?;
        for id in &merged {
            merge_one(tx, &layout, import, keeper, *id, fill, &audit)?;
        }
        Ok(())
    })?;
    Ok(Merged { import, id: keeper, merged })
}

/// The values of the kept record before the merge, so that what was filled can be emptied again.
fn note_keeper(tx: &Transaction<'_>, layout: &Layout, import: i64, keeper: i64) -> Result<()> {
    let member = Member::get(tx, layout, keeper)?;
    let mut before = Map::new();
    before.insert("keeper".to_owned(), json!(true));
    before.insert("date_updated".to_owned(), json!(member.date_updated));
    before.insert("id_parent".to_owned(), json!(member.id_parent));
    history::note_changed(tx, import, keeper, &serde_json::Value::Object(before).to_string())
}

fn merge_one(
    tx: &Transaction<'_>,
    layout: &Layout,
    import: i64,
    keeper: i64,
    gone: i64,
    fill: bool,
    audit: &AuditLog<'_>,
) -> Result<()> {
    let (kept, duplicate) = (Member::get(tx, layout, keeper)?, Member::get(tx, layout, gone)?);
    let mut notes = Notes::of(tx, layout, keeper, gone)?;
    attach(tx, &kept, &duplicate)?;
    files::move_to(tx, keeper, gone, &mut notes, audit)?;
    references::join_subscriptions(tx, keeper, gone, &mut notes)?;
    references::move_to(tx, keeper, gone, &mut notes)?;
    store::delete_files(tx, gone)?;
    sessions::forget_member(tx, gone)?;
    tx.prepare_cached("DELETE FROM users WHERE id = ?1")?.execute([gone])?;
    audit::forget_values(tx, Entity::Member, gone)?;
    let changes = json!({"merged_into": {"old": null, "new": keeper}}).to_string();
    audit.record(Entity::Member, gone, Action::Deleted, &changes)?;
    if fill {
        fill_from(tx, layout, &mut notes, keeper, &duplicate, audit)?;
    }
    history::note_changed(tx, import, gone, &serde_json::to_string(&notes)?)
}

/// Attachments are one level deep: who has others attached is attached to nobody.
fn attach(tx: &Transaction<'_>, kept: &Member, duplicate: &Member) -> Result<()> {
    if kept.id_parent == Some(duplicate.id) {
        tx.execute("UPDATE users SET id_parent = NULL WHERE id = ?1", [kept.id])?;
        return Ok(());
    }
    if kept.id_parent.is_some() && duplicate.is_parent {
        return Err(Error::Conflict(msg!("merge-attached", id = kept.id, other = duplicate.id)));
    }
    Ok(())
}

/// Gives the kept record what it lacks and the other one has, but the number.
fn fill_from(
    tx: &Transaction<'_>,
    layout: &Layout,
    notes: &mut Notes,
    keeper: i64,
    duplicate: &Member,
    audit: &AuditLog<'_>,
) -> Result<()> {
    let current = Member::get(tx, layout, keeper)?;
    let number = layout.fields.number().id;
    let mut filled: Vec<(usize, Value)> = Vec::new();
    for (at, field) in layout.fields.iter().enumerate() {
        // A box that is not ticked says no: somebody may have unticked it.
        let lacks = match &current.values[at] {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        let new = &duplicate.values[at];
        if lacks && *new != Value::Null && field.id != number && values::is_writable(field) {
            notes
                .filled
                .insert(field.name.to_string(), (stored_value::json(&current.values[at]), stored_value::json(new)));
            filled.push((at, new.clone()));
        }
    }
    store::update(tx, layout, &Draft::of_change(current, Given { values: filled, parent: None }), audit)?;
    Ok(())
}
