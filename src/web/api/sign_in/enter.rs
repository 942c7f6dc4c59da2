//! From credentials to a session: `auth/login`, `auth/second-factor`, `auth/refresh-token`.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::{address, counted, required_secret, set_cookies, too_many, verify, visit};
use crate::auth::basic::Credentials;
use crate::auth::remembered::{self, RememberedBrowser};
use crate::auth::sessions::{self, ACCESS_SECONDS, Kind, REFRESH_SECONDS, Refreshed, Secrets};
use crate::error::{Error, Result};
use crate::json as spelling;
use crate::mail::Transport;
use crate::members::layout::Layout;
use crate::msg;
use crate::params::Params;
use crate::sign_in::{self, Attempt, CodeByMail, Outcome, SignedIn, Visit, letters};
use crate::web::answer::success;
use crate::web::api::mailings::require_mail;
use crate::web::call::Call;
use crate::web::cookies::{self, SetCookie};
use crate::web::respond;

/// A login and a password, with the second factor or without; or the cookie of a browser that stays signed in.
pub async fn login(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let visit = browser_visit(&call);
    if !params.has("login")
        && !params.has("password")
        && let Some(browser) = cookies::remembered_browser(&call.request).and_then(RememberedBrowser::read)
    {
        return come_back(&call, browser, &visit).await;
    }
    let attempt = attempt(&params)?;
    let password = required_secret(&params, "password")?;
    let outcome = try_password(&call, attempt, password).await?;
    answer(&call, outcome, &visit)
}

/// What a screen for signing in asks for: a browser's session.
pub fn browser_attempt(login: String, remember: bool) -> Attempt {
    Attempt { login, code: None, kind: Kind::Browser, remember }
}

/// Tries a login with a password.
///
/// # Errors
///
/// [`Error::Forbidden`] when they are wrong, [`Error::TooManyRequests`] after too many tries.
pub async fn try_password(call: &Call, attempt: Attempt, password: String) -> Result<Outcome> {
    let visit = browser_visit(call);
    let name = counted(&attempt.login);
    let credentials = Credentials { name: name.clone(), secret: password };
    call.app.authenticator.admit_credentials(address(call), &credentials)?;
    let login = attempt.login.clone();
    let candidate = call.app.db.read(move |conn| sign_in::look_up(conn, &Layout::read(conn)?, &login)).await?;
    let verified = verify(call, candidate, credentials, &visit).await?;
    let seen = visit.clone();
    let outcome =
        call.app.db.write(move |tx| sign_in::enter(tx, &Layout::read(tx)?, &verified, &attempt, &seen)).await?;
    if matches!(outcome, Outcome::WrongCode) {
        call.app.authenticator.note_failure(address(call), &name);
    }
    Ok(outcome)
}

/// From where somebody signs in, with the session that a browser shows.
fn browser_visit(call: &Call) -> Visit {
    let replaces = cookies::session(&call.request, &call.app.config).map(str::to_owned);
    Visit { replaces, ..visit(call) }
}

async fn come_back(call: &Call, browser: RememberedBrowser, visit: &Visit) -> Result<HttpResponse> {
    let outcome = remembered_outcome(call, browser, visit).await?;
    answer(call, outcome, visit)
}

async fn remembered_outcome(call: &Call, browser: RememberedBrowser, visit: &Visit) -> Result<Outcome> {
    let (app, seen) = (&call.app, visit.clone());
    // Anybody may send such a cookie: what is none does not wait for the turn of writing.
    if !app.db.read_inline(|conn| remembered::is_known(conn, &browser))? {
        return Ok(Outcome::Over);
    }
    app.db.write(move |tx| sign_in::come_back(tx, &Layout::read(tx)?, &browser, &seen)).await
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
    let visit = browser_visit(&call);
    let outcome = try_code(&call, challenge, code).await?;
    answer(&call, outcome, &visit)
}

/// Tries a second factor for a challenge.
///
/// # Errors
///
/// [`Error::TooManyRequests`] after too many tries.
pub async fn try_code(call: &Call, challenge: String, code: String) -> Result<Outcome> {
    let visit = browser_visit(call);
    let Some(login) = challenged(call, &challenge, &visit).await? else { return Ok(Outcome::Over) };
    call.app.authenticator.admit(address(call), &counted(&login))?;
    let seen = visit.clone();
    let answered =
        call.app.db.write(move |tx| sign_in::answer_challenge(tx, &Layout::read(tx)?, &challenge, &code, &seen));
    let outcome = answered.await?;
    if matches!(outcome, Outcome::WrongCode) {
        call.app.authenticator.note_failure(address(call), &counted(&login));
    }
    Ok(outcome)
}

async fn challenged(call: &Call, challenge: &str, visit: &Visit) -> Result<Option<String>> {
    let (challenge, visit) = (challenge.to_owned(), visit.clone());
    call.app.db.read(move |conn| sign_in::challenged(conn, &Layout::read(conn)?, &challenge, &visit)).await
}

