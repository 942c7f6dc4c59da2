//! `accounting/projects` (accounting.md 6.4).

use actix_web::HttpResponse;

use super::changes;
use crate::accounting::projects::{self, Project, ProjectDraft};
use crate::error::Result;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(projects::list).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let (params, trace) = (call.params().await?, call.trace());
    let draft = ProjectDraft::from_params(&params)?;
    call.write(move |tx| projects::create(tx, draft, &trace)).await
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Project::get(conn, id)).await?)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = ProjectDraft::from_params(&changes(&mut call, &ProjectDraft::NAMES).await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| projects::change(tx, id, draft, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| projects::delete(tx, id, &trace).map(success)).await
}
