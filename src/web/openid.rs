//! The two addresses that browsers go through to sign in at an identity provider, and the plain pages that they end with.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::admin;
use super::api::sign_in::openid::{Arrived, arrive, begin};
use super::api::sign_in::{entered, set_cookies};
use super::call::Call;
use super::cookies::SetCookie;
use super::respond::see_other;
use super::state::State;
use crate::error::{Error, Result};
use crate::msg;
use crate::sign_in::Outcome;

const START: &str = "/admin/login/openid";
const CALLBACK: &str = "/admin/login/openid/callback";
/// Whether a path is one of the two.
pub fn is_asked(path: &str) -> bool {
    matches!(path, START | CALLBACK)
}

/// Answers it.
pub async fn answer(request: &HttpRequest, payload: Payload, state: &Arc<State>) -> HttpResponse {
    let call = Call::of_visitor(request, payload, state);
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
        Arrived::Entered(Outcome::SecondFactor { challenge, by_mail }, next) => {
            admin::ask_code(call.again(Bytes::new()), challenge.as_str(), by_mail, next).await?
        }
        Arrived::Entered(outcome, next) => entered(call, outcome, see_other(&next))?,
    };
    set_cookies(&mut response, &[SetCookie::no_openid(&call.request, &call.app.config)]);
    Ok(response)
}

/// The page for what was refused. A bug is logged, and has its reference in the log.
async fn refused(call: &Call, error: Error) -> HttpResponse {
    let mut page = admin::refused(&call.request, &call.state, error).await;
    if call.request.path() == CALLBACK {
        set_cookies(&mut page, &[SetCookie::no_openid(&call.request, &call.app.config)]);
    }
    page
}
