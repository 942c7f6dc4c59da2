use rusqlite::Connection;

use super::*;
use crate::accounting::entries::Entry;
use crate::accounting::entry::EntryType;
use crate::accounting::{fixture, invariants};

const NOW: &str = "2026-03-01 09:00:00";

/// Runs one request in a transaction of its own, and looks at all books after it.
fn write<T>(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>, &AuditLog<'_>) -> Result<T>) -> Result<T> {
    let tx = conn.transaction().unwrap();
    let trace = fixture::trace();
    let value = AuditLog::open(&tx, &trace).and_then(|audit| work(&tx, &audit));
    if value.is_ok() {
        tx.commit().unwrap();
    } else {
        drop(tx);
    }
    assert_eq!(invariants::violations(conn).unwrap(), []);
    value
}

fn letter(conn: &mut Connection, lines: &[i64]) -> Result<Letter> {
    let year = fixture::year(conn, 1);
    write(conn, |tx, audit| create(tx, &year, &Ids::of("lines", lines.to_vec()), NOW, audit))
}

/// Entries whose lines are 1 and 2, 3 and 4…: a debt of 10 and its payments of 4 and 6, a claim, and one of 2026.
fn books() -> Connection {
    let conn = fixture::books();
    for (date, lines) in [
        ("2025-01-02", [("606", 1000, 0), ("401", 0, 1000)]),
        ("2025-02-02", [("401", 400, 0), ("512A", 0, 400)]),
        ("2025-03-02", [("401", 600, 0), ("530", 0, 600)]),
        ("2025-03-02", [("411", 1000, 0), ("706", 0, 1000)]),
        ("2026-03-02", [("401", 1000, 0), ("512A", 0, 1000)]),
    ] {
        fixture::entry(&conn, EntryType::Advanced, date, "x", &lines);
    }
    conn
}

#[test]
fn lines_that_settle_each_other_get_the_next_letter_and_their_history_tells() {
    let mut conn = books();
    let first = letter(&mut conn, &[5, 2, 3, 2]).unwrap();
    assert_eq!((first.letter.as_str(), first.lines.as_slice()), ("A", &[2, 3, 5][..]));
    assert_eq!(Entry::get(&conn, 2).unwrap().lines[0].letter, Some(first.id));
    let noted: i64 = conn
        .query_row("SELECT count(*) FROM ruche_history WHERE entity = 'acc_transactions'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(noted, 3);
    write(&mut conn, |tx, audit| delete(tx, first.id, audit)).unwrap();
    assert_eq!(Entry::get(&conn, 2).unwrap().lines[0].letter, None);
    assert!(matches!(write(&mut conn, |tx, audit| delete(tx, first.id, audit)), Err(Error::NotFound(_))));
}

#[test]
fn lines_that_do_not_belong_together_get_no_letter() {
    for (lines, why) in [
        (&[][..], "none"),
        (&[2], "one line"),
        (&[2, 2], "one line twice"),
        (&[2, 99], "unknown"),
        (&[2, 3], "unbalanced"),
        (&[2, 7], "two accounts"),
        (&[2, 9], "two years"),
        (&[1, 6], "no third party"),
    ] {
        let mut conn = books();
        assert!(matches!(letter(&mut conn, lines), Err(Error::Invalid { .. })), "{why}");
    }
    let mut conn = books();
    letter(&mut conn, &[2, 3, 5]).unwrap();
    assert!(letter(&mut conn, &[2, 3, 5]).is_err(), "lettered before");
    conn.execute_batch("UPDATE acc_years SET status = 1").unwrap();
    assert!(write(&mut conn, |tx, audit| delete(tx, 1, audit)).is_err(), "closed");
}

#[test]
fn letters_go_on_after_the_longest_and_last_one() {
    for (before, expected) in [("A", "B"), ("Z", "AA"), ("AZ", "BA"), ("ZZ", "AAA"), ("AZZ", "BAA")] {
        assert_eq!(after(before), expected);
    }
    let conn = books();
    for letter in ["B", "AB", "Z", "aa", "réglé", ""] {
        conn.execute("INSERT INTO acc_letters (id_year, letter) VALUES (1, ?1)", [letter]).unwrap();
    }
    assert_eq!((next(&conn, 1).unwrap().as_str(), next(&conn, 2).unwrap().as_str()), ("AC", "A"));
}
