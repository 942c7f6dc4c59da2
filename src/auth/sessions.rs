//! Members who are signed in: `ruche_sessions` and the tokens that open them.
//!
//! A session holds for the very password hash and second factor it was opened with, and its rights are read anew at each
//! request: a changed password, a category that may no longer connect, a deleted member are felt at once.

mod challenges;
pub mod code_guesses;
mod secret;

pub use challenges::{Challenge, FAILURES_MAX, Purpose};
pub use secret::{Fingerprint, SessionSecret, hash_of};

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;

use super::rights::{COLUMNS, Level, Rights};
use super::section::Section;
use crate::error::Result;

/// How long an access token opens the API, in seconds.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// How long a refresh token can be used, in seconds.
pub const REFRESH_SECONDS: i64 = 7 * 24 * 3600;
/// How long a browser stays signed in at the most, and without a request, in seconds.
const BROWSER_SECONDS: i64 = 7 * 24 * 3600;
const BROWSER_IDLE_SECONDS: i64 = 24 * 3600;
/// `last_seen` is written when it is older than that, in seconds.
const SEEN_STEP_SECONDS: i64 = 60;

/// What is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With a cookie.
    Browser,
    /// With an access and a refresh token.
    Program,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Browser => "browser",
            Kind::Program => "program",
        }
    }

    fn parse(word: &str) -> Self {
        if word == "browser" { Kind::Browser } else { Kind::Program }
    }
}

/// A member who signs in now.
pub struct NewSession<'a> {
    pub member: i64,
    pub kind: Kind,
    /// What the member types to sign in.
    pub login: &'a str,
    pub fingerprint: &'a Fingerprint,
    pub address: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    /// `users_sessions.selector` of a browser that stays signed in.
    pub selector: Option<&'a str>,
}

/// The secrets of a session, given once.
pub enum Secrets {
    Browser { cookie: SessionSecret },
    Program { access: SessionSecret, refresh: SessionSecret },
}

/// Opens a session at a Unix time.
pub fn open(tx: &Transaction<'_>, new: &NewSession<'_>, now: i64) -> Result<Secrets> {
    purge(tx, now)?;
    let (login, fingerprint) = (new.login, new.fingerprint.as_str());
    let lives = if new.kind == Kind::Browser { BROWSER_SECONDS } else { REFRESH_SECONDS };
    let user_agent = new.user_agent.map(|text| text.chars().take(150).collect::<String>());
    tx.prepare_cached(
        "INSERT INTO ruche_sessions (id_user, kind, login, fingerprint, created, last_seen, expires, address, user_agent,
            selector) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        new.member,
        new.kind.word(),
        login,
        fingerprint,
        now,
        now + lives,
        new.address,
        user_agent,
        new.selector,
    ))?;
    let id = tx.last_insert_rowid();
    Ok(match new.kind {
        Kind::Browser => Secrets::Browser { cookie: give(tx, id, "cookie", now + BROWSER_SECONDS)? },
        Kind::Program => give_tokens(tx, id, now)?,
    })
}

fn give(tx: &Transaction<'_>, session: i64, kind: &str, expires: i64) -> Result<SessionSecret> {
    let secret = SessionSecret::generate();
    tx.prepare_cached("INSERT INTO ruche_session_tokens (hash, id_session, kind, expires) VALUES (?1, ?2, ?3, ?4)")?
        .execute((secret.hash(), session, kind, expires))?;
    Ok(secret)
}

fn give_tokens(tx: &Transaction<'_>, session: i64, now: i64) -> Result<Secrets> {
    let access = give(tx, session, "access", now + ACCESS_SECONDS)?;
    let refresh = give(tx, session, "refresh", now + REFRESH_SECONDS)?;
    Ok(Secrets::Program { access, refresh })
}

/// A session that is open.
#[derive(Clone)]
pub struct OpenSession {
    pub id: i64,
    pub member: i64,
    pub kind: Kind,
    pub login: String,
    /// Those of the member's category; only [`Section::Connect`] until a compulsory second factor is set up.
    pub rights: Rights,
    pub needs_second_factor: bool,
    /// Seconds since it was last noted that the session is in use.
    pub idle_seconds: i64,
    pub selector: Option<String>,
}

impl OpenSession {
    /// Whether [`seen`] is due.
    pub fn is_seen_late(&self) -> bool {
        self.idle_seconds >= SEEN_STEP_SECONDS
    }

