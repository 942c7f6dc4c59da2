use jiff::civil::date;
use rusqlite::Connection;

use super::*;
use crate::accounting::{fixture, invariants};

fn books() -> Connection {
    let conn = fixture::books();
    for (entry_type, day, label, lines) in [
        (EntryType::Debt, "2025-01-02", "Cire", [("606", 1000, 0), ("401", 0, 1000)]),
        (EntryType::Debt, "2025-02-02", "Pots", [("606", 500, 0), ("401", 0, 500)]),
        (EntryType::Credit, "2025-03-02", "Stand", [("706", 0, 700), ("411", 700, 0)]),
        (EntryType::Expense, "2025-03-02", "Timbres", [("606", 100, 0), ("530", 0, 100)]),
    ] {
        fixture::entry(&conn, entry_type, day, label, &lines);
    }
    conn.execute_batch(
        "UPDATE acc_transactions SET status = 1 WHERE type IN (4, 5);
         UPDATE acc_transactions SET reference = 'F1' WHERE id = 1;
         UPDATE acc_transactions_lines SET id_project = 1 WHERE id = 2;
         INSERT INTO acc_transactions_users (id_user, id_transaction) VALUES (2, 1), (3, 2), (2, 2)",
    )
    .unwrap();
    conn
}

fn settlement(entries: &[i64]) -> Settlement {
    Settlement {
        entries: Ids::of("transactions", entries.to_vec()),
        account: "512A".to_owned(),
        date: date(2025, 4, 1),
        payment_reference: Some("VIR 7".to_owned()),
        mark: true,
        again: false,
    }
}

fn run(conn: &mut Connection, year: i64, wanted: &Settlement) -> Result<Entry> {
    let (year, trace) = (fixture::year(conn, year), fixture::trace());
    let tx = conn.transaction().unwrap();
    let id = settle(&tx, &year, wanted, &AuditLog::open(&tx, &trace).unwrap())?;
    tx.commit().unwrap();
    assert_eq!(invariants::violations(conn).unwrap(), []);
    Entry::get(conn, id)
}

fn line(conn: &Connection, line: &Line) -> String {
    let code: String =
        conn.query_row("SELECT code FROM acc_accounts WHERE id = ?1", [line.account], |row| row.get(0)).unwrap();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{code} {} {} {} {} {:?}", line.debit, line.credit, text(&line.label), text(&line.reference), line.project)
}

#[test]
fn debts_are_paid_by_one_entry_that_is_linked_to_them_and_to_their_members() {
    let mut conn = books();
    let entry = run(&mut conn, 1, &settlement(&[2, 1, 2])).unwrap();
    assert_eq!((entry.label.as_str(), entry.entry_type), ("Règlement de dette — Cire, Pots", EntryType::Advanced));
    let lines: Vec<String> = entry.lines.iter().map(|each| line(&conn, each)).collect();
    assert_eq!(lines, ["401 10,00 0,00 Cire F1 Some(1)", "401 5,00 0,00 Pots  None", "512A 0,00 15,00  VIR 7 None"]);
    assert_eq!(links::ids(&conn, entry.id, Link::Transactions).unwrap(), [1, 2]);
    assert_eq!(links::ids(&conn, entry.id, Link::Users).unwrap(), [2, 3]);
    assert_eq!(Entry::get(&conn, 1).unwrap().status, status::SETTLED);
    assert!(run(&mut conn, 1, &settlement(&[1, 2])).is_err(), "nothing waits any more");
}

#[test]
fn a_credit_of_a_closed_year_is_received_in_the_next_and_may_go_on_waiting() {
    let mut conn = books();
    conn.execute_batch("UPDATE acc_years SET status = 1 WHERE id = 1").unwrap();
    let wanted = Settlement { date: date(2026, 1, 5), mark: false, ..settlement(&[3]) };
    let entry = run(&mut conn, 2, &wanted).unwrap();
    let lines: Vec<String> = entry.lines.iter().map(|each| line(&conn, each)).collect();
    assert_eq!(lines, ["411 0,00 7,00 Stand  None", "512A 7,00 0,00  VIR 7 None"]);
    assert_eq!(Entry::get(&conn, 3).unwrap().status, status::WAITING);
    run(&mut conn, 2, &Settlement { mark: true, again: true, ..wanted }).unwrap();
    assert_eq!(Entry::get(&conn, 3).unwrap().status, status::SETTLED);
}

