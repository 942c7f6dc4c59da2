//! The search index of pages: their words without markup (web.md 2).

use rusqlite::{Transaction, params};

use super::page::{Format, Page};
use super::{html, skriv};
use crate::error::Result;

/// Rewrites the page's row of the index.
pub fn write(tx: &Transaction, page: &Page) -> Result<()> {
    let words = words(page);
    tx.prepare_cached("DELETE FROM web_search WHERE docid = ?1")?.execute([page.id])?;
    tx.prepare_cached("INSERT INTO web_search (docid, title, content) VALUES (?1, ?2, ?3)")?
        .execute(params![page.id, page.title, words])?;
    Ok(())
}

/// The words of a page; `None` when they are encrypted.
pub fn words(page: &Page) -> Option<String> {
    match page.format {
        Format::Markdown | Format::Unknown(_) => Some(plain(&page.content)),
        Format::Skriv => Some(html::text_of(&skriv::render_alone(&page.content)).trim().to_owned()),
        Format::Encrypted => None,
    }
}

/// The words of a text in Markdown: links and pictures give their text; extensions, tags and marks go.
pub fn plain(markdown: &str) -> String {
    let text = without(&without(markdown, "<<", ">>"), "<!--", "-->");
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim_start_matches(['#', '>', ' ', '\t']);
        if !["[toc]", "{:toc}", "[[_TOC_]]"].iter().any(|toc| line.trim().eq_ignore_ascii_case(toc)) {
            plain.push_str(&without_marks(&without_tags(line)));
            plain.push('\n');
        }
    }
    plain.trim().to_owned()
}

/// Removes what stands between two delimiters; an unclosed delimiter stays.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, after)) = after.split_once(close) else { break };
        kept.push_str(before);
        rest = after;
    }
    kept + rest
}

/// `<b>`, `</a>`: `<` without a letter behind it is not a tag.
fn without_tags(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>') else { break };
        let tag = rest[at + 1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        kept.push_str(&rest[..at]);
        if tag {
            rest = &rest[at + end + 1..];
        } else {
            kept.push('<');
            rest = &rest[at + 1..];
        }
    }
    kept + rest
}

fn without_marks(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let mut rest = line;
    // `[text](target)` and `![text](target)` leave their text.
    while let Some((before, after)) = rest.split_once("](") {
        words.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    let words = words.replace("![", "").replace("==", "").replace("~~", "");
    let characters: Vec<char> = words.chars().collect();
    let inside_word = |at: usize| {
        let is_letter = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| c.is_alphanumeric());
        is_letter(at.checked_sub(1)) && is_letter(Some(at + 1))
    };
    let kept = characters.iter().enumerate().filter(|(at, c)| match c {
        '*' | '`' | '[' | ']' => false,
        '_' => inside_word(*at),
        _ => true,
    });
    kept.map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_marks_go() {
        for (markdown, words) in [
            ("Nouveau *texte* [ici](bourse-aux-velos)", "Nouveau texte ici"),
            (
                "# Une **belle** récolte\n\n<<image|a.png>>\n> ==Voir== ![alt](x.png), `snake_case`",
                "Une belle récolte\n\n\nVoir alt, snake_case",
            ),
            ("[toc]\n<b>a</b> 1 < 2 <!-- x\ny --> ~~z~~ _i_", "a 1 < 2  z i"),
            ("<<gallery\na.png|Lég\n>>", ""),
        ] {
            assert_eq!(plain(markdown), words, "{markdown}");
        }
    }
}
