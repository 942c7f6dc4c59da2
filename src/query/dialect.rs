//! SQLite's SQL for sqlparser: its own dialect for SQLite, with what SQLite accepts beyond it in reading statements.
//!
//! [`super::tokens`] prepares the tokens; what remains to be said while they are parsed is said here.

use std::any::TypeId;
use std::cell::Cell;

use sqlparser::ast::{DataType, Expr, Ident, ObjectName};
use sqlparser::dialect::{Dialect, Precedence, SQLiteDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// Keywords that SQLite never takes for a name, so that an expression or an alias cannot begin with them.
pub(super) const RESERVED: [Keyword; 40] = [
    Keyword::ALL,
    Keyword::AND,
    Keyword::AS,
    Keyword::BETWEEN,
    Keyword::CASE,
    Keyword::COLLATE,
    Keyword::DELETE,
    Keyword::DISTINCT,
    Keyword::ELSE,
    Keyword::ESCAPE,
    Keyword::EXCEPT,
    Keyword::EXISTS,
    Keyword::FROM,
    Keyword::GROUP,
    Keyword::HAVING,
    Keyword::IN,
    Keyword::INSERT,
    Keyword::INTERSECT,
    Keyword::IS,
    Keyword::JOIN,
    Keyword::LIMIT,
    Keyword::NOT,
    Keyword::NOTNULL,
    Keyword::NULL,
    Keyword::ON,
    Keyword::OR,
    Keyword::ORDER,
    Keyword::SELECT,
    Keyword::THEN,
    Keyword::UNION,
    Keyword::UPDATE,
    Keyword::USING,
    Keyword::VALUES,
    Keyword::WHEN,
    Keyword::WHERE,
    // Names in SQLite's grammar, but never where they would mean something else.
    Keyword::LIKE,
    Keyword::OFFSET,
    Keyword::INDEXED,
    Keyword::FILTER,
    Keyword::WITH,
];

/// The reserved keywords that an expression begins with.
const PREFIXES: [Keyword; 4] = [Keyword::CASE, Keyword::EXISTS, Keyword::NOT, Keyword::NULL];

/// The names that an expression may begin with although they are also clauses.
const NAMES_IN_EXPRESSIONS: [Keyword; 5] =
    [Keyword::LIKE, Keyword::OFFSET, Keyword::INDEXED, Keyword::FILTER, Keyword::WITH];

/// The words that stand before `JOIN`.
pub(super) const JOIN_WORDS: [Keyword; 7] =
    [Keyword::CROSS, Keyword::FULL, Keyword::INNER, Keyword::LEFT, Keyword::NATURAL, Keyword::OUTER, Keyword::RIGHT];

/// Above that of every operator.
const COLLATE_PRECEDENCE: u8 = 60;

/// sqlparser's dialect of SQLite with our additions. The methods that are not forwarded keep their defaults there too.
#[derive(Debug)]
pub(super) struct Sqlite {
    base: SQLiteDialect,
    /// How many more times the parser may look at an expression. The parser goes back and tries again where it cannot
    /// know what begins, and a text could be made that multiplies these trials; the count ends them.
    looks_left: Cell<usize>,
}

impl Sqlite {
    /// A dialect for the parsing of that many tokens.
    pub fn for_tokens(count: usize) -> Self {
        Sqlite { base: SQLiteDialect {}, looks_left: Cell::new(LOOKS_PER_TOKEN.saturating_mul(count) + 1_000) }
    }

    /// Fails once the parser has gone back too often.
    fn look(&self) -> Result<(), ParserError> {
        let left = self.looks_left.get().checked_sub(1).ok_or(ParserError::RecursionLimitExceeded)?;
        self.looks_left.set(left);
        Ok(())
    }
}

const LOOKS_PER_TOKEN: usize = 50;

/// Methods that answer as sqlparser's SQLite does.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(fn $name(&self, $($argument: $type),*) -> $result { self.base.$name($($argument),*) })*
    };
}

macro_rules! always {
    ($($name:ident),* $(,)?) => { $(fn $name(&self) -> bool { true })* };
}

impl Dialect for Sqlite {
    /// The parser takes it for sqlparser's SQLite where it asks for a dialect by name.
    fn dialect(&self) -> TypeId {
        TypeId::of::<SQLiteDialect>()
    }

    forward! {
        is_delimited_identifier_start(character: char) -> bool;
        is_identifier_start(character: char) -> bool;
        is_identifier_part(character: char) -> bool;
        identifier_quote_style(identifier: &str) -> Option<char>;
        supports_filter_during_aggregation() -> bool;
        supports_in_empty_list() -> bool;
        supports_limit_comma() -> bool;
        supports_dollar_placeholder() -> bool;
        supports_notnull_operator() -> bool;
        supports_is_operator() -> bool;
        supports_numeric_literal_underscores() -> bool;
        supports_string_literal_column_names() -> bool;
        supports_cast_empty_data_type_to_unspecified() -> bool;
        supports_national_string_literal() -> bool;
        supports_parens_around_table_factor() -> bool;
        supports_unterminated_block_comments() -> bool;
        supports_over_keyword_as_column_alias() -> bool;
        supports_indexed_by() -> bool;
        supports_comma_join_constraint() -> bool;
        supports_aggregate_order_by_with_empty_args() -> bool;
        supports_bitwise_shift_operators() -> bool;
        supports_in_table_expression() -> bool;
        between_low_bound_precedence() -> u8;
        prec_value(precedence: Precedence) -> u8;
    }

