//! The second factor: codes of an application, codes by mail, recovery codes (people.md 1).

use rand::RngExt;
use rusqlite::Transaction;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::Visit;
use super::passwords::require_current;
use crate::audit::{AuditLog, SignInEvent};
use crate::auth::one_time_code::{self, OtpSecret};
use crate::auth::recovery_codes::RecoveryCodes;
use crate::auth::sessions::{self, Challenge, Purpose, hash_of};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::msg;

/// Digits of a code that is sent by mail.
const MAIL_CODE_DIGITS: u32 = 6;

/// Whether a second factor is right.
pub enum Factor {
    Right,
    Wrong,
}

/// Checks a code of the application, one that was sent by mail, or a recovery code, which is used up.
pub(super) fn check(
    tx: &Transaction<'_>,
    member: &LoginRecord,
    code: &str,
    mail_code_hash: Option<&str>,
    visit: &Visit,
) -> Result<Factor> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = member.otp_secret.as_deref().and_then(OtpSecret::read);
    if let Some(period) = secret.and_then(|secret| secret.period_of(&code, visit.seconds()))
        && one_time_code::use_period(tx, member.id, period)?
    {
        return Ok(Factor::Right);
    }
    if mail_code_hash.is_some_and(|hash| bool::from(hash.as_bytes().ct_eq(hash_of(&code).as_bytes()))) {
        return Ok(Factor::Right);
    }
    let trace = visit.trace(member.id, &member.login);
    let audit = AuditLog::open(tx, &trace)?;
    let user_agent = visit.user_agent.as_deref();
    if let Some(left) = member.recovery_codes.without(&code) {
        login::set_recovery_codes(tx, member.id, &left)?;
        audit.sign_in(Some(member.id), SignInEvent::RecoveryCodeUsed, user_agent)?;
        return Ok(Factor::Right);
    }
    audit.sign_in(Some(member.id), SignInEvent::WrongCode, user_agent)?;
    Ok(Factor::Wrong)
}

/// Makes a code for a challenge, to be sent by mail; `None` if the challenge is over, or the member has no address that
/// may get one.
pub fn send_code(
    tx: &Transaction<'_>,
    layout: &Layout,
    challenge: &str,
    visit: &Visit,
) -> Result<Option<(LoginRecord, String)>> {
    let Some(challenge) = Challenge::find(tx, challenge, Purpose::SecondFactor, visit.seconds())? else {
        return Ok(None);
    };
    let Some(member) = login::get(tx, layout, challenge.member)?
        .filter(|member| challenge.holds(&member.fingerprint()) && !member.wants_encryption && member.email.is_some())
    else {
        return Ok(None);
    };
    let code = format!("{:06}", rand::rng().random_range(0..10_u32.pow(MAIL_CODE_DIGITS)));
    challenge.set_code(tx, &code)?;
    Ok(Some((member, code)))
}

/// A second factor on offer: nothing is stored until a code of it is given.
#[derive(Debug, Serialize)]
pub struct Enrolment {
    /// Base32, to be typed into an application.
    pub secret: String,
    /// The same as an address that applications read.
    pub uri: String,
    /// That address as a QR code: the path of an SVG, one unit a module.
    pub qr: String,
}

/// Offers a new secret.
pub fn propose_second_factor(organisation: &str) -> Result<Enrolment> {
    let secret = OtpSecret::generate();
    let uri = secret.address(organisation);
    let qr = svg_of(&uri)?;
    Ok(Enrolment { secret: secret.text(), uri, qr })
}

/// A QR code as an SVG image with the four modules of margin that the standard asks for.
fn svg_of(text: &str) -> Result<String> {
    use qrcodegen::{QrCode, QrCodeEcc};
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|error| Error::Internal(anyhow::anyhow!("a QR code cannot hold the address: {error}")))?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + 4, y + 4)).collect();
    let side = size + 8;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>"##
    ))
}

/// Sets up the second factor of a member who gave the password and a code of the secret. Gives the recovery codes. The
/// session goes on, the others end.
///
/// # Errors
///
/// [`Error::Invalid`] for a secret that is none or a code that is not of it, [`Error::Forbidden`] if the record changed.
pub fn enable_second_factor(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    (secret, code): (&str, &str),
    session: Option<i64>,
    visit: &Visit,
) -> Result<RecoveryCodes> {
    let member = require_current(tx, layout, verified)?;
    let secret = OtpSecret::read(secret).ok_or_else(|| Error::invalid_field("secret", msg!("sign-in-secret")))?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let period = secret
        .period_of(&code, visit.seconds())
        .ok_or_else(|| Error::invalid_field("code", msg!("sign-in-code-wrong")))?;
    let codes = RecoveryCodes::generate();
    one_time_code::forget_periods(tx, member.id)?;
    one_time_code::use_period(tx, member.id, period)?;
    login::set_second_factor(tx, member.id, Some(&secret.text()), Some(&codes), &visit.moment)?;
    changed(tx, layout, &member, true, session, visit)?;
    Ok(codes)
}

/// Takes the second factor of a member away: their own, or another's by an administrator.
///
/// # Errors
///
/// [`Error::Conflict`] if there is none, or the category makes one compulsory and the member asks.
pub fn disable_second_factor(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: &LoginRecord,
    session: Option<i64>,
    visit: &Visit,
) -> Result<()> {
    if member.otp_secret.is_none() {
        return Err(Error::Conflict(msg!("sign-in-no-second-factor")));
    }
    one_time_code::forget_periods(tx, member.id)?;
    login::set_second_factor(tx, member.id, None, None, &visit.moment)?;
    changed(tx, layout, member, false, session, visit)
}

/// Replaces the recovery codes of a member.
///
/// # Errors
///
/// [`Error::Conflict`] if the member has no second factor, [`Error::Forbidden`] if the record changed.
pub fn new_recovery_codes(tx: &Transaction<'_>, layout: &Layout, verified: &LoginRecord) -> Result<RecoveryCodes> {
    let member = require_current(tx, layout, verified)?;
    if member.otp_secret.is_none() {
        return Err(Error::Conflict(msg!("sign-in-no-second-factor")));
    }
    let codes = RecoveryCodes::generate();
    login::set_recovery_codes(tx, member.id, &codes)?;
    Ok(codes)
}

fn changed(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: &LoginRecord,
    enabled: bool,
    session: Option<i64>,
    visit: &Visit,
) -> Result<()> {
    sessions::end_all(tx, member.id, session)?;
    if let (Some(session), Some(now)) = (session, login::get(tx, layout, member.id)?) {
        sessions::keep(tx, session, &now.fingerprint())?;
    }
    let trace = visit.trace(member.id, &member.login);
    AuditLog::open(tx, &trace)?.sign_in(
        Some(member.id),
        SignInEvent::SecondFactor { enabled },
        visit.user_agent.as_deref(),
    )
}
