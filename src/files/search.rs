//! Files by the words of their names and texts.

use rusqlite::{Connection, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::FilePath;
use super::tree::{self, Entry};
use crate::error::{Error, Result};
use crate::msg;

/// Files found at once.
const FOUND_MAX: i64 = 100;
/// Words that are looked for; any further ones would only cost time.
const WORDS_MAX: usize = 12;

/// A file or a folder that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundFile)]
pub struct Found {
    #[serde(flatten)]
    pub entry: Entry,
    /// Words around those that were looked for, as plain text; empty when only the name has them.
    pub snippet: String,
}

/// Files and folders whose name, folder or text has all the words, or words that begin so; the best ones first. What is
/// in the trash or an earlier version is not looked at.
///
/// Only files of the given spaces are found.
///
/// Errors: `Invalid` when there is no word.
pub fn search(connection: &Connection, words: &str, within: Option<&FilePath>, spaces: &[&str]) -> Result<Vec<Found>> {
    let query = query(words).ok_or_else(|| Error::invalid_field("q", msg!("file-search-words")))?;
    // A name counts more than a text, and a text more than the folder.
    let mut statement = connection.prepare_cached(
        "SELECT f.id, f.hash_id, f.path, f.parent, f.name, f.type, f.mime, f.size, f.modified, f.image, f.md5,
            snippet(files_search, '', '', '…', 2, 24)
         FROM files_search JOIN files f ON f.id = files_search.docid
         WHERE files_search MATCH ?1 AND f.path NOT GLOB 'trash/*' AND f.path NOT GLOB 'versions/*'
            AND (?2 IS NULL OR f.path = ?2 OR (f.path > ?2 || '/' AND f.path < ?2 || '0'))
            AND substr(f.path, 1, instr(f.path || '/', '/') - 1) IN (SELECT value FROM json_each(?4))
         ORDER BY rank(matchinfo(files_search), 0.5, 4.0, 1.0) DESC, f.path LIMIT ?3",
    )?;
    let found = statement
        .query_map(params![query, within.map(FilePath::as_str), FOUND_MAX, serde_json::to_string(spaces)?], |row| {
            Ok(Found { entry: tree::read(row)?, snippet: row.get::<_, Option<String>>(11)?.unwrap_or_default() })
        })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Each word in quotes, so that no sign of the query language is one here, with a star, so that beginnings are enough.
fn query(words: &str) -> Option<String> {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS_MAX);
    let query = words.map(|word| format!("\"{word}*\"")).collect::<Vec<_>>().join(" ");
    (!query.is_empty()).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_query_language_are_only_blanks() {
        assert_eq!(query("l'été \"AND -x* name:").as_deref(), Some("\"l*\" \"été*\" \"AND*\" \"x*\" \"name*\""));
        assert_eq!(query(" *\"- "), None);
    }
}
