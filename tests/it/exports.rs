//! Journals, exports of the books and the FEC, as clients and tax offices get them.

use std::io::{Cursor, Read};

use calamine::{Data, Reader};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Answer, Server};

/// A server with the books of two years: 1 is 2025, has entries and is closed; 2 is 2026, open and empty.
fn server() -> Server {
    let server = Server::start();
    assert_eq!(server.new_member("Zoé"), 2);
    let mut connection = ruche::db::open_shared(&server.file()).unwrap();
    let transaction = connection.transaction().unwrap();
    transaction
        .execute_batch(
            "DELETE FROM acc_transactions; DELETE FROM acc_years; DELETE FROM acc_charts;
             UPDATE config SET value = 'L''Abeille \"été\"; & Cie' WHERE key = 'org_name'",
        )
        .unwrap();
    let chart = ruche::accounting::charts::install(&transaction, "fr_pca_2025").unwrap();
    transaction
        .execute_batch(&format!(
            "INSERT INTO acc_accounts (id, id_chart, code, label, position, type, user) VALUES (9001, {chart}, '512A', 'Banque', 3, 1, 1);
             INSERT INTO acc_years (id, label, start_date, end_date, status, id_chart) VALUES
                (1, 'Exercice 2025', '2025-01-01', '2025-12-31', 1, {chart}),
                (2, 'Exercice 2026', '2026-01-01', '2026-12-31', 0, {chart});
             INSERT INTO acc_transactions (id, type, status, label, date, reference, notes, id_year) VALUES
                (1, 1, 0, '=1+1 «é»', '2025-02-01', 'R1', 'ligne 1' || char(10) || 'ligne 2', 1),
                (2, 0, 16, 'Reprise', '2025-03-01', NULL, NULL, 1);
             INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES
                (1, 9001, 150000, 0), (1, {revenue}, 0, 150000), (2, 9001, 700, 0), (2, {revenue}, 0, 700);
             INSERT INTO acc_transactions_users (id_user, id_transaction) VALUES (2, 1)",
            revenue = account(&transaction, "756"),
        ))
        .unwrap();
    transaction.commit().unwrap();
    server
}

fn account(connection: &Connection, code: &str) -> i64 {
    connection.query_row("SELECT id FROM acc_accounts WHERE code = ?1", [code], |row| row.get(0)).unwrap()
}

fn get(server: &Server, path: &str) -> Answer {
    server.request("GET", &format!("/api/accounting/years/{path}")).key("read").send()
}

