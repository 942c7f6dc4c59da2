//! `accounting/years/{year}/import`, its preview, and the imports of entries that were made (accounting.md 10).

use actix_web::HttpResponse;

use super::records::{list_of, one_of, undo_of};
use super::run::{import_of, preview_of};
use crate::accounting::import::{EntryImport, Options};
use crate::error::Result;
use crate::imports::ImportDomain;
use crate::params::{DateContext, Params};
use crate::web::call::Call;

fn read(call: &Call, params: &Params) -> Result<EntryImport> {
    let (year, context) = (call.part("year").to_owned(), DateContext::of(&call.app.clock));
    Ok(EntryImport { year, options: Options::from_params(params)?, context })
}

pub async fn preview(call: Call) -> Result<HttpResponse> {
    preview_of(call, read).await
}

pub async fn import(call: Call) -> Result<HttpResponse> {
    import_of(call, read).await
}

pub async fn list(call: Call) -> Result<HttpResponse> {
    list_of(call, ImportDomain::Accounting).await
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    one_of(call, ImportDomain::Accounting).await
}

pub async fn undo(call: Call) -> Result<HttpResponse> {
    undo_of(call, ImportDomain::Accounting).await
}
