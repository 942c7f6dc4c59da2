//! Rows matched with lines of the books, and lines marked as seen on a statement.

use rusqlite::Connection;

use super::*;
use crate::accounting::entries::Entry;
use crate::accounting::entry::EntryType;
use crate::accounting::{fixture, invariants};
use crate::audit::AuditLog;
use crate::i18n::Language;
use crate::params::Ids;

/// Entries of the bank; their bank lines have even numbers.
fn books() -> Connection {
    let conn = fixture::books();
    for (day, label, amount) in [
        ("2025-01-02", "Cire", -4250),
        ("2025-01-05", "Adhésion Dupont", 1000),
        ("2025-01-05", "Adhésion Martin", 1000),
        ("2025-01-06", "Adhésion Durand", 1000),
        ("2025-01-20", "Loyer", -5000),
        ("2025-03-20", "Loyer", -5000),
    ] {
        let amount: i64 = amount;
        let (debit, credit) = (amount.max(0), (-amount).max(0));
        let (other, entry_type) = if debit > 0 { ("756", EntryType::Revenue) } else { ("606", EntryType::Expense) };
        fixture::entry(&conn, entry_type, day, label, &[(other, credit, debit), ("512A", debit, credit)]);
    }
    conn
}

fn proposal(conn: &Connection, table: &str, days: u16) -> Json {
    let proposal = propose(conn, &fixture::year(conn, 1), "512A", read_text(table), days, Language::French).unwrap();
    serde_json::to_value(proposal).unwrap()
}

/// The line and the reason of each match.
fn matches(proposal: &Json) -> Vec<(i64, String)> {
    let rows = proposal["rows"].as_array().unwrap();
    let one =
        |row: &Json| (row["match"]["id"].as_i64().unwrap_or(0), row["match"]["by"].as_str().unwrap_or("").to_owned());
    rows.iter().map(one).collect()
}

#[test]
fn rows_find_lines_of_their_amount_by_reference_label_and_day_each_once() {
    let conn = books();
    conn.execute_batch("UPDATE acc_transactions_lines SET reference = 'CHQ 0007' WHERE id = 2").unwrap();
    let table = "date;label;amount;solde\n2025-01-07;CHQ 0007 DU 03/01;-42,50;\n2025-01-06;VIR MARTIN PAUL;10;\n\
        2025-01-06;adhesion durand;10;\n2025-01-06;VIR INCONNU;10;\n2025-01-06;VIR EN TROP;10;\n2025-01-31;LOYER;-50;-80,00\n";
    let found = proposal(&conn, table, 7);
    let by = |id: i64, by: &str| (id, by.to_owned());
    assert_eq!(
        matches(&found),
        [by(2, "reference"), by(6, "amount"), by(8, "label"), by(4, "amount"), by(0, ""), by(0, "")]
    );
    assert_eq!(found["reconcile"], json!([2, 6, 8, 4]));
    assert_eq!(
        found["rows"][4]["entry"],
        json!({"id_year": 1, "type": "REVENUE", "label": "VIR EN TROP", "date": "2025-01-06", "amount": "10,00",
               "debit": "512A", "credit": null, "payment_reference": null})
    );
    assert_eq!(found["rows"][5]["entry"]["type"], "EXPENSE");
    // The rent is eleven days away; that of March is beyond the statement.
    assert_eq!(found["missing"].as_array().unwrap().len(), 1);
    assert_eq!(found["missing"][0]["id"], 10);
    assert_eq!(found["balance"], json!({"date": "2025-01-31", "statement": -8000, "books": -6250}));
    assert_eq!(matches(&proposal(&conn, table, 11))[5], by(10, "label"));
}

