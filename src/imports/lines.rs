//! What is wrong with a line, for people: its number, who it is about, why.

use std::collections::HashMap;

use serde::ser::{Serialize, Serializer};

use crate::error::{Error, FieldError};
use crate::i18n::{Language, Message, text};
use crate::msg;

/// How many refused lines an error tells of; the preview tells of all.
const LINES_TOLD: usize = 100;

/// A line that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    pub line: usize,
    /// Whom the line is about, as far as it says.
    pub name: Option<String>,
    /// At least one.
    pub reasons: Vec<Message>,
    /// The line would write nothing, so it does not stand in the way of the import.
    pub harmless: bool,
}

impl LineError {
    pub fn new(line: usize, name: Option<String>, reason: Message) -> Self {
        LineError { line, name, reasons: vec![reason], harmless: false }
    }

    /// `Ligne 4 (Ada Lovelace) : …`.
    pub fn sentence(&self, language: Language) -> String {
        text(language, &self.message(language))
    }

    fn message(&self, language: Language) -> Message {
        let reasons: Vec<String> = self.reasons.iter().map(|reason| text(language, reason)).collect();
        let reasons = reasons.join(" ");
        match self.name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => msg!("import-line-of", line = self.line.to_string(), name = name, reasons = reasons),
            None => msg!("import-line", line = self.line.to_string(), reasons = reasons),
        }
    }
}

/// The error of a whole import: its sentence tells of the first line, its fields of each.
pub fn refusal(errors: &[LineError], language: Language) -> Option<Error> {
    let first = errors.first()?;
    let message = match errors.len() {
        1 => first.message(language),
        count => msg!("import-lines", first = first.sentence(language), others = count - 1),
    };
    let field =
        |error: &LineError| FieldError { field: format!("line {}", error.line), message: error.message(language) };
    Some(Error::Invalid { message, fields: errors.iter().take(LINES_TOLD).map(field).collect() })
}

/// From how many lines on a reason is told once.
pub const ALIKE_MIN: usize = 3;

/// How many lines such a sentence names.
const LINES_NAMED: usize = 12;

/// The sentences of lines; a reason that several lines share is told once, with their numbers, where it first appears.
pub fn grouped(errors: &[LineError], language: Language) -> Vec<String> {
    let key = |reason: &Message| format!("{reason:?}");
    let mut lines_of: HashMap<String, Vec<usize>> = HashMap::new();
    for error in errors {
        error.reasons.iter().for_each(|reason| lines_of.entry(key(reason)).or_default().push(error.line));
    }
    lines_of.retain(|_, lines| lines.len() >= ALIKE_MIN);
    let mut sentences = Vec::new();
    for error in errors {
        let (alike, own): (Vec<&Message>, Vec<&Message>) = error.reasons.iter().partition(|reason| {
            let key = key(reason);
            lines_of.contains_key(&key)
        });
        for reason in alike {
            // Told before: the lines are gone, and the place shows that there were some.
            let lines = lines_of.get_mut(&key(reason)).map(std::mem::take).unwrap_or_default();
            if lines.is_empty() {
                continue;
            }
            let named: Vec<String> = lines.iter().take(LINES_NAMED).map(usize::to_string).collect();
            let (named, more) = (named.join(", "), lines.len().saturating_sub(LINES_NAMED));
            let reason = text(language, reason);
            sentences.push(text(language, &msg!("import-lines-alike", lines = named, more = more, reason = reason)));
        }
        if !own.is_empty() {
            let reasons = own.into_iter().cloned().collect();
            sentences.push(LineError { reasons, ..error.clone() }.sentence(language));
        }
    }
    sentences
}

/// The errors of a preview, one sentence a line.
pub struct Errors<'a>(pub &'a [LineError], pub Language);

impl Serialize for Errors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|error| error.sentence(self.1)))
    }
}
