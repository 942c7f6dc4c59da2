//! `accounting/years` (accounting.md 2.1, 7).

use std::sync::Arc;

use actix_web::HttpResponse;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::accounting::entries::shown::Shown;
use crate::accounting::year::Year;
use crate::accounting::years::{self, Draft, Listed, OpeningRequest, Plan, Split};
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::json;
use crate::members::values::DateContext;
use crate::msg;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let body = call.app.years.get(&call.app.db, answer).await?;
    Ok(respond::json_body(body.to_vec()))
}

fn answer(connection: &Connection) -> Result<Arc<[u8]>> {
    Ok(json::pretty(&years::list(connection)?)?.into())
}

/// Every other path below the years.
pub async fn not_found(call: Call) -> Result<HttpResponse> {
    Err(Error::NotFound(msg!("http-not-found", path = call.request.path())))
}

/// `accounting/years/next`: the year that comes next, to be created.
pub async fn next(call: Call) -> Result<HttpResponse> {
    let today = call.app.clock.local_now().date();
    respond::json(&call.app.db.read(move |conn| years::propose(conn, today)).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = Draft::from_params(&call.params().await?.tree, &DateContext::of(&call.app.clock))?;
    let trace = call.trace();
    let created = call.app.db.write(move |tx| {
        let id = years::create(tx, &draft, &AuditLog::open(tx, &trace)?)?;
        years::one(tx, id)
    });
    respond::json(&created.await?)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = Draft::from_params(&call.params().await?.tree, &DateContext::of(&call.app.clock))?;
    on_year(call, move |tx, year, audit| years::change(tx, year, &draft, audit)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    let deleted = call.app.db.write(move |tx| years::delete(tx, &existing(tx, id)?, &AuditLog::open(tx, &trace)?));
    deleted.await?;
    respond::json(&json!({"success": true}))
}

pub async fn close(call: Call) -> Result<HttpResponse> {
    on_year(call, years::close).await
}

pub async fn lock(call: Call) -> Result<HttpResponse> {
    on_year(call, years::lock).await
}

pub async fn unlock(call: Call) -> Result<HttpResponse> {
    on_year(call, years::unlock).await
}

pub async fn reopen(call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.local_now();
    on_year(call, move |tx, year, audit| years::reopen(tx, year, now, audit).map(drop)).await
}

/// GET: what opening the year would do, without doing it.
pub async fn preview_opening(call: Call) -> Result<HttpResponse> {
    let wanted = OpeningRequest::from_params(&call.query()?.tree)?;
    let id = call.id();
    respond::json(&call.app.db.read(move |conn| years::plan(conn, &existing(conn, id)?, &wanted)).await?)
}

/// The plan that was followed, and the numbers of the entries.
#[derive(Serialize)]
struct Opened {
    #[serde(flatten)]
    plan: Plan,
    transactions: Vec<i64>,
}

pub async fn open_balance(mut call: Call) -> Result<HttpResponse> {
    let wanted = OpeningRequest::from_params(&call.params().await?.tree)?;
    let (id, trace) = (call.id(), call.trace());
    let opened = call.app.db.write(move |tx| {
        let (plan, transactions) = years::open_balance(tx, &existing(tx, id)?, &wanted, &AuditLog::open(tx, &trace)?)?;
        Ok(Opened { plan, transactions })
    });
    respond::json(&opened.await?)
}

pub async fn open_account(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?.tree;
    let (id, trace, site) = (call.id(), call.trace(), call.app.site());
    let opened = call.app.db.write(move |tx| {
        let entry = years::open_account(tx, &existing(tx, id)?, &params, &AuditLog::open(tx, &trace)?)?;
        Shown::get(tx, entry, &site)
    });
    respond::json(&opened.await?)
}

pub async fn split(mut call: Call) -> Result<HttpResponse> {
    let wanted = Split::from_params(&call.params().await?.tree, &DateContext::of(&call.app.clock))?;
    let (id, trace) = (call.id(), call.trace());
    let moved =
        call.app.db.write(move |tx| years::split(tx, &existing(tx, id)?, &wanted, &AuditLog::open(tx, &trace)?));
    respond::json(&json!({"moved": moved.await?}))
}

pub async fn budget(call: Call) -> Result<HttpResponse> {
    let id = call.id();
    respond::json(&call.app.db.read(move |conn| years::budget(conn, &existing(conn, id)?)).await?)
}

pub async fn set_budget(mut call: Call) -> Result<HttpResponse> {
    let params: Map<String, Value> = call.params().await?.tree;
    let (id, trace) = (call.id(), call.trace());
    let set =
        call.app.db.write(move |tx| years::set_budget(tx, &existing(tx, id)?, &params, &AuditLog::open(tx, &trace)?));
    respond::json(&set.await?)
}

/// Does something with the year of the path and answers with what became of it.
async fn on_year(
    call: Call,
    work: impl FnOnce(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    let changed = call.app.db.write(move |tx| -> Result<Listed> {
        work(tx, &existing(tx, id)?, &AuditLog::open(tx, &trace)?)?;
        years::one(tx, id)
    });
    respond::json(&changed.await?)
}

fn existing(conn: &Connection, id: i64) -> Result<Year> {
    Year::require(conn, "id_year", id)
}
