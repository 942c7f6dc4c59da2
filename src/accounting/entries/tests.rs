//! What becomes of entries, on books of their own.

use jiff::civil::date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction};
use serde_json::{Value as Json, json};

use super::actions;
use super::links::{self, Link};
use super::record::{Entry, Line};
use crate::accounting::entry::{EntryType, status};
use crate::accounting::{fixture, invariants, seal};
use crate::error::{Error, Result};
use crate::params::{DateContext, Params};

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

/// Runs one request in a transaction of its own, and looks at all books after it.
fn write<T>(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
    let tx = conn.transaction().unwrap();
    let value = work(&tx);
    if value.is_ok() {
        tx.commit().unwrap();
    } else {
        drop(tx);
    }
    assert_eq!(invariants::violations(conn).unwrap(), []);
    value
}

fn create(conn: &mut Connection, params: Json) -> Result<Entry> {
    let params = Params::of_json(params);
    let id = write(conn, |tx| actions::create(tx, &params, &context(), &fixture::trace()))?;
    Entry::get(conn, id)
}

fn change(conn: &mut Connection, id: i64, params: Json) -> Result<Entry> {
    let params = Params::of_json(params);
    write(conn, |tx| actions::change(tx, id, &params, &context(), &fixture::trace()))?;
    Entry::get(conn, id)
}

fn delete(conn: &mut Connection, id: i64) -> Result<()> {
    write(conn, |tx| actions::delete(tx, id, &fixture::trace()))
}

fn simple(entry_type: &str, debit: &str, credit: &str) -> Json {
    json!({"id_year": 1, "type": entry_type, "label": "Achat", "date": "2025-03-04", "amount": "42,50",
           "debit": debit, "credit": credit})
}

/// The code, debit and credit of each line.
fn lines(conn: &Connection, entry: &Entry) -> Vec<(String, i64, i64)> {
    let code = |line: &Line| {
        conn.query_row("SELECT code FROM acc_accounts WHERE id = ?1", [line.account], |row| row.get(0)).unwrap()
    };
    entry.lines.iter().map(|line| (code(line), line.debit.0, line.credit.0)).collect()
}

