//! One statement that reads, as text that the engine can be given.

use std::thread;

use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::dialect::Sqlite;
use super::limits::Limits;
use super::parameters::Parameters;
use super::syntax::{Expected, Fault};
use super::tokens;
use super::tree::{self, Outline};
use crate::error::{Error, Result};
use crate::msg;

/// A single `SELECT`, `VALUES` or `WITH … SELECT`, without the blanks, comments and semicolons around it
/// (platform.md 2.1).
///
/// The text stays as it was sent: the tree that sqlparser makes of it is only looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    text: String,
    /// How many bytes of the text come before the LIMIT of the outermost select, if that limit is literal.
    length_without_limit: Option<usize>,
    has_own_limit: bool,
    parameters: Parameters,
}

impl Statement {
    /// Reads what a person sent. Takes milliseconds for a long text.
    ///
    /// Fails with [`Error::Invalid`] when it is too long, when it is no single query, when the parser does not
    /// understand it, or when it names what may not be read (platform.md 2.5).
    pub fn parse(sql: &str, limits: &Limits) -> Result<Self> {
        if u32::try_from(sql.len()).map_or(true, |length| length > limits.text_bytes) {
            return Err(Error::invalid(msg!("sql-text-too-long", maximum = limits.text_bytes)));
        }
        if sql.contains('\0') {
            return Err(Error::invalid(msg!("sql-nul")));
        }
        let sql = sql.trim_start_matches(BYTE_ORDER_MARK);
        let tokens = only_statement(tokens::read(sql).map_err(Fault::from)?)?;
        if !FIRST_WORDS.iter().any(|&first| tokens::is_keyword(&tokens[0], first)) {
            return Err(Error::invalid(msg!("sql-not-a-query")));
        }
        let offset = |location| tokens::offset(sql, location);
        let (start, end) = (offset(tokens[0].span.start), offset(tokens[tokens.len() - 1].span.end));
        let outline = with_stack_for(tokens::depth(&tokens), || parse(tokens, limits))?;
        Ok(Statement {
            text: sql[start..end].to_owned(),
            length_without_limit: outline.end_without_limit.map(|location| offset(location) - start),
            has_own_limit: outline.has_limit,
            parameters: Parameters::default(),
        })
    }

    /// Any text as a statement, to test what stands behind the checks above.
    #[cfg(test)]
    pub(super) fn unchecked(sql: &str) -> Self {
        let text = sql.to_owned();
        Statement { text, length_without_limit: None, has_own_limit: true, parameters: Parameters::default() }
    }

    /// The same statement with values for its parameters.
    #[must_use]
    pub fn with_parameters(self, parameters: Parameters) -> Self {
        Statement { parameters, ..self }
    }

    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The statement as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every name and every text in quotes that stands in the statement: whatever could name a table.
    ///
    /// Fails as [`Statement::parse`] does, for texts that were not parsed.
    pub fn names(&self) -> Result<Vec<String>> {
        let tokens = tokens::read(&self.text).map_err(Fault::from)?;
        let name = |token: TokenWithSpan| match token.token {
            Token::Word(word) => Some(word.value),
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => Some(text),
            _ => None,
        };
        Ok(tokens.into_iter().filter_map(name).collect())
    }

    /// Whether it may read columns that it does not name: all of a table (`*`), those that two tables share (`NATURAL`), or
    /// those of a table that values are looked for in (`IN users`).
    ///
    /// Fails as [`Statement::parse`] does, for texts that were not parsed.
    pub fn reads_unnamed_columns(&self) -> Result<bool> {
        let tokens = tokens::read(&self.text).map_err(Fault::from)?;
        let is_word = |token: &Token, wanted: &[&str]| match token {
            Token::Word(word) => wanted.iter().any(|wanted| word.value.eq_ignore_ascii_case(wanted)),
            _ => false,
        };
        let begins_columns = |token: &Token| {
            matches!(token, Token::Comma | Token::Period) || is_word(token, &["SELECT", "DISTINCT", "ALL"])
        };
        let pairs = tokens.windows(2).map(|pair| (&pair[0].token, &pair[1].token));
        let has_unnamed = |(first, second): (&Token, &Token)| {
            (*second == Token::Mul && begins_columns(first)) || (is_word(first, &["IN"]) && *second != Token::LParen)
        };
        Ok(pairs.into_iter().any(has_unnamed) || tokens.iter().any(|token| is_word(&token.token, &["NATURAL"])))
    }

