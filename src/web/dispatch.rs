//! From a request to its answer. The order of the checks is Paheko's (platform.md 1.3): method, credentials, route,
//! whether what the path names exists, method of the route, rights, and only then the parameters.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{self, StatusCode, Version};
use actix_web::{HttpRequest, HttpResponse, web};

use super::authenticate::{Authenticated, Caller, authenticate};
use super::authorise::authorise;
use super::call::{Call, PathParts};
use super::client::language_of;
use super::normal_path::normal_path;
use super::origin::require_same_origin;
use super::route::{Method, Route};
use super::routes::{self, Match};
use super::state::State;
use super::{admin, dav, failure, health, http2, idempotent, key_end, odata_form, openapi, openid, site};
use crate::app::App;
use crate::auth::{AcceptedPrincipals, Access, Level, Principal, Section, Verb};
use crate::error::{Error, Result};
use crate::msg;

/// What the counters of the server ask.
const METRICS: Access = Access::read(Section::Connect, Level::Read);

/// Answers every request.
pub async fn answer(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
    answer_to(Caller::Client, request, payload.into_inner(), state.into_inner()).await
}

/// Answers one request of somebody.
pub async fn answer_to(caller: Caller, request: HttpRequest, payload: Payload, state: Arc<State>) -> HttpResponse {
    let language = language_of(&request);
    if request.version() == Version::HTTP_2 && http2::is_head_too_large(request.head()) {
        let error = Error::TooLarge(msg!("http-head-too-large"));
        let mut response = failure::answer(&state.app, &request, error, language).await;
        *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return response;
    }
    let mut response = match route(&request, payload, &state, &caller).await {
        Ok(response) => response,
        Err(error) => failure::answer(&state.app, &request, error, language).await,
    };
    key_end::announce(&request, &state.app.clock, &mut response);
    response
}

async fn route(request: &HttpRequest, payload: Payload, state: &Arc<State>, caller: &Caller) -> Result<HttpResponse> {
    let app = &state.app;
    require_host(request)?;
    let path = request.uri().path();
    match path {
        "/healthz" => Ok(health::healthz(request)),
        "/metrics" if app.config.metrics => {
            authenticate(request, app, caller, AcceptedPrincipals::Keys).await?.principal.rights.require(METRICS)?;
            health::metrics(state)
        }
        "/status.php" if matches!(*request.method(), http::Method::GET | http::Method::HEAD) => dav::doors::status(),
        "/api/docs" if is_get(request) => openapi::docs(request, ""),
        "/api" | "/api/openapi.json" if is_get(request) => {
            let principal = authenticate(request, app, caller, AcceptedPrincipals::Keys).await?.principal;
            if path == "/api" { openapi::index(request) } else { openapi::document(request, app, &principal).await }
        }
        "/api" => Err(Error::NotFound(msg!("http-not-found", path = path))),
        _ if path.starts_with("/api/docs/") && is_get(request) => openapi::docs(request, &path["/api/docs/".len()..]),
        _ if dav::is_below(path) => {
            let access = dav::access(request.method());
            if access.verb == Verb::Write {
                require_same_origin(request, &app.config)?;
            }
            let accepted = AcceptedPrincipals::KeysAndMembers;
            let principal = authenticate(request, app, caller, accepted).await.map_err(dav::ask_again)?.principal;
            principal.rights.require(dav::ENTER).map_err(dav::ask_again)?;
            principal.rights.require(access)?;
            if access.verb == Verb::Write && idempotent::is_wanted(request) {
                return Err(idempotent::refusal());
            }
            state.dav.answer(request, payload, app.clone(), principal).await
        }
        _ => match path.strip_prefix("/api/").or_else(|| file_of_member(path)).or_else(|| odata_path(path)) {
            Some(rest) => api(request, payload, state, caller, rest).await,
            None if site::preferences::is_asked(request) => {
                Ok(site::preferences::answer(request, payload, state).await)
            }
            None if openid::is_asked(path) => Ok(openid::answer(request, payload, state).await),
            None if admin::is_below(path) => Ok(admin::answer(request, payload, state).await),
            None => Ok(site::answer(request, state).await),
        },
    }
}

fn is_get(request: &HttpRequest) -> bool {
    *request.method() == http::Method::GET
}

/// `/user/{ID}/{FIELD}/{FILE}`, where Paheko has the files of members, is answered as the route of the API.
fn file_of_member(path: &str) -> Option<&str> {
    let mut parts = path.strip_prefix("/user/")?.split('/');
    let id = parts.next().filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    (id.is_some() && parts.count() == 2).then(|| &path[1..])
}

/// `/odata/…`, where spreadsheet programs look for it, is answered as the route of the API.
fn odata_path(path: &str) -> Option<&str> {
    odata_form::is_below(path).then(|| path.trim_start_matches('/'))
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
    if method != Method::Get {
        require_same_origin(request, &app.config)?;
    }
    let Authenticated { principal, session } = match public_route(method, path) {
        true => Principal::visitor().into(),
        false => authenticate(request, app, caller, AcceptedPrincipals::Keys).await?,
    };
    let mut path = normal_path(path)?;
    if path.starts_with("odata/") {
        // Some clients encode the sign that names of OData begin with.
        path = path.replace("%24", "$");
    }
    match routes::find(method, &path) {
        Match::Route(route, parts) => {
            let call = Call { principal, session, path: parts, ..Call::of_visitor(request, payload, state) };
            run(call, route).await
        }
        Match::OtherMethods(routes, parts) => {
            require_existing(app, &routes, &parts)?;
            let methods: Vec<&str> = routes.iter().map(|route| route.method.name()).collect();
            Ok(wrong_method(request, app, method, &methods).await)
        }
        Match::Nothing => Err(Error::NotFound(msg!("http-not-found", path = format!("/api/{path}")))),
    }
}

/// Whether a path and a method lead to a route that asks for no credentials.
fn public_route(method: Method, path: &str) -> bool {
    normal_path(path)
        .is_ok_and(|path| matches!(routes::find(method, &path), Match::Route(route, _) if route.is_public()))
}

/// Answers a call; a repeated one that is to be done once, with its first answer, whatever became of what it is about.
async fn run(mut call: Call, route: &Route) -> Result<HttpResponse> {
    if let Some(earlier) = idempotent::begin(&mut call, route).await? {
        return Ok(earlier);
    }
    let Some(once) = call.once.clone() else { return handle(call, route).await };
    let app = call.app.clone();
    match handle(call, route).await {
        // The same request may have been done meanwhile, which made this one impossible.
        Err(error) => idempotent::earlier(&app, &once)?.ok_or(error),
        done => done,
    }
}

/// Answers a call of a route: what it names exists, who asks may, and then the handler.
pub async fn handle(mut call: Call, route: &Route) -> Result<HttpResponse> {
    require_existing(&call.app, &[route], &call.path)?;
    route.early_check.iter().try_for_each(|check| check(&call.request))?;
    authorise(&mut call, route).await?;
    (route.run)(call).await
}

/// What a path names must exist: checked before the method and the rights (members.md 6).
fn require_existing(app: &App, routes: &[&Route], parts: &PathParts) -> Result<()> {
    routes.iter().flat_map(|route| route.precondition).next().map_or(Ok(()), |existing| existing(app, parts))
}

/// HTTP/1.1 requires a `Host` (RFC 9112, 3.2).
fn require_host(request: &HttpRequest) -> Result<()> {
    let named = request.headers().contains_key(header::HOST) || request.uri().host().is_some();
    if named || request.version() < Version::HTTP_11 {
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
