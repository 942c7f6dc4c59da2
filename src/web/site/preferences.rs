//! The page where the owner of an address chooses which messages it receives: `/?un=U&c=CONTEXT`, the link under a message
//! (people.md 6.5 and 9.3). GET changes nothing, since programs follow links; POST acts.

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use rusqlite::{Connection, Transaction};

use super::pages::{PageContext, view_of};
use super::rendered::Rendered;
use super::strings::Strings;
use super::view::Layout;
use crate::app::App;
use crate::association::Settings;
use crate::error::Result;
use crate::mail::address::Preferences;
use crate::mail::choice::{self, Chosen, ServerInfo};
use crate::mail::opt_out::{self, Confirmation};
use crate::mail::{Context, Transport};
use crate::web::body;
use crate::web::call::SMALL_BODY_BYTES;
use crate::web::client::language_of;
use crate::web::origin::require_same_origin;
use crate::web::params::{self, Input, Params};
use crate::web::state::State;
use crate::website::public::branding::Branding;

/// What a link asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    /// To choose, with the messages of that context refused.
    Choose(Option<Context>),
    /// To accept again what was refused.
    Confirm(Confirmation, String),
    /// To say that the address exists.
    Verify(String),
}

/// A link in a message: the hash of an address, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    hash: String,
    asked: Asked,
}

/// What is shown.
struct Shown {
    status: StatusCode,
    sentences: Vec<String>,
    form: Option<Form>,
}

/// The form under the sentences: boxes to tick, or a button alone.
struct Form {
    choice: Option<Preferences>,
}

#[derive(Template)]
#[template(path = "site/preferences.html")]
struct PreferencesPage {
    frame: Layout,
    sentences: Vec<String>,
    form: Option<Form>,
    /// The address of the form: this very page.
    action: String,
}

/// Whether a request is about what an address receives.
pub fn is_asked(request: &HttpRequest) -> bool {
    let names_address = |pair: &str| pair == "un" || pair.starts_with("un=");
    request.uri().path() == "/" && request.uri().query().is_some_and(|query| query.split('&').any(names_address))
}

/// Answers it.
pub async fn answer(request: &HttpRequest, payload: Payload, state: &State) -> HttpResponse {
    match respond(request, payload, state).await {
        Ok(mut response) => {
            // The address of the page is a secret of its reader.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            response
        }
        Err(error) => super::failed(request, &state.app, error).await,
    }
}

async fn respond(request: &HttpRequest, payload: Payload, state: &State) -> Result<HttpResponse> {
    let app = &state.app;
    let visit = PageContext { language: language_of(request), now: app.clock.local_now_text(), site: app.site() };
    let words = Strings::of(visit.language);
    let Some(link) = Link::read(&params::of_query(request)?) else {
        return shown(app, request, visit, bad_link(words)).await;
    };
    match *request.method() {
        Method::GET | Method::HEAD => {
            let now = app.clock.now();
            let page = app.db.read(move |conn| page_of(conn, &link, now, words)).await?;
            shown(app, request, visit, page).await
        }
        Method::POST => {
            let page = act(app, request, payload, link, words).await?;
            shown(app, request, visit, page).await
        }
        _ => super::wrong_method(request, app, visit).await,
    }
}

impl Link {
    /// `None` for a link that names no address.
    fn read(params: &Params) -> Option<Self> {
        let text = |name: &str| params.text(name).ok().flatten();
        let hash = opt_out::read_token(&text("un")?)?;
        let asked = match (text("y"), text("v")) {
            (Some(code), _) => Asked::Verify(code),
            (None, Some(signature)) => {
                let flag = |name: &str| text(name).map(|value| value == "1");
                let accepts = Preferences { mailings: flag("l")?, messages: flag("m")?, reminders: flag("r")? };
                Asked::Confirm(Confirmation { expires: text("e")?.parse().ok()?, accepts }, signature)
            }
            (None, None) => {
                let context = text("c").and_then(|number| number.parse().ok()).map(Context::from_number);
                Asked::Choose(context.filter(|context| context.is_known() && context.is_refusable()))
            }
        };
        Some(Link { hash, asked })
    }
}

fn bad_link(words: &Strings) -> Shown {
    Shown { status: StatusCode::NOT_FOUND, sentences: vec![words.mail_bad_link.clone()], form: None }
}

