//! What is searched in a file (database.md 6).

use std::io::Read;

use rusqlite::{MAIN_DB, Transaction, params};

use crate::error::Result;

/// Bytes of a text that are indexed.
const INDEXED_BYTES_MAX: u64 = 500 << 10;

/// Writes the words of a text into the index, and none for any other file; its name is there by itself.
pub fn write(tx: &Transaction, id: i64, media_type: &str) -> Result<()> {
    let words = if is_text(media_type) {
        let mut bytes = Vec::new();
        let content = tx.blob_open(MAIN_DB, "files_contents", "content", id, true)?;
        content.take(INDEXED_BYTES_MAX).read_to_end(&mut bytes)?;
        Some(words(&String::from_utf8_lossy(&bytes), media_type != "text/plain"))
    } else {
        None
    };
    tx.prepare_cached("UPDATE files_search SET content = ?2 WHERE docid = ?1")?.execute(params![id, words])?;
    Ok(())
}

/// Whether the words of such a file are indexed.
pub fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type == "image/svg+xml"
}

/// The text with its blanks folded, without tags when it has some.
fn words(text: &str, has_tags: bool) -> String {
    let text = if has_tags { without_tags(text) } else { text.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        kept.push(' ');
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_blanks_are_folded() {
        assert_eq!(words("<p>Un <b>deux</b>\n\n trois</p> <open", true), "Un deux trois");
        assert_eq!(words(" 1 < 2 \t et\n3", false), "1 < 2 et 3");
    }
}
