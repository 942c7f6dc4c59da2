//! The administration: pages for people, below `/admin/`. Each is a row of [`SCREENS`](screens::SCREENS); the menu, the way
//! back and the rights are taken from it. Screens call the functions that the API calls.

mod account;
mod assets;
mod bars;
mod flash;
mod form;
mod frame;
mod home;
mod icons;
mod members;
mod page;
mod password;
mod person;
mod redirect;
mod screen;
mod screens;
mod send;
mod sign_in;
#[cfg(test)]
mod tests;
pub(super) mod uploads;
mod words;

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::call::Call;
use super::origin::require_same_origin;
use super::respond::see_other;
use super::state::State;
use crate::error::{Error, Result};
use crate::msg;
pub use page::refused;
use person::{Found, Person};
use screen::{Door, Visit};
use screens::Match;

/// Whether a path belongs to the administration.
pub fn is_below(path: &str) -> bool {
    path == "/admin" || path.starts_with("/admin/")
}

/// Answers a request for a page of the administration, or for what such pages are made with.
pub async fn answer(request: &HttpRequest, payload: Payload, state: &Arc<State>) -> HttpResponse {
    let path = request.uri().path().strip_prefix("/admin").unwrap_or_default().trim_start_matches('/').to_owned();
    if let Some(asset) = assets::answer(&path) {
        return asset;
    }
    let mut response = match route(request, payload, state, &path).await {
        Ok(response) => response,
        Err(error) => refused(request, state, error).await,
    };
    // What is shown is for one person.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Asks for the second factor of somebody whom an identity provider has signed in.
pub async fn ask_code(call: Call, challenge: &str, by_mail: bool, next: String) -> Result<HttpResponse> {
    let Match::Screen(screen, _) = screens::find("GET", "login/code") else {
        return Err(Error::NotFound(msg!("admin-not-found")));
    };
    let visit = Visit { call, person: None, screen, screens: screens::SCREENS };
    sign_in::ask_code(&visit, challenge, by_mail, next).await
}

async fn route(request: &HttpRequest, payload: Payload, state: &Arc<State>, path: &str) -> Result<HttpResponse> {
    let is_reading = matches!(request.method().as_str(), "GET" | "HEAD");
    if !is_reading {
        require_same_origin(request, &state.app.config)?;
    }
    let mut call = Call::of_visitor(request, payload, state);
    let person = match Person::of(&mut call).await? {
        Found::Person(person) => Some(person),
        Found::Returned(response) if is_reading => return Ok(response),
        Found::Returned(_) | Found::Nobody => None,
    };
    let (screen, parts) = match screens::find(request.method().as_str(), path) {
        Match::Screen(screen, parts) => (screen, parts),
        Match::OtherMethod => return Err(Error::NotFound(msg!("admin-not-found"))),
        Match::Nothing if person.is_none() => return Ok(redirect::to_sign_in(request)),
        Match::Nothing => return Err(Error::NotFound(msg!("admin-not-found"))),
    };
    if screen.door != Door::Anybody && person.is_none() {
        return Ok(redirect::to_sign_in(request));
    }
    if let Some(person) = &person
        && person.needs_second_factor
        && !screen.serves_second_factor()
    {
        return Ok(see_other("/admin/me/second-factor"));
    }
    call.path = parts;
    let mut visit = Visit { call, person, screen, screens: screens::SCREENS };
    visit.require_door()?;
    if !is_reading && !screen.takes_file {
        visit.require_form().await?;
    }
    (screen.run)(visit).await
}
