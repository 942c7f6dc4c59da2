use jiff::tz::TimeZone;
use proptest::prelude::*;
use rusqlite::Connection;

use super::parse;
use crate::datasets::{Column, Dataset, Kind, Query};
use crate::error::{Error, Result};

fn dataset() -> Dataset {
    let column = |name: &str, kind| Column::new(name, kind, format!("t.{name}"));
    Dataset {
        name: "things",
        columns: vec![
            column("id", Kind::Integer),
            column("name", Kind::Text),
            column("price", Kind::Amount),
            column("done", Kind::Truth),
            column("day", Kind::Date),
            column("moment", Kind::Moment),
            column("size", Kind::Number),
        ],
        from: "things t".to_owned(),
        values: Vec::new(),
        changed: Some("moment"),
    }
}

fn file() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(
        "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, price INTEGER, done INTEGER, day TEXT, moment TEXT, size REAL);
         INSERT INTO things VALUES (1, 'Miel d''acacia', 1250, 1, '2026-03-01', '2026-03-01 10:00:00', 0.5),
            (2, 'Cire', 1251, 0, '2026-02-28', '2026-02-28 23:59:59', 3), (3, NULL, NULL, NULL, NULL, NULL, NULL),
            (4, 'miel', 0, 1, '2026-12-31', '2026-07-01 00:00:00', -1.5)",
    )
    .unwrap();
    conn
}

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

fn found(condition: &str) -> Result<Vec<i64>> {
    let dataset = dataset();
    let query = Query { filter: Some(parse(condition, &dataset, "$filter", &paris())?), ..Query::default() };
    let (conn, mut keys) = (file(), Vec::new());
    let query = Query { columns: vec![0], ..query };
    query.walk(&conn, &dataset, |cells| {
        if let crate::sheet::Cell::Integer(id) = cells[0] {
            keys.push(id);
        }
        Ok(())
    })?;
    assert_eq!(query.count(&conn, &dataset)?, keys.len() as i64, "{condition}");
    Ok(keys)
}

#[test]
fn conditions_find_what_odata_says_they_find() {
    for (condition, expected) in [
        ("name eq 'Cire'", &[2][..]),
        ("name eq 'cire'", &[]),
        ("name eq 'Miel d''acacia'", &[1]),
        ("name ne 'Cire'", &[1, 3, 4]),
        ("name eq null", &[3]),
        ("null ne name", &[1, 2, 4]),
        ("price gt 12.5", &[2]),
        ("price ge 12.50", &[1, 2]),
        ("price eq 12.505", &[]),
        ("price gt 12.505", &[2]),
        ("12.51 eq price", &[2]),
        ("price lt -0.01", &[]),
        ("not (price gt 12.5)", &[1, 3, 4]),
        ("not price gt 12.5 and done", &[1, 4]),
        ("done", &[1, 4]),
        ("not done", &[2, 3]),
        ("done eq false", &[2]),
        ("day ge 2026-03-01", &[1, 4]),
        ("moment lt 2026-02-28T23:00:00Z", &[2]),
        ("moment ge 2026-03-01T10:00:00+01:00 and moment lt 2026-07-01", &[1]),
        ("moment eq 2026-06-30T22:00Z", &[4]),
        ("size gt 0.4 and size le 3", &[1, 2]),
        ("size eq 5e-1", &[1]),
        ("contains(name,'iel')", &[1, 4]),
        ("startswith(name, 'Miel')", &[1]),
        ("endswith(name,'e')", &[2]),
        ("contains(name,'%')", &[]),
        ("name gt 'a' or id eq 3", &[3, 4]),
        ("id eq 1 or id eq 2 and id eq 3", &[1]),
        ("(id eq 1 or id eq 2) and id ne 1", &[2]),
        ("price eq price and id le 2", &[1, 2]),
        ("true", &[1, 2, 3, 4]),
    ] {
        assert_eq!(found(condition).unwrap(), expected, "{condition}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_the_place_and_the_reason() {
    let deep = format!("{}id eq 1{}", "(".repeat(60), ")".repeat(60));
    let negations = format!("{}done", "not ".repeat(60));
    let many = vec!["id eq 1"; 201].join(" or ");
    let long = format!("name eq '{}'", "x".repeat(9_000));
    for (condition, said) in [
        ("", "end"),
        ("name eq", "end"),
        ("name", "end"),
        ("name eq 'a", "9"),
        ("name eq 'a' name", "13"),
        ("nom eq 'a'", "nom"),
        ("name eq 5", "name"),
        ("price eq size", "price"),
        ("day eq moment", "day"),
        ("day gt 2026-02-30", "8"),
        ("done gt 'x'", "done"),
        ("contains(price,'1')", "text"),
        ("contains(name)", "14"),
        ("id eq 1; DROP TABLE things", "8"),
        ("id eq 0x10", "7"),
        ("id in (1,2)", "4"),
        ("length(name) eq 4", "length"),
        (&deep, "50"),
        (&negations, "50"),
        (&many, "200"),
        (&long, "8192"),
    ] {
        let error = found(condition).unwrap_err();
        assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == "$filter"), "{condition}");
        assert!(error.to_string().contains(said), "{condition}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_either_a_condition_or_refused(text in ".{0,60}") {
        let _ = found(&text);
    }

    #[test]
    fn any_words_in_any_order_are_either_a_condition_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "(", ")", ",", "id", "name", "price", "done", "day", "eq", "ne", "gt", "not", "and", "or", "contains", "'a'", "1",
            "-2.5", "null", "true", "2026-03-01", "2026-03-01T10:00:00Z",
        ]), 0..12),
    ) {
        let _ = found(&words.join(" "));
    }

    #[test]
    fn a_text_is_compared_as_it_is_whatever_it_holds(text in ".{0,20}") {
        let (conn, dataset) = (file(), dataset());
        conn.execute("UPDATE things SET name = ?1 WHERE id = 3", [&text]).unwrap();
        let filter = parse(&format!("name eq '{}'", text.replace('\'', "''")), &dataset, "$filter", &paris()).unwrap();
        let query = Query { columns: vec![0], filter: Some(filter), ..Query::default() };
        prop_assert!(query.count(&conn, &dataset).unwrap() >= 1);
    }
}
