//! Sending the reminders that are due: queued, and recorded as sent in the same transaction, so that none is sent twice and
//! none is recorded that was not queued (platform.md 6.1).

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;

use super::sending::Skipped;
use crate::error::Result;
use crate::i18n::{Language, Message, text};
use crate::job_queue::{self, Job};
use crate::mail::{Context, NewMessage, address, queue};
use crate::members::encryption;
use crate::members::layout::Layout;
use crate::msg;
use crate::subscriptions::reminders;

/// The row of `ruche_meta` with the day on which reminders were last asked for.
const LAST_DAY: &str = "reminders_day";

/// What became of the reminders of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Reminders that were sent: one for a member and an activity.
    pub sent: usize,
    /// Messages that were queued: one for each address.
    pub queued: usize,
    pub skipped: Vec<Skipped>,
}

/// Queues the reminders that are due at a day in the association's time zone. One whose addresses all refuse it or cannot
/// be written to is not recorded as sent.
pub fn send(
    tx: &Transaction<'_>,
    layout: &Layout,
    today: Date,
    language: Language,
    now: Timestamp,
    moment: &str,
) -> Result<Report> {
    let mut report = Report::default();
    for due in reminders::due(tx, layout, today)? {
        let is_encrypted_only = encryption::is_required(tx, due.id_user)?;
        let before = report.queued;
        for message in &due.messages {
            match reason_to_skip(tx, &message.address, is_encrypted_only)? {
                Some(reason) => {
                    let reason = text(language, &reason);
                    report.skipped.push(Skipped { email: Some(message.address.clone()), reason });
                }
                None => {
                    queue_one(tx, message, now, moment)?;
                    report.queued += 1;
                }
            }
        }
        if report.queued > before {
            reminders::record_sent(tx, &due, today)?;
            report.sent += 1;
        }
    }
    Ok(report)
}

fn queue_one(tx: &Transaction<'_>, message: &reminders::Message, now: Timestamp, moment: &str) -> Result<()> {
    let queued = NewMessage {
        sender: None,
        recipient: message.address.clone(),
        pgp_key: None,
        subject: message.subject.clone(),
        text: message.body.clone(),
        // Made of the text when it is sent.
        html: None,
        context: Context::Reminder,
        attachments: Vec::new(),
    };
    queue::add(tx, &queued, now, moment).map(drop)
}

fn reason_to_skip(conn: &Connection, email: &str, is_encrypted_only: bool) -> Result<Option<Message>> {
    if is_encrypted_only {
        return Ok(Some(msg!("mail-refused-encryption")));
    }
    Ok(address::refusal(conn, email, Context::Reminder)?.map(address::Refusal::message))
}

/// Whether the reminders of a day were asked for.
pub fn is_asked(conn: &Connection, today: Date) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT value FROM ruche_meta WHERE key = ?1")?;
    let last: Option<String> = statement.query_row([LAST_DAY], |row| row.get(0)).optional()?;
    Ok(last.as_deref() == Some(today.to_string().as_str()))
}

/// Asks for the reminders of a day: once, whatever becomes of the job.
pub fn ask(tx: &Transaction<'_>, today: Date, now: Timestamp, moment: &str) -> Result<()> {
    if is_asked(tx, today)? {
        return Ok(());
    }
    tx.execute("INSERT OR REPLACE INTO ruche_meta (key, value) VALUES (?1, ?2)", (LAST_DAY, today.to_string()))?;
    job_queue::add(tx, &Job::SendReminders {}, now, moment)
}
