//! What the owner of an address chooses to receive, from a link in a message or from the page behind it (people.md 9.3). What
//! refuses takes effect at once; what accepts again is confirmed by a message to the address.

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use rusqlite::{Connection, Transaction};

use super::address::{self, Preferences};
use super::messages::{self, MailTemplate};
use super::opt_out::{self, CONFIRMATION_SECONDS, Confirmation};
use super::{Context, queue};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;
use crate::text::email_hash;

/// Pause between two messages that somebody who knows an address can have sent to it.
const CONFIRMATION_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Who changes what an address receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chooser {
    Recipient,
    Administrator,
}

/// What became of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    Saved,
    /// Accepting again needs the address itself, which was missing or another one.
    NeedsAddress,
    /// A message with a link went to the address.
    ConfirmationSent,
    /// One went there a moment ago.
    TooSoon,
    /// No message can be sent.
    NoMail,
}

/// What a choice needs to know of the server.
#[derive(Debug, Clone)]
pub struct ServerInfo {
    pub association: String,
    pub language: Language,
    /// The address of the site, ending in `/`; `None` if no setting says it or no mail goes out.
    pub site: Option<String>,
    pub now: Timestamp,
    pub local_now: DateTime,
}

impl ServerInfo {
    /// Local date-time as the database writes it.
    pub fn moment(&self) -> String {
        written(self.local_now)
    }
}

fn written(local: DateTime) -> String {
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Whether an address was written to within a time, or a message of the program waits for it: then nobody can have another
/// one sent there.
pub fn is_too_soon(conn: &Connection, hash: &str, pause: SignedDuration, server: &ServerInfo) -> Result<bool> {
    let since = written(server.local_now.saturating_sub(pause));
    let was_written_to = address::find(conn, hash)?.and_then(|state| state.last_sent).is_some_and(|sent| sent > since);
    Ok(was_written_to || queue::waits_for(conn, hash, Context::System)?)
}

/// What an address receives; `None` if it was never written to, so that no link of a message leads here.
pub fn current(conn: &Connection, hash: &str) -> Result<Option<Preferences>> {
    Ok(address::find(conn, hash)?.map(|state| state.preferences()))
}

/// Refuses the messages of a context, or all of them, without any question. `false` for an address that was never written to.
pub fn refuse(tx: &Transaction<'_>, hash: &str, context: Option<Context>, moment: &str) -> Result<bool> {
    let Some(current) = current(tx, hash)? else { return Ok(false) };
    address::set_preferences(tx, hash, current.without(context), moment)?;
    Ok(true)
}

/// Writes a choice of the recipient made on the page. `address` is what was typed there.
pub fn choose(
    tx: &Transaction<'_>,
    hash: &str,
    wanted: Preferences,
    address: Option<&str>,
    server: &ServerInfo,
) -> Result<Chosen> {
    let current = current(tx, hash)?.unwrap_or(Preferences::ALL);
    let refused = current.and(wanted);
    save(tx, hash, current, refused, Chooser::Recipient, &server.moment())?;
    if wanted.is_within(current) {
        return Ok(Chosen::Saved);
    }
    let Some(address) = address.filter(|address| email_hash(address).as_deref() == Some(hash)) else {
        return Ok(Chosen::NeedsAddress);
    };
    ask_to_confirm(tx, hash, wanted, address, server)
}

fn ask_to_confirm(
    tx: &Transaction<'_>,
    hash: &str,
    accepts: Preferences,
    address: &str,
    server: &ServerInfo,
) -> Result<Chosen> {
    let Some(site) = &server.site else { return Ok(Chosen::NoMail) };
    if is_too_soon(tx, hash, CONFIRMATION_PAUSE, server)? {
        return Ok(Chosen::TooSoon);
    }
    let secret = opt_out::ensure_secret(tx)?;
    let confirmation = Confirmation { expires: server.now.as_second() + CONFIRMATION_SECONDS, accepts };
    let message = messages::Preferences { link: confirmation.link(site, hash, &secret) };
    let message = message.write(server.language, &server.association)?.to(address, Context::System, None);
    queue::add(tx, &message, server.now, &server.moment())?;
    Ok(Chosen::ConfirmationSent)
}

/// Whether a signed link is good.
pub fn is_good(conn: &Connection, hash: &str, link: &Confirmation, signature: &str, now: Timestamp) -> Result<bool> {
    let Some(secret) = opt_out::secret(conn)? else { return Ok(false) };
    Ok(link.expires > now.as_second() && link.is_signed(hash, &secret, signature))
}

/// Writes what a signed link asks for, which [`is_good`] found good.
pub fn confirm(tx: &Transaction<'_>, hash: &str, link: &Confirmation, moment: &str) -> Result<()> {
    let current = current(tx, hash)?.unwrap_or(Preferences::ALL);
    save(tx, hash, current, link.accepts, Chooser::Recipient, moment)
}

/// Whether a link proves that an address exists.
pub fn is_verification(conn: &Connection, hash: &str, code: &str) -> Result<bool> {
    Ok(opt_out::secret(conn)?.is_some_and(|secret| opt_out::is_verification(hash, &secret, code)))
}

/// Writes that an address exists, which [`is_verification`] found true.
pub fn verify(tx: &Transaction<'_>, hash: &str, moment: &str) -> Result<()> {
    address::verified(tx, hash, &text(Language::default(), &msg!("mail-log-verified")), moment)
}

/// An administrator switches messages off; nobody else's choice is switched on (people.md 9.3).
pub fn switch_off(tx: &Transaction<'_>, hash: &str, wanted: Preferences, moment: &str) -> Result<Preferences> {
    let current = current(tx, hash)?.unwrap_or(Preferences::ALL);
    let refused = current.and(wanted);
    save(tx, hash, current, refused, Chooser::Administrator, moment)?;
    Ok(refused)
}

/// Writes preferences, with a line for each that changes.
fn save(
    tx: &Transaction<'_>,
    hash: &str,
    before: Preferences,
    after: Preferences,
    chooser: Chooser,
    moment: &str,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    address::set_preferences(tx, hash, after, moment)?;
    let who = match chooser {
        Chooser::Recipient => "recipient",
        Chooser::Administrator => "administrator",
    };
    for (what, old, new) in [
        ("mailings", before.mailings, after.mailings),
        ("messages", before.messages, after.messages),
        ("reminders", before.reminders, after.reminders),
    ] {
        if old != new {
            let does = if new { "accepts" } else { "refuses" };
            let line = text(Language::default(), &msg!("mail-log-choice", who = who, does = does, what = what));
            address::note(tx, hash, &line, moment)?;
        }
    }
    Ok(())
}
