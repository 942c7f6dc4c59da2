//! One statement that reads, as text that the engine can be given.

use super::lexer::{Kind, Token, tokens};
use super::limits::Limits;
use super::policy::{self, Access};
use crate::error::{Error, Result};
use crate::msg;

/// A single `SELECT`, `VALUES` or `WITH …`, without the blanks, comments and semicolons around it (platform.md 2.1).
///
/// That it only reads is not decided here: `WITH …` may still end in a `DELETE`, which the connection refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    text: String,
    /// How many bytes of the text come before the last LIMIT of the outermost select, when that limit is literal.
    length_without_limit: Option<usize>,
    has_own_limit: bool,
}

impl Statement {
    /// Reads what a person sent.
    ///
    /// Fails with [`Error::Invalid`] when it is too long, when there is no statement or several, when it does not begin
    /// as a reading one, or when it joins tables by column names in a way that would go round the guard of hidden columns (platform.md 2.5).
    pub fn parse(sql: &str, limits: &Limits) -> Result<Self> {
        if u32::try_from(sql.len()).map_or(true, |length| length > limits.text_bytes) {
            return Err(Error::invalid(msg!("sql-text-too-long", maximum = limits.text_bytes)));
        }
        if sql.contains('\0') {
            return Err(Error::invalid(msg!("sql-nul")));
        }
        let significant: Vec<Token<'_>> = tokens(sql).filter(Token::is_significant).collect();
        let tokens = only_statement(&significant)?;
        if !["SELECT", "VALUES", "WITH"].iter().any(|keyword| tokens[0].is_keyword(keyword)) {
            return Err(Error::invalid(msg!("sql-not-a-query")));
        }
        refuse_joins_by_hidden_names(tokens)?;
        let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
        let limit = outermost_limit(tokens);
        let is_literal = limit.is_some_and(|index| is_literal_limit(&tokens[index + 1..]));
        // A limit follows something, or the engine will refuse the statement.
        let before_limit = limit.filter(|_| is_literal).and_then(|index| tokens.get(index.checked_sub(1)?));
        Ok(Statement {
            text: sql[first.start..last.end()].to_owned(),
            length_without_limit: before_limit.map(|token| token.end() - first.start),
            has_own_limit: limit.is_some(),
        })
    }

    /// Any text as a statement, to test what stands behind the checks above.
    #[cfg(test)]
    pub(super) fn unchecked(sql: &str) -> Self {
        Statement { text: sql.to_owned(), length_without_limit: None, has_own_limit: true }
    }

    /// The statement as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The statement without the last LIMIT of its outermost select, when that is made of literal integers: what
    /// `count` counts (platform.md 2.2).
    pub fn text_without_limit(&self) -> &str {
        &self.text[..self.length_without_limit.unwrap_or(self.text.len())]
    }

    /// Whether its outermost select says itself how many rows it wants.
    pub fn has_own_limit(&self) -> bool {
        self.has_own_limit
    }
}

/// The tokens of the one statement between leading and trailing semicolons: one at least, and no semicolon.
fn only_statement<'t, 'a>(tokens: &'t [Token<'a>]) -> Result<&'t [Token<'a>]> {
    let is_semicolon = |token: &Token<'_>| token.kind == Kind::Semicolon;
    let start = tokens.iter().position(|token| !is_semicolon(token));
    let start = start.ok_or_else(|| Error::invalid(msg!("sql-empty")))?;
    let rest = &tokens[start..];
    let end = rest.iter().position(is_semicolon).unwrap_or(rest.len());
    if rest[end..].iter().all(is_semicolon) {
        Ok(&rest[..end])
    } else {
        Err(Error::invalid(msg!("sql-several-statements")))
    }
}

/// Where the last LIMIT outside parentheses stands.
fn outermost_limit(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_i64;
    let mut found = None;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => depth -= 1,
            _ if depth == 0 && token.is_keyword("LIMIT") => found = Some(index),
            _ => {}
        }
    }
    found
}

