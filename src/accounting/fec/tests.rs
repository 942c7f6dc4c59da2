use std::collections::BTreeMap;

use rusqlite::Connection;

use super::*;
use crate::accounting::entry::EntryType;
use crate::accounting::fixture;
use crate::accounting::year::Year;
use crate::i18n::Language;

/// Books in which all that can be written into entries is hard to put into this file.
fn nasty_books() -> Connection {
    let conn = fixture::books();
    let bank = fixture::BANK;
    let purchase = [("606", 1250, 0), ("401", 0, 1250)];
    let late = fixture::entry(&conn, EntryType::Debt, "2025-02-03", "Tab\there, bar|and\nline  end ", &purchase);
    fixture::entry(&conn, EntryType::Advanced, "2025-01-02", "|\t|", &[("10", 500, 0), ("1", 0, 500)]);
    fixture::entry(&conn, EntryType::Revenue, "2025-01-02", "=SUM(A1) \"q\"", &[(bank, 21_307, 0), ("756", 0, 21_307)]);
    let settled =
        fixture::entry(&conn, EntryType::Expense, "2025-02-05", "Réglé", &[("401", 1250, 0), (bank, 0, 1250)]);
    let opening = fixture::entry(
        &conn,
        EntryType::Advanced,
        "2025-06-01",
        "Balance d'ouverture",
        &[(bank, 70_000, 0), ("110", 0, 70_000)],
    );
    fixture::entry(&conn, EntryType::Advanced, "2025-06-02", "Sans ligne", &[]);
    conn.execute("UPDATE acc_transactions SET status = 16 WHERE id = ?1", [opening]).unwrap();
    conn.execute("UPDATE acc_transactions SET reference = ' P\t1 ' WHERE id = ?1", [late]).unwrap();
    conn.execute_batch(
        "UPDATE acc_accounts SET label = ' Achats|et\nautres ' WHERE code = '606';
        UPDATE acc_accounts SET label = '|' WHERE code = '756';
        INSERT INTO acc_letters (id, id_year, letter, created) VALUES (1, 1, 'A', '2025-02-06 23:00:00')",
    )
    .unwrap();
    conn.execute(
        "UPDATE acc_transactions_lines SET id_letter = 1 WHERE id_transaction IN (?1, ?2) AND id_account = ?3",
        [late, settled, fixture::account(&conn, "401")],
    )
    .unwrap();
    conn
}

fn file(conn: &Connection, year: &Year) -> String {
    let mut out = Vec::new();
    write(conn, year, &mut out, |_| ()).unwrap();
    String::from_utf8(out).unwrap()
}

fn records(text: &str) -> Vec<Vec<&str>> {
    let text = text.strip_suffix("\r\n").unwrap();
    text.split("\r\n").map(|record| record.split('\t').collect()).collect()
}

