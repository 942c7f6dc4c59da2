//! The functions as queries see them.

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use super::{FieldCatalog, message_of, register};

fn connection() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            r#"CREATE TABLE config_users_fields (name, type, options);
               INSERT INTO config_users_fields VALUES
                 ('aides', 'multiple', '["Bar","Caisse","Montage"]'), ('ateliers', 'multiple', '{"0":"Vélo","2":"Soudure"}'),
                 ('charte', 'checkbox', '[]'), ('pays', 'country', '[]'), ('arrivee', 'date', '[]'),
                 ('visite', 'datetime', '[]'), ('majeur', 'boolean', '[]'), ('groupe', 'select', '["A","B"]');"#,
        )
        .unwrap();
    register(&connection, &FieldCatalog::load(&connection).unwrap()).unwrap();
    connection
}

/// All columns of the first row, as `CAST(… AS TEXT)` would show them, `NULL` for NULL.
fn answer(sql: &str) -> Vec<String> {
    let connection = connection();
    let shown = |row: &Row<'_>| {
        (0..row.as_ref().column_count())
            .map(|index| {
                Ok(match row.get(index)? {
                    Value::Null => "NULL".to_owned(),
                    Value::Integer(number) => number.to_string(),
                    Value::Real(number) => format!("{number:?}"),
                    Value::Text(text) => text,
                    Value::Blob(bytes) => format!("{bytes:?}"),
                })
            })
            .collect()
    };
    connection.query_row(sql, [], shown).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The identifier of the sentence with which a query is refused.
fn refusal(sql: &str) -> &'static str {
    let connection = connection();
    let mut statement = connection.prepare(sql).unwrap();
    let error = statement.query([]).and_then(|mut rows| rows.next().map(drop)).expect_err(sql);
    message_of(&error).unwrap_or_else(|| panic!("{sql}: {error}")).id
}

#[test]
fn like_ignores_case_and_accents_and_answers_with_integers() {
    assert_eq!(
        answer("SELECT 'Réunion' LIKE 'REUN%', 'Œillet' LIKE 'oe%', typeof('a' LIKE 'a')"),
        ["1", "0", "integer"]
    );
    assert_eq!(answer("SELECT unicode_like('l’%', 'L''ÎLE'), unicode_like('5!%', '5%', '!')"), ["1", "1"]);
}

#[test]
fn null_is_like_nothing() {
    assert_eq!(
        answer("SELECT NULL LIKE '%', 'a' LIKE NULL, NULL NOT LIKE 'a', 'a' LIKE 'a' ESCAPE NULL"),
        ["0", "0", "1", "0"]
    );
}

#[test]
fn like_reads_numbers_and_blobs_as_text() {
    assert_eq!(
        answer("SELECT 2026 LIKE '20%', 12.5 LIKE '12._', 3.0 LIKE '3.0', x'C3A9' LIKE 'e', x'FF' LIKE '_'"),
        ["1"; 5]
    );
}

#[test]
fn the_pattern_may_change_with_each_row() {
    let sql = "SELECT group_concat(t LIKE p ESCAPE e, '') FROM (SELECT 'a%' t, 'a!%' p, '!' e UNION ALL SELECT 'ab', 'a_', '!'
               UNION ALL SELECT 'a%', 'a!%', '?' UNION ALL SELECT NULL, 'a', '!')";
    assert_eq!(answer(sql), ["1100"]);
    let sql = "SELECT group_concat('a%' LIKE 'a!%' ESCAPE e, '') FROM (SELECT '!' e UNION ALL SELECT '?' UNION ALL SELECT '!')";
    assert_eq!(answer(sql), ["101"]);
}

#[test]
fn bad_patterns_and_escapes_are_refused() {
    assert_eq!(refusal("SELECT 'a' LIKE replace(hex(zeroblob(501)), '0', 'a')"), "function-like-too-long");
    assert_eq!(refusal("SELECT 'a' LIKE 'a' ESCAPE '!!'"), "function-like-escape");
    assert_eq!(refusal("SELECT 'a' LIKE 'a' ESCAPE ''"), "function-like-escape");
}

