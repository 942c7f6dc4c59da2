//! The imports that were made: listed, shown, undone.

use actix_web::HttpResponse;
use rusqlite::Transaction;
use serde::Serialize;
use serde_json::json;

use super::conflict::conflict;
use crate::accounting;
use crate::audit::AuditContext;
use crate::auth::Principal;
use crate::error::Result;
use crate::idempotency::Answer;
use crate::imports::history::{self, Effect};
use crate::imports::{self, ImportDomain, ImportKind, ImportRecord, Obstacle, record};
use crate::members;
use crate::subscriptions;
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

pub async fn list_of(call: Call, domain: ImportDomain) -> Result<HttpResponse> {
    let imports = call.app.db.read(move |conn| record::list(conn, domain)).await?;
    respond::json(&json!({ "imports": imports }))
}

/// An import with all that it did.
#[derive(Serialize)]
struct Detailed {
    #[serde(flatten)]
    record: ImportRecord,
    changes: Vec<Effect>,
}

pub async fn one_of(call: Call, domain: ImportDomain) -> Result<HttpResponse> {
    let id = call.id()?;
    let detailed = call.app.db.read_long(move |conn| {
        let record = record::get(conn, domain, id)?;
        Ok(Detailed { changes: history::effects(conn, &record)?, record })
    });
    let detailed = detailed.await?;
    let bytes = call.app.db.byte_stream(move |out| spelling::write_pretty(out, &detailed)).await?;
    Ok(respond::stream(respond::JSON, None, bytes))
}

/// Undoes an import of any kind; the obstacles, if there are any.
fn undo(
    tx: &Transaction<'_>,
    principal: &Principal,
    record: &ImportRecord,
    trace: &AuditContext,
) -> Result<Vec<Obstacle>> {
    match record.kind {
        ImportKind::Members => members::import::undo(tx, record, trace),
        ImportKind::Subscriptions => subscriptions::import::undo(tx, record, trace),
        ImportKind::Entries => accounting::import::undo(tx, record, trace),
        ImportKind::Moves => members::moves::undo(tx, principal, record, trace),
        ImportKind::Fields => members::bulk::undo(tx, principal, record, trace),
        ImportKind::Merges => members::merge::undo(tx, principal, record, trace),
    }
}

pub async fn undo_of(call: Call, domain: ImportDomain) -> Result<HttpResponse> {
    let (id, trace, principal) = (call.id()?, call.trace(), call.principal.clone());
    let language = call.language;
    call.write_answer(move |tx| {
        let obstacles =
            match imports::undo(tx, domain, id, &trace, |tx, record, trace| undo(tx, &principal, record, trace))? {
                Ok(record) => return Answer::json(&record),
                Err(obstacles) => obstacles,
            };
        let (message, name) = match domain {
            ImportDomain::Members => (msg!("import-not-undone", count = obstacles.len()), "members"),
            ImportDomain::Accounting => (msg!("entry-import-not-undone", count = obstacles.len()), "entries"),
        };
        conflict(language, message, name, &obstacles)
    })
    .await
}
