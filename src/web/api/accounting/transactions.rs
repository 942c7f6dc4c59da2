//! `accounting/transaction`: entries (accounting.md 2.6 and 4).

use actix_web::HttpResponse;
use rusqlite::Transaction;
use serde_json::{Map, Value as Json, json};

use crate::accounting::entries::record::{Entry, unknown};
use crate::accounting::entries::{actions, shown::Shown};
use crate::app::App;
use crate::audit::{self, AuditContext, Entity};
use crate::db::on_snapshot;
use crate::error::Result;
use crate::idempotency::with_idempotency;
use crate::json;
use crate::members::values::DateContext;
use crate::web::call::{Call, id_in};
use crate::web::respond;
use crate::web::routes::PathParts;

/// Refuses the path of an entry that does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let id = id_in(path);
    if app.db.read_inline(|conn| Entry::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let (id, site) = (call.id(), call.app.site());
    match call.app.db.try_inline(|conn| on_snapshot(conn, |conn| Shown::get(conn, id, &site)))? {
        Some(entry) => respond::json(&entry),
        // An entry of hundreds of lines.
        None => respond::json(&call.app.db.read(move |conn| Shown::get(conn, id, &site)).await?),
    }
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?.tree;
    write(&call, params, |tx, params, context, trace, site| {
        Shown::get(tx, actions::create(tx, params, context, trace)?, site)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let params = call.params().await?.tree;
    write(&call, params, move |tx, params, context, trace, site| {
        let before = actions::change(tx, id, params, context, trace)?;
        Ok(Shown::get(tx, id, site)?.with_broken_letters(&before))
    })
    .await
}

/// Seals it: from here on its texts, its day and its amounts never change.
pub async fn seal(call: Call) -> Result<HttpResponse> {
    let (id, trace, site) = (call.id(), call.trace(), call.app.site());
    let sealed = call.app.db.write(move |tx| {
        actions::seal(tx, id, &trace)?;
        Shown::get(tx, id, &site)
    });
    respond::json(&sealed.await?)
}

/// Who changed what of it, with what each change replaced.
pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let changes = call.app.db.read(move |conn| audit::history(conn, Entity::Entry, id)).await?;
    respond::json(&json!({ "history": changes }))
}

type Params = Map<String, Json>;

/// Writes an entry and answers with it as it is stored then; once, when the request has a key.
async fn write(
    call: &Call,
    params: Params,
    work: impl FnOnce(&Transaction<'_>, &Params, &DateContext, &AuditContext, &str) -> Result<Shown> + Send + 'static,
) -> Result<HttpResponse> {
    let once = call.once(&params)?;
    let (context, trace, site) = (DateContext::of(&call.app.clock), call.trace(), call.app.site());
    let answer = call.app.db.write(move |tx| {
        with_idempotency(once.as_ref(), tx, &trace.moment, || {
            json::pretty(&work(tx, &params, &context, &trace, &site)?)
        })
    });
    Ok(respond::json_body(answer.await?))
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    call.app.db.write(move |tx| actions::delete(tx, id, &trace)).await?;
    respond::json(&json!({"success": true}))
}
