//! What people do with their own account.

pub mod second_factor;
pub mod sessions;

use actix_web::HttpResponse;
use askama::Template;
use rusqlite::Connection;

use super::flash::saying;
use super::form::{Field, Form, Kind, is_about_the_form};
use super::frame::Frame;
use super::page;
use super::password::new_password_fields;
use super::screen::Visit;
use super::words;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::members::fields::FieldType;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::msg;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/account/me.html")]
struct Me {
    frame: Frame,
    /// What the association lets its members see of their own record.
    facts: Vec<(String, String)>,
    has_second_factor: bool,
    needs_second_factor: bool,
}

/// The member who looks.
pub fn own_id(visit: &Visit) -> Result<i64> {
    visit.person.as_ref().map(|person| person.id).ok_or_else(|| Error::Forbidden(msg!("sign-in-members-only")))
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let id = own_id(&visit)?;
    let language = visit.call.language;
    let (facts, has_second_factor) = visit.read(move |conn| of_member(conn, id, language)).await?;
    let needs_second_factor = visit.person.as_ref().is_some_and(|person| person.needs_second_factor);
    let frame = Frame::of(&visit).await?;
    let me = Me { frame, facts, has_second_factor, needs_second_factor };
    page::ok(&me.frame, &me)
}

fn of_member(conn: &Connection, id: i64, language: Language) -> Result<(Vec<(String, String)>, bool)> {
    let layout = Layout::read_own(conn)?;
    let member = Member::get(conn, &layout, id)?;
    let shown = layout.fields.iter().zip(&member.values).filter(|(field, _)| {
        layout.access.sees(field) && !matches!(field.field_type, FieldType::Password | FieldType::File)
    });
    let facts = shown.map(|(field, value)| (field.label.clone(), words::value(field, value, language)));
    Ok((facts.filter(|(_, text)| !text.is_empty()).collect(), member.has_otp))
}

#[derive(Template)]
#[template(path = "admin/account/password.html")]
struct Password {
    frame: Frame,
    form: Form,
}

/// The box in which the present password is asked for.
pub fn current_password(frame: &Frame) -> Field {
    Field::new("current_password", frame.t("admin-current-password"))
        .of_kind(Kind::Input("password"))
        .required()
        .filled_by("current-password")
}

fn password_form(frame: &Frame) -> Form {
    let mut fields = vec![current_password(frame)];
    fields.extend(new_password_fields(frame));
    Form::new(fields)
}

pub async fn password_page(visit: Visit) -> Result<HttpResponse> {
    let frame = Frame::of(&visit).await?;
    let page = Password { form: password_form(&frame), frame };
    page::ok(&page.frame, &page)
}

pub async fn password(mut visit: Visit) -> Result<HttpResponse> {
    match visit.post("auth/change-password").await {
        Ok(_) => Ok(see_other(&saying("/admin/me", "password-changed"))),
        Err(error) if is_about_the_form(&error) => {
            let frame = Frame::of(&visit).await?;
            let form = password_form(&frame).refused(&error, visit.call.language);
            let page = Password { frame, form };
            page::with_form(&page.frame, &page.form, &page)
        }
        Err(error) => Err(error),
    }
}