#[test]
fn lines_that_were_reconciled_before_are_recognised_and_not_proposed_again() {
    let conn = books();
    conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1 WHERE id IN (2, 10)").unwrap();
    let found = proposal(&conn, "date;label;amount\n2025-01-02;x;-42,50\n2024-12-31;y;3\n2025-01-31;z;4\n", 7);
    assert_eq!(found["rows"][0]["match"]["reconciled"], true);
    assert_eq!((&found["reconcile"], &found["rows"][0]["entry"]), (&json!([]), &Json::Null));
    assert_eq!(found["rows"][1]["entry"], Json::Null, "it is of another year");
    let missing: Vec<i64> =
        found["missing"].as_array().unwrap().iter().map(|line| line["id"].as_i64().unwrap()).collect();
    assert_eq!(missing, [4, 6, 8]);
    let statement = read_text("date;amount\n2025-01-02;-42,50\n");
    assert!(propose(&conn, &fixture::year(&conn, 1), "530", statement, 7, Language::French).is_err());
}

#[test]
fn of_many_missing_lines_the_first_are_listed_and_the_answer_says_that_there_are_more() {
    let conn = books();
    for at in 0..520 {
        let sides = [("756", 0, 100 + at), ("512A", 100 + at, 0)];
        fixture::entry(&conn, EntryType::Revenue, "2025-02-01", &format!("Don {at}"), &sides);
    }
    let table = "date;label;amount\n2025-02-01;Don 3;1,03\n2025-02-01;Don 400;5,00\n";
    let listed = || {
        let found = proposal(&conn, table, 7);
        assert_eq!(matches(&found).iter().map(|(_, by)| by.as_str()).collect::<Vec<_>>(), ["label", "label"]);
        assert_eq!(found["more_missing"], true);
        let missing = found["missing"].as_array().unwrap();
        missing.iter().map(|line| line["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expected: Vec<String> =
        (0..520).filter(|at| ![3, 400].contains(at)).take(500).map(|at| format!("Don {at}")).collect();
    assert_eq!(listed(), expected);
    conn.execute_batch("DROP INDEX ruche_lines_amount").unwrap();
    assert_eq!(listed(), expected, "without the index");
    assert_eq!(proposal(&conn, "date;label;amount\n2025-01-02;x;-42,50\n", 7)["more_missing"], false);
}

#[test]
fn lines_of_bank_accounts_of_an_open_year_are_marked_and_unmarked() {
    let mut conn = books();
    conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1 WHERE id = 10").unwrap();
    let trace = fixture::trace();
    let mut run = |year: i64, on: &[i64], off: &[i64]| {
        let year = fixture::year(&conn, year);
        let tx = conn.transaction().unwrap();
        let (on, off) = (Ids::of("reconciled", on.to_vec()), Ids::of("unreconciled", off.to_vec()));
        let changed = reconcile(&tx, &year, &on, &off, &AuditLog::open(&tx, &trace).unwrap());
        if changed.is_ok() {
            tx.commit().unwrap();
        }
        changed
    };
    assert_eq!(run(1, &[2, 4, 2], &[10, 12]).unwrap(), 3);
    for (year, on, off) in [(1, &[1][..], &[][..]), (1, &[99], &[]), (2, &[2], &[]), (1, &[2], &[2]), (1, &[], &[3])] {
        assert!(matches!(run(year, on, off), Err(Error::Invalid { .. })), "{on:?} {off:?}");
    }
    assert_eq!(invariants::violations(&conn).unwrap(), []);
    let marked = |id: i64| Entry::get(&conn, id).unwrap().lines[1].reconciled;
    assert_eq!((marked(1), marked(2), marked(5)), (true, true, false));
    conn.execute_batch("UPDATE acc_years SET status = 1").unwrap();
    let year = fixture::year(&conn, 1);
    let tx = conn.transaction().unwrap();
    let off = Ids::of("unreconciled", vec![2]);
    assert!(reconcile(&tx, &year, &Ids::default(), &off, &AuditLog::open(&tx, &trace).unwrap()).is_err());
}

/// The line that each row matches, whether an entry is proposed too, and the other lines that could be the same.
fn proposed(proposal: &Json) -> Vec<(i64, bool, Vec<i64>)> {
    let id = |line: &Json| line["id"].as_i64().unwrap();
    let rows = proposal["rows"].as_array().unwrap().iter();
    let others = |row: &Json| row["match"]["others"].as_array().into_iter().flatten().map(id).collect();
    rows.map(|row| (row["match"]["id"].as_i64().unwrap_or(0), !row["entry"].is_null(), others(row))).collect()
}

#[test]
fn words_in_common_come_before_days() {
    let conn = fixture::books();
    for (day, label) in
        [("2025-01-10", "Loyer du local"), ("2025-01-15", "Facture EDF janvier"), ("2025-01-16", "Miel")]
    {
        fixture::entry(&conn, EntryType::Expense, day, label, &[("606", 5000, 0), ("512A", 0, 5000)]);
    }
    let found = proposal(
        &conn,
        "date;label;amount\n2025-01-10;PRLV SEPA EDF SA FACTURE 12;-50\n2025-01-16;VIR SEPA AGENCE LOYER;-50\n",
        7,
    );
    assert_eq!(proposed(&found), [(4, false, vec![]), (2, false, vec![])]);
    // The words that banks write on every movement say nothing.
    let found = proposal(&conn, "date;label;amount\n2025-01-15;PRLV SEPA FACTURES;-50\n", 7);
    assert_eq!(found["rows"][0]["match"]["id"], 4);
}

#[test]
fn a_match_that_rests_on_the_amount_alone_is_proposed_with_an_entry_and_the_other_lines() {
    let conn = fixture::books();
    for (day, label) in [("2025-01-10", "Loyer"), ("2025-01-13", "Miel")] {
        fixture::entry(&conn, EntryType::Expense, day, label, &[("606", 5000, 0), ("512A", 0, 5000)]);
    }
    let found = proposal(&conn, "date;label;amount\n2025-01-11;PRLV EDF;-50\n", 7);
    assert_eq!(proposed(&found), [(2, true, vec![4])]);
    assert_eq!((&found["rows"][0]["match"]["by"], &found["reconcile"]), (&json!("amount"), &json!([2])));
    assert_eq!(found["rows"][0]["entry"]["label"], "PRLV EDF");
}

#[test]
fn a_line_reconciled_before_matches_the_same_label_or_reference_or_the_same_day_only() {
    let conn = fixture::books();
    fixture::entry(&conn, EntryType::Expense, "2025-01-10", "Loyer", &[("606", 5000, 0), ("512A", 0, 5000)]);
    conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1, reference = 'VIR 77' WHERE id = 2").unwrap();
    let row = |row: &str| {
        let found = proposal(&conn, &format!("date;label;reference;amount\n{row};-50\n"), 7);
        (found["rows"][0]["match"]["id"].as_i64(), found["rows"][0]["entry"].is_null())
    };
    assert_eq!(row("2025-01-12;Prélèvement du loyer de février;"), (None, false), "words in common are not enough");
    assert_eq!(row("2025-01-12;loyer;"), (Some(2), true));
    assert_eq!(row("2025-01-12;X;vir 77"), (Some(2), true));
    assert_eq!(row("2025-01-10;X;"), (Some(2), true));
}

#[test]
fn a_batch_is_one_row_when_the_books_have_its_total_and_its_payments_otherwise() {
    let payment = |name: &str, amount: &str| {
        format!("<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>")
    };
    let entry = |amount: &str, details: &str| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2025-01-05</Dt></BookgDt>\
             <NtryDtls>{details}</NtryDtls><AddtlNtryInf>Collectif</AddtlNtryInf></Ntry>"
        )
    };
    let camt = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt>{}{}</Stmt></BkToCstmrStmt></Document>",
        entry("30.00", &[payment("Durand", "10.00"), payment("Petit", "20.00")].concat()),
        entry("50.00", &[payment("Blanc", "20.00"), payment("Noir", "30.00")].concat()),
    );
    let conn = fixture::books();
    fixture::entry(&conn, EntryType::Revenue, "2025-01-05", "Cotisations", &[("756", 0, 3000), ("512A", 3000, 0)]);
    fixture::entry(&conn, EntryType::Revenue, "2025-01-05", "Cotisation Noir", &[("756", 0, 3000), ("512A", 3000, 0)]);
    let found = proposal(&conn, &camt, 7);
    let rows: Vec<(&str, i64)> = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["label"].as_str().unwrap(), row["amount"].as_i64().unwrap()))
        .collect();
    assert_eq!(rows, [("Collectif", 3000), ("Blanc", 2000), ("Noir", 3000)]);
    assert_eq!(proposed(&found).iter().map(|row| row.0).collect::<Vec<_>>(), [2, 0, 4]);
}

