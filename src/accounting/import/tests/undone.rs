//! Taking imports back.

use serde_json::json;

use super::*;
use crate::imports::Reason;

const NEW: &str = "label;date;debit_account;credit_account;amount;linked_users\nA;2025-01-02;606;512A;5;Bo\nB;2025-01-02;6069X;512A;6;";

fn reasons(obstacles: &[Obstacle]) -> Vec<(i64, Reason)> {
    obstacles.iter().map(|obstacle| (obstacle.id, obstacle.reason)).collect()
}

#[test]
fn what_was_created_goes_with_its_accounts_and_what_was_changed_is_as_before() {
    let mut conn = fixture::books();
    let empty = books(&conn);
    let first = import(&mut conn, NEW, &json!({"create_accounts": 1}));
    conn.execute_batch(
        "INSERT INTO acc_letters (id, id_year, letter) VALUES (1, 1, 'A');
         INSERT INTO acc_transactions (id, label, date, id_year) VALUES (9, 'L', '2025-02-01', 1);
         INSERT INTO acc_transactions_lines (id, id_transaction, id_account, debit, credit, id_letter, reconciled)
             SELECT 90 + a.id, 9, x.id, a.debit, a.credit, a.letter, 1 FROM acc_accounts x
             JOIN (SELECT 1 AS id, 7 AS debit, 0 AS credit, 1 AS letter UNION SELECT 2, 0, 7, 1) a WHERE x.code = '401'",
    )
    .unwrap();
    let before = books(&conn);
    let table = "id;label;date;account;debit;credit;linked_users\n1;Z;2025-01-03;606;8;;Cléo\n1;Z;2025-01-03;530;;8;\n9;L;2025-02-01;401;9;;\n9;L;2025-02-01;530;;9;";
    let second = import(&mut conn, table, &nothing());
    assert_eq!(dump(&conn, "SELECT count(*) FROM acc_letters"), ["0"]);
    assert_eq!(reasons(&undo(&mut conn, first)), [(1, Reason::Changed)]);
    assert_eq!(undo(&mut conn, second), []);
    assert_eq!(books(&conn), before);
    conn.execute_batch("DELETE FROM acc_transactions WHERE id = 9; DELETE FROM acc_letters").unwrap();
    assert_eq!(undo(&mut conn, first), []);
    assert_eq!(books(&conn), empty);
    assert!(record::to_undo(&conn, ImportDomain::Accounting, first).is_err(), "once only");
}

#[test]
fn an_import_whose_entries_changed_served_or_cannot_change_is_not_taken_back() {
    for (change, expected) in [
        ("UPDATE acc_transactions SET label = 'x' WHERE id = 1", vec![(1, Reason::Changed)]),
        ("UPDATE acc_transactions_lines SET reconciled = 1 WHERE id = 3", vec![(2, Reason::Changed)]),
        ("DELETE FROM acc_transactions_users", vec![(1, Reason::Changed)]),
        ("DELETE FROM acc_transactions WHERE id = 2", vec![(2, Reason::Deleted)]),
        ("UPDATE acc_transactions SET hash = 'x' WHERE id = 1", vec![(1, Reason::Sealed)]),
        ("UPDATE acc_years SET status = 2", vec![(2, Reason::YearClosed), (1, Reason::YearClosed)]),
        ("INSERT INTO acc_transactions_links VALUES (1, 2)", vec![(2, Reason::Used), (1, Reason::Used)]),
    ] {
        let mut conn = fixture::books();
        let id = import(&mut conn, NEW, &json!({"create_accounts": 1}));
        conn.execute_batch(change).unwrap();
        let before = books(&conn);
        assert_eq!(reasons(&undo(&mut conn, id)), expected, "{change}");
        assert_eq!(books(&conn), before);
    }
}

#[test]
fn an_account_that_serves_since_stays() {
    let mut conn = fixture::books();
    let id = import(&mut conn, NEW, &json!({"create_accounts": 1}));
    fixture::entry(
        &conn,
        crate::accounting::entry::EntryType::Advanced,
        "2025-04-01",
        "x",
        &[("6069X", 1, 0), ("530", 0, 1)],
    );
    assert_eq!(undo(&mut conn, id), []);
    assert_eq!(dump(&conn, "SELECT code FROM acc_accounts WHERE code = '6069X'"), ["6069X"]);
}
