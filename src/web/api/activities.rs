//! `services/activities/…`, `services/fees/…`: what members subscribe to, and what it costs (people.md 7).

use actix_web::HttpResponse;
use serde::Serialize;

use crate::error::Result;
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::subscriptions::activities::{self, Activity};
use crate::subscriptions::activity_changes::{self, ActivityDraft};
use crate::subscriptions::fee_changes::{self, FeeDraft};
use crate::subscriptions::fees::{self, Fee};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let today = DateContext::of(&call.app.clock).today;
    respond::json(&call.app.db.read(move |conn| activities::list(conn, today)).await?)
}

/// An activity with its fees.
#[derive(Serialize)]
struct WithFees {
    #[serde(flatten)]
    activity: Activity,
    fees: Vec<Fee>,
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let found =
        call.app.db.read(move |conn| Ok(WithFees { activity: Activity::get(conn, id)?, fees: fees::list(conn, id)? }));
    respond::json(&found.await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = ActivityDraft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    let trace = call.trace();
    call.write(move |tx| activity_changes::create(tx, draft, &trace)).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = ActivityDraft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| activity_changes::change(tx, id, draft, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let label = call.query()?.text("label")?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| activity_changes::delete(tx, id, label.as_deref(), &trace).map(success)).await
}

pub async fn fees(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let found = call.app.db.read(move |conn| {
        Activity::get(conn, id)?;
        fees::list(conn, id)
    });
    respond::json(&found.await?)
}

pub async fn create_fee(mut call: Call) -> Result<HttpResponse> {
    let draft = FeeDraft::from_params(&call.params().await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| fee_changes::create(tx, &Layout::read(tx)?, id, draft, &trace)).await
}

pub async fn fee(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Fee::get(conn, id)).await?)
}

pub async fn change_fee(mut call: Call) -> Result<HttpResponse> {
    let draft = FeeDraft::from_params(&call.params().await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| fee_changes::change(tx, &Layout::read(tx)?, id, draft, &trace)).await
}

pub async fn delete_fee(call: Call) -> Result<HttpResponse> {
    let label = call.query()?.text("label")?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| fee_changes::delete(tx, id, label.as_deref(), &trace).map(success)).await
}
