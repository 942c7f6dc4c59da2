//! Imports of entries over HTTP: previews, all or nothing, and back out again (accounting.md 10, threats.md 44–47).

use std::io::{Read, Seek};

use ruche::sheet::{self, Cell, Column, Format, Kind};
use serde_json::{Value, json};

use crate::support::{Answer, Server};

const TABLE: &str = "label;date;reference;debit_account;credit_account;amount;linked_users\n\
    Timbres;2026-01-05;F1;606;512A;4,20;\nDons;06/01/2026;;530;756;1 500,00;Ada Lovelace\n";

fn put(server: &Server, path: &str, file: impl AsRef<[u8]>) -> Answer {
    server.request("PUT", path).key("admin").body("application/octet-stream", file).send()
}

fn preview(server: &Server, query: &str, file: impl AsRef<[u8]>) -> Value {
    let answer = put(server, &format!("/api/accounting/years/current/import/preview{query}"), file);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn import(server: &Server, query: &str, file: impl AsRef<[u8]>) -> Answer {
    put(server, &format!("/api/accounting/years/current/import{query}"), file)
}

/// Everything that the books hold, and what is noted of them.
fn books(server: &Server) -> Vec<Value> {
    ["acc_accounts", "acc_transactions", "acc_transactions_lines", "acc_transactions_users", "ruche_imports", "logs"]
        .map(|table| {
            let connection = ruche::db::open_shared(&server.file()).unwrap();
            let count: i64 =
                connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            json!([table, count])
        })
        .to_vec()
}

#[test]
fn entries_are_previewed_imported_listed_and_taken_back() {
    let server = Server::start();
    let before = books(&server);
    let report = preview(&server, "", TABLE);
    assert_eq!(books(&server), before);
    assert_eq!((&report["type"], &report["errors"]), (&json!("simple"), &json!([])));
    assert_eq!(report["created"][1]["lines"][0]["credit"], 150_000);

    let token = report["token"].as_str().unwrap();
    let answer = import(&server, &format!("?token={token}"), TABLE);
    assert_eq!((answer.status, answer.text().as_str(), answer.header("x-import")), (200, "", "1"));
    let list = server.get("/api/accounting/imports").json();
    assert_eq!((&list["imports"][0]["kind"], &list["imports"][0]["mode"]), (&json!("entries"), &json!("simple")));
    assert_eq!(list["imports"][0]["created"], 2);
    assert_eq!(server.get("/api/user/imports").json(), json!({"imports": []}));
    let changes = server.get("/api/accounting/imports/1").json()["changes"].clone();
    assert_eq!(changes[0]["changes"]["label"]["new"], "Timbres");
    assert_eq!(server.get("/api/user/imports/1").status, 404);

    let undone = server.request("POST", "/api/accounting/imports/1/undo").key("admin").send();
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(server.request("POST", "/api/accounting/imports/1/undo").key("admin").send().status, 409);
    let count = server.sql("SELECT count(*) AS n FROM acc_transactions").json();
    assert_eq!(count["results"][0]["n"], 0);
}

#[test]
fn an_import_does_what_its_preview_showed_or_nothing() {
    let server = Server::start();
    let entry = server.new_entry("Cire");
    let table = format!("id;label;date;debit_account;credit_account;amount\n{entry};Cire et pots;;606;512A;42\n");
    let token = preview(&server, "", &table)["token"].as_str().unwrap().to_owned();
    server.post_json(&format!("/api/accounting/transaction/{entry}"), &json!({"amount": 43}));
    let answer = import(&server, &format!("?token={token}"), &table);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["preview"]["modified"][0]["changed"]["lines"]["old"][0]["debit"], 4300);
    let fresh = answer.json()["preview"]["token"].as_str().unwrap().to_owned();
    assert_eq!(import(&server, &format!("?token={fresh}"), &table).status, 200);
    // The same file again changes nothing.
    assert_eq!(preview(&server, "", &table)["unchanged"][0]["id"], entry);
}