fn good(server: &Server, path: &str) -> Answer {
    let answer = get(server, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

#[test]
fn the_journal_of_a_year_is_the_same_by_number_and_as_the_current_one() {
    let server = server();
    let journal = good(&server, "1/journal");
    assert_eq!(journal.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(journal.json()[0]["lines"][0]["debit"], 150_000);
    assert_eq!(good(&server, "01/journal/").json(), journal.json());
    assert_eq!(good(&server, "current/journal").text(), "[]");
    for path in ["99/journal", "abc/journal", "0/journal", "-1/journal", "Current/journal"] {
        assert_eq!(get(&server, path).status, 400, "{path}");
    }
    for path in ["1", "1/journals", "1/account", "1/export"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
}

#[test]
fn the_journal_of_an_account_is_found_by_code_or_number_in_either_address() {
    let server = server();
    let by_code = good(&server, "1/account/journal?code=512A").json();
    assert_eq!(by_code[1]["sum"], -150_700);
    for path in [
        "1/account/journal?id=9001",
        "1/account/journal?code=&id=9001",
        "1/account/journal?code=512A&id=1",
        "1/account/journal/?code=512A",
        "1/journal/512A",
        "1/journal/=9001",
        "1/journal/%3D9001",
    ] {
        assert_eq!(good(&server, path).json(), by_code, "{path}");
    }
    for path in [
        "1/account/journal",
        "1/account/journal?code=",
        "1/account/journal?code=512a",
        "1/account/journal?id=x",
        "1/account/journal?id=99999",
        "1/account/journal?code[]=512A",
        "1/journal/NOPE",
        "1/journal/=99999",
        "1/journal/=",
        "99/journal/512A",
    ] {
        let answer = get(&server, path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(!answer.error().is_empty());
    }
}

#[test]
fn every_type_leaves_in_every_form_with_the_name_that_clients_know() {
    let server = server();
    for (word, name) in [("full", "Complet"), ("grouped", "Groupé"), ("simple", "Simplifié"), ("fec", "FEC")] {
        for (extension, media_type) in [
            ("csv", "text/csv; charset=utf-8"),
            ("json", "application/json"),
            ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ] {
            let answer = good(&server, &format!("1/export/{word}.{extension}"));
            assert_eq!(answer.header("content-type"), media_type);
            let title = match extension {
                "json" => format!("L'Abeille \"été\"; & Cie - Export comptable - {name} - Exercice 2025.json"),
                _ => format!("L Abeille été Cie - Export comptable - {name} - Exercice 2025.{extension}"),
            };
            assert_eq!(name_in(answer.header("content-disposition")), title);
            assert!(answer.header("content-disposition").is_ascii());
        }
        let tabs = good(&server, &format!("1/export/{word}.fec"));
        assert_eq!(tabs.header("content-disposition"), "attachment; filename=\"ASSOFEC20251231.txt\"");
        assert_eq!(tabs.header("content-type"), "application/csv");
        assert!(tabs.text().contains('\t') && !tabs.text().contains("\"\""));
    }
}

/// The name in full (RFC 8187), decoded by hand.
fn name_in(disposition: &str) -> String {
    let (plain, encoded) = disposition.split_once("; filename*=UTF-8''").unwrap();
    assert!(plain.starts_with("attachment; filename=\""), "{plain}");
    let mut bytes = encoded.bytes();
    let mut name = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits: String = bytes.by_ref().take(2).map(char::from).collect();
                name.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            byte => name.push(byte),
        }
    }
    String::from_utf8(name).unwrap()
}

#[test]
fn what_is_no_export_is_refused() {
    let server = server();
    for file in
        ["foo.csv", "full.pdf", "full", "full.", ".csv", "FULL.csv", "full.csv/x", "fec.TXT", "full.txt", "fec/other"]
    {
        let answer = get(&server, &format!("1/export/{file}"));
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("invalid")), "{file}");
    }
    assert_eq!(get(&server, "9/export/full.csv").status, 400);
    assert_eq!(get(&server, "9/export/fec.txt").status, 400);
    assert_eq!(server.post("/api/accounting/years/1/export/full.csv", "", "").status, 400);
    assert_eq!(server.request("GET", "/api/accounting/years/1/export/full.csv").send().status, 401);
}

#[test]
fn formulas_leave_as_they_are_unless_asked_otherwise() {
    let server = server();
    let text = good(&server, "1/export/full.csv").text();
    assert!(
        text.contains("\"=1+1 «é»\"") && text.contains("\"ligne 1\nligne 2\"") && text.contains("\"1500,00\""),
        "{text}"
    );
    let escaped = good(&server, "1/export/full.csv?formulas=escape").text();
    assert!(escaped.contains("\"'=1+1 «é»\""), "{escaped}");
}

/// The cells of the first sheet.
fn sheet(answer: &Answer, format: &str) -> Vec<Vec<Data>> {
    let bytes = Cursor::new(answer.body.clone());
    let range = match format {
        "ods" => calamine::Ods::new(bytes).unwrap().worksheet_range_at(0).unwrap().unwrap(),
        _ => calamine::Xlsx::new(bytes).unwrap().worksheet_range_at(0).unwrap().unwrap(),
    };
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn cells_of_spreadsheets_are_what_their_column_is() {
    let server = server();
    for format in ["ods", "xlsx"] {
        let rows = sheet(&good(&server, &format!("1/export/full.{format}")), format);
        let row = &rows[1];
        assert_eq!(row[0], Data::String("1".into()), "{format}: numbers of entries are names");
        assert_eq!(row[3], Data::String("=1+1 «é»".into()));
        assert!(matches!(&row[4], Data::DateTime(_) | Data::DateTimeIso(_)), "{format}: {:?}", row[4]);
        assert_eq!(row[7], Data::String("512A".into()));
        assert_eq!(row[9], Data::Float(1500.0));
        assert_eq!(row[13], if format == "ods" { Data::Float(0.0) } else { Data::String("0".into()) });
        assert_eq!(row[16], Data::String("Zoé".into()));
        let fec = sheet(&good(&server, &format!("1/export/fec.{format}")), format);
        assert_eq!(fec[1][3], Data::String("20250201".into()), "{format}: dates of the FEC are texts");
        assert_eq!(fec[1][0], Data::String("01".into()));
    }
}

#[test]
fn an_empty_year_exports_headings() {
    let server = server();
    assert_eq!(good(&server, "2/export/full.json").text(), "[]");
    assert_eq!(good(&server, "2/export/simple.csv").text().matches("\r\n").count(), 1);
    assert_eq!(good(&server, "2/export/fec.txt").text().matches("\r\n").count(), 1);
    for format in ["ods", "xlsx"] {
        assert_eq!(sheet(&good(&server, &format!("2/export/grouped.{format}")), format).len(), 1);
    }
}

#[test]
fn the_file_of_the_tax_office_bears_the_number_asked_for_or_the_association_s() {
    let server = server();
    let name = |query: &str| {
        let answer = good(&server, &format!("1/export/fec.txt{query}"));
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        answer.header("content-disposition").to_owned()
    };
    assert_eq!(name(""), "attachment; filename=\"ASSOFEC20251231.txt\"");
    assert_eq!(name("?siren=123+456+789+00012"), "attachment; filename=\"123456789FEC20251231.txt\"");
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute("INSERT OR REPLACE INTO config (key, value) VALUES ('org_business_number', '987 654 321')", [])
        .unwrap();
    assert_eq!(name(""), "attachment; filename=\"987654321FEC20251231.txt\"");
    for siren in ["12", "ABCDEFGHI", "123456789012"] {
        let answer = get(&server, &format!("1/export/fec.txt?siren={siren}"));
        assert_eq!((answer.status, &answer.json()["fields"][0]["field"]), (400, &json!("siren")), "{siren}");
    }
    let text = good(&server, "1/export/fec.txt").text();
    let records: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        records[1],
        "AN\tÀ-nouveaux\t1\t20250301\t512A\tBanque\t\t\tECRITURE-2\t20250301\tReprise\t7,00\t0,00\t\t\t20250301\t\t"
    );
    assert!(
        records[3].starts_with("01\tRecette\t2\t20250201\t512A\tBanque\t\t\tR1\t20250201\t=1+1 «é»\t1500,00\t0,00\t")
    );
}

#[test]
fn the_check_says_in_the_language_of_whoever_asks_what_the_tax_office_would_say() {
    let server = server();
    let check = |year: i64, language: &str| -> Value {
        let path = format!("/api/accounting/years/{year}/export/fec/check?siren=123456789");
        server.request("GET", &path).key("read").header("accept-language", language).send().json()
    };
    let found = check(1, "en");
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!((&found[0]["code"], &found[0]["level"]), (&json!("references_missing"), &json!("warning")));
    assert!(found[0]["message"].as_str().unwrap().starts_with("One entry"), "{found}");
    assert!(check(1, "fr")[0]["message"].as_str().unwrap().starts_with("Une écriture"));
    let empty = check(2, "en");
    let codes: Vec<&Value> = empty.as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["year_open", "empty_file"]);
    server.leave_faults();
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE acc_transactions_lines SET debit = 1 WHERE debit = 150000", []).unwrap();
    let unbalanced = check(1, "en")[1].clone();
    let keys: Vec<&String> = unbalanced.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["level", "code", "entry", "number", "line", "field", "message"]);
    assert_eq!(unbalanced["code"], "entry_unbalanced");
    assert_eq!((&unbalanced["entry"], &unbalanced["number"], &unbalanced["line"]), (&json!(1), &json!(2), &json!(4)));
}

