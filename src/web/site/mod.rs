//! The association's public site: everything that is not the API (web.md 5). No script runs on it, and nothing that a
//! request says reaches an address in it.

mod address;
mod assets;
mod feeds;
mod pages;
mod policy;
pub(super) mod preferences;
pub(super) mod rendered;
mod strings;
mod view;

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use rusqlite::Connection;

use super::built_in::FOREVER;
use super::client::language_of;
use super::params;
use super::state::State;
use super::{failure, stored_file};
use crate::app::App;
use crate::db;
use crate::error::{Error, Result};
use crate::files::File;
use crate::files::thumbnail::Size;
use crate::website::address::is_reserved;
use crate::website::page::{self, Status};
use crate::website::public::branding::{self, Branding, Picture};
use crate::website::public::{file_path, moved_to, page_path};
use crate::website::{Page, attachments, public};
use address::Address;
use pages::{Outcome, PageContext};
use rendered::Rendered;
use strings::Strings;

/// Files of pages: a replaced one is seen by everybody after this time, in seconds.
const FILES: &str = "public, max-age=300";

/// The address of the small picture of the tab, where the association has none of its own.
pub fn default_icon() -> String {
    assets::address("favicon.svg")
}

/// Answers a request for anything but the API.
pub async fn answer(request: &HttpRequest, state: &State) -> HttpResponse {
    match route(request, state).await {
        Ok(response) => response,
        Err(error) => failed(request, &state.app, error).await,
    }
}

async fn route(request: &HttpRequest, state: &State) -> Result<HttpResponse> {
    let app = &state.app;
    let visit = PageContext { language: language_of(request), now: app.clock.local_now_text(), site: app.site() };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method(request, app, visit).await;
    }
    match address::read(request.uri().path()) {
        Address::Home => match question(request) {
            Some(question) => page(request, state, visit, None, move |visit, tx| visit.search(tx, &question)).await,
            None => page(request, state, visit, Some("/".to_owned()), PageContext::home).await,
        },
        Address::Page(uri) | Address::ReservedPage(uri) if is_elsewhere(&uri, request.uri().path()) => {
            page(request, state, visit, None, move |visit, connection| redirected(visit, connection, &uri)).await
        }
        Address::Page(uri) | Address::ReservedPage(uri) => {
            let part = part(request);
            let key = format!("{}?{part}", page_path(&uri));
            page(request, state, visit, Some(key), move |visit, connection| visit.page(connection, &uri, part)).await
        }
        Address::PageWithSlash(uri) => {
            page(request, state, visit, None, move |visit, connection| redirected(visit, connection, &uri)).await
        }
        Address::File { page, name } => file(request, state, visit, page, name).await,
        Address::Picture(wanted) => picture(request, state, visit, wanted).await,
        Address::Asset { name, current } => Ok(assets::answer(name, current)),
        Address::OldFeed => Ok(moved("/atom.xml")),
        Address::Feed => {
            let clock = app.clock.clone();
            let make = move |visit: &PageContext, connection: &Connection| {
                or_missing(visit, connection, feeds::feed(visit, connection, &clock)?)
            };
            page(request, state, visit, Some("/atom.xml".to_owned()), make).await
        }
        Address::Sitemap => {
            let clock = app.clock.clone();
            let make = move |visit: &PageContext, connection: &Connection| {
                or_missing(visit, connection, feeds::sitemap(visit, connection, &clock)?)
            };
            page(request, state, visit, Some("/sitemap.xml".to_owned()), make).await
        }
        Address::Robots => {
            let make =
                |visit: &PageContext, connection: &Connection| feeds::robots(visit, connection).map(Outcome::Page);
            page(request, state, visit, Some("/robots.txt".to_owned()), make).await
        }
        Address::Nothing => {
            page(request, state, visit, None, |visit, connection| visit.missing(connection).map(Outcome::Page)).await
        }
    }
}

fn or_missing(visit: &PageContext, connection: &Connection, made: Option<Rendered>) -> Result<Outcome> {
    Ok(Outcome::Page(made.map_or_else(|| visit.missing(connection), Ok)?))
}

/// What is searched; `None` where nothing is.
fn question(request: &HttpRequest) -> Option<String> {
    let params = params::of_query(request).ok()?;
    Some(params.raw("q").ok()??.into_owned())
}

/// The part of a list that is asked for; the first when it is none.
fn part(request: &HttpRequest) -> i64 {
    let asked = params::of_query(request).ok().and_then(|params| params.raw("page").ok()??.parse().ok());
    asked.filter(|part| (1..=10_000).contains(part)).unwrap_or(1)
}

/// Answers with the page that is kept under the key, or makes it. Without a key nothing is kept.
async fn page(
    request: &HttpRequest,
    state: &State,
    visit: PageContext,
    key: Option<String>,
    make: impl FnOnce(&PageContext, &Connection) -> Result<Outcome> + Send + 'static,
) -> Result<HttpResponse> {
    let version = state.app.db.read_inline(db::version)?;
    let key = key.map(|key| (key, visit.language));
    let kept = key.as_ref().and_then(|key| state.site_pages.get(version, key));
    if let Some(kept) = kept.filter(|kept| kept.is_current(&visit.now)) {
        return Ok(kept.answer(request));
    }
    match state.app.db.read(move |connection| make(&visit, connection)).await? {
        Outcome::Moved(path) => Ok(moved(&path)),
        Outcome::Page(made) => {
            if let Some(key) = key.filter(|_| made.is_found()) {
                state.site_pages.keep(version, key, made.clone(), made.bytes());
            }
            Ok(made.answer(request))
        }
    }
}

