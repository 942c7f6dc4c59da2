//! Reminders: messages around the end of subscriptions (platform.md 6.1, people.md 8). This module says who gets which one;
//! it sends nothing.

mod due;
mod render;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::activities::Activity;
use super::texts;
use crate::audit::{Action, AuditContext, AuditLog, Entity, differences};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::msg;
use crate::params::Params;

pub use due::{DueReminder, Message, Pending, due, pending, preview, record_sent};

const SUBJECT_BYTES_MAX: usize = 200;
const BODY_BYTES_MAX: usize = 64_000;
/// More days than that before or after the end are a slip of the keyboard.
const DELAY_MAX: i64 = 36_525;

/// A reminder, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reminder {
    pub id: i64,
    pub id_service: i64,
    /// Days after the end of the subscription; negative before it.
    pub delay: i64,
    /// Sent as it is.
    pub subject: String,
    /// Plain text with placeholders `{{$name}}`.
    pub body: String,
}

const COLUMNS: &str = "id, id_service, delay, subject, body";

impl Reminder {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Reminder> {
        let sql = format!("SELECT {COLUMNS} FROM services_reminders WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("reminder-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Reminder> {
        Ok(Reminder {
            id: row.get(0)?,
            id_service: row.get(1)?,
            delay: row.get(2)?,
            subject: row.get(3)?,
            body: row.get(4)?,
        })
    }
}

/// The reminders of an activity, the earliest first.
pub fn list(conn: &Connection, activity: i64) -> Result<Vec<Reminder>> {
    let sql = format!("SELECT {COLUMNS} FROM services_reminders WHERE id_service = ?1 ORDER BY delay, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let reminders = statement.query_map([activity], Reminder::of_row)?;
    Ok(reminders.collect::<rusqlite::Result<_>>()?)
}

/// The values that a request gives for a reminder; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderDraft {
    delay: Option<i64>,
    subject: Option<String>,
    body: Option<String>,
}

impl ReminderDraft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read, or is blank.
    pub fn from_params(params: &Params) -> Result<Self> {
        let text = |name: &'static str, bytes_max| {
            let Some(given) = params.sent(name) else { return Ok(None) };
            let missing = || given.refused(msg!("reminder-text-missing", name = name));
            texts::text(&given, bytes_max)?.map(Some).ok_or_else(missing)
        };
        Ok(ReminderDraft {
            delay: params.integer("delay", -DELAY_MAX, DELAY_MAX)?,
            subject: text("subject", SUBJECT_BYTES_MAX)?,
            body: text("body", BODY_BYTES_MAX)?,
        })
    }
}

/// # Errors
///
/// [`Error::NotFound`] for the activity; [`Error::Invalid`] without a delay, a subject or a body.
pub fn create(tx: &Transaction<'_>, activity: i64, draft: ReminderDraft, trace: &AuditContext) -> Result<Reminder> {
    Activity::get(tx, activity)?;
    let missing = |name: &'static str| Error::invalid_field(name, msg!("reminder-text-missing", name = name));
    let mut reminder = Reminder {
        id: 0,
        id_service: activity,
        delay: draft.delay.ok_or_else(|| missing("delay"))?,
        subject: draft.subject.ok_or_else(|| missing("subject"))?,
        body: draft.body.ok_or_else(|| missing("body"))?,
    };
    let Reminder { id_service, delay, subject, body, .. } = &reminder;
    reminder.id = tx
        .prepare_cached("INSERT INTO services_reminders (id_service, delay, subject, body) VALUES (?1, ?2, ?3, ?4)")?
        .insert(params![id_service, delay, subject, body])?;
    AuditLog::open(tx, trace)?.created(Entity::Reminder, reminder.id, &reminder)?;
    Ok(reminder)
}

/// # Errors
///
/// [`Error::NotFound`].
pub fn change(tx: &Transaction<'_>, id: i64, draft: ReminderDraft, trace: &AuditContext) -> Result<Reminder> {
    let before = Reminder::get(tx, id)?;
    let after = Reminder {
        delay: draft.delay.unwrap_or(before.delay),
        subject: draft.subject.unwrap_or_else(|| before.subject.clone()),
        body: draft.body.unwrap_or_else(|| before.body.clone()),
        ..before.clone()
    };
    let Some(changes) = differences(&before, &after)? else { return Ok(after) };
    tx.prepare_cached("UPDATE services_reminders SET delay = ?2, subject = ?3, body = ?4 WHERE id = ?1")?
        .execute(params![id, after.delay, after.subject, after.body])?;
    AuditLog::open(tx, trace)?.record(Entity::Reminder, id, Action::Changed, &changes)?;
    Ok(after)
}

/// Deletes a reminder, and with it the list of who got it.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn delete(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    let reminder = Reminder::get(tx, id)?;
    tx.execute("DELETE FROM services_reminders WHERE id = ?1", [id])?;
    AuditLog::open(tx, trace)?.deleted(Entity::Reminder, id, &reminder)
}

/// Records that the reminders of an activity go with it.
pub(super) fn record_deletions(tx: &Transaction<'_>, activity: i64, audit: &AuditLog<'_>) -> Result<()> {
    for reminder in list(tx, activity)? {
        audit.deleted(Entity::Reminder, reminder.id, &reminder)?;
    }
    Ok(())
}

/// A reminder that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SentReminder)]
pub struct Sent {
    pub id_reminder: i64,
    pub id_user: i64,
    pub identity: Option<String>,
    pub id_service: i64,
    pub service: String,
    pub subject: String,
    pub sent_date: String,
    pub due_date: String,
}

/// Who got a reminder, or which reminders a member got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentScope {
    Reminder(i64),
    Member(i64),
}

/// The reminders that were sent, newest first.
pub fn sent(conn: &Connection, layout: &Layout, scope: SentScope) -> Result<Vec<Sent>> {
    let (column, id) = match scope {
        SentScope::Reminder(id) => ("id_reminder", id),
        SentScope::Member(id) => ("id_user", id),
    };
    let sql = format!(
        "SELECT x.id_reminder, x.id_user, CAST({} AS TEXT), x.id_service, s.label, r.subject, x.sent_date, x.due_date
         FROM services_reminders_sent x INNER JOIN services_reminders r ON r.id = x.id_reminder
         INNER JOIN services s ON s.id = x.id_service INNER JOIN users u ON u.id = x.id_user
         WHERE x.{column} = ?1 ORDER BY x.sent_date DESC, x.id DESC",
        layout.name_of("u")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([id], |row| {
        Ok(Sent {
            id_reminder: row.get(0)?,
            id_user: row.get(1)?,
            identity: row.get(2)?,
            id_service: row.get(3)?,
            service: row.get(4)?,
            subject: row.get(5)?,
            sent_date: row.get(6)?,
            due_date: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