#[test]
fn one_bad_row_anywhere_and_nothing_is_written() {
    let server = Server::start();
    let mut table = TABLE.to_owned();
    for number in 0..200 {
        table.push_str(&format!("Vente {number};2026-01-05;;530;707;1;\n"));
    }
    table.push_str("La dernière;2025-12-31;;530;707;1;\n");
    let before = books(&server);
    let answer = import(&server, "?create_accounts=1", &table);
    assert_eq!(answer.status, 400);
    assert!(answer.error().starts_with("Ligne 204 (La dernière) : "), "{}", answer.error());
    assert_eq!(answer.json()["fields"][0]["field"], "line 204");
    assert_eq!(books(&server), before);
    for file in ["", "a;b\n1;2\n", "label;date\nx;y\n", "label;date;\"account\n"] {
        assert_eq!(import(&server, "", file).status, 400, "{file}");
    }
    assert_eq!(put(&server, "/api/accounting/years/99/import", TABLE).status, 400);
    assert_eq!(import(&server, "?type=FULL", TABLE).status, 400);
}

#[test]
fn an_import_that_was_built_on_is_not_taken_back_and_says_where() {
    let server = Server::start();
    assert_eq!(import(&server, "", TABLE).status, 200);
    server.post_json("/api/accounting/transaction/1", &json!({"amount": 5}));
    let answer = server.request("POST", "/api/accounting/imports/1/undo").key("admin").send();
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["entries"], json!([{"id": 1, "name": "Timbres", "reason": "changed"}]));
}

#[test]
fn tables_of_every_form_say_the_same() {
    let server = Server::start();
    let columns = [
        ("Libellé", Kind::Text),
        ("Date", Kind::Date),
        ("Compte de débit", Kind::Text),
        ("Compte de crédit", Kind::Text),
        ("Montant", Kind::Amount),
    ];
    let columns = columns.map(|(title, kind)| Column::new(title, kind));
    let cells =
        [Cell::Text("=1+1"), Cell::Text("2026-01-31"), Cell::Text("606"), Cell::Text("512A"), Cell::Integer(150_010)];
    let mut reports = Vec::new();
    for format in [Format::Csv, Format::Ods, Format::Xlsx] {
        let mut file = tempfile::tempfile().unwrap();
        let mut table =
            sheet::spreadsheet(format, &sheet::Document::new("Écritures"), &columns, file.try_clone().unwrap())
                .unwrap();
        table.row(&cells).unwrap();
        table.finish().unwrap();
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let mut report = preview(&server, "", &bytes);
        report.as_object_mut().unwrap().retain(|key, _| !["token", "sheet"].contains(&key.as_str()));
        reports.push(report);
    }
    assert_eq!(reports[0]["created"][0]["lines"][0]["debit"], 150_010, "{}", reports[0]);
    assert_eq!(reports[0]["created"][0]["label"], "=1+1");
    assert_eq!((&reports[1], &reports[2]), (&reports[0], &reports[0]));
}

#[test]
fn numbers_of_spreadsheets_are_never_thousands_whatever_texts_beside_them_are() {
    let server = Server::start();
    let columns = ["Libellé", "Date", "Compte de débit", "Compte de crédit", "Montant"]
        .map(|title| Column::new(title, Kind::Free));
    for format in [Format::Ods, Format::Xlsx] {
        let mut file = tempfile::tempfile().unwrap();
        let document = sheet::Document::new("Frais");
        let mut table = sheet::spreadsheet(format, &document, &columns, file.try_clone().unwrap()).unwrap();
        for amount in
            [Cell::Real(8.255), Cell::Real(0.1 + 0.2), Cell::Integer(2), Cell::Text("1.500,50 €"), Cell::Text("2.000")]
        {
            let entry = [Cell::Text("Trajet"), Cell::Text("2026-01-31"), Cell::Text("606"), Cell::Text("512A"), amount];
            table.row(&entry).unwrap();
        }
        table.finish().unwrap();
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let report = preview(&server, "", &bytes);
        let created = report["created"].as_array().unwrap();
        let amounts: Vec<i64> = created.iter().map(|entry| entry["lines"][0]["debit"].as_i64().unwrap()).collect();
        assert_eq!(amounts, [825, 30, 200, 150_050, 200_000], "{report}");
        let warned = report["warnings"].to_string();
        assert!(warned.contains("Ligne 2 (Trajet) : un montant a plus de deux décimales"), "{warned}");
    }
}
