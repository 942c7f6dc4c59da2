//! From a request to its answer. The order of the checks is what clients know (platform.md 1.3): method, credentials,
//! route, whether what the path names exists, method of
//! the route, level, and only then the parameters.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::call::{Call, language_of};
use super::routes::{Match, Method, PathParts, Route};
use super::state::State;
use super::{client, dav, failure, health, routes, site};
use crate::app::App;
use crate::auth::{AcceptedPrincipals, Principal, basic};
use crate::error::{Error, Result};
use crate::msg;

/// Who asks: somebody with credentials, or this very process. It is an argument and no part of a request, so that no
/// client can say the second.
#[derive(Clone)]
pub enum Caller {
    Client,
    Process(Principal),
}

/// Answers every request.
pub async fn answer(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
    answer_to(Caller::Client, request, payload.into_inner(), state.into_inner()).await
}

/// Answers one request of somebody.
pub async fn answer_to(caller: Caller, request: HttpRequest, payload: Payload, state: Arc<State>) -> HttpResponse {
    let language = language_of(&request);
    match route(&request, payload, &state, &caller).await {
        Ok(response) => response,
        Err(error) => failure::answer(&state.app, &request, error, language).await,
    }
}

async fn route(request: &HttpRequest, payload: Payload, state: &Arc<State>, caller: &Caller) -> Result<HttpResponse> {
    let app = &state.app;
    require_host(request)?;
    let path = request.uri().path();
    match path {
        "/healthz" => Ok(health::healthz(request)),
        "/metrics" if app.config.metrics => {
            authenticate(request, app, caller, AcceptedPrincipals::Keys).await?;
            health::metrics(state)
        }
        "/api" => Err(Error::NotFound(msg!("http-not-found", path = path))),
        _ if dav::is_below(path) => {
            let principal =
                authenticate(request, app, caller, AcceptedPrincipals::KeysAndMembers).await.map_err(dav::ask_again)?;
            state.dav.answer(request, payload, app.clone(), principal).await
        }
        _ => match path.strip_prefix("/api/") {
            Some(rest) => api(request, payload, state, caller, rest).await,
            None => Ok(site::answer(request, state).await),
        },
    }
}

async fn api(
    request: &HttpRequest,
    payload: Payload,
    state: &Arc<State>,
    caller: &Caller,
    path: &str,
) -> Result<HttpResponse> {
    let app = &state.app;
    let method = request.method().as_str();
    let method =
        Method::parse(method).ok_or_else(|| Error::UnknownMethod(msg!("http-unknown-method", method = method)))?;
    let principal = authenticate(request, app, caller, AcceptedPrincipals::Keys).await?;
    let path = normal_path(path)?;
    let (route, parts) = match routes::find(method, &path) {
        Match::Route(route, parts) => {
            require_existing(app, &[route], &parts)?;
            (route, parts)
        }
        Match::OtherMethods(routes, parts) => {
            require_existing(app, &routes, &parts)?;
            let methods: Vec<&str> = routes.iter().map(|route| route.method.name()).collect();
            return Ok(wrong_method(request, app, method, &methods).await);
        }
        Match::Nothing => return Err(Error::NotFound(msg!("http-not-found", path = format!("/api/{path}")))),
    };
    route.early_check.iter().try_for_each(|check| check(request))?;
    require_level(&principal, route)?;
    run(request, payload, state.clone(), principal, route, parts).await
}

async fn run(
    request: &HttpRequest,
    payload: Payload,
    state: Arc<State>,
    principal: Principal,
    route: &Route,
    path: PathParts,
) -> Result<HttpResponse> {
    let app = state.app.clone();
    let call = Call { app, state, principal, language: language_of(request), request: request.clone(), path, payload };
    (route.run)(call).await
}

async fn authenticate(
    request: &HttpRequest,
    app: &App,
    caller: &Caller,
    doors: AcceptedPrincipals,
) -> Result<Principal> {
    if let Caller::Process(principal) = caller {
        return Ok(principal.clone());
    }
    let header = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let credentials = basic::read(header)?;
    let address = client::address(request, &app.config.trusted_proxies);
    let now = app.clock.local_now_text();
    let principal = app.authenticator.authenticate(&app.db, credentials, doors, address, &now).await?;
    tracing::Span::current().record("key", principal.name.as_str());
    Ok(principal)
}

/// What a path names must exist before anything else is looked at (members.md 6).
fn require_existing(app: &App, routes: &[&Route], parts: &PathParts) -> Result<()> {
    routes.iter().flat_map(|route| route.precondition).next().map_or(Ok(()), |existing| existing(app, parts))
}

fn require_level(principal: &Principal, route: &Route) -> Result<()> {
    if principal.level >= route.needs.level {
        return Ok(());
    }
    Err(Error::Forbidden(msg!("auth-level", needed = route.needs.level.word(), held = principal.level.word())))
}

/// HTTP/1.1 requires a `Host` (RFC 9112, 3.2).
fn require_host(request: &HttpRequest) -> Result<()> {
    let named = request.headers().contains_key(header::HOST) || request.uri().host().is_some();
    if named || request.version() < actix_web::http::Version::HTTP_11 {
        return Ok(());
    }
    Err(Error::invalid(msg!("http-no-host")))
}

async fn wrong_method(request: &HttpRequest, app: &App, method: Method, methods: &[&str]) -> HttpResponse {
    let allowed = methods.join(", ");
    let error = Error::invalid(msg!("http-wrong-method", method = method.name(), allowed = allowed.as_str()));
    let mut response = failure::answer(app, request, error, language_of(request)).await;
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// The path as routes are written: no slash at its ends, none doubled, unreserved characters decoded (RFC 3986, 2.3).
/// Refuses `..`, encoded or not (platform.md 1.1).
fn normal_path(path: &str) -> Result<String> {
    let mut normal = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = decode_unreserved(part);
        if part.contains("..") {
            return Err(Error::invalid(msg!("http-dot-dot")));
        }
        if !normal.is_empty() {
            normal.push('/');
        }
        normal.push_str(&part);
    }
    Ok(normal)
}

fn decode_unreserved(part: &str) -> String {
    let mut decoded = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find('%') {
        decoded.push_str(&rest[..at]);
        let byte = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        match byte.filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')) {
            Some(character) => {
                decoded.push(character);
                rest = &rest[at + 3..];
            }
            None => {
                decoded.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_ends_and_doubled_ones_do_not_matter() {
        assert_eq!(normal_path("/web//list/").unwrap(), "web/list");
        assert_eq!(normal_path("").unwrap(), "");
    }

    #[test]
    fn unreserved_characters_are_decoded_and_no_others() {
        assert_eq!(normal_path("a%2Db%2fc%zz%").unwrap(), "a-b%2fc%zz%");
    }

    #[test]
    fn dot_dot_is_refused_in_every_spelling() {
        for path in ["..", "a/../b", "%2e%2e", ".%2E/x", "..%2fx", "a..b"] {
            assert!(normal_path(path).is_err(), "{path}");
        }
    }
}
