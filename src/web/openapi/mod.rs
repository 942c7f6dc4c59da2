//! What the API says of itself: its index, its OpenAPI 3.1 document, and the page to try it out.
//!
//! Each row of the route table has its operation here, by area; a test compares both. What a row asks (section and level)
//! is read from the route table and never said twice.

mod access;
mod accounting;
mod assets;
mod console;
mod datasets;
mod document;
mod errors;
mod index;
mod member_schema;
mod members;
mod notation;
mod operation;
mod requests;
mod schemas;
mod subscriptions;
mod system;
mod website;

use actix_web::{HttpRequest, HttpResponse};

use super::client::language_of;
use super::respond;
use super::route::Route;
use super::routes::ROUTES;
use crate::app::App;
use crate::auth::Principal;
use crate::error::Result;
use crate::i18n::{Language, text_by_id};
use crate::json;
use crate::members::field_access::FieldAccess;
use crate::members::layout::Layout;
use operation::Operation;

/// Each area with its operations. Its name is a tag of the document, and behind `api-area-` that of its sentence.
const AREAS: [(&str, &[Operation]); 7] = [
    ("members", members::OPERATIONS),
    ("subscriptions", subscriptions::OPERATIONS),
    ("accounting", accounting::OPERATIONS),
    ("website", website::OPERATIONS),
    ("datasets", datasets::OPERATIONS),
    ("access", access::OPERATIONS),
    ("system", system::OPERATIONS),
];

/// An operation with its row of the route table.
struct Described {
    operation: &'static Operation,
    route: &'static Route,
}

/// The operations of an area that people can use, in its order.
fn described(operations: &'static [Operation]) -> impl Iterator<Item = Described> {
    operations.iter().filter(|operation| !operation.refuses).filter_map(|operation| {
        let route = ROUTES.iter().find(|row| row.method == operation.method && row.path == operation.path)?;
        Some(Described { operation, route })
    })
}

fn sentence(language: Language, id: &str) -> String {
    text_by_id(language, id, &[]).unwrap_or_default()
}

/// What an operation does, in a sentence.
fn summary(language: Language, operation: &Operation) -> String {
    sentence(language, &format!("api-op-{}", operation.id()))
}

/// `GET /api`: every address with what it asks.
///
/// # Errors
///
/// An answer that cannot be spelled, which is a bug.
pub fn index(request: &HttpRequest) -> Result<HttpResponse> {
    respond::json(&index::index(language_of(request)))
}

/// `GET /api/openapi.json`: the document, with those fields of this association's members that the reader sees.
///
/// # Errors
///
/// Those of reading the fields.
pub async fn document(request: &HttpRequest, app: &App, principal: &Principal) -> Result<HttpResponse> {
    let language = language_of(request);
    let layout = app.db.read(Layout::read).await?;
    // A megabyte of indents would be for nobody.
    Ok(respond::json_body(json::compact(&document::document(language, &layout.fields, FieldAccess::of(principal)))?))
}

/// `/api/docs` and what the page loads: nothing of the association, so nobody has to sign in for it.
///
/// # Errors
///
/// [`Error::NotFound`](crate::error::Error::NotFound) for another address below it.
pub fn docs(request: &HttpRequest, below: &str) -> Result<HttpResponse> {
    if below.is_empty() { console::page(language_of(request)) } else { assets::answer(below) }
}

#[cfg(test)]
mod tests;
