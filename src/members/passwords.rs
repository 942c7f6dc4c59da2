//! A member's password and second factor: set by the member, removed by whoever administers, set on the machine itself
//! (people.md 5 "Passwords of others", 6.1).

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::fields::Fields;
use super::layout::Layout;
use super::record::{Member, unknown};
use crate::audit::{Action, AuditLog, Entity};
use crate::auth::recovery_codes::RecoveryCodes;
use crate::auth::{one_time_code, password, sessions};
use crate::error::{Error, Result};
use crate::msg;

/// The password as it is to be hashed: without blanks around it and without NUL, of an accepted length, and not known to
/// be leaked.
///
/// # Errors
///
/// [`Error::Invalid`] otherwise.
pub fn accepted(conn: &Connection, given: &str) -> Result<String> {
    let password = given.replace('\0', "").trim().to_owned();
    password::require_member_length(&password)?;
    if password::is_known_leaked(conn, &password)? {
        return Err(Error::invalid_field("password", msg!("member-password-leaked")));
    }
    Ok(password)
}

/// A password that was accepted.
pub struct AcceptedPassword(String);

impl AcceptedPassword {
    /// # Errors
    ///
    /// As for [`accepted`]; [`Error::Invalid`] when the second typing differs.
    pub fn new(conn: &Connection, given: &str, again: Option<&str>) -> Result<Self> {
        let password = accepted(conn, given)?;
        if again.is_some_and(|again| again.trim() != given.trim()) {
            return Err(Error::invalid_field("password", msg!("password-differs")));
        }
        Ok(AcceptedPassword(password))
    }

    /// Hashing takes tens of milliseconds: do it before the transaction that stores it.
    pub fn hashed(&self) -> Result<HashedPassword> {
        Ok(HashedPassword(password::hash_for_member(&self.0)?))
    }
}

/// A password that was accepted, hashed.
pub struct HashedPassword(String);

impl HashedPassword {
    /// # Errors
    ///
    /// As for [`AcceptedPassword::new`].
    pub fn new(conn: &Connection, given: &str, again: Option<&str>) -> Result<Self> {
        AcceptedPassword::new(conn, given, again)?.hashed()
    }
}

/// The hash of a member's password; `None` without one.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn stored_hash(conn: &Connection, fields: &Fields, id: i64) -> Result<Option<String>> {
    let sql = format!("SELECT {} FROM users WHERE id = ?1", fields.password().name.quoted());
    let found: Option<Option<String>> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
    found.ok_or_else(|| unknown(id))
}

/// Refuses a wrong current password, which a member must give to set another one. Takes tens of milliseconds.
///
/// # Errors
///
/// [`Error::Invalid`]; [`Error::NotFound`].
pub fn require_current(conn: &Connection, fields: &Fields, id: i64, current: &str) -> Result<()> {
    let hash = stored_hash(conn, fields, id)?;
    if hash.is_some_and(|hash| password::verify(current.trim(), &hash)) {
        return Ok(());
    }
    Err(Error::invalid_field("current_password", msg!("password-current-wrong")))
}

/// Gives a member a password. Every session but the one that is kept ends, and browsers that stay signed in have to sign in
/// again.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn set(
    tx: &Transaction<'_>,
    fields: &Fields,
    id: i64,
    hashed: &HashedPassword,
    kept_session: Option<i64>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    store(tx, fields, id, Some(&hashed.0), audit)?;
    sessions::credentials_changed(tx, id, kept_session)?;
    record(audit, id, &["password"])?;
    audit.password_changed(id)
}

/// Takes the password of a member away, and with it the second factor and every session; the member gets another one as new
/// members do.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn remove(tx: &Transaction<'_>, layout: &Layout, id: i64, audit: &AuditLog<'_>) -> Result<()> {
    let member = Member::get(tx, layout, id)?;
    if !member.has_password && !member.has_otp {
        return Ok(());
    }
    store(tx, &layout.fields, id, None, audit)?;
    store_factor(tx, id, None, audit)?;
    sessions::credentials_changed(tx, id, None)?;
    let mut removed = vec!["password"];
    if member.has_otp {
        removed.push("otp_secret");
    }
    record(audit, id, &removed)?;
    if member.has_otp { audit.factor_switched(id, false) } else { Ok(()) }
}

