//! The addresses of a member as [`crate::mail`] knows them: what they receive, whether they can be written to, and a message
//! with which their owner proves that one exists (people.md 6.5 and 9.3).

use jiff::SignedDuration;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::mail::address::{self, AddressState, FAILURES_MAX, Preferences};
use crate::mail::choice::{self, ServerInfo};
use crate::mail::messages::{self, MailTemplate};
use crate::mail::{Context, opt_out, queue};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::msg;
use crate::text::email_hash;

/// No verification is sent within that time after the last message.
const VERIFICATION_PAUSE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// One address of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    let known = |email: String| {
        let state = email_hash(&email).map(|hash| address::find(conn, &hash)).transpose()?.flatten();
        let writable = state.as_ref().is_none_or(|state| !is_blocked(state));
        Ok(KnownAddress { email, writable, state })
    };
    member.emails(layout).into_iter().map(known).collect()
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

/// Queues a message with a link that proves that an address exists.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for an address that can be written to, or had a message a short time ago, and
/// where the site has no address that the link could lead to.
pub fn ask_to_verify(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    email: Option<&str>,
    server: &ServerInfo,
) -> Result<()> {
    let site = server.site.as_ref().ok_or_else(|| Error::Conflict(msg!("address-no-site")))?;
    let address = chosen(tx, layout, member, email)?;
    if address.writable {
        return Err(Error::Conflict(msg!("address-writable")));
    }
    let hash = email_hash(&address.email).unwrap_or_default();
    if choice::is_too_soon(tx, &hash, VERIFICATION_PAUSE, server)? {
        return Err(Error::Conflict(msg!("address-too-soon")));
    }
    let secret = opt_out::ensure_secret(tx)?;
    let message = messages::Verification { link: opt_out::verification_link(site, &hash, &secret) };
    let message = message.write(server.language, &server.association)?.to(&address.email, Context::System, None);
    queue::add(tx, &message, server.now, &server.moment()).map(drop)
}