/// Sends a code by mail to the member of a challenge.
pub async fn send_code(mut call: Call) -> Result<HttpResponse> {
    require_mail(&call)?;
    let params = call.params().await?;
    send_code_for(&call, params.required_text("challenge")?).await?;
    respond::json(&success(()))
}

/// Sends a code by mail to the member of a challenge.
pub async fn send_code_for(call: &Call, challenge: String) -> Result<()> {
    let (visit, language) = (visit(call), call.language);
    if challenged(call, &challenge, &visit).await?.is_none() {
        return Err(Error::Conflict(msg!("sign-in-no-mail-code")));
    }
    let sent = call.app.db.write(move |tx| {
        let made = sign_in::send_code(tx, &Layout::read(tx)?, &challenge, &visit)?;
        if let CodeByMail::Code(member, code) = &made {
            letters::sign_in_code(tx, member, code, language, &visit)?;
        }
        Ok(made)
    });
    match sent.await? {
        CodeByMail::Code(..) => Ok(()),
        CodeByMail::Impossible => Err(Error::Conflict(msg!("sign-in-no-mail-code"))),
        CodeByMail::TooSoon { seconds } => Err(too_many(seconds)),
    }
}

/// Trades a refresh token for new tokens.
pub async fn refresh(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let token = params.required_text("refreshToken")?;
    let now = visit(&call).seconds();
    if !call.app.db.read_inline(|conn| sessions::is_refresh_token(conn, &token, now))? {
        return Err(Error::Forbidden(msg!("auth-session-over")));
    }
    match call.app.db.write(move |tx| sessions::refresh(tx, &token, now)).await? {
        Refreshed::Tokens { secrets, .. } => respond::json(&tokens(&secrets)),
        Refreshed::Unknown => Err(Error::Forbidden(msg!("auth-session-over"))),
        Refreshed::Reused { member } => {
            tracing::warn!(member, "a refresh token was used twice: the session was ended");
            Err(Error::Forbidden(msg!("auth-session-over")))
        }
    }
}

fn answer(call: &Call, outcome: Outcome, visit: &Visit) -> Result<HttpResponse> {
    match outcome {
        Outcome::SignedIn(signed_in) => signed_in_answer(call, *signed_in, visit),
        Outcome::SecondFactor { challenge, by_mail } => {
            let mut methods = vec!["application", "recovery-code"];
            methods.extend((by_mail && Transport::of(&call.app.config)?.is_on()).then_some("mail"));
            let expires = format!("{}s", sessions::Purpose::SecondFactor.seconds());
            respond::json(
                &json!({"secondFactor": {"challenge": challenge.as_str(), "methods": methods, "expiresIn": expires}}),
            )
        }
        Outcome::WrongCode | Outcome::TooManyCodes { .. } | Outcome::Over => Err(refusal(&outcome)),
    }
}

/// Why an attempt did not lead in.
pub fn refusal(outcome: &Outcome) -> Error {
    match outcome {
        Outcome::WrongCode => Error::Forbidden(msg!("sign-in-code-wrong")),
        Outcome::TooManyCodes { seconds } => too_many(*seconds),
        _ => Error::Forbidden(msg!("auth-session-over")),
    }
}

/// The answer to an attempt in a browser, with the cookies of the session it opened.
///
/// # Errors
///
/// [`refusal`] for any other outcome.
pub fn entered(call: &Call, outcome: Outcome, mut response: HttpResponse) -> Result<HttpResponse> {
    let Outcome::SignedIn(signed_in) = outcome else { return Err(refusal(&outcome)) };
    set_cookies(&mut response, &cookies_of(call, &signed_in, &visit(call)));
    Ok(response)
}

/// Lets a browser in that stays signed in; `None` if its cookie lets nobody in.
pub async fn return_to(
    call: &Call,
    browser: RememberedBrowser,
    response: HttpResponse,
) -> Result<Option<HttpResponse>> {
    match remembered_outcome(call, browser, &browser_visit(call)).await? {
        outcome @ Outcome::SignedIn(_) => entered(call, outcome, response).map(Some),
        _ => Ok(None),
    }
}

fn signed_in_answer(call: &Call, signed_in: SignedIn, visit: &Visit) -> Result<HttpResponse> {
    let mut body = tokens(&signed_in.secrets);
    body["id_user"] = json!(signed_in.member);
    body["needsSecondFactor"] = json!(signed_in.needs_second_factor);
    let mut response = respond::json_body(spelling::pretty(&body)?);
    set_cookies(&mut response, &cookies_of(call, &signed_in, visit));
    Ok(response)
}

fn cookies_of(call: &Call, signed_in: &SignedIn, visit: &Visit) -> Vec<SetCookie> {
    let (request, config) = (&call.request, &call.app.config);
    let mut cookies = Vec::new();
    if let Secrets::Browser { cookie } = &signed_in.secrets {
        cookies.push(SetCookie::session(request, config, cookie.as_str()));
    }
    if let Some((browser, expiry)) = &signed_in.remembered {
        let seconds = remembered::max_age(*expiry, visit.now).as_secs();
        cookies.push(SetCookie::remembered(request, config, &browser.cookie(), seconds));
    }
    cookies
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
