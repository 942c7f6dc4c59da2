//! Accounts at an identity provider that members sign in with, and the browsers that are on their way there and back:
//! `ruche_identities`, `ruche_openid_attempts`.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;

use super::sessions::{SessionSecret, hash_of};
use crate::error::{Error, Result};
use crate::msg;
use crate::openid::{ATTEMPT_SECONDS, Identity};

/// Browsers that may be on their way at once; the oldest are forgotten beyond that.
const ATTEMPTS_MAX: i64 = 10_000;

/// Whom an identity is bound to. Paheko may have given the member's id to somebody else since: then neither the login nor the
/// name is the same.
#[derive(Debug, Clone)]
pub struct Bearer<'a> {
    pub member: i64,
    pub login: &'a str,
    pub name: &'a str,
}

impl Bearer<'_> {
    fn hashes(&self) -> (String, String) {
        (hash_of(&self.login.trim().to_lowercase()), hash_of(self.name.trim()))
    }
}

/// An identity that is bound to a member.
pub struct Bound {
    id: i64,
    pub member: i64,
    login_hash: String,
    name_hash: String,
}

impl Bound {
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Whether it was bound to this very person.
    pub fn holds(&self, bearer: &Bearer<'_>) -> bool {
        let (login, name) = bearer.hashes();
        let same = |text: &str, now: &str, then: &str| !text.trim().is_empty() && now == then;
        self.member == bearer.member
            && (same(bearer.login, &login, &self.login_hash) || same(bearer.name, &name, &self.name_hash))
    }

    /// Notes that it was used at a Unix time, by that member as it is named now.
    pub fn used(&self, tx: &Transaction<'_>, bearer: &Bearer<'_>, now: i64) -> Result<()> {
        let (login, name) = bearer.hashes();
        let sql = "UPDATE ruche_identities SET last_used = ?2, login_hash = ?3, name_hash = ?4 WHERE id = ?1";
        tx.prepare_cached(sql)?.execute((self.id, now, login, name))?;
        Ok(())
    }
}

