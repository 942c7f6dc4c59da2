//! What visitors see of the site: only pages that are online and published (web.md 5).

pub mod branding;
pub mod embed;
pub mod lists;
pub mod orphans;
pub mod palette;
pub mod search;

#[cfg(test)]
mod tests;

use rusqlite::{Connection, OptionalExtension};

use super::links;
use super::page::folder_of;
use crate::error::Result;

/// The address of the page that had that address before; letter case counts.
pub fn moved_to(connection: &Connection, uri: &str) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT web_pages.uri FROM web_pages_uris INNER JOIN web_pages ON web_pages.id = id_page
         WHERE web_pages_uris.uri = ?1 AND inherited_status > 0",
    )?;
    Ok(statement.query_row([uri], |row| row.get(0)).optional()?)
}

/// The next publication after `now`, when cached lists become stale.
pub fn next_publication(connection: &Connection, now: &str) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT min(published) FROM web_pages WHERE published > ?1")?;
    Ok(statement.query_row([now], |row| row.get(0))?)
}

/// The address of a page on the site: `/contact`, or `/page/login` for a reserved one. The result is always a path of
/// this site, whatever another program stored.
pub fn page_path(uri: &str) -> String {
    links::page_url("/", uri.trim_start_matches('/'))
}

/// The address of a file of a page: `/contact/plan.pdf`.
pub fn file_path(uri: &str, name: &str) -> String {
    links::file_url("/", &format!("{}/{name}", folder_of(uri)))
}
