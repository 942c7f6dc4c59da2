//! `accounting/entries`, `accounting/debts`: entries found (accounting.md 2, beyond).

use actix_web::HttpResponse;
use serde_json::json;

use crate::accounting::find::{self, Criteria};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX};
use crate::params::DateContext;
use crate::sheet::{Document, Format};
use crate::web::api::tables::{self, Download, Form};
use crate::web::call::Call;
use crate::web::respond;

const PAGES_MAX: i64 = 1_000_000_000;

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
    let page = params.integer("page", 1, PAGES_MAX)?.unwrap_or(1);
    let limit = params.integer("limit", 1, PAGE_SIZE_MAX)?.unwrap_or(PAGE_SIZE);
    let today = DateContext::of(&call.app.clock).today;
    let format = params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json);
    if format != Format::Json {
        let title = "Écritures";
        let document = Document::new(title).of(call.app.organisation_name()?);
        let form = Form::new(format, tables::formulas(&params)?);
        let file_name = tables::file_name(title, format);
        let download = Download { document, file_name, media_type: format.media_type(), form };
        return tables::answer(&call.app, download, move |conn, begin| {
            find::write(conn, &Layout::read(conn)?, &criteria, today, &mut *begin(&find::columns())?)
        })
        .await;
    }
    let found =
        call.app.db.read_long(move |conn| find::page(conn, &Layout::read(conn)?, &criteria, today, page, limit));
    let (count, entries) = found.await?;
    let next = (page * limit < count).then_some(page + 1);
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next_page": next, "transactions": entries}))
}
