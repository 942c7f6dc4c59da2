//! `user/searches…`, `accounting/searches…`: saved searches, and what they find (people.md 3).

use actix_web::HttpResponse;
use serde_json::{Value as Json, json};

use crate::accounting::search::LineSearch;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::saved::MemberSearch;
use crate::msg;
use crate::params::{DateContext, Params};
use crate::query::{Limits, Statement, answer as answers};
use crate::searches::{Document, Saved, SavedDraft, Target, Type, people_sql, stored};
use crate::sheet::Format;
use crate::web::answer::success;
use crate::web::api::page::Page;
use crate::web::api::sql;
use crate::web::api::tables::{self, Download};
use crate::web::call::Call;
use crate::web::respond;

/// The target that an address is about.
fn target(call: &Call) -> Target {
    if call.request.path().starts_with("/api/accounting") { Target::Accounting } else { Target::Users }
}

pub async fn list(call: Call) -> Result<HttpResponse> {
    let (target, principal) = (target(&call), call.principal.clone());
    let searches = call.app.db.read(move |conn| stored::list(conn, target, &principal)).await?;
    respond::json(&json!({ "searches": searches }))
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let (id, target, principal) = (call.id()?, target(&call), call.principal.clone());
    respond::json(&call.app.db.read(move |conn| Saved::get(conn, target, id, &principal)).await?)
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = SavedDraft::from_params(&call.params().await?)?;
    let (target, principal, trace) = (target(&call), call.principal.clone(), call.trace());
    call.write(move |tx| stored::create(tx, target, draft, &principal, &trace)).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = SavedDraft::from_params(&call.params().await?)?;
    let (id, target, principal, trace) = (call.id()?, target(&call), call.principal.clone(), call.trace());
    call.write(move |tx| stored::change(tx, target, id, draft, &principal, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, target, principal, trace) = (call.id()?, target(&call), call.principal.clone(), call.trace());
    call.write(move |tx| stored::delete(tx, target, id, &principal, &trace).map(success)).await
}

/// What a saved search finds.
pub async fn run(call: Call) -> Result<HttpResponse> {
    let (id, target, principal) = (call.id()?, target(&call), call.principal.clone());
    let saved = call.app.db.read(move |conn| Saved::get(conn, target, id, &principal)).await?;
    let params = call.query()?;
    match saved.search_type()? {
        Type::Json => found(call, target, Document::parse(&saved.content)?, saved.label, &params).await,
        search_type => by_sql(call, target, saved, search_type, &params).await,
    }
}

/// What the conditions of the parameter `content` find, without saving them.
pub async fn try_out(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let document = match params.get("content").value() {
        Some(document @ Json::Object(_)) => Document::of_json(document)?,
        _ => Document::parse(&params.required_text("content")?)?,
    };
    let target = target(&call);
    found(call, target, document, "Recherche".to_owned(), &params).await
}

/// Lines of one answer when nothing is said, and at the most.
const LIMIT: i64 = 100;
const LIMIT_MAX: i64 = 1_000;

async fn found(call: Call, target: Target, document: Document, title: String, params: &Params) -> Result<HttpResponse> {
    let today = DateContext::of(&call.app.clock).today;
    let principal = call.principal.clone();
    let format = params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json);
    if format == Format::Json {
        let Page { page, limit } = Page::read(params, LIMIT, LIMIT_MAX)?;
        let answer = call.app.db.read_long(move |conn| {
            let (unknown, (count, results)) = match target {
                Target::Users => {
                    let layout = Layout::read_for(conn, &principal)?;
                    let search = MemberSearch::new(&layout, &document, &principal, today)?;
                    let found = search.page(conn, &layout, page, limit)?;
                    (search.unknown, found)
                }
                Target::Accounting => {
                    let search = LineSearch::new(document)?;
                    let found = search.page(conn, page, limit)?;
                    (search.unknown, found)
                }
            };
            Ok(json!({"count": count, "page": page, "limit": limit, "unknown": unknown, "results": results}))
        });
        return respond::json(&answer.await?);
    }
    let download = Download::new(&call.app, &title, format, params)?;
    tables::answer(&call.app, download, move |conn, begin| match target {
        Target::Users => {
            let layout = Layout::read_for(conn, &principal)?;
            let search = MemberSearch::new(&layout, &document, &principal, today)?;
            search.write(conn, &layout, &mut *begin(&search.columns())?)
        }
        Target::Accounting => {
            let search = LineSearch::new(document)?;
            search.write(conn, &mut *begin(&search.columns())?)
        }
    })
    .await
}

/// A search whose text is SQL runs where all people's SQL runs.
async fn by_sql(call: Call, target: Target, saved: Saved, search_type: Type, params: &Params) -> Result<HttpResponse> {
    let format = params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json);
    let style = answers::Style { formulas: tables::formulas(params)?, has_headings: true };
    let file_name = tables::file_name(&saved.label, format);
    if search_type == Type::Json {
        return Err(Error::invalid(msg!("search-is-sql", id = saved.id)));
    }
    let principal = call.principal.clone();
    let read = call.app.db.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        let hidden: Vec<String> = layout.hidden().map(|field| field.name.to_string()).collect();
        let tables = if search_type == Type::Sql { Some(people_sql::tables(conn)?) } else { None };
        Ok((tables, hidden))
    });
    let (tables, hidden) = read.await?;
    let statement = move |limits: &Limits| {
        let statement = Statement::parse(&saved.content, limits)?;
        people_sql::require_unhidden(&hidden, &statement)?;
        if let Some(tables) = tables {
            people_sql::require_tables_of(target, &tables, &statement)?;
        }
        Ok(statement)
    };
    sql::answer_statement(&call.app, statement, format, style, &file_name).await
}
