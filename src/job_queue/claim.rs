//! Taking jobs, and what became of them.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{Job, PAUSES, READY, Wanted};
use crate::error::Result;

/// How long a worker has a job for itself, in seconds.
const LEASE_SECONDS: i64 = 600;

/// A job that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub id: i64,
    /// `None` for one that this version does not know.
    pub job: Option<Job>,
    /// When it was asked for: a local date-time.
    pub created: String,
    /// Attempts that failed before.
    pub attempts: i64,
}

/// What follows a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    TriedAgain,
    GivenUp,
}

/// Takes the jobs that are due, oldest first, at most `limit`: nobody else takes them while the lease lasts.
pub fn claim(tx: &Transaction<'_>, now: Timestamp, wanted: Wanted, limit: i64) -> Result<Vec<Claimed>> {
    let sql =
        format!("SELECT id, kind, payload, created, attempts FROM ruche_jobs WHERE {READY} ORDER BY due, id LIMIT ?3");
    let now = now.as_second();
    let mut statement = tx.prepare_cached(&sql)?;
    let claimed = statement.query_map(params![now, wanted.excluded_kind(), limit], |row| {
        let (kind, payload): (String, String) = (row.get(1)?, row.get(2)?);
        let job = Job::read(&kind, &payload);
        Ok(Claimed { id: row.get(0)?, job, created: row.get(3)?, attempts: row.get(4)? })
    })?;
    let claimed: Vec<Claimed> = claimed.collect::<rusqlite::Result<_>>()?;
    let mut lease = tx.prepare_cached("UPDATE ruche_jobs SET leased_until = ?2 WHERE id = ?1")?;
    for job in &claimed {
        lease.execute([job.id, now + LEASE_SECONDS])?;
    }
    Ok(claimed)
}

/// Forgets the leases: at a start, nobody works.
pub fn release_leases(tx: &Transaction<'_>) -> Result<()> {
    tx.execute("UPDATE ruche_jobs SET leased_until = NULL WHERE leased_until IS NOT NULL", [])?;
    Ok(())
}

/// A job is done: nothing of it is kept.
pub fn done(tx: &Transaction<'_>, id: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_jobs WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// An attempt failed. The job is tried again after its pause, or given up when that was the last one, or when trying again
/// makes no sense (`for_good`). `reason` is shown to people; `moment` is a local date-time.
pub fn failed(
    tx: &Transaction<'_>,
    job: &Claimed,
    reason: &str,
    for_good: bool,
    now: Timestamp,
    moment: &str,
) -> Result<Outcome> {
    let pause = usize::try_from(job.attempts).ok().and_then(|made| PAUSES.get(made)).filter(|_| !for_good);
    tx.prepare_cached(
        "UPDATE ruche_jobs SET attempts = attempts + 1, error = ?2, leased_until = NULL, due = ?3, given_up = ?4
         WHERE id = ?1",
    )?
    .execute((job.id, reason, now.as_second() + pause.unwrap_or(&0), pause.is_none().then_some(moment)))?;
    Ok(if pause.is_some() { Outcome::TriedAgain } else { Outcome::GivenUp })
}

/// Every job of that kind that is due failed for one reason, which lies in none of them. Gives how many were given up.
pub fn failed_together(tx: &Transaction<'_>, kind: &str, reason: &str, now: Timestamp, moment: &str) -> Result<usize> {
    let now = now.as_second();
    let mut wait = tx.prepare_cached(
        "UPDATE ruche_jobs SET attempts = attempts + 1, error = ?1, leased_until = NULL, due = ?2
         WHERE kind = ?3 AND given_up IS NULL AND (due <= ?4 OR due > ?4 + 86400) AND attempts = ?5",
    )?;
    // From the last to the first, so that no job is counted twice.
    let mut give_up = tx.prepare_cached(
        "UPDATE ruche_jobs SET attempts = attempts + 1, error = ?1, leased_until = NULL, given_up = ?2
         WHERE kind = ?3 AND given_up IS NULL AND (due <= ?4 OR due > ?4 + 86400) AND attempts >= ?5",
    )?;
    let given_up = give_up.execute(params![reason, moment, kind, now, PAUSES.len() as i64])?;
    for (attempts, pause) in (0i64..).zip(PAUSES).collect::<Vec<_>>().into_iter().rev() {
        wait.execute(params![reason, now + pause, kind, now, attempts])?;
    }
    Ok(given_up)
}
