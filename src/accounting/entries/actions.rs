//! What clients ask of entries: to create one, change one, delete one. Each is done wholly or not at all.

use rusqlite::Transaction;
use serde_json::{Map, Value as Json, json};

use super::record::Entry;
use super::request::Given;
use super::{edit, store};
use crate::accounting::seal;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::members::values::DateContext;
use crate::msg;

/// Creates an entry from the parameters of a request and gives its number.
///
/// # Errors
///
/// [`Error::Invalid`] with what is missing, cannot be read or breaks a rule.
pub fn create(
    tx: &Transaction<'_>,
    params: &Map<String, Json>,
    context: &DateContext,
    trace: &AuditContext,
) -> Result<i64> {
    let given = Given::from_params(params, context)?;
    let audit = AuditLog::open(tx, trace)?;
    let id = store::create(tx, edit::new_entry(tx, &given, context)?, &audit)?;
    given.links.apply(tx, id, &audit)?;
    Ok(id)
}

/// Changes an entry, only in what the parameters name, and gives what it was before.
///
/// # Errors
///
/// As for [`create`], and [`Error::NotFound`].
pub fn change(
    tx: &Transaction<'_>,
    id: i64,
    params: &Map<String, Json>,
    context: &DateContext,
    trace: &AuditContext,
) -> Result<Entry> {
    let before = Entry::get(tx, id)?;
    let given = Given::from_params(params, context)?;
    let audit = AuditLog::open(tx, trace)?;
    store::save(tx, Some(&before), edit::changed_entry(tx, &before, &given, context)?, &audit)?;
    given.links.apply(tx, id, &audit)?;
    Ok(before)
}

/// Deletes an entry.
///
/// # Errors
///
/// As for [`store::delete`], and [`Error::NotFound`].
pub fn delete(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    store::delete(tx, &Entry::get(tx, id)?, &AuditLog::open(tx, trace)?)
}

/// Seals an entry, whatever becomes of its year: a seal changes nothing of what it covers.
///
/// # Errors
///
/// [`Error::NotFound`], and [`Error::Conflict`] when it is sealed already.
pub fn seal(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    if Entry::get(tx, id)?.seal.is_some() {
        return Err(Error::Conflict(msg!("entry-sealed", entry = id)));
    }
    seal::seal(tx, id)?;
    let hash = Entry::get(tx, id)?.seal.map(|seal| seal.hash);
    let changes = json!({"hash": {"old": null, "new": hash}}).to_string();
    AuditLog::open(tx, trace)?.record(Entity::Entry, id, Action::Changed, &changes)
}
