//! A member's record, new or changed, and its end.

use actix_web::HttpResponse;
use askama::Template;
use rusqlite::types::Value;

use crate::error::{Error, Result};
use crate::members::categories::{self, choosable};
use crate::members::fields::{Field as MemberField, FieldType};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values;
use crate::web::admin::flash::saying;
use crate::web::admin::form::{Choice, Field, Form, Kind, is_about_the_form};
use crate::web::admin::frame::Frame;
use crate::web::admin::page;
use crate::web::admin::screen::Visit;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/members/form.html")]
struct Edit {
    frame: Frame,
    form: Form,
    action: String,
    back: String,
    button: String,
}

#[derive(Template)]
#[template(path = "admin/confirm.html")]
struct Confirm {
    frame: Frame,
    form: Form,
    sentences: Vec<String>,
    action: String,
    back: String,
    button: String,
}

/// The record that is edited; `None` for a new one.
type Edited = Option<i64>;

pub async fn new_page(visit: Visit) -> Result<HttpResponse> {
    show(&visit, None, None).await
}

pub async fn edit_page(visit: Visit) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    show(&visit, Some(id), None).await
}

async fn show(visit: &Visit, edited: Edited, refused: Option<(Form, Error)>) -> Result<HttpResponse> {
    let frame = Frame::of(visit).await?;
    let (form, name) = match refused {
        Some((form, error)) => (form.refused(&error, visit.call.language), String::new()),
        None => form(visit, &frame, edited).await?,
    };
    let base = edited.map_or_else(|| "/admin/members".to_owned(), |id| format!("/admin/members/{id}"));
    let edit = Edit {
        form,
        action: edited.map_or_else(|| "/admin/members/new".to_owned(), |id| format!("/admin/members/{id}/edit")),
        back: base,
        button: frame.t(if edited.is_some() { "admin-save" } else { "admin-member-create" }),
        frame: if name.is_empty() {
            frame
        } else {
            let title = frame.named("admin-member-edit-of", &name);
            frame.titled(title)
        },
    };
    page::with_form(&edit.frame, &edit.form, &edit)
}

/// The form of a record as it is, and the member's name.
async fn form(visit: &Visit, frame: &Frame, edited: Edited) -> Result<(Form, String)> {
    let principal = visit.call.principal.clone();
    let today = crate::params::DateContext::of(&visit.call.app.clock).today.to_string();
    let found = visit.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        let member = match edited {
            Some(id) => Member::get(conn, &layout, id)?,
            None => Member::new(&layout, 0),
        };
        Ok((member, choosable(conn, &principal)?, categories::list(conn)?, layout))
    });
    let (member, choosable, all, layout) = found.await?;
    let mut fields = Vec::new();
    for (field, value) in layout.fields.iter().zip(&member.values) {
        if values::is_writable(field) && layout.access.changes(field) {
            let value = match (edited, &field.default_value) {
                (None, Some(default)) if default == "NOW()" => Value::Text(today.clone()),
                (None, Some(default)) => Value::Text(default.clone()),
                _ => value.clone(),
            };
            fields.push(asked(field, &value));
        }
    }
    if edited.is_none() {
        let choice = |id: &i64| Choice {
            value: id.to_string(),
            label: all.get(&id.to_string()).and_then(|it| it["name"].as_str()).unwrap_or_default().to_owned(),
            chosen: false,
        };
        let choices: Vec<Choice> = choosable.iter().map(choice).collect();
        let category = Field::new("id_category", frame.t("admin-category")).of_kind(Kind::Select(choices));
        fields.push(category);
    }
    Ok((Form::new(fields), if edited.is_some() { member.name(&layout) } else { String::new() }))
}

