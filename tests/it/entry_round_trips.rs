//! What is exported can be imported back: into its own year nothing changes, into an empty one all is there again.

use serde_json::{Value, json};

use crate::support::Server;

const TYPES: [&str; 4] = ["full", "grouped", "simple", "fec"];
const FORMATS: [&str; 3] = ["csv", "ods", "xlsx"];

/// Books with all that a table holds: types, statuses, projects, members, notes on several lines, and texts that look like
/// something else.
fn books() -> Server {
    let server = Server::start();
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO acc_projects (id, code, label) VALUES (90, 'PJ90', 'Fête'), (91, NULL, 'Miel, cire');
             INSERT INTO users (id, id_category, numero, nom) VALUES (90, 1, 90, 'Bo'), (91, 1, 91, 'Dupont, Zoé');
             INSERT INTO acc_years (id, label, start_date, end_date, id_chart)
                SELECT 99, 'Copie', start_date, end_date, id_chart FROM acc_years WHERE start_date = '2026-01-01'",
        )
        .unwrap();
    drop(connection);
    let simple = |entry_type: &str, debit: &str, credit: &str, label: &str| {
        json!({"id_year": "current", "type": entry_type, "label": label, "date": "2026-02-01", "amount": "1234,56",
               "debit": debit, "credit": credit})
    };
    let with = |mut entry: Value, more: Value| {
        for (name, value) in more.as_object().unwrap() {
            entry[name] = value.clone();
        }
        entry
    };
    let lines = json!([
        {"account": "530", "debit": "3,10", "label": "un \"deux\"", "id_project": 91},
        {"account": "706", "credit": "3", "reference": "L 1"},
        {"account": "707", "credit": "0,10"}]);
    for entry in [
        with(
            simple("REVENUE", "512A", "706", "01/02/2025"),
            json!({"reference": "2025 001", "payment_reference": "007"}),
        ),
        with(simple("EXPENSE", "606", "530", "=1+1"), json!({"notes": "a\nb; c\t\"d\"", "id_project": 90})),
        with(simple("TRANSFER", "512A", "530", "12,50"), json!({"linked_users": [90, 91, 1]})),
        simple("DEBT", "606", "401", "Cire  à payer"),
        with(simple("DEBT", "606", "401", "Cire payée"), json!({"status": 2})),
        with(simple("CREDIT", "411", "706", "À recevoir"), json!({"reference": "ECRITURE-1"})),
        json!({"id_year": "current", "type": "ADVANCED", "label": "'ventilée", "date": "2026-01-02", "lines": lines}),
    ] {
        let answer = server.post_json("/api/accounting/transaction", &entry);
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1 WHERE id IN (2, 3)").unwrap();
    server
}

fn export(server: &Server, year: &str, file: &str) -> Vec<u8> {
    let answer = server.get(&format!("/api/accounting/years/{year}/export/{file}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.body
}

/// The rows of an export without the numbers of entries, which are told apart by their order.
fn rows(server: &Server, year: &str, entry_type: &str) -> Vec<Value> {
    let mut rows: Vec<Value> = serde_json::from_slice(&export(server, year, &format!("{entry_type}.json"))).unwrap();
    let mut numbers: Vec<String> = Vec::new();
    for row in &mut rows {
        let number = row["id"].as_str().unwrap().to_owned();
        if !numbers.contains(&number) {
            numbers.push(number.clone());
        }
        row["id"] = json!(numbers.iter().position(|known| *known == number));
        if row["reference"].as_str() == Some(&format!("ECRITURE-{number}")) {
            row["reference"] = json!("ECRITURE-");
        }
    }
    rows
}

#[test]
fn an_export_that_comes_back_into_its_own_year_changes_nothing_at_all() {
    let server = books();
    for entry_type in TYPES {
        for format in FORMATS {
            let file = export(&server, "current", &format!("{entry_type}.{format}"));
            let preview = server.request("PUT", "/api/accounting/years/current/import/preview").key("admin");
            let report = preview.body("application/octet-stream", file).send().json();
            for list in ["created", "modified", "accounts", "errors"] {
                assert_eq!(report[list], json!([]), "{entry_type}.{format}: {list}");
            }
            let count = if entry_type == "simple" { 6 } else { 7 };
            assert_eq!(report["unchanged"].as_array().unwrap().len(), count, "{entry_type}.{format}");
            assert_eq!(report["type"], entry_type);
        }
    }
}

#[test]
fn an_export_that_is_imported_into_an_empty_year_is_exported_the_same_again() {
    for entry_type in TYPES {
        let server = books();
        for format in FORMATS {
            let file = export(&server, "current", &format!("{entry_type}.{format}"));
            let import = server.request("PUT", "/api/accounting/years/99/import?ignore_ids=1").key("admin");
            let answer = import.body("application/octet-stream", file).send();
            assert_eq!(answer.status, 200, "{entry_type}.{format}: {}", answer.text());
            let expected = rows(&server, "current", entry_type);
            assert_eq!(rows(&server, "99", entry_type), expected, "{entry_type}.{format}");
            let id = answer.header("x-import").to_owned();
            let undo = format!("/api/accounting/imports/{id}/undo");
            assert_eq!(server.request("POST", &undo).key("admin").send().status, 200);
        }
    }
}
