//! Queueing a group message, once: one row of the queue for each address (people.md 9.1).

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use super::draft::subject_of_text;
use super::mailing::Mailing;
use super::recipients::{self, Recipient};
use super::render::{self, Rendered};
use super::template::Template;
use crate::audit::{Action, AuditLog, Entity};
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::mail::{Context, NewMessage, address, mailbox_line, queue};
use crate::members::encryption;
use crate::members::layout::Layout;
use crate::msg;
use crate::text::email_hash;

/// What sending asks for beside the message.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The address of the site, ending in `/`.
    pub site: String,
    pub language: Language,
    pub now: Timestamp,
    /// Send although most recipients had a message a few days ago.
    pub again: bool,
    /// Who sends.
    pub principal: Principal,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Messages that were queued.
    pub queued: usize,
    pub skipped: Vec<Skipped>,
}

/// An address that gets nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// `None` for one that whoever sends may not see.
    pub email: Option<String>,
    pub reason: String,
}

/// The share of recipients that makes a message come too soon after another one, in percent.
const TOO_SOON_PERCENT: i64 = 70;

/// Queues a message to all its recipients.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for one that was sent, that has no text or no recipient, or that comes too soon;
/// [`Error::Forbidden`] for one whose text has placeholders of fields that whoever sends does not see.
pub fn send(tx: &Transaction<'_>, layout: &Layout, id: i64, how: &Sending, audit: &AuditLog<'_>) -> Result<Report> {
    let mailing = Mailing::get_draft(tx, id)?;
    let body = mailing.body.as_deref().ok_or_else(|| Error::Conflict(msg!("mailing-no-body")))?;
    let template = Template::parse(body)?;
    let seen_layout = Layout::read_for(tx, &how.principal)?;
    let hidden = recipients::hidden_placeholders(&seen_layout, body);
    if !hidden.is_empty() {
        return Err(Error::Forbidden(msg!("mailing-hidden-fields", fields = hidden.join(", "))));
    }
    let subject = subject_of_text(&mailing.subject)?;
    let recipients = recipients::list(tx, id)?;
    if recipients.is_empty() {
        return Err(Error::Conflict(msg!("mailing-no-recipient")));
    }
    if !how.again {
        require_not_too_soon(tx, id, recipients.len() as i64, audit.moment())?;
    }
    let sender = mailing.sender_name.as_deref().zip(mailing.sender_email.as_deref());
    let sender = sender.map(|(name, email)| mailbox_line(name, email));
    let (encrypted, mut seen) = (encryption::addresses(tx, layout)?, HashSet::new());
    let mut report = Report { queued: 0, skipped: Vec::new() };
    for recipient in &recipients {
        let Some(email) = recipient.email.as_deref() else { continue };
        let hash = email_hash(email).unwrap_or_default();
        if !seen.insert(hash.clone()) {
            continue;
        }
        if let Some(reason) = reason_to_skip(tx, recipient, email, encrypted.contains(&hash))? {
            let email = recipient.clone().seen(&seen_layout).email;
            report.skipped.push(Skipped { email, reason: text(how.language, &reason) });
            continue;
        }
        let data = recipient.data.clone().unwrap_or_default();
        let Rendered { text, html } = render::render(tx, &template, &data, &how.site, how.language)?;
        let message = NewMessage {
            sender: sender.clone(),
            recipient: email.to_owned(),
            pgp_key: None,
            subject: subject.clone(),
            text,
            html: Some(html),
            context: Context::Mailing,
            attachments: Vec::new(),
        };
        queue::add(tx, &message, how.now, audit.moment())?;
        report.queued += 1;
    }
    for recipient in &recipients {
        recipients::reduce(tx, layout, recipient)?;
    }
    tx.execute("UPDATE mailings SET sent = ?2, subject = ?3 WHERE id = ?1", (id, audit.moment(), &subject))?;
    let changes = serde_json::json!({"sent": {"old": null, "new": audit.moment()}}).to_string();
    audit.record(Entity::Mailing, id, Action::Changed, &changes)?;
    audit.sent(Entity::Mailing, id)?;
    Ok(report)
}

/// Why an address gets nothing; `None` if it does.
fn reason_to_skip(
    conn: &Connection,
    recipient: &Recipient,
    email: &str,
    is_encrypted_only: bool,
) -> Result<Option<Message>> {
    if is_encrypted_only {
        return Ok(Some(msg!("mail-refused-encryption")));
    }
    let refusal = address::refusal(conn, email, Context::Mailing)?;
    // Its values were not copied because it could not be written to at that time.
    let refusal = refusal.or(recipient.data.is_none().then_some(address::Refusal::Invalid));
    Ok(refusal.map(address::Refusal::message))
}

/// Most recipients must not have had a group message in the days before: seven for a few, fourteen for many.
fn require_not_too_soon(conn: &Connection, id: i64, count: i64, moment: &str) -> Result<()> {
    let days = match count {
        ..=20 => 7,
        21..=50 => 10,
        _ => 14,
    };
    let sql = "SELECT count(*) FROM mailings_recipients r WHERE r.id_mailing = ?1 AND r.email IN
         (SELECT o.email FROM mailings_recipients o JOIN mailings m ON m.id = o.id_mailing
          WHERE m.sent >= datetime(?2, ?3) AND m.id <> ?1)";
    let written_to: i64 = conn.query_row(sql, (id, moment, format!("-{days} days")), |row| row.get(0))?;
    if written_to * 100 < count * TOO_SOON_PERCENT {
        return Ok(());
    }
    Err(Error::Conflict(msg!("mailing-too-soon", days = days)))
}

/// The message as one of its recipients would get it, as far as whoever asks sees their fields; as the first one without a
/// choice.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] without a text.
pub fn preview(
    conn: &Connection,
    layout: &Layout,
    id: i64,
    recipient: Option<i64>,
    site: &str,
    language: Language,
) -> Result<(Option<String>, Rendered)> {
    let mailing = Mailing::get(conn, id)?;
    let body = mailing.body.as_deref().ok_or_else(|| Error::Conflict(msg!("mailing-no-body")))?;
    let template = Template::parse(body)?;
    let recipients = recipients::list(conn, id)?;
    let chosen = match recipient {
        Some(wanted) => Some(
            recipients
                .into_iter()
                .find(|recipient| recipient.id == wanted)
                .ok_or_else(|| Error::NotFound(msg!("mailing-recipient-unknown", id = wanted)))?,
        ),
        None => recipients.into_iter().next(),
    };
    let chosen = chosen.map(|recipient| recipient.seen(layout));
    let (email, data) = chosen.map_or((None, None), |recipient| (recipient.email, recipient.data));
    Ok((email, render::render(conn, &template, &data.unwrap_or_default(), site, language)?))
}
