//! What is known of an address that was written to: a row of `emails`, which holds its hash only (people.md 9.3).

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use utoipa::ToSchema;

use super::Context;
use crate::error::Result;
use crate::i18n::Message;
use crate::msg;
use crate::text::{email_hash, is_email};

/// Failures from which an address is no longer written to.
pub const FAILURES_MAX: i64 = 5;

/// One row of `emails`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct AddressState {
    pub id: i64,
    pub verified: bool,
    pub invalid: bool,
    pub fail_count: i64,
    pub sent_count: i64,
    pub fail_log: Option<String>,
    /// Local date-time.
    pub last_sent: Option<String>,
    pub accepts_messages: bool,
    pub accepts_reminders: bool,
    pub accepts_mailings: bool,
}

/// Why an address is not written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is no address.
    Malformed,
    /// The mail server said that it does not exist, or its owner complained.
    Invalid,
    /// Too many messages failed.
    Blocked,
    /// Its owner accepts no such messages.
    OptedOut,
}

impl Refusal {
    pub fn message(self) -> Message {
        match self {
            Refusal::Malformed => msg!("mail-refused-malformed"),
            Refusal::Invalid => msg!("mail-refused-invalid"),
            Refusal::Blocked => msg!("mail-refused-blocked"),
            Refusal::OptedOut => msg!("mail-refused-opted-out"),
        }
    }
}

/// What an owner of an address accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Preferences {
    pub mailings: bool,
    pub messages: bool,
    pub reminders: bool,
}

impl Preferences {
    pub const ALL: Preferences = Preferences { mailings: true, messages: true, reminders: true };

    /// Without the messages of a context; without any, if it is none that can be refused alone.
    pub fn without(self, context: Option<Context>) -> Self {
        match context {
            Some(Context::Mailing) => Preferences { mailings: false, ..self },
            Some(Context::Personal) => Preferences { messages: false, ..self },
            Some(Context::Reminder | Context::Notification) => Preferences { reminders: false, ..self },
            _ => Preferences { mailings: false, messages: false, reminders: false },
        }
    }

    /// What both accept.
    pub fn and(self, other: Preferences) -> Self {
        Preferences {
            mailings: self.mailings && other.mailings,
            messages: self.messages && other.messages,
            reminders: self.reminders && other.reminders,
        }
    }

    /// Whether this accepts nothing that the other refuses.
    pub fn is_within(self, other: Preferences) -> bool {
        self.and(other) == self
    }
}

impl AddressState {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AddressState {
            id: row.get("id")?,
            verified: row.get("verified")?,
            invalid: row.get("invalid")?,
            fail_count: row.get("fail_count")?,
            sent_count: row.get("sent_count")?,
            fail_log: row.get("fail_log")?,
            last_sent: row.get("last_sent")?,
            accepts_messages: row.get("accepts_messages")?,
            accepts_reminders: row.get("accepts_reminders")?,
            accepts_mailings: row.get("accepts_mailings")?,
        })
    }

    pub fn preferences(&self) -> Preferences {
        let (mailings, messages) = (self.accepts_mailings, self.accepts_messages);
        Preferences { mailings, messages, reminders: self.accepts_reminders }
    }

    /// Why no message of that context goes there; `None` if it may.
    fn refusal(&self, context: Context) -> Option<Refusal> {
        let accepts = self.preferences();
        match context {
            // What its owner asked for goes out whatever happened before.
            Context::System => None,
            _ if self.invalid => Some(Refusal::Invalid),
            _ if self.fail_count >= FAILURES_MAX => Some(Refusal::Blocked),
            Context::Mailing if accepts.mailings => None,
            Context::Personal if accepts.messages => None,
            Context::Reminder | Context::Notification if accepts.reminders => None,
            // What another program means by it is not known: nobody refused it.
            Context::Unknown(_) => None,
            _ => Some(Refusal::OptedOut),
        }
    }
}

