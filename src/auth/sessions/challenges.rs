//! What a person is given to go on with: after the right password, to give the second factor; by mail, to choose a
//! password.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::Kind;
use super::secret::{Fingerprint, SessionSecret, hash_of};
use crate::error::Result;

/// Wrong codes after which a challenge is over.
pub const FAILURES_MAX: i64 = 5;
const SECOND_FACTOR_SECONDS: i64 = 10 * 60;
const PASSWORD_SECONDS: i64 = 3600;

/// What may be done with a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SecondFactor,
    /// Choosing a password without knowing the old one.
    Password,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Purpose::SecondFactor => "second-factor",
            Purpose::Password => "password",
        }
    }

    /// How long a challenge can be used, in seconds.
    pub fn seconds(self) -> i64 {
        match self {
            Purpose::SecondFactor => SECOND_FACTOR_SECONDS,
            Purpose::Password => PASSWORD_SECONDS,
        }
    }
}

/// A challenge that can be used.
pub struct Challenge {
    hash: String,
    pub member: i64,
    fingerprint: String,
    /// The hash of a code that was sent by mail.
    pub code_hash: Option<String>,
    /// Whether the browser is to stay signed in.
    pub remember: bool,
    pub kind: Kind,
}

impl Challenge {
    /// Makes a challenge and gives its secret.
    pub fn give(
        tx: &Transaction<'_>,
        member: i64,
        purpose: Purpose,
        fingerprint: &Fingerprint,
        (kind, remember): (Kind, bool),
        now: i64,
    ) -> Result<SessionSecret> {
        super::purge(tx, now)?;
        let secret = SessionSecret::generate();
        tx.prepare_cached(
            "INSERT INTO ruche_challenges (hash, id_user, purpose, fingerprint, expires, remember, kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            secret.hash(),
            member,
            purpose.word(),
            fingerprint.as_str(),
            now + purpose.seconds(),
            remember,
            kind.word(),
        ))?;
        Ok(secret)
    }

    /// Looks a challenge up by its secret.
    pub fn find(conn: &Connection, secret: &str, purpose: Purpose, now: i64) -> Result<Option<Self>> {
        let hash = hash_of(secret);
        let mut select = conn.prepare_cached(
            "SELECT id_user, fingerprint, code_hash, remember, kind FROM ruche_challenges
             WHERE hash = ?1 AND purpose = ?2 AND expires > ?3 AND failures < ?4",
        )?;
        let found = select.query_row((&hash, purpose.word(), now, FAILURES_MAX), |row| {
            Ok(Challenge {
                hash: hash.clone(),
                member: row.get(0)?,
                fingerprint: row.get(1)?,
                code_hash: row.get(2)?,
                remember: row.get(3)?,
                kind: Kind::parse(&row.get::<_, String>(4)?),
            })
        });
        Ok(found.optional()?)
    }

    /// How many challenges of a purpose a member was given since a Unix time and did not use.
    pub fn count_since(conn: &Connection, member: i64, purpose: Purpose, since: i64) -> Result<i64> {
        let sql = "SELECT count(*) FROM ruche_challenges WHERE id_user = ?1 AND purpose = ?2 AND expires > ?3";
        let parameters = (member, purpose.word(), since + purpose.seconds());
        Ok(conn.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
    }

    /// Whether a member was sent a code since a Unix time.
    pub fn code_was_sent_since(conn: &Connection, member: i64, since: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM ruche_challenges WHERE id_user = ?1 AND code_sent > ?2";
        Ok(conn.prepare_cached(sql)?.exists([member, since])?)
    }

    /// Whether the member's password and second factor are those of the moment it was given.
    pub fn holds(&self, fingerprint: &Fingerprint) -> bool {
        self.fingerprint == fingerprint.as_str()
    }

    /// Keeps the hash of a code that is sent by mail; an earlier one opens nothing from now on.
    pub fn set_code(&self, tx: &Transaction<'_>, code: &str, now: i64) -> Result<()> {
        tx.prepare_cached("UPDATE ruche_challenges SET code_hash = ?2, code_sent = ?3 WHERE hash = ?1")?.execute((
            &self.hash,
            hash_of(code),
            now,
        ))?;
        Ok(())
    }

    /// Counts a wrong code.
    pub fn fail(&self, tx: &Transaction<'_>) -> Result<()> {
        tx.prepare_cached("UPDATE ruche_challenges SET failures = failures + 1 WHERE hash = ?1")?
            .execute([&self.hash])?;
        Ok(())
    }

    /// Deletes it: it was used.
    pub fn end(self, tx: &Transaction<'_>) -> Result<()> {
        tx.prepare_cached("DELETE FROM ruche_challenges WHERE hash = ?1")?.execute([&self.hash])?;
        Ok(())
    }
}
