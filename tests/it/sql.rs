//! `sql` over HTTP: its forms, its sizes, its limits, and what it leaves alone (platform.md 2, threats.md 17–39).

use std::io::Cursor;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use crate::support::{Answer, Server};

const FORM: &str = "application/x-www-form-urlencoded";

/// Endless work that the engine can be stopped in.
const ENDLESS: &str = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

fn rows_of_spreadsheet(answer: &Answer) -> Vec<Vec<Data>> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(answer.body.clone())).unwrap();
    assert_eq!(workbook.sheet_names(), ["Recherche"]);
    workbook.worksheet_range("Recherche").unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn a_question_is_answered_with_its_count_and_its_rows() {
    let server = Server::start();
    let answer =
        server.sql("SELECT name, 2.0 AS two, NULL AS none, 'é/' AS text FROM users_categories ORDER BY id LIMIT 1");
    let expected = "{\n    \"count\": 3,\n    \"results\": [\n        {\n            \"name\": \"Membres actifs\",\n            \"two\": 2,\n            \"none\": null,\n            \"text\": \"\\u00e9\\/\"\n        }\n    ]\n}";
    assert_eq!(answer.text(), expected);
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(server.sql("SELECT 1 AS a WHERE 0").text(), "{\n    \"count\": 0,\n    \"results\": []\n}");
}

#[test]
fn spreadsheets_have_their_type_their_name_and_cells_that_are_what_they_hold() {
    let server = Server::start();
    let sql = "SELECT 1 AS n, '=1+1' AS f, '007' AS t, '2026-01-31' AS d, 'a\nb' AS l, NULL AS e";
    for (format, media_type) in [
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        for path in [format!("/api/sql.{format}"), format!("/api/sql?format={format}")] {
            let answer = server.post(&path, "text/plain", sql);
            assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{path}");
            assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"Recherche.{format}\""));
            let rows = rows_of_spreadsheet(&answer);
            assert_eq!(rows[1][0], Data::Float(1.0));
            assert_eq!((&rows[1][1], &rows[1][2]), (&Data::String("=1+1".into()), &Data::String("007".into())));
            assert!(matches!(&rows[1][3], Data::DateTime(_) | Data::DateTimeIso(_)), "{:?}", rows[1][3]);
            assert_eq!(rows[1][4], Data::String("a\nb".into()));
        }
    }
    let csv = server.post("/api/sql.csv", "text/plain", sql);
    assert_eq!(
        csv.text(),
        "\"n\",\"f\",\"t\",\"d\",\"l\",\"e\"\r\n\"1\",\"=1+1\",\"007\",\"2026-01-31\",\"a\nb\",\"\"\r\n"
    );
    let escaped = server.post("/api/sql.csv?formulas=escape", "text/plain", sql);
    assert!(escaped.text().contains("\"'=1+1\""), "{}", escaped.text());
}

#[test]
fn the_row_of_headings_is_left_out_when_it_is_not_wanted() {
    let server = Server::start();
    let sql = "SELECT 'a' AS one, 2 AS two UNION SELECT 'b', 3 ORDER BY 1";
    let csv = server.post("/api/sql.csv?header=false", "text/plain", sql);
    assert_eq!(csv.text(), "\"a\",\"2\"\r\n\"b\",\"3\"\r\n");
    for format in ["ods", "xlsx"] {
        let rows = rows_of_spreadsheet(&server.post(&format!("/api/sql.{format}?header=false"), "text/plain", sql));
        let expected = [[Data::String("a".into()), Data::Float(2.0)], [Data::String("b".into()), Data::Float(3.0)]];
        assert_eq!(rows, expected, "{format}");
        let none = server.post(&format!("/api/sql.{format}?header=0"), "text/plain", "SELECT 1 WHERE 0");
        assert_eq!(rows_of_spreadsheet(&none).len(), 0, "{format}");
    }
    let json = server.post("/api/sql.json?header=false", "text/plain", sql).json();
    assert_eq!(json["results"][0], serde_json::json!({"one": "a", "two": 2}), "keys are not a row");
    let wrong = server.post("/api/sql.csv?header=perhaps", "text/plain", sql);
    assert_eq!((wrong.status, wrong.json()["fields"][0]["field"].as_str()), (400, Some("header")));
}

#[test]
fn parameters_of_the_request_are_values_in_the_statement() {
    let server = Server::start();
    let count = |answer: Answer| answer.json()["results"][0]["n"].clone();
    let sql = "SELECT count(*) AS n FROM users_categories WHERE name LIKE :name";
    let form = format!("sql={}&name=membres%25", sql.replace(' ', "+"));
    let expected = count(server.sql("SELECT count(*) AS n FROM users_categories WHERE name LIKE 'membres%'"));
    assert_ne!(expected, serde_json::json!(0));
    assert_eq!(count(server.post("/api/sql", FORM, &form)), expected);
    assert_eq!(count(server.post("/api/sql?name=membres%25", "text/plain", sql)), expected);
    let body = serde_json::json!({"sql": sql, "name": "membres%"}).to_string();
    assert_eq!(count(server.post("/api/sql", "application/json", &body)), expected);
    assert_eq!(count(server.sql(sql)), serde_json::json!(0), "a parameter without a value is NULL");
    let list = server.post("/api/sql?name[]=1", "text/plain", sql);
    assert_eq!((list.status, list.json()["fields"][0]["field"].as_str()), (400, Some("name")));
}

