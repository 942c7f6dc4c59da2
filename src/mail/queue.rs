//! The messages that wait to be sent (`emails_queue`), whoever wrote them. Each of them has a job.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Context, uncertain};
use crate::error::Result;
use crate::job_queue::{self, Job};
use crate::text::email_hash;

/// A message to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The line From, `"Name" <address>`; `None` for the association.
    pub sender: Option<String>,
    /// An address.
    pub recipient: String,
    /// The message must be encrypted with that key.
    pub pgp_key: Option<String>,
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same in HTML: a whole document or what is in its body.
    pub html: Option<String>,
    pub context: Context,
    /// Paths of stored files.
    pub attachments: Vec<String>,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    pub id: i64,
    pub sender: Option<String>,
    pub recipient: String,
    pub recipient_hash: String,
    pub has_pgp_key: bool,
    pub subject: String,
    pub content: String,
    pub content_html: Option<String>,
    pub context: Context,
}

/// A message that waits, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingMessage {
    pub id: i64,
    pub recipient: String,
    pub subject: String,
    pub context: &'static str,
    /// Attempts that failed, and why the last one did.
    pub attempts: i64,
    pub error: Option<String>,
    /// Local date-time since which nobody tries any more.
    pub given_up: Option<String>,
}

/// Queues a message in the transaction that causes it; gives its identifier. Whether its recipient accepts it is asked when
/// it is sent.
pub fn add(tx: &Transaction<'_>, message: &NewMessage, now: Timestamp, moment: &str) -> Result<i64> {
    let recipient = message.recipient.trim();
    let hash = email_hash(recipient).unwrap_or_default();
    // No line of a header has a line end in it.
    let subject: Vec<&str> = message.subject.split_whitespace().collect();
    tx.prepare_cached(
        "INSERT INTO emails_queue (sender, recipient, recipient_hash, recipient_pgp_key, subject, content, content_html,
             sending, sending_started, context) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, NULL, ?8)",
    )?
    .execute(params![
        message.sender,
        recipient,
        hash,
        message.pgp_key,
        subject.join(" "),
        message.text,
        message.html,
        message.context.number(),
    ])?;
    let id = tx.last_insert_rowid();
    for path in &message.attachments {
        tx.execute("INSERT INTO emails_queue_attachments (id_queue, path) VALUES (?1, ?2)", (id, path))?;
    }
    job_queue::add(tx, &Job::SendMail { message: id }, now, moment)?;
    Ok(id)
}

pub fn find(conn: &Connection, id: i64) -> Result<Option<QueuedMessage>> {
    let mut statement = conn.prepare_cached("SELECT * FROM emails_queue WHERE id = ?1")?;
    Ok(statement.query_row([id], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<QueuedMessage> {
    Ok(QueuedMessage {
        id: row.get("id")?,
        sender: row.get("sender")?,
        recipient: row.get("recipient")?,
        recipient_hash: row.get("recipient_hash")?,
        has_pgp_key: row.get::<_, Option<String>>("recipient_pgp_key")?.is_some_and(|key| !key.trim().is_empty()),
        subject: row.get("subject")?,
        content: row.get("content")?,
        content_html: row.get("content_html")?,
        context: row.get("context")?,
    })
}

/// The paths of the files that go with a message.
pub fn attachments(conn: &Connection, id: i64) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare_cached("SELECT path FROM emails_queue_attachments WHERE id_queue = ?1 ORDER BY id")?;
    Ok(statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Takes a message out of the queue: it was sent, or never will be.
pub fn remove(tx: &Transaction<'_>, id: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM emails_queue WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Whether a message of that context waits for an address.
pub fn waits_for(conn: &Connection, hash: &str, context: Context) -> Result<bool> {
    let sql = "SELECT 1 FROM emails_queue WHERE recipient_hash = ?1 AND context = ?2";
    Ok(conn.prepare_cached(sql)?.exists((hash, context.number()))?)
}

/// How many messages wait.
pub fn count(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT count(*) FROM emails_queue")?.query_row([], |row| row.get(0))?)
}

/// The messages that wait, in the order in which they came.
pub fn list(conn: &Connection, offset: i64, limit: i64) -> Result<Vec<WaitingMessage>> {
    let mut statement = conn.prepare_cached(
        "SELECT q.id, q.recipient, q.subject, q.context, coalesce(j.attempts, 0), j.error, j.given_up FROM emails_queue q
         LEFT JOIN ruche_jobs j ON j.kind = 'send_mail' AND j.payload = '{\"message\":' || q.id || '}'
         ORDER BY q.id LIMIT ?2 OFFSET ?1",
    )?;
    let rows = statement.query_map([offset, limit], |row| {
        Ok(WaitingMessage {
            id: row.get(0)?,
            recipient: row.get(1)?,
            subject: row.get(2)?,
            context: row.get::<_, Context>(3)?.word(),
            attempts: row.get(4)?,
            error: row.get(5)?,
            given_up: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives each message that another program queued its job, and drops the jobs of messages that are gone.
pub fn adopt(tx: &Transaction<'_>, now: Timestamp, moment: &str) -> Result<usize> {
    tx.execute(
        "DELETE FROM ruche_jobs WHERE kind = 'send_mail' AND json_valid(payload)
             AND json_extract(payload, '$.message') NOT IN (SELECT id FROM emails_queue)",
        [],
    )?;
    let orphans = "SELECT id FROM emails_queue q WHERE NOT EXISTS
         (SELECT 1 FROM ruche_jobs WHERE kind = 'send_mail' AND payload = '{\"message\":' || q.id || '}') ORDER BY id";
    let ids: Vec<i64> =
        tx.prepare_cached(orphans)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for message in &ids {
        job_queue::add(tx, &Job::SendMail { message: *message }, now, moment)?;
    }
    Ok(ids.len())
}

/// Whether [`adopt`] has something to do: asked when nothing else is to be done.
pub fn has_orphans(conn: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM emails_queue q WHERE NOT EXISTS
         (SELECT 1 FROM ruche_jobs WHERE kind = 'send_mail' AND payload = '{\"message\":' || q.id || '}')";
    Ok(conn.prepare_cached(sql)?.exists([])?)
}

/// Settles what a crash left, before anything is sent: messages that some program was sending may have been sent, and are
/// set aside; those that Paheko had already sent are dropped. Gives the number of those set aside.
pub fn recover(tx: &Transaction<'_>, moment: &str) -> Result<usize> {
    tx.execute("DELETE FROM emails_queue WHERE sending = 2", [])?;
    let in_flight = "SELECT id FROM emails_queue WHERE sending = 1
         OR id IN (SELECT id_queue FROM ruche_mails_in_flight) ORDER BY id";
    let ids: Vec<i64> = tx.prepare(in_flight)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in &ids {
        uncertain::set_aside(tx, *id, uncertain::Reason::Crash, moment)?;
    }
    Ok(ids.len())
}

/// Forgets everything that waits for a person, by the addresses in lower case (a JSON list).
pub fn forget(tx: &Transaction<'_>, addresses: &str) -> Result<()> {
    let of_person = "lower(recipient) IN (SELECT value FROM json_each(?1))";
    for sql in [
        format!(
            "DELETE FROM ruche_jobs WHERE kind = 'send_mail' AND json_valid(payload)
                 AND json_extract(payload, '$.message') IN (SELECT id FROM emails_queue WHERE {of_person})"
        ),
        format!("DELETE FROM emails_queue WHERE {of_person}"),
        format!("DELETE FROM ruche_uncertain_mails WHERE {of_person}"),
    ] {
        tx.execute(&sql, [addresses])?;
    }
    Ok(())
}
