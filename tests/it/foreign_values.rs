//! A file that holds values of another program: they are shown and exported, and refused only where they would be written.

use rusqlite::Connection;
use serde_json::json;

use crate::support::Server;

/// An entry of type 9 on accounts of type 42 and position 9, in a year of status 7; a page of type 7, status 9 and format
/// `bbcode`. Gives the number of the entry.
fn with_foreign_values(server: &Server) -> i64 {
    server.leave_faults();
    assert_eq!(server.post_json("/api/web", &json!({"title": "Titre", "content": "Texte"})).status, 200);
    let entry = server.new_entry("Timbres");
    let conn = Connection::open(server.file()).unwrap();
    conn.execute_batch(&format!(
        "UPDATE acc_transactions SET type = 9, status = 65 WHERE id = {entry};
         UPDATE acc_accounts SET type = 42, position = 9 WHERE code = '512A';
         UPDATE acc_years SET status = 7 WHERE id = 1;
         UPDATE web_pages SET type = 7, status = 9, inherited_status = 9, format = 'bbcode' WHERE uri = 'titre';"
    ))
    .unwrap();
    entry
}

#[test]
fn values_that_nobody_knows_are_shown_and_exported() {
    let server = Server::start();
    let entry = with_foreign_values(&server);
    let account = server.sql("SELECT id FROM acc_accounts WHERE code = '512A'").json()["results"][0]["id"].clone();
    let year = "accounting/years/1";
    let mut paths = vec![
        "accounting/years".to_owned(),
        "accounting/charts/1/accounts".to_owned(),
        format!("accounting/accounts/{account}"),
        format!("accounting/transaction/{entry}"),
        format!("accounting/transaction/{entry}/history"),
        format!("{year}/journal"),
        format!("{year}/journal/512A"),
        format!("{year}/account/journal?code=512A"),
        format!("{year}/export/fec/check"),
        format!("{year}/export/fec.txt"),
        format!("{year}/budget"),
        "accounting/years/next".to_owned(),
        "web".to_owned(),
        "web/list".to_owned(),
        "web/titre".to_owned(),
        "web/titre.html".to_owned(),
        "web/titre/children".to_owned(),
    ];
    for format in ["csv", "ods", "xlsx", "json"] {
        paths.extend(["full", "grouped", "simple", "fec"].map(|export| format!("{year}/export/{export}.{format}")));
        let reports = ["trial-balance", "ledger", "income-statement", "balance-sheet", "projects"];
        paths.extend(reports.map(|report| format!("{year}/{report}.{format}")));
        paths.push(format!("accounting/charts/1/export.{format}"));
    }
    for path in &paths {
        let answer = server.get(&format!("/api/{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    assert_eq!(server.get(&format!("/api/accounting/transaction/{entry}")).json()["type"], 9);
    let years = server.get("/api/accounting/years").json();
    assert_eq!(
        (&years[0]["status"], &years[0]["status_tag_preset"], &years[0]["closed"]),
        (&json!(7), &json!("unknown"), &json!(1))
    );
    let stored = server.get(&format!("/api/accounting/accounts/{account}")).json();
    assert_eq!((&stored["type"], &stored["position"]), (&json!(42), &json!(9)));
    let page = server.get("/api/web/titre").json();
    assert_eq!((&page["type"], &page["status"], &page["format"]), (&json!(7), &json!(9), &json!("bbcode")));
    assert!(server.get(&format!("/api/{year}/export/full.csv")).text().contains(&format!("\"{entry}\",\"9\",")));
    assert!(server.get(&format!("/api/{year}/export/fec.txt")).text().contains("\r\n09\t9\t1\t"));
    assert!(server.get("/api/accounting/charts/1/export.csv").text().contains("\"512A\",\"Banque\",\"\",\"9\","));
}

#[test]
fn values_that_nobody_knows_stay_and_are_never_written_anew() {
    let server = Server::start();
    let entry = with_foreign_values(&server);
    let post = |path: &str, body| server.post_json(&format!("/api/{path}"), &body);
    let at_entry = format!("accounting/transaction/{entry}");
    // The year is not open for this program.
    let refused = post(&at_entry, json!({"label": "Autre"}));
    assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!("id_year")));
    for action in ["close", "lock", "unlock", "reopen"] {
        let refused = post(&format!("accounting/years/1/{action}"), json!({}));
        assert!(refused.status == 400 && refused.error().contains("autre programme"), "{action}: {}", refused.text());
    }
    assert_eq!(post("accounting/years/1", json!({"label": "Autre"})).json()["status"], 7);
    Connection::open(server.file()).unwrap().execute_batch("UPDATE acc_years SET status = 0").unwrap();
    let changed = post(&at_entry, json!({"label": "Autre", "notes": "vu"}));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!((&changed.json()["type"], &changed.json()["status"]), (&json!(9), &json!(65)));
    for (body, field) in [(json!({"amount": 5}), "type"), (json!({"type": 9}), "type"), (json!({"type": "9"}), "type")]
    {
        let refused = post(&at_entry, body.clone());
        assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!(field)), "{body}");
    }
    let account = server.sql("SELECT id FROM acc_accounts WHERE code = '512A'").json()["results"][0]["id"].clone();
    let changed = post(&format!("accounting/accounts/{account}"), json!({"label": "Compte", "bookmark": true})).json();
    assert_eq!((&changed["type"], &changed["position"], &changed["label"]), (&json!(42), &json!(9), &json!("Compte")));
    assert_eq!(post(&format!("accounting/accounts/{account}"), json!({"type": 42})).status, 400);
    let changed = post("web/titre", json!({"title": "Autre"}));
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = changed.json();
    assert_eq!(
        (&changed["title"], &changed["type"], &changed["status"], &changed["format"]),
        (&json!("Autre"), &json!(7), &json!(9), &json!("bbcode"))
    );
    assert_eq!(post("web/titre", json!({"status": 9})).status, 400);
    assert_eq!(server.request("GET", "/titre").send().status, 404, "an unknown status is hidden like a draft");
}
