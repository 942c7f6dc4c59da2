//! The text of a paragraph of OpenDocument (ODF 1.3 part 3, 6.1): what is shown, with its spaces, tabs and line breaks.

use super::markup::{Markup, Piece};
use crate::error::Result;

/// Elements in a paragraph that are no text of it: comments, notes, how something is pronounced.
const OTHERS: [&str; 4] = ["office:annotation", "office:annotation-end", "text:note", "text:ruby-text"];

/// After the start of a paragraph: adds its text, the end of the element included, until there are more than `limit` bytes.
///
/// Spaces count as they stand. The standard makes one of several, but spreadsheet programs write and read them all.
pub(super) fn read(markup: &mut Markup, text: &mut String, limit: usize) -> Result<()> {
    let mut levels = 1;
    while levels > 0 {
        let within = text.len() <= limit;
        match markup.next()? {
            Piece::Start(tag) => {
                levels += 1;
                let name = tag.name();
                match name {
                    "text:s" if within => {
                        let count: usize = tag.attribute("text:c").and_then(|count| count.parse().ok()).unwrap_or(1);
                        text.extend(std::iter::repeat_n(' ', count.min(limit + 1 - text.len())));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ if OTHERS.contains(&name) || name.starts_with("draw:") => {
                        markup.skip()?;
                        levels -= 1;
                    }
                    _ => {}
                }
            }
            Piece::End => levels -= 1,
            Piece::Text(piece) if within => text.push_str(&piece),
            Piece::Text(_) => {}
            Piece::Nothing => break,
        }
    }
    Ok(())
}
