//! One cell as it was read: what the person sees, the value behind it, or why it has neither.

use std::borrow::Cow;
use std::ops::Deref;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::i18n::Message;
use crate::msg;

/// A cell of a table. It reads as its shown text; columns of numbers, amounts, truths and dates take [`Cell::value`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    shown: String,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Content {
    /// The value is the shown text.
    #[default]
    Text,
    /// A typed date, in ISO form as its shown text is.
    Date,
    /// A number, with its plain decimals when something else is shown.
    Number(Option<Box<str>>),
    /// A text that its format shows as another one.
    Formatted(Box<str>),
    /// `#N/A` and the like; the shown text says which.
    Error,
    /// A formula whose result the file does not hold.
    NoResult,
}

/// The errors of formulas, in the words of the programs and languages that write them. `Err:502` and its like are errors too.
const ERRORS: [&str; 32] = [
    "#BEZUG!",
    "#BLOCKED!",
    "#BUSY!",
    "#CALC!",
    "#CONNECT!",
    "#DEEL/0!",
    "#DIV/0!",
    "#ERROR!",
    "#FIELD!",
    "#GETAL!",
    "#GETTING_DATA",
    "#LEEG!",
    "#N/A",
    "#N/B",
    "#N/D",
    "#NAAM?",
    "#NAME?",
    "#NOM?",
    "#NOMBRE!",
    "#NUL!",
    "#NULL!",
    "#NUM!",
    "#NV",
    "#PYTHON!",
    "#REF!",
    "#SPILL!",
    "#UNKNOWN!",
    "#VALEUR!",
    "#VALUE!",
    "#VERW!",
    "#WAARDE!",
    "#WERT!",
];

impl Cell {
    /// A text as it is shown; those that name an error of a formula are errors in every format.
    pub fn text(text: &str) -> Self {
        let shown = clean(text);
        let content = if is_error(&shown) { Content::Error } else { Content::Text };
        Cell { shown: shown.into_owned(), content }
    }

    /// A number, in plain decimals, that is shown as a text, or as itself when that text is empty.
    pub(super) fn number_shown_as(value: String, shown: &str) -> Self {
        let shown = clean(shown);
        if shown.is_empty() || *shown == value {
            return Cell { shown: value, content: Content::Number(None) };
        }
        Cell { shown: shown.into_owned(), content: Content::Number(Some(value.into())) }
    }

    /// A text that its format shows as another one.
    pub(super) fn text_shown_as(value: &str, shown: &str) -> Self {
        let shown = clean(shown);
        if shown.is_empty() || shown == value {
            return Cell { shown: value.to_owned(), content: Content::Text };
        }
        Cell { shown: shown.into_owned(), content: Content::Formatted(value.into()) }
    }

    /// A typed date in ISO form.
    pub(super) fn date(iso: &str) -> Self {
        Cell { shown: clean(iso).into_owned(), content: Content::Date }
    }

    pub(super) fn error(shown: &str) -> Self {
        Cell { shown: clean(shown).into_owned(), content: Content::Error }
    }

    pub(super) fn without_result() -> Self {
        Cell { shown: String::new(), content: Content::NoResult }
    }

    /// What the person sees.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What the cell holds: of a number, plain decimals. For errors it is what is shown.
    pub fn value(&self) -> &str {
        match &self.content {
            Content::Number(Some(value)) | Content::Formatted(value) => value,
            _ => &self.shown,
        }
    }

    /// Whether the cell holds a number, whose value has a decimal point whatever people write elsewhere. Text files have none.
    pub fn is_number(&self) -> bool {
        matches!(self.content, Content::Number(_))
    }

    pub fn is_date(&self) -> bool {
        self.content == Content::Date
    }

    /// Whether the cell holds nothing at all. A formula without a result holds something.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.content != Content::NoResult
    }

    /// Why the cell cannot be used, naming it as spreadsheet programs do: `C4`.
    pub(super) fn fault(&self, name: impl FnOnce() -> String) -> Option<Message> {
        match self.content {
            Content::Error => Some(msg!("sheet-read-cell-error", cell = name(), error = self.shown.as_str())),
            Content::NoResult => Some(msg!("sheet-read-cell-no-result", cell = name())),
            Content::Text | Content::Date | Content::Number(_) | Content::Formatted(_) => None,
        }
    }

    /// Bytes of both texts.
    pub(super) fn bytes(&self) -> usize {
        let hidden =
            if matches!(self.content, Content::Number(Some(_)) | Content::Formatted(_)) { self.value() } else { "" };
        self.shown.len() + hidden.len()
    }

    pub(super) fn contains_nul(&self) -> bool {
        let has_nul = |text: &str| memchr::memchr(0, text.as_bytes()).is_some();
        has_nul(&self.shown) || has_nul(self.value())
    }
}

impl Deref for Cell {
    type Target = str;

    fn deref(&self) -> &str {
        &self.shown
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::text(&text)
    }
}

pub(super) fn is_error(text: &str) -> bool {
    let is_numbered = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.as_bytes().first() {
        // French programs put a blank before the last sign: `#NOM ?`.
        Some(b'#') if text.contains(char::is_whitespace) => {
            ERRORS.contains(&&*text.chars().filter(|c| !c.is_whitespace()).collect::<String>())
        }
        Some(b'#') => ERRORS.contains(&text),
        Some(b'E') => text.strip_prefix("Err:").is_some_and(is_numbered),
        _ => false,
    }
}

/// A text in NFC without the white space and the invisible marks at its ends.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character));
    // Characters below U+0300, which are those of most languages here, are their own normal form.
    let is_simple = text.is_ascii() || text.bytes().all(|byte| byte < 0xcc);
    if is_simple || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Zero-width characters, marks of direction, byte order marks: they come with texts that are copied from elsewhere.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_marks_and_blanks_are_dropped_at_the_ends_only() {
        for (text, cleaned) in [
            ("\u{202a}+33 6 12\u{202c}", "+33 6 12"),
            (" \u{feff}\u{a0}a\u{200b} b\u{200b} \u{200f}", "a\u{200b} b"),
            ("Zoe\u{301}", "Zoé"),
            ("\u{200b}", ""),
            ("👩\u{200d}🌾", "👩\u{200d}🌾"),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn errors_are_whole_texts() {
        for error in ["#N/A", "#REF!", "#VALEUR!", "Err:502", " #NOM? ", "#NOM ?", "#VALEUR\u{A0}!", "#WAARDE!"] {
            assert!(Cell::text(error).fault(|| "C4".to_owned()).is_some(), "{error}");
        }
        for text in ["#1", "#N/A ?", "Err:50", "Err:5022", "Erreur", "n/a", "#", ""] {
            assert_eq!(Cell::text(text).fault(|| "C4".to_owned()), None, "{text}");
        }
    }
}