/// Gives a member a second factor with its recovery codes. Every session but the one that is kept ends.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn set_factor(
    tx: &Transaction<'_>,
    id: i64,
    (secret, codes): (&str, &RecoveryCodes),
    kept_session: Option<i64>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    store_factor(tx, id, Some((secret, codes)), audit)?;
    sessions::credentials_changed(tx, id, kept_session)?;
    record(audit, id, &["otp_secret"])?;
    audit.factor_switched(id, true)
}

/// Takes the second factor of a member away, with its recovery codes. Every session but the one that is kept ends.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn remove_factor(
    tx: &Transaction<'_>,
    layout: &Layout,
    id: i64,
    kept_session: Option<i64>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    if !Member::get(tx, layout, id)?.has_otp {
        return Ok(());
    }
    store_factor(tx, id, None, audit)?;
    sessions::credentials_changed(tx, id, kept_session)?;
    record(audit, id, &["otp_secret"])?;
    audit.factor_switched(id, false)
}

/// Replaces the recovery codes of a member, or what is left of them.
pub fn set_recovery_codes(tx: &Transaction<'_>, id: i64, codes: &RecoveryCodes) -> Result<()> {
    let sql = "UPDATE users SET otp_recovery_codes = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute((id, codes.stored()))?;
    Ok(())
}

/// Takes the public key of a member away.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn remove_pgp_key(tx: &Transaction<'_>, layout: &Layout, id: i64, audit: &AuditLog<'_>) -> Result<()> {
    if !Member::get(tx, layout, id)?.has_pgp_key {
        return Ok(());
    }
    tx.prepare_cached("UPDATE users SET pgp_key = NULL WHERE id = ?1")?.execute([id])?;
    touch(tx, id, audit)?;
    record(audit, id, &["pgp_key"])
}

fn store(tx: &Transaction<'_>, fields: &Fields, id: i64, hash: Option<&str>, audit: &AuditLog<'_>) -> Result<()> {
    let column = fields.password().name.quoted();
    let sql = format!("UPDATE users SET {column} = ?2, date_updated = ?3 WHERE id = ?1");
    if tx.prepare_cached(&sql)?.execute((id, hash, audit.moment()))? == 0 {
        return Err(unknown(id));
    }
    Ok(())
}

fn store_factor(
    tx: &Transaction<'_>,
    id: i64,
    factor: Option<(&str, &RecoveryCodes)>,
    audit: &AuditLog<'_>,
) -> Result<()> {
    let (secret, codes) = factor.map(|(secret, codes)| (secret, codes.stored())).unzip();
    let sql = "UPDATE users SET otp_secret = ?2, otp_recovery_codes = ?3, date_updated = ?4 WHERE id = ?1";
    if tx.prepare_cached(sql)?.execute((id, secret, codes, audit.moment()))? == 0 {
        return Err(unknown(id));
    }
    // Codes of another secret have been used, not of this one.
    one_time_code::forget_periods(tx, id)
}

fn touch(tx: &Transaction<'_>, id: i64, audit: &AuditLog<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE users SET date_updated = ?2 WHERE id = ?1")?.execute((id, audit.moment()))?;
    Ok(())
}

/// Secrets are never in the history: it says that they changed.
fn record(audit: &AuditLog<'_>, id: i64, names: &[&str]) -> Result<()> {
    let changes = names.iter().map(|name| ((*name).to_owned(), serde_json::json!({"changed": true})));
    let changes = serde_json::Value::Object(changes.collect());
    audit.record(Entity::Member, id, Action::Changed, &changes.to_string())
}

/// The member that a person names by number or login, whatever the case of the login.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn find(conn: &Connection, fields: &Fields, name: &str) -> Result<i64> {
    let (number, login) = (fields.number().name.quoted(), fields.login().name.quoted());
    let sql = format!(
        "SELECT id FROM users WHERE CAST({number} AS TEXT) = ?1 OR {login} = ?1 COLLATE NOCASE
         ORDER BY CAST({number} AS TEXT) = ?1 DESC LIMIT 1"
    );
    let found = conn.prepare_cached(&sql)?.query_row([name.trim()], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Error::NotFound(msg!("member-name-unknown", name = name)))
}
