//! Lists of pages for visitors.

use rusqlite::{Connection, Row, ToSql};

use crate::error::Result;
use crate::website::page::{self, COLUMNS, Format, Page, Status, read};
use crate::website::search;
use crate::website::tree::Tree;

/// Characters of the beginning of a text that lists show.
const EXCERPT_CHARACTERS: usize = 220;

/// The condition for lists: online, and the publication date has passed.
const VISIBLE: &str = "inherited_status = 2 AND published <= ?1";

/// A page in a list, with the beginning of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub uri: String,
    pub title: String,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub published: String,
    pub excerpt: String,
}

impl Card {
    pub fn of(page: &Page) -> Self {
        Card {
            uri: page.uri.clone(),
            title: page.title.clone(),
            published: page.published.clone(),
            excerpt: excerpt(page),
        }
    }
}

/// The beginning of a page's text, cut between two words; empty for an encrypted page.
pub fn excerpt(page: &Page) -> String {
    let words = match page.format {
        Format::Encrypted => String::new(),
        Format::Skriv => search::words(page).unwrap_or_default(),
        Format::Markdown | Format::Unknown(_) => search::plain(&sentences(&page.content)),
    };
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARACTERS) {
        None => line,
        Some((end, _)) => {
            let cut = line[..end].rfind(' ').unwrap_or(end);
            format!("{}…", line[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
        }
    }
}

/// The paragraphs of a text in Markdown; of a text without any, its lists.
fn sentences(markdown: &str) -> String {
    let (mut paragraphs, mut items) = (String::new(), String::new());
    let mut is_code = false;
    for line in markdown.lines().map(str::trim_start) {
        let fence = line.starts_with("```") || line.starts_with("~~~");
        is_code ^= fence;
        // Excerpts stop here.
        if paragraphs.len() > 8 * EXCERPT_CHARACTERS {
            break;
        }
        if is_code || fence || line.starts_with(['#', '|', '>']) || line.starts_with("[^") {
            continue;
        }
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit() || "*-+.)".contains(c));
        let kept = if item.len() < line.len() && item.starts_with(' ') { &mut items } else { &mut paragraphs };
        kept.push_str(if item.trim().is_empty() { "" } else { line });
        kept.push('\n');
    }
    let found = [paragraphs, items].into_iter().find(|text| !text.trim().is_empty());
    without_notes(&found.unwrap_or_default())
}

/// A text without `[^1]`.
fn without_notes(text: &str) -> String {
    let mut parts = text.split("[^");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(']').map_or(part, |(_, behind)| behind))
}

/// The categories at the top, by title.
pub fn top_categories(connection: &Connection, now: &str) -> Result<Vec<Page>> {
    list(connection, "id_parent IS NULL AND type = 1 ORDER BY title COLLATE U_NOCASE, id", &[&now])
}

/// The first top-level pages that are not categories, by title.
pub fn top_pages(connection: &Connection, now: &str, count: i64) -> Result<Vec<Page>> {
    list(connection, "id_parent IS NULL AND type <> 1 ORDER BY title COLLATE U_NOCASE, id LIMIT ?2", &[&now, &count])
}

/// The latest pages of the whole site, categories left out.
pub fn latest(connection: &Connection, now: &str, count: i64) -> Result<Vec<Page>> {
    list(connection, "type <> 1 ORDER BY published DESC, id LIMIT ?2", &[&now, &count])
}

/// The categories directly below a page, by title.
pub fn categories_below(connection: &Connection, parent: i64, now: &str) -> Result<Vec<Page>> {
    list(connection, "id_parent = ?2 AND type = 1 ORDER BY title COLLATE U_NOCASE, id", &[&now, &parent])
}

/// Pages directly below a page, newest first, and how many there are in all.
pub fn pages_below(connection: &Connection, parent: i64, now: &str, skip: i64, count: i64) -> Result<(Vec<Page>, i64)> {
    let below = "id_parent = ?2 AND type <> 1";
    let pages = list(
        connection,
        &format!("{below} ORDER BY published DESC, id LIMIT ?3 OFFSET ?4"),
        &[&now, &parent, &count, &skip],
    )?;
    let sql = format!("SELECT count(*) FROM web_pages WHERE {VISIBLE} AND {below}");
    let all: i64 = connection.prepare_cached(&sql)?.query_row((now, parent), |row| row.get(0))?;
    Ok((pages, all))
}

/// The address and last change of everything online.
pub fn everything(connection: &Connection, now: &str) -> Result<Vec<(String, String)>> {
    let sql = format!("SELECT uri, modified FROM web_pages WHERE {VISIBLE} ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let row = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    Ok(statement.query_map([now], row)?.collect::<rusqlite::Result<_>>()?)
}

/// The pages above a page, from the top: address and title. A page that is online has only such pages above it.
pub fn above(connection: &Connection, page: &Page) -> Result<Vec<(String, String)>> {
    let mut crumbs = Vec::new();
    for id in Tree::read(connection)?.ancestry(page.id).into_iter().skip(1) {
        if let Some(parent) = page::find_by_id(connection, id)?
            && parent.inherited_status == Status::Online
        {
            crumbs.insert(0, (parent.uri, parent.title));
        }
    }
    Ok(crumbs)
}

fn list(connection: &Connection, rest: &str, values: &[&dyn ToSql]) -> Result<Vec<Page>> {
    let sql = format!("SELECT {COLUMNS} FROM web_pages WHERE {VISIBLE} AND {rest}");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?)
}
