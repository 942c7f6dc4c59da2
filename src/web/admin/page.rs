//! The answers of the administration: pages, what they are made with, ways to other pages, refusals.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::form::Form;
use super::frame::Frame;
use super::{assets, icons};
use crate::error::{Code, Error, Result};
use crate::i18n::text_by_id;
use crate::web::client::language_of;
use crate::web::failure;
use crate::web::state::State;
use crate::website::public::branding::Branding;
use crate::website::public::palette;

/// A page. It may load what is ours and run our one script, and nothing else (threats.md 59).
pub fn show(frame_style: &str, status: StatusCode, template: &impl Template) -> Result<HttpResponse> {
    let style = STANDARD.encode(Sha256::digest(frame_style));
    let policy = format!(
        "default-src 'none'; style-src 'self' 'sha256-{style}'; script-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let html = template.render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .body(html))
}

/// A page that was asked for and is there.
pub fn ok(frame: &Frame, template: &impl Template) -> Result<HttpResponse> {
    show(&frame.style, StatusCode::OK, template)
}

/// A page with a form: 422 when something is wrong with what was sent (RFC 9110, 15.5.21).
pub fn with_form(frame: &Frame, form: &Form, template: &impl Template) -> Result<HttpResponse> {
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(&frame.style, status, template)
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "admin/notice.html")]
struct Notice {
    language: crate::i18n::Language,
    sheet: String,
    style: String,
    heading: String,
    sentence: String,
    back: String,
    icon: String,
}

/// The page for what cannot be shown or done.
pub async fn refused(request: &HttpRequest, state: &Arc<State>, error: Error) -> HttpResponse {
    let language = language_of(request);
    let (code, sentence) = (Code::from(&error), error.sentence(language));
    // A bug is logged and gets its reference there.
    let plain = failure::answer(&state.app, request, error, language).await;
    let colours = state.app.db.read(|conn| Ok(Branding::read(conn)?.colours)).await.unwrap_or([None, None]);
    let style = palette::css(colours);
    let word = |id: &str| text_by_id(language, id, &[]).unwrap_or_default();
    let heading = match code {
        Code::NotFound => word("admin-not-found-title"),
        Code::Forbidden => word("admin-forbidden-title"),
        Code::Internal => word("admin-failed-title"),
        _ => word("admin-refused-title"),
    };
    let notice = Notice {
        language,
        sheet: assets::address("admin.css"),
        style: style.clone(),
        heading,
        sentence,
        back: word("admin-back"),
        icon: icons::svg("home"),
    };
    match show(&style, plain.status(), &notice) {
        Ok(mut page) => {
            if let Some(value) = plain.headers().get(header::RETRY_AFTER) {
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::clone(value));
            }
            page
        }
        Err(_) => plain,
    }
}
