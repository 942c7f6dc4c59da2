//! What the templates in `templates/site/` are given.

use askama::Template;
use rusqlite::Connection;

use super::assets;
use super::strings::{Day, Strings};
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::website::page::Page;
use crate::website::public::branding::{Branding, Picture};
use crate::website::public::lists::{self, Card};
use crate::website::public::search::Found;
use crate::website::public::{page_path, palette};

/// Entries of the menu; with more, pages at the top that are no categories are found on the home page only.
const MENU_MAX: u8 = 8;

/// The identifiers of the page around a text.
pub const IDENTIFIERS: [&str; 8] = [
    "site-main",
    "site-search",
    "site-menu",
    "site-categories",
    "site-latest",
    "site-pages",
    "site-pictures",
    "site-files",
];

/// What is around every page.
pub struct Layout {
    pub words: &'static Strings,
    pub language: &'static str,
    /// ` lang="…"` for texts of the association in another language than the site's words.
    pub own_language: String,
    pub is_home: bool,
    /// The title in the browser's tab.
    pub title: String,
    pub description: String,
    /// The page's own address in full, where the setting `site_url` tells it.
    pub canonical: String,
    /// Whether search engines shall leave it alone.
    pub unlisted: bool,
    pub association: String,
    pub address: Vec<String>,
    pub logo: String,
    pub icon: String,
    pub style: String,
    pub sheets: [String; 2],
    pub menu: Vec<MenuEntry>,
    pub question: String,
    /// Whether there is a site to search and to follow.
    pub site_on: bool,
}

/// A link of the menu or of a list.
pub struct MenuEntry {
    pub path: String,
    pub title: String,
    pub current: bool,
}

/// A page in a list.
pub struct Item {
    pub path: String,
    pub title: String,
    pub day: Day,
    pub excerpt: String,
}

impl Layout {
    /// The frame of a page whose address is `current`, if it has one.
    pub fn of(
        connection: &Connection,
        branding: &Branding,
        language: Language,
        now: &str,
        current: Option<&str>,
    ) -> Result<Self> {
        let own = branding.language.filter(|own| *own != language.code());
        let icon = [Picture::Favicon, Picture::Icon].into_iter().find_map(|picture| branding.picture(picture));
        Ok(Layout {
            words: Strings::of(language),
            language: language.code(),
            own_language: own.map(|own| format!(" lang=\"{own}\"")).unwrap_or_default(),
            is_home: false,
            title: branding.name.clone(),
            description: String::new(),
            canonical: String::new(),
            unlisted: true,
            association: branding.name.clone(),
            address: branding.address.clone(),
            logo: branding.picture(Picture::Logo).unwrap_or_default(),
            icon: icon.unwrap_or_else(|| assets::address("favicon.svg")),
            style: palette::css(branding.colours),
            sheets: ["site.css", "content.css"].map(assets::address),
            menu: if branding.site_on { menu(connection, now, current)? } else { Vec::new() },
            question: String::new(),
            site_on: branding.site_on,
        })
    }

    /// A page with a title of its own.
    pub fn titled(mut self, title: &str) -> Self {
        self.title = format!("{title} – {}", self.association);
        self
    }
}

fn menu(connection: &Connection, now: &str, current: Option<&str>) -> Result<Vec<MenuEntry>> {
    let mut pages = lists::top_categories(connection, now)?;
    let others = lists::top_pages(connection, now, i64::from(MENU_MAX) + 1)?;
    if pages.len() + others.len() <= usize::from(MENU_MAX) {
        pages.extend(others);
    }
    let entry = |page: Page| MenuEntry {
        current: current == Some(page.uri.as_str()),
        path: page_path(&page.uri),
        title: page.title,
    };
    Ok(pages.into_iter().map(entry).collect())
}

impl Item {
    pub fn all(pages: &[Page], language: Language) -> Vec<Item> {
        let item = |page: &Page| {
            let Card { uri, title, published, excerpt } = Card::of(page);
            Item { path: page_path(&uri), title, day: Day::of(&published, language), excerpt }
        };
        pages.iter().map(item).collect()
    }
}

#[derive(Template)]
#[template(path = "site/home.html")]
pub struct Home {
    pub frame: Layout,
    pub categories: Vec<Item>,
    pub latest: Vec<Item>,
}

#[derive(Template)]
#[template(path = "site/page.html")]
pub struct PageView {
    pub frame: Layout,
    pub crumbs: Vec<MenuEntry>,
    pub title: String,
    pub is_category: bool,
    pub published: Day,
    /// When it was changed on a later day.
    pub modified: Option<Day>,
    pub html: String,
    pub pictures: String,
    pub files: String,
    pub categories: Vec<Item>,
    pub pages: Vec<Item>,
    /// Addresses of the parts of the list before and after this one; empty at its ends.
    pub newer: String,
    pub older: String,
}

#[derive(Template)]
#[template(path = "site/search.html")]
pub struct Search {
    pub frame: Layout,
    /// How many pages were found; empty before anything was asked.
    pub summary: String,
    pub found: Vec<Hit>,
}

/// An answer to a search.
pub struct Hit {
    pub path: String,
    pub title: String,
    pub snippet: String,
}

impl Hit {
    pub fn all(found: Vec<Found>) -> Vec<Self> {
        let one = |found: Found| Hit { path: page_path(&found.uri), title: found.title, snippet: found.snippet };
        found.into_iter().map(one).collect()
    }
}

/// A page that says one thing: not found, for members, no site.
#[derive(Template)]
#[template(path = "site/notice.html")]
pub struct Notice {
    pub frame: Layout,
    /// Empty where the name of the association is the title.
    pub heading: String,
    pub sentences: Vec<String>,
}

/// What is said when even the database cannot be asked.
#[derive(Template)]
#[template(path = "site/failure.html")]
pub struct Failure {
    pub words: &'static Strings,
    pub language: &'static str,
    pub sheets: [String; 2],
    pub heading: String,
    pub sentence: String,
}

/// A template filled.
pub fn write(template: &impl Template) -> Result<String> {
    template.render().map_err(Error::internal)
}
