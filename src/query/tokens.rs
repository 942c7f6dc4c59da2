//! Cuts a statement into the tokens that sqlparser parses, with the keywords that they have in SQLite.
//!
//! sqlparser's tokens carry the keywords of all its dialects, and its parser looks at nothing else: where a column is
//! called `top`, `sample` or `interval`, it would begin a clause of another engine. So each word that is no keyword of
//! SQLite's queries loses its keyword here. A few operators and clauses for which the parser has no place and no hook
//! become others that stand in the same places. What a statement reads does not depend on them, and the text that runs
//! is the text that was sent.

use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Word};

use super::dialect::{RESERVED, Sqlite};

/// The keywords of SQLite's queries besides the reserved ones.
const CONTEXTUAL: [Keyword; 36] = [
    Keyword::ASC,
    Keyword::BY,
    Keyword::CAST,
    Keyword::CROSS,
    Keyword::CURRENT,
    Keyword::CURRENT_DATE,
    Keyword::CURRENT_TIME,
    Keyword::CURRENT_TIMESTAMP,
    Keyword::DESC,
    Keyword::END,
    Keyword::FALSE,
    Keyword::FIRST,
    Keyword::FOLLOWING,
    Keyword::FULL,
    Keyword::GLOB,
    Keyword::GROUPS,
    Keyword::INNER,
    Keyword::LAST,
    Keyword::LEFT,
    Keyword::MATCH,
    Keyword::MATERIALIZED,
    Keyword::NATURAL,
    Keyword::NULLS,
    Keyword::OUTER,
    Keyword::OVER,
    Keyword::PARTITION,
    Keyword::PRECEDING,
    Keyword::RANGE,
    Keyword::RECURSIVE,
    Keyword::REGEXP,
    Keyword::RIGHT,
    Keyword::ROW,
    Keyword::ROWS,
    Keyword::TRUE,
    Keyword::UNBOUNDED,
    Keyword::WINDOW,
];

/// Why a text could not be cut into tokens.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The text or name that begins there does not end.
    Unfinished(Location),
    /// The token with that index is not one of SQLite's.
    Foreign(Vec<TokenWithSpan>, usize),
}

/// The tokens of a text, without blanks and comments.
pub(super) fn read(sql: &str) -> Result<Vec<TokenWithSpan>, Unreadable> {
    let dialect = Sqlite::for_tokens(0);
    let mut tokens = Vec::new();
    Tokenizer::new(&dialect, sql)
        .tokenize_with_location_into_buf(&mut tokens)
        .map_err(|error| Unreadable::Unfinished(error.location))?;
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    match tokens.iter().position(|token| !is_of_sqlite(&token.token)) {
        Some(foreign) => Err(Unreadable::Foreign(tokens, foreign)),
        None => Ok(tokens),
    }
}

/// Whether SQLite has such a token. A token of another engine could end where SQLite's does not: `$$…$$` is a text in
/// PostgreSQL and a parameter here.
fn is_of_sqlite(token: &Token) -> bool {
    matches!(
        token,
        Token::Word(_)
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::HexStringLiteral(_)
            | Token::Placeholder(_)
            | Token::Colon
            | Token::AtSign
            | Token::Comma
            | Token::Period
            | Token::SemiColon
            | Token::LParen
            | Token::RParen
            | Token::Eq
            | Token::DoubleEq
            | Token::Neq
            | Token::Lt
            | Token::Gt
            | Token::LtEq
            | Token::GtEq
            | Token::Plus
            | Token::Minus
            | Token::Mul
            | Token::Div
            | Token::Mod
            | Token::StringConcat
            | Token::Ampersand
            | Token::Pipe
            | Token::Tilde
            | Token::ShiftLeft
            | Token::ShiftRight
            | Token::Arrow
            | Token::LongArrow
    )
}

/// The tokens as the parser is to see them.
pub(super) fn for_parser(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut adapted: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let (mut place, mut literals_in_row) = (Place::default(), 0);
    for mut token in tokens {
        match &mut token.token {
            Token::Word(word) => place.adapt(word),
            Token::SingleQuotedString(name) if place.is_after_in => {
                let value = std::mem::take(name);
                token.token = Token::Word(Word { value, quote_style: Some('"'), keyword: Keyword::NoKeyword });
            }
            // The end of a frame, whose EXCLUDE the parser does not know.
            Token::RParen => adapted.truncate(adapted.len() - length_of_exclude(&adapted)),
            _ => {}
        }
        let is_after_comma = adapted.last().is_some_and(|last| last.token == Token::Comma);
        literals_in_row = match &token.token {
            Token::Comma => literals_in_row,
            literal if !is_literal(literal) => 0,
            _ if is_after_comma => literals_in_row + 1,
            _ => 1,
        };
        place.pass(&token.token);
        // One more literal in a long list tells nothing new, and its node in the tree takes hundreds of bytes.
        if literals_in_row > KEPT_LITERALS && is_literal(&token.token) {
            adapted.pop();
        } else {
            adapted.push(token);
        }
    }
    adapted
}

/// How many literals in a row are left in a list.
const KEPT_LITERALS: usize = 100;

fn is_literal(token: &Token) -> bool {
    matches!(token, Token::Number(..) | Token::SingleQuotedString(_) | Token::HexStringLiteral(_))
}

/// The tokens of a parser.
pub(super) fn of<'p>(parser: &'p Parser<'_>) -> impl Iterator<Item = &'p TokenWithSpan> {
    (0..).map(|index| parser.token_at(index)).take_while(|token| token.token != Token::EOF)
}

