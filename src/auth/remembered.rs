//! Browsers that stay signed in: `users_sessions` and the cookie `pkop`, exactly as Paheko writes them (people.md 2.2), so
//! that a browser that was remembered by one program is known to the other.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::text::hexadecimal;

/// The name of the cookie.
pub const COOKIE: &str = "pkop";
/// What stands before a selector in the column, and not in the cookie.
const PREFIX: &str = "pko_";
const MONTHS: i32 = 3;

/// The two halves of the cookie: 64 hexadecimal digits each.
#[derive(Clone, PartialEq, Eq)]
pub struct RememberedBrowser {
    selector: String,
    verifier: String,
}

/// What became of a cookie that was shown.
pub enum Outcome {
    /// The browser of a member; its row is gone, a new one is to be made.
    Member(i64),
    /// Nobody knows that cookie.
    Unknown,
    /// Somebody has half of it: every row of that member is gone, since the cookie was probably stolen.
    Stolen(i64),
}

impl RememberedBrowser {
    fn generate() -> Self {
        let digits = || hexadecimal(&Sha256::digest(rand::random::<[u8; 10]>()));
        RememberedBrowser { selector: digits(), verifier: digits() }
    }

    /// Reads the value of the cookie: `SELECTOR|VERIFIER`, the bar percent-encoded or not.
    pub fn read(cookie: &str) -> Option<Self> {
        let (selector, verifier) = cookie.split_once('|').or_else(|| cookie.split_once("%7C"))?;
        let is_half = |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (is_half(selector) && is_half(verifier))
            .then(|| RememberedBrowser { selector: selector.to_owned(), verifier: verifier.to_owned() })
    }

    /// The value of the cookie.
    pub fn cookie(&self) -> String {
        format!("{}%7C{}", self.selector, self.verifier)
    }

    /// `users_sessions.selector`.
    pub fn stored_selector(&self) -> String {
        format!("{PREFIX}{}", self.selector)
    }

    fn hash(&self, password_hash: &str, expiry: i64) -> String {
        hexadecimal(&Sha256::digest(format!("{}{}{password_hash}{expiry}", self.selector, self.verifier)))
    }
}

/// Remembers a browser for three calendar months. Gives it with the Unix time of its end.
pub fn remember(
    tx: &Transaction<'_>,
    member: i64,
    password_hash: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(RememberedBrowser, i64)> {
    let browser = RememberedBrowser::generate();
    let end = now.to_zoned(zone.clone()).checked_add(MONTHS.months()).map_err(Error::internal)?;
    let expiry = end.timestamp().as_second();
    let hash = browser.hash(password_hash, expiry);
    tx.prepare_cached("INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES (?1, ?2, ?3, ?4)")?
        .execute((browser.stored_selector(), hash, member, expiry))?;
    Ok((browser, expiry))
}

/// Whether a row has the selector of that cookie: looked up before anything is written.
pub fn is_known(conn: &Connection, browser: &RememberedBrowser) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM users_sessions WHERE selector = ?1")?.exists([browser.stored_selector()])?)
}

/// Takes back the row of a browser that shows its cookie. `password_hash_of` gives the stored hash of a member's password.
pub fn take(
    tx: &Transaction<'_>,
    browser: &RememberedBrowser,
    now: Timestamp,
    password_hash_of: impl FnOnce(&Connection, i64) -> Result<Option<String>>,
) -> Result<Outcome> {
    tx.prepare_cached("DELETE FROM users_sessions WHERE expiry < ?1")?.execute([now.as_second()])?;
    let row: Option<(String, i64, i64)> = tx
        .prepare_cached("SELECT hash, id_user, expiry FROM users_sessions WHERE selector = ?1")?
        .query_row([browser.stored_selector()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((hash, member, expiry)) = row else { return Ok(Outcome::Unknown) };
    let expected = password_hash_of(tx, member)?.map(|password| browser.hash(&password, expiry)).unwrap_or_default();
    if !bool::from(hash.as_bytes().ct_eq(expected.as_bytes())) {
        forget_all(tx, member)?;
        return Ok(Outcome::Stolen(member));
    }
    forget(tx, &browser.stored_selector())?;
    Ok(Outcome::Member(member))
}

/// Forgets one browser.
pub fn forget(tx: &Transaction<'_>, stored_selector: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM users_sessions WHERE selector = ?1")?.execute([stored_selector])?;
    Ok(())
}

/// Forgets every browser of a member.
pub fn forget_all(tx: &Transaction<'_>, member: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM users_sessions WHERE id_user = ?1")?.execute([member])?;
    Ok(())
}

/// How long a cookie lives that is set now, in seconds.
pub fn max_age(expiry: i64, now: Timestamp) -> SignedDuration {
    SignedDuration::from_secs((expiry - now.as_second()).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$2y$10$abcdefghijklmnopqrstuuAEIOUabcdefghijklmnopqrstuvwxy1";

    #[test]
    fn the_hash_is_the_one_that_paheko_writes() {
        let browser = RememberedBrowser { selector: "0a".repeat(32), verifier: "b7".repeat(32) };
        let expected = "29636e6aa77b4da36d7bf9aebfa1108dfcc165a71efce428d324037eb9f69112";
        assert_eq!(browser.hash(HASH, 1_800_000_000), expected);
        assert_eq!(browser.cookie(), format!("{}%7C{}", "0a".repeat(32), "b7".repeat(32)));
        assert!(RememberedBrowser::read(&browser.cookie()).is_some_and(|read| read == browser));
        for wrong in ["", "|", "a|b", &"0".repeat(129), &browser.cookie().to_uppercase()] {
            assert!(RememberedBrowser::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_browser_is_remembered_to_the_same_day_three_months_later() {
        let mut conn = crate::db::schema::in_memory().unwrap();
        // The table of members is none of the schema's: fields make it.
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let tx = conn.transaction().unwrap();
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let (_, expiry) = remember(&tx, 1, HASH, "2026-11-28T12:00:00Z".parse().unwrap(), &zone).unwrap();
        assert_eq!(Timestamp::from_second(expiry).unwrap().to_string(), "2027-02-28T12:00:00Z");
    }
}
