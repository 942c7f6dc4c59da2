//! How long the log is kept (platform.md 6.3, threats.md 74).

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rusqlite::Transaction;

use crate::association::Settings;
use crate::error::Result;

/// Lines about refused attempts to sign in, and their locks: kept for a time of their own.
const ATTEMPTS: [i64; 2] = [1, 3];
/// Days that those are kept.
const ATTEMPTS_DAYS: i64 = 30;
/// More days than that lie before the calendar.
const DAYS_MAX: i64 = 365_000;

/// Deletes the lines of the log that are older than the association keeps them; gives their number. Without a setting,
/// they are kept.
pub fn purge_log(tx: &Transaction<'_>, now: DateTime) -> Result<usize> {
    let before = |days: i64| {
        now.saturating_sub(SignedDuration::from_hours(24 * days.clamp(0, DAYS_MAX)))
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    };
    let [refused, locked] = ATTEMPTS;
    let attempts = tx.execute(
        "DELETE FROM logs WHERE type IN (?1, ?2) AND created < ?3",
        (refused, locked, before(ATTEMPTS_DAYS)),
    )?;
    let Some(days) = Settings::read(tx)?.log_retention_days else { return Ok(attempts) };
    let others =
        tx.execute("DELETE FROM logs WHERE type NOT IN (?1, ?2) AND created < ?3", (refused, locked, before(days)))?;
    Ok(attempts + others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema;

    #[test]
    fn lines_are_kept_as_long_as_the_association_says_and_attempts_for_thirty_days() {
        let mut conn = schema::in_memory().unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let tx = conn.transaction().unwrap();
        tx.execute_batch(
            "INSERT INTO logs (id, type, created) VALUES (1, 10, '2026-02-28 09:59:59'), (2, 10, '2026-02-28 10:00:00'),
                (3, 1, '2026-02-28 09:00:00'), (4, 3, '2026-01-01 00:00:00'), (5, 11, '2020-01-01 00:00:00')",
        )
        .unwrap();
        let now = "2026-03-01 10:00:00".parse().unwrap();
        let left = |tx: &Transaction<'_>| -> Vec<i64> {
            let mut statement = tx.prepare("SELECT id FROM logs ORDER BY id").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        tx.execute("DELETE FROM config WHERE key = 'log_retention'", []).unwrap();
        assert_eq!((purge_log(&tx, now).unwrap(), left(&tx)), (1, vec![1, 2, 3, 5]), "no setting");
        let keep = |days: &str| {
            tx.execute("INSERT OR REPLACE INTO config (key, value) VALUES ('log_retention', ?1)", [days]).unwrap();
        };
        keep("9999999999");
        assert_eq!(purge_log(&tx, now).unwrap(), 0);
        keep("1");
        assert_eq!((purge_log(&tx, now).unwrap(), left(&tx)), (2, vec![2, 3]));
        keep("0");
        assert_eq!((purge_log(&tx, now).unwrap(), left(&tx)), (1, vec![3]));
    }
}
