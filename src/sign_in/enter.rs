//! From a login and a password to a session.

use rusqlite::{Connection, Transaction};

use super::Visit;
use super::second_factor::{self, Factor};
use crate::audit::{AuditLog, SignInEvent};
use crate::auth::remembered::{self, RememberedBrowser};
use crate::auth::sessions::{self, Challenge, Kind, NewSession, Purpose, Secrets, code_guesses};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::members::passwords;

/// What somebody typed.
#[derive(Clone)]
pub struct Attempt {
    /// A login, or the e-mail address of one member alone.
    pub login: String,
    /// The second factor, if it was given with the password.
    pub code: Option<String>,
    pub kind: Kind,
    /// Whether the browser is to stay signed in.
    pub remember: bool,
}

/// Whom a login names, and the hash that the password is to be checked against.
pub struct Candidate {
    /// `None` for a login that nobody has, or whose member may not sign in.
    pub member: Option<LoginRecord>,
    pub hash: String,
}

/// Looks a login up. Unknown ones get the hash of somebody else, so that they take as long.
pub fn look_up(conn: &Connection, layout: &Layout, login: &str) -> Result<Candidate> {
    let member = login::find(conn, layout, login)?.filter(|member| member.may_connect);
    match member.as_ref().and_then(|member| member.password_hash.clone()) {
        Some(hash) => Ok(Candidate { member, hash }),
        None => Ok(Candidate { member: None, hash: login::decoy(conn, login.trim())? }),
    }
}

/// A member who is signed in.
pub struct SignedIn {
    pub member: i64,
    pub secrets: Secrets,
    /// The cookie of a browser that stays signed in, and the Unix time of its end.
    pub remembered: Option<(RememberedBrowser, i64)>,
    /// Whether the category asks for a second factor that the member has not set up yet.
    pub needs_second_factor: bool,
}

/// What became of an attempt.
pub enum Outcome {
    SignedIn(Box<SignedIn>),
    /// The password is right; the second factor is to follow, with this challenge.
    SecondFactor {
        challenge: sessions::SessionSecret,
        by_mail: bool,
    },
    /// The second factor is wrong.
    WrongCode,
    /// This member was tried with too many wrong codes: none is looked at for some seconds.
    TooManyCodes {
        seconds: i64,
    },
    /// Nothing that could be gone on with: it is over, or its member changed meanwhile.
    Over,
}

/// Records a refused password.
pub fn refused(tx: &Transaction<'_>, member: Option<i64>, visit: &Visit) -> Result<()> {
    let trace = visit.trace(0, "");
    AuditLog::open(tx, &trace)?.sign_in(member, SignInEvent::Refused, visit.user_agent.as_deref())
}

/// Lets a member in whose password was verified against the hash of that very record.
pub fn enter(
    tx: &Transaction<'_>,
    layout: &Layout,
    verified: &LoginRecord,
    attempt: &Attempt,
    visit: &Visit,
) -> Result<Outcome> {
    let Some(member) = unchanged(tx, layout, verified)? else { return Ok(Outcome::Over) };
    if member.otp_secret.is_none() {
        return open(tx, layout, &member, (attempt.kind, attempt.remember), false, visit);
    }
    let Some(code) = attempt.code.as_deref() else {
        let (kind, remember) = (attempt.kind, attempt.remember);
        let given = (kind, remember);
        let seconds = visit.seconds();
        let challenge = Challenge::give(tx, member.id, Purpose::SecondFactor, &member.fingerprint(), given, seconds)?;
        return Ok(Outcome::SecondFactor { challenge, by_mail: member.email.is_some() && !member.wants_encryption });
    };
    if let Some(seconds) = code_guesses::wait(tx, member.id, visit.seconds())? {
        return Ok(Outcome::TooManyCodes { seconds });
    }
    match second_factor::check(tx, &member, code, None, visit)? {
        Factor::Wrong => Ok(Outcome::WrongCode),
        Factor::Right => open(tx, layout, &member, (attempt.kind, attempt.remember), true, visit),
    }
}

/// What the member of a challenge types to sign in; `None` for a challenge that is over.
pub fn challenged(conn: &Connection, layout: &Layout, challenge: &str, visit: &Visit) -> Result<Option<String>> {
    let Some(challenge) = Challenge::find(conn, challenge, Purpose::SecondFactor, visit.seconds())? else {
        return Ok(None);
    };
    Ok(login::get(conn, layout, challenge.member)?.map(|member| member.login))
}

