//! Texts as statements: what is one, what its LIMIT is, and what is said about the others.

use proptest::prelude::*;

use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::query::{Limits, Statement};

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
    for sql in
        ["SELECT 1", " ;; SELECT 1 ; ; -- end", "-- c\nSELECT 1", "/* ; */ SELECT 1 /* ; DELETE */", "\u{feff}SELECT 1"]
    {
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
    for limit in ["LIMIT 2", "limit 2", "LIMIT 5,2", "LIMIT 2 OFFSET 5", "\nLIMIT\n2 ; -- end", "/* c */ LIMIT/**/2"] {
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

#[test]
fn a_syntax_error_says_where_it_is_and_what_was_expected() {
    for (sql, english, french) in [
        (
            "SELECT 1,\n  FROM users",
            "Syntax error at line 2, column 3, at “FROM”: an expression was expected.",
            "Erreur de syntaxe ligne 2, colonne 3, à « FROM » : une expression est attendue.",
        ),
        (
            "SELECT * FROM users WHERE",
            "Syntax error at line 1, column 26: the query ends too early, an expression was expected.",
            "Erreur de syntaxe ligne 1, colonne 26 : la requête finit trop tôt, une expression est attendue.",
        ),
        (
            "SELECT nom FROM users ORDER BY nom, LIMIT 5",
            "Syntax error at line 1, column 37, at “LIMIT”: an expression was expected.",
            "Erreur de syntaxe ligne 1, colonne 37, à « LIMIT » : une expression est attendue.",
        ),
        (
            "SELECT count(* FROM users",
            "Syntax error at line 1, column 16, at “FROM”: ) was expected.",
            "Erreur de syntaxe ligne 1, colonne 16, à « FROM » : ) est attendu.",
        ),
        (
            "SELECT nom prénom ville FROM users",
            "Syntax error at line 1, column 19, at “ville”: the query should end there.",
            "Erreur de syntaxe ligne 1, colonne 19, à « ville » : la requête devrait finir là.",
        ),
        (
            "SELECT é FROM WHERE id = 1",
            "Syntax error at line 1, column 15, at “WHERE”: a table was expected.",
            "Erreur de syntaxe ligne 1, colonne 15, à « WHERE » : une table est attendue.",
        ),
        (
            "SELECT 'l''été FROM users",
            "Line 1, column 8: a text or a quoted name begins there and does not end.",
            "Ligne 1, colonne 8 : un texte ou un nom entre guillemets commence là et ne finit pas.",
        ),
        ("SELECT {x}", "Syntax error at line 1, column 8, at “{”.", "Erreur de syntaxe ligne 1, colonne 8, à « { »."),
        (
            "SELECT 1 FROM users LEFT NATURAL JOIN services",
            "Line 1, column 21: SQLite knows “LEFT”, but this service does not accept it. Write NATURAL first, then LEFT, RIGHT or INNER.",
            "Ligne 1, colonne 21 : SQLite connaît « LEFT », mais ce service ne l'accepte pas. Écrivez NATURAL d'abord, puis LEFT, RIGHT ou INNER.",
        ),
        (
            "SELECT id FROM users users_password config",
            "Syntax error at line 1, column 37, at “…”: the query should end there.",
            "Erreur de syntaxe ligne 1, colonne 37, à « … » : la requête devrait finir là.",
        ),
    ] {
        let error = parse(sql).unwrap_err();
        assert_eq!(error.sentence(Language::English), english, "{sql}");
        assert_eq!(error.sentence(Language::French), french, "{sql}");
    }
}

#[test]
fn a_text_that_nests_too_deep_is_refused_and_tall_and_wide_ones_fit_the_stack() {
    let limits = Limits::default();
    let deep = format!("SELECT {}", "1 + ".repeat(200_000) + "1");
    let error = Statement::parse(&deep, &limits).unwrap_err();
    assert!(matches!(&error, Error::Invalid { message, .. } if message.id == "sql-too-complex"), "{error}");
    // The engine refuses this one, but its tree is built and dropped before, and must not overflow a stack.
    let tall = format!("SELECT {}", "1 + ".repeat(20_000) + "1");
    assert!(Statement::parse(&tall, &limits).is_ok());
    let wide = format!("SELECT 1 IN ({}1)", "1, ".repeat(300_000));
    assert!(Statement::parse(&wide, &limits).is_ok());
}
