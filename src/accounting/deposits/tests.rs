use jiff::civil::date;
use rusqlite::Connection;

use super::*;
use crate::accounting::entry::EntryType;
use crate::accounting::{fixture, invariants};

/// Three cheques, lines 2, 4 and 6, the last of 2026; and an opening balance of 2026.
fn books() -> Connection {
    let conn = fixture::books();
    for (day, label, amount) in [("2025-12-02", "Don", 1000), ("2025-12-03", "Miel", 500), ("2026-01-02", "Pots", 700)]
    {
        fixture::entry(&conn, EntryType::Revenue, day, label, &[("706", 0, amount), ("5112", amount, 0)]);
    }
    let opening = [("5112", 1500, 0), ("120", 0, 1500)];
    let id = fixture::entry(&conn, EntryType::Advanced, "2026-01-01", "Ouverture", &opening);
    conn.execute("UPDATE acc_transactions SET status = 16 WHERE id = ?1", [id]).unwrap();
    conn.execute_batch("UPDATE acc_transactions_lines SET reference = 'CHQ 1', id_project = 1 WHERE id = 2").unwrap();
    conn
}

fn deposit(lines: &[i64]) -> Deposit {
    Deposit {
        lines: Ids::of("lines", lines.to_vec()),
        account: "512A".to_owned(),
        date: date(2026, 1, 5),
        amount: None,
        label: None,
        reference: None,
    }
}

fn write<T>(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>, &AuditLog<'_>) -> Result<T>) -> Result<T> {
    let trace = fixture::trace();
    let tx = conn.transaction().unwrap();
    let value = work(&tx, &AuditLog::open(&tx, &trace).unwrap())?;
    tx.commit().unwrap();
    assert_eq!(invariants::violations(conn).unwrap(), []);
    Ok(value)
}

fn ids(conn: &Connection, year: i64, all: bool) -> Vec<i64> {
    let lines = waiting(conn, &fixture::year(conn, year), "5112", all).unwrap();
    lines.iter().map(|line| line.id).collect()
}

#[test]
fn cheques_go_to_the_bank_from_earlier_years_too_and_come_back_with_their_deposit() {
    let mut conn = books();
    conn.execute_batch("UPDATE acc_years SET status = 1 WHERE id = 1").unwrap();
    assert_eq!((ids(&conn, 2, false), ids(&conn, 2, true)), (vec![6], vec![2, 4, 6]));
    let year = fixture::year(&conn, 2);
    let wanted = Deposit { amount: Some(Cents(1700)), ..deposit(&[6, 2]) };
    let id = write(&mut conn, |tx, audit| create(tx, &year, &wanted, audit)).unwrap();
    let entry = Entry::get(&conn, id).unwrap();
    assert_eq!((entry.status, entry.label.as_str()), (status::DEPOSIT, "Remise en banque"));
    let amounts: Vec<(Cents, Cents)> = entry.lines.iter().map(|line| (line.debit, line.credit)).collect();
    assert_eq!(amounts, [(Cents(1700), Cents(0)), (Cents(0), Cents(1000)), (Cents(0), Cents(700))]);
    assert_eq!((entry.lines[1].reference.as_deref(), entry.lines[1].project), (Some("CHQ 1"), Some(1)));
    assert_eq!(links::ids(&conn, id, Link::Transactions).unwrap(), [1, 3]);
    assert_eq!(ids(&conn, 2, true), [4]);
    write(&mut conn, |tx, audit| store::delete(tx, &entry, audit)).unwrap();
    assert_eq!(ids(&conn, 2, true), [2, 4, 6]);
}

#[test]
fn lines_may_be_marked_alone() {
    let mut conn = books();
    write(&mut conn, |tx, audit| mark(tx, &Ids::of("lines", vec![2, 4]), audit)).unwrap();
    assert_eq!(ids(&conn, 2, true), [6]);
    assert!(write(&mut conn, |tx, audit| mark(tx, &Ids::of("lines", vec![2]), audit)).is_err(), "once only");
}

#[test]
fn a_deposit_that_does_not_agree_is_refused() {
    for wanted in [
        deposit(&[]),
        deposit(&[1]),
        deposit(&[7]),
        deposit(&[99]),
        Deposit { amount: Some(Cents(999)), ..deposit(&[2]) },
        Deposit { account: "530".to_owned(), ..deposit(&[2]) },
        Deposit { date: date(2025, 12, 31), ..deposit(&[2]) },
    ] {
        let mut conn = books();
        let year = fixture::year(&conn, 2);
        let done = write(&mut conn, |tx, audit| create(tx, &year, &wanted, audit));
        assert!(matches!(done, Err(Error::Invalid { .. })), "{wanted:?}");
    }
    let conn = books();
    assert!(waiting(&conn, &fixture::year(&conn, 2), "512A", true).is_err());
}