#[test]
fn the_balance_of_the_books_is_that_of_the_statements_last_day() {
    let conn = books();
    let newest_first = "date;label;amount;Solde mouvement;Solde bancaire\n2025-01-20;Loyer;-50;-50,00;80,50\n2025-01-02;Cire;-42,50;-42,50;130,50\n";
    let found = proposal(&conn, newest_first, 7);
    assert_eq!(found["balance"], json!({"date": "2025-01-20", "statement": 8050, "books": -6250}));
    assert_eq!(
        proposal(&conn, "date;label;amount;solde\n2025-01-02;A;-1;5\n2025-01-02;B;-1;9\n", 7)["balance"],
        Json::Null
    );
}

#[test]
fn rows_have_labels_that_an_entry_takes_whatever_the_file_says() {
    let conn = fixture::books();
    let table = format!(
        "date;label;amount;fee;net\n2025-01-02;;10,00;0,50;9,50\n2025-01-03;{};-2,00;0;-2,00\n",
        "é".repeat(150)
    );
    let found = proposal(&conn, &table, 7);
    let label = |row: usize| found["rows"][row]["entry"]["label"].as_str().unwrap();
    assert_eq!((label(0), label(1), label(2).len()), ("Mouvement bancaire", "Frais : Mouvement bancaire", 200));
    assert_eq!((&found["rows"][0]["fee"], &found["rows"][1]["fee"]), (&json!(false), &json!(true)));
    assert_eq!((&found["rows"][1]["entry"]["type"], &found["rows"][1]["amount"]), (&json!("EXPENSE"), &json!(-50)));
}

