//! `accounting/charts/{id}/accounts` and `accounting/accounts/{id}` (accounting.md 2.3 and 6.1).

use actix_web::HttpResponse;

use super::changes;
use crate::accounting::accounts::{self, Account, AccountDraft};
use crate::error::Result;
use crate::web::answer::success;
use crate::web::call::{Call, id_in};
use crate::web::respond;

/// An empty list for a chart that does not exist, as Paheko answers (accounting/accounts of a chart).
pub async fn list(call: Call) -> Result<HttpResponse> {
    let Some(chart) = id_in(&call.path) else { return respond::json(&[(); 0]) };
    respond::json(&call.app.db.read(move |conn| accounts::list(conn, chart)).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let (params, chart, trace) = (call.params().await?, call.id()?, call.trace());
    let draft = AccountDraft::from_params(&params)?;
    call.write(move |tx| accounts::create(tx, chart, draft, &trace)).await
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Account::get(conn, id)).await?)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = AccountDraft::from_params(&changes(&mut call, &AccountDraft::NAMES).await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| accounts::change(tx, id, draft, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| accounts::delete(tx, id, &trace).map(success)).await
}
