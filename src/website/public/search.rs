//! Searches the site: best results first, each with an excerpt around the words.

use rusqlite::Connection;

use crate::error::Result;
use crate::website::html;

/// The maximal number of results.
const RESULTS_MAX: i64 = 30;
/// The maximal length of a query, in characters and in words.
const QUESTION_CHARACTERS_MAX: usize = 200;
const WORDS_MAX: usize = 10;
/// Markers around found words in the index's snippet, before escaping: control characters that no text holds.
const MARKS: [&str; 2] = ["\u{2}", "\u{3}"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub uri: String,
    pub title: String,
    /// HTML: the words around the place, those that were found in `<mark>`.
    pub snippet: String,
}

/// The online pages that contain all words of the query, or words that begin with them.
pub fn search(connection: &Connection, question: &str, now: &str) -> Result<Vec<Found>> {
    let Some(wanted) = wanted(question) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT uri, web_pages.title, ifnull(snippet(web_search, ?3, ?4, '…', 1, 30), '')
         FROM web_search INNER JOIN web_pages ON web_pages.id = web_search.docid
         WHERE web_search MATCH ?1 AND inherited_status = 2 AND published <= ?2
         ORDER BY rank(matchinfo(web_search), 3.0, 1.0) DESC, published DESC, web_pages.id LIMIT ?5",
    )?;
    let found = statement.query_map((wanted, now, MARKS[0], MARKS[1], RESULTS_MAX), |row| {
        Ok(Found { uri: row.get(0)?, title: row.get(1)?, snippet: with_marks(&row.get::<_, String>(2)?) })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The query in the syntax of FTS5: words as prefixes; `None` without words.
fn wanted(question: &str) -> Option<String> {
    let question: String = question.chars().take(QUESTION_CHARACTERS_MAX).collect();
    // Operators of FTS5 are upper case, so a lower-case word is never one.
    let words = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(WORDS_MAX).map(|word| format!("{}*", word.to_lowercase())).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A snippet as HTML, without the lines of tables and the marks of lists, which the index keeps.
fn with_marks(snippet: &str) -> String {
    let words = snippet.split_whitespace().filter(|word| !word.chars().all(|c| "|:-*+".contains(c)));
    html::escape(&words.collect::<Vec<_>>().join(" ")).replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_question_is_words_and_no_operators() {
        assert_eq!(wanted("L'Été OR \"miel\" -x* NEAR(").as_deref(), Some("l* été* or* miel* x* near*"));
        assert_eq!(wanted(" ' \" * ( "), None);
    }

    #[test]
    fn snippets_hold_no_html_but_marks() {
        assert_eq!(with_marks("<b> \u{2}miel\u{3}"), "&lt;b&gt; <mark>miel</mark>");
        assert_eq!(with_marks("| a | b |\n| :- | -: |\n- c-d"), "a b c-d");
    }
}
