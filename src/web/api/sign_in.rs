//! `auth/…`: signing in and out, the second factor, passwords (docs/api.md).

use std::net::IpAddr;

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::{Value, json};

use crate::association::Settings;
use crate::auth::remembered::{self, RememberedBrowser};
use crate::auth::sessions::{self, ACCESS_SECONDS, Kind, OpenSession, REFRESH_SECONDS, Refreshed, Secrets};
use crate::auth::{Section, password};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login::{self, LoginRecord};
use crate::params::Params;
use crate::sign_in::{self, Attempt, Candidate, NewPassword, Outcome, SignedIn, Visit, letters};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::cookies::{self, SetCookie};
use crate::web::{client, respond};
use crate::{json as spelling, msg};

/// A login and a password, with the second factor or without; or the cookie of a browser that stays signed in.
pub async fn login(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let visit = visit(&call);
    if !params.has("login")
        && !params.has("password")
        && let Some(browser) = cookies::remembered_browser(&call.request).and_then(RememberedBrowser::read)
    {
        let (seen, app) = (visit.clone(), call.app.clone());
        let outcome = app.db.write(move |tx| sign_in::come_back(tx, &Layout::read(tx)?, &browser, &seen)).await?;
        return answer(&call, outcome, &visit);
    }
    let attempt = attempt(&params)?;
    let password = required_secret(&params, "password")?;
    let login = attempt.login.clone();
    let candidate = call.app.db.read(move |conn| sign_in::look_up(conn, &Layout::read(conn)?, &login)).await?;
    let verified = verify(&call, candidate, &attempt.login, password, &visit).await?;
    let (seen, tried) = (visit.clone(), attempt.clone());
    let outcome = call.app.db.write(move |tx| sign_in::enter(tx, &Layout::read(tx)?, &verified, &tried, &seen)).await?;
    if matches!(outcome, Outcome::WrongCode) {
        call.app.authenticator.note_failure(address(&call), &attempt.login);
    }
    answer(&call, outcome, &visit)
}

fn attempt(params: &Params) -> Result<Attempt> {
    let kind = if params.flag("cookie")? { Kind::Browser } else { Kind::Program };
    Ok(Attempt {
        login: params.required_text("login")?,
        code: params.text("code")?,
        kind,
        remember: params.flag("remember")?,
    })
}

/// The second factor, after `login` answered with a challenge.
pub async fn second_factor(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (challenge, code) = (params.required_text("challenge")?, params.required_text("code")?);
    let visit = visit(&call);
    let seen = visit.clone();
    let outcome = call
        .app
        .db
        .write(move |tx| sign_in::answer_challenge(tx, &Layout::read(tx)?, &challenge, &code, &seen))
        .await?;
    answer(&call, outcome, &visit)
}

/// Sends a code by mail to the member of a challenge.
pub async fn send_code(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let challenge = params.required_text("challenge")?;
    let (visit, language) = (visit(&call), call.language);
    let sent = call.app.db.write(move |tx| {
        let Some((member, code)) = sign_in::send_code(tx, &Layout::read(tx)?, &challenge, &visit)? else {
            return Ok(false);
        };
        letters::sign_in_code(tx, &member, &code, language, &visit)?;
        Ok(true)
    });
    if sent.await? { respond::json(&success(())) } else { Err(Error::Conflict(msg!("sign-in-no-mail-code"))) }
}

/// Trades a refresh token for new tokens.
pub async fn refresh(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let token = params.required_text("refreshToken")?;
    let now = visit(&call).seconds();
    match call.app.db.write(move |tx| sessions::refresh(tx, &token, now)).await? {
        Refreshed::Tokens { secrets, .. } => respond::json(&tokens(&secrets)),
        Refreshed::Unknown => Err(Error::Forbidden(msg!("auth-session-over"))),
        Refreshed::Reused { member } => {
            tracing::warn!(member, "a refresh token was used twice: the session was ended");
            Err(Error::Forbidden(msg!("auth-session-over")))
        }
    }
}

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
    let session = own(&call)?;
    let (id, member, kind) = (session.id, session.member, session.kind);
    call.app.db.write(move |tx| sessions::end(tx, member, id)).await?;
    let mut response = respond::json(&success(()))?;
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
    let new = new_password(&params).await?;
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let done = call.app.db.write(move |tx| {
        sign_in::change_password(tx, &Layout::read(tx)?, &verified, &new, Some(session), &visit).map(drop)
    });
    done.await?;
    respond::json(&success(()))
}

