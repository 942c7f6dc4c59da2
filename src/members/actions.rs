//! The requests about members: create one, change one, delete one. The order of the checks is Paheko's (members.md 5 and
//! 6; members/new-refusals).

use rusqlite::{Connection, Transaction};
use serde_json::Value as Json;

use super::categories::may_choose;
use super::checks;
use super::draft::Draft;
use super::field_access::FieldAccess;
use super::fields::Fields;
use super::given::{Given, refusal, unread};
use super::layout::Layout;
use super::passwords;
use super::record::{Member, Shown, unknown};
use super::store;
use crate::association::Settings;
use crate::audit::{self, Actor, AuditContext, AuditLog};
use crate::auth::{Level, Principal, Rights, Section, password};
use crate::error::{Error, FieldError, Result};
use crate::imports::{ImportKind, history};
use crate::params::{DateContext, Param, Params};
use crate::{idempotency, msg};

/// A request to create or change a member.
#[derive(Debug)]
pub struct Request {
    pub params: Params,
    pub context: DateContext,
    pub principal: Principal,
    pub trace: AuditContext,
}

/// Creates a member from the parameters of a request and gives its id.
///
/// # Errors
///
/// [`Error::Invalid`] with the fields that cannot be read or hold something wrong, [`Error::Conflict`] for a name that a
/// member has already, [`Error::Forbidden`] for a category out of reach.
pub fn create(tx: &Transaction<'_>, layout: &Layout, request: &Request) -> Result<i64> {
    let access = FieldAccess::of(&request.principal);
    let given = Given::from_params(&layout.fields, access, &request.params, &request.context)?;
    let mut draft = Draft::of_new(layout, 0, given);
    if draft.needs_number(&layout.fields) {
        draft.set_number(&layout.fields, checks::next_number(tx, &layout.fields)?);
    }
    if !request.params.flag("force_duplicate")? {
        checks::refuse_duplicate(tx, layout, &draft)?;
    }
    draft.member.id_category = category(tx, request)?;
    let password = new_password(tx, &request.params.get("password"))?;
    require_sound(tx, layout, access, &mut draft)?;
    let hash = password.map(|password| password::hash_for_member(&password)).transpose()?;
    store::insert(tx, layout, &draft, hash.as_deref(), &AuditLog::open(tx, &request.trace)?)
}

/// Changes a member; does nothing when no given value differs from what is stored.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`] for an administrator out of reach, [`Error::Invalid`] as for [`create`].
pub fn change(tx: &Transaction<'_>, layout: &Layout, id: i64, request: &Request) -> Result<()> {
    require_reach(tx, id, &request.principal)?;
    change_seen(tx, layout, id, FieldAccess::of(&request.principal), request)
}

/// Changes the own record of a member, in the fields that are theirs to change.
///
/// # Errors
///
/// [`Error::Invalid`] as for [`create`], and with every parameter that is none of those fields, unless it says what is
/// stored anyway.
pub fn change_own(tx: &Transaction<'_>, layout: &Layout, id: i64, request: &Request) -> Result<()> {
    let own = Layout::read_own(tx)?;
    let stored = Member::get(tx, &own, id)?;
    let ignored = unread(&layout.fields, FieldAccess::Oneself, &request.params);
    let without_effect = Shown::new(tx, &own, &stored)?.without_effect(ignored)?;
    let refused = |name: &str| FieldError { field: name.to_owned(), message: msg!("me-not-yours", name = name) };
    if let Some(error) = refusal(without_effect.into_iter().map(refused).collect()) {
        return Err(error);
    }
    change_seen(tx, layout, id, FieldAccess::Oneself, request)
}

/// `layout` has every field, since the whole record is checked and written; `access` says which ones are given.
fn change_seen(tx: &Transaction<'_>, layout: &Layout, id: i64, access: FieldAccess, request: &Request) -> Result<()> {
    let current = Member::get(tx, layout, id)?;
    let given = Given::from_params(&layout.fields, access, &request.params, &request.context)?;
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
    require_sound(tx, layout, access, &mut draft)?;
    store::update(tx, layout, &draft, &AuditLog::open(tx, &request.trace)?)?;
    Ok(())
}

/// The parameters of a request to create a member that have no effect, with their values.
pub fn ignored_by_create<'p>(fields: &Fields, principal: &Principal, params: &'p Params) -> Vec<(&'p str, &'p Json)> {
    let used = ["id_category", "password", "force_duplicate"];
    unread(fields, FieldAccess::of(principal), params).into_iter().filter(|(name, _)| !used.contains(name)).collect()
}

