//! Statements as banks write them, and what is made of them on books of their own.

use std::io::Write;

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value as Json, json};

use super::*;
use crate::accounting::entries::Entry;
use crate::accounting::entry::EntryType;
use crate::accounting::{fixture, invariants};
use crate::audit::AuditLog;
use crate::params::Ids;

const OFX_1: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\n\
    <BANKACCTFROM><BANKID>1<ACCTID>00012<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20250101\n\
    <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250103<TRNAMT>-42,50<FITID>1<CHECKNUM>0007<NAME>CHEQUE &amp; CIE<MEMO>Cire d&#39;abeille\n\
    <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250104120000[+1:CET]<TRNAMT>+1234.56<FITID>2<NAME>VIR DUPONT\n</STMTTRN>\n\
    </BANKTRANLIST><LEDGERBAL><BALAMT>1500.00<DTASOF>20250131</LEDGERBAL><AVAILBAL><BALAMT>9<DTASOF>20250131</AVAILBAL></OFX>";

const OFX_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?><OFX><STMTRS><BANKACCTFROM><ACCTID>00012</ACCTID></BANKACCTFROM><BANKTRANLIST>
    <STMTTRN><DTPOSTED>20250103</DTPOSTED><TRNAMT>-42.50</TRNAMT><CHECKNUM>0007</CHECKNUM><NAME><![CDATA[CHEQUE & CIE]]></NAME><MEMO>Cire d&apos;abeille</MEMO></STMTTRN>
    <STMTTRN><DTPOSTED>20250104</DTPOSTED><TRNAMT>1234.56</TRNAMT><NAME>VIR DUPONT</NAME><MEMO/></STMTTRN></BANKTRANLIST>
    <LEDGERBAL><BALAMT>1500.00</BALAMT><DTASOF>20250131</DTASOF></LEDGERBAL></STMTRS></OFX>"#;

const QIF: &str = "!Account\nNCompte\nTBank\n^\n!Type:Bank\nD03/01/2025\nT-42,50\nN0007\nPCHEQUE & CIE\nMCire d'abeille\n^\nD04/01/25\nU1,234.56\nT1,234.56\nPVIR DUPONT\n^\n!Type:Cat\nNLoyer\nD\n^\n";

const CSV: &str = "Compte;00012\nSolde au 31/01/2025;1500,00;EUR\n\nDate opération;Date valeur;Libellé;Référence;Débit (€);Crédit (€);Solde\n\
    03/01/2025;04/01/2025;CHEQUE & CIE Cire d'abeille;0007;-42,50;;265,44\n04/01/2025;04/01/2025;VIR DUPONT;;;1 234,56;1500,00\n";

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn read_bytes(bytes: &[u8]) -> Result<Statement> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    read(file, &context())
}

fn told(statement: &Statement) -> Vec<(String, String, Option<String>, i64)> {
    let row = |row: &Row| (row.date.to_string(), row.label.clone(), row.reference.clone(), row.amount.0);
    statement.rows.iter().map(row).collect()
}

#[test]
fn the_forms_of_banks_say_the_same() {
    let cheque = ("2025-01-03".to_owned(), "CHEQUE & CIE Cire d'abeille".to_owned(), Some("0007".to_owned()), -4250);
    let transfer = ("2025-01-04".to_owned(), "VIR DUPONT".to_owned(), None, 123_456);
    for (form, text) in [(Form::Ofx, OFX_1), (Form::Ofx, OFX_2), (Form::Qif, QIF), (Form::Table, CSV)] {
        let statement = read_bytes(text.as_bytes()).unwrap();
        assert_eq!(statement.form, form);
        assert_eq!(told(&statement), [cheque.clone(), transfer.clone()], "{text}");
        let balance = match form {
            Form::Ofx => Some((date(2025, 1, 31), Cents(150_000))),
            Form::Table => Some((date(2025, 1, 4), Cents(150_000))),
            Form::Qif => None,
        };
        assert_eq!(statement.balance, balance);
    }
}