    /// The statement without the LIMIT of its outermost select, when that is made of literal integers: what `count`
    /// counts (platform.md 2.2).
    pub fn text_without_limit(&self) -> &str {
        &self.text[..self.length_without_limit.unwrap_or(self.text.len())]
    }

    /// Whether its outermost select says itself how many rows it wants.
    pub fn has_own_limit(&self) -> bool {
        self.has_own_limit
    }
}

/// SQLite passes over it; programs put it at the beginning of files.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The words that a reading statement begins with.
const FIRST_WORDS: [Keyword; 3] = [Keyword::SELECT, Keyword::VALUES, Keyword::WITH];

/// The tokens of the one statement between leading and trailing semicolons: one at least, and no semicolon.
fn only_statement(mut tokens: Vec<TokenWithSpan>) -> Result<Vec<TokenWithSpan>> {
    let is_semicolon = |token: &TokenWithSpan| token.token == Token::SemiColon;
    let start = tokens.iter().position(|token| !is_semicolon(token));
    tokens.drain(..start.ok_or_else(|| Error::invalid(msg!("sql-empty")))?);
    let end = tokens.iter().position(is_semicolon).unwrap_or(tokens.len());
    if !tokens[end..].iter().all(is_semicolon) {
        return Err(Error::invalid(msg!("sql-several-statements")));
    }
    tokens.truncate(end);
    Ok(tokens)
}

/// Parses the statement and checks its tree, which does not leave this function: it may be too deep to be dropped
/// elsewhere.
fn parse(tokens: Vec<TokenWithSpan>, limits: &Limits) -> Result<Outline> {
    let tokens = tokens::for_parser(tokens);
    if tokens.len() > MAXIMUM_TOKENS {
        return Err(Fault::TooComplex.into());
    }
    let dialect = Sqlite::for_tokens(tokens.len());
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(usize::try_from(limits.nesting).unwrap_or(usize::MAX))
        .with_tokens_with_locations(tokens);
    let query = parser.parse_query().map_err(|error| Fault::from_parser(error, &parser))?;
    let after = parser.peek_token_ref();
    if after.token == Token::EOF {
        return tree::outline(&query, &parser);
    }
    let index = tokens::of(&parser).position(|token| token.span == after.span).unwrap_or_default();
    Err(Fault::unexpected(index, |index| parser.token_at(index), Expected::new(Expected::END)).into())
}

/// A token makes up to half a kilobyte of tree.
const MAXIMUM_TOKENS: usize = 400_000;

/// Runs `action` with a stack that is large enough for a tree of that depth. sqlparser takes more stack where its own
/// functions nest, but a tree is dropped by the compiler's code, one frame after the other.
fn with_stack_for<T: Send>(depth: usize, action: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    match depth {
        0..=DEPTH_ON_ANY_STACK => action(),
        _ if depth > MAXIMUM_DEPTH => Err(Fault::TooComplex.into()),
        _ => thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(LARGE_STACK_BYTES).spawn_scoped(scope, action)?;
            thread.join().unwrap_or_else(|_| Err(Error::internal(anyhow::anyhow!("the parser panicked"))))
        }),
    }
}

/// A frame of the code that drops a tree takes some hundred bytes, twice as many without optimisation.
const DEPTH_ON_ANY_STACK: usize = 500;
const MAXIMUM_DEPTH: usize = 50_000;
const LARGE_STACK_BYTES: usize = 64 << 20;