    always! {
        supports_cte_materialization,
        supports_cross_join_constraint,
        // `0X1F`, which the base takes for a number and an alias.
        supports_non_decimal_integer_literals,
    }

    /// `SELECT 1 'one'`.
    fn supports_string_literal_column_alias(&self, _explicit: bool) -> bool {
        true
    }

    /// `FROM payments 'p'`.
    fn supports_string_literal_table_alias(&self, _explicit: bool) -> bool {
        true
    }

    fn is_column_alias(&self, keyword: &Keyword, parser: &mut Parser) -> bool {
        !RESERVED.contains(keyword) && !begins_window_clause(*keyword, parser)
    }

    fn is_table_alias(&self, keyword: &Keyword, parser: &mut Parser) -> bool {
        !RESERVED.contains(keyword) && !JOIN_WORDS.contains(keyword) && !begins_window_clause(*keyword, parser)
    }

    fn is_table_factor(&self, keyword: &Keyword, _parser: &mut Parser) -> bool {
        self.look().is_ok() && (NAMES_IN_EXPRESSIONS.contains(keyword) || !RESERVED.contains(keyword))
    }

    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        if let Err(error) = self.look() {
            return Some(Err(error));
        }
        let next = &parser.peek_nth_token_ref(1).token;
        match &parser.peek_token_ref().token {
            // `'payments'.name`
            Token::SingleQuotedString(_) if *next == Token::Period => Some(quoted_identifier(parser)),
            // `(VALUES (1))`
            Token::LParen if is_keyword(next, Keyword::VALUES) => Some(parenthesized_query(parser)),
            Token::Word(word) if RESERVED.contains(&word.keyword) => {
                let is_expression = PREFIXES.contains(&word.keyword) || NAMES_IN_EXPRESSIONS.contains(&word.keyword);
                (!is_expression).then(|| parser.expected_ref("an expression", parser.peek_token_ref()))
            }
            _ => None,
        }
    }

    /// All infix operators that need more than the parser's defaults have become others in [`super::tokens`]: a hook
    /// sees the left operand by reference only, and copying it at each operator would take quadratic time.
    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        if let Err(error) = self.look() {
            return Some(Err(error));
        }
        match &parser.peek_token_ref().token {
            token if is_keyword(token, Keyword::COLLATE) => Some(Ok(COLLATE_PRECEDENCE)),
            _ => self.base.get_next_precedence(parser),
        }
    }

    /// After `AS` any words, with one or two numbers in parentheses. Elsewhere there are no types in SQLite's queries:
    /// `date '2026-01-01'` is a column and its alias.
    fn parse_data_type(&self, parser: &mut Parser) -> Option<Result<DataType, ParserError>> {
        if !is_keyword(&parser.get_current_token().token, Keyword::AS) {
            return Some(parser.expected_ref("an expression", parser.peek_token_ref()));
        }
        Some(type_name(parser))
    }
}

/// `WINDOW` is a name unless a name and `AS` follow it.
fn begins_window_clause(keyword: Keyword, parser: &Parser) -> bool {
    keyword == Keyword::WINDOW && is_keyword(&parser.peek_nth_token_ref(1).token, Keyword::AS)
}

fn is_keyword(token: &Token, keyword: Keyword) -> bool {
    matches!(token, Token::Word(word) if word.keyword == keyword)
}

fn quoted_identifier(parser: &mut Parser) -> Result<Expr, ParserError> {
    let token = parser.next_token();
    match token.token {
        Token::SingleQuotedString(name) => Ok(Expr::Identifier(Ident::with_quote_and_span('\'', token.span, name))),
        _ => parser.expected("an expression", token),
    }
}

fn parenthesized_query(parser: &mut Parser) -> Result<Expr, ParserError> {
    parser.expect_token(&Token::LParen)?;
    let query = parser.parse_query()?;
    parser.expect_token(&Token::RParen)?;
    Ok(Expr::Subquery(query))
}

fn type_name(parser: &mut Parser) -> Result<DataType, ParserError> {
    let mut words = Vec::new();
    while let Token::Word(_) | Token::SingleQuotedString(_) = &parser.peek_token_ref().token {
        words.push(parser.parse_identifier()?);
    }
    if words.is_empty() {
        return parser.expected_ref("a type", parser.peek_token_ref());
    }
    if parser.consume_token(&Token::LParen) {
        parser.parse_comma_separated(signed_number)?;
        parser.expect_token(&Token::RParen)?;
    }
    Ok(DataType::Custom(ObjectName::from(words), Vec::new()))
}

fn signed_number(parser: &mut Parser) -> Result<(), ParserError> {
    let _sign = parser.consume_token(&Token::Minus) || parser.consume_token(&Token::Plus);
    parser.parse_number_value().map(|_| ())
}
