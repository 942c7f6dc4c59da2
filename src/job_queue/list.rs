//! What waits and what was given up, for people.

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::msg;

/// A job as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobRow {
    pub id: i64,
    pub kind: String,
    #[schema(value_type = serde_json::Value)]
    pub payload: Value,
    /// `waiting`, `running` or `given_up`.
    pub state: &'static str,
    /// Local date-time.
    pub created: String,
    /// The moment of the next attempt, RFC 3339 in UTC.
    pub due: Option<String>,
    /// Attempts that failed.
    pub attempts: i64,
    /// Why the last one failed.
    pub error: Option<String>,
    /// Local date-time since which nobody tries any more.
    pub given_up: Option<String>,
}

/// How the queue is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub waiting: i64,
    /// Those that failed at least once and will be tried again.
    pub failing: i64,
    pub given_up: i64,
    /// The kinds of which some were given up.
    pub given_up_kinds: Vec<String>,
}

pub fn summary(conn: &Connection) -> Result<Summary> {
    let (waiting, failing, given_up) = conn
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE given_up IS NULL), count(*) FILTER (WHERE given_up IS NULL AND attempts > 0),
                 count(*) FILTER (WHERE given_up IS NOT NULL) FROM ruche_jobs",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut kinds =
        conn.prepare_cached("SELECT DISTINCT kind FROM ruche_jobs WHERE given_up IS NOT NULL ORDER BY kind")?;
    let given_up_kinds = kinds.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Summary { waiting, failing, given_up, given_up_kinds })
}

/// Jobs, those that were given up first, then by the moment of their next attempt. `only_given_up` leaves out the others.
pub fn list(conn: &Connection, now: Timestamp, only_given_up: bool, offset: i64, limit: i64) -> Result<Vec<JobRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, kind, payload, created, due, attempts, error, given_up, leased_until > ?1 AS running
         FROM ruche_jobs WHERE given_up IS NOT NULL OR NOT ?2 ORDER BY given_up IS NULL, due, id LIMIT ?4 OFFSET ?3",
    )?;
    let rows = statement.query_map(params![now.as_second(), only_given_up, offset, limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let (payload, due): (String, i64) = (row.get("payload")?, row.get("due")?);
    let given_up: Option<String> = row.get("given_up")?;
    let running = row.get::<_, Option<bool>>("running")?.unwrap_or(false);
    let due = Timestamp::from_second(due).ok().filter(|_| given_up.is_none());
    Ok(JobRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        payload: serde_json::from_str(&payload).unwrap_or(Value::String(payload)),
        state: match &given_up {
            Some(_) => "given_up",
            None if running => "running",
            None => "waiting",
        },
        created: row.get("created")?,
        due: due.map(|due| due.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        attempts: row.get("attempts")?,
        error: row.get("error")?,
        given_up,
    })
}

/// Has a job tried at once, from its first attempt on.
///
/// # Errors
///
/// [`Error::NotFound`] when there is no such job: it may have been done meanwhile.
pub fn retry(tx: &Transaction<'_>, id: i64, now: Timestamp) -> Result<()> {
    let sql = "UPDATE ruche_jobs SET due = ?2, attempts = 0, given_up = NULL WHERE id = ?1";
    found(id, tx.execute(sql, [id, now.as_second()])?)
}

/// Has every job that was given up tried at once; gives their number.
pub fn retry_all(tx: &Transaction<'_>, now: Timestamp) -> Result<usize> {
    let sql = "UPDATE ruche_jobs SET due = ?1, attempts = 0, given_up = NULL WHERE given_up IS NOT NULL";
    Ok(tx.execute(sql, [now.as_second()])?)
}

/// Drops a job that was given up.
///
/// # Errors
///
/// [`Error::NotFound`] when no such job was given up.
pub fn delete(tx: &Transaction<'_>, id: i64) -> Result<()> {
    found(id, tx.execute("DELETE FROM ruche_jobs WHERE id = ?1 AND given_up IS NOT NULL", [id])?)
}

fn found(id: i64, changed: usize) -> Result<()> {
    if changed > 0 { Ok(()) } else { Err(Error::NotFound(msg!("job-unknown", id = id))) }
}
