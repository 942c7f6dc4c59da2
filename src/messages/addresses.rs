//! The addresses of a member as [`crate::mail`] knows them: what they receive, whether they can be written to, and a message
//! with which their owner proves that one exists (people.md 6.5 and 9.3).

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::mail::address::{self, AddressState, FAILURES_MAX, Preferences};
use crate::mail::messages::{self, MailTemplate};
use crate::mail::{Context, choice, opt_out, queue};
use crate::members::fields::FieldType;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values::plain_text;
use crate::msg;
use crate::text::email_hash;

/// No verification is sent within that time after the last message.
const VERIFICATION_PAUSE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// One address of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownAddress {
    pub email: String,
    /// Whether messages go there, but for what its owner refuses.
    pub writable: bool,
    /// `None` for one that was never written to: it receives everything.
    pub state: Option<AddressState>,
}

/// The addresses of a member, in the order of the fields, each once.
///
/// # Errors
///
/// [`Error::NotFound`] without such a member.
pub fn of_member(conn: &Connection, layout: &Layout, member: i64) -> Result<Vec<KnownAddress>> {
    let member = Member::get(conn, layout, member)?;
    let mut known: Vec<KnownAddress> = Vec::new();
    for (field, value) in layout.fields.iter().zip(&member.values) {
        let email = plain_text(value).trim().to_owned();
        let is_new = !known.iter().any(|other| other.email.eq_ignore_ascii_case(&email));
        if field.field_type == FieldType::Email && !email.is_empty() && is_new {
            let state = email_hash(&email).map(|hash| address::find(conn, &hash)).transpose()?.flatten();
            let writable = state.as_ref().is_none_or(|state| !is_blocked(state));
            known.push(KnownAddress { email, writable, state });
        }
    }
    Ok(known)
}

fn is_blocked(state: &AddressState) -> bool {
    state.invalid || state.fail_count >= FAILURES_MAX
}

/// The address of a member that a request names; the only one it has without a name.
fn chosen(conn: &Connection, layout: &Layout, member: i64, email: Option<&str>) -> Result<KnownAddress> {
    let mut known = of_member(conn, layout, member)?;
    match email {
        Some(email) => known.retain(|address| address.email.eq_ignore_ascii_case(email.trim())),
        None if known.len() > 1 => return Err(Error::invalid_field("email", msg!("address-which"))),
        None => {}
    }
    known.pop().ok_or_else(|| Error::invalid_field("email", msg!("address-not-theirs")))
}

/// Switches off what an address of a member receives. What its owner refused stays refused.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for an address that is not the member's.
pub fn switch_off(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    email: Option<&str>,
    wanted: Preferences,
    moment: &str,
) -> Result<Preferences> {
    let address = chosen(tx, layout, member, email)?;
    let hash = email_hash(&address.email).ok_or_else(|| Error::invalid_field("email", msg!("address-not-theirs")))?;
    choice::switch_off(tx, &hash, wanted, moment)
}

/// When a verification is asked for, and what it needs to be written.
#[derive(Debug, Clone)]
pub struct Asking {
    pub site: String,
    pub association: String,
    pub language: Language,
    pub now: Timestamp,
    pub local_now: DateTime,
}

/// Queues a message with a link that proves that an address exists.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for an address that can be written to, or had a message a short time ago.
pub fn ask_to_verify(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    email: Option<&str>,
    asking: &Asking,
) -> Result<()> {
    let address = chosen(tx, layout, member, email)?;
    if address.writable {
        return Err(Error::Conflict(msg!("address-writable")));
    }
    let hash = email_hash(&address.email).unwrap_or_default();
    let written = |moment: DateTime| moment.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let since = written(asking.local_now.saturating_sub(VERIFICATION_PAUSE));
    let was_written_to = address.state.and_then(|state| state.last_sent).is_some_and(|sent| sent > since);
    if was_written_to || queue::waits_for(tx, &hash, Context::System)? {
        return Err(Error::Conflict(msg!("address-too-soon")));
    }
    let secret = opt_out::ensure_secret(tx)?;
    let message = messages::Verification { link: opt_out::verification_link(&asking.site, &hash, &secret) };
    let message = message.write(asking.language, &asking.association)?.to(&address.email, Context::System, None);
    queue::add(tx, &message, asking.now, &written(asking.local_now)).map(drop)
}
