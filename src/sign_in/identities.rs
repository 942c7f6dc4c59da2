//! Signing in with an account at an identity provider. A member links it while signed in, or an administrator does; an e-mail
//! address that happens to be the same never does (OpenID Connect Core 1.0, 5.7).

use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::enter::{self, Outcome};
use super::{Visit, refused};
use crate::audit::{Action, AuditLog, Entity};
use crate::auth::identities::{self, Bearer, Shown};
use crate::auth::sessions;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::msg;
use crate::openid::Identity;

/// What became of a member whom the provider signed in.
pub enum Vouched {
    /// As after the right password.
    For(Outcome),
    /// The identity is nobody's.
    Unknown,
    /// Its member's category may not sign in.
    MayNotConnect,
}

fn bearer(member: &LoginRecord) -> Bearer<'_> {
    Bearer { member: member.id, login: &member.login, name: &member.name }
}

/// Lets the member of an identity in, for which the provider vouches in place of a password. A second factor that was set up
/// here is asked for all the same, unless the provider is trusted with it.
pub fn enter_by_identity(
    tx: &Transaction<'_>,
    layout: &Layout,
    identity: &Identity,
    is_factor_trusted: bool,
    visit: &Visit,
) -> Result<Vouched> {
    let bound = identities::find(tx, identity)?;
    let member = match &bound {
        Some(bound) => login::get(tx, layout, bound.member)?.filter(|member| bound.holds(&bearer(member))),
        None => None,
    };
    let (Some(bound), Some(member)) = (bound, member) else {
        refused(tx, None, visit)?;
        return Ok(Vouched::Unknown);
    };
    if !member.may_connect {
        refused(tx, Some(member.id), visit)?;
        return Ok(Vouched::MayNotConnect);
    }
    bound.used(tx, &bearer(&member), visit.seconds())?;
    enter::vouched(tx, layout, &member, is_factor_trusted, visit).map(Vouched::For)
}

/// Binds an identity to a member, and gives its number. One that is theirs already stays as it is.
///
/// # Errors
///
/// [`Error::Conflict`] if it is another member's, [`Error::NotFound`] for a member that there is not.
pub fn link(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    identity: &Identity,
    audit: &AuditLog<'_>,
    now: i64,
) -> Result<i64> {
    let member = member_of(tx, layout, member)?;
    if let Some(bound) = identities::find(tx, identity)? {
        let owner = login::get(tx, layout, bound.member)?;
        match owner.filter(|owner| bound.holds(&bearer(owner))) {
            Some(owner) if owner.id != member.id => return Err(Error::Conflict(msg!("openid-taken"))),
            Some(_) => return Ok(bound.id()),
            // Whom it was bound to is no member any more.
            None => identities::release(tx, &bound)?,
        }
    }
    let id = identities::bind(tx, identity, &bearer(&member), now)?;
    record(audit, member.id)?;
    Ok(id)
}

/// The identities of a member.
///
/// # Errors
///
/// [`Error::NotFound`] for a member that there is not.
pub fn identities_of(conn: &Connection, layout: &Layout, member: i64) -> Result<Vec<Shown>> {
    identities::of_member(conn, &bearer(&member_of(conn, layout, member)?))
}

/// Takes an identity away from a member. Every session but the one that is kept ends, since it may have opened them.
///
/// # Errors
///
/// [`Error::NotFound`] if the member has none of that number.
pub fn unlink(
    tx: &Transaction<'_>,
    member: i64,
    id: i64,
    kept_session: Option<i64>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    identities::remove(tx, member, id)?;
    sessions::end_all(tx, member, kept_session)?;
    record(audit, member)
}

/// Who has which account elsewhere is not for the history: it says that something changed.
fn record(audit: &AuditLog<'_>, member: i64) -> Result<()> {
    let changes = json!({"identity": {"changed": true}}).to_string();
    audit.record_history_only(Entity::Member, member, Action::Changed, &changes)
}

fn member_of(conn: &Connection, layout: &Layout, id: i64) -> Result<LoginRecord> {
    login::get(conn, layout, id)?.ok_or_else(|| crate::members::record::unknown(id))
}