/// With `login`: sends a link, and says the same whoever has that login. With `token` and `password`: chooses a password.
pub async fn reset_password(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let visit = visit(&call);
    let Some(token) = params.text("token")? else {
        let login = params.required_text("login")?;
        call.app.authenticator.throttled(address(&call), &login, || true).await?;
        let (language, site) = (call.language, call.app.site());
        let asked = call.app.db.write(move |tx| {
            if let Some((member, secret)) = sign_in::recover(tx, &Layout::read(tx)?, &login, &visit)? {
                letters::new_password(tx, &member, &site, secret.as_str(), language, &visit)?;
            }
            Ok(())
        });
        asked.await?;
        return respond::json(
            &json!({"success": true, "message": crate::i18n::text(call.language, &msg!("sign-in-recovery-asked"))}),
        );
    };
    let new = new_password(&params).await?;
    let changed = call.app.db.write(move |tx| sign_in::reset_password(tx, &Layout::read(tx)?, &token, &new, &visit));
    match changed.await? {
        Some(_) => respond::json(&success(())),
        None => Err(Error::Forbidden(msg!("sign-in-link-over"))),
    }
}

/// Offers a secret for a second factor.
pub async fn propose_second_factor(call: Call) -> Result<HttpResponse> {
    own(&call)?;
    let name = call.app.db.read_inline(Settings::read)?.name;
    respond::json(&sign_in::propose_second_factor(&name)?)
}

/// Sets the second factor of the member who asks: `secret`, a `code` of it and the `password`. Answers the recovery codes.
pub async fn enable_second_factor(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (secret, code) = (params.required_text("secret")?, params.required_text("code")?);
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let codes = call.app.db.write(move |tx| {
        let layout = Layout::read(tx)?;
        sign_in::enable_second_factor(tx, &layout, &verified, (&secret, &code), Some(session), &visit)
    });
    respond::json(&json!({"recoveryCodes": codes.await?.codes()}))
}

/// Takes the second factor of the member who asks away, with the `password`.
pub async fn disable_second_factor(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (verified, session, visit) = verify_own(&mut call, &params).await?;
    let done = call
        .app
        .db
        .write(move |tx| sign_in::disable_second_factor(tx, &Layout::read(tx)?, &verified, Some(session), &visit));
    done.await?;
    respond::json(&success(()))
}

/// Takes the second factor of another member away, who lost it.
pub async fn remove_second_factor(call: Call) -> Result<HttpResponse> {
    let (id, visit) = (call.id()?, visit(&call));
    call.write(move |tx| {
        let layout = Layout::read(tx)?;
        let member = login::get(tx, &layout, id)?.ok_or_else(|| crate::members::record::unknown(id))?;
        sign_in::disable_second_factor(tx, &layout, &member, None, &visit)?;
        Ok(success(()))
    })
    .await
}

/// Replaces the recovery codes of the member who asks, with the `password`.
pub async fn new_recovery_codes(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (verified, _, _) = verify_own(&mut call, &params).await?;
    let codes = call.app.db.write(move |tx| sign_in::new_recovery_codes(tx, &Layout::read(tx)?, &verified));
    respond::json(&json!({"recoveryCodes": codes.await?.codes()}))
}

fn visit(call: &Call) -> Visit {
    let user_agent = call.request.headers().get(header::USER_AGENT);
    let user_agent = user_agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    Visit::new(&call.app.clock, address(call).map(|address| address.to_string()), user_agent)
}

fn address(call: &Call) -> Option<IpAddr> {
    client::address(&call.request, &call.app.config.trusted_proxies)
}

/// The session of the member who asks.
fn own(call: &Call) -> Result<&OpenSession> {
    call.session.as_ref().ok_or_else(|| Error::Forbidden(msg!("sign-in-members-only")))
}

