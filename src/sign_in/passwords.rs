//! Choosing a password: knowing the old one, or with a link that was sent (people.md 6.1, 6.4).

use rusqlite::{Connection, Transaction};

use super::{Visit, letters};
use crate::audit::{AuditLog, SignInEvent};
use crate::auth::sessions::{Challenge, Kind, Purpose, SessionSecret};
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::members::passwords::{self, HashedPassword};
use crate::msg;

/// Links that a member is sent within [`LINKS_SECONDS`]: whoever knows a login must not fill its member's mailbox.
const LINKS_MAX: i64 = 2;
const LINKS_SECONDS: i64 = 15 * 60;

/// The record as it is now, if it is still the one whose password was verified.
///
/// # Errors
///
/// [`Error::Forbidden`] if it is not.
pub(super) fn require_current(conn: &Connection, layout: &Layout, verified: &LoginRecord) -> Result<LoginRecord> {
    let now = login::get(conn, layout, verified.id)?;
    now.filter(|now| now.fingerprint() == verified.fingerprint()).ok_or_else(|| Error::Forbidden(msg!("auth-wrong")))
}

/// Gives a member another password. The session that asked goes on; every other one, remembered browsers and links end. The
/// member is told by mail in the language of `notice`, which is `None` where no mail goes out.
///
/// # Errors
///
/// [`Error::Forbidden`] if the record changed meanwhile.
pub fn change_password(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    new: &HashedPassword,
    session: i64,
    notice: Option<Language>,
    visit: &Visit,
) -> Result<()> {
    let member = require_current(tx, layout, verified)?;
    set(tx, layout, &member, new, Some(session), notice, visit)
}

fn set(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: &LoginRecord,
    new: &HashedPassword,
    kept_session: Option<i64>,
    notice: Option<Language>,
    visit: &Visit,
) -> Result<()> {
    let trace = visit.trace(member.id, &member.login);
    passwords::set(tx, &layout.fields, member.id, new, kept_session, &AuditLog::open(tx, &trace)?)?;
    notice.map_or(Ok(()), |language| letters::password_changed(tx, member, language, visit))
}

/// Makes the link of a member who lost the password: `None` if there is nobody to send it to, of which the caller says
/// nothing.
pub fn recover(
    tx: &Transaction<'_>,
    layout: &Layout,
    login: &str,
    visit: &Visit,
) -> Result<Option<(LoginRecord, SessionSecret)>> {
    let member = login::find(tx, layout, login)?;
    let trace = visit.trace(0, "");
    let audit = AuditLog::open(tx, &trace)?;
    let id = member.as_ref().map(|member| member.id);
    audit.sign_in(id, SignInEvent::RecoveryAsked, visit.user_agent.as_deref())?;
    let Some(member) = member.filter(|m| m.may_connect && m.email.is_some() && !m.wants_encryption) else {
        return Ok(None);
    };
    let (now, given) = (visit.seconds(), (Kind::Browser, false));
    if Challenge::count_since(tx, member.id, Purpose::Password, now - LINKS_SECONDS)? >= LINKS_MAX {
        return Ok(None);
    }
    let secret = Challenge::give(tx, member.id, Purpose::Password, &member.link_fingerprint(), given, now)?;
    Ok(Some((member, secret)))
}

/// Whether a link can be used: looked up before a password is hashed for it.
pub fn is_link_good(conn: &Connection, layout: &Layout, secret: &str, visit: &Visit) -> Result<bool> {
    Ok(of_link(conn, layout, secret, visit)?.is_some())
}

fn of_link(
    conn: &Connection,
    layout: &Layout,
    secret: &str,
    visit: &Visit,
) -> Result<Option<(Challenge, LoginRecord)>> {
    let Some(challenge) = Challenge::find(conn, secret, Purpose::Password, visit.seconds())? else { return Ok(None) };
    let member = login::get(conn, layout, challenge.member)?
        .filter(|member| member.may_connect && challenge.holds(&member.link_fingerprint()));
    Ok(member.map(|member| (challenge, member)))
}

/// Gives the member of a link another password; the link works once. `false` if it is over. The second factor stays, and
/// signing in is another step. `notice` as for [`change_password`].
pub fn reset_password(
    tx: &Transaction<'_>,
    layout: &Layout,
    secret: &str,
    new: &HashedPassword,
    notice: Option<Language>,
    visit: &Visit,
) -> Result<bool> {
    let Some((challenge, member)) = of_link(tx, layout, secret, visit)? else { return Ok(false) };
    set(tx, layout, &member, new, None, notice, visit)?;
    challenge.end(tx)?;
    Ok(true)
}
