//! `user/categories/…`, `user/{id}/category`: categories created, changed and deleted, and members moved between them
//! (people.md 5).

use actix_web::HttpResponse;
use serde_json::json;

use crate::error::Result;
use crate::members::categories::{self, Category, CategoryDraft};
use crate::members::moves;
use crate::params::Ids;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

/// One category.
pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| Category::get(conn, id)).await?)
}

/// The categories that whoever asks may put members into.
pub async fn choosable(call: Call) -> Result<HttpResponse> {
    let principal = call.principal.clone();
    let ids = call.app.db.read(move |conn| categories::choosable(conn, &principal)).await?;
    respond::json(&json!({ "categories": ids }))
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = CategoryDraft::from_params(&call.params().await?)?;
    let (principal, trace) = (call.principal.clone(), call.trace());
    call.write(move |tx| categories::create(tx, draft, &principal, &trace)).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = CategoryDraft::from_params(&call.params().await?)?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| categories::change(tx, id, draft, &principal, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| categories::delete(tx, id, &principal, &trace).map(success)).await
}

/// Moves the members of the parameter `users` to the category of the path.
pub async fn move_members(mut call: Call) -> Result<HttpResponse> {
    let members = call.params().await?.ids("users")?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        Category::get(tx, id)?;
        moves::move_to(tx, &members, id, &principal, &trace)
    })
    .await
}

/// Moves the member of the path to the category `id_category`.
pub async fn move_member(mut call: Call) -> Result<HttpResponse> {
    let category = call.params().await?.required_id("id_category")?;
    let member = Ids::of("id_user", vec![call.id()?]);
    let (principal, trace) = (call.principal.clone(), call.trace());
    call.write(move |tx| moves::move_to(tx, &member, category, &principal, &trace)).await
}