    /// Whether a browser was left alone for longer than the association allows (`config.auto_logout`, people.md 2.3).
    /// Browsers that stay signed in are spared.
    pub fn is_left_alone(&self, auto_logout_minutes: i64) -> bool {
        self.kind == Kind::Browser
            && self.selector.is_none()
            && auto_logout_minutes > 0
            && self.idle_seconds > auto_logout_minutes.saturating_mul(60)
    }
}

/// The session that a cookie or an access token opens, at a Unix time.
pub fn find(conn: &Connection, secret: &str, now: i64) -> Result<Option<OpenSession>> {
    let sql = format!(
        "SELECT s.id, s.id_user, s.kind, s.login, s.fingerprint, s.last_seen, s.selector, u.password, u.otp_secret,
            c.force_otp, {COLUMNS}
         FROM ruche_session_tokens t JOIN ruche_sessions s ON s.id = t.id_session
         JOIN users u ON u.id = s.id_user JOIN users_categories c ON c.id = u.id_category
         WHERE t.hash = ?1 AND t.kind IN ('cookie', 'access') AND t.expires > ?2 AND s.expires > ?2 AND c.perm_connect > 0"
    );
    let row = conn.prepare_cached(&sql)?.query_row((hash_of(secret), now), |row| {
        let (password, otp): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
        let holds = Fingerprint::of(password.as_deref(), otp.as_deref()).as_str() == row.get::<_, String>(4)?;
        let kind = Kind::parse(&row.get::<_, String>(2)?);
        let last_seen: i64 = row.get(5)?;
        let needs_second_factor = row.get::<_, bool>(9)? && otp.is_none();
        let rights = Rights::read(row, 10)?;
        let idle_seconds = now - last_seen;
        let is_awake = kind == Kind::Program || idle_seconds <= BROWSER_IDLE_SECONDS;
        let rights = if needs_second_factor { rights.only(Section::Connect, Level::Read) } else { rights };
        let session = OpenSession {
            id: row.get(0)?,
            member: row.get(1)?,
            kind,
            login: row.get(3)?,
            rights,
            needs_second_factor,
            idle_seconds,
            selector: row.get(6)?,
        };
        Ok((holds && is_awake).then_some(session))
    });
    Ok(row.optional()?.flatten())
}

/// Notes that a session is in use.
pub fn seen(tx: &Transaction<'_>, session: i64, now: i64) -> Result<()> {
    tx.prepare_cached("UPDATE ruche_sessions SET last_seen = ?2 WHERE id = ?1")?.execute([session, now])?;
    Ok(())
}

/// What became of a refresh token.
pub enum Refreshed {
    Tokens {
        member: i64,
        secrets: Secrets,
    },
    /// Not a token, or expired.
    Unknown,
    /// It was used before: somebody has a copy, so the whole session is gone.
    Reused {
        member: i64,
    },
}

/// Whether there is such a refresh token, used or not: looked up before anything is written.
pub fn is_refresh_token(conn: &Connection, secret: &str, now: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM ruche_session_tokens WHERE hash = ?1 AND kind = 'refresh' AND expires > ?2";
    Ok(conn.prepare_cached(sql)?.exists((hash_of(secret), now))?)
}

/// Trades a refresh token for new tokens. The caller commits, whatever the outcome.
pub fn refresh(tx: &Transaction<'_>, secret: &str, now: i64) -> Result<Refreshed> {
    let hash = hash_of(secret);
    let row: Option<(i64, i64, bool)> = tx
        .prepare_cached(
            "SELECT s.id, s.id_user, t.used FROM ruche_session_tokens t JOIN ruche_sessions s ON s.id = t.id_session
             WHERE t.hash = ?1 AND t.kind = 'refresh' AND t.expires > ?2",
        )?
        .query_row((&hash, now), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((session, member, used)) = row else { return Ok(Refreshed::Unknown) };
    if used {
        end(tx, member, session)?;
        return Ok(Refreshed::Reused { member });
    }
    tx.prepare_cached("UPDATE ruche_session_tokens SET used = 1 WHERE hash = ?1")?.execute([&hash])?;
    tx.prepare_cached("DELETE FROM ruche_session_tokens WHERE id_session = ?1 AND kind = 'access'")?
        .execute([session])?;
    tx.prepare_cached("UPDATE ruche_sessions SET last_seen = ?2, expires = ?3 WHERE id = ?1")?.execute([
        session,
        now,
        now + REFRESH_SECONDS,
    ])?;
    let secrets = give_tokens(tx, session, now)?;
    if let Secrets::Program { access, .. } = &secrets
        && find(tx, access.as_str(), now)?.is_none()
    {
        end(tx, member, session)?;
        return Ok(Refreshed::Unknown);
    }
    Ok(Refreshed::Tokens { member, secrets })
}

/// A session as its member sees it. Moments are Unix times.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Shown {
    pub id: i64,
    pub kind: String,
    pub created: i64,
    pub last_seen: i64,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    /// Whether the browser stays signed in.
    pub remembered: bool,
}

