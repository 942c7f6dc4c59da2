//! `accounting/transaction`: entries (accounting.md 2.6 and 4).

use actix_web::HttpResponse;
use serde_json::json;

use crate::accounting::entries::record::{Entry, unknown};
use crate::accounting::entries::{actions, shown::Shown};
use crate::app::App;
use crate::db::on_snapshot;
use crate::error::Result;
use crate::members::values::Context;
use crate::web::call::{Call, id_in};
use crate::web::respond;
use crate::web::routes::PathParts;

/// Refuses the path of an entry that does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let id = id_in(path);
    if app.db.peek(|conn| Entry::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    shown(&call.app, call.id())
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?.tree;
    let (context, trace) = (Context::of(&call.app.clock), call.trace());
    let id = call.app.db.write(move |tx| actions::create(tx, &params, &context, &trace)).await?;
    shown(&call.app, id)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let params = call.params().await?.tree;
    let (context, trace) = (Context::of(&call.app.clock), call.trace());
    call.app.db.write(move |tx| actions::change(tx, id, &params, &context, &trace)).await?;
    shown(&call.app, id)
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    call.app.db.write(move |tx| actions::delete(tx, id, &trace)).await?;
    respond::json(&json!({"success": true}))
}

/// The entry as it is stored now.
fn shown(app: &App, id: i64) -> Result<HttpResponse> {
    let site = app.site();
    respond::json(&app.db.peek(|conn| on_snapshot(conn, |conn| Shown::get(conn, id, &site)))?)
}