/// Looks an identity up.
pub fn find(conn: &Connection, identity: &Identity) -> Result<Option<Bound>> {
    let sql = "SELECT id, id_user, login_hash, name_hash FROM ruche_identities WHERE issuer = ?1 AND subject = ?2";
    let found = conn.prepare_cached(sql)?.query_row((&identity.issuer, &identity.subject), |row| {
        Ok(Bound { id: row.get(0)?, member: row.get(1)?, login_hash: row.get(2)?, name_hash: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// Binds an identity that is nobody's to a member at a Unix time, and gives its number.
pub fn bind(tx: &Transaction<'_>, identity: &Identity, bearer: &Bearer<'_>, now: i64) -> Result<i64> {
    let (login, name) = bearer.hashes();
    tx.prepare_cached(
        "INSERT INTO ruche_identities (id_user, issuer, subject, login_hash, name_hash, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((bearer.member, &identity.issuer, &identity.subject, login, name, now))?;
    Ok(tx.last_insert_rowid())
}

/// Takes an identity away from whomever it was bound to.
pub fn release(tx: &Transaction<'_>, bound: &Bound) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_identities WHERE id = ?1")?.execute([bound.id])?;
    Ok(())
}

/// An identity as its member and administrators see it. Moments are Unix times.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Shown {
    pub id: i64,
    pub issuer: String,
    pub subject: String,
    pub created: i64,
    pub last_used: Option<i64>,
}

/// The identities that are bound to a member, whoever it is now.
pub fn of_member(conn: &Connection, bearer: &Bearer<'_>) -> Result<Vec<Shown>> {
    let mut select = conn.prepare_cached(
        "SELECT id, id_user, login_hash, name_hash, issuer, subject, created, last_used FROM ruche_identities
         WHERE id_user = ?1 ORDER BY id",
    )?;
    let rows = select.query_map([bearer.member], |row| {
        let bound = Bound { id: row.get(0)?, member: row.get(1)?, login_hash: row.get(2)?, name_hash: row.get(3)? };
        let shown = Shown {
            id: row.get(0)?,
            issuer: row.get(4)?,
            subject: row.get(5)?,
            created: row.get(6)?,
            last_used: row.get(7)?,
        };
        Ok(bound.holds(bearer).then_some(shown))
    })?;
    rows.filter_map(|row| row.map_err(Error::from).transpose()).collect()
}

/// Takes one identity away from a member.
///
/// # Errors
///
/// [`Error::NotFound`] if the member has none of that number.
pub fn remove(tx: &Transaction<'_>, member: i64, id: i64) -> Result<()> {
    let sql = "DELETE FROM ruche_identities WHERE id = ?1 AND id_user = ?2";
    match tx.prepare_cached(sql)?.execute([id, member])? {
        0 => Err(Error::NotFound(msg!("openid-identity-unknown", id = id))),
        _ => Ok(()),
    }
}

/// Takes every identity away from a member, and what its browsers have begun.
pub(super) fn forget(tx: &Transaction<'_>, member: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_identities WHERE id_user = ?1")?.execute([member])?;
    tx.prepare_cached("DELETE FROM ruche_openid_attempts WHERE id_user = ?1")?.execute([member])?;
    Ok(())
}

/// What a browser goes to the provider for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The member and the session that want to link an identity; `None` for signing in.
    pub link: Option<(i64, i64)>,
    /// The page to go on to.
    pub next: String,
}

/// Keeps what the browser with that secret goes for, from a Unix time on.
pub fn begin(tx: &Transaction<'_>, secret: &SessionSecret, attempt: &Attempt, now: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_openid_attempts WHERE expires <= ?1")?.execute([now])?;
    let (member, session) = attempt.link.unzip();
    tx.prepare_cached(
        "INSERT INTO ruche_openid_attempts (hash, id_user, id_session, next, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((secret.hash(), member, session, &attempt.next, now + ATTEMPT_SECONDS))?;
    tx.prepare_cached(
        "DELETE FROM ruche_openid_attempts WHERE (SELECT count(*) FROM ruche_openid_attempts) > ?1
         AND hash IN (SELECT hash FROM ruche_openid_attempts ORDER BY expires LIMIT 100)",
    )?
    .execute([ATTEMPTS_MAX])?;
    Ok(())
}

/// Whether a browser is on its way: looked up before anything is written.
pub fn is_begun(conn: &Connection, secret: &str, now: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM ruche_openid_attempts WHERE hash = ?1 AND expires > ?2";
    Ok(conn.prepare_cached(sql)?.exists((hash_of(secret), now))?)
}

/// What the browser with that secret came back for: told once.
pub fn take(tx: &Transaction<'_>, secret: &str, now: i64) -> Result<Option<Attempt>> {
    let sql = "DELETE FROM ruche_openid_attempts WHERE hash = ?1 AND expires > ?2 RETURNING id_user, id_session, next";
    let found = tx.prepare_cached(sql)?.query_row((hash_of(secret), now), |row| {
        let (member, session): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(Attempt { link: member.zip(session), next: row.get(2)? })
    });
    Ok(found.optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(subject: &str) -> Identity {
        Identity::new("https://id.example", subject).unwrap()
    }

    fn ada() -> Bearer<'static> {
        Bearer { member: 2, login: "ada@example.org", name: "Ada" }
    }

    #[test]
    fn an_identity_is_of_the_person_and_not_of_whoever_gets_the_number() {
        let mut conn = crate::db::schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        crate::db::migrations::apply(&tx).unwrap();
        bind(&tx, &identity("1"), &ada(), 10).unwrap();
        let bound = || find(&tx, &identity("1")).unwrap().unwrap();
        assert!(bound().holds(&ada()));
        assert!(
            bound().holds(&Bearer { login: "ADA@example.org ", name: "Ada King", ..ada() }),
            "the login is the same"
        );
        let moved = Bearer { login: "ada@king.example", ..ada() };
        assert!(bound().holds(&moved), "the name is");
        assert!(!bound().holds(&Bearer { login: "bo@example.org", name: "Bo", ..ada() }));
        assert!(!bound().holds(&Bearer { login: "", name: "", ..ada() }));
        assert!(!bound().holds(&Bearer { member: 3, ..ada() }));
        bound().used(&tx, &moved, 20).unwrap();
        assert!(bound().holds(&Bearer { login: "ada@king.example", name: "Ada King", member: 2 }), "it goes with both");
        assert_eq!(of_member(&tx, &moved).unwrap()[0].last_used, Some(20));
        assert_eq!(of_member(&tx, &Bearer { login: "bo@example.org", name: "Bo", ..ada() }).unwrap(), []);
        assert!(find(&tx, &Identity::new("https://other.example", "1").unwrap()).unwrap().is_none());
        assert!(remove(&tx, 3, 1).is_err());
        remove(&tx, 2, 1).unwrap();
        assert!(find(&tx, &identity("1")).unwrap().is_none());
    }

    #[test]
    fn an_attempt_is_told_once_and_not_too_late() {
        let mut conn = crate::db::schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        crate::db::migrations::apply(&tx).unwrap();
        let attempt = Attempt { link: Some((2, 7)), next: "/admin/".to_owned() };
        let secrets = [(); 3].map(|()| SessionSecret::generate());
        for secret in &secrets {
            begin(&tx, secret, &attempt, 10).unwrap();
        }
        assert_eq!(take(&tx, "another", 10).unwrap(), None);
        assert_eq!(take(&tx, secrets[0].as_str(), 11).unwrap(), Some(attempt));
        assert_eq!(take(&tx, secrets[0].as_str(), 11).unwrap(), None);
        assert!(is_begun(&tx, secrets[1].as_str(), 9 + ATTEMPT_SECONDS).unwrap());
        assert!(!is_begun(&tx, secrets[1].as_str(), 10 + ATTEMPT_SECONDS).unwrap());
        assert_eq!(take(&tx, secrets[1].as_str(), 10 + ATTEMPT_SECONDS).unwrap(), None);
        forget(&tx, 2).unwrap();
        assert!(!is_begun(&tx, secrets[2].as_str(), 11).unwrap());
    }
}