#[test]
fn a_syntax_error_names_its_place_in_the_language_of_the_client() {
    let server = Server::start();
    let ask = |language: &str| {
        let request = server.request("POST", "/api/sql").key("read").header("accept-language", language);
        request.body("text/plain", "SELECT nom,\nFROM users").send()
    };
    assert_eq!(ask("en").error(), "Syntax error at line 2, column 1, at “FROM”: an expression was expected.");
    assert_eq!(ask("fr").error(), "Erreur de syntaxe ligne 2, colonne 1, à « FROM » : une expression est attendue.");
}

#[test]
fn a_statement_without_a_limit_gives_a_thousand_rows_in_every_format_and_the_true_count() {
    let server = Server::start();
    let numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2500) SELECT x FROM c";
    let json = server.sql(numbers).json();
    assert_eq!((json["count"].as_u64(), json["results"].as_array().map(Vec::len)), (Some(2500), Some(1000)));
    assert_eq!(server.post("/api/sql.csv", "text/plain", numbers).text().lines().count(), 1001);
    assert_eq!(rows_of_spreadsheet(&server.post("/api/sql.ods", "text/plain", numbers)).len(), 1001);
    let json = server.sql(&format!("{numbers} LIMIT 2000")).json();
    assert_eq!((json["count"].as_u64(), json["results"].as_array().map(Vec::len)), (Some(2500), Some(2000)));
}

#[test]
fn an_answer_of_many_megabytes_comes_whole_in_every_format() {
    let server = Server::start();
    let sql = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 40000)
               SELECT x, 'The quick brown fox jumps over the lazy dog and runs away ' || x AS t FROM c LIMIT 40000";
    let json = server.sql(sql);
    assert!(json.body.len() > 4 << 20);
    assert_eq!(json.json()["results"].as_array().map(Vec::len), Some(40_000));
    assert_eq!(server.post("/api/sql.csv", "text/plain", sql).text().lines().count(), 40_001);
    assert_eq!(rows_of_spreadsheet(&server.post("/api/sql.xlsx", "text/plain", sql)).len(), 40_001);
}

#[test]
fn an_error_among_the_first_rows_is_a_clean_400_and_a_later_one_cuts_the_connection() {
    let server = Server::start();
    let failing_at = |row: u32, rows: u32| {
        format!(
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < {rows})
             SELECT printf('%0100d', x) AS t, CASE x WHEN {row} THEN json('broken') END AS j FROM c LIMIT {rows}"
        )
    };
    // In CSV nothing is counted beforehand, so the failure is met among the rows.
    let early = server.request("POST", "/api/sql.csv").key("read").body("text/plain", failing_at(10, 20)).send();
    assert_eq!(early.status, 400);
    early.error();
    let late = failing_at(60_000, 60_001);
    let agent = ureq::agent();
    let answer = agent
        .post(format!("http://{}/api/sql.csv", server.address))
        .header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0")
        .send(late.as_str())
        .unwrap();
    let read = answer.into_body().with_config().limit(1 << 30).read_to_vec();
    assert!(read.is_err(), "nobody may take a part for the whole: {} bytes", read.unwrap().len());
}

#[test]
fn an_endless_statement_is_stopped_and_the_others_go_on_meanwhile() {
    let server = Server::start_with(|s| s.with_flag("sql_time_limit", "1").with_flag("sql_concurrency", "2"));
    let started = Instant::now();
    std::thread::scope(|scope| {
        let slow: Vec<_> = (0..4).map(|_| scope.spawn(|| server.sql(ENDLESS))).collect();
        std::thread::sleep(Duration::from_millis(100));
        let meanwhile = Instant::now();
        assert_eq!(server.get("/api/errors/log").status, 200);
        assert_eq!(server.post("/api/errors/report", "text/plain", r#"{"context":{"id":1}}"#).status, 200);
        assert!(meanwhile.elapsed() < Duration::from_secs(1), "reading and writing wait for nobody's question");
        for answer in slow {
            let answer = answer.join().unwrap();
            assert_eq!(answer.status, 400, "{}", answer.text());
        }
    });
    assert!(started.elapsed() < Duration::from_secs(5), "two at a time, a second each");
}

#[test]
fn a_client_that_leaves_frees_its_place() {
    let server = Server::start_with(|s| s.with_flag("sql_concurrency", "1").with_flag("sql_time_limit", "600"));
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_millis(300))).build().into();
    let left = agent
        .post(format!("http://{}/api/sql", server.address))
        .header("authorization", "Basic YWRtaW46YWRtaW4tc2VjcmV0")
        .send(ENDLESS);
    assert!(left.is_err());
    assert_eq!(server.sql("SELECT 1").status, 200, "the only place is free again");
}