#[test]
fn the_file_holds_what_the_law_asks_of_nasty_books() {
    let conn = nasty_books();
    let text = file(&conn, &fixture::year(&conn, 1));
    assert!(
        text.chars().all(|character| !character.is_control() || "\t\r\n".contains(character)) && !text.contains('|')
    );
    assert_eq!(text.matches(['\r', '\n']).count(), 2 * text.matches("\r\n").count());
    let all = records(&text);
    assert_eq!(all[0], FIELDS);
    let records = &all[1..];
    assert_eq!(records.len(), 10);
    let (mut last, mut last_date, mut is_opening) = (0, "", true);
    let mut sums: BTreeMap<&str, (i64, &str, &str)> = BTreeMap::new();
    for record in records {
        assert_eq!(record.len(), FIELDS.len(), "{record:?}");
        for mandatory in [0, 1, 2, 3, 4, 5, 8, 9, 10, 15] {
            assert!(!record[mandatory].is_empty(), "{} of {record:?}", FIELDS[mandatory]);
        }
        let number: u64 = record[2].parse().unwrap();
        assert!(number == last || number == last + 1, "{record:?}");
        last = number;
        assert!(record[4].len() >= 3 && record[4].bytes().take(3).all(|byte| byte.is_ascii_digit()), "{record:?}");
        assert!(is_opening || record[0] != "AN", "{record:?}");
        if record[0] != "AN" {
            assert!(record[3] >= last_date, "{record:?}");
            last_date = record[3];
            is_opening = false;
        }
        assert_eq!(record[13].is_empty(), record[14].is_empty());
        let cents = |text: &str| {
            let (units, decimals) = text.split_once(',').unwrap();
            assert!(decimals.len() == 2 && units.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
            format!("{units}{decimals}").parse::<i64>().unwrap()
        };
        let (debit, credit) = (cents(record[11]), cents(record[12]));
        assert!((debit == 0) != (credit == 0), "{record:?}");
        let entry = sums.entry(record[2]).or_insert((0, record[3], record[0]));
        entry.0 += debit - credit;
        assert_eq!((entry.1, entry.2), (record[3], record[0]), "{record:?}");
    }
    assert!(sums.values().all(|(sum, ..)| *sum == 0), "{sums:?}");
    assert_eq!((last, sums.len()), (5, 5), "an entry without lines takes no number");
}

#[test]
fn fields_are_written_as_the_law_wants_them() {
    let conn = nasty_books();
    let text = file(&conn, &fixture::year(&conn, 1));
    let all = records(&text);
    let row = |at: usize| all[at].join("|");
    assert_eq!(
        row(1),
        "AN|À-nouveaux|1|20250601|512A|Banque|||ECRITURE-5|20250601|Balance d'ouverture|700,00|0,00|||20250601||"
    );
    assert_eq!(row(3)[..62], "00|Avancé|2|20250102|100|Fonds propres et réserves|||ECRITURE-2|2"[..62]);
    assert_eq!(all[3][10], "ECRITURE-2", "a label that says nothing is the reference");
    assert_eq!(all[4][4], "100", "zeros follow the digits");
    assert_eq!((all[6][5], all[6][10]), ("756", "=SUM(A1) \"q\""), "an account without label is its number");
    assert_eq!(
        row(7),
        "04|Dette|4|20250203|606|Achats et autres|||P 1|20250203|Tab here, bar and line end|12,50|0,00|||20250203||"
    );
    assert_eq!(all[8][13..16], ["A", "20250206", "20250203"]);
}

#[test]
fn an_empty_year_has_its_headings() {
    let conn = nasty_books();
    assert_eq!(file(&conn, &fixture::year(&conn, 2)), format!("{}\r\n", FIELDS.join("\t")));
}

#[test]
fn the_name_says_whose_file_it_is_and_when_the_year_ends() {
    let end = jiff::civil::date(2025, 12, 31);
    assert_eq!(file_name(Siren::parse("123 456 789 00012").as_ref(), end), "123456789FEC20251231.txt");
    assert_eq!(file_name(None, end), "ASSOFEC20251231.txt");
}

#[test]
fn opening_journals_are_known_by_the_codes_and_names_that_programs_give_them() {
    for (code, label) in [
        ("AN", ""),
        ("ano", "x"),
        ("RAN", "Report"),
        ("0", "À-nouveaux"),
        ("0", "A NOUVEAU"),
        ("9", "Report à nouveau"),
        ("À nouveaux", ""),
        ("9", "Journal d’ouverture"),
    ] {
        assert!(is_opening_journal(code, label), "{code} {label}");
    }
    for (code, label) in
        [("VE", "Ventes"), ("NA", "Nouveaux adhérents"), ("OD", "Ouverture de la saison"), ("", ""), ("BAN", "Banque")]
    {
        assert!(!is_opening_journal(code, label), "{code} {label}");
    }
}

fn report(conn: &Connection, year: i64, siren: Option<&Siren>) -> serde_json::Value {
    let mut out = Vec::new();
    report::write(conn, &fixture::year(conn, year), siren, Language::English, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn codes(report: &serde_json::Value) -> Vec<&str> {
    report.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn our_own_file_passes_the_check_and_the_report_tells_what_it_does_not_show() {
    let conn = nasty_books();
    let siren = Siren::parse("123456789").unwrap();
    let found = report(&conn, 1, Some(&siren));
    assert_eq!(codes(&found), ["year_open", "references_missing", "accounts_short"], "{found:#}");
    assert!(found.as_array().unwrap().iter().all(|finding| finding["level"] == "warning"));
    conn.execute_batch(
        "UPDATE acc_years SET status = 1; UPDATE acc_transactions SET reference = 'P' || id;
        UPDATE acc_transactions_lines SET id_account = (SELECT id FROM acc_accounts WHERE code = '106')
            WHERE id_account IN (SELECT id FROM acc_accounts WHERE code IN ('1', '10'))",
    )
    .unwrap();
    assert_eq!(report(&conn, 1, Some(&siren)), serde_json::json!([]));
    assert_eq!(codes(&report(&conn, 1, None)), ["no_siren"]);
    assert_eq!(codes(&report(&conn, 2, Some(&siren))), ["empty_file"]);
}

#[test]
fn the_report_names_the_entries_at_fault() {
    let conn = nasty_books();
    conn.execute_batch("UPDATE acc_years SET status = 1; UPDATE acc_transactions SET reference = 'P' || id").unwrap();
    let bad = fixture::entry(&conn, EntryType::Advanced, "2025-03-01", "Bancale", &[("606", 5, 0), ("706", 0, 4)]);
    let outside =
        fixture::entry(&conn, EntryType::Advanced, "2025-12-31", "Hors exercice", &[("606", 5, 0), ("706", 0, 5)]);
    conn.execute("UPDATE acc_transactions SET reference = 'x', date = '2026-01-02' WHERE id = ?1", [outside]).unwrap();
    conn.execute("UPDATE acc_transactions SET reference = 'x' WHERE id = ?1", [bad]).unwrap();
    let found = report(&conn, 1, Siren::parse("123456789").as_ref());
    let of = |code: &str| found.as_array().unwrap().iter().find(|finding| finding["code"] == code).cloned().unwrap();
    let unbalanced = of("entry_unbalanced");
    assert_eq!(unbalanced["entry"], bad);
    assert_eq!(
        (&unbalanced["number"], &unbalanced["line"], &unbalanced["level"]),
        (&6.into(), &12.into(), &"law".into())
    );
    assert!(unbalanced["message"].as_str().unwrap().contains("0.01"), "{unbalanced}");
    let outside_found = of("date_outside");
    assert_eq!((&outside_found["entry"], &outside_found["field"]), (&outside.into(), &"EcritureDate".into()));
    assert!(codes(&found).contains(&"file_unbalanced"));
}
