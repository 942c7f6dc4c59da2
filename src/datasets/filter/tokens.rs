//! The words and signs of a condition (OData 4.0, ABNF).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Literal;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Comma,
    /// A name, an operator or a function.
    Word(String),
    Literal(Literal),
}

/// Where a text stops making sense, in characters from 1, and what stands there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub at: usize,
    pub found: String,
}

/// Characters of a misfit that a sentence repeats.
const FOUND_CHARACTERS: usize = 20;

impl Misfit {
    pub fn at(text: &str, byte: usize) -> Self {
        let (before, rest) = text.split_at(byte.min(text.len()));
        Misfit { at: before.chars().count() + 1, found: rest.chars().take(FOUND_CHARACTERS).collect() }
    }
}

/// The tokens of a text, each with the byte it begins at. Moments are read in that time zone.
pub(super) fn split(text: &str, zone: &TimeZone) -> Result<Vec<(usize, Token)>, Misfit> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, bytes) = match first {
            ' ' | '\t' => {
                at += 1;
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => quoted(rest).ok_or_else(|| Misfit::at(text, at))?,
            'A'..='Z' | 'a'..='z' | '_' => {
                let bytes = length(rest, |c| c.is_ascii_alphanumeric() || c == '_');
                (word(&rest[..bytes]), bytes)
            }
            '0'..='9' | '-' => {
                let bytes = length(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '+'));
                let literal = number_or_date(&rest[..bytes], zone).ok_or_else(|| Misfit::at(text, at))?;
                (Token::Literal(literal), bytes)
            }
            _ => return Err(Misfit::at(text, at)),
        };
        tokens.push((at, token));
        at += bytes;
    }
    Ok(tokens)
}

fn length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn word(word: &str) -> Token {
    match word {
        "null" => Token::Literal(Literal::Null),
        "true" => Token::Literal(Literal::Truth(true)),
        "false" => Token::Literal(Literal::Truth(false)),
        other => Token::Word(other.to_owned()),
    }
}

/// A text between apostrophes, in which two of them stand for one; `None` if it does not end.
fn quoted(text: &str) -> Option<(Token, usize)> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            value.push(character);
        } else if characters.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((Token::Literal(Literal::Text(value)), at + 1));
        }
    }
    None
}

fn number_or_date(text: &str, zone: &TimeZone) -> Option<Literal> {
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit())
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
    };
    if text.len() == 10 && text.as_bytes()[4] == b'-' {
        return Some(Literal::Date(text.parse::<Date>().ok()?.to_string()));
    }
    if text.contains('T') {
        // Without seconds, as the grammar allows: `2026-03-01T10:00Z`.
        let (day, time) = text.split_once('T')?;
        let has_seconds = time.get(5..6) == Some(":");
        let whole =
            if has_seconds { text.to_owned() } else { format!("{day}T{}:00{}", time.get(..5)?, time.get(5..)?) };
        let local = zone.to_datetime(whole.parse::<Timestamp>().ok()?);
        return Some(Literal::Moment(local.strftime("%Y-%m-%d %H:%M:%S").to_string()));
    }
    let number: f64 = is_number(text.trim_start_matches('-')).then(|| text.parse().ok())??;
    number.is_finite().then(|| Literal::Number(number, text.to_owned()))
}
