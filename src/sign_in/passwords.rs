//! Choosing a password: knowing the old one, or with a link that was sent (people.md 6.1, 6.4).

use rusqlite::{Connection, Transaction};

use super::Visit;
use crate::audit::{AuditLog, SignInEvent};
use crate::auth::password;
use crate::auth::sessions::{self, Challenge, Kind, Purpose, SessionSecret};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::msg;

/// A password that is fit to be one, with its hash.
pub struct NewPassword {
    text: String,
    hash: String,
}

impl NewPassword {
    /// Reads what was typed and hashes it, which takes tens of milliseconds.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a length that is not accepted.
    pub fn parse(typed: &str) -> Result<Self> {
        let text: String = typed.trim().chars().filter(|c| *c != '\0').collect();
        let hash = password::hash_for_member(&text)?;
        Ok(NewPassword { text, hash })
    }

    fn require_unknown(&self, conn: &Connection) -> Result<()> {
        if password::is_known_leaked(conn, &self.text)? {
            return Err(Error::invalid_field("password", msg!("member-password-leaked")));
        }
        Ok(())
    }
}

/// The record as it is now, if it is still the one whose password was verified.
///
/// # Errors
///
/// [`Error::Forbidden`] if it is not.
pub(super) fn require_current(conn: &Connection, layout: &Layout, verified: &LoginRecord) -> Result<LoginRecord> {
    let now = login::get(conn, layout, verified.id)?;
    now.filter(|now| now.fingerprint() == verified.fingerprint()).ok_or_else(|| Error::Forbidden(msg!("auth-wrong")))
}

/// Gives a member another password. The session that asked goes on; every other one, remembered browsers and links end.
///
/// # Errors
///
/// [`Error::Invalid`] for a password that is known to be leaked, [`Error::Forbidden`] if the record changed meanwhile.
pub fn change_password(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    new: &NewPassword,
    session: Option<i64>,
    visit: &Visit,
) -> Result<LoginRecord> {
    let member = require_current(tx, layout, verified)?;
    choose_password(tx, layout, &member, new, session, visit)
}

/// Writes a password that was chosen.
///
/// # Errors
///
/// [`Error::Invalid`] for one that is known to be leaked.
pub fn choose_password(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: &LoginRecord,
    new: &NewPassword,
    session: Option<i64>,
    visit: &Visit,
) -> Result<LoginRecord> {
    new.require_unknown(tx)?;
    let trace = visit.trace(member.id, &member.login);
    let audit = AuditLog::open(tx, &trace)?;
    login::set_password(tx, &layout.fields, member.id, Some(&new.hash), &audit)?;
    sessions::end_all(tx, member.id, session)?;
    let now = login::get(tx, layout, member.id)?.unwrap_or_else(|| member.clone());
    if let Some(session) = session {
        sessions::keep(tx, session, &now.fingerprint())?;
    }
    Ok(now)
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
    let given = (Kind::Browser, false);
    let secret = Challenge::give(tx, member.id, Purpose::Password, &member.fingerprint(), given, visit.seconds())?;
    Ok(Some((member, secret)))
}

/// Gives the member of a link another password; the link works once. `None` if it is over. The second factor stays, and
/// signing in is another step.
///
/// # Errors
///
/// [`Error::Invalid`] for a password that is known to be leaked.
pub fn reset_password(
    tx: &Transaction<'_>,
    layout: &Layout,
    secret: &str,
    new: &NewPassword,
    visit: &Visit,
) -> Result<Option<LoginRecord>> {
    let Some(challenge) = Challenge::find(tx, secret, Purpose::Password, visit.seconds())? else { return Ok(None) };
    let Some(member) = login::get(tx, layout, challenge.member)?
        .filter(|member| member.may_connect && challenge.holds(&member.fingerprint()))
    else {
        return Ok(None);
    };
    let member = choose_password(tx, layout, &member, new, None, visit)?;
    challenge.end(tx)?;
    Ok(Some(member))
}