/// The box for a field of the association's.
fn asked(field: &MemberField, value: &Value) -> Field {
    let text = values::plain_text(value).into_owned();
    let choice = |value: String, label: &str| Choice { chosen: false, value, label: label.to_owned() };
    let kind = match field.field_type {
        FieldType::Textarea => Kind::Area,
        FieldType::Email => Kind::Input("email"),
        FieldType::Tel => Kind::Input("tel"),
        FieldType::Url => Kind::Input("url"),
        FieldType::Date => Kind::Input("date"),
        FieldType::Month => Kind::Input("month"),
        FieldType::Checkbox => Kind::Check,
        FieldType::Boolean => {
            Kind::Select(vec![choice(String::new(), "–"), choice("1".into(), "✓"), choice("0".into(), "✗")])
        }
        FieldType::Select => {
            let mut choices = vec![choice(String::new(), "–")];
            choices.extend(field.choices.iter().map(|one| choice(one.label.clone(), &one.label)));
            Kind::Select(choices)
        }
        FieldType::Country => {
            let mut choices = vec![choice(String::new(), "–")];
            choices.extend(crate::countries::all().iter().map(|one| choice(one.code.clone(), &one.french)));
            Kind::Select(choices)
        }
        FieldType::Multiple => {
            let mask = if let Value::Integer(mask) = value { *mask } else { 0 };
            let box_of = |one: &crate::members::fields::Choice| Choice {
                value: one.label.clone(),
                label: one.label.clone(),
                chosen: mask & values::choice_bit(one) != 0,
            };
            Kind::Boxes(field.choices.iter().map(box_of).collect())
        }
        _ => Kind::Text,
    };
    let mut asked = Field::new(field.name.as_str(), field.label.clone()).of_kind(kind).with(text);
    asked.help = field.help.clone().unwrap_or_default();
    asked.required = field.required;
    asked
}

pub async fn create(visit: Visit) -> Result<HttpResponse> {
    save(visit, None).await
}

pub async fn change(visit: Visit) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    save(visit, Some(id)).await
}

async fn save(mut visit: Visit, edited: Edited) -> Result<HttpResponse> {
    let path = edited.map_or_else(|| "user/new".to_owned(), |id| format!("user/{id}"));
    match visit.post(&path).await {
        Ok(answer) => {
            let id = edited.or(answer["id"].as_i64()).unwrap_or_default();
            let done = if edited.is_some() { "member-saved" } else { "member-created" };
            Ok(see_other(&saying(&format!("/admin/members/{id}"), done)))
        }
        Err(error) if is_about_the_form(&error) => {
            let params = visit.params().await?;
            let (form, _) = form(&visit, &Frame::of(&visit).await?, edited).await?;
            show(&visit, edited, Some((form.filled(&params), error))).await
        }
        Err(error) => Err(error),
    }
}

pub async fn delete_page(visit: Visit) -> Result<HttpResponse> {
    confirm(&visit, None).await
}

async fn confirm(visit: &Visit, error: Option<Error>) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    let name = visit
        .read(move |conn| {
            let layout = Layout::read(conn)?;
            Ok(Member::get(conn, &layout, id)?.name(&layout))
        })
        .await?;
    let frame = Frame::of(visit).await?;
    let title = frame.named("admin-member-delete-title", &name);
    let form = Form::default().refused_by(error.as_ref(), visit.call.language);
    let page = Confirm {
        sentences: vec![frame.t("admin-member-delete-what"), frame.t("admin-member-delete-instead")],
        form,
        action: format!("/admin/members/{id}/delete"),
        back: format!("/admin/members/{id}"),
        button: frame.t("admin-member-delete"),
        frame: frame.titled(title),
    };
    page::with_form(&page.frame, &page.form, &page)
}

pub async fn delete(mut visit: Visit) -> Result<HttpResponse> {
    let path = format!("user/{}", visit.call.id()?);
    match visit.delete(&path).await {
        Ok(_) => Ok(see_other(&saying("/admin/members", "member-deleted"))),
        Err(error) if is_about_the_form(&error) => confirm(&visit, Some(error)).await,
        Err(error) => Err(error),
    }
}
