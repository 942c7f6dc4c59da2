//! `accounting/entries`, `accounting/debts`: entries found (accounting.md 2, beyond).

use actix_web::HttpResponse;
use serde_json::json;

use crate::accounting::find::{self, Criteria};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX};
use crate::params::DateContext;
use crate::sheet::Format;
use crate::web::api::page::Page;
use crate::web::api::tables::{self, Download};
use crate::web::call::Call;
use crate::web::respond;

/// Entries by what the query says, the latest first.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let context = DateContext::of(&call.app.clock);
    let criteria = Criteria::from_params(&call.query()?, &context)?;
    answer(call, criteria).await
}

/// Debts and credits that wait to be settled; the query narrows them down as that of entries does.
pub async fn debts(call: Call) -> Result<HttpResponse> {
    let context = DateContext::of(&call.app.clock);
    let criteria = Criteria { waiting: true, ..Criteria::from_params(&call.query()?, &context)? };
    answer(call, criteria).await
}

async fn answer(call: Call, criteria: Criteria) -> Result<HttpResponse> {
    let params = call.query()?;
    let page = Page::read(&params, PAGE_SIZE, PAGE_SIZE_MAX)?;
    let today = DateContext::of(&call.app.clock).today;
    let format = params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json);
    if format != Format::Json {
        let download = Download::new(&call.app, "Écritures", format, &params)?;
        return tables::answer(&call.app, download, move |conn, begin| {
            find::write(conn, &Layout::read(conn)?, &criteria, today, &mut *begin(&find::columns())?)
        })
        .await;
    }
    let found = call
        .app
        .db
        .read_long(move |conn| find::page(conn, &Layout::read(conn)?, &criteria, today, page.page, page.limit));
    let (count, entries) = found.await?;
    let (next, Page { page, limit }) = (page.next(count), page);
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next_page": next, "transactions": entries}))
}