/// Whether what follows LIMIT is `n`, `n, m` or `n OFFSET m`.
fn is_literal_limit(tokens: &[Token<'_>]) -> bool {
    let is_integer = |token: &Token<'_>| token.kind == Kind::Integer;
    match tokens {
        [n] => is_integer(n),
        [n, between, m] => {
            is_integer(n) && is_integer(m) && (between.kind == Kind::Comma || between.is_keyword("OFFSET"))
        }
        _ => false,
    }
}

/// A join by column names compares or merges columns without asking whether they may be read, so it must not meet
/// hidden ones: no FULL join by name at all, no USING with a hidden name, no NATURAL beside a table that hides some.
fn refuse_joins_by_hidden_names(tokens: &[Token<'_>]) -> Result<()> {
    let has = |keyword: &str| tokens.iter().any(|token| token.is_keyword(keyword));
    let (has_natural, has_using) = (has("NATURAL"), has("USING"));
    if has("FULL") && (has_natural || has_using) {
        return Err(Error::invalid(msg!("sql-full-join-by-name")));
    }
    let hides = |token: &Token<'_>| token.name().is_some_and(|name| matches!(policy::access(&name), Access::Hiding(_)));
    if has_natural && tokens.iter().any(hides) {
        return Err(Error::invalid(msg!("sql-natural-join")));
    }
    if has_using && names_after_using(tokens).any(|name| policy::is_hidden_column(&name)) {
        return Err(Error::invalid(msg!("sql-forbidden")));
    }
    Ok(())
}

/// The names in the parentheses after each USING.
fn names_after_using(tokens: &[Token<'_>]) -> impl Iterator<Item = String> {
    let lists = tokens.iter().enumerate().filter(|(_, token)| token.is_keyword("USING"));
    lists.flat_map(|(index, _)| {
        let list = tokens[index + 1..].iter().take_while(|token| token.kind != Kind::CloseParenthesis);
        list.filter_map(Token::name)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(sql: &str) -> Result<Statement> {
        Statement::parse(sql, &Limits { text_bytes: 1_000, ..Limits::default() })
    }

    fn refusal(sql: &str) -> &'static str {
        match parse(sql) {
            Err(Error::Invalid { message, .. }) => message.id,
            other => panic!("{sql}: {other:?}"),
        }
    }

    #[test]
    fn blanks_comments_and_semicolons_around_the_statement_are_dropped() {
        for sql in [
            "SELECT 1",
            " ;; SELECT 1 ; ; -- end",
            "-- c\nSELECT 1",
            "/* ; */ SELECT 1 /* ; DELETE */",
            "\u{feff}SELECT 1",
        ] {
            assert_eq!(parse(sql).unwrap().text(), "SELECT 1", "{sql}");
        }
        assert_eq!(parse("SELECT 'a;b' AS \";\";").unwrap().text(), "SELECT 'a;b' AS \";\"");
    }

    #[test]
    fn nothing_at_all_is_refused() {
        for sql in ["", "  \n", ";", ";;", "-- only a comment", "/* open", "\u{feff}"] {
            assert_eq!(refusal(sql), "sql-empty", "{sql:?}");
        }
    }

    #[test]
    fn a_second_statement_is_refused() {
        for sql in ["SELECT 1; SELECT 2", "SELECT 1;; DELETE FROM users", "SELECT 1; PRAGMA x"] {
            assert_eq!(refusal(sql), "sql-several-statements", "{sql}");
        }
    }

    #[test]
    fn only_select_values_and_with_begin_a_statement() {
        for sql in [
            "DELETE FROM users",
            "EXPLAIN SELECT 1",
            "explain query plan select 1",
            "PRAGMA x",
            "VACUUM INTO 'x'",
            "BEGIN",
            "SAVEPOINT a",
            "(SELECT 1)",
            "\"SELECT\" 1",
            "ATTACH ':memory:' AS y",
            "CREATE TEMP TABLE x (a)",
        ] {
            assert_eq!(refusal(sql), "sql-not-a-query", "{sql}");
        }
        for sql in ["select 1", "VALUES (1)", "With x AS (SELECT 1) SELECT * FROM x"] {
            assert!(parse(sql).is_ok(), "{sql}");
        }
    }

    #[test]
    fn a_nul_is_refused_because_the_engine_would_stop_there() {
        assert_eq!(refusal("SELECT 1 \0; DELETE FROM users"), "sql-nul");
    }

    #[test]
    fn a_long_text_is_refused() {
        assert_eq!(refusal(&format!("SELECT '{}'", "x".repeat(1_000))), "sql-text-too-long");
    }

    #[test]
    fn a_literal_limit_of_the_outermost_select_is_lifted_for_counting() {
        for limit in
            ["LIMIT 2", "limit 2", "LIMIT 5,2", "LIMIT 2 OFFSET 5", "\nLIMIT\n2 ; -- end", "/* c */ LIMIT/**/2"]
        {
            let statement = parse(&format!("SELECT id FROM users {limit}")).unwrap();
            assert_eq!(statement.text_without_limit(), "SELECT id FROM users", "{limit}");
            assert!(statement.has_own_limit());
        }
    }

    #[test]
    fn other_limits_stay_in_what_is_counted() {
        for (sql, own) in [
            ("SELECT id FROM (SELECT id FROM users LIMIT 3)", false),
            ("SELECT 'LIMIT 3' AS l", false),
            ("SELECT \"LIMIT\" FROM t", false),
            ("SELECT id FROM users LIMIT 1+1", true),
            ("SELECT id FROM users LIMIT (2)", true),
            ("SELECT id FROM users LIMIT -1", true),
            ("SELECT id FROM users LIMIT ?1", true),
            ("SELECT id FROM users LIMIT 0x10", true),
        ] {
            let statement = parse(sql).unwrap();
            assert_eq!(statement.text_without_limit(), sql);
            assert_eq!(statement.has_own_limit(), own, "{sql}");
        }
    }

    #[test]
    fn full_joins_by_name_are_refused() {
        for sql in [
            "SELECT a FROM t FULL JOIN u USING (a)",
            "SELECT a FROM t NATURAL FULL OUTER JOIN u",
            "SELECT 1 FROM (SELECT 1 FROM a full join b on 1) JOIN c using(x)",
        ] {
            assert_eq!(refusal(sql), "sql-full-join-by-name", "{sql}");
        }
        assert!(parse("SELECT a FROM t FULL JOIN u ON t.a = u.a").is_ok());
        assert!(parse("SELECT 'FULL' FROM t JOIN u USING (a) -- FULL").is_ok());
    }

    #[test]
    fn using_a_hidden_column_is_refused_however_it_is_written() {
        for name in [
            "password",
            "PassWord",
            "\"password\"",
            "[password]",
            "`password`",
            "'password'",
            "id, OTP_secret",
            "/**/ pgp_key",
            "config",
        ] {
            assert_eq!(refusal(&format!("SELECT 1 FROM users JOIN x USING ({name})")), "sql-forbidden", "{name}");
        }
        assert!(parse("SELECT password FROM users JOIN x USING (id) WHERE password IS NULL").is_ok());
    }

    #[test]
    fn natural_is_refused_beside_a_table_that_hides_columns() {
        for table in ["users", "Users_View", "\"users\"", "[files_shares]", "main.plugins", "'users'"] {
            assert_eq!(refusal(&format!("SELECT 1 FROM {table} NATURAL JOIN x")), "sql-natural-join", "{table}");
        }
        assert!(parse("SELECT 1 FROM services NATURAL JOIN services_fees").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(sql in "[ -~é;()'\"\\n]{0,60}|(SELECT|LIMIT|1|,|USING|\\(| |--|/\\*){0,12}") {
            if let Ok(statement) = parse(&sql) {
                prop_assert!(sql.contains(statement.text()));
                prop_assert!(statement.text().starts_with(statement.text_without_limit()));
            }
        }
    }
}
