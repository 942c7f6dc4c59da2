//! `auth/…`: signing in and out, the second factor, passwords (docs/api.md).

mod account;
mod enter;
mod recovery;

pub use account::{
    authenticated, change_password, disable_second_factor, enable_second_factor, end_other_sessions, end_session,
    leave, logout, new_recovery_codes, propose_second_factor, sessions,
};
pub use enter::{
    browser_attempt, entered, login, refresh, refusal, return_to, second_factor, send_code, send_code_for, try_code,
    try_password,
};
pub use recovery::reset_password;

use std::net::IpAddr;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::auth::basic::Credentials;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::mail::Transport;
use crate::members::login::LoginRecord;
use crate::members::passwords::{AcceptedPassword, HashedPassword};
use crate::msg;
use crate::params::Params;
use crate::sign_in::{self, Candidate, Visit};
use crate::web::call::Call;
use crate::web::client;
use crate::web::cookies::SetCookie;

/// The longest password that is looked at, in bytes (people.md 6.2); longer ones are wrong.
const SECRET_BYTES_MAX: usize = 512;

fn visit(call: &Call) -> Visit {
    let user_agent = call.request.headers().get(header::USER_AGENT);
    let user_agent = user_agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    Visit::new(&call.app.clock, address(call).map(|address| address.to_string()), user_agent)
}

fn address(call: &Call) -> Option<IpAddr> {
    client::address(&call.request, &call.app.config.trusted_proxies)
}

/// The name under which failures are counted: logins have no case, and guesses get no further with another one.
fn counted(login: &str) -> String {
    login.trim().to_lowercase()
}

/// A password as it was typed: no character of it is dropped but blanks at its ends (people.md 6.2).
pub fn required_secret(params: &Params, name: &str) -> Result<String> {
    let typed = params.raw(name)?.unwrap_or_default().trim().to_owned();
    if typed.is_empty() { params.required_text(name) } else { Ok(typed) }
}

/// The parameter `password`, and `password_confirmed` if it is given, as the password that a member has from now on.
async fn new_password(call: &Call, params: &Params) -> Result<HashedPassword> {
    let typed = required_secret(params, "password")?;
    let again = params.raw("password_confirmed")?.map(|again| again.into_owned());
    let accepted = call.app.db.read(move |conn| AcceptedPassword::new(conn, &typed, again.as_deref())).await?;
    call.app.authenticator.hash(address(call), move || accepted.hashed()).await
}

/// The member whose password was given, or the refusal that is the same for unknown logins and wrong passwords.
async fn verify(call: &Call, candidate: Candidate, credentials: Credentials, visit: &Visit) -> Result<LoginRecord> {
    let Candidate { member, hash } = candidate;
    let id = member.as_ref().map(|member| member.id);
    let could_be = member.is_some() && credentials.secret.len() <= SECRET_BYTES_MAX;
    if call.app.authenticator.verify_password(address(call), credentials, &hash, could_be).await?
        && let Some(member) = member
    {
        return Ok(member);
    }
    let visit = visit.clone();
    call.app.db.write(move |tx| sign_in::refused(tx, id, &visit)).await?;
    Err(Error::Forbidden(msg!("auth-wrong")))
}

/// The language in which a member is told of a changed password; `None` where no mail goes out.
fn notice(call: &Call) -> Result<Option<Language>> {
    Ok(Transport::of(&call.app.config)?.is_on().then_some(call.language))
}

/// Worth trying again in that many seconds.
fn too_many(seconds: i64) -> Error {
    let retry_after_seconds = u64::try_from(seconds).unwrap_or(1).max(1);
    Error::TooManyRequests { message: msg!("auth-throttled", seconds = retry_after_seconds), retry_after_seconds }
}

fn set_cookies(response: &mut HttpResponse, cookies: &[SetCookie]) {
    for value in cookies.iter().filter_map(SetCookie::header) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
