//! Marks are placeholders for content that Markdown must not parse. The writer replaces each by its HTML; inside code
//! it becomes the original source again.
//!
//! They consist of Unicode noncharacters, which are removed from the input first.

use crate::website::extensions::Call;

const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

/// Characters that are literal in this dialect and syntax in Markdown.
const LITERALS: [(char, char); 4] = [('\u{FDD2}', '&'), ('\u{FDD3}', '\\'), ('\u{FDD4}', '<'), ('\u{FDD5}', '|')];

/// The content behind a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A comment.
    Nothing,
    /// A tag in a text, already clean.
    Open {
        name: &'static str,
        html: String,
    },
    Close {
        name: &'static str,
    },
    /// Finished HTML on a line of its own.
    Html(String),
    Call(Call),
    /// The list of headings, down to a level.
    Contents {
        level: u8,
        aside: bool,
    },
    /// `{{{.class`, with the classes.
    ClassOpen(String),
    ClassClose,
    /// `[^x]` in a text.
    NoteRef(String),
    /// `[^x]:` before the text of a note.
    Note(String),
    NotesEnd,
    /// `{#id .class}` of the heading it stands in.
    Heading {
        id: Option<String>,
        classes: Vec<String>,
    },
}

#[derive(Debug)]
pub struct Mark {
    pub source: String,
    pub meaning: Meaning,
}

#[derive(Debug, Default)]
pub struct Marks(Vec<Mark>);

/// A part of a text with marks.
#[derive(Debug)]
pub enum Piece<'a> {
    Text(String),
    Mark(&'a Mark),
}

impl Marks {
    /// Keeps a mark and gives what stands for it.
    pub fn add(&mut self, source: &str, meaning: Meaning) -> String {
        self.0.push(Mark { source: source.to_owned(), meaning });
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// Splits a text into plain parts and marks.
    pub fn pieces<'a>(&'a self, text: &str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, mark, after)) = self.next(rest) {
            if !before.is_empty() {
                pieces.push(Piece::Text(literal(before)));
            }
            pieces.push(Piece::Mark(mark));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(literal(rest)));
        }
        pieces
    }

    /// The original source of a text with marks.
    pub fn restore(&self, text: &str) -> String {
        let pieces = self.pieces(text).into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Mark(mark) => mark.source.clone(),
        });
        pieces.collect()
    }

    fn next<'a, 't>(&'a self, text: &'t str) -> Option<(&'t str, &'a Mark, &'t str)> {
        let (before, behind) = text.split_once(OPEN)?;
        let (number, after) = behind.split_once(CLOSE)?;
        Some((before, self.0.get(number.parse::<usize>().ok()?)?, after))
    }
}

/// A text without noncharacters, so that no mark can be forged.
pub fn without_noncharacters(text: &str) -> String {
    text.chars().filter(|c| !('\u{FDD0}'..='\u{FDEF}').contains(c) && *c != '\0').collect()
}

/// The escape for a character that Markdown must take literally.
pub fn stand_in(character: char) -> char {
    LITERALS.iter().find(|(_, literal)| *literal == character).map_or(character, |(stand_in, _)| *stand_in)
}

fn literal(text: &str) -> String {
    text.chars()
        .map(|c| LITERALS.iter().find(|(stand_in, _)| *stand_in == c).map_or(c, |(_, literal)| *literal))
        .collect()
}
