//! Making pages of the site from the database.

use actix_web::http::StatusCode;
use rusqlite::Connection;

use super::rendered::Rendered;
use super::strings::{Day, Strings};
use super::view::{self, Hit, Home, IDENTIFIERS, Item, Layout, MenuEntry, Notice, PageView, Search};
use crate::error::Result;
use crate::i18n::{Argument, Language, text_by_id};
use crate::website::page::{self, Kind, Page, Status};
use crate::website::public::branding::Branding;
use crate::website::public::embed::{self, Labels, Sources};
use crate::website::public::{lists, moved_to, next_publication, orphans, page_path, search};
use crate::website::render;

/// Pages on the home page, and on one part of a category's list.
const LATEST: i64 = 10;
const PAGES_PER_PART: i64 = 20;

/// What pages are made for.
pub struct PageContext {
    pub language: Language,
    /// Local date and time.
    pub now: String,
    /// The address of the site in full, ending in `/`; `/` where no setting tells it.
    pub site: String,
}

/// What an address leads to.
pub enum Outcome {
    Page(Rendered),
    /// A path of this site.
    Moved(String),
}

impl PageContext {
    pub fn home(&self, connection: &Connection) -> Result<Outcome> {
        let branding = Branding::read(connection)?;
        let mut frame = self.frame(connection, &branding, None)?;
        frame.is_home = true;
        if !branding.site_on {
            let notice = Notice { sentences: vec![frame.words.off.clone()], frame, heading: String::new() };
            return Ok(Outcome::Page(self.rendered(connection, &view_of(&notice, &notice.frame)?, StatusCode::OK)?));
        }
        frame.unlisted = false;
        frame.canonical = self.full("/");
        let categories = Item::all(&lists::top_categories(connection, &self.now)?, self.language);
        let latest = Item::all(&lists::latest(connection, &self.now, LATEST)?, self.language);
        let home = Home { frame, categories, latest };
        Ok(Outcome::Page(self.rendered(connection, &view_of(&home, &home.frame)?, StatusCode::OK)?))
    }

    /// A page, or the part of a category's list that is asked for (the first is 1).
    pub fn page(&self, connection: &Connection, uri: &str, part: i64) -> Result<Outcome> {
        let branding = Branding::read(connection)?;
        let found = if branding.site_on { page::find(connection, uri)? } else { None };
        match found {
            Some(page) if page.inherited_status == Status::Online => self.online(connection, &branding, &page, part),
            Some(page) if page.inherited_status == Status::Private => self.members_only(connection).map(Outcome::Page),
            Some(_) => self.missing(connection).map(Outcome::Page),
            None => match moved_to(connection, uri)?.filter(|_| branding.site_on) {
                Some(current) => Ok(Outcome::Moved(page_path(&current))),
                None => self.missing(connection).map(Outcome::Page),
            },
        }
    }

    fn online(&self, connection: &Connection, branding: &Branding, page: &Page, part: i64) -> Result<Outcome> {
        let (below, all) =
            lists::pages_below(connection, page.id, &self.now, (part - 1) * PAGES_PER_PART, PAGES_PER_PART)?;
        if part > 1 && below.is_empty() {
            return self.missing(connection).map(Outcome::Page);
        }
        let mut frame = self.frame(connection, branding, Some(&page.uri))?.titled(&page.title);
        let raw = render::render(connection, page, "/", self.language)?;
        let orphans = orphans::of(connection, page, &raw, self.language)?;
        let labels = Labels { table: &frame.words.table, frame: &frame.words.frame, film: &frame.words.film };
        let text = embed::fit(&raw, &IDENTIFIERS, &labels)?;
        let [pictures, files] = [&orphans.pictures, &orphans.files].map(|html| embed::fit(html, &IDENTIFIERS, &labels));
        frame.style.push_str(&text.style);
        frame.unlisted = false;
        frame.description = lists::excerpt(page);
        let path = page_path(&page.uri);
        frame.canonical = self.full(&part_path(&path, part));
        let crumbs = lists::above(connection, page)?;
        let crumb = |(uri, title): (String, String)| MenuEntry { path: page_path(&uri), title, current: false };
        let (published, modified) = self.days(page);
        let view = PageView {
            crumbs: crumbs.into_iter().map(crumb).collect(),
            title: page.title.clone(),
            is_category: page.kind == Kind::Category,
            published,
            modified,
            html: text.html,
            pictures: pictures?.html,
            files: files?.html,
            categories: Item::all(&lists::categories_below(connection, page.id, &self.now)?, self.language),
            pages: Item::all(&below, self.language),
            newer: if part > 1 { part_path(&path, part - 1) } else { String::new() },
            older: if all > part * PAGES_PER_PART { part_path(&path, part + 1) } else { String::new() },
            frame,
        };
        let made = (view::write(&view)?, view.frame.style, text.sources);
        Ok(Outcome::Page(self.rendered(connection, &made, StatusCode::OK)?))
    }