/// The state of the address with that hash; `None` if it was never written to: it accepts everything.
pub fn find(conn: &Connection, hash: &str) -> Result<Option<AddressState>> {
    let mut statement = conn.prepare_cached("SELECT * FROM emails WHERE hash = ?1")?;
    Ok(statement.query_row([hash], AddressState::read).optional()?)
}

/// Why no message of that context may be sent to an address; `None` if it may.
pub fn refusal(conn: &Connection, address: &str, context: Context) -> Result<Option<Refusal>> {
    let Some(hash) = email_hash(address).filter(|_| is_email(address.trim())) else {
        return Ok(Some(Refusal::Malformed));
    };
    Ok(find(conn, &hash)?.and_then(|state| state.refusal(context)))
}

/// The row of an address, made if it is not there yet. `moment` is a local date-time.
pub fn ensure(tx: &Transaction<'_>, hash: &str, moment: &str) -> Result<i64> {
    tx.prepare_cached("INSERT INTO emails (hash, added) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING")?
        .execute([hash, moment])?;
    Ok(tx.prepare_cached("SELECT id FROM emails WHERE hash = ?1")?.query_row([hash], |row| row.get(0))?)
}

/// A message was taken by the mail server.
pub fn sent(tx: &Transaction<'_>, hash: &str, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    tx.prepare_cached("UPDATE emails SET sent_count = sent_count + 1, last_sent = ?2 WHERE id = ?1")?
        .execute((id, moment))?;
    Ok(())
}

/// A message was refused; `for_good` when the address is said not to exist, so that it is never written to again.
pub fn failed(tx: &Transaction<'_>, hash: &str, for_good: bool, reason: &str, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    tx.prepare_cached("UPDATE emails SET fail_count = fail_count + 1, invalid = max(invalid, ?2) WHERE id = ?1")?
        .execute((id, for_good))?;
    log(tx, id, reason, moment)
}

/// The owner of an address takes a message for spam: it is never written to again.
pub fn complained(tx: &Transaction<'_>, hash: &str, line: &str, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    tx.execute("UPDATE emails SET invalid = 1 WHERE id = ?1", [id])?;
    log(tx, id, line, moment)
}

/// The owner of an address proved that it exists: earlier failures no longer count.
pub fn verified(tx: &Transaction<'_>, hash: &str, line: &str, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    tx.execute("UPDATE emails SET verified = 1, invalid = 0, fail_count = 0 WHERE id = ?1", [id])?;
    log(tx, id, line, moment)
}

/// Writes what an owner accepts. A link of a message leaves no line (people.md 9.3).
pub fn set_preferences(tx: &Transaction<'_>, hash: &str, accepts: Preferences, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    tx.execute(
        "UPDATE emails SET accepts_mailings = ?2, accepts_messages = ?3, accepts_reminders = ?4 WHERE id = ?1",
        (id, accepts.mailings, accepts.messages, accepts.reminders),
    )?;
    Ok(())
}

/// Adds a line to what is known of an address.
pub fn note(tx: &Transaction<'_>, hash: &str, line: &str, moment: &str) -> Result<()> {
    let id = ensure(tx, hash, moment)?;
    log(tx, id, line, moment)
}

/// Adds a line to what is known of an address: `DD/MM/YYYY HH:MM:SS - text`, newest last.
fn log(tx: &Transaction<'_>, id: i64, text: &str, moment: &str) -> Result<()> {
    let text: Vec<&str> = text.split_whitespace().collect();
    let line = format!("{} - {}", day_first(moment), text.join(" "));
    tx.prepare_cached(
        "UPDATE emails SET fail_log = CASE WHEN coalesce(fail_log, '') = '' THEN ?2 ELSE fail_log || char(10) || ?2 END
         WHERE id = ?1",
    )?
    .execute((id, line))?;
    Ok(())
}

/// `01/03/2026 10:00:00` of `2026-03-01 10:00:00`.
fn day_first(moment: &str) -> String {
    match (moment.get(..4), moment.get(5..7), moment.get(8..10), moment.get(10..)) {
        (Some(year), Some(month), Some(day), Some(time)) => format!("{day}/{month}/{year}{time}"),
        _ => moment.to_owned(),
    }
}
