//! Messages of which nobody knows whether they were sent: the program or the connection ended between the content and the
//! mail server's answer. They are out of `emails_queue`, so that no program sends them again; a person decides.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::Context;
use crate::error::{Error, Result};
use crate::job_queue::{self, Job};
use crate::msg;

/// How it came to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The program ended while it sent.
    Crash,
    /// The mail server did not say whether it took the message.
    NoAnswer,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Reason::Crash => "crash",
            Reason::NoAnswer => "no_answer",
        }
    }
}

/// One of them, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UncertainMessage {
    pub id: i64,
    /// Local date-times: when it was found out, and when the sending had begun.
    pub moment: String,
    pub started: Option<String>,
    /// As the log of the mail server knows it.
    pub message_id: Option<String>,
    /// `crash` or `no_answer`.
    pub reason: String,
    pub recipient: String,
    pub subject: String,
    pub context: &'static str,
}

/// Moves a message from the queue to the uncertain ones; its job ends.
pub fn set_aside(tx: &Transaction<'_>, id: i64, reason: Reason, moment: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO ruche_uncertain_mails (moment, started, message_id, reason, sender, recipient, recipient_hash,
             recipient_pgp_key, subject, content, content_html, context, attachments)
         SELECT ?2, coalesce(f.started, q.sending_started), f.message_id, ?3, q.sender, q.recipient, q.recipient_hash,
             q.recipient_pgp_key, q.subject, q.content, q.content_html, q.context,
             (SELECT json_group_array(path) FROM (SELECT path FROM emails_queue_attachments WHERE id_queue = q.id ORDER BY id))
         FROM emails_queue q LEFT JOIN ruche_mails_in_flight f ON f.id_queue = q.id WHERE q.id = ?1",
        params![id, moment, reason.word()],
    )?;
    tx.execute("DELETE FROM ruche_jobs WHERE kind = 'send_mail' AND payload = '{\"message\":' || ?1 || '}'", [id])?;
    tx.execute("DELETE FROM emails_queue WHERE id = ?1", [id])?;
    Ok(())
}

pub fn count(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT count(*) FROM ruche_uncertain_mails")?.query_row([], |row| row.get(0))?)
}

pub fn list(conn: &Connection, offset: i64, limit: i64) -> Result<Vec<UncertainMessage>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, moment, started, message_id, reason, recipient, subject, context FROM ruche_uncertain_mails
         ORDER BY id LIMIT ?2 OFFSET ?1",
    )?;
    let rows = statement.query_map([offset, limit], |row| {
        Ok(UncertainMessage {
            id: row.get(0)?,
            moment: row.get(1)?,
            started: row.get(2)?,
            message_id: row.get(3)?,
            reason: row.get(4)?,
            recipient: row.get(5)?,
            subject: row.get(6)?,
            context: row.get::<_, Context>(7)?.word(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Queues an uncertain message again: somebody knows that it did not arrive. Gives its identifier in the queue.
///
/// # Errors
///
/// [`Error::NotFound`] when there is none of that number.
pub fn send_again(tx: &Transaction<'_>, id: i64, now: Timestamp, moment: &str) -> Result<i64> {
    let copied = tx.execute(
        "INSERT INTO emails_queue (sender, recipient, recipient_hash, recipient_pgp_key, subject, content, content_html, context)
         SELECT sender, recipient, recipient_hash, recipient_pgp_key, subject, content, content_html, context
         FROM ruche_uncertain_mails WHERE id = ?1",
        [id],
    )?;
    if copied == 0 {
        return Err(unknown(id));
    }
    let message = tx.last_insert_rowid();
    let paths: Option<String> = tx
        .query_row("SELECT attachments FROM ruche_uncertain_mails WHERE id = ?1", [id], |row| row.get(0))
        .optional()?;
    tx.execute(
        "INSERT INTO emails_queue_attachments (id_queue, path) SELECT ?1, value FROM json_each(?2)",
        (message, paths.unwrap_or_else(|| "[]".to_owned())),
    )?;
    delete(tx, id)?;
    job_queue::add(tx, &Job::SendMail { message }, now, moment)?;
    Ok(message)
}

/// Drops an uncertain message: somebody knows that it arrived, or that it no longer matters.
///
/// # Errors
///
/// [`Error::NotFound`] when there is none of that number.
pub fn delete(tx: &Transaction<'_>, id: i64) -> Result<()> {
    let deleted = tx.execute("DELETE FROM ruche_uncertain_mails WHERE id = ?1", [id])?;
    if deleted > 0 { Ok(()) } else { Err(unknown(id)) }
}

fn unknown(id: i64) -> Error {
    Error::NotFound(msg!("mail-uncertain-unknown", id = id))
}
