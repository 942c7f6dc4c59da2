//! `accounting/years` (accounting.md 2.1, 7).

use std::sync::Arc;

use actix_web::HttpResponse;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::json;

use super::transactions::cut_amounts;
use crate::accounting::entries::shown::Shown;
use crate::accounting::year::Year;
use crate::accounting::years::{self, Draft, Listed, OpeningRequest, Plan, Split};
use crate::audit::AuditLog;
use crate::auth::{Access, Level, Section};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::json;
use crate::msg;
use crate::params::DateContext;
use crate::web::answer::success;
use crate::web::call::{Call, id_in};
use crate::web::respond;
use crate::web::route::{Requirements, Resolving};

pub async fn list(call: Call) -> Result<HttpResponse> {
    let body = call.state.years.get(&call.app.db, answer).await?;
    Ok(respond::json_body(body.to_vec()))
}

fn answer(connection: &Connection) -> Result<Arc<[u8]>> {
    Ok(json::pretty(&years::list(connection)?)?.into())
}

/// Every other path below the years.
pub async fn not_found(call: Call) -> Result<HttpResponse> {
    Err(Error::NotFound(msg!("http-not-found", path = call.request.path())))
}

/// `accounting/years/next`: a proposal for the next year.
pub async fn next(call: Call) -> Result<HttpResponse> {
    let today = call.app.clock.local_now().date();
    respond::json(&call.app.db.read(move |conn| years::propose(conn, today)).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = Draft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    let trace = call.trace();
    call.write(move |tx| {
        let id = years::create(tx, &draft, &AuditLog::open(tx, &trace)?)?;
        years::one(tx, id)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = Draft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    on_year(call, move |tx, year, audit| years::change(tx, year, &draft, audit)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (id(&call)?, call.trace());
    call.write(move |tx| years::delete(tx, &existing(tx, id)?, &AuditLog::open(tx, &trace)?).map(success)).await
}

pub async fn close(mut call: Call) -> Result<HttpResponse> {
    let (forced, today) = (call.params().await?.flag("force")?, DateContext::of(&call.app.clock).today);
    on_year(call, move |tx, year, audit| {
        years::require_ended(year, today, forced)?;
        years::close(tx, year, audit)
    })
    .await
}

pub async fn lock(call: Call) -> Result<HttpResponse> {
    on_year(call, years::lock).await
}

pub async fn unlock(call: Call) -> Result<HttpResponse> {
    on_year(call, years::unlock).await
}

/// Closed accounts may have been published: reopening also needs rights over the settings (people.md 5).
pub fn to_reopen(_: &mut Call, access: Access) -> Resolving<'_> {
    let settings = Requirements::access(Access::write(Section::Config, Level::Admin));
    Box::pin(std::future::ready(Ok(Requirements::access(access).and(settings))))
}

pub async fn reopen(call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.local_now();
    on_year(call, move |tx, year, audit| years::reopen(tx, year, now, audit).map(drop)).await
}

/// GET: the plan of the opening, without writing it.
pub async fn preview_opening(call: Call) -> Result<HttpResponse> {
    let wanted = OpeningRequest::from_params(&call.query()?)?;
    let (id, language) = (id(&call)?, call.language);
    let plan = call.app.db.read(move |conn| years::plan(conn, &existing(conn, id)?, &wanted)).await?;
    respond::json(&Planned::new(plan, language))
}

/// A plan with its warnings in words.
#[derive(Serialize)]
struct Planned {
    #[serde(flatten)]
    plan: Plan,
    warnings: Vec<String>,
}

impl Planned {
    fn new(plan: Plan, language: Language) -> Self {
        let warnings = plan.warnings.iter().map(|warning| text(language, warning)).collect();
        Planned { plan, warnings }
    }
}

/// The executed plan, and the ids of the entries.
#[derive(Serialize)]
struct Opened {
    #[serde(flatten)]
    plan: Planned,
    transactions: Vec<i64>,
}

pub async fn open_balance(mut call: Call) -> Result<HttpResponse> {
    let wanted = OpeningRequest::from_params(&call.params().await?)?;
    let (id, trace, language) = (id(&call)?, call.trace(), call.language);
    call.write(move |tx| {
        let (plan, transactions) = years::open_balance(tx, &existing(tx, id)?, &wanted, &AuditLog::open(tx, &trace)?)?;
        Ok(Opened { plan: Planned::new(plan, language), transactions })
    })
    .await
}

pub async fn open_account(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (id, trace, site, warnings) = (id(&call)?, call.trace(), call.app.site(), cut_amounts(&call, &params));
    call.write(move |tx| {
        let entry = years::open_account(tx, &existing(tx, id)?, &params, &AuditLog::open(tx, &trace)?)?;
        Ok(Shown::get(tx, entry, &site)?.with_warnings(warnings))
    })
    .await
}

pub async fn split(mut call: Call) -> Result<HttpResponse> {
    let wanted = Split::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    let (id, trace) = (id(&call)?, call.trace());
    call.write(move |tx| {
        let moved = years::split(tx, &existing(tx, id)?, &wanted, &AuditLog::open(tx, &trace)?)?;
        Ok(json!({"moved": moved}))
    })
    .await
}

pub async fn budget(call: Call) -> Result<HttpResponse> {
    let id = id(&call)?;
    respond::json(&call.app.db.read(move |conn| years::budget(conn, &existing(conn, id)?)).await?)
}

pub async fn set_budget(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (id, trace) = (id(&call)?, call.trace());
    call.write(move |tx| years::set_budget(tx, &existing(tx, id)?, &params, &AuditLog::open(tx, &trace)?)).await
}

/// Runs `work` on the year of the path and answers with the year.
async fn on_year(
    call: Call,
    work: impl FnOnce(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (id, trace) = (id(&call)?, call.trace());
    call.write(move |tx| -> Result<Listed> {
        work(tx, &existing(tx, id)?, &AuditLog::open(tx, &trace)?)?;
        years::one(tx, id)
    })
    .await
}

/// The identifier of the year in the path. Digits that are too large are an unknown year, which is 400 (accounting.md 1).
fn id(call: &Call) -> Result<i64> {
    let digits = || call.part("id");
    id_in(&call.path).ok_or_else(|| Error::invalid_field("id_year", msg!("year-unknown", year = digits())))
}

fn existing(conn: &Connection, id: i64) -> Result<Year> {
    Year::require(conn, "id_year", id)
}
