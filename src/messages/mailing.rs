//! A group message: a row of `mailings` (people.md 9.1).

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::draft::{MailingDraft, subject_of_text};
use super::recipients::{self, Target};
use super::template::Template;
use crate::audit::{Action, AuditLog, Entity, differences};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::msg;

/// After that time the recipients of a message are forgotten, as SQLite writes it.
const ANONYMOUS_AFTER: &str = "-6 months";

/// A group message, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mailing {
    pub id: i64,
    pub subject: String,
    /// Markdown with placeholders.
    pub body: Option<String>,
    /// Both or none: then the association sends it.
    pub sender_name: Option<String>,
    pub sender_email: Option<String>,
    /// Local date-time; `None` for a draft.
    pub sent: Option<String>,
    /// Whether its recipients were forgotten.
    pub anonymous: bool,
    /// How many addresses it goes to.
    pub recipients: i64,
}

const SELECT: &str = "SELECT m.id, m.subject, m.body, m.sender_name, m.sender_email, m.sent, m.anonymous,
    (SELECT count(*) FROM mailings_recipients r WHERE r.id_mailing = m.id) AS recipients FROM mailings m";

impl Mailing {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Self> {
        let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE m.id = ?1"))?;
        let found = statement.query_row([id], Self::read).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("mailing-unknown", id = id)))
    }

    /// The same of one that was not sent.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Conflict`] for one that was.
    pub fn get_draft(conn: &Connection, id: i64) -> Result<Self> {
        let mailing = Self::get(conn, id)?;
        match &mailing.sent {
            None => Ok(mailing),
            Some(moment) => Err(Error::Conflict(msg!("mailing-sent", moment = moment.as_str()))),
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Mailing {
            id: row.get(0)?,
            subject: row.get(1)?,
            body: row.get(2)?,
            sender_name: row.get(3)?,
            sender_email: row.get(4)?,
            sent: row.get(5)?,
            anonymous: row.get(6)?,
            recipients: row.get(7)?,
        })
    }
}

/// Every group message, drafts first, then the latest.
pub fn list(conn: &Connection) -> Result<Vec<Mailing>> {
    let mut statement =
        conn.prepare_cached(&format!("{SELECT} ORDER BY m.sent IS NOT NULL, m.sent DESC, m.id DESC"))?;
    Ok(statement.query_map([], Mailing::read)?.collect::<rusqlite::Result<_>>()?)
}

/// Creates a draft; its recipients are those of this moment.
///
/// # Errors
///
/// [`Error::Invalid`] without a subject, without any recipient, or for a text that cannot be read.
pub fn create(
    tx: &Transaction<'_>,
    layout: &Layout,
    draft: MailingDraft,
    target: &Target,
    audit: &AuditLog<'_>,
) -> Result<Mailing> {
    let subject = draft.subject.clone();
    let subject = subject.ok_or_else(|| Error::invalid_field("subject", msg!("mailing-subject-missing")))?;
    tx.execute("INSERT INTO mailings (subject) VALUES (?1)", [&subject])?;
    let id = tx.last_insert_rowid();
    recipients::copy(tx, layout, id, target, audit.moment())?;
    let before = Mailing::get(tx, id)?;
    write(tx, &applied(draft, before)?)?;
    let mailing = Mailing::get(tx, id)?;
    audit.created(Entity::Mailing, id, &mailing)?;
    Ok(mailing)
}

/// Changes a draft.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for one that was sent; [`Error::Invalid`] for a text that cannot be read.
pub fn change(tx: &Transaction<'_>, id: i64, draft: MailingDraft, audit: &AuditLog<'_>) -> Result<Mailing> {
    let before = Mailing::get_draft(tx, id)?;
    let after = applied(draft, before.clone())?;
    if let Some(changes) = differences(&before, &after)? {
        write(tx, &after)?;
        audit.record(Entity::Mailing, id, Action::Changed, &changes)?;
    }
    Ok(after)
}

/// A message with the values of a request.
///
/// # Errors
///
/// [`Error::Invalid`] for a text whose placeholders cannot be read, or for a subject too short for a text.
fn applied(draft: MailingDraft, mut mailing: Mailing) -> Result<Mailing> {
    if let Some(subject) = draft.subject {
        mailing.subject = subject;
    }
    if let Some(body) = draft.body {
        Template::parse(&body)?;
        mailing.subject = subject_of_text(&mailing.subject)?;
        mailing.body = Some(body);
    }
    if let Some(sender) = draft.sender {
        (mailing.sender_name, mailing.sender_email) = sender.unzip();
    }
    Ok(mailing)
}

fn write(tx: &Transaction<'_>, mailing: &Mailing) -> Result<()> {
    tx.execute(
        "UPDATE mailings SET subject = ?2, body = ?3, sender_name = ?4, sender_email = ?5 WHERE id = ?1",
        params![mailing.id, mailing.subject, mailing.body, mailing.sender_name, mailing.sender_email],
    )?;
    Ok(())
}

/// Takes one recipient off a draft.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for a message that was sent: it keeps its recipients.
pub fn remove_recipient(tx: &Transaction<'_>, id: i64, recipient: i64, audit: &AuditLog<'_>) -> Result<()> {
    let before = Mailing::get_draft(tx, id)?;
    recipients::remove(tx, id, recipient)?;
    // Only how many there are: the history does not keep who was taken off.
    let changes = differences(&before, &Mailing::get(tx, id)?)?.unwrap_or_default();
    audit.record(Entity::Mailing, id, Action::Changed, &changes)
}

/// Deletes a group message with its list of recipients, whether it was sent or not. What waits in the queue is still sent.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn delete(tx: &Transaction<'_>, id: i64, audit: &AuditLog<'_>) -> Result<()> {
    let mailing = Mailing::get(tx, id)?;
    tx.execute("DELETE FROM mailings_recipients WHERE id_mailing = ?1", [id])?;
    tx.execute("DELETE FROM mailings WHERE id = ?1", [id])?;
    audit.deleted(Entity::Mailing, id, &mailing)
}

/// Forgets who received what was sent long ago. `moment` is a local date-time.
pub fn anonymise_old(tx: &Transaction<'_>, moment: &str) -> Result<()> {
    let old = "SELECT id FROM mailings WHERE anonymous = 0 AND sent < datetime(?1, ?2)";
    tx.execute(
        &format!("UPDATE mailings_recipients SET email = NULL, extra_data = NULL, id_email = NULL WHERE id_mailing IN ({old})"),
        [moment, ANONYMOUS_AFTER],
    )?;
    tx.execute(&format!("UPDATE mailings SET anonymous = 1 WHERE id IN ({old})"), [moment, ANONYMOUS_AFTER])?;
    Ok(())
}

/// Whether [`anonymise_old`] has something to do.
pub fn has_old(conn: &Connection, moment: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM mailings WHERE anonymous = 0 AND sent < datetime(?1, ?2)";
    Ok(conn.prepare_cached(sql)?.exists([moment, ANONYMOUS_AFTER])?)
}