/// What the tokens so far say about the next one.
#[derive(Default)]
struct Place {
    /// An operand ends here, so a word like `GLOB` is an operator.
    is_after_operand: bool,
    /// The `NOT` of `a NOT GLOB b` was just passed.
    is_after_infix_not: bool,
    is_after_period: bool,
    is_after_natural: bool,
    /// A text is the name of a table there.
    is_after_in: bool,
}

impl Place {
    /// Gives a word the keyword that it is here.
    fn adapt(&self, word: &mut Word) {
        let is_operator = self.is_after_operand || self.is_after_infix_not;
        word.keyword = match word.keyword {
            _ if word.quote_style.is_some() || self.is_after_period => Keyword::NoKeyword,
            // One operator, as far as the operands are concerned.
            Keyword::GLOB | Keyword::MATCH | Keyword::REGEXP | Keyword::LIKE if is_operator => Keyword::LIKE,
            Keyword::GLOB | Keyword::MATCH | Keyword::REGEXP | Keyword::LIKE => Keyword::NoKeyword,
            _ if word.value.eq_ignore_ascii_case("ISNULL") => Keyword::NOTNULL,
            Keyword::CROSS if self.is_after_natural => Keyword::INNER,
            keyword if RESERVED.contains(&keyword) || CONTEXTUAL.contains(&keyword) => keyword,
            _ => Keyword::NoKeyword,
        };
    }

    fn pass(&mut self, token: &Token) {
        let keyword = if let Token::Word(word) = token { word.keyword } else { Keyword::NoKeyword };
        *self = Place {
            is_after_infix_not: self.is_after_operand && keyword == Keyword::NOT,
            is_after_operand: ends_operand(token),
            is_after_period: *token == Token::Period,
            is_after_natural: keyword == Keyword::NATURAL,
            is_after_in: keyword == Keyword::IN,
        };
    }
}

/// Whether an operand may end with this token.
fn ends_operand(token: &Token) -> bool {
    match token {
        Token::Word(word) => match word.keyword {
            Keyword::NULL | Keyword::NOTNULL => true,
            Keyword::BY | Keyword::ROWS | Keyword::RANGE | Keyword::GROUPS => false,
            keyword => !RESERVED.contains(&keyword),
        },
        Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::HexStringLiteral(_)
        | Token::Placeholder(_)
        | Token::RParen => true,
        _ => false,
    }
}

/// How many of the last tokens are `EXCLUDE …` after the bound of a window's frame; 0 when they are something else.
fn length_of_exclude(tokens: &[TokenWithSpan]) -> usize {
    let words = tokens.iter().rev().map_while(|token| match &token.token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_uppercase()),
        _ => None,
    });
    let words: Vec<String> = words.take(4).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["OTHERS", "NO", "EXCLUDE", bound] | ["ROW", "CURRENT", "EXCLUDE", bound] if ends_frame(bound) => 3,
        ["GROUP" | "TIES", "EXCLUDE", bound, ..] if ends_frame(bound) => 2,
        _ => 0,
    }
}

/// Whether the bound of a frame may end with this word.
fn ends_frame(word: &str) -> bool {
    matches!(word, "ROW" | "PRECEDING" | "FOLLOWING")
}

/// Whether it is this keyword, without quotes.
pub(super) fn is_keyword(token: &TokenWithSpan, keyword: Keyword) -> bool {
    matches!(&token.token, Token::Word(word) if word.quote_style.is_none() && word.keyword == keyword)
}

/// The name a token may stand for, without its quotes: SQLite takes a text for a name where it wants one.
pub(super) fn name(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) => Some(&word.value),
        Token::SingleQuotedString(text) => Some(text),
        _ => None,
    }
}

/// An upper bound of how deep the tree of these tokens can be: in each pair of parentheses, the longest run between
/// two commas, with what its own parentheses hold.
pub(super) fn depth(tokens: &[TokenWithSpan]) -> usize {
    /// The run so far, and the deepest that was found, at one level of parentheses.
    #[derive(Default)]
    struct Level {
        run: usize,
        deepest_in_run: usize,
        deepest: usize,
    }
    impl Level {
        fn end_run(&mut self) -> usize {
            self.deepest = self.deepest.max(self.run + self.deepest_in_run);
            (self.run, self.deepest_in_run) = (0, 0);
            self.deepest
        }
    }
    let (mut outer, mut level) = (Vec::new(), Level::default());
    for token in tokens {
        level.run += 1;
        match token.token {
            Token::LParen => outer.push(std::mem::take(&mut level)),
            Token::RParen => {
                let deepest = level.end_run();
                level = outer.pop().unwrap_or_default();
                level.deepest_in_run = level.deepest_in_run.max(deepest);
            }
            Token::Comma => {
                level.end_run();
            }
            _ => {}
        }
    }
    outer.into_iter().rev().fold(level.end_run(), |deepest, mut level| deepest + level.end_run())
}

/// The byte at a location of the text: sqlparser counts lines and characters, from 1.
pub(super) fn offset(sql: &str, location: Location) -> usize {
    let line = usize::try_from(location.line).unwrap_or(usize::MAX).saturating_sub(1);
    let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
    let start = if line == 0 { 0 } else { sql.match_indices('\n').nth(line - 1).map_or(sql.len(), |(at, _)| at + 1) };
    sql[start..].char_indices().nth(column).map_or(sql.len(), |(at, _)| start + at)
}
