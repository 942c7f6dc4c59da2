//! The requests about members: create one, change one, delete one. The order of the checks is Paheko's (members.md 5 and
//! 6; members/new-refusals).

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::checks::{self, Rights};
use super::draft::Draft;
use super::given::{Given, refusal};
use super::layout::Layout;
use super::record::{Member, unknown};
use super::store;
use super::values::DateContext;
use crate::audit::{AuditContext, AuditLog};
use crate::auth::{Level, password};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

/// How far whoever asks may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorRights {
    pub level: Level,
    /// The server's own user, who alone may make members that manage the settings.
    pub is_system: bool,
}

/// A request to create or change a member.
#[derive(Debug)]
pub struct Request {
    pub params: Params,
    pub context: DateContext,
    pub actor: ActorRights,
    pub trace: AuditContext,
}

/// Creates a member from the parameters of a request and gives its id.
///
/// # Errors
///
/// [`Error::Invalid`] with the fields that cannot be read or hold something wrong, [`Error::Conflict`] for a name that a
/// member has already, [`Error::Forbidden`] for a category out of actor.
pub fn create(tx: &Transaction<'_>, layout: &Layout, request: &Request) -> Result<i64> {
    let given = Given::from_params(&layout.fields, &request.params, &request.context)?;
    let mut draft = Draft::of_new(layout, 0, given);
    if draft.needs_number(&layout.fields) {
        draft.set_number(&layout.fields, checks::next_number(tx, &layout.fields)?);
    }
    if !request.params.flag("force_duplicate")? {
        checks::refuse_duplicate(tx, layout, &draft)?;
    }
    draft.member.id_category = category(tx, request)?;
    let password = new_password(tx, &request.params.get("password"))?;
    require_sound(tx, layout, &mut draft)?;
    let hash = password.map(|password| password::hash_for_member(&password)).transpose()?;
    store::insert(tx, layout, &draft, hash.as_deref(), &AuditLog::open(tx, &request.trace)?)
}

/// Changes a member; does nothing when no given value differs from what is stored.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`] for an administrator out of reach, [`Error::Invalid`] as for [`create`].
pub fn change(tx: &Transaction<'_>, layout: &Layout, id: i64, request: &Request) -> Result<()> {
    require_rights(tx, id, request.actor)?;
    let current = Member::get(tx, layout, id)?;
    let given = Given::from_params(&layout.fields, &request.params, &request.context)?;
    let mut draft = Draft::of_change(current, given);
    if draft.needs_number(&layout.fields) {
        draft.set_number(&layout.fields, checks::next_number(tx, &layout.fields)?);
    }
    let parent_errors = if draft.parent.is_some() { checks::attach(tx, &mut draft, &layout.fields)? } else { None };
    if let Some(error) = refusal(parent_errors.into_iter().collect()) {
        return Err(error);
    }
    if draft.changed(layout).is_empty() && !draft.changes_parent() {
        return Ok(());
    }
    require_sound(tx, layout, &mut draft)?;
    store::update(tx, layout, &draft, &AuditLog::open(tx, &request.trace)?)?;
    Ok(())
}

/// Deletes a member, its files and all that depends on it.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`] for an administrator out of actor.
pub fn delete(tx: &Transaction<'_>, id: i64, actor: ActorRights, trace: &AuditContext) -> Result<()> {
    require_rights(tx, id, actor)?;
    store::delete(tx, id, &AuditLog::open(tx, trace)?)
}

fn require_sound(tx: &Transaction<'_>, layout: &Layout, draft: &mut Draft) -> Result<()> {
    let mut wrong = draft.errors(&layout.fields);
    wrong.extend(checks::conflicts(tx, layout, draft)?);
    refusal(wrong).map_or(Ok(()), Err)
}

/// Members who manage the settings are out of every key's reach; those who manage members, of all but the highest's.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn require_rights(conn: &Connection, id: i64, actor: ActorRights) -> Result<()> {
    let rights = Rights::of_member(conn, id)?.ok_or_else(|| unknown(id))?;
    let out_of_reach = rights.is_configuring() || (rights.is_managing() && actor.level < Level::Admin);
    if out_of_reach { Err(Error::Forbidden(msg!("member-administrator"))) } else { Ok(()) }
}

/// The category of a new member: the given one, or the default. A word is an unknown category
/// (members/new-refusals: category that is not a number).
fn category(conn: &Connection, request: &Request) -> Result<i64> {
    let unknown = || Error::Forbidden(msg!("member-category-unknown"));
    let given = request.params.get("id_category");
    let id = match given.raw() {
        Err(error) => return Err(error),
        Ok(_) => given.id_or_none().map_err(|_| unknown())?,
    };
    let id = match id {
        Some(id) => id,
        None => conn
            .query_row("SELECT CAST(value AS INTEGER) FROM config WHERE key = 'default_category'", [], |row| row.get(0))
            .optional()?
            .unwrap_or(0),
    };
    let rights = Rights::of_category(conn, id)?.ok_or_else(unknown)?;
    let actor = request.actor;
    if rights.is_configuring() && !actor.is_system || rights.is_managing() && actor.level < Level::Admin {
        return Err(Error::Forbidden(msg!("member-category-out-of-reach")));
    }
    Ok(id)
}

/// The password of a new member, trimmed; `None` when it is absent or null. A blank one is too short (fields.md 5.9).
fn new_password(conn: &Connection, given: &Param<'_>) -> Result<Option<String>> {
    let Some(password) = given.raw()? else { return Ok(None) };
    let password = password.trim().to_owned();
    password::require_member_length(&password)?;
    if password::is_known_leaked(conn, &password)? {
        return Err(Error::invalid_field("password", msg!("member-password-leaked")));
    }
    Ok(Some(password))
}
