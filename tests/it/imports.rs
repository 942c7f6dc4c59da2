//! Imports over HTTP: files in, previews, all or nothing, and back out again (members.md 8, threats.md 40–47).

use std::io::Read;

use ruche::sheet::{self, Cell, Column, Csv, Format, Formulas, Kind, RowWriter};
use serde_json::{Value, json};

use crate::support::{Answer, Server};

/// Every row of a query, cells as text.
fn rows(server: &Server, sql: &str) -> Vec<String> {
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let cell = |row: &rusqlite::Row, at| match row.get::<_, rusqlite::types::Value>(at).unwrap() {
        rusqlite::types::Value::Null => "–".to_owned(),
        rusqlite::types::Value::Integer(integer) => integer.to_string(),
        rusqlite::types::Value::Real(real) => real.to_string(),
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Blob(_) => "blob".to_owned(),
    };
    let found = statement.query_map([], |row| Ok((0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join("|")));
    found.unwrap().collect::<Result<_, _>>().unwrap()
}

fn records(server: &Server) -> Vec<String> {
    let mut all = rows(server, "SELECT * FROM users ORDER BY id");
    all.extend(rows(server, "SELECT * FROM users_search ORDER BY id"));
    all
}

fn put(server: &Server, path: &str, file: impl AsRef<[u8]>) -> Answer {
    server.request("PUT", path).key("admin").body("application/octet-stream", file).send()
}

fn preview(server: &Server, file: impl AsRef<[u8]>) -> Value {
    let answer = put(server, "/api/user/import/preview", file);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A multipart form with fields, and files with their names.
fn form(server: &Server, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, file_name, content) in files {
        let disposition = format!("form-data; name=\"{name}\"; filename=\"{file_name}\"");
        body.extend(format!("--b\r\nContent-Disposition: {disposition}\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    server.request("POST", path).key("admin").body("multipart/form-data; boundary=b", body).send()
}

#[test]
fn a_file_is_previewed_then_imported_and_the_answer_is_empty() {
    let server = Server::start();
    let file = "numero;nom;ville\n1;Ada Lovelace;Dijon\n;Zoé Œuvrard;Mâcon\n";
    let report = preview(&server, file);
    assert_eq!(report["modified"][0]["changed"], json!({"ville": {"old": null, "new": "Dijon"}}));
    assert_eq!(report["created"][0]["numero"], "2");
    assert_eq!(rows(&server, "SELECT count(*) FROM users"), ["1"]);

    let answer = put(&server, "/api/user/import", file);
    assert_eq!((answer.status, answer.text().as_str(), answer.header("x-import")), (200, "", "1"));
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(
        rows(&server, "SELECT id, numero, nom, ville FROM users"),
        ["1|1|Ada Lovelace|Dijon", "2|2|Zoé Œuvrard|Mâcon"]
    );
    assert_eq!(rows(&server, "SELECT nom FROM users_search WHERE id = 2"), ["zoe oeuvrard"]);
    assert_eq!(rows(&server, "SELECT type FROM logs ORDER BY id"), ["0", "12", "10"]);
    assert_eq!(server.get("/api/user/2/history").json()["history"][0]["id_import"], 1);
}

#[test]
fn csv_ods_and_xlsx_files_of_ours_say_the_same() {
    let server = Server::start();
    let columns = ["numero", "nom", "date_inscription"].map(|name| Column::new(name, Kind::Free));
    let cells = [Cell::Integer(7), Cell::Text("Zoé <& Cie>"), Cell::Text("2020-01-31")];
    let mut reports = Vec::new();
    for format in [Format::Csv, Format::Ods, Format::Xlsx] {
        let file = tempfile::tempfile().unwrap();
        let mut table =
            sheet::spreadsheet(format, &sheet::Document::new("Membres"), &columns, file.try_clone().unwrap()).unwrap();
        table.row(&cells).unwrap();
        table.finish().unwrap();
        let (mut file, mut bytes) = (file, Vec::new());
        std::io::Seek::rewind(&mut file).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let mut report = preview(&server, &bytes);
        assert_ne!(report.as_object_mut().unwrap().remove("token"), None);
        let sheet = report.as_object_mut().unwrap().remove("sheet");
        assert_eq!(sheet, (format != Format::Csv).then(|| json!("Membres")));
        reports.push(report);
    }
    assert_eq!(reports[0]["created"][0]["date_inscription"], "31/01/2020", "{}", reports[0]);
    assert_eq!((&reports[1], &reports[2]), (&reports[0], &reports[0]));
}

#[test]
fn a_table_exported_for_spreadsheets_comes_back_as_it_was() {
    let server = Server::start();
    let mut file = Vec::new();
    let columns = ["numero", "nom"].map(|name| Column::new(name, Kind::Text));
    let mut table = Csv::new(&mut file, &columns, Formulas::Escape);
    table.row(&[Cell::Text("8"), Cell::Text("=1+1")]).unwrap();
    table.finish().unwrap();
    drop(table);
    let name = |path: &str| put(&server, path, &file).json()["created"][0]["nom"].clone();
    assert_eq!(name("/api/user/import/preview"), "'=1+1");
    assert_eq!(name("/api/user/import/preview?formulas=escape"), "=1+1");
}

#[test]
fn one_bad_line_anywhere_and_nothing_is_written_not_even_in_the_journal() {
    let server = Server::start();
    let mut file = "nom;email\n".to_owned();
    for number in 0..300 {
        file.push_str(&format!("Membre {number};m{number}@example.org\n"));
    }
    file.push_str("Le dernier;M7@EXAMPLE.ORG\n");
    let before = records(&server);
    let answer = put(&server, "/api/user/import", &file);
    assert_eq!(answer.status, 400);
    assert!(answer.error().starts_with("Ligne 302 (Le dernier) : "), "{}", answer.error());
    assert_eq!(answer.json()["fields"][0]["field"], "line 302");
    let english = server.request("PUT", "/api/user/import").key("admin").header("accept-language", "en");
    assert!(english.body("text/csv", &file).send().error().starts_with("Line 302 (Le dernier): "));
    assert_eq!(records(&server), before);
    assert_eq!(
        rows(
            &server,
            "SELECT count(*) FROM logs UNION ALL SELECT count(*) FROM ruche_imports UNION ALL SELECT count(*) FROM ruche_history"
        ),
        ["0", "0", "0"]
    );
}

#[test]
fn the_same_file_twice_makes_no_duplicates() {
    let server = Server::start();
    let file = "numero;nom;ville\n5;Un;Pau\n6;Deux;\n";
    put(&server, "/api/user/import", file);
    let before = records(&server);
    let again = preview(&server, file);
    assert_eq!((again["created"].as_array().unwrap().len(), again["unchanged"].as_array().unwrap().len()), (0, 2));
    assert_eq!(put(&server, "/api/user/import", file).status, 200);
    assert_eq!(records(&server), before);
}

#[test]
fn a_form_brings_the_file_and_its_parameters_and_the_address_is_not_read() {
    let server = Server::start();
    let path = "/api/user/import/preview";
    let file = ("file", "membres.csv", b"a;b\n1;Ada Byron\n".as_slice());
    let mapped = [("mode", "update"), ("column[0]", "numero"), ("column[1]", "nom")];
    let report = form(&server, path, &mapped, &[file]).json();
    assert_eq!(report["modified"][0]["name"], "Ada Byron");
    let report = form(&server, "/api/user/import/preview?mode=bogus", &mapped, &[file]);
    assert_eq!(report.status, 200, "{}", report.text());
    for (fields, files) in [
        (vec![("mode", "bogus")], vec![file]),
        (vec![], vec![("fichier", "m.csv", b"nom\nx\n".as_slice())]),
        (vec![], vec![("file", "m.csv", b"".as_slice())]),
        (vec![("file", "nom\nx\n")], vec![]),
    ] {
        assert_eq!(form(&server, path, &fields, &files).status, 400, "{fields:?} {files:?}");
    }
    assert_eq!(server.post(path, "text/csv", "nom\nx\n").status, 400);
    assert_eq!(form(&server, "/api/user/import", &[], &[("file", "m.csv", b"nom\nZoe\n")]).status, 200);
    assert_eq!(server.get("/api/user/imports").json()["imports"][0]["file"], "m.csv");
}

#[test]
fn the_method_then_the_mode_then_the_level_are_looked_at_then_the_file() {
    let server = Server::start();
    let send = |method: &str, path: &str, key: &str, body: &str| {
        server.request(method, path).key(key).body("text/csv", body).send().status
    };
    assert_eq!(send("GET", "/api/user/import", "read", ""), 400);
    assert_eq!(send("PUT", "/api/user/import?mode=bogus", "read", "nom\nx"), 400);
    assert_eq!(send("PUT", "/api/user/import?mode=create", "write", ""), 403);
    assert_eq!(send("PUT", "/api/user/import", "admin", ""), 400);
    for path in ["/api/user/import/x", "/api/services/subscriptions/import/x", "/api/services/x", "/api/services"] {
        assert_eq!(send("PUT", path, "admin", "nom\nx"), 404, "{path}");
    }
}

#[test]
fn what_is_no_table_or_too_large_is_refused_and_the_server_lives_on() {
    let server = Server::start_with(|sources| sources.with_flag("body_limit", "1 MiB"));
    for file in [b"%PDF-1.4\n".as_slice(), b"{\"nom\": \"x\"}", b"\x00\x01\x02", b"nom", b"nom;ville\nx\n", b"nom\n\"x"]
    {
        assert_eq!(put(&server, "/api/user/import", file).status, 400, "{}", String::from_utf8_lossy(file));
    }
    let large = format!("nom\n{}", "x".repeat(2 << 20));
    assert_eq!(put(&server, "/api/user/import", &large).status, 413);
    let chunked = form(&server, "/api/user/import", &[], &[("file", "m.csv", large.as_bytes())]);
    assert_eq!(chunked.status, 413);
    assert_eq!(server.get("/api/version").status, 200);
}

#[test]
fn binary_workbooks_are_read_and_every_preview_warns_that_formats_are_not_shown() {
    let server = Server::start();
    let xlsb = include_bytes!("../../src/sheet/read/tests/files/sheetjs.xlsb");
    let members = preview(&server, xlsb);
    assert!(members["created"].as_array().is_some_and(|created| !created.is_empty()), "{members}");
    assert!(members["warnings"][0].as_str().unwrap().contains("XLSB"), "{members}");
    assert_eq!(members["columns"]["numero"], "numero");
    for path in ["/api/services/subscriptions/import/preview", "/api/accounting/years/2/import/preview"] {
        // A table of members has none of the columns that are needed here: it was read all the same.
        let answer = put(&server, path, xlsb);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (400, Some("invalid")),
            "{path}: {}",
            answer.text()
        );
        assert!(!answer.json()["fields"].is_null(), "{path}: {}", answer.text());
    }
    let csv = "numero;service;date;paid;couleur\n2;Cours de théâtre;01/09/2026;peut-être;bleu\n";
    let subscriptions = put(&server, "/api/services/subscriptions/import/preview", csv).json();
    assert_eq!(subscriptions["columns"]["couleur"], Value::Null);
    assert!(subscriptions["warnings"][0].as_str().unwrap().contains("couleur"), "{subscriptions}");
    assert_eq!(subscriptions["errors"].as_array().map(Vec::len), Some(1), "{subscriptions}");
}

#[test]
fn an_import_with_the_token_of_its_preview_does_what_was_shown_or_nothing() {
    let server = Server::start();
    let file = "numero;nom;ville\n1;Ada Lovelace;Dijon\n";
    let token = preview(&server, file)["token"].as_str().unwrap().to_owned();
    assert_eq!(preview(&server, file)["token"], token, "nothing changed");
    // Not what the plan depends on.
    server.post_json("/api/user/new", &json!({"numero": 50, "nom": "Autre"}));
    assert_eq!(preview(&server, file)["token"], token);
    // What it depends on.
    put(&server, "/api/user/import", "numero;nom;ville\n1;Ada Lovelace;Pau\n");
    let answer = put(&server, &format!("/api/user/import?token={token}"), file);
    assert_eq!((answer.status, answer.json()["code"].as_str()), (409, Some("conflict")));
    let fresh = answer.json()["preview"].clone();
    assert_eq!(fresh["modified"][0]["changed"]["ville"]["old"], "Pau");
    assert_eq!(rows(&server, "SELECT ville FROM users WHERE id = 1"), ["Pau"]);

    let token = fresh["token"].as_str().unwrap();
    let other = put(&server, &format!("/api/user/import?token={token}"), "numero;nom;ville\n1;Ada Lovelace;Lyon\n");
    assert_eq!(other.status, 409, "another file");
    let other = put(&server, &format!("/api/user/import?mode=update&token={token}"), file);
    assert_eq!(other.status, 409, "another mode");
    assert_eq!(put(&server, &format!("/api/user/import?token={token}"), file).status, 200);
    assert_eq!(rows(&server, "SELECT ville FROM users WHERE id = 1"), ["Dijon"]);
}

#[test]
fn an_import_is_looked_at_and_taken_back() {
    let server = Server::start();
    let before = records(&server);
    put(&server, "/api/user/import", "numero;nom;ville\n1;Ada Byron;Dijon\n;Zoé;Pau\n");
    let one = server.get("/api/user/imports/1").json();
    assert_eq!((&one["created"], &one["modified"], &one["who"]), (&json!(1), &json!(1), &json!("admin")));
    assert_eq!(one["changes"][0]["changes"]["nom"], json!({"old": "Ada Lovelace", "new": "Ada Byron"}));
    let undone = server.post_json("/api/user/imports/1/undo", &json!({}));
    assert_eq!((undone.status, &undone.json()["undone"]), (200, &json!("2026-03-01 10:00:00")), "{}", undone.text());
    assert_eq!(records(&server), before);
    assert_eq!(server.post_json("/api/user/imports/1/undo", &json!({})).status, 409);
    assert_eq!(server.post_json("/api/user/imports/2/undo", &json!({})).status, 404);
    assert_eq!(server.get("/api/user/imports/2").status, 404);
}

#[test]
fn an_import_of_members_who_were_changed_since_is_not_taken_back_and_they_are_named() {
    let server = Server::start();
    put(&server, "/api/user/import", "nom\nZoé\nÉmile\n");
    server.post_json("/api/user/3", &json!({"ville": "Pau"}));
    let after = records(&server);
    let refused = server.post_json("/api/user/imports/1/undo", &json!({}));
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["members"], json!([{"id": 3, "name": "Émile", "reason": "changed"}]));
    assert_eq!(records(&server), after);
}

fn with_activities(server: &Server) {
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO services (id, label, duration) VALUES (1, 'Adhésion', 365), (2, 'Théâtre', NULL);
             INSERT INTO services_fees (id, label, amount, id_service) VALUES (1, 'Normal', 2000, 1), (2, 'Réduit', 500, 1);",
        )
        .unwrap();
}

#[test]
fn subscriptions_are_previewed_imported_and_taken_back() {
    let server = Server::start();
    with_activities(&server);
    let path = "/api/services/subscriptions/import";
    let file = "Numéro de membre;ACTIVITÉ;Tarif;Date d’inscription;Montant à régler;Payé ?\n\
                1;Adhésion;normal;01/02/2026;1.234,50;Non\n1;Théâtre;;2026-02-01;;oui\n";
    let report = put(&server, "/api/services/subscriptions/import/preview", file).json();
    assert_eq!(
        report["created"][0],
        json!({"id_user": 1, "name": "Ada Lovelace", "id_service": 1, "id_fee": 1, "paid": 0,
               "expected_amount": 123450, "date": "2026-02-01", "expiry_date": null})
    );
    assert_eq!(rows(&server, "SELECT count(*) FROM services_users"), ["0"]);
    let token = report["token"].as_str().unwrap();
    let answer = put(&server, &format!("{path}?token={token}"), file);
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(
        rows(
            &server,
            "SELECT id_user, id_service, id_fee, paid, expected_amount, date, expiry_date FROM services_users"
        ),
        ["1|1|1|0|123450|2026-02-01|–", "1|2|–|1|–|2026-02-01|–"]
    );
    assert_eq!(rows(&server, "SELECT count(*) FROM logs"), ["0"]);
    let again = put(&server, &format!("{path}?token={token}"), file);
    assert_eq!((again.status, again.json()["preview"]["errors"].as_array().unwrap().len()), (409, 2));
    let undone = server.post_json("/api/user/imports/1/undo", &json!({}));
    assert_eq!((undone.status, &undone.json()["kind"]), (200, &json!("subscriptions")), "{}", undone.text());
    assert_eq!(rows(&server, "SELECT count(*) FROM services_users"), ["0"]);
}

#[test]
fn every_refused_subscription_names_its_line_and_none_is_stored() {
    let server = Server::start();
    with_activities(&server);
    let good = "numero;service;fee;date;expiry_date;expected_amount\n1;Théâtre;;2026-02-01;;\n";
    for bad in [
        "9;Théâtre;;2026-02-02;;",
        ";Théâtre;;2026-02-02;;",
        "x;Théâtre;;2026-02-02;;",
        "1;théâtre;;2026-02-02;;",
        "1;Théâtre;Normal;2026-02-02;;",
        "1;Théâtre;;;;",
        "1;Théâtre;;31/02/2026;;",
        "1;Théâtre;;2026-02-02;2026-02-01;",
        "1;Théâtre;;2026-02-02;;abc",
        "1;Théâtre;;2026-02-01;;",
    ] {
        let answer = put(&server, "/api/services/subscriptions/import", format!("{good}{bad}\n"));
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.error().starts_with("Ligne 3"), "{bad}: {}", answer.error());
        let report = put(&server, "/api/services/subscriptions/import/preview", format!("{good}{bad}\n")).json();
        assert_eq!((report["created"].as_array().unwrap().len(), report["errors"].as_array().unwrap().len()), (1, 1));
    }
    for table in ["numero;service\n1;Théâtre\n", "numero;service;date\n", ""] {
        assert_eq!(put(&server, "/api/services/subscriptions/import", table).status, 400, "{table}");
    }
    assert_eq!(rows(&server, "SELECT count(*) FROM services_users"), ["0"]);
}

#[test]
fn a_subscription_that_was_changed_since_stops_its_import_from_being_taken_back() {
    let server = Server::start();
    with_activities(&server);
    put(&server, "/api/services/subscriptions/import", "numero;service;date\n1;Théâtre;2026-02-01\n");
    ruche::db::open_shared(&server.file()).unwrap().execute("UPDATE services_users SET paid = 1", []).unwrap();
    let refused = server.post_json("/api/user/imports/1/undo", &json!({}));
    assert_eq!((refused.status, &refused.json()["members"][0]["id"]), (409, &json!(1)), "{}", refused.text());
    assert_eq!(rows(&server, "SELECT count(*) FROM services_users"), ["1"]);
}
