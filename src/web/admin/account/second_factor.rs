//! One's own second factor: set up, removed, its recovery codes.

use actix_web::HttpResponse;
use askama::Template;
use serde_json::Value as Json;

use super::{current_password, own_id};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::sign_in;
use crate::web::admin::flash::saying;
use crate::web::admin::form::{Field, Form, is_about_the_form};
use crate::web::admin::frame::Frame;
use crate::web::admin::page;
use crate::web::admin::screen::Visit;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/account/second_factor.html")]
struct SetUp {
    frame: Frame,
    form: Form,
    secret: String,
    /// The secret in groups of four, as it is typed.
    spelled: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "admin/account/has_factor.html")]
struct HasFactor {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "admin/account/codes.html")]
struct Codes {
    frame: Frame,
    codes: Vec<String>,
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let id = own_id(&visit)?;
    let has_factor = visit.read(move |conn| Ok(Member::get(conn, &Layout::read(conn)?, id)?.has_otp)).await?;
    if has_factor { existing(&visit, None).await } else { offer(&visit, None, None).await }
}

async fn offer(visit: &Visit, secret: Option<String>, error: Option<Error>) -> Result<HttpResponse> {
    let organisation = visit.call.app.organisation_name()?;
    let offered = match &secret {
        Some(secret) => sign_in::proposed_second_factor(secret, &organisation)?,
        None => sign_in::propose_second_factor(&organisation)?,
    };
    let frame = Frame::of(visit).await?;
    let code = Field::new("code", frame.t("admin-factor-code")).required().filled_by("one-time-code");
    let form = Form::new(vec![code, current_password(&frame)]).refused_by(error.as_ref(), visit.call.language);
    let letters: Vec<char> = offered.secret.chars().collect();
    let spelled = letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let page = SetUp { frame, form, secret: offered.secret, spelled, qr: offered.qr };
    page::with_form(&page.frame, &page.form, &page)
}

async fn existing(visit: &Visit, error: Option<Error>) -> Result<HttpResponse> {
    let frame = Frame::of(visit).await?;
    let form = Form::new(vec![current_password(&frame)]).refused_by(error.as_ref(), visit.call.language);
    let page = HasFactor { frame, form };
    page::with_form(&page.frame, &page.form, &page)
}

/// Shows the recovery codes, once.
async fn codes(visit: &Visit, answer: &Json) -> Result<HttpResponse> {
    let codes = answer["recoveryCodes"].as_array().into_iter().flatten();
    let codes = codes.filter_map(|code| code.as_str().map(str::to_owned)).collect();
    let frame = Frame::of(visit).await?;
    let title = frame.t("admin-codes-title");
    let page = Codes { frame: frame.titled(title), codes };
    page::ok(&page.frame, &page)
}

pub async fn enable(mut visit: Visit) -> Result<HttpResponse> {
    match visit.post("auth/second-factor/enable").await {
        Ok(answer) => codes(&visit, &answer).await,
        Err(error) if is_about_the_form(&error) => {
            let secret = visit.params().await?.text("secret")?;
            offer(&visit, secret, Some(error)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn disable(mut visit: Visit) -> Result<HttpResponse> {
    match visit.post("auth/second-factor/disable").await {
        Ok(_) => Ok(see_other(&saying("/admin/me", "factor-removed"))),
        Err(error) if is_about_the_form(&error) => existing(&visit, Some(error)).await,
        Err(error) => Err(error),
    }
}

pub async fn renew_codes(mut visit: Visit) -> Result<HttpResponse> {
    match visit.post("auth/recovery-codes").await {
        Ok(answer) => codes(&visit, &answer).await,
        Err(error) if is_about_the_form(&error) => existing(&visit, Some(error)).await,
        Err(error) => Err(error),
    }
}
