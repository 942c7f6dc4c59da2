//! `web`: the pages of the site (web.md 1, 4).

use actix_web::HttpResponse;
use serde_json::Value;

use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::DateContext;
use crate::web::answer::success;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::{body, params, respond};
use crate::website::{Draft, Page, address, change as pages, page as find, render, tree};

/// Every page of every level.
pub async fn all(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(tree::all).await?)
}

/// `web/list`, `web/list/{ID}`, `web/list/{URI}`: what is at the top, or below a page. A number is an id.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let parent = call.part("*").to_owned();
    let children = call.app.db.read(move |connection| {
        let parent = match parent.parse() {
            _ if parent.is_empty() => None,
            Ok(0) => None,
            Ok(id) => Some(id),
            Err(_) => Some(existing(connection, &parent)?.id),
        };
        tree::children(connection, parent)
    });
    respond::json(&children.await?)
}

/// `web/{URI}/children`
pub async fn children(call: Call) -> Result<HttpResponse> {
    let uri = uri(&call)?;
    let children = call.app.db.read(move |connection| {
        let page = existing(connection, &uri)?;
        tree::children(connection, Some(page.id))
    });
    respond::json(&children.await?)
}

/// `web/page/{URI}`: the address is compared without normalisation.
pub async fn page_of_old_route(call: Call) -> Result<HttpResponse> {
    let uri = call.part("*").to_owned();
    show(call, uri).await
}

pub async fn page(call: Call) -> Result<HttpResponse> {
    let uri = uri(&call)?;
    show(call, uri).await
}

/// `web/html/{URI}`
pub async fn html_of_old_route(call: Call) -> Result<HttpResponse> {
    let uri = call.part("*").to_owned();
    show_html(call, uri).await
}

/// `web/{URI}.html`
pub async fn html(call: Call) -> Result<HttpResponse> {
    let uri = uri(&call)?;
    show_html(call, uri).await
}

/// The page, with its text as HTML when the query has `html`, whatever its value (platform/web: any value of html).
async fn show(call: Call, uri: String) -> Result<HttpResponse> {
    let with_html = call.query()?.has("html");
    let (site, language) = (call.app.site(), call.language);
    let shown = call.app.db.read(move |connection| {
        let page = existing(connection, &uri)?;
        let mut shown = serde_json::to_value(&page)?;
        if with_html {
            shown["html"] = Value::String(render::render(connection, &page, &site, language)?);
        }
        Ok(shown)
    });
    respond::json(&shown.await?)
}

async fn show_html(call: Call, uri: String) -> Result<HttpResponse> {
    let (site, language) = (call.app.site(), call.language);
    let html = call.app.db.read(move |connection| {
        let page = existing(connection, &uri)?;
        render::render(connection, &page, &site, language)
    });
    Ok(HttpResponse::Ok().content_type("text/html; charset=UTF-8").body(html.await?))
}

/// PUT: the body is the new text.
pub async fn set_content(mut call: Call) -> Result<HttpResponse> {
    let uri = uri(&call)?;
    let raw = body::read(&mut call.payload, &call.request, SMALL_BODY_BYTES, &call.app.config).await?;
    let content = String::from_utf8(raw).map_err(|_| Error::invalid(msg!("param-not-utf8")))?;
    change_page(call, uri, Draft { content: Some(content), ..Draft::default() }).await
}

/// POST: only the parameters that are given change. With a title, a page that is not there is created at that address.
pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let uri = uri(&call)?;
    let draft = draft(&mut call).await?;
    let (site, trace) = (call.app.site(), call.trace());
    call.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        match find::find(tx, &uri)? {
            Some(page) => pages::change(tx, &page, draft, &site, &audit),
            None if draft.title.is_none() => Err(unknown(&uri)),
            None => {
                let address = draft.uri.clone().map_or_else(|| address::parse(&uri), Ok)?;
                pages::create(tx, Draft { uri: Some(address), ..draft }, &site, &audit)
            }
        }
    })
    .await
}

async fn change_page(call: Call, uri: String, draft: Draft) -> Result<HttpResponse> {
    let (site, trace) = (call.app.site(), call.trace());
    call.write(move |tx| pages::change(tx, &existing(tx, &uri)?, draft, &site, &AuditLog::open(tx, &trace)?)).await
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let draft = draft(&mut call).await?;
    let (site, trace) = (call.app.site(), call.trace());
    call.write(move |tx| pages::create(tx, draft, &site, &AuditLog::open(tx, &trace)?)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (uri, trace) = (uri(&call)?, call.trace());
    call.write(move |tx| pages::delete(tx, &existing(tx, &uri)?, &AuditLog::open(tx, &trace)?).map(success)).await
}

async fn draft(call: &mut Call) -> Result<Draft> {
    Draft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))
}

/// The page at an address.
pub fn existing(connection: &rusqlite::Connection, uri: &str) -> Result<Page> {
    find::find(connection, uri)?.ok_or_else(|| unknown(uri))
}

fn unknown(uri: &str) -> Error {
    Error::NotFound(msg!("web-page-unknown", uri = uri))
}

/// The address in the path, percent-decoded.
pub fn uri(call: &Call) -> Result<String> {
    params::decode_path(call.part("uri"))
}
