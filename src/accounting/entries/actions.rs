//! The requests about entries: create one, change one, delete one, seal one. Each is done as a whole or not at all.

use rusqlite::Transaction;
use serde_json::json;

pub use super::lines::cut_amounts;
use super::record::Entry;
use super::request::Given;
use super::{edit, lines, store};
use crate::accounting::seal;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{DateContext, Params};

/// Creates an entry from the parameters of a request and returns its number.
///
/// # Errors
///
/// [`Error::Invalid`] with what is missing, cannot be read or breaks a rule.
pub fn create(tx: &Transaction<'_>, params: &Params, context: &DateContext, trace: &AuditContext) -> Result<i64> {
    let given = Given::from_params(params, context)?;
    let audit = AuditLog::open(tx, trace)?;
    let created = edit::new_entry(tx, &given, context).and_then(|entry| store::create(tx, entry, &audit));
    let id = created.map_err(|error| lines::in_words_of_request(error, params))?;
    given.links.apply(tx, id, &audit)?;
    Ok(id)
}

/// Changes the values of an entry that the parameters name, and returns the entry as it was.
///
/// # Errors
///
/// As for [`create`], and [`Error::NotFound`].
pub fn change(
    tx: &Transaction<'_>,
    id: i64,
    params: &Params,
    context: &DateContext,
    trace: &AuditContext,
) -> Result<Entry> {
    let before = Entry::get(tx, id)?;
    let given = Given::from_params(params, context)?;
    let audit = AuditLog::open(tx, trace)?;
    edit::changed_entry(tx, &before, &given, context)
        .and_then(|entry| store::save(tx, Some(&before), entry, &audit))
        .map_err(|error| lines::in_words_of_request(error, params))?;
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

/// Seals an entry, also in a closed year: a seal changes none of the values that it covers.
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