#[test]
fn a_debt_that_has_a_settlement_is_not_settled_again_unless_that_is_asked_for() {
    let mut conn = books();
    let unmarked = Settlement { mark: false, ..settlement(&[1]) };
    let first = run(&mut conn, 1, &unmarked).unwrap();
    let refused = run(&mut conn, 1, &settlement(&[2, 1])).unwrap_err();
    let Error::Invalid { message, fields } = refused else { panic!("{refused}") };
    assert_eq!((message.id, fields[0].field.as_str()), ("settlement-again", "transactions"));
    // Whichever of the two names the other.
    conn.execute_batch("UPDATE acc_transactions_links SET id_transaction = id_related, id_related = id_transaction")
        .unwrap();
    assert!(run(&mut conn, 1, &unmarked).is_err());
    run(&mut conn, 1, &Settlement { again: true, ..unmarked.clone() }).unwrap();
    // What is linked and settles nothing does not count.
    let mut conn = books();
    conn.execute_batch("INSERT INTO acc_transactions_links (id_transaction, id_related) VALUES (1, 2), (4, 1)")
        .unwrap();
    run(&mut conn, 1, &unmarked).unwrap();
    assert!(first.id > 4);
}

#[test]
fn debts_wait_again_once_their_last_settlement_is_deleted() {
    let mut conn = books();
    let delete = |conn: &mut Connection, id: i64| {
        let trace = fixture::trace();
        let tx = conn.transaction().unwrap();
        let entry = Entry::get(&tx, id).unwrap();
        store::delete(&tx, &entry, &AuditLog::open(&tx, &trace).unwrap()).unwrap();
        tx.commit().unwrap();
        assert_eq!(invariants::violations(conn).unwrap(), []);
    };
    let statuses = |conn: &Connection| [1, 2, 3].map(|id| Entry::get(conn, id).unwrap().status);
    let first = run(&mut conn, 1, &Settlement { mark: false, ..settlement(&[1]) }).unwrap().id;
    let second = run(&mut conn, 1, &Settlement { again: true, ..settlement(&[1, 2]) }).unwrap().id;
    let third = run(&mut conn, 1, &settlement(&[3])).unwrap().id;
    assert_eq!(statuses(&conn), [status::SETTLED; 3]);
    delete(&mut conn, second);
    assert_eq!(
        statuses(&conn),
        [status::SETTLED, status::WAITING, status::SETTLED],
        "the first has another settlement"
    );
    delete(&mut conn, first);
    // Also when the debt is of a year that is closed since.
    conn.execute_batch(
        "UPDATE acc_transactions SET id_year = 2, date = '2026-01-05' WHERE id > 4; UPDATE acc_years SET status = 1 WHERE id = 1",
    )
    .unwrap();
    delete(&mut conn, third);
    assert_eq!(statuses(&conn), [status::WAITING; 3]);
    // An entry that is only linked settles nothing.
    conn.execute_batch(
        "UPDATE acc_years SET status = 0; UPDATE acc_transactions SET status = 2 WHERE id = 1;
         INSERT INTO acc_transactions_links (id_transaction, id_related) VALUES (4, 1)",
    )
    .unwrap();
    delete(&mut conn, 4);
    assert_eq!(statuses(&conn)[0], status::SETTLED);
}

#[test]
fn what_cannot_be_settled_together_is_refused() {
    for (year, wanted) in [
        (1, settlement(&[])),
        (1, settlement(&[1, 3])),
        (1, settlement(&[4])),
        (1, settlement(&[99])),
        (1, Settlement { account: "606".to_owned(), ..settlement(&[1]) }),
        (1, Settlement { account: "ZZZ".to_owned(), ..settlement(&[1]) }),
        (2, settlement(&[1])),
    ] {
        let mut conn = books();
        assert!(matches!(run(&mut conn, year, &wanted), Err(Error::Invalid { .. } | Error::NotFound(_))), "{wanted:?}");
    }
}