    pub fn search(&self, connection: &Connection, question: &str) -> Result<Outcome> {
        let branding = Branding::read(connection)?;
        if !branding.site_on {
            return self.missing(connection).map(Outcome::Page);
        }
        let mut frame = self.frame(connection, &branding, None)?;
        let heading = frame.words.search_title.clone();
        frame = frame.titled(&heading);
        frame.question = question.trim().chars().filter(|c| !c.is_control()).take(200).collect();
        let found = search::search(connection, question, &self.now)?;
        let arguments = [("count", Argument::from(found.len())), ("question", Argument::Text(frame.question.clone()))];
        let summary = match frame.question.is_empty() {
            true => String::new(),
            false => text_by_id(self.language, "site-results", &arguments).unwrap_or_default(),
        };
        let view = Search { frame, summary, found: Hit::all(found) };
        Ok(Outcome::Page(self.rendered(connection, &view_of(&view, &view.frame)?, StatusCode::OK)?))
    }

    pub fn missing(&self, connection: &Connection) -> Result<Rendered> {
        let words = Strings::of(self.language);
        self.notice(
            connection,
            StatusCode::NOT_FOUND,
            &words.not_found_title,
            &[&words.not_found, &words.not_found_help],
        )
    }

    pub fn members_only(&self, connection: &Connection) -> Result<Rendered> {
        let words = Strings::of(self.language);
        self.notice(connection, StatusCode::FORBIDDEN, &words.members_title, &[&words.members, &words.members_help])
    }

    /// A page that says one thing.
    pub fn notice(
        &self,
        connection: &Connection,
        status: StatusCode,
        heading: &str,
        sentences: &[&String],
    ) -> Result<Rendered> {
        let branding = Branding::read(connection)?;
        let frame = self.frame(connection, &branding, None)?.titled(heading);
        let sentences = sentences.iter().map(|&sentence| sentence.clone()).collect();
        let notice = Notice { frame, heading: heading.to_owned(), sentences };
        self.rendered(connection, &view_of(&notice, &notice.frame)?, status)
    }

    pub(super) fn frame(&self, connection: &Connection, branding: &Branding, current: Option<&str>) -> Result<Layout> {
        Layout::of(connection, branding, self.language, &self.now, current)
    }

    /// When a page was published, and when it was changed where that is a later day.
    fn days(&self, page: &Page) -> (Day, Option<Day>) {
        let [published, modified] = [&page.published, &page.modified].map(|moment| Day::of(moment, self.language));
        let later = modified.machine > published.machine;
        (published, later.then_some(modified))
    }

    fn full(&self, path: &str) -> String {
        if self.site == "/" { String::new() } else { format!("{}{}", self.site, path.trim_start_matches('/')) }
    }

    pub(super) fn rendered(
        &self,
        connection: &Connection,
        (html, style, sources): &(String, String, Sources),
        status: StatusCode,
    ) -> Result<Rendered> {
        Ok(Rendered::page(html, style, sources, status, next_publication(connection, &self.now)?))
    }
}

/// A view that loads nothing but what is on every page.
pub(super) fn view_of(view: &impl askama::Template, frame: &Layout) -> Result<(String, String, Sources)> {
    Ok((view::write(view)?, frame.style.clone(), Sources::default()))
}

fn part_path(path: &str, part: i64) -> String {
    if part > 1 { format!("{path}?page={part}") } else { path.to_owned() }
}
