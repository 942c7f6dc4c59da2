//! The two addresses that browsers go through to sign in at an identity provider, and the plain pages that they end with.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::api::sign_in::openid::{Arrived, arrive, begin};
use super::api::sign_in::{entered, set_cookies};
use super::call::{Call, PathParts};
use super::client::language_of;
use super::cookies::SetCookie;
use super::failure;
use super::state::State;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::msg;
use crate::sign_in::Outcome;

const START: &str = "/admin/login/openid";
const CALLBACK: &str = "/admin/login/openid/callback";
/// For a page without anything but words and one form.
const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page that says one thing, or asks for a second factor.
#[derive(Template)]
#[template(path = "openid.html")]
struct Page {
    language: Language,
    title: String,
    sentence: String,
    back: String,
    challenge: Option<Challenge>,
}

struct Challenge {
    secret: String,
    label: String,
    button: String,
}

/// Whether a path is one of the two.
pub fn is_asked(path: &str) -> bool {
    matches!(path, START | CALLBACK)
}

/// Answers it.
pub async fn answer(request: &HttpRequest, payload: Payload, state: &Arc<State>) -> HttpResponse {
    let call = Call {
        app: state.app.clone(),
        state: state.clone(),
        principal: Principal::visitor(),
        session: None,
        language: language_of(request),
        request: request.clone(),
        path: PathParts::new(),
        payload,
        once: None,
    };
    match route(&call).await {
        Ok(response) => response,
        Err(error) => refused(&call, error).await,
    }
}

async fn route(call: &Call) -> Result<HttpResponse> {
    if call.request.method() != actix_web::http::Method::GET {
        let method = call.request.method().as_str();
        return Err(Error::UnknownMethod(msg!("http-unknown-method", method = method)));
    }
    if call.request.path() == START { start(call).await } else { callback(call).await }
}

async fn start(call: &Call) -> Result<HttpResponse> {
    let (location, cookie) = begin(call, None, call.query()?.text("next")?).await?;
    let mut response = see_other(&location);
    set_cookies(&mut response, &[cookie]);
    Ok(response)
}

async fn callback(call: &Call) -> Result<HttpResponse> {
    let mut response = match arrive(call).await? {
        Arrived::Linked(next) => see_other(&next),
        Arrived::Entered(Outcome::SecondFactor { challenge, .. }, _) => ask_second_factor(call, challenge.as_str())?,
        Arrived::Entered(outcome, next) => entered(call, outcome, see_other(&next))?,
    };
    set_cookies(&mut response, &[SetCookie::no_openid(&call.request, &call.app.config)]);
    Ok(response)
}

fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

fn ask_second_factor(call: &Call, challenge: &str) -> Result<HttpResponse> {
    let word = |message| text(call.language, &message);
    let challenge = Challenge {
        secret: challenge.to_owned(),
        label: word(msg!("openid-code")),
        button: word(msg!("openid-continue")),
    };
    let page = page(call, String::new(), Some(challenge));
    Ok(html(&mut HttpResponse::Ok(), page.render().map_err(Error::internal)?))
}

/// The page for what was refused. A bug is logged, and has its reference in the log.
async fn refused(call: &Call, error: Error) -> HttpResponse {
    let sentence = error.sentence(call.language);
    let mut plain = failure::answer(&call.app, &call.request, error, call.language).await;
    if let Ok(body) = page(call, sentence, None).render() {
        let headers = plain.headers().clone();
        plain = html(&mut HttpResponse::build(plain.status()), body);
        if let Some(after) = headers.get(header::RETRY_AFTER) {
            plain.headers_mut().insert(header::RETRY_AFTER, after.clone());
        }
    }
    if call.request.path() == CALLBACK {
        set_cookies(&mut plain, &[SetCookie::no_openid(&call.request, &call.app.config)]);
    }
    plain
}

fn page(call: &Call, sentence: String, challenge: Option<Challenge>) -> Page {
    let word = |message| text(call.language, &message);
    let (title, back) = (word(msg!("openid-title")), word(msg!("openid-back")));
    Page { language: call.language, title, sentence, back, challenge }
}

fn html(response: &mut actix_web::HttpResponseBuilder, body: String) -> HttpResponse {
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        // Without a referrer a form of ours would say that it comes from nowhere.
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .body(body)
}
