//! What is around every page of the administration.

use super::flash::Flash;
use super::screen::{Door, Place, Screen, Visit, above};
use super::{assets, icons};
use crate::auth::{Access, Level, Section};
use crate::error::Result;
use crate::i18n::{Argument, Language, text_by_id};
use crate::web::site;
use crate::website::public::branding::{Branding, Picture};
use crate::website::public::palette;

/// Built before the page's own content.
pub struct Frame {
    pub language: Language,
    pub title: String,
    pub association: String,
    pub logo: String,
    pub icon: String,
    /// Addresses of the style sheet and the script.
    pub sheet: String,
    pub script: String,
    /// The colours, as a style sheet of their own.
    pub style: String,
    /// The name of whoever is signed in; empty for nobody.
    pub person: String,
    pub may_search: bool,
    pub menu: Vec<MenuGroup>,
    /// The most used entries, for narrow screens.
    pub bottom: Vec<MenuEntry>,
    pub crumbs: Vec<Crumb>,
    pub flash: Option<Flash>,
    /// What forms carry.
    pub form_token: String,
    pub once: String,
}

pub struct MenuGroup {
    /// Empty for the first one.
    pub title: String,
    pub entries: Vec<MenuEntry>,
}

#[derive(Clone)]
pub struct MenuEntry {
    pub path: String,
    pub title: String,
    pub icon: &'static str,
    pub current: bool,
}

pub struct Crumb {
    pub path: String,
    pub title: String,
}

/// The entries of narrow screens.
const BOTTOM_MAX: usize = 5;

impl Frame {
    pub async fn of(visit: &Visit) -> Result<Frame> {
        let branding = visit.read(Branding::read).await?;
        Ok(Self::with(visit, &branding))
    }

    fn with(visit: &Visit, branding: &Branding) -> Frame {
        let language = visit.call.language;
        let menu = if visit.person.is_some() { menu(visit) } else { Vec::new() };
        let entries = menu.iter().flat_map(|group| &group.entries);
        let picture = [Picture::Favicon, Picture::Icon].into_iter().find_map(|picture| branding.picture(picture));
        Frame {
            language,
            title: words(language, visit.screen.title, &[]),
            association: branding.name.clone(),
            logo: branding.picture(Picture::Logo).unwrap_or_default(),
            icon: picture.unwrap_or_else(site::default_icon),
            sheet: assets::address("admin.css"),
            script: assets::address("admin.js"),
            style: palette::css(branding.colours),
            person: visit.person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
            may_search: visit.call.principal.rights.require(Access::read(Section::Users, Level::Read)).is_ok(),
            bottom: entries.take(BOTTOM_MAX).cloned().collect(),
            menu,
            crumbs: crumbs(visit),
            flash: visit.call.query().ok().and_then(|query| Flash::of(&query, language)),
            form_token: visit.person.as_ref().map(|person| person.form_token.clone()).unwrap_or_default(),
            once: format!("{:032x}", rand::random::<u128>()),
        }
    }

    /// A page with a title of its own.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// A sentence of ours.
    pub fn t(&self, id: &str) -> String {
        words(self.language, id, &[])
    }

    /// A sentence with a number in it.
    pub fn n(&self, id: &str, count: &i64) -> String {
        words(self.language, id, &[("count", Argument::Number(*count))])
    }

    /// A sentence with a name in it.
    pub fn named(&self, id: &str, name: &str) -> String {
        words(self.language, id, &[("name", Argument::Text(name.to_owned()))])
    }

    pub fn icon_of(&self, name: &str) -> String {
        icons::svg(name)
    }
}

pub fn words(language: Language, id: &str, arguments: &[(&'static str, Argument)]) -> String {
    text_by_id(language, id, arguments).unwrap_or_else(|| id.to_owned())
}

/// The screens of the menu that this person may open.
fn menu(visit: &Visit) -> Vec<MenuGroup> {
    let language = visit.call.language;
    let groups = [
        (Place::Top, ""),
        (Place::Members, "admin-menu-members"),
        (Place::Accounting, "admin-menu-accounting"),
        (Place::Rest, "admin-menu-rest"),
    ];
    let rights = &visit.call.principal.rights;
    let is_current = |path: &str| {
        let rest = visit.screen.path.strip_prefix(path);
        visit.screen.path == path || (!path.is_empty() && rest.is_some_and(|rest| rest.starts_with('/')))
    };
    let entries_of = |place| {
        let screens = visit.screens.iter().filter(move |screen| screen.place == place);
        let open = screens.filter(|screen| match screen.door {
            Door::Rights(access) => rights.require(access).is_ok(),
            Door::Anybody | Door::Member => true,
        });
        let entry = |screen: &Screen| MenuEntry {
            path: format!("/admin/{}", screen.path),
            title: words(language, screen.title, &[]),
            icon: screen.icon,
            current: is_current(screen.path),
        };
        open.map(entry).collect::<Vec<_>>()
    };
    groups
        .into_iter()
        .map(|(place, title)| MenuGroup {
            title: if title.is_empty() { String::new() } else { words(language, title, &[]) },
            entries: entries_of(place),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

/// The screens above this one, with the parts of its path filled in.
fn crumbs(visit: &Visit) -> Vec<Crumb> {
    let filled = |form: &str| {
        let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => visit.call.part(name).to_owned(),
            None => part.to_owned(),
        };
        form.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    above(visit.screens, visit.screen)
        .map(|screen| Crumb {
            path: format!("/admin/{}", filled(screen.path)),
            title: words(visit.call.language, screen.title, &[]),
        })
        .collect()
}