#[test]
fn escaped_text_is_found_as_it_is() {
    assert_eq!(
        answer(
            "SELECT escape_like('100%_!', '!'), '100%_!' LIKE escape_like('100%_!', '!') ESCAPE '!', escape_like(NULL, '!')"
        ),
        ["100!%!_!!", "1", "NULL"]
    );
}

#[test]
fn collations_sort_and_group() {
    let sql = "SELECT group_concat(c, ' ') FROM (SELECT column1 c FROM (VALUES ('zoo'), ('Éva'), ('12'), ('eve'), ('-')) ORDER BY c COLLATE U_NOCASE)";
    assert_eq!(answer(sql), ["- 12 Éva eve zoo"]);
    assert_eq!(answer("SELECT 'p10' > 'P9' COLLATE NAT_NOCASE, 'Cœur' = 'coeur' COLLATE U_NOCASE"), ["1", "1"]);
}

#[test]
fn texts_digests_and_paths() {
    assert_eq!(
        answer("SELECT transliterate_to_ascii('Cœur à 5 €'), transliterate_to_ascii(NULL)"),
        ["coeur a 5 €", "NULL"]
    );
    assert_eq!(
        answer("SELECT md5('ruche'), md5(x'72756368') = md5('ruch'), base64_encode(x'FFFE'), base64_encode(NULL)"),
        ["e49bbb0de5f6888056f642cb9d3196a3", "1", "//4=", "NULL"]
    );
    assert_eq!(
        answer("SELECT email_hash(' Zoe@Example.org') = email_hash('zoe@example.org'), email_hash(NULL)"),
        ["1", ""]
    );
    assert_eq!(refusal("SELECT email_hash('zoe')"), "function-email-without-at");
    assert_eq!(
        answer("SELECT dirname('web/a/b.md'), dirname('b.md'), dirname('/b'), dirname('a/b/')"),
        ["web/a", "", "", "a/b"]
    );
    assert_eq!(
        answer("SELECT basename('web/a/b.md'), basename('a//'), basename('//'), basename(NULL)"),
        ["b.md", "a", "", "NULL"]
    );
    assert_eq!(
        answer("SELECT print_binary(6), length(print_binary(-1)), print_binary(NULL)"),
        ["00000000000000000000000000000110", "64", "NULL"]
    );
}

#[test]
fn random_values_differ_at_each_call() {
    let sql = "SELECT count(DISTINCT u), count(DISTINCT r) FROM (SELECT uuid() u, random_string(20) r FROM (VALUES (1),(2),(3)))";
    assert_eq!(answer(sql), ["3", "3"]);
    assert_eq!(
        answer(
            "SELECT uuid() GLOB '????????-????-4???-[89ab]???-????????????', random_string(50) GLOB '*[^0-9a-z]*', random_string(0)"
        ),
        ["1", "0", ""]
    );
    for length in ["-1", "10001", "NULL", "'x'"] {
        assert_eq!(refusal(&format!("SELECT random_string({length})")), "function-random-length");
    }
}

#[test]
fn distances_read_numbers_in_texts_and_give_null_for_others() {
    assert_eq!(
        answer(
            "SELECT haversine_distance(45.0, 5, '45', ' 5.0 '), haversine_distance(1, 2, 3, NULL), haversine_distance(1, 2, 3, 'x')"
        ),
        ["0.0", "NULL", "NULL"]
    );
}

#[test]
fn rank_weighs_the_hits_of_each_column() {
    let connection = connection();
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE pages USING fts4 (tokenize=unicode61, title, body);
             INSERT INTO pages VALUES ('miel', 'miel et miel'), ('cire', 'du miel'), ('pain', 'rien');",
        )
        .unwrap();
    let sql = "SELECT rank(matchinfo(pages), 2, 0.5) FROM pages WHERE pages MATCH 'miel' ORDER BY docid";
    let ranks: Vec<f64> =
        connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    // Title: 1 of 1 hit × 2. Body: 2 of 3 hits and 1 of 3 hits × 0.5.
    assert_eq!(ranks, [2.0 + 2.0 / 3.0 * 0.5, 1.0 / 3.0 * 0.5]);
}