/// The second factor, for the challenge that followed the password.
pub fn answer_challenge(
    tx: &Transaction<'_>,
    layout: &Layout,
    challenge: &str,
    code: &str,
    visit: &Visit,
) -> Result<Outcome> {
    let Some(challenge) = Challenge::find(tx, challenge, Purpose::SecondFactor, visit.seconds())? else {
        return Ok(Outcome::Over);
    };
    let Some(member) = login::get(tx, layout, challenge.member)?
        .filter(|member| member.may_connect && challenge.holds(&member.fingerprint()))
    else {
        return Ok(Outcome::Over);
    };
    if let Some(seconds) = code_guesses::wait(tx, member.id, visit.seconds())? {
        return Ok(Outcome::TooManyCodes { seconds });
    }
    match second_factor::check(tx, &member, code, challenge.code_hash.as_deref(), visit)? {
        Factor::Wrong => {
            challenge.fail(tx)?;
            Ok(Outcome::WrongCode)
        }
        Factor::Right => {
            let given = (challenge.kind, challenge.remember);
            challenge.end(tx)?;
            open(tx, layout, &member, given, true, visit)
        }
    }
}

/// Lets a browser in that stays signed in, by its cookie (people.md 2.2). No second factor is asked: the row was made
/// after one.
pub fn come_back(tx: &Transaction<'_>, layout: &Layout, browser: &RememberedBrowser, visit: &Visit) -> Result<Outcome> {
    let hash_of = |conn: &Connection, id| passwords::stored_hash(conn, &layout.fields, id);
    let remembered::Outcome::Member(id) = remembered::take(tx, browser, visit.now, hash_of)? else {
        return Ok(Outcome::Over);
    };
    let Some(member) = login::get(tx, layout, id)?.filter(|member| member.may_connect) else {
        return Ok(Outcome::Over);
    };
    sign_in(tx, &member, (Kind::Browser, true), SignInEvent::Remembered, visit)
}

/// The record as it is now, unless the password or second factor that was verified is no longer the member's.
fn unchanged(conn: &Connection, layout: &Layout, verified: &LoginRecord) -> Result<Option<LoginRecord>> {
    let now = login::get(conn, layout, verified.id)?;
    Ok(now.filter(|now| now.may_connect && now.fingerprint() == verified.fingerprint()))
}

fn open(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: &LoginRecord,
    given: (Kind, bool),
    second_factor: bool,
    visit: &Visit,
) -> Result<Outcome> {
    // The member may have used a recovery code, which is in the fingerprint of nothing: read what is stored now.
    let member = login::get(tx, layout, member.id)?.unwrap_or_else(|| member.clone());
    sign_in(tx, &member, given, SignInEvent::SignedIn { second_factor }, visit)
}

fn sign_in(
    tx: &Transaction<'_>,
    member: &LoginRecord,
    (kind, remember): (Kind, bool),
    event: SignInEvent,
    visit: &Visit,
) -> Result<Outcome> {
    if let Some(cookie) = visit.replaces.as_deref().filter(|_| kind == Kind::Browser) {
        sessions::end_by_cookie(tx, cookie)?;
    }
    let remembered = match member.password_hash.as_deref().filter(|_| kind == Kind::Browser && remember) {
        Some(hash) => Some(remembered::remember(tx, member.id, hash, visit.now, &visit.zone)?),
        None => None,
    };
    let selector = remembered.as_ref().map(|(browser, _)| browser.stored_selector());
    let session = NewSession {
        member: member.id,
        kind,
        login: &member.login,
        fingerprint: &member.fingerprint(),
        address: visit.address.as_deref(),
        user_agent: visit.user_agent.as_deref(),
        selector: selector.as_deref(),
    };
    let secrets = sessions::open(tx, &session, visit.seconds())?;
    login::note_sign_in(tx, member.id, &visit.moment)?;
    let trace = visit.trace(member.id, &member.login);
    AuditLog::open(tx, &trace)?.sign_in(Some(member.id), event, visit.user_agent.as_deref())?;
    let needs_second_factor = member.force_otp && member.otp_secret.is_none();
    Ok(Outcome::SignedIn(Box::new(SignedIn { member: member.id, secrets, remembered, needs_second_factor })))
}
