//! A message from one person to one member (people.md 9.2). It is kept nowhere but in the queue.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::draft::within;
use crate::association::Settings;
use crate::error::{Error, Result};
use crate::mail::{Context, NewMessage, address, mailbox_line, queue};
use crate::members::encryption;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::msg;
use crate::params::Params;

const SUBJECT_BYTES_MAX: usize = 200;
const BODY_BYTES_MAX: usize = 64_000;

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalMessage {
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// A copy goes to the association.
    pub copy: bool,
}

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The association: a key, or a member who manages all members and has no address.
    Association,
    /// A member. `may_stand_in` is for one who manages all members: without an own address the association writes.
    Member { id: i64, may_stand_in: bool },
}

impl PersonalMessage {
    /// # Errors
    ///
    /// [`Error::Invalid`] without a subject or a text, or for one that is too long.
    pub fn from_params(params: &Params) -> Result<Self> {
        let bounded =
            |name: &'static str, bytes_max: usize| within(params, name, params.required_text(name)?, bytes_max);
        Ok(PersonalMessage {
            subject: bounded("subject", SUBJECT_BYTES_MAX)?,
            body: bounded("body", BODY_BYTES_MAX)?,
            copy: params.flag("copy")?,
        })
    }
}

/// Queues a message to the first address of a member that the author sees: `layout` is as far as that is.
///
/// # Errors
///
/// [`Error::NotFound`] for the member; [`Error::Conflict`] if it cannot be written to, or if the author has no address.
pub fn send(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    message: &PersonalMessage,
    author: Author,
    now: Timestamp,
    moment: &str,
) -> Result<()> {
    let addresses = Member::get(tx, layout, member)?.emails(layout);
    let recipient = addresses.into_iter().next().ok_or_else(|| Error::Conflict(msg!("personal-no-address")))?;
    if encryption::is_required(tx, member)? {
        return Err(Error::Conflict(msg!("mail-refused-encryption")));
    }
    if let Some(refusal) = address::refusal(tx, &recipient, Context::Personal)? {
        return Err(Error::Conflict(refusal.message()));
    }
    let queued = NewMessage {
        sender: sender(tx, author)?,
        recipient,
        pgp_key: None,
        subject: message.subject.clone(),
        text: message.body.clone(),
        html: None,
        context: Context::Personal,
        attachments: Vec::new(),
    };
    queue::add(tx, &queued, now, moment)?;
    if message.copy {
        let association = Settings::read(tx)?.email.ok_or_else(|| Error::Conflict(msg!("mail-no-sender")))?;
        queue::add(tx, &NewMessage { recipient: association, ..queued }, now, moment)?;
    }
    Ok(())
}

/// The line From; `None` for the association.
fn sender(tx: &Transaction<'_>, author: Author) -> Result<Option<String>> {
    let Author::Member { id, may_stand_in } = author else { return Ok(None) };
    let layout = &Layout::read(tx)?;
    let member = Member::get(tx, layout, id)?;
    match member.emails(layout).first() {
        Some(address) => Ok(Some(mailbox_line(&member.name(layout), address))),
        None if may_stand_in => Ok(None),
        None => Err(Error::Conflict(msg!("personal-no-own-address"))),
    }
}
