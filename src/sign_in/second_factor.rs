//! The second factor: codes of an application, codes by mail, recovery codes (people.md 1).

use rand::RngExt;
use rusqlite::Transaction;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::Visit;
use super::passwords::require_current;
use crate::audit::{Action, AuditLog, Entity, SignInEvent};
use crate::auth::one_time_code::{self, OtpSecret};
use crate::auth::recovery_codes::RecoveryCodes;
use crate::auth::sessions::{Challenge, Purpose, code_guesses, hash_of};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::members::passwords;
use crate::msg;

/// Digits of a code that is sent by mail.
const MAIL_CODE_DIGITS: u32 = 6;
/// Pause between two codes that are sent to a member, in seconds.
const MAIL_PAUSE_SECONDS: i64 = 60;

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
        passwords::set_recovery_codes(tx, member.id, &left)?;
        audit.sign_in(Some(member.id), SignInEvent::RecoveryCodeUsed, user_agent)?;
        return Ok(Factor::Right);
    }
    code_guesses::failed(tx, member.id, visit.seconds())?;
    audit.sign_in(Some(member.id), SignInEvent::WrongCode, user_agent)?;
    Ok(Factor::Wrong)
}

/// What became of a request for a code by mail.
pub enum CodeByMail {
    /// This code is to be sent to that member.
    Code(Box<LoginRecord>, String),
    /// The challenge is over, or the member has no address that may get one.
    Impossible,
    /// The member was sent one a moment ago.
    TooSoon { seconds: i64 },
}

/// Makes a code for a challenge, to be sent by mail.
pub fn send_code(tx: &Transaction<'_>, layout: &Layout, challenge: &str, visit: &Visit) -> Result<CodeByMail> {
    let now = visit.seconds();
    let Some(challenge) = Challenge::find(tx, challenge, Purpose::SecondFactor, now)? else {
        return Ok(CodeByMail::Impossible);
    };
    let Some(member) = login::get(tx, layout, challenge.member)?.filter(|member| {
        challenge.holds(&member.fingerprint())
            && member.may_connect
            && !member.wants_encryption
            && member.email.is_some()
    }) else {
        return Ok(CodeByMail::Impossible);
    };
    if Challenge::code_was_sent_since(tx, member.id, now - MAIL_PAUSE_SECONDS)? {
        return Ok(CodeByMail::TooSoon { seconds: MAIL_PAUSE_SECONDS });
    }
    let code = format!("{:06}", rand::rng().random_range(0..10_u32.pow(MAIL_CODE_DIGITS)));
    challenge.set_code(tx, &code, now)?;
    Ok(CodeByMail::Code(Box::new(member), code))
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
    offer(OtpSecret::generate(), organisation)
}

/// Offers the same secret again, after a wrong code.
///
/// # Errors
///
/// [`Error::Invalid`] for a secret that is none.
pub fn proposed_second_factor(secret: &str, organisation: &str) -> Result<Enrolment> {
    let secret = OtpSecret::read(secret).ok_or_else(|| Error::invalid_field("secret", msg!("sign-in-secret")))?;
    offer(secret, organisation)
}

fn offer(secret: OtpSecret, organisation: &str) -> Result<Enrolment> {
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
    session: i64,
    visit: &Visit,
) -> Result<RecoveryCodes> {
    let member = require_current(tx, layout, verified)?;
    let secret = OtpSecret::read(secret).ok_or_else(|| Error::invalid_field("secret", msg!("sign-in-secret")))?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let period = secret
        .period_of(&code, visit.seconds())
        .ok_or_else(|| Error::invalid_field("code", msg!("sign-in-code-wrong")))?;
    let (codes, trace) = (RecoveryCodes::generate(), visit.trace(member.id, &member.login));
    passwords::set_factor(tx, member.id, (&secret.text(), &codes), Some(session), &AuditLog::open(tx, &trace)?)?;
    one_time_code::use_period(tx, member.id, period)?;
    Ok(codes)
}

/// Takes the second factor away from the member who asks and gave the password. Where the category makes one compulsory, the
/// session can only set up another one from then on.
///
/// # Errors
///
/// [`Error::Conflict`] if there is none, [`Error::Forbidden`] if the record changed.
pub fn disable_second_factor(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    session: i64,
    visit: &Visit,
) -> Result<()> {
    let member = require_second_factor(tx, layout, verified)?;
    let trace = visit.trace(member.id, &member.login);
    passwords::remove_factor(tx, layout, member.id, Some(session), &AuditLog::open(tx, &trace)?)
}

/// Replaces the recovery codes of a member.
///
/// # Errors
///
/// [`Error::Conflict`] if the member has no second factor, [`Error::Forbidden`] if the record changed.
pub fn new_recovery_codes(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    visit: &Visit,
) -> Result<RecoveryCodes> {
    let member = require_second_factor(tx, layout, verified)?;
    let (codes, trace) = (RecoveryCodes::generate(), visit.trace(member.id, &member.login));
    passwords::set_recovery_codes(tx, member.id, &codes)?;
    let changes = serde_json::json!({"otp_recovery_codes": {"changed": true}}).to_string();
    AuditLog::open(tx, &trace)?.record_history_only(Entity::Member, member.id, Action::Changed, &changes)?;
    Ok(codes)
}

fn require_second_factor(tx: &Transaction<'_>, layout: &Layout, verified: &LoginRecord) -> Result<LoginRecord> {
    let member = require_current(tx, layout, verified)?;
    if member.otp_secret.is_none() {
        return Err(Error::Conflict(msg!("sign-in-no-second-factor")));
    }
    Ok(member)
}
