//! Failures inside a function, carried through SQLite as text and found again at the other end.

use std::fmt;

use crate::i18n::{Argument, Language, Message, text};

/// Every sentence a function can fail with: those of `locales/*/functions.ftl`.
const SENTENCES: [&str; 9] = [
    "function-email-without-at",
    "function-field-unknown",
    "function-like-escape",
    "function-like-too-long",
    "function-match-without-option",
    "function-option-unknown",
    "function-random-length",
    "function-rank-matchinfo",
    "function-rank-weights",
];
/// The holes of these sentences.
const HOLES: [&str; 3] = ["columns", "maximum", "name"];
/// Stands between the parts of a carried message; no sentence holds it (ASCII unit separator).
const SEPARATOR: char = '\u{1f}';
const LONGEST_ARGUMENT: usize = 100;

/// Why a function could not answer: a sentence for the person who wrote the query.
///
/// SQLite keeps only the text of an error. So the text is the French sentence, followed by the message it was made of;
/// [`message_of`] reads that back, to say it in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError(Message);

impl From<Message> for FunctionError {
    fn from(message: Message) -> Self {
        FunctionError(message)
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let carried = Message {
            id: self.0.id,
            arguments: self.0.arguments.iter().map(|(name, value)| (*name, Argument::Text(carriable(value)))).collect(),
        };
        write!(f, "{}{SEPARATOR}{}", text(Language::French, &carried), carried.id)?;
        for (name, value) in &carried.arguments {
            write!(f, "{SEPARATOR}{name}={}", carriable(value))?;
        }
        Ok(())
    }
}

impl std::error::Error for FunctionError {}

/// A value short enough to be read, without what would end SQLite's text (NUL) or look like a separator.
fn carriable(value: &Argument) -> String {
    match value {
        Argument::Text(text) => text.chars().filter(|c| !c.is_control()).take(LONGEST_ARGUMENT).collect(),
        Argument::Number(number) => number.to_string(),
    }
}

/// The sentence of a function's failure; `None` when the error comes from elsewhere.
pub fn message_of(error: &rusqlite::Error) -> Option<Message> {
    let text = match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text,
        // The planner may try a pure function while it prepares the statement.
        rusqlite::Error::SqlInputError { msg, .. } => msg,
        _ => return None,
    };
    let mut parts = text.split(SEPARATOR).skip(1);
    let id = known(&SENTENCES, parts.next()?)?;
    let arguments = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((known(&HOLES, name)?, Argument::from(value)))
    });
    Some(Message { id, arguments: arguments.collect() })
}

fn known(words: &[&'static str], word: &str) -> Option<&'static str> {
    words.iter().find(|known| **known == word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::text_by_id;
    use crate::msg;

    fn through_sqlite(error: FunctionError) -> rusqlite::Error {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        super::super::scalar(&connection, "fail", 0, super::super::CHANGING, move |_| Err::<i64, _>(error.clone()))
            .unwrap();
        connection.query_row("SELECT fail()", [], |row| row.get::<_, i64>(0)).unwrap_err()
    }

    #[test]
    fn every_sentence_exists_in_both_languages() {
        for language in Language::ALL {
            for id in SENTENCES {
                assert!(text_by_id(language, id, &[]).is_some(), "{id} {language:?}");
            }
        }
    }

    #[test]
    fn a_sentence_goes_through_sqlite_and_can_be_said_in_english() {
        let error = through_sqlite(FunctionError(msg!("function-field-unknown", name = "taille")));
        let message = message_of(&error).unwrap();
        assert_eq!(text(Language::English, &message), "There is no member field named “taille”.");
        assert!(error.to_string().starts_with("Aucun champ"), "{error}");
    }

    #[test]
    fn hostile_arguments_arrive_harmless_and_short() {
        let name = format!("a\0b\u{1f}c={}", "x".repeat(10_000));
        let message = message_of(&through_sqlite(FunctionError(msg!("function-field-unknown", name = name)))).unwrap();
        let [("name", Argument::Text(name))] = message.arguments.as_slice() else { panic!("{message:?}") };
        assert!(name.starts_with("abc=xx") && name.len() == LONGEST_ARGUMENT);
    }

    #[test]
    fn other_errors_have_no_sentence() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let error = connection.execute_batch("SELECT nothing FROM nowhere").unwrap_err();
        assert_eq!(message_of(&error), None);
    }
}
