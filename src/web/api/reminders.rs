//! `services/activities/{id}/reminders`, `services/reminders/…`: reminders defined, looked at before they are sent, and who
//! got them (people.md 8).

use actix_web::HttpResponse;
use serde_json::json;

use crate::error::Result;
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::subscriptions::activities::Activity;
use crate::subscriptions::reminders::{self, Reminder, ReminderDraft, SentScope};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let found = call.app.db.read(move |conn| {
        Activity::get(conn, id)?;
        reminders::list(conn, id)
    });
    respond::json(&found.await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = ReminderDraft::from_params(&call.params().await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| reminders::create(tx, id, draft, &trace)).await
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Reminder::get(conn, id)).await?)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = ReminderDraft::from_params(&call.params().await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| reminders::change(tx, id, draft, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| reminders::delete(tx, id, &trace).map(success)).await
}

/// What would be sent today, with every message.
pub async fn due(call: Call) -> Result<HttpResponse> {
    let today = DateContext::of(&call.app.clock).today;
    let due = call.app.db.read_long(move |conn| reminders::due(conn, &Layout::read(conn)?, today)).await?;
    respond::json(&json!({ "reminders": due }))
}

/// Who will get a reminder next; with `user`, the messages as that member would get them today.
pub async fn preview(call: Call) -> Result<HttpResponse> {
    let (id, today) = (call.id()?, DateContext::of(&call.app.clock).today);
    if let Some(member) = call.query()?.id("user")? {
        let preview = move |conn: &_| reminders::preview(conn, &Layout::read(conn)?, id, member, today);
        return respond::json(&call.app.db.read(preview).await?);
    }
    let pending = call.app.db.read_long(move |conn| reminders::pending(conn, &Layout::read(conn)?, id, today)).await?;
    respond::json(&json!({ "members": pending }))
}

/// Who got a reminder.
pub async fn sent(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let sent = call.app.db.read(move |conn| {
        Reminder::get(conn, id)?;
        reminders::sent(conn, &Layout::read(conn)?, SentScope::Reminder(id))
    });
    respond::json(&json!({ "sent": sent.await? }))
}

/// The reminders that a member got.
pub async fn of_member(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let sent = move |conn: &_| reminders::sent(conn, &Layout::read(conn)?, SentScope::Member(id));
    respond::json(&json!({ "sent": call.app.db.read(sent).await? }))
}