#[test]
fn a_large_year_leaves_whole() {
    let server = server();
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 8009)
             INSERT INTO acc_transactions (id, type, label, date, id_year)
                SELECT i, 1, 'Recette ' || i, date('2025-01-01', '+' || (i % 365) || ' days'), 1 FROM n;
             INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
                SELECT id, 9001, 100, 0 FROM acc_transactions WHERE id >= 10;
             INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
                SELECT id, (SELECT id FROM acc_accounts WHERE code = '756'), 0, 100 FROM acc_transactions WHERE id >= 10",
        )
        .unwrap();
    let journal = good(&server, "1/journal").json();
    let order: Vec<(&str, i64)> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["date"].as_str().unwrap(), entry["id"].as_i64().unwrap()))
        .collect();
    assert_eq!(order.len(), 8002);
    assert!(order.is_sorted());
    assert_eq!(good(&server, "1/export/full.csv").text().matches("\r\n").count(), 16_005);
    assert_eq!(good(&server, "1/account/journal?code=512A").json()[8001]["sum"], -(150_000 + 700 + 800_000));
    let mut text = String::new();
    Cursor::new(good(&server, "1/export/fec.txt").body).read_to_string(&mut text).unwrap();
    assert!(text.ends_with("\r\n") && text.matches("\r\n").count() == 16_005);
}
