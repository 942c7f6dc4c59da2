//! The accounts at an identity provider that members sign in with: their own, and those that an administrator links.

use actix_web::HttpResponse;
use serde_json::json;

use super::account::{own, verify_own};
use super::{openid, set_cookies};
use crate::audit::AuditLog;
use crate::auth::sessions::Kind;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login;
use crate::msg;
use crate::openid::Identity;
use crate::sign_in;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

/// The identities of the member who asks.
pub async fn list_own(call: Call) -> Result<HttpResponse> {
    list(&call, own(&call)?.member).await
}

/// Begins to link one: where the browser is to go. The password is asked for if the member has one.
pub async fn begin_link(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let session = own(&call)?;
    if session.kind != Kind::Browser {
        return Err(Error::Forbidden(msg!("openid-browser-only")));
    }
    let (member, id) = (session.member, session.id);
    let record = call.app.db.read(move |conn| login::get(conn, &Layout::read(conn)?, member)).await?;
    if record.is_some_and(|record| record.password_hash.is_some()) {
        verify_own(&mut call, &params).await?;
    }
    let (location, cookie) = openid::begin(&call, Some((member, id)), params.text("next")?).await?;
    let mut response = respond::json(&json!({"location": location}))?;
    set_cookies(&mut response, &[cookie]);
    Ok(response)
}

/// Takes one away from the member who asks.
pub async fn remove_own(call: Call) -> Result<HttpResponse> {
    let session = own(&call)?;
    let (member, kept, id, trace) = (session.member, session.id, call.id()?, call.trace());
    let done = call.app.db.write(move |tx| sign_in::unlink(tx, member, id, Some(kept), &AuditLog::open(tx, &trace)?));
    respond::json(&success(done.await?))
}

/// The identities of a member, for an administrator.
pub async fn list_of_member(call: Call) -> Result<HttpResponse> {
    list(&call, call.id()?).await
}

async fn list(call: &Call, member: i64) -> Result<HttpResponse> {
    let list = call.app.db.read(move |conn| sign_in::identities_of(conn, &Layout::read(conn)?, member)).await?;
    respond::json(&list)
}

/// Links one to a member: the `subject` that the provider gives, of the provider that is set or of another `issuer`.
pub async fn link_to_member(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let set = call.app.openid.as_ref().map(|provider| provider.settings().issuer.clone());
    let issuer = match params.text("issuer")?.or(set) {
        Some(issuer) => issuer,
        None => params.required_text("issuer")?,
    };
    let identity = Identity::new(&issuer, &params.required_text("subject")?)?;
    let (member, trace, now) = (call.id()?, call.trace(), call.app.clock.now().as_second());
    call.write(move |tx| {
        let id = sign_in::link(tx, &Layout::read(tx)?, member, &identity, &AuditLog::open(tx, &trace)?, now)?;
        Ok(json!({"id": id}))
    })
    .await
}

/// Takes one away from a member, and ends the member's sessions.
pub async fn remove_from_member(call: Call) -> Result<HttpResponse> {
    let (member, trace) = (call.id()?, call.trace());
    let unknown = || Error::NotFound(msg!("http-not-found", path = call.request.path()));
    let id: i64 = call.part("identity").parse().map_err(|_| unknown())?;
    call.write(move |tx| sign_in::unlink(tx, member, id, None, &AuditLog::open(tx, &trace)?).map(success)).await
}
