//! What clients ask for: create a member, change one, delete one. The order of the checks is what they know (members.md 5
//! and 6).

use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value as Json};

use super::checks::{self, Rights};
use super::draft::Draft;
use super::given::{Given, refusal};
use super::layout::Layout;
use super::record::{Member, unknown};
use super::store;
use super::values::DateContext;
use crate::association::Settings;
use crate::audit::{AuditContext, AuditLog};
use crate::auth::{Level, password};
use crate::error::{Error, Result};
use crate::msg;

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
    pub params: Map<String, Json>,
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
    if !is_set(request.params.get("force_duplicate")) {
        checks::refuse_duplicate(tx, layout, &draft)?;
    }
    draft.member.id_category = category(tx, request)?;
    let password = new_password(tx, request.params.get("password"))?;
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

/// The category of a new member: the given one, or the default.
fn category(conn: &Connection, request: &Request) -> Result<i64> {
    let id = match request.params.get("id_category") {
        None | Some(Json::Null | Json::Bool(false)) => None,
        Some(Json::String(text)) if matches!(text.trim(), "" | "0") => None,
        Some(Json::String(text)) => Some(text.trim().parse().unwrap_or(0)),
        Some(Json::Number(number)) => Some(number.as_i64().unwrap_or(0)).filter(|id| *id != 0),
        Some(Json::Bool(true)) => Some(1),
        Some(Json::Array(_) | Json::Object(_)) => {
            return Err(Error::invalid_field("id_category", msg!("param-not-scalar", name = "id_category")));
        }
    };
    let id = match id {
        Some(id) => id,
        None => Settings::read(conn)?.default_category.unwrap_or(0),
    };
    let Some(rights) = Rights::of_category(conn, id)? else {
        return Err(Error::Forbidden(msg!("member-category-unknown")));
    };
    let actor = request.actor;
    if rights.is_configuring() && !actor.is_system || rights.is_managing() && actor.level < Level::Admin {
        return Err(Error::Forbidden(msg!("member-category-out-of-reach")));
    }
    Ok(id)
}

/// The password of a new member, trimmed; `None` when none was given.
fn new_password(conn: &Connection, given: Option<&Json>) -> Result<Option<String>> {
    let password = match given {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::String(text)) => text.trim().to_owned(),
        Some(Json::Number(number)) => number.to_string(),
        Some(_) => return Err(Error::invalid_field("password", msg!("param-not-scalar", name = "password"))),
    };
    password::require_member_length(&password)?;
    if password::is_known_leaked(conn, &password)? {
        return Err(Error::invalid_field("password", msg!("member-password-leaked")));
    }
    Ok(Some(password))
}

/// Whether a switch was given a value that is not nothing.
fn is_set(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null | Json::Bool(false)) => false,
        Some(Json::String(text)) => !matches!(text.as_str(), "" | "0"),
        Some(Json::Number(number)) => number.as_f64() != Some(0.0),
        Some(Json::Array(list)) => !list.is_empty(),
        Some(_) => true,
    }
}
