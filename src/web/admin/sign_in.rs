//! Signing in and out.

use actix_web::HttpResponse;
use askama::Template;

use super::form::{Field, Form, Kind, is_about_the_form};
use super::frame::Frame;
use super::page;
use super::screen::Visit;
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::sign_in::Outcome;
use crate::web::api::sign_in::{self, required_secret};
use crate::web::params::Params;
use crate::web::respond::see_other;
use crate::{msg, openid};

#[derive(Template)]
#[template(path = "admin/sign_in/login.html")]
struct Login {
    frame: Frame,
    form: Form,
    /// Where to go afterwards, kept in the form.
    next: String,
    /// What the link to the identity provider says; empty without one.
    provider: String,
    provider_path: String,
}

#[derive(Template)]
#[template(path = "admin/sign_in/code.html")]
struct Code {
    frame: Frame,
    form: Form,
    next: String,
    challenge: String,
    by_mail: bool,
}

/// A page of ours to go on to; anything else is the first page.
fn next_of(params: &Params) -> String {
    let next = params.text("next").ok().flatten().unwrap_or_default();
    let is_ours = next.starts_with("/admin/") && !next.contains(['\\', '\r', '\n']);
    if is_ours { next } else { "/admin/".to_owned() }
}

fn login_form(frame: &Frame) -> Form {
    Form::new(vec![
        Field::new("login", frame.t("admin-login-name")).required().filled_by("username"),
        Field::new("password", frame.t("admin-password"))
            .of_kind(Kind::Input("password"))
            .required()
            .filled_by("current-password"),
        Field::new("remember", frame.t("admin-remember")).of_kind(Kind::Check).helped(frame.t("admin-remember-help")),
    ])
}

/// Where the identity provider is gone to, and from there back to that page.
fn provider_path(next: &str) -> String {
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("/admin/login/openid?next={next}")
}

/// What the link to the identity provider says.
fn provider(visit: &Visit, frame: &Frame) -> String {
    let provider = visit.call.app.openid.as_ref();
    let label = |provider: &openid::Provider| {
        text(frame.language, &msg!("openid-button", label = provider.settings().label.as_str()))
    };
    provider.map(label).unwrap_or_default()
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let next = next_of(&visit.call.query()?);
    if visit.person.is_some() {
        return Ok(see_other(&next));
    }
    let frame = Frame::of(&visit).await?;
    let form = login_form(&frame);
    let provider = provider(&visit, &frame);
    let login = Login { frame, form, provider_path: provider_path(&next), next, provider };
    page::ok(&login.frame, &login)
}

pub async fn send(mut visit: Visit) -> Result<HttpResponse> {
    let params = visit.params().await?;
    let next = next_of(&params);
    match attempt(&visit, &params).await {
        Ok(Outcome::SecondFactor { challenge, by_mail }) => {
            code_form(&visit, challenge.as_str(), by_mail, next, None).await
        }
        Ok(outcome) => sign_in::entered(&visit.call, outcome, see_other(&next)),
        Err(error) if is_about_the_form(&error) => {
            let frame = Frame::of(&visit).await?;
            let form = login_form(&frame).filled(&params).refused(&error, visit.call.language);
            let provider = provider(&visit, &frame);
            let login = Login { frame, form, provider_path: provider_path(&next), next, provider };
            page::with_form(&login.frame, &login.form, &login)
        }
        Err(error) => Err(error),
    }
}

async fn attempt(visit: &Visit, params: &Params) -> Result<Outcome> {
    let login = params.required_text("login")?;
    let password = required_secret(params, "password")?;
    let remember = params.flag("remember")?;
    sign_in::try_password(&visit.call, sign_in::browser_attempt(login, remember), password).await
}

/// The page that asks for the second factor.
pub async fn ask_code(visit: &Visit, challenge: &str, by_mail: bool, next: String) -> Result<HttpResponse> {
    code_form(visit, challenge, by_mail, next, None).await
}

async fn code_form(
    visit: &Visit,
    challenge: &str,
    by_mail: bool,
    next: String,
    error: Option<Error>,
) -> Result<HttpResponse> {
    let frame = Frame::of(visit).await?;
    let field = Field::new("code", frame.t("admin-code-label"))
        .required()
        .filled_by("one-time-code")
        .helped(frame.t("admin-code-help"));
    let form = Form::new(vec![field]).refused_by(error.as_ref(), visit.call.language);
    let title = frame.t("admin-code");
    let code = Code { frame: frame.titled(title), form, next, challenge: challenge.to_owned(), by_mail };
    page::with_form(&code.frame, &code.form, &code)
}

/// The second factor is asked for by the answer to the password alone.
pub async fn code_page(_visit: Visit) -> Result<HttpResponse> {
    Ok(see_other("/admin/login"))
}

pub async fn code(mut visit: Visit) -> Result<HttpResponse> {
    let params = visit.params().await?;
    let (next, challenge) = (next_of(&params), params.required_text("challenge")?);
    let by_mail = params.flag("by_mail")?;
    let answered = match params.text("code")? {
        Some(code) => sign_in::try_code(&visit.call, challenge.clone(), code).await,
        None => Err(Error::invalid_field("code", msg!("param-missing", name = "code"))),
    };
    match answered {
        Ok(Outcome::Over) => Ok(see_other("/admin/login")),
        Ok(outcome @ (Outcome::SignedIn(_) | Outcome::SecondFactor { .. })) => {
            sign_in::entered(&visit.call, outcome, see_other(&next))
        }
        Ok(outcome) => {
            let error = sign_in::refusal(&outcome);
            code_form(&visit, &challenge, by_mail, next, Some(error)).await
        }
        Err(error) if is_about_the_form(&error) => code_form(&visit, &challenge, by_mail, next, Some(error)).await,
        Err(error) => Err(error),
    }
}

pub async fn leave(visit: Visit) -> Result<HttpResponse> {
    sign_in::leave(&visit.call, see_other("/admin/login")).await
}

/// Sends the second factor by mail and asks for it again.
pub async fn send_code(mut visit: Visit) -> Result<HttpResponse> {
    let params = visit.params().await?;
    let (next, challenge) = (next_of(&params), params.required_text("challenge")?);
    let error = sign_in::send_code_for(&visit.call, challenge.clone()).await.err();
    code_form(&visit, &challenge, true, next, error).await
}
