//! Jobs: work that goes on after a request. A job is written in the transaction that causes it, so that both happen or
//! neither; the server claims it, does it, tries again after growing pauses when it fails, and at last gives up and says
//! why.
//!
//! | file | what it holds |
//! |---|---|
//! | `job` | the kinds of jobs, and how older ones are read |
//! | `claim` | taking jobs, and what became of them |
//! | `list` | what waits and what was given up, for people |

mod claim;
mod job;
mod list;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use crate::error::Result;

pub use claim::{Claimed, Outcome, claim, done, failed, failed_together, release_leases};
pub use job::Job;
pub use list::{JobRow, Summary, delete, list, retry, retry_all, summary};

/// Pauses after each failed attempt, in seconds: a minute to a day. After the last one, a job is given up.
pub const PAUSES: [i64; 8] = [60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, 24 * 3_600];
/// No job is due later than that from now on; one that is was written while the clock was wrong.
const DUE_MAX_SECONDS: i64 = 24 * 3_600;

/// What a worker may take at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    All,
    /// Where no mail can be sent, messages wait.
    NoMail,
}

impl Wanted {
    fn excluded_kind(self) -> &'static str {
        match self {
            Wanted::All => "",
            Wanted::NoMail => "send_mail",
        }
    }
}

/// Asks for a job, to be done at once. The same job that still waits is not written twice; one that was given up is tried
/// anew. `moment` is a local date-time.
pub fn add(tx: &Transaction<'_>, job: &Job, now: Timestamp, moment: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO ruche_jobs (kind, payload, created, due) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (kind, payload) DO UPDATE SET due = excluded.due, attempts = 0, error = NULL, given_up = NULL,
             created = excluded.created",
    )?
    .execute((job.kind(), job.payload()?, moment, now.as_second()))?;
    Ok(())
}

/// The condition under which a job may be taken at `?1` (Unix time), but those of the kind `?2`.
const READY: &str = "given_up IS NULL AND kind <> ?2 AND (due <= ?1 OR due > ?1 + 86400)
     AND (leased_until IS NULL OR leased_until <= ?1 OR leased_until > ?1 + 86400)";

/// Seconds until the next job may be taken, 0 if one may be now; `None` if none waits.
pub fn seconds_to_next(conn: &Connection, now: Timestamp, wanted: Wanted) -> Result<Option<u64>> {
    let now = now.as_second();
    let next: Option<i64> = conn
        .prepare_cached(
            "SELECT min(max(due, coalesce(leased_until, 0))) FROM ruche_jobs WHERE given_up IS NULL AND kind <> ?1",
        )?
        .query_row([wanted.excluded_kind()], |row| row.get(0))?;
    // A moment beyond the longest pause was written by a clock that was wrong.
    let seconds = next.map(|next| next.saturating_sub(now)).map(|left| if left > DUE_MAX_SECONDS { 0 } else { left });
    Ok(seconds.map(|left| u64::try_from(left).unwrap_or(0)))
}