fn page_of(conn: &Connection, link: &Link, now: jiff::Timestamp, words: &Strings) -> Result<Shown> {
    let form = |sentence: &String, choice| Shown {
        status: StatusCode::OK,
        sentences: vec![sentence.clone()],
        form: Some(Form { choice }),
    };
    let Some(current) = choice::current(conn, &link.hash)? else { return Ok(bad_link(words)) };
    Ok(match &link.asked {
        Asked::Choose(context) => {
            let proposed = context.map_or(current, |context| current.without(Some(context)));
            form(&words.mail_intro, Some(proposed))
        }
        Asked::Confirm(confirmation, signature) if choice::is_good(conn, &link.hash, confirmation, signature, now)? => {
            form(&words.mail_confirm, None)
        }
        Asked::Verify(code) if choice::is_verification(conn, &link.hash, code)? => form(&words.mail_verify, None),
        Asked::Confirm(..) | Asked::Verify(_) => bad_link(words),
    })
}

/// What a request does. A mail program that acts for its user sends one of two fields and no more (RFC 8058, and as Paheko
/// named it).
async fn act(
    app: &App,
    request: &HttpRequest,
    mut payload: Payload,
    link: Link,
    words: &'static Strings,
) -> Result<Shown> {
    let raw = body::read(&mut payload, request, SMALL_BODY_BYTES, &app.config).await?;
    let form = Input::read(request, raw).await?.into_params()?;
    let says = |name: &str, word: &str| {
        form.text(name).map(|value| value.is_some_and(|value| value.eq_ignore_ascii_case(word)))
    };
    let one_click = says("List-Unsubscribe", "One-Click")? || says("Unsubscribe", "Yes")?;
    if !one_click {
        require_same_origin(request, &app.config)?;
    }
    let (address, wanted) = (form.text("email")?, wanted(&form)?);
    let (config, clock, language) = (app.config.clone(), app.clock.clone(), language_of(request));
    let work = move |tx: &Transaction| {
        let (now, moment) = (clock.now(), clock.local_now_text());
        match &link.asked {
            Asked::Choose(context) if one_click => {
                let known = choice::refuse(tx, &link.hash, *context, &moment)?;
                return Ok(if known { said(&words.mail_refused) } else { bad_link(words) });
            }
            _ if !page_of(tx, &link, now, words)?.status.is_success() => return Ok(bad_link(words)),
            Asked::Choose(_) => {}
            Asked::Confirm(confirmation, _) => {
                choice::confirm(tx, &link.hash, confirmation, &moment)?;
                return Ok(said(&words.mail_saved));
            }
            Asked::Verify(_) => {
                choice::verify(tx, &link.hash, &moment)?;
                return Ok(said(&words.mail_verified));
            }
        }
        let site = config.site_url.as_ref().filter(|_| Transport::of(&config).is_ok_and(|mail| mail.is_on()));
        let server = ServerInfo {
            association: Settings::read(tx)?.name,
            language,
            site: site.map(|site| site.as_str().to_owned()),
            now,
            local_now: clock.local_now(),
        };
        let chosen = choice::choose(tx, &link.hash, wanted, address.as_deref(), &server)?;
        Ok(match chosen {
            Chosen::NeedsAddress => Shown {
                status: StatusCode::BAD_REQUEST,
                sentences: vec![words.mail_needs_address.clone()],
                form: Some(Form { choice: Some(wanted) }),
            },
            Chosen::Saved => said(&words.mail_saved),
            Chosen::ConfirmationSent => said(&words.mail_confirmation),
            Chosen::TooSoon => said(&words.mail_too_soon),
            Chosen::NoMail => said(&words.mail_no_mail),
        })
    };
    app.db.write(work).await
}

/// The boxes that are ticked.
fn wanted(form: &Params) -> Result<Preferences> {
    let (mailings, messages) = (form.flag("mailings")?, form.flag("messages")?);
    Ok(Preferences { mailings, messages, reminders: form.flag("reminders")? })
}

fn said(sentence: &str) -> Shown {
    Shown { status: StatusCode::OK, sentences: vec![sentence.to_owned()], form: None }
}

async fn shown(app: &App, request: &HttpRequest, visit: PageContext, shown: Shown) -> Result<HttpResponse> {
    let action = format!("/?{}", request.uri().query().unwrap_or_default());
    let make = move |conn: &Connection| -> Result<Rendered> {
        let branding = Branding::read(conn)?;
        let words = Strings::of(visit.language);
        let frame = visit.frame(conn, &branding, None)?.titled(&words.mail_title);
        let page = PreferencesPage { frame, sentences: shown.sentences, form: shown.form, action };
        visit.rendered(conn, &view_of(&page, &page.frame)?, shown.status)
    };
    Ok(app.db.read(make).await?.answer(request))
}