/// The parameters of a request to change a member that have no effect: its category and its password, for example, are
/// changed elsewhere.
pub fn ignored_by_change<'p>(fields: &Fields, principal: &Principal, params: &'p Params) -> Vec<(&'p str, &'p Json)> {
    unread(fields, FieldAccess::of(principal), params)
}

/// Deletes a member, its files and all that depends on it.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`] for an administrator out of reach, and for oneself.
pub fn delete(tx: &Transaction<'_>, id: i64, principal: &Principal, trace: &AuditContext) -> Result<()> {
    require_reach(tx, id, principal)?;
    if principal.actor.member() == Some(id) {
        return Err(Error::Forbidden(msg!("member-deletes-itself")));
    }
    idempotency::forget_answers(tx)?;
    audit::forget_member(tx, id)?;
    // A merge that the member was part of cannot be undone any more.
    history::forget_notes(tx, ImportKind::Merges, id)?;
    store::delete(tx, id, &AuditLog::open(tx, trace)?)
}

/// What is wrong in a field that whoever asks may not change is left for those who may, and not told.
fn require_sound(tx: &Transaction<'_>, layout: &Layout, access: FieldAccess, draft: &mut Draft) -> Result<()> {
    let mut wrong = draft.errors(&layout.fields, access);
    wrong.extend(checks::conflicts(tx, layout, draft)?);
    refusal(wrong).map_or(Ok(()), Err)
}

/// Refuses to change an administrator beyond the reach of a principal: a member who manages the settings can be changed
/// only by another such member, never by a key (members.md 6); a member who manages members, by a principal that
/// manages members or the settings (people.md 5).
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn require_reach(conn: &Connection, id: i64, principal: &Principal) -> Result<()> {
    let member = Rights::of_member(conn, id)?.ok_or_else(|| unknown(id))?;
    if reaches(principal, &member) { Ok(()) } else { Err(Error::Forbidden(msg!("member-administrator"))) }
}

fn reaches(principal: &Principal, member: &Rights) -> bool {
    let own = &principal.rights;
    if !own.may_stand_above(member) {
        return false;
    }
    let configures = own.reach(Section::Config, Level::Admin);
    if member.manage_settings() {
        return configures && principal.actor.member().is_some();
    }
    !member.manage_members() || configures || own.manage_members()
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
        None => Settings::read_default_category(conn)?.unwrap_or(0),
    };
    let rights = Rights::of_category(conn, id)?.ok_or_else(unknown)?;
    let principal = &request.principal;
    // Keys give what Paheko's give; members no more than they have themselves.
    let may_give = match principal.actor {
        Actor::System { .. } => true,
        Actor::Member { .. } => may_choose(principal, &rights),
        _ => {
            let reaches_managers = !rights.manage_members() || principal.rights.manage_members();
            !rights.manage_settings() && reaches_managers && principal.rights.may_stand_above(&rights)
        }
    };
    if !may_give {
        return Err(Error::Forbidden(msg!("member-category-out-of-reach")));
    }
    Ok(id)
}

/// The password of a new member, trimmed; `None` when it is absent or null. A blank one is too short (fields.md 5.9).
fn new_password(conn: &Connection, given: &Param<'_>) -> Result<Option<String>> {
    let Some(password) = given.raw()? else { return Ok(None) };
    passwords::accepted(conn, &password).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(users: i64, config: i64) -> Rights {
        let conn = crate::db::schema::in_memory().unwrap();
        let sql = "INSERT INTO users_categories (id, name, perm_users, perm_config) VALUES (1, 'C', ?1, ?2)";
        conn.execute(sql, [users, config]).unwrap();
        Rights::of_category(&conn, 1).unwrap().unwrap()
    }

    #[test]
    fn administrators_are_reached_by_their_like_only_and_those_of_the_settings_by_no_key() {
        let key =
            |level| Principal { actor: Actor::Key { id: 1, name: "k".to_owned() }, rights: Rights::of_key(level) };
        let member = |users, config| Principal {
            actor: Actor::Member { id: 2, name: "ada".to_owned() },
            rights: rights(users, config),
        };
        let (usual, of_members, of_settings) = (rights(1, 0), rights(9, 0), rights(2, 9));
        for (principal, expected) in [
            (key(Level::Write), [true, false, false]),
            (key(Level::Admin), [true, true, false]),
            (Principal::system("root"), [true, true, false]),
            (member(2, 0), [true, false, false]),
            (member(9, 0), [true, true, false]),
            (member(1, 9), [true, true, true]),
        ] {
            let reached = [usual, of_members, of_settings].map(|rights| reaches(&principal, &rights));
            assert_eq!(reached, expected, "{principal:?}");
        }
    }
}