/// Whether a page has another address than this one: those at reserved addresses are below `/page/`, and no others.
fn is_elsewhere(uri: &str, path: &str) -> bool {
    is_reserved(uri) != path.starts_with("/page/")
}

/// Leads to the one address of a page.
fn redirected(visit: &PageContext, connection: &Connection, uri: &str) -> Result<Outcome> {
    Ok(match visit.page(connection, uri, 1)? {
        Outcome::Page(page) if page.is_found() => Outcome::Moved(page_path(uri)),
        other => other,
    })
}

/// What a file's address leads to.
enum FileOutcome {
    File(Box<File>),
    /// A smaller form of a picture.
    Smaller(Box<File>, Size),
    Else(Outcome),
}

async fn file(
    request: &HttpRequest,
    state: &State,
    visit: PageContext,
    uri: String,
    name: String,
) -> Result<HttpResponse> {
    let reached = state.app.db.read(move |connection| reach(&visit, connection, &uri, &name)).await?;
    send(request, state, reached, FILES).await
}

/// A file of a page is seen by whoever may see the page.
fn reach(visit: &PageContext, connection: &Connection, uri: &str, name: &str) -> Result<FileOutcome> {
    let missing = || visit.missing(connection).map(Outcome::Page).map(FileOutcome::Else);
    if !Branding::read(connection)?.site_on {
        return missing();
    }
    let Some(page) = page::find(connection, uri)? else {
        return match moved_to(connection, uri)? {
            Some(current) => Ok(FileOutcome::Else(Outcome::Moved(file_path(&current, name)))),
            None => missing(),
        };
    };
    match page.inherited_status {
        Status::Online => found(connection, &page, name)?.map_or_else(missing, Ok),
        Status::Private => visit.members_only(connection).map(Outcome::Page).map(FileOutcome::Else),
        Status::Draft | Status::Unknown(_) => missing(),
    }
}

/// The file of that name, or a smaller form of a picture: `photo.jpg.500px.webp`.
fn found(connection: &Connection, page: &Page, name: &str) -> Result<Option<FileOutcome>> {
    if let Some(file) = attachments::find(connection, page, name)? {
        return Ok(Some(FileOutcome::File(Box::new(file))));
    }
    let parts = name.strip_suffix("px.webp").and_then(|rest| rest.rsplit_once('.'));
    let Some((name, Ok(size))) = parts.map(|(name, size)| (name, Size::parse(size))) else { return Ok(None) };
    let picture = attachments::find(connection, page, name)?.filter(|file| file.image);
    Ok(picture.map(|file| FileOutcome::Smaller(Box::new(file), size)))
}

/// The logo and the like, even where the site is off: its one page shows them.
async fn picture(request: &HttpRequest, state: &State, visit: PageContext, wanted: Picture) -> Result<HttpResponse> {
    let named = request.uri().query().is_some_and(|query| query.starts_with("h="));
    let reached = state.app.db.read(move |connection| match branding::stored(connection, wanted)? {
        Some(file) => Ok(FileOutcome::File(Box::new(file))),
        None => visit.missing(connection).map(Outcome::Page).map(FileOutcome::Else),
    });
    send(request, state, reached.await?, if named { FOREVER } else { FILES }).await
}

async fn send(
    request: &HttpRequest,
    state: &State,
    reached: FileOutcome,
    cached: &'static str,
) -> Result<HttpResponse> {
    let (app, thumbnails) = (&state.app, &state.thumbnails);
    let mut response = match reached {
        FileOutcome::File(file) => stored_file::answer(app, request, *file).await?,
        // A picture that cannot be made smaller is sent as it is.
        FileOutcome::Smaller(file, size) => {
            match stored_file::thumbnail(app, thumbnails, request, (*file).clone(), size).await {
                Err(Error::Invalid { .. }) => stored_file::answer(app, request, *file).await?,
                sent => sent?,
            }
        }
        FileOutcome::Else(Outcome::Moved(path)) => return Ok(moved(&path)),
        FileOutcome::Else(Outcome::Page(page)) => return Ok(page.answer(request)),
    };
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    }
    Ok(response)
}

/// 301 to a path of this site, which [`page_path`] and [`file_path`] make of nothing but plain characters.
fn moved(path: &str) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .finish()
}

async fn wrong_method(request: &HttpRequest, app: &App, visit: PageContext) -> Result<HttpResponse> {
    let words = Strings::of(visit.language);
    let made = app.db.read(move |connection| {
        visit.notice(connection, StatusCode::METHOD_NOT_ALLOWED, &words.method_title, &[&words.method])
    });
    let mut response = made.await?.answer(request);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    Ok(response)
}

/// A failure in words: a page where nothing is found, and otherwise one that asks nothing of the database.
async fn failed(request: &HttpRequest, app: &App, error: Error) -> HttpResponse {
    let language = language_of(request);
    if let Error::NotFound(_) = error {
        let visit = PageContext { language, now: app.clock.local_now_text(), site: app.site() };
        if let Ok(page) = app.db.read(move |connection| visit.missing(connection)).await {
            return page.answer(request);
        }
    }
    let words = Strings::of(language);
    let failure = view::Failure {
        words,
        language: language.code(),
        sheets: ["site.css", "content.css"].map(assets::address),
        heading: words.failure_title.clone(),
        sentence: error.sentence(language),
    };
    let html = view::write(&failure).unwrap_or_default();
    // It is logged, and reported under a reference, as any other.
    let answer = failure::answer(app, request, error, language).await;
    let page = Rendered::page(&html, "", &public::embed::Sources::default(), answer.status(), None);
    let mut page = page.answer(request);
    if let Some(retry_after) = answer.headers().get(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, retry_after.clone());
    }
    page
}