#[test]
fn an_answer_says_what_was_passed_over_decided_and_read() {
    let conn = fixture::books();
    let found = proposal(&conn, "date;label;amount;miel\n02/01/2025;A;-1,50;\n02/01/2025;B;-1,50;\n;Total;;\n", 7);
    assert_eq!(found["passed_over"], json!([{"line": 4, "code": "total", "reason": "La ligne est un total."}]));
    assert_eq!(found["warnings"].as_array().unwrap().len(), 1);
    let columns: Vec<(&str, Option<&str>)> = found["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["heading"].as_str().unwrap(), column["as"].as_str()))
        .collect();
    assert_eq!(columns, [("date", Some("date")), ("label", Some("label")), ("amount", Some("amount")), ("miel", None)]);
    assert_eq!(
        (&found["form"], &found["layout"], &found["account_in_file"]),
        (&json!("table"), &Json::Null, &Json::Null)
    );
}

#[test]
fn columns_that_were_named_are_remembered_for_each_account() {
    let mut conn = fixture::books();
    let account = bank_account(&conn, &fixture::year(&conn, 1), "512A").unwrap();
    assert_eq!(layouts::find(&conn, account).unwrap(), None);
    for columns in [vec![(0, vocabulary::Role::Date)], vec![(0, vocabulary::Role::Date), (2, vocabulary::Role::Amount)]]
    {
        let layout =
            Layout { columns, decimal: Some(','), date_order: Some("mdy".into()), width: Some(3), skip_lines: None };
        let tx = conn.transaction().unwrap();
        layouts::remember(&tx, account, &layout).unwrap();
        tx.commit().unwrap();
        assert_eq!(layouts::find(&conn, account).unwrap(), Some(layout));
    }
    conn.execute_batch("UPDATE ruche_statement_layouts SET layout = '{'").unwrap();
    assert_eq!(layouts::find(&conn, account).unwrap(), None);
    conn.execute("DELETE FROM acc_accounts WHERE id = ?1", [account]).unwrap();
    let left: i64 = conn.query_row("SELECT count(*) FROM ruche_statement_layouts", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}