/// The sessions of a member that are not over, the last used first.
pub fn of_member(conn: &Connection, member: i64, now: i64) -> Result<Vec<Shown>> {
    let mut select = conn.prepare_cached(
        "SELECT id, kind, created, last_seen, address, user_agent, selector IS NOT NULL FROM ruche_sessions
         WHERE id_user = ?1 AND expires > ?2 ORDER BY last_seen DESC, id DESC",
    )?;
    let rows = select.query_map([member, now], |row| {
        Ok(Shown {
            id: row.get(0)?,
            kind: row.get(1)?,
            created: row.get(2)?,
            last_seen: row.get(3)?,
            address: row.get(4)?,
            user_agent: row.get(5)?,
            remembered: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Ends a session of a member, and forgets its browser; `false` if the member has no such session.
pub fn end(tx: &Transaction<'_>, member: i64, session: i64) -> Result<bool> {
    let selector: Option<Option<String>> = tx
        .prepare_cached("DELETE FROM ruche_sessions WHERE id = ?1 AND id_user = ?2 RETURNING selector")?
        .query_row([session, member], |row| row.get(0))
        .optional()?;
    if let Some(Some(selector)) = &selector {
        super::remembered::forget(tx, selector)?;
    }
    Ok(selector.is_some())
}

/// Ends every session of a member but one, forgets the browsers and what was given to go on with.
pub fn end_all(tx: &Transaction<'_>, member: i64, but: Option<i64>) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_sessions WHERE id_user = ?1 AND id IS NOT ?2")?.execute((member, but))?;
    tx.prepare_cached("DELETE FROM ruche_challenges WHERE id_user = ?1")?.execute([member])?;
    let kept: Option<String> = tx
        .prepare_cached("SELECT selector FROM ruche_sessions WHERE id IS ?1")?
        .query_row([but], |row| row.get(0))
        .optional()?
        .flatten();
    tx.prepare_cached("DELETE FROM users_sessions WHERE id_user = ?1 AND selector IS NOT ?2")?
        .execute((member, kept))?;
    Ok(())
}

/// The password or the second factor of a member is another one from now on, or none: every session ends but the one that
/// asked for it, which goes on.
pub fn credentials_changed(tx: &Transaction<'_>, member: i64, kept: Option<i64>) -> Result<()> {
    end_all(tx, member, kept)?;
    let Some(session) = kept else { return Ok(()) };
    let now: Option<Fingerprint> = tx
        .prepare_cached("SELECT password, otp_secret FROM users WHERE id = ?1")?
        .query_row([member], |row| {
            let (password, otp): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            Ok(Fingerprint::of(password.as_deref(), otp.as_deref()))
        })
        .optional()?;
    if let Some(now) = now {
        tx.prepare_cached("UPDATE ruche_sessions SET fingerprint = ?2 WHERE id = ?1")?
            .execute((session, now.as_str()))?;
    }
    Ok(())
}

/// Forgets whatever is known of how a member signed in: the record is deleted or emptied, and another member may get its id.
pub fn forget_member(tx: &Transaction<'_>, member: i64) -> Result<()> {
    end_all(tx, member, None)?;
    code_guesses::forget(tx, member)?;
    super::one_time_code::forget_periods(tx, member)
}

/// Ends the session that a cookie opens, for a browser that signs in again.
pub fn end_by_cookie(tx: &Transaction<'_>, secret: &str) -> Result<()> {
    let sql = "SELECT s.id_user, s.id FROM ruche_session_tokens t JOIN ruche_sessions s ON s.id = t.id_session
               WHERE t.hash = ?1 AND t.kind = 'cookie'";
    let found: Option<(i64, i64)> =
        tx.prepare_cached(sql)?.query_row([hash_of(secret)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    if let Some((member, session)) = found {
        end(tx, member, session)?;
    }
    Ok(())
}

/// Deletes what is over.
fn purge(tx: &Transaction<'_>, now: i64) -> Result<()> {
    for sql in [
        "DELETE FROM ruche_sessions WHERE expires <= ?1",
        "DELETE FROM ruche_session_tokens WHERE expires <= ?1",
        "DELETE FROM ruche_challenges WHERE expires <= ?1",
    ] {
        tx.prepare_cached(sql)?.execute([now])?;
    }
    Ok(())
}
