//! The text of a paragraph of OpenDocument (ODF 1.3 part 3, 6.1): what is shown, with its spaces, tabs and line breaks.

use super::markup::{Markup, Piece};
use crate::error::Result;

/// Elements in a paragraph that are no text of it: comments, notes, drawings, how something is pronounced.
const OTHERS: [&str; 4] = ["office:annotation", "office:annotation-end", "text:note", "text:ruby-text"];

/// After the start of a paragraph: adds its text, the end of the element included, until there are more than `limit` bytes.
pub(super) fn read(markup: &mut Markup, text: &mut String, limit: usize) -> Result<()> {
    let mut paragraph = Paragraph { text, blank: false, begun: false };
    let mut levels = 1;
    while levels > 0 {
        match markup.next()? {
            Piece::Start(tag) => {
                levels += 1;
                let name = tag.name();
                match name {
                    "text:s" => {
                        let count = tag.attribute("text:c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                        paragraph.exactly(&" ".repeat(count.min(limit.saturating_add(1))), limit);
                    }
                    "text:tab" => paragraph.exactly("\t", limit),
                    "text:line-break" => paragraph.exactly("\n", limit),
                    _ if OTHERS.contains(&name) || name.starts_with("draw:") => {
                        markup.skip()?;
                        levels -= 1;
                    }
                    _ => {}
                }
            }
            Piece::End => levels -= 1,
            Piece::Text(piece) => paragraph.words(&piece, limit),
            Piece::Nothing => break,
        }
    }
    Ok(())
}

struct Paragraph<'a> {
    text: &'a mut String,
    /// White space that counts as one space once something follows it.
    blank: bool,
    begun: bool,
}

impl Paragraph<'_> {
    /// Text of the document, in which white space of any length is one space, and none at the start.
    fn words(&mut self, piece: &str, limit: usize) {
        for (at, word) in piece.split([' ', '\t', '\n', '\r']).enumerate() {
            self.blank |= at > 0;
            if !word.is_empty() {
                self.exactly(word, limit);
            }
        }
    }

    fn exactly(&mut self, piece: &str, limit: usize) {
        if self.text.len() > limit {
            return;
        }
        if std::mem::take(&mut self.blank) && self.begun {
            self.text.push(' ');
        }
        self.begun = true;
        self.text.push_str(piece);
    }
}
