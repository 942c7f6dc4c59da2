//! What is done to members beside their records: one field of many of them, records of one person merged, passwords and
//! second factors removed (people.md 5).

use actix_web::HttpResponse;
use serde_json::json;

use crate::audit::AuditLog;
use crate::auth::Access;
use crate::error::Result;
use crate::files::FilePath;
use crate::idempotency::Answer;
use crate::members::bulk::{self, BulkChange, Outcome, Plan};
use crate::members::layout::Layout;
use crate::members::{duplicates, merge, passwords};
use crate::msg;
use crate::params::DateContext;
use crate::web::answer::success;
use crate::web::api::imports::conflict;
use crate::web::call::Call;
use crate::web::respond;
use crate::web::route::{Requirements, Resolving};

/// What one value for a field of many members would change.
pub async fn preview(mut call: Call) -> Result<HttpResponse> {
    let request = BulkChange::from_params(&call.params().await?, DateContext::of(&call.app.clock))?;
    let (principal, language) = (call.principal.clone(), call.language);
    let report = call.app.db.read_long(move |conn| {
        let layout = Layout::read(conn)?;
        Ok(Plan::new(conn, &layout, &request, &principal)?.report(&layout, language))
    });
    respond::json(&report.await?)
}

pub async fn apply(mut call: Call) -> Result<HttpResponse> {
    let request = BulkChange::from_params(&call.params().await?, DateContext::of(&call.app.clock))?;
    let (principal, trace, language) = (call.principal.clone(), call.trace(), call.language);
    call.write_answer(move |tx| {
        let layout = Layout::read(tx)?;
        match bulk::apply(tx, &layout, &request, &principal, &trace)? {
            Outcome::Done { import, changed, unchanged } => {
                Answer::json(&json!({"import": import, "changed": changed, "unchanged": unchanged}))
            }
            Outcome::StalePreview(plan) => {
                conflict(language, msg!("import-changed-since"), "preview", &plan.report(&layout, language))
            }
        }
    })
    .await
}

/// Records that may be of one person.
pub async fn duplicates(call: Call) -> Result<HttpResponse> {
    let principal = call.principal.clone();
    let groups =
        call.app.db.read_long(move |conn| duplicates::find(conn, &Layout::read_for(conn, &principal)?)).await?;
    respond::json(&json!({ "duplicates": groups }))
}

/// The kept member is changed, and the files of the others move: none of them may be locked over WebDAV.
pub fn to_merge(call: &mut Call, access: Access) -> Resolving<'_> {
    Box::pin(async move {
        let id = call.id()?;
        let others = call.peek_params().await?.ids("users")?;
        let folders = others.values().iter().map(|id| FilePath::parse(&format!("user/{id}")));
        let files = folders.collect::<Result<Vec<_>>>()?;
        Ok(Requirements { members: vec![id], files, ..Requirements::access(access) })
    })
}

/// Merges the members of the parameter `users` into the one of the path.
pub async fn merge(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (others, fill) = (params.ids("users")?, params.optional_flag("fill")?.unwrap_or(true));
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| merge::merge(tx, id, &others, fill, &principal, &trace)).await
}

type Removal = fn(&rusqlite::Transaction<'_>, &Layout, i64, &AuditLog<'_>) -> Result<()>;

async fn remove(call: Call, removal: Removal) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| removal(tx, &Layout::read(tx)?, id, &AuditLog::open(tx, &trace)?).map(success)).await
}

pub async fn remove_password(call: Call) -> Result<HttpResponse> {
    remove(call, passwords::remove).await
}

pub async fn remove_factor(call: Call) -> Result<HttpResponse> {
    remove(call, |tx, layout, id, audit| passwords::remove_factor(tx, layout, id, None, audit)).await
}

pub async fn remove_pgp_key(call: Call) -> Result<HttpResponse> {
    remove(call, passwords::remove_pgp_key).await
}
