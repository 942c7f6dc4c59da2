//! What is said about a text that is not a query: where the error is, and what was expected there.

use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::dialect::JOIN_WORDS;
use super::refusal;
use super::tokens::{self, Unreadable};
use crate::error::Error;
use crate::msg;

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// A literal or a name that begins there does not end.
    Unfinished(Location),
    /// This token cannot stand there.
    Unexpected { found: String, at: Location, expected: Expected },
    /// The text ends there, and more was expected.
    Ends { at: Location, expected: Expected },
    /// SQLite would understand it, but no hook of the parser reaches it; `instead` names the sentence that says what to
    /// write.
    NotAccepted { found: String, at: Location, instead: &'static str },
    /// It nests too deep.
    TooComplex,
}

/// What should have stood in that place: the name of a choice in the sentences, or SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected(String);

impl Expected {
    pub const NOTHING: &str = "nothing";
    pub const END: &str = "end";

    pub fn new(choice: &str) -> Self {
        Expected(choice.to_owned())
    }

    /// From the parser's words. Phrases that are not known say nothing, rather than English in a French sentence.
    fn from_parser(words: &str) -> Self {
        let is_sql = |c: char| !c.is_lowercase();
        Expected::new(match words {
            "an expression" | "a value" => "expression",
            "identifier" | "an identifier" | "an identifier after AS" => "name",
            "table name" | "joined table" => "table",
            "a type" => "type",
            "SELECT, VALUES, or a subquery in the query body" => "query",
            _ if !words.is_empty() && words.chars().all(is_sql) => words,
            _ => Expected::NOTHING,
        })
    }
}

impl Fault {
    /// The parser's error. Its words are `Expected: …, found: … at Line: 1, Column: 8`; where they name no place, it
    /// is that of the token that the parser had reached.
    pub fn from_parser(error: ParserError, parser: &Parser<'_>) -> Self {
        let words = match error {
            ParserError::RecursionLimitExceeded => return Fault::TooComplex,
            ParserError::ParserError(words) | ParserError::TokenizerError(words) => words,
        };
        let (before, place) = words.rsplit_once(" at Line: ").unwrap_or((&words, ""));
        let expected = before.strip_prefix("Expected: ").and_then(|rest| rest.rsplit_once(", found: "));
        let is_at_end = place.is_empty() && expected.is_some_and(|(_, found)| found == "EOF");
        let expected = Expected::from_parser(expected.map_or("", |(expected, _)| expected));
        let at = location(place).unwrap_or(parser.get_current_token().span.start);
        match tokens::of(parser).position(|token| token.span.start == at).filter(|_| !is_at_end) {
            Some(index) => Fault::unexpected(index, |index| parser.token_at(index), expected),
            None => Fault::Ends { at: tokens::of(parser).last().map_or(at, |last| last.span.end), expected },
        }
    }

    /// The token with that index cannot stand there; `token` gives those around it too.
    pub fn unexpected<'t>(index: usize, token: impl Fn(usize) -> &'t TokenWithSpan, expected: Expected) -> Self {
        let (found, at) = (token(index).token.to_string(), token(index).span.start);
        let previous = index.checked_sub(1).map(&token);
        match not_accepted(previous, token(index), token(index + 1)) {
            Some(instead) => Fault::NotAccepted { found, at, instead },
            None => Fault::Unexpected { found, at, expected },
        }
    }
}

impl From<Unreadable> for Fault {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Unfinished(at) => Fault::Unfinished(at),
            Unreadable::Foreign(tokens, foreign) => {
                let token = |index| tokens.get(index).unwrap_or(&tokens[foreign]);
                Fault::unexpected(foreign, token, Expected::new(Expected::NOTHING))
            }
        }
    }
}

/// What to write instead of a construct of SQLite that the parser does not know.
fn not_accepted(previous: Option<&TokenWithSpan>, this: &TokenWithSpan, next: &TokenWithSpan) -> Option<&'static str> {
    let is_join_word = |token: &TokenWithSpan| JOIN_WORDS.iter().any(|&keyword| tokens::is_keyword(token, keyword));
    match (&this.token, previous.map(|previous| &previous.token)) {
        // `$a::b` and `$a(b)`
        (Token::DoubleColon, _) | (Token::LParen, Some(Token::Placeholder(_))) => Some("parameter"),
        // `a||/* … */b` and `a<@b`
        (Token::PGSquareRoot | Token::PGCubeRoot | Token::ArrowAt, _) => Some("blank"),
        // `LEFT NATURAL JOIN`
        _ if is_join_word(this) && (previous.is_some_and(is_join_word) || is_join_word(next)) => Some("join"),
        _ => None,
    }
}

/// The place in `1, Column: 8`.
fn location(words: &str) -> Option<Location> {
    let (line, column) = words.split_once(", Column: ")?;
    Some(Location { line: line.parse().ok()?, column: column.parse().ok()? })
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::invalid(match fault {
            Fault::TooComplex => msg!("sql-too-complex"),
            Fault::NotAccepted { found, at, instead } => {
                let found = shown(&found);
                msg!("sql-not-accepted", line = at.line, column = at.column, found = found, instead = instead)
            }
            Fault::Unfinished(at) => msg!("sql-unfinished", line = at.line, column = at.column),
            Fault::Ends { at, expected } => {
                msg!("sql-syntax-end", line = at.line, column = at.column, expected = expected.0)
            }
            Fault::Unexpected { found, at, expected } => {
                let found = shown(&found);
                msg!("sql-syntax", line = at.line, column = at.column, found = found, expected = expected.0)
            }
        })
    }
}

/// The beginning of a token, unless it names what is hidden.
fn shown(found: &str) -> String {
    if refusal::names_something_hidden(found) {
        return "…".to_owned();
    }
    let visible = |character: char| if character.is_control() { '\u{FFFD}' } else { character };
    found.chars().take(MAXIMUM_CHARACTERS).map(visible).collect()
}

const MAXIMUM_CHARACTERS: usize = 60;