#[test]
fn tables_of_banks_have_headings_in_two_languages_and_one_or_two_columns_of_amounts() {
    for table in [
        "date,label,amount\n2025-01-03,A,-42.50\n",
        "Date\tDescription\tAmount (EUR)\tBalance\n03/01/2025\tA\t-42.50 EUR\t1.00\n",
        "Posting Date|Details|Paid out|Paid in\n03.01.2025|A|42.50|\n",
        "\"Date comptable\";\"Montant\";\"Libellé\"\n\"03/01/25\";\"-42,50 €\";\"A\"\n",
    ] {
        let statement = read_bytes(table.as_bytes()).unwrap();
        assert_eq!(told(&statement), [("2025-01-03".into(), "A".into(), None, -4250)], "{table}");
    }
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("Date;Libellé;Débit;Crédit\n03/01/2025;Été;;5\n");
    assert_eq!(told(&read_bytes(&latin).unwrap()), [("2025-01-03".into(), "Été".into(), None, 500)]);
}

#[test]
fn days_of_qif_are_read_in_the_order_that_fits_all() {
    let statement = read_bytes(b"!Type:Bank\nD1/ 2'25\nT1\n^\nD1/31'25\nT2\n^\n").unwrap();
    let days: Vec<String> = statement.rows.iter().map(|row| row.date.to_string()).collect();
    assert_eq!(days, ["2025-01-02", "2025-01-31"]);
}

#[test]
fn what_is_no_statement_is_refused_with_its_line() {
    for text in [
        "",
        "a;b\n1;2\n",
        "date;label\n2025-01-01;x\n",
        "date;label;amount\n2025-01-01;x;abc\n",
        "date;label;amount\n31/02/2025;x;1\n",
        "date;label;amount\n",
        "!Type:Bank\nDx\nT1\n^\n",
        "!Type:Bank\nD01/01/2025\nTx\n^\n",
        "!Type:Invst\nD01/01/2025\nT1\n^\n",
        "<OFX><STMTTRN><DTPOSTED>2025<TRNAMT>1</OFX>",
        "<OFX><STMTTRN><DTPOSTED>20250101</OFX>",
        "<OFX><ACCTID>1<ACCTID>2<STMTTRN><DTPOSTED>20250101<TRNAMT>1</OFX>",
        "PK\u{3}\u{4}",
    ] {
        assert!(matches!(read_bytes(text.as_bytes()), Err(Error::Invalid { .. })), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        start in prop::sample::select(vec!["", "OFXHEADER", "<OFX><STMTTRN>", "!Type:Bank\n", "date;label;montant\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = read_bytes(&[start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn any_pieces_are_read_or_refused_without_a_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<STMTTRN>", "</STMTTRN>", "<DTPOSTED>", "20250101", "é", "<TRNAMT>", "-9223372036854775808", "&", "&#x110000;",
            "&amp", ";", "<", ">", "<![CDATA[", "]]>", "\n", "D1/2'25", "T", "^", "!", "1,5", "\"", "<NAME>", "\u{feff}", "2025",
        ]), 0..40),
        start in prop::sample::select(vec!["<OFX>", "!Type:Bank\n", "date;label;montant;debit;credit;solde\n"]),
    ) {
        let _ = read_bytes(format!("{start}{}", pieces.concat()).as_bytes());
    }
}

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
    let statement = read_bytes(table.as_bytes()).unwrap();
    let proposal = propose(conn, &fixture::year(conn, 1), "512A", &statement, days).unwrap();
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
    let statement = read_bytes(CSV.as_bytes()).unwrap();
    assert!(propose(&conn, &fixture::year(&conn, 1), "530", &statement, 7).is_err());
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
    assert!(
        reconcile(&tx, &year, &Ids::default(), &Ids::of("x", vec![2]), &AuditLog::open(&tx, &trace).unwrap()).is_err()
    );
}
