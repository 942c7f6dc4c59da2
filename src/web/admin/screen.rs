//! The types of the table of screens, and what a handler is given.

use std::future::Future;
use std::pin::Pin;

use actix_web::HttpResponse;
use rusqlite::Connection;
use subtle::ConstantTimeEq;

use super::person::Person;
use crate::auth::Access;
use crate::error::{Error, Result};
use crate::idempotency::IdempotencyKey;
use crate::msg;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::params::{Input, Params};

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Somebody who is not signed in too.
    Anybody,
    /// Whoever is signed in.
    Member,
    Rights(Access),
}

/// Where a screen stands in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: other screens lead to it.
    None,
    Top,
    Members,
    Accounting,
    Rest,
}

pub type Reply = Pin<Box<dyn Future<Output = Result<HttpResponse>>>>;

/// One row of the table.
pub struct Screen {
    pub method: &'static str,
    /// Whether its form holds a file: the handler reads it, and asks for the token ([`Visit::require_token`]).
    pub takes_file: bool,
    /// Without `/admin/`; `{id}` stands for digits, other names for any text.
    pub path: &'static str,
    pub door: Door,
    pub place: Place,
    /// The identifier of its title.
    pub title: &'static str,
    pub icon: &'static str,
    pub run: fn(Visit) -> Reply,
}

impl Screen {
    /// Whether it is open to somebody whose category asks for a second factor that is not set up yet.
    pub fn serves_second_factor(&self) -> bool {
        self.door == Door::Anybody || self.path == "logout" || self.path.starts_with("me/second-factor")
    }
}

/// The screens above one: those whose form begins its own, from the top.
pub fn above(screens: &'static [Screen], screen: &Screen) -> impl Iterator<Item = &'static Screen> {
    let path = screen.path;
    screens.iter().filter(move |other| {
        let rest = path.strip_prefix(other.path).filter(|_| other.method == "GET" && !other.path.is_empty());
        rest.is_some_and(|rest| rest.starts_with('/'))
    })
}

/// One request for a screen.
pub struct Visit {
    pub call: Call,
    pub person: Option<Person>,
    pub screen: &'static Screen,
    /// All of them, for the menu.
    pub screens: &'static [Screen],
}

impl Visit {
    /// # Errors
    ///
    /// [`Error::Forbidden`] for whom the screen is not.
    pub fn require_door(&self) -> Result<()> {
        match self.screen.door {
            Door::Anybody | Door::Member => Ok(()),
            Door::Rights(access) => self.call.principal.rights.require(access),
        }
    }

    /// A form of ours carries the token that is made of the session's cookie (threats.md 9); one that would be sent twice
    /// carries a word of its own, so that it is done once.
    pub async fn require_form(&mut self) -> Result<()> {
        if self.person.is_none() {
            return Ok(());
        }
        let body = self.call.buffer(SMALL_BODY_BYTES).await?;
        let params = Input::read(&self.call.request, body.to_vec()).await?.into_params()?;
        self.require_token(&params)?;
        if let Some(once) = params.text("_once")? {
            let request = &self.call.request;
            let what = [request.method().as_str().as_bytes(), request.path().as_bytes(), b"", &body[..]];
            self.call.once = Some(IdempotencyKey::new(&self.call.principal.actor, once.as_bytes(), what)?);
        }
        Ok(())
    }

    /// # Errors
    ///
    /// [`Error::Forbidden`] for a form that is not one of this session.
    pub fn require_token(&self, params: &Params) -> Result<()> {
        let token = self.person.as_ref().map(|person| person.form_token.as_str()).unwrap_or_default();
        let given = params.raw("_form")?.unwrap_or_default();
        if !token.is_empty() && bool::from(given.as_bytes().ct_eq(token.as_bytes())) {
            return Ok(());
        }
        Err(Error::Forbidden(msg!("auth-form-token")))
    }

    pub async fn params(&mut self) -> Result<Params> {
        self.call.params().await
    }

    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.call.app.db.read(work).await
    }
}
