//! The website: categories and pages, a draft, a part for members only.

use rusqlite::{Transaction, params};

use super::calendar::{Calendar, shift, text};
use crate::error::Result;
use crate::website::words_of;

/// A page without the values derived from the tree.
struct Page {
    uri: &'static str,
    parent: Option<&'static str>,
    kind: Kind,
    status: Status,
    /// The age of its last change, in days.
    days: i64,
    title: &'static str,
    content: &'static str,
}

#[derive(Clone, Copy)]
enum Kind {
    Category = 1,
    Page = 2,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Draft = 0,
    Members = 1,
    Online = 2,
}

/// A page that is online.
macro_rules! page {
    ($kind:ident, $uri:literal, $parent:expr, $days:literal, $title:literal, $file:literal) => {
        Page {
            uri: $uri,
            parent: $parent,
            kind: Kind::$kind,
            status: Status::Online,
            days: $days,
            title: $title,
            content: include_str!(concat!("website/", $file, ".md")),
        }
    };
}

/// Parents stand before their children.
const PAGES: [Page; 14] = [
    page!(Category, "association", None, 700, "L'association", "association"),
    page!(Page, "qui-sommes-nous", Some("association"), 640, "Qui sommes-nous ?", "qui"),
    page!(Page, "adherer", Some("association"), 55, "Adhérer", "adherer"),
    page!(Category, "rucher", None, 690, "Le rucher", "rucher"),
    page!(Page, "nos-ruches", Some("rucher"), 150, "Nos ruches", "ruches"),
    page!(Page, "rucher-ecole", Some("rucher"), 60, "Le rucher-école", "ecole"),
    page!(Page, "frelon-asiatique", Some("rucher"), 33, "Reconnaître le frelon asiatique", "frelon"),
    page!(Category, "actualites", None, 690, "Actualités", "actualites"),
    page!(Page, "fete-du-miel", Some("actualites"), 20, "La fête du miel", "fete"),
    page!(Page, "recolte", Some("actualites"), 44, "Une belle récolte d'été", "recolte"),
    Page {
        status: Status::Draft,
        ..page!(Page, "projet-de-verger", Some("actualites"), 6, "Projet de verger", "verger")
    },
    Page { status: Status::Members, ..page!(Category, "espace-membres", None, 500, "Espace membres", "membres") },
    page!(Page, "planning-des-visites", Some("espace-membres"), 9, "Planning des visites", "planning"),
    page!(Page, "contact", None, 600, "Nous trouver", "contact"),
];

/// Creates the pages, their search index, and one former address.
pub fn fill(tx: &Transaction<'_>, calendar: &Calendar) -> Result<()> {
    let mut insert = tx.prepare(
        "INSERT INTO web_pages (id_parent, uri, type, status, inherited_status, format, published, modified, title, content)
         VALUES ((SELECT id FROM web_pages WHERE uri = ?1), ?2, ?3, ?4,
            min(?4, ifnull((SELECT inherited_status FROM web_pages WHERE uri = ?1), ?4)), 'markdown', ?5, ?6, ?7, ?8)",
    )?;
    for page in &PAGES {
        let modified = text(shift(calendar.today, -page.days).at(10, 20, 0, 0));
        let published = text(shift(calendar.today, -page.days - 3).at(9, 0, 0, 0));
        let (kind, status) = (page.kind as i64, page.status as i64);
        insert.execute(params![page.parent, page.uri, kind, status, published, modified, page.title, page.content])?;
        let id = tx.last_insert_rowid();
        tx.execute(
            "INSERT INTO web_search (docid, title, content) VALUES (?1, ?2, ?3)",
            params![id, page.title, words_of(page.content)],
        )?;
        tx.execute(
            "INSERT INTO web_pages_versions (id_page, id_user, date, size, changes, content)
             SELECT id, 5, modified, length(content), length(content), content FROM web_pages WHERE id = ?1 AND type = 2",
            [id],
        )?;
    }
    tx.execute(
        "INSERT INTO web_pages_uris (id_page, uri) SELECT id, 'nous-contacter' FROM web_pages WHERE uri = 'contact'",
        [],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_stand_before_their_children_and_are_categories() {
        for (at, page) in PAGES.iter().enumerate() {
            let Some(parent) = page.parent else { continue };
            let place = PAGES.iter().position(|other| other.uri == parent);
            assert!(place.is_some_and(|place| place < at && matches!(PAGES[place].kind, Kind::Category)), "{parent}");
        }
    }

    #[test]
    fn links_between_pages_lead_somewhere() {
        for page in &PAGES {
            for target in page.content.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let known = target.contains(':') || PAGES.iter().any(|other| other.uri == target);
                assert!(known, "{} links to {target}", page.uri);
            }
        }
    }
}
