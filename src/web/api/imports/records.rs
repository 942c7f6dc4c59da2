//! The imports that were made: listed, shown, undone.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use super::conflict::conflict;
use crate::accounting;
use crate::error::Result;
use crate::idempotency::Answer;
use crate::imports::history::{self, Effect};
use crate::imports::{self, ImportDomain, ImportKind, ImportRecord, Undo, record};
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

fn undo_function(kind: ImportKind) -> Undo {
    match kind {
        ImportKind::Members => members::import::undo,
        ImportKind::Subscriptions => subscriptions::import::undo,
        ImportKind::Entries => accounting::import::undo,
    }
}

pub async fn undo_of(call: Call, domain: ImportDomain) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    let language = call.language;
    call.write_answer(move |tx| {
        let obstacles = match imports::undo(tx, domain, id, &trace, undo_function)? {
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
