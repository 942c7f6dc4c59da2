//! `accounting/transaction`: entries (accounting.md 2.6 and 4).

use actix_web::HttpResponse;
use rusqlite::Transaction;
use serde_json::json;

use crate::accounting::entries::record::{Entry, unknown};
use crate::accounting::entries::{actions, shown::Shown};
use crate::app::App;
use crate::audit::{self, AuditContext, Entity};
use crate::db::on_snapshot;
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::msg;
use crate::params::{DateContext, Params};
use crate::web::answer::success;
use crate::web::call::{Call, PathParts, id_in, part_in};
use crate::web::respond;

/// Refuses the path of an entry that does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let Some(id) = id_in(path) else { return Err(Error::NotFound(msg!("entry-unknown", entry = part_in(path, "id")))) };
    if app.db.read_inline(|conn| Entry::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let (id, site) = (call.id()?, call.app.site());
    match call.app.db.try_inline(|conn| on_snapshot(conn, |conn| Shown::get(conn, id, &site)))? {
        Some(entry) => respond::json(&entry),
        // An entry of hundreds of lines.
        None => respond::json(&call.app.db.read(move |conn| Shown::get(conn, id, &site)).await?),
    }
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    write(&call, params, |tx, params, context, trace, site| {
        Shown::get(tx, actions::create(tx, params, context, trace)?, site)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let params = call.params().await?;
    write(&call, params, move |tx, params, context, trace, site| {
        let before = actions::change(tx, id, params, context, trace)?;
        Ok(Shown::get(tx, id, site)?.with_broken_letters(&before))
    })
    .await
}

/// Seals an entry: its texts, date and amounts can no longer change.
pub async fn seal(call: Call) -> Result<HttpResponse> {
    let (id, trace, site) = (call.id()?, call.trace(), call.app.site());
    call.write(move |tx| {
        actions::seal(tx, id, &trace)?;
        Shown::get(tx, id, &site)
    })
    .await
}

/// The changes of an entry, with their actors and the values they replaced.
pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let changes = call.app.db.read(move |conn| audit::history(conn, Entity::Entry, id)).await?;
    respond::json(&json!({ "history": changes }))
}

/// Writes an entry and answers with it as it is stored then.
async fn write(
    call: &Call,
    params: Params,
    work: impl FnOnce(&Transaction<'_>, &Params, &DateContext, &AuditContext, &str) -> Result<Shown> + Send + 'static,
) -> Result<HttpResponse> {
    let (context, trace, site) = (DateContext::of(&call.app.clock), call.trace(), call.app.site());
    let warnings = cut_amounts(call, &params);
    call.write(move |tx| Ok(work(tx, &params, &context, &trace, &site)?.with_warnings(warnings))).await
}

/// Sentences about amounts of which decimals are cut.
pub fn cut_amounts(call: &Call, params: &Params) -> Vec<String> {
    let cut = actions::cut_amounts(params).into_iter().map(|name| msg!("entry-amount-cut", name = name));
    cut.map(|message| text(call.language, &message)).collect()
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| actions::delete(tx, id, &trace).map(success)).await
}
