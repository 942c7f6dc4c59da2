//! `mailings…` and `user/{id}/message`: what people write to members (people.md 9).

use actix_web::HttpResponse;
use rusqlite::Connection;
use serde_json::json;

use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::mail::Transport;
use crate::mail::address::Preferences;
use crate::mail::choice::ServerInfo;
use crate::members::layout::Layout;
use crate::messages::addresses;
use crate::messages::draft::MailingDraft;
use crate::messages::mailing::{self, Mailing};
use crate::messages::personal::{self, Author, PersonalMessage};
use crate::messages::recipients::{self, Target};
use crate::messages::reminders;
use crate::messages::sending::{self, Sending};
use crate::msg;
use crate::params::Params;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&json!({"mailings": call.app.db.read(mailing::list).await?}))
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Mailing::get(conn, id)).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let today = call.app.clock.local_now().date();
    let target = Target::from_params(&params, today)?;
    let (draft, trace, principal) = (MailingDraft::from_params(&params)?, call.trace(), call.principal.clone());
    call.write(move |tx| {
        let layout = Layout::read_for(tx, &principal)?;
        let target = target.resolve(tx, &layout, &principal, today)?;
        mailing::create(tx, &layout, draft, &target, &AuditLog::open(tx, &trace)?)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = MailingDraft::from_params(&call.params().await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| mailing::change(tx, id, draft, &AuditLog::open(tx, &trace)?)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| mailing::delete(tx, id, &AuditLog::open(tx, &trace)?).map(success)).await
}

pub async fn recipients(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let principal = call.principal.clone();
    let read = call.app.db.read(move |conn| {
        Mailing::get(conn, id)?;
        let layout = Layout::read_for(conn, &principal)?;
        let recipients = recipients::list(conn, id)?;
        Ok(recipients.into_iter().map(|recipient| recipient.seen(&layout)).collect::<Vec<_>>())
    });
    respond::json(&json!({"recipients": read.await?}))
}

/// A message that was sent keeps its recipients.
pub async fn remove_recipient(call: Call) -> Result<HttpResponse> {
    let named = call.part("recipient");
    let unknown = || Error::NotFound(msg!("mailing-recipient-unknown", id = named));
    let (id, recipient, trace) = (call.id()?, named.parse().map_err(|_| unknown())?, call.trace());
    call.write(move |tx| mailing::remove_recipient(tx, id, recipient, &AuditLog::open(tx, &trace)?).map(success)).await
}

pub async fn preview(call: Call) -> Result<HttpResponse> {
    let (id, recipient) = (call.id()?, call.query()?.id("recipient")?);
    let (site, language, principal) = (call.app.site(), call.language, call.principal.clone());
    let read = call.app.db.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        sending::preview(conn, &layout, id, recipient, &site, language)
    });
    let (email, rendered) = read.await?;
    respond::json(&json!({"email": email, "text": rendered.text, "html": rendered.html}))
}

pub async fn send(mut call: Call) -> Result<HttpResponse> {
    require_mail(&call)?;
    let again = call.params().await?.flag("again")?;
    let (id, trace) = (call.id()?, call.trace());
    let principal = call.principal.clone();
    let how = Sending { site: call.app.site(), language: call.language, now: call.app.clock.now(), again, principal };
    call.write(move |tx| sending::send(tx, &Layout::read(tx)?, id, &how, &AuditLog::open(tx, &trace)?)).await
}

pub async fn personal(mut call: Call) -> Result<HttpResponse> {
    require_mail(&call)?;
    let message = PersonalMessage::from_params(&call.params().await?)?;
    let author = match call.principal.actor.member() {
        Some(id) => Author::Member { id, may_stand_in: call.principal.rights.manage_members() },
        None => Author::Association,
    };
    let (id, now, moment) = (call.id()?, call.app.clock.now(), call.app.clock.local_now_text());
    let principal = call.principal.clone();
    call.write(move |tx| {
        let layout = Layout::read_for(tx, &principal)?;
        personal::send(tx, &layout, id, &message, author, now, &moment).map(success)
    })
    .await
}

/// Sends the reminders that are due today, without waiting for the daily job.
pub async fn send_reminders(call: Call) -> Result<HttpResponse> {
    require_mail(&call)?;
    let (clock, language) = (call.app.clock.clone(), call.language);
    call.write(move |tx| {
        let (today, moment) = (clock.local_now().date(), clock.local_now_text());
        reminders::send(tx, &Layout::read(tx)?, today, language, clock.now(), &moment)
    })
    .await
}

pub async fn addresses(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let principal = call.principal.clone();
    let read = call.app.db.read(move |conn| addresses::of_member(conn, &Layout::read_for(conn, &principal)?, id));
    respond::json(&json!({"addresses": read.await?}))
}

/// Only switches off: what its owner refused is theirs to accept again.
pub async fn switch_off(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (id, principal) = (call.id()?, call.principal.clone());
    switch_off_of(&call, &params, id, move |tx| Layout::read_for(tx, &principal)).await
}

/// The same for a member whose addresses are those of a layout.
pub(super) async fn switch_off_of(
    call: &Call,
    params: &Params,
    id: i64,
    layout: impl FnOnce(&Connection) -> Result<Layout> + Send + 'static,
) -> Result<HttpResponse> {
    let flag = |name| params.optional_flag(name).map(|given| given.unwrap_or(true));
    let wanted =
        Preferences { mailings: flag("mailings")?, messages: flag("messages")?, reminders: flag("reminders")? };
    let (email, moment) = (params.text("email")?, call.app.clock.local_now_text());
    call.write(move |tx| addresses::switch_off(tx, &layout(tx)?, id, email.as_deref(), wanted, &moment)).await
}

pub async fn verify(mut call: Call) -> Result<HttpResponse> {
    require_mail(&call)?;
    let email = call.params().await?.text("email")?;
    let server = ServerInfo {
        site: call.app.config.site_url.as_ref().map(|site| site.as_str().to_owned()),
        association: call.app.organisation_name()?,
        language: call.language,
        now: call.app.clock.now(),
        local_now: call.app.clock.local_now(),
    };
    let (id, principal) = (call.id()?, call.principal.clone());
    call.write(move |tx| {
        let layout = Layout::read_for(tx, &principal)?;
        addresses::ask_to_verify(tx, &layout, id, email.as_deref(), &server).map(success)
    })
    .await
}

/// Nothing is queued where no mail goes out: it would leave months later.
pub fn require_mail(call: &Call) -> Result<()> {
    if Transport::of(&call.app.config)?.is_on() { Ok(()) } else { Err(Error::Conflict(msg!("mail-off"))) }
}
