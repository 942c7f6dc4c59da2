//! Rows, names, counts and values (platform.md 2.2 to 2.4).

use serde_json::json;

use super::file::{Answer, File};
use crate::error::{Error, Result};
use crate::params::Params;
use crate::query::{Cancel, Head, Parameters, Statement};
use crate::sheet::{Cell, RowWriter};

#[test]
fn the_count_leaves_the_limit_out() {
    let mut file = File::new();
    for (sql, count, rows) in [
        ("SELECT id FROM users ORDER BY id LIMIT 2", 3, "1|2"),
        ("SELECT id FROM users ORDER BY id LIMIT 1 OFFSET 1; -- end", 3, "2"),
        ("SELECT id FROM users ORDER BY id LIMIT 1,2", 3, "2|3"),
        ("SELECT id FROM users ORDER BY id LIMIT 0", 3, ""),
        ("SELECT id FROM (SELECT id FROM users ORDER BY id LIMIT 2)", 2, "1|2"),
        ("SELECT 1 AS a UNION SELECT 2 ORDER BY 1 LIMIT 1", 2, "1"),
        ("SELECT id FROM users ORDER BY id LIMIT 1+1", 2, "1|2"),
        ("WITH u AS (SELECT id FROM users) SELECT * FROM u ORDER BY id LIMIT 1", 3, "1"),
        ("SELECT id FROM users WHERE id < 0", 0, ""),
        ("SELECT count(*) FROM users", 1, "3"),
        ("VALUES (1),(2)", 2, "1|2"),
        ("SELECT 1 a, 2 a -- no end", 1, "1,2"),
    ] {
        let answer = file.ask(sql).unwrap();
        assert_eq!((answer.head.count, answer.rows.join("|").as_str()), (Some(count), rows), "{sql}");
        assert!(answer.is_finished);
    }
}

#[test]
fn without_a_limit_of_its_own_a_statement_gives_a_thousand_rows() {
    let mut file = File::new();
    let numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000) SELECT x FROM c";
    let answer = file.ask(numbers).unwrap();
    assert_eq!((answer.head.count, answer.rows.len()), (Some(3_000), 1_000));
    let answer = file.ask(&format!("{numbers} LIMIT 1500")).unwrap();
    assert_eq!((answer.head.count, answer.rows.len()), (Some(3_000), 1_500));
    let answer = file.ask(&format!("SELECT * FROM ({numbers} LIMIT 2000)")).unwrap();
    assert_eq!((answer.head.count, answer.rows.len()), (Some(2_000), 1_000));
}

#[test]
fn the_count_is_not_made_when_nobody_asks() {
    let mut file = File::new();
    let statement = Statement::parse("SELECT 1", file.reader.limits()).unwrap();
    let open = |head| Ok(Answer { head, ..Answer::default() });
    assert_eq!(file.reader.run(&statement, false, &Cancel::default(), open).unwrap().head.count, None);
}

#[test]
fn repeated_names_stay_for_spreadsheets_and_get_their_number_for_json() {
    let names = |columns: &[&str]| {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Head { columns, count: None }.unique_columns().join(" ")
    };
    assert_eq!(names(&["a", "a", "a"]), "a a_1 a_2");
    assert_eq!(names(&["a", "a_2", "a"]), "a a_2 a_2_2");
    assert_eq!(names(&["A", "a"]), "A a");
    let head = File::new().ask("SELECT 1 AS a, 2 AS a, count(*), 'x' FROM users").unwrap().head;
    assert_eq!(head.columns, ["a", "a", "count(*)", "'x'"]);
}

#[test]
fn values_come_as_they_are_stored_and_blobs_of_text_as_text() {
    let mut file = File::new();
    for (sql, row) in [
        ("SELECT 1, -2, 1.5, 2.0, 'é€', NULL, '', 9007199254740993", "1,-2,1.5,2.0,é€,NULL,,9007199254740993"),
        ("SELECT x'C3A9', x'', x'0001ff', CAST(x'ff' AS TEXT)", "é,,[0, 1, 255],[255]"),
        ("SELECT 9e999, -9e999", "inf,-inf"),
        ("SELECT char(0) || 'a', char(65533)", "\0a,\u{fffd}"),
        ("SELECT ?1, :a, @b, $c, ?", "NULL,NULL,NULL,NULL,NULL"),
    ] {
        assert_eq!(file.rows(sql), row, "{sql}");
    }
}

/// The rows of a statement whose parameters have the values of a JSON object.
fn rows_with(sql: &str, values: serde_json::Value) -> Result<String> {
    let mut file = File::new();
    let parameters = Parameters::new(Params::of_json(values));
    let statement = Statement::parse(sql, file.reader.limits())?.with_parameters(parameters);
    let open = |head| Ok(Answer { head, ..Answer::default() });
    Ok(file.reader.run(&statement, true, &Cancel::default(), open)?.rows.join("|"))
}

#[test]
fn parameters_take_the_values_that_came_with_the_statement() {
    let values = json!({"city": "Dijon", "id": 2, "3": "three", "half": 0.5, "yes": true, "none": null, "list": [1]});
    for (sql, rows) in [
        ("SELECT nom FROM users WHERE ville = :city ORDER BY id", "Ada|Zoé"),
        ("SELECT nom FROM users WHERE id = @id OR nom LIKE $city || '%'", "Bob"),
        ("SELECT ?3, ?, :half, :yes, :none, :absent, :city, :city", "three,NULL,0.5,1,NULL,NULL,Dijon,Dijon"),
        ("SELECT id FROM users ORDER BY id LIMIT :id", "1|2"),
        ("SELECT ':list', 1 AS \":list\"", ":list,1"),
    ] {
        assert_eq!(rows_with(sql, values.clone()).unwrap(), rows, "{sql}");
    }
    let error = rows_with("SELECT :list", values).unwrap_err();
    assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == "list"), "{error:?}");
    // A value is a value, whatever it holds.
    assert_eq!(rows_with("SELECT :x", json!({"x": "1; DROP TABLE users"})).unwrap(), "1; DROP TABLE users");
    assert_eq!(rows_with("SELECT id FROM users WHERE password = :x", json!({"x": "CANARY1"})).unwrap(), "");
}

#[test]
fn an_error_in_the_middle_comes_after_the_rows_before_it() {
    let mut file = File::new();
    let sql = "SELECT abs(iif(id = 3, -9223372036854775808, id)) FROM users";
    assert!(matches!(file.ask(sql), Err(Error::Invalid { .. })));
    assert_eq!(file.rows("SELECT 1"), "1");
}

/// A client that stops reading after its first row.
struct Gone;

impl RowWriter for Gone {
    fn row(&mut self, _: &[Cell<'_>]) -> Result<()> {
        Err(Error::DiskFull)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[test]
fn errors_of_the_writer_come_back_as_they_are() {
    let mut file = File::new();
    let statement = Statement::parse("SELECT 1", file.reader.limits()).unwrap();
    let result = file.reader.run(&statement, true, &Cancel::default(), |_| Ok(Gone));
    assert!(matches!(result, Err(Error::DiskFull)));
    assert_eq!(file.rows("SELECT 2"), "2");
}
