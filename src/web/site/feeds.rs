//! What programs read of the site: the Atom feed, the site map, what robots may visit.

use askama::Template;
use rusqlite::Connection;
use sha1::{Digest, Sha1};

use super::pages::PageContext;
use super::rendered::Rendered;
use super::view;
use crate::clock::Clock;
use crate::error::Result;
use crate::website::page::Page;
use crate::website::public::branding::Branding;
use crate::website::public::{lists, next_publication, page_path};
use crate::website::render;

const ENTRIES: i64 = 20;
const ATOM: &str = "application/atom+xml; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

#[derive(Template)]
#[template(path = "site/atom.xml")]
struct Feed {
    /// The address of the site, ending in `/`.
    site: String,
    id: String,
    title: String,
    updated: String,
    entries: Vec<FeedEntry>,
}

struct FeedEntry {
    id: String,
    title: String,
    address: String,
    published: String,
    updated: String,
    excerpt: String,
    html: String,
}

#[derive(Template)]
#[template(path = "site/sitemap.xml")]
struct SiteMap {
    site: String,
    /// Addresses, each with its last change.
    pages: Vec<(String, String)>,
}

/// The latest pages as a feed (RFC 4287); `None` without a site.
pub fn feed(visit: &PageContext, connection: &Connection, clock: &Clock) -> Result<Option<Rendered>> {
    let branding = Branding::read(connection)?;
    if !branding.site_on {
        return Ok(None);
    }
    // Identifiers stay when a page gets another address.
    let id = |what: &str| identifier(&format!("{} {} {what}", visit.site, branding.name));
    let mut entries = Vec::new();
    for page in lists::latest(connection, &visit.now, ENTRIES)? {
        entries.push(FeedEntry {
            id: id(&page.id.to_string()),
            title: xml_text(&page.title),
            address: full(visit, &page),
            published: moment(clock, &page.published),
            updated: moment(clock, &page.modified),
            excerpt: xml_text(&lists::excerpt(&page)),
            html: xml_text(&render::render(connection, &page, &visit.site, visit.language)?),
        });
    }
    let updated = entries.iter().map(|entry| entry.updated.clone()).max();
    let feed = Feed {
        site: visit.site.clone(),
        id: id(""),
        title: xml_text(&branding.name),
        updated: updated.unwrap_or_else(|| moment(clock, &visit.now)),
        entries,
    };
    Ok(Some(Rendered::file(&view::write(&feed)?, ATOM, next_publication(connection, &visit.now)?)))
}

/// Every page for search engines; `None` without a site, or where no setting tells its address: a map holds whole
/// addresses only, and no request is believed about them.
pub fn sitemap(visit: &PageContext, connection: &Connection, clock: &Clock) -> Result<Option<Rendered>> {
    if !Branding::read(connection)?.site_on || visit.site == "/" {
        return Ok(None);
    }
    let pages = lists::everything(connection, &visit.now)?.into_iter();
    let map = SiteMap {
        site: visit.site.clone(),
        pages: pages.map(|(uri, modified)| (at(visit, &uri), moment(clock, &modified))).collect(),
    };
    Ok(Some(Rendered::file(&view::write(&map)?, XML, next_publication(connection, &visit.now)?)))
}

/// What robots may visit (RFC 9309): nothing of a site that is off.
pub fn robots(visit: &PageContext, connection: &Connection) -> Result<Rendered> {
    let text = match Branding::read(connection)?.site_on {
        false => "User-agent: *\nDisallow: /\n".to_owned(),
        true if visit.site == "/" => "User-agent: *\nDisallow: /api/\nDisallow: /?q=\n".to_owned(),
        true => format!("User-agent: *\nDisallow: /api/\nDisallow: /?q=\n\nSitemap: {}sitemap.xml\n", visit.site),
    };
    Ok(Rendered::file(&text, TEXT, None))
}

fn full(visit: &PageContext, page: &Page) -> String {
    at(visit, &page.uri)
}

fn at(visit: &PageContext, uri: &str) -> String {
    format!("{}{}", visit.site, page_path(uri).trim_start_matches('/'))
}

/// A moment as feeds write it (RFC 3339).
fn moment(clock: &Clock, local: &str) -> String {
    clock.moment_of(local).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

fn identifier(name: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha1::digest(name)[..16]);
    format!("urn:uuid:{}", uuid::Builder::from_sha1_bytes(bytes).into_uuid())
}

/// A text without the characters that XML 1.0 cannot hold.
fn xml_text(text: &str) -> String {
    text.chars().filter(|&c| matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}
