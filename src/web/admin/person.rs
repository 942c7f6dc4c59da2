//! Who looks at the administration.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use super::page::see_other;
use crate::audit::Actor;
use crate::auth::remembered::RememberedBrowser;
use crate::auth::sessions::Kind;
use crate::auth::{Principal, Rights};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::web::api::sign_in;
use crate::web::authenticate::by_session;
use crate::web::cookies;
use crate::web::state::State;

/// A member in a browser.
pub struct Person {
    pub id: i64,
    /// As it stands in the record.
    pub name: String,
    pub session: i64,
    pub principal: Principal,
    pub needs_second_factor: bool,
    /// What each form carries.
    pub form_token: String,
}

pub enum Found {
    Person(Person),
    /// A browser that stays signed in has a new session; the answer asks it to come again.
    Returned(HttpResponse),
    Nobody,
}

impl Person {
    /// The member whose session the browser shows. A session that is over is nobody's.
    pub async fn of(request: &HttpRequest, state: &Arc<State>) -> Result<Found> {
        let app = &state.app;
        if let Some(secret) = cookies::session(request, &app.config) {
            match by_session(app, secret).await {
                Ok(authenticated) => {
                    let form_token = cookies::form_token(secret);
                    return Ok(Self::signed_in(state, authenticated, form_token).await?.map_or(Found::Nobody, Found::Person));
                }
                Err(Error::Unauthorized(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let Some(browser) = cookies::remembered_browser(request).and_then(RememberedBrowser::read) else {
            return Ok(Found::Nobody);
        };
        let here = request.uri().path_and_query().map_or("/admin/", |path| path.as_str());
        let returned = sign_in::return_to(request, app, browser, see_other(here)).await?;
        Ok(returned.map_or(Found::Nobody, Found::Returned))
    }

    async fn signed_in(
        state: &Arc<State>,
        authenticated: crate::web::authenticate::Authenticated,
        form_token: String,
    ) -> Result<Option<Person>> {
        let Some(session) = authenticated.session.filter(|session| session.kind == Kind::Browser) else {
            return Ok(None);
        };
        let member = session.member;
        let name = state.app.db.read(move |conn| Member::name_of(conn, &Layout::read(conn)?, member)).await?;
        Ok(Some(Person {
            id: member,
            name: if name.is_empty() { session.login.clone() } else { name },
            session: session.id,
            principal: authenticated.principal,
            needs_second_factor: session.needs_second_factor,
            form_token,
        }))
    }
}

/// Somebody who is not signed in: no right at all.
pub fn nobody() -> Principal {
    Principal { actor: Actor::Anonymous, rights: Rights::default() }
}
