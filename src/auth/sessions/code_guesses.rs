//! Wrong codes of the second factor, counted per member. Whoever guesses codes has the password already, and gets another
//! challenge with it as often as they like; so it is the member's account that takes only so many, wherever they come from.

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::error::Result;

/// Wrong codes within [`WINDOW_SECONDS`] after which none is looked at any more, until the window is over.
pub const FAILURES_MAX: i64 = 10;
pub const WINDOW_SECONDS: i64 = 15 * 60;

/// How many seconds a member has to wait before a code is looked at; `None` if one is now.
pub fn wait(conn: &Connection, member: i64, now: i64) -> Result<Option<i64>> {
    let sql = "SELECT since FROM ruche_code_guesses WHERE id_user = ?1 AND failures >= ?2 AND since > ?3";
    let since: Option<i64> = conn
        .prepare_cached(sql)?
        .query_row([member, FAILURES_MAX, now - WINDOW_SECONDS], |row| row.get(0))
        .optional()?;
    // A clock that was set back makes nobody wait for longer than the window.
    Ok(since.map(|since| (since + WINDOW_SECONDS - now).min(WINDOW_SECONDS)))
}

/// Counts a wrong code.
pub fn failed(tx: &Transaction<'_>, member: i64, now: i64) -> Result<()> {
    let sql = "INSERT INTO ruche_code_guesses (id_user, since, failures) VALUES (?1, ?2, 1)
               ON CONFLICT (id_user) DO UPDATE SET
                   failures = CASE WHEN since BETWEEN ?3 + 1 AND ?2 THEN failures + 1 ELSE 1 END,
                   since = CASE WHEN since BETWEEN ?3 + 1 AND ?2 THEN since ELSE ?2 END";
    tx.prepare_cached(sql)?.execute([member, now, now - WINDOW_SECONDS])?;
    Ok(())
}

/// Forgets what a member's account was tried with.
pub fn forget(tx: &Transaction<'_>, member: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_code_guesses WHERE id_user = ?1")?.execute([member])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_waits_after_ten_wrong_codes_until_the_window_is_over() {
        let mut conn = crate::db::schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        crate::db::migrations::apply(&tx).unwrap();
        for n in 0..FAILURES_MAX {
            assert_eq!(wait(&tx, 1, 1_000 + n).unwrap(), None);
            failed(&tx, 1, 1_000 + n).unwrap();
        }
        assert_eq!(wait(&tx, 1, 1_009).unwrap(), Some(891));
        assert_eq!(wait(&tx, 2, 1_009).unwrap(), None, "another member");
        assert_eq!(wait(&tx, 1, 1_000 + WINDOW_SECONDS).unwrap(), None);
        failed(&tx, 1, 1_000 + WINDOW_SECONDS).unwrap();
        assert_eq!(wait(&tx, 1, 1_001 + WINDOW_SECONDS).unwrap(), None, "a new window counts from one");
        assert_eq!(wait(&tx, 1, 10).unwrap(), None, "and the clock may be set back");
    }
}