#[test]
fn rank_refuses_what_is_no_matchinfo_and_a_wrong_number_of_weights() {
    for call in [
        "rank()",
        "rank(NULL, 1)",
        "rank('text', 1)",
        "rank(x'01', 1)",
        "rank(x'FFFFFFFFFFFFFFFF', 1)",
        "rank(zeroblob(4))",
    ] {
        assert_eq!(refusal(&format!("SELECT {call}")), "function-rank-matchinfo");
    }
    assert_eq!(refusal("SELECT rank(x'0000000001000000')"), "function-rank-weights");
    assert_eq!(refusal("SELECT rank(x'0000000001000000', NULL)"), "function-rank-weights");
    assert_eq!(answer("SELECT rank(x'0000000001000000', 1)"), ["0.0"]);
}

#[test]
fn member_values_are_shown_as_people_see_them() {
    for (call, shown) in [
        ("'aides', 6", "Caisse, Montage"),
        ("'aides', '1'", "Bar"),
        ("'aides', 0", ""),
        ("'aides', -1", "Bar, Caisse, Montage"),
        ("'ateliers', 7", "Vélo, Soudure"),
        ("'charte', 1", "Oui"),
        ("'charte', 0", ""),
        ("'pays', 'CH'", "Suisse"),
        ("'pays', 'ZZ'", "ZZ"),
        ("'arrivee', '2026-05-01'", "01/05/2026"),
        ("'arrivee', 'hier'", "hier"),
        ("'visite', '2026-05-01 07:05:59'", "01/05/2026 à 07h05"),
        ("'visite', '2026-05-01'", "01/05/2026 à 00h00"),
        ("'visite', ''", ""),
        ("'majeur', 0", "0"),
        ("'groupe', 'A'", "A"),
        ("'groupe', NULL", "NULL"),
    ] {
        assert_eq!(answer(&format!("SELECT print_dynamic_field({call})")), [shown], "{call}");
    }
    assert_eq!(refusal("SELECT print_dynamic_field('taille', 1)"), "function-field-unknown");
    assert_eq!(refusal("SELECT print_dynamic_field(NULL, 1)"), "function-field-unknown");
}

#[test]
fn member_values_are_matched_by_the_labels_of_options() {
    for (call, found) in [
        ("'aides', 4, 'Montage'", "1"),
        ("'aides', 4, 'Bar', 'Montage'", "1"),
        ("'aides', 4, 'OR', 'Bar', 'Montage'", "1"),
        ("'aides', 4, 'AND', 'Bar', 'Montage'", "NULL"),
        ("'aides', 5, 'AND', 'Bar', 'Montage'", "1"),
        ("'aides', 2, 'Bar'", "NULL"),
        ("'aides', NULL, 'Bar'", "NULL"),
        ("'ateliers', 4, 'Soudure'", "1"),
        ("'groupe', 'B', 'A', 'B'", "1"),
        ("'groupe', 'C', 'A', 'B'", "NULL"),
        ("'groupe', NULL, ''", "NULL"),
        ("'charte', 1, 1", "1"),
    ] {
        assert_eq!(answer(&format!("SELECT match_dynamic_field({call})")), [found], "{call}");
    }
    assert_eq!(refusal("SELECT match_dynamic_field('aides', 4, 'Bar', 'Chant')"), "function-option-unknown");
    assert_eq!(refusal("SELECT match_dynamic_field('aides', NULL, 'Chant')"), "function-option-unknown");
    assert_eq!(refusal("SELECT match_dynamic_field('aides', 4, 'AND')"), "function-match-without-option");
    assert_eq!(refusal("SELECT match_dynamic_field()"), "function-field-unknown");
}

#[test]
fn pure_functions_may_stand_in_an_index_and_changing_ones_may_not() {
    let connection = connection();
    connection.execute_batch("CREATE TABLE t (a); CREATE INDEX i ON t (transliterate_to_ascii(a))").unwrap();
    assert!(connection.execute_batch("CREATE INDEX j ON t (random_string(a))").is_err());
    assert!(connection.execute_batch("CREATE INDEX k ON t (print_dynamic_field('pays', a))").is_err());
}

#[test]
fn regexp_does_not_exist() {
    assert!(connection().prepare("SELECT 'a' REGEXP 'a'").is_err());
}