/// The field that a refusal names.
fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid { fields, .. }) => fields.first().map(|field| field.field.clone()).unwrap_or_default(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn each_simple_type_has_its_sides_and_falls_back_when_accounts_do_not_fit() {
    let mut conn = fixture::books();
    for (word, debit, credit, expected, waiting) in [
        ("REVENUE", "512A", "706", EntryType::Revenue, 0),
        ("EXPENSE", "606", "530", EntryType::Expense, 0),
        ("TRANSFER", "512A", "530", EntryType::Transfer, 0),
        ("DEBT", "606", "401", EntryType::Debt, 1),
        ("CREDIT", "411", "706", EntryType::Credit, 1),
        ("EXPENSE", "706", "512A", EntryType::Advanced, 0),
        ("TRANSFER", "512A", "512A", EntryType::Advanced, 0),
        ("TRANSFER", "580", "530", EntryType::Advanced, 0),
        // Clients know that it keeps waiting.
        ("DEBT", "606", "512A", EntryType::Advanced, 1),
    ] {
        let entry = create(&mut conn, simple(word, debit, credit)).unwrap();
        assert_eq!((entry.entry_type, entry.status), (expected, waiting), "{word} {debit} {credit}");
        let is_debit_first = matches!(word, "EXPENSE" | "DEBT");
        let (first, second) = ((debit.to_owned(), 4250, 0), (credit.to_owned(), 0, 4250));
        let expected = if is_debit_first { [first, second] } else { [second, first] };
        assert_eq!(lines(&conn, &entry), expected, "{word}");
    }
}

#[test]
fn a_refused_entry_names_what_is_wrong_and_leaves_nothing() {
    let mut conn = fixture::books();
    let with = |name: &str, value: Json| {
        let mut params = simple("EXPENSE", "606", "512A");
        params[name] = value;
        params
    };
    for (params, field) in [
        (with("label", json!(" ")), "label"),
        (with("label", json!("é".repeat(101))), "label"),
        (with("date", json!("2026-01-01")), "date"),
        (with("date", json!("30/02/2025")), "date"),
        (with("date", json!("1741046400")), "date"),
        (with("date", json!(20250304)), "date"),
        (with("id_year", json!("abc")), "id_year"),
        (with("id_year", json!(99)), "id_year"),
        (with("type", json!(6)), "type"),
        (with("type", json!(true)), "type"),
        (with("amount", json!("0,00")), "amount"),
        (with("amount", json!("1000000000")), "amount"),
        (with("debit", json!("ZZZ")), "debit"),
        (with("credit", json!("")), "credit"),
        (with("id_project", json!("PJ1")), "id_project"),
        (with("id_project", json!(9)), "id_project"),
        (with("id_creator", json!(99)), "id_creator"),
        (with("linked_users", json!([2, 99])), "linked_users[1]"),
        (with("linked_transactions", json!("[99]")), "linked_transactions[0]"),
        (with("type", json!("GIFT")), "type"),
        (with("status", json!("payée")), "status"),
    ] {
        assert_eq!(refused(create(&mut conn, params.clone())), field, "{params}");
    }
    let count: i64 = conn.query_row("SELECT count(*) FROM acc_transactions", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
}

fn advanced(lines: Json) -> Json {
    json!({"id_year": "match", "type": "ADVANCED", "label": "Ventilée", "date": "2025-03-04", "lines": lines})
}

#[test]
fn lines_that_do_not_make_an_entry_are_refused() {
    let mut conn = fixture::books();
    for (given, field) in [
        (json!([]), "lines"),
        (json!([{"account": "530", "debit": 1}]), "lines"),
        (json!([{"account": "530", "debit": 1}, {"account": "706", "credit": 2}]), "lines"),
        (json!([{"account": "530", "debit": 1}, {"credit": 1}]), "lines[1].account"),
        (json!([{"account": "530", "debit": 1}, {"account": "ZZZ", "credit": 1}]), "lines[1].account"),
        (json!([{"account": "530", "debit": 1, "credit": 1}, {"account": "706", "credit": 1}]), "lines[0].debit"),
        (json!([{"account": "530", "debit": 1}, {"account": "706"}]), "lines[1].debit"),
        (json!([{"account": "530", "debit": 1}, {"account": "875", "credit": 1}]), "lines"),
        (
            json!([{"account": "530", "debit": 1, "label": "x".repeat(200)}, {"account": "706", "credit": 1}]),
            "lines[0].label",
        ),
    ] {
        assert_eq!(refused(create(&mut conn, advanced(given.clone()))), field, "{given}");
    }
    assert!(
        create(&mut conn, advanced(json!([{"account": "864", "debit": 1}, {"account": "875", "credit": 1}]))).is_ok()
    );
}

#[test]
fn a_change_touches_only_what_it_names() {
    let mut conn = fixture::books();
    let three = json!([{"account": "530", "debit": "3"}, {"account": "706", "credit": "2", "label": "Miel", "id_project": 1},
        {"account": "707", "credit": "1"}]);
    let before = create(&mut conn, advanced(three)).unwrap();
    let after = change(&mut conn, before.id, json!({"notes": " a\r\nb ", "reference": ""})).unwrap();
    assert_eq!(after, Entry { notes: Some("a\nb".into()), ..before.clone() });
    let after = change(&mut conn, before.id, json!({"lines": [{"account": "512A"}, {"account": "706", "credit": 3}]}));
    let after = after.unwrap();
    assert_eq!(lines(&conn, &after), [("512A".into(), 300, 0), ("706".into(), 0, 300)]);
    assert_eq!(after.lines[1], Line { credit: crate::money::Cents(300), ..before.lines[1].clone() });
}

#[test]
fn a_simple_entry_is_changed_with_its_amount_and_keeps_the_accounts_that_are_not_named() {
    let mut conn = fixture::books();
    let entry = create(&mut conn, simple("EXPENSE", "606", "512A")).unwrap();
    assert_eq!(refused(change(&mut conn, entry.id, json!({"label": "Timbres"}))), "amount");
    let after = change(&mut conn, entry.id, json!({"amount": "7", "credit": "530"})).unwrap();
    assert_eq!(lines(&conn, &after), [("606".into(), 700, 0), ("530".into(), 0, 700)]);
    let after = change(&mut conn, entry.id, json!({"type": "advanced", "label": "Timbres"})).unwrap();
    assert_eq!((after.entry_type, after.lines.len()), (EntryType::Advanced, 2));
}

#[test]
fn a_line_whose_amount_or_account_changes_is_no_longer_reconciled() {
    let mut conn = fixture::books();
    let entry = create(&mut conn, simple("EXPENSE", "606", "512A")).unwrap();
    conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1").unwrap();
    let reconciled = |entry: &Entry| entry.lines.iter().map(|line| line.reconciled).collect::<Vec<_>>();
    let after = change(&mut conn, entry.id, json!({"amount": "42,50", "label": "x"})).unwrap();
    assert_eq!(reconciled(&after), [true, true]);
    let after = change(&mut conn, entry.id, json!({"amount": "42,50", "credit": "530"})).unwrap();
    assert_eq!(reconciled(&after), [true, false]);
    let new = json!([{"account": "530", "debit": 1, "reconciled": 1}, {"account": "706", "credit": 1}]);
    assert_eq!(reconciled(&create(&mut conn, advanced(new)).unwrap()), [false, false]);
}

#[test]
fn a_letter_goes_with_the_amount_it_settles() {
    for params in [
        json!({"lines": [{"account": "530"}, {"account": "401", "credit": "2"}, {"account": "401", "credit": "1"}]}),
        json!({"lines": [{"account": "530"}, {"account": "411"}]}),
        json!({"id_year": 2, "date": "2026-03-04"}),
    ] {
        let mut conn = fixture::books();
        let entry =
            create(&mut conn, advanced(json!([{"account": "530", "debit": 3}, {"account": "401", "credit": 3}])))
                .unwrap();
        conn.execute_batch("INSERT INTO acc_letters (id, id_year, letter) VALUES (1, 1, 'A')").unwrap();
        conn.execute("UPDATE acc_transactions_lines SET id_letter = 1 WHERE id = ?1", [entry.lines[1].id]).unwrap();
        change(&mut conn, entry.id, json!({"label": "Autre"})).unwrap();
        let letters = |conn: &Connection| -> i64 {
            conn.query_row("SELECT count(*) FROM acc_letters", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(letters(&conn), 1, "a label keeps it");
        let after = change(&mut conn, entry.id, params.clone()).unwrap();
        assert_eq!((letters(&conn), after.lines[1].letter), (0, None), "{params}");
    }
}

#[test]
fn a_closed_year_lets_nothing_change_but_the_status_of_its_entries() {
    let mut conn = fixture::books();
    let entry = create(&mut conn, simple("DEBT", "606", "401")).unwrap();
    conn.execute_batch("UPDATE acc_years SET status = 1 WHERE id = 1").unwrap();
    for params in [
        json!({"amount": "42,50", "label": "Autre"}),
        json!({"amount": "43"}),
        json!({"amount": "43", "status": 2}),
        json!({"amount": "42,50", "id_year": 2, "date": "2026-01-01"}),
    ] {
        assert_eq!(refused(change(&mut conn, entry.id, params.clone())), "id_year", "{params}");
    }
    assert_eq!(refused(create(&mut conn, simple("EXPENSE", "606", "512A"))), "id_year");
    assert_eq!(refused(delete(&mut conn, entry.id)), "id_year");
    let settled = change(&mut conn, entry.id, json!({"amount": "42,50", "status": 2})).unwrap();
    assert_eq!(settled, Entry { status: status::SETTLED, ..entry });
}

#[test]
fn a_sealed_entry_keeps_what_the_seal_covers() {
    let mut conn = fixture::books();
    let entry = create(&mut conn, simple("EXPENSE", "606", "512A")).unwrap();
    conn.execute("UPDATE acc_transactions SET hash = ?1 WHERE id = ?2", ("x", entry.id)).unwrap();
    let sealed = |conn: &mut Connection, params: &Json| {
        let params = Params::of_json(params.clone());
        let tx = conn.transaction().unwrap();
        actions::change(&tx, entry.id, &params, &context(), &fixture::trace())
    };
    for params in [
        json!({"amount": 1}),
        json!({"amount": "42,50", "label": "x"}),
        json!({"amount": "42,50", "reference": "x"}),
        json!({"amount": "42,50", "payment_reference": "x"}),
        json!({"amount": "42,50", "date": "2025-03-05"}),
    ] {
        assert!(matches!(sealed(&mut conn, &params), Err(Error::Invalid { .. })), "{params}");
    }
    sealed(&mut conn, &json!({"amount": "42,50", "notes": "vu", "id_project": 1, "hash": null})).unwrap();
    let tx = conn.transaction().unwrap();
    assert!(matches!(actions::delete(&tx, entry.id, &fixture::trace()), Err(Error::Invalid { .. })));
    assert_eq!(seal::broken(&tx).unwrap(), [entry.id], "the seal of this test is none");
}

#[test]
fn links_are_replaced_as_a_whole_and_seen_from_both_sides() {
    let mut conn = fixture::books();
    let (one, other) = (create(&mut conn, simple("EXPENSE", "606", "512A")).unwrap().id, {
        let mut params = simple("EXPENSE", "606", "512A");
        params["linked_transactions"] = json!([1]);
        params["linked_users"] = json!({"a": 3, "b": "2"});
        create(&mut conn, params).unwrap().id
    });
    assert_eq!(links::ids(&conn, one, Link::Transactions).unwrap(), [other]);
    assert_eq!(links::ids(&conn, other, Link::Users).unwrap(), [2, 3]);
    change(&mut conn, other, json!({"amount": "42,50", "linked_users": [], "linked_transactions": [other]})).unwrap();
    assert_eq!(links::ids(&conn, other, Link::Users).unwrap(), [2, 3], "an empty list changes nothing");
    assert_eq!(links::ids(&conn, one, Link::Transactions).unwrap(), [] as [i64; 0], "an entry is not linked to itself");
}

#[test]
fn each_change_leaves_what_it_replaced_in_the_history() {
    let mut conn = fixture::books();
    let entry = create(&mut conn, simple("EXPENSE", "606", "512A")).unwrap();
    change(&mut conn, entry.id, json!({"amount": "43"})).unwrap();
    change(&mut conn, entry.id, json!({"amount": "43", "label": "Timbres"})).unwrap();
    change(&mut conn, entry.id, json!({"amount": "43", "label": "Timbres"})).unwrap();
    delete(&mut conn, entry.id).unwrap();
    let read = |sql: &str| -> Vec<(String, String)> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let history = read("SELECT action, changes FROM ruche_history WHERE entity = 'acc_transactions' ORDER BY id");
    let words: Vec<&str> = history.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words, ["created", "changed", "changed", "deleted"], "nothing is noted when nothing changes");
    let changes: Json = serde_json::from_str(&history[1].1).unwrap();
    assert_eq!(changes["lines"]["old"][0]["debit"], 4250);
    assert_eq!(changes["lines"]["new"][0]["debit"], 4300);
    // Clients expect no line for a change of lines alone.
    let log = read("SELECT CAST(type AS TEXT), details FROM logs WHERE details LIKE '%Transaction%' ORDER BY id");
    let types: Vec<&str> = log.iter().map(|(log_type, _)| log_type.as_str()).collect();
    assert_eq!(types, ["10", "12", "11"]);
    assert_eq!(log[0].1, format!(r#"{{"entity":"Accounting\\Transaction","id":{}}}"#, entry.id));
}

#[test]
fn deleting_a_deposit_gives_its_lines_back() {
    let mut conn = fixture::books();
    let cheque = create(&mut conn, simple("REVENUE", "5112", "706")).unwrap();
    let deposit = create(
        &mut conn,
        json!({"id_year": 1, "type": 0, "label": "Remise", "date": "2025-03-05", "status": 32,
        "linked_transactions": [cheque.id], "lines": [{"account": "512A", "debit": "42,50"}, {"account": "5112", "credit": "42,50"}]}),
    );
    conn.execute("UPDATE acc_transactions_lines SET status = 4 WHERE id_transaction = ?1 AND debit > 0", [cheque.id])
        .unwrap();
    delete(&mut conn, deposit.unwrap().id).unwrap();
    assert_eq!(Entry::get(&conn, cheque.id).unwrap(), cheque);
}

#[test]
fn an_entry_of_a_type_that_nobody_knows_changes_in_all_but_its_type() {
    let mut conn = fixture::books();
    let id = create(&mut conn, simple("DEBT", "606", "401")).unwrap().id;
    conn.execute("UPDATE acc_transactions SET type = 9, status = 65 WHERE id = ?1", [id]).unwrap();
    let before = Entry::get(&conn, id).unwrap();
    assert_eq!((before.entry_type, before.status), (EntryType::Unknown(9), 65));
    let after = change(&mut conn, id, json!({"label": "Autre", "notes": "vu"})).unwrap();
    assert_eq!(after, Entry { label: "Autre".into(), notes: Some("vu".into()), ..before.clone() });
    let three =
        json!([{"account": "606", "debit": 3}, {"account": "401", "credit": 2}, {"account": "530", "credit": 1}]);
    let after = change(&mut conn, id, json!({ "lines": three })).unwrap();
    assert_eq!((after.entry_type, after.lines.len()), (EntryType::Unknown(9), 3));
    assert_eq!(refused(change(&mut conn, id, json!({"amount": "5"}))), "type");
    assert_eq!(refused(change(&mut conn, id, json!({"type": 9}))), "type");
    let known =
        change(&mut conn, id, json!({"type": "expense", "amount": "5", "debit": "606", "credit": "530"})).unwrap();
    assert_eq!((known.entry_type, known.status), (EntryType::Expense, 64));
}
