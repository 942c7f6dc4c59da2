//! Choosing a password: with the link that was sent to whoever lost it, and asking for that link.

use actix_web::HttpResponse;
use askama::Template;

use super::flash::saying;
use super::form::{Field, Form, Kind, is_about_the_form};
use super::frame::Frame;
use super::page;
use super::screen::Visit;
use crate::error::{Error, Result};
use crate::params::Params;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/sign_in/one_form.html")]
struct OneForm {
    frame: Frame,
    form: Form,
    sentence: String,
    action: &'static str,
    button: String,
}

async fn show(visit: &Visit, asked: Asked, refused: Option<(&Params, &Error)>) -> Result<HttpResponse> {
    let frame = Frame::of(visit).await?;
    let form = asked.form(&frame);
    let page = OneForm {
        form: match refused {
            Some((params, error)) => form.filled(params).refused(error, frame.language),
            None => form,
        },
        sentence: frame.t(asked.sentence()),
        action: asked.action(),
        button: frame.t(asked.button()),
        frame,
    };
    page::with_form(&page.frame, &page.form, &page)
}

/// Which of the two forms.
#[derive(Clone, Copy)]
enum Asked {
    Link,
    Password,
}

impl Asked {
    fn sentence(self) -> &'static str {
        match self {
            Asked::Link => "admin-forgotten-help",
            Asked::Password => "admin-new-password-help",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Asked::Link => "/admin/login/forgotten",
            Asked::Password => "/admin/password",
        }
    }

    fn button(self) -> &'static str {
        match self {
            Asked::Link => "admin-forgotten-button",
            Asked::Password => "admin-new-password-button",
        }
    }

    fn form(self, frame: &Frame) -> Form {
        match self {
            Asked::Link => {
                Form::new(vec![Field::new("login", frame.t("admin-login-name")).required().filled_by("username")])
            }
            Asked::Password => {
                let mut fields = vec![
                    Field::new("token", frame.t("admin-link-code")).required().helped(frame.t("admin-link-code-help")),
                ];
                fields.extend(new_password_fields(frame));
                Form::new(fields)
            }
        }
    }
}

/// The two boxes of a new password.
pub fn new_password_fields(frame: &Frame) -> [Field; 2] {
    let password = |name, label| {
        Field::new(name, frame.t(label)).of_kind(Kind::Input("password")).required().filled_by("new-password")
    };
    [
        password("password", "admin-new-password").helped(frame.t("admin-new-password-rule")),
        password("password_confirmed", "admin-new-password-again"),
    ]
}

pub async fn forgotten_page(visit: Visit) -> Result<HttpResponse> {
    show(&visit, Asked::Link, None).await
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    show(&visit, Asked::Password, None).await
}

pub async fn forgotten(visit: Visit) -> Result<HttpResponse> {
    send(visit, Asked::Link, "link-asked").await
}

pub async fn choose(visit: Visit) -> Result<HttpResponse> {
    send(visit, Asked::Password, "password-chosen").await
}

async fn send(mut visit: Visit, asked: Asked, done: &str) -> Result<HttpResponse> {
    match visit.post("auth/reset-password").await {
        Ok(_) => Ok(see_other(&saying("/admin/login", done))),
        Err(error) if is_about_the_form(&error) => {
            let params = visit.params().await?;
            show(&visit, asked, Some((&params, &error))).await
        }
        Err(error) => Err(error),
    }
}
