//! Who looks at the administration.

use actix_web::HttpResponse;

use crate::auth::remembered::RememberedBrowser;
use crate::auth::sessions::{Kind, OpenSession};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::web::api::sign_in;
use crate::web::authenticate::by_session;
use crate::web::call::Call;
use crate::web::cookies;
use crate::web::respond::see_other;

/// A member in a browser.
pub struct Person {
    pub id: i64,
    /// As it stands in the record.
    pub name: String,
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
    /// The member whose session the browser shows, who becomes the principal of the call. A session that is over is
    /// nobody's.
    pub async fn of(call: &mut Call) -> Result<Found> {
        let secret = cookies::session(&call.request, &call.app.config).map(str::to_owned);
        if let Some(secret) = secret {
            match by_session(&call.app, &secret).await {
                Ok(authenticated) => {
                    if let Some(session) = authenticated.session.filter(|session| session.kind == Kind::Browser) {
                        call.principal = authenticated.principal;
                        let person = Self::with(call, &session, cookies::form_token(&secret)).await?;
                        call.session = Some(session);
                        return Ok(Found::Person(person));
                    }
                }
                Err(Error::Unauthorized(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let Some(browser) = cookies::remembered_browser(&call.request).and_then(RememberedBrowser::read) else {
            return Ok(Found::Nobody);
        };
        let here = call.request.uri().path_and_query().map_or("/admin/", |path| path.as_str());
        let returned = sign_in::return_to(call, browser, see_other(here)).await?;
        Ok(returned.map_or(Found::Nobody, Found::Returned))
    }

    async fn with(call: &Call, session: &OpenSession, form_token: String) -> Result<Person> {
        let member = session.member;
        let name = call.app.db.read(move |conn| Member::name_of(conn, &Layout::read(conn)?, member)).await?;
        Ok(Person {
            id: member,
            name: if name.is_empty() { session.login.clone() } else { name },
            needs_second_factor: session.needs_second_factor,
            form_token,
        })
    }
}