#[test]
fn secrets_are_null_and_what_holds_them_is_refused_without_being_named() {
    let server = Server::start();
    let row = server.sql("SELECT password, otp_secret FROM users WHERE id = 1").json();
    assert_eq!(row["results"][0], serde_json::json!({"password": null, "otp_secret": null}));
    for sql in [
        "SELECT * FROM api_credentials",
        "SELECT count(*) FROM CONFIG",
        "SELECT * FROM ruche_credentials",
        "SELECT password FROM users a FULL JOIN (SELECT 1 AS password) b USING (password)",
        "SELECT * FROM pragma_table_info('users')",
        "DELETE FROM users",
        "SELECT 1; SELECT 2",
        "ATTACH '/tmp/x' AS x",
    ] {
        let answer = server.post("/api/sql", FORM, &format!("sql={}", sql.replace(' ', "+").replace(';', "%3B")));
        assert_eq!(answer.status, 400, "{sql}");
        let error = answer.error();
        for hidden in ["api_credentials", "ruche_credentials", "password", "config"] {
            assert!(!error.contains(hidden), "{sql}: {error}");
        }
    }
}

#[test]
fn a_function_that_refuses_its_argument_says_so_in_the_language_asked_for() {
    let server = Server::start();
    let ask = |language: &str| {
        let request = server.request("POST", "/api/sql").key("read").header("accept-language", language);
        request.body("text/plain", "SELECT email_hash('nope')").send()
    };
    let (french, english) = (ask("fr"), ask("en"));
    assert_eq!((french.status, english.status), (400, 400));
    assert_ne!(french.error(), english.error());
}

/// Whoever has the address of a share reads its file, and modules keep passwords in their settings (threats.md 85).
#[test]
fn addresses_of_shares_and_settings_of_modules_read_as_null() {
    let server = Server::start();
    ruche::db::open_shared(&server.file())
        .unwrap()
        .execute_batch(
            "INSERT INTO files (id, hash_id, path, name, type) VALUES (1, 'x', 'documents', 'documents', 2);
             INSERT INTO files_shares (id_file, hash_id, option, created)
                VALUES (1, 'secret-b', 0, '2026-01-01 00:00:00'), (1, 'secret-a', 0, '2026-01-01 00:00:00');
             INSERT INTO modules (name, label, config) VALUES ('m', 'm', 'secret-c');",
        )
        .unwrap();
    for (sql, expected) in [
        ("SELECT count(*) AS n FROM files_shares", serde_json::json!([{"n": 2}])),
        (
            "SELECT id, hash_id FROM files_shares ORDER BY id",
            serde_json::json!([{"id": 1, "hash_id": null}, {"id": 2, "hash_id": null}]),
        ),
        ("SELECT name, config FROM modules", serde_json::json!([{"name": "m", "config": null}])),
        ("SELECT hash_id FROM files", serde_json::json!([{"hash_id": "x"}])),
    ] {
        let answer = server.sql(sql);
        assert_eq!((answer.status, &answer.json()["results"]), (200, &expected), "{sql}: {}", answer.text());
    }
    // The engine would read them in the order of an index that holds what is hidden.
    for sql in [
        "SELECT max(hash_id) FROM files_shares",
        "SELECT hash_id FROM files_shares",
        "SELECT id FROM files_shares WHERE hash_id = 'secret-a'",
        "SELECT id FROM files_shares ORDER BY hash_id",
    ] {
        let answer = server.sql(sql);
        assert!(matches!(answer.status, 200 | 400) && !answer.text().contains("secret-"), "{sql}: {}", answer.text());
        assert!(!answer.text().contains(r#""id": 2,"#), "{sql}: {}", answer.text());
    }
    for sql in [
        "SELECT * FROM files_shares a JOIN files_shares b USING (hash_id)",
        "SELECT config FROM modules FULL JOIN (SELECT 'x' AS config) USING (config)",
        "SELECT * FROM modules NATURAL JOIN plugins",
        "SELECT id FROM files_shares INDEXED BY files_shares_hash ORDER BY hash_id",
    ] {
        let answer = server.sql(sql);
        assert!(!answer.text().contains("secret-"), "{sql}: {}", answer.text());
        assert_eq!(answer.status, 400, "{sql}: {}", answer.text());
    }
}

/// The words that are put around a statement to count its rows, and control characters of a mistake (threats.md 89).
#[test]
fn a_message_is_about_the_text_that_was_sent_and_can_be_printed() {
    let server = Server::start();
    for sql in ["SELECT - NOT", "SELECT 1 WHERE NOT", "SELECT \u{1}", "SELECT nom FROM users \u{7} x", "SELECT 1 +"] {
        let error = server.sql(sql).error();
        let own = |mark: &str| sql.contains(mark) || !error.contains(mark);
        assert!(own("\")\"") && own("count") && own("EXPLAIN"), "{sql}: {error}");
        assert!(!error.chars().any(char::is_control), "{sql}: {error:?}");
    }
}
