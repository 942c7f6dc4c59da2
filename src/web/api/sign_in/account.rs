//! What members who are signed in do with their own account: sessions, password, second factor.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::{counted, new_password, notice, required_secret, set_cookies, verify, visit};
use crate::auth::Section;
use crate::auth::basic::Credentials;
use crate::auth::sessions::{self, Kind, OpenSession};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::msg;
use crate::params::Params;
use crate::sign_in::{self, Candidate, Visit};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::cookies::{self, SetCookie};
use crate::web::respond;

/// Who is signed in, with which rights.
pub async fn authenticated(call: Call) -> Result<HttpResponse> {
    let rights = &call.principal.rights;
    let levels: serde_json::Map<String, Value> = Section::ALL
        .into_iter()
        .filter(|section| *section != Section::Subscribe)
        .map(|section| (section.word().to_owned(), rights.level(section).word().into()))
        .collect();
    let actor = &call.principal.actor;
    let mut body = json!({"kind": actor.kind(), "name": actor.name(), "rights": levels});
    if let Some(id) = actor.member() {
        body["id_user"] = json!(id);
    }
    if let Some(session) = &call.session {
        body["session"] = json!(session.id);
        body["needsSecondFactor"] = json!(session.needs_second_factor);
        if session.kind == Kind::Browser
            && let Some(secret) = cookies::session(&call.request, &call.app.config)
        {
            body["formToken"] = json!(cookies::form_token(secret));
        }
    }
    respond::json(&body)
}

/// Ends the session that asks.
pub async fn logout(call: Call) -> Result<HttpResponse> {
    leave(&call, respond::json(&success(()))?).await
}

/// Ends the session that asks, with the cookies of its browser.
pub async fn leave(call: &Call, mut response: HttpResponse) -> Result<HttpResponse> {
    let session = own(call)?;
    let (id, member, kind) = (session.id, session.member, session.kind);
    call.app.db.write(move |tx| sessions::end(tx, member, id)).await?;
    if kind == Kind::Browser {
        let (request, config) = (&call.request, &call.app.config);
        let cookies = [SetCookie::no_session(request, config), SetCookie::remembered(request, config, "", 0)];
        set_cookies(&mut response, &cookies);
    }
    Ok(response)
}

/// The sessions of the member who asks.
pub async fn sessions(call: Call) -> Result<HttpResponse> {
    let session = own(&call)?;
    let (member, current, now) = (session.member, session.id, visit(&call).seconds());
    let shown = call.app.db.read(move |conn| sessions::of_member(conn, member, now)).await?;
    let list: Vec<Value> = shown
        .into_iter()
        .map(|session| {
            let mut json = json!(session);
            json["current"] = json!(session.id == current);
            json
        })
        .collect();
    respond::json(&list)
}

/// Ends one session of the member who asks.
pub async fn end_session(call: Call) -> Result<HttpResponse> {
    let (member, id) = (own(&call)?.member, call.id()?);
    match call.app.db.write(move |tx| sessions::end(tx, member, id)).await? {
        true => respond::json(&success(())),
        false => Err(Error::NotFound(msg!("sign-in-session-unknown", id = id))),
    }
}

/// Ends every session of the member who asks but the one that asks.
pub async fn end_other_sessions(call: Call) -> Result<HttpResponse> {
    let session = own(&call)?;
    let (member, id) = (session.member, session.id);
    call.app.db.write(move |tx| sessions::end_all(tx, member, Some(id))).await?;
    respond::json(&success(()))
}

/// Changes the password of the member who asks, who gives the present one.
pub async fn change_password(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let new = new_password(&call, &params).await?;
    let notice = notice(&call)?;
    let done = call
        .app
        .db
        .write(move |tx| sign_in::change_password(tx, &Layout::read(tx)?, &verified, &new, session, notice, &visit));
    done.await?;
    respond::json(&success(()))
}

/// Offers a secret for a second factor.
pub async fn propose_second_factor(call: Call) -> Result<HttpResponse> {
    own(&call)?;
    respond::json(&sign_in::propose_second_factor(&call.app.organisation_name()?)?)
}

/// Sets the second factor of the member who asks: `secret`, a `code` of it and the password. Answers the recovery codes.
pub async fn enable_second_factor(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (secret, code) = (params.required_text("secret")?, params.required_text("code")?);
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let codes = call.app.db.write(move |tx| {
        let layout = Layout::read(tx)?;
        sign_in::enable_second_factor(tx, &layout, &verified, (&secret, &code), session, &visit)
    });
    respond::json(&json!({"recoveryCodes": codes.await?.codes()}))
}

/// Takes the second factor of the member who asks away, with the password.
pub async fn disable_second_factor(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let done =
        call.app.db.write(move |tx| sign_in::disable_second_factor(tx, &Layout::read(tx)?, &verified, session, &visit));
    done.await?;
    respond::json(&success(()))
}

/// Replaces the recovery codes of the member who asks, with the password.
pub async fn new_recovery_codes(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (verified, _, visit) = verify_own(&mut call, &params).await?;
    let codes = call.app.db.write(move |tx| sign_in::new_recovery_codes(tx, &Layout::read(tx)?, &verified, &visit));
    respond::json(&json!({"recoveryCodes": codes.await?.codes()}))
}

/// The session of the member who asks.
fn own(call: &Call) -> Result<&OpenSession> {
    call.session.as_ref().ok_or_else(|| Error::Forbidden(msg!("sign-in-members-only")))
}

/// The member who asks, who gave the present password as `current_password`.
async fn verify_own(call: &mut Call, params: &Params) -> Result<(LoginRecord, i64, Visit)> {
    let (session, member, name) = {
        let session = own(call)?;
        (session.id, session.member, session.login.clone())
    };
    let secret = required_secret(params, "current_password")?;
    let record = call.app.db.read(move |conn| login::get(conn, &Layout::read(conn)?, member)).await?;
    let hash = record.as_ref().and_then(|record| record.password_hash.clone()).unwrap_or_default();
    let visit = visit(call);
    let verified =
        verify(call, Candidate { member: record, hash }, Credentials { name: counted(&name), secret }, &visit).await?;
    Ok((verified, session, visit))
}