async fn new_password(params: &Params) -> Result<NewPassword> {
    let typed = required_secret(params, "password")?;
    if params.has("password_confirmed") && required_secret(params, "password_confirmed")? != typed {
        return Err(Error::invalid_field("password_confirmed", msg!("sign-in-passwords-differ")));
    }
    crate::db::blocking(move || NewPassword::parse(&typed)).await
}

/// A password as it was typed: no character of it is dropped but blanks at its ends (people.md 6.2).
fn required_secret(params: &Params, name: &str) -> Result<String> {
    let typed = params.raw(name)?.unwrap_or_default().trim().to_owned();
    if typed.is_empty() { params.required_text(name) } else { Ok(typed) }
}

/// The member whose password was given, or the refusal that is the same for unknown logins and wrong passwords.
async fn verify(call: &Call, candidate: Candidate, name: &str, secret: String, visit: &Visit) -> Result<LoginRecord> {
    let Candidate { member, hash } = candidate;
    let id = member.as_ref().map(|member| member.id);
    let is_known = member.is_some();
    let check = move || password::verify(&secret, &hash) & is_known;
    if call.app.authenticator.throttled(address(call), name, check).await?
        && let Some(member) = member
    {
        return Ok(member);
    }
    let visit = visit.clone();
    call.app.db.write(move |tx| sign_in::refused(tx, id, &visit)).await?;
    Err(Error::Forbidden(msg!("auth-wrong")))
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
    let verified = verify(call, Candidate { member: record, hash }, &name, secret, &visit).await?;
    Ok((verified, session, visit))
}

fn answer(call: &Call, outcome: Outcome, visit: &Visit) -> Result<HttpResponse> {
    match outcome {
        Outcome::SignedIn(signed_in) => signed_in_answer(call, *signed_in, visit),
        Outcome::SecondFactor { challenge, by_mail } => {
            let mut methods = vec!["application", "recovery-code"];
            methods.extend(by_mail.then_some("mail"));
            let seconds = sessions::Purpose::SecondFactor.seconds();
            let expires = format!("{seconds}s");
            respond::json(
                &json!({"secondFactor": {"challenge": challenge.as_str(), "methods": methods, "expiresIn": expires}}),
            )
        }
        Outcome::WrongCode => Err(Error::Forbidden(msg!("sign-in-code-wrong"))),
        Outcome::Over => Err(Error::Forbidden(msg!("auth-session-over"))),
    }
}

fn signed_in_answer(call: &Call, signed_in: SignedIn, visit: &Visit) -> Result<HttpResponse> {
    let (request, config) = (&call.request, &call.app.config);
    let mut body = tokens(&signed_in.secrets);
    body["id_user"] = json!(signed_in.member);
    body["needsSecondFactor"] = json!(signed_in.needs_second_factor);
    let mut response = HttpResponse::Ok();
    response.content_type(respond::JSON);
    let mut response = response.body(spelling::pretty(&body)?);
    let mut cookies = Vec::new();
    if let Secrets::Browser { cookie } = &signed_in.secrets {
        cookies.push(SetCookie::session(request, config, cookie.as_str()));
    }
    if let Some((browser, expiry)) = &signed_in.remembered {
        let seconds = remembered::max_age(*expiry, visit.now).as_secs();
        cookies.push(SetCookie::remembered(request, config, &browser.cookie(), seconds));
    }
    set_cookies(&mut response, &cookies);
    Ok(response)
}

fn set_cookies(response: &mut HttpResponse, cookies: &[SetCookie]) {
    for value in cookies.iter().filter_map(SetCookie::header) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The secrets of a session as they are given to a program; to a browser, the token that its forms carry.
fn tokens(secrets: &Secrets) -> Value {
    match secrets {
        Secrets::Program { access, refresh } => json!({
            "accessToken": access.as_str(),
            "tokenType": "bearer",
            "expiresIn": format!("{ACCESS_SECONDS}s"),
            "refreshToken": refresh.as_str(),
            "refreshExpiresIn": format!("{REFRESH_SECONDS}s"),
        }),
        Secrets::Browser { cookie } => json!({"formToken": cookies::form_token(cookie.as_str())}),
    }
}
