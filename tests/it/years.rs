//! Fiscal years through the API.

use serde_json::json;

use crate::support::Server;

#[test]
fn years_are_listed_to_every_key() {
    let server = Server::start();
    let years = server.request("GET", "/api/accounting/years").key("read").send();
    assert_eq!(years.status, 200);
    let year = &years.json()[0];
    assert_eq!(year["end_date"], "2026-12-31");
    assert_eq!((&year["status"], &year["closed"], &year["status_tag_preset"]), (&json!(0), &json!(0), &json!("open")));
    assert_eq!(server.get("/api/accounting/years/").json(), years.json());
}

#[test]
fn below_the_years_methods_come_first_and_unknown_paths_after() {
    let server = Server::start();
    for path in ["1/foo", "foo", "1/foo/bar", "abc"] {
        let path = format!("/api/accounting/years/{path}");
        assert_eq!(server.get(&path).status, 404, "{path}");
        assert_eq!(server.request("PUT", &path).key("read").send().status, 400, "{path}");
    }
    assert_eq!(server.get("/api/accounting/years/1").status, 404);
}

/// POST as an administrator; the answer must be a success.
fn post(server: &Server, path: &str, body: serde_json::Value) -> serde_json::Value {
    let answer = server.post_json(&format!("/api/accounting/{path}"), &body);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[test]
fn an_empty_form_creates_no_year() {
    let server = Server::start();
    assert_eq!(server.post("/api/accounting/years", "application/x-www-form-urlencoded", "").status, 400);
    let answer = server.post("/api/accounting/years", "application/x-www-form-urlencoded", "label=");
    assert_eq!(answer.status, 400);
    let fields = answer.json()["fields"].clone();
    let names: Vec<_> = fields.as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(names, ["label", "start_date", "end_date"]);
    let form = "label=2027&start_date=01/01/2027&end_date=2027-12-31";
    let as_writer = server.request("POST", "/api/accounting/years").key("write");
    assert_eq!(as_writer.body("application/x-www-form-urlencoded", form).send().status, 403);
    let year = server.post("/api/accounting/years", "application/x-www-form-urlencoded", form).json();
    assert_eq!((&year["start_date"], &year["closed"]), (&json!("2027-01-01"), &json!(0)));
    assert_eq!(server.get("/api/accounting/years").json()[0], year);
}

#[test]
fn a_year_ends_and_the_next_begins() {
    let server = Server::start();
    for (entry_type, amount, debit, credit) in [("REVENUE", 100, "512A", "756"), ("EXPENSE", 42, "606", "512A")] {
        let entry = json!({
            "id_year": 1, "type": entry_type, "label": "x", "date": "2026-02-01",
            "amount": amount, "debit": debit, "credit": credit,
        });
        post(&server, "transaction", entry);
    }
    let next = server.get("/api/accounting/years/next").json();
    assert_eq!(next["label"], "Exercice 2027");
    assert_eq!(post(&server, "years", next)["id"], 2);
    let preview = server.get("/api/accounting/years/2/open-balance?from=1").json();
    assert_eq!((&preview["from_is_open"], &preview["result"]), (&json!(true), &json!(5_800)));
    assert_eq!(server.get("/api/accounting/years").json()[0]["nb_transactions"], 0, "a preview writes nothing");
    let early = server.post_json("/api/accounting/years/1/close", &json!({}));
    assert_eq!((early.status, &early.json()["fields"][0]["field"]), (400, &json!("force")));
    assert_eq!(post(&server, "years/1/close", json!({"force": 1}))["status_tag_preset"], "closed");
    let opened = post(&server, "years/2/open-balance", json!({"from": 1}));
    assert_eq!(opened["lines"], preview["lines"]);
    let first = opened["transactions"][0].as_i64().unwrap();
    let entry = server.get(&format!("/api/accounting/transaction/{first}")).json();
    assert_eq!(
        (&entry["label"], &entry["date"], &entry["status"]),
        (&json!("Balance d'ouverture"), &json!("2027-01-01"), &json!(16))
    );
    let sheet = server.get("/api/accounting/years/2/balance-sheet.json").json();
    let amounts = (&sheet["assets"]["accounts"][0]["balance"], &sheet["liabilities"]["accounts"][0]["code"]);
    assert_eq!(amounts, (&json!(5_800), &json!("1068")));
    let late = json!({"id_year": 1, "type": "ADVANCED", "label": "x", "date": "2026-02-01", "lines": []});
    assert_eq!(server.post_json("/api/accounting/transaction", &late).status, 400);
    assert_eq!(server.request("DELETE", "/api/accounting/years/1").key("admin").send().status, 400);
    assert_eq!(server.post_json("/api/accounting/years/1/unlock", &json!({})).status, 400);
    assert_eq!(post(&server, "years/1/reopen", json!({}))["nb_transactions"], 3);
    let sealed =
        server.sql("SELECT hash IS NOT NULL AS sealed, label FROM acc_transactions WHERE id_year = 1 ORDER BY id DESC");
    assert_eq!(sealed.json()["results"][0]["sealed"], 1);
    assert_eq!(sealed.json()["results"][0]["label"], "Exercice réouvert le 01/03/2026 à 10:00:00");
}

#[test]
fn years_are_changed_split_budgeted_and_deleted() {
    let server = Server::start();
    let entry = server.new_entry("Timbres");
    post(&server, "years/1", json!({"label": "Premier"}));
    let too_short = server.post_json("/api/accounting/years/1", &json!({"end_date": "2026-02-28"}));
    assert_eq!((too_short.status, &too_short.json()["fields"][0]["field"]), (400, &json!("end_date")));
    post(&server, "years", json!({"label": "Second", "start_date": "2026-02-01", "end_date": "2026-12-31"}));
    assert_eq!(post(&server, "years/1/split", json!({"to_year": 2, "from": "2026-03-01"})), json!({"moved": 1}));
    assert_eq!(server.get(&format!("/api/accounting/transaction/{entry}")).json()["id_year"], 2);
    let form = "accounts[606]=50,00&accounts[756]=80";
    let budget = server.post("/api/accounting/years/2/budget", "application/x-www-form-urlencoded", form).json();
    assert_eq!((&budget["result"], &server.get("/api/accounting/years/2/budget").json()), (&json!(3_000), &budget));
    let income = server.get("/api/accounting/years/2/income-statement.json?compare=budget").json();
    assert_eq!((&income["result_provisional"], &income["result_change"]), (&json!(3_000), &json!(-7_200)));
    let opened = post(&server, "years/2/open-account", json!({"account": "512A", "amount": "10,009"}));
    assert_eq!(opened["warnings"].as_array().map(Vec::len), Some(1), "a third decimal is warned of");
    assert_eq!(opened["lines"][1]["account_code"], "890");
    let deleted = server.request("DELETE", "/api/accounting/years/2").key("admin").send();
    assert_eq!((deleted.status, deleted.json()), (200, json!({"success": true})));
    assert_eq!(server.get(&format!("/api/accounting/transaction/{entry}")).status, 404);
    assert_eq!(server.get("/api/accounting/years/2/budget").status, 400);
    let conn = ruche::db::open_shared(&server.file()).unwrap();
    let logged: i64 = conn
        .query_row(
            "SELECT count(*) FROM logs WHERE json_extract(details, '$.entity') = ?1",
            [r"Accounting\Year"],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(logged, 4, "changed, created, budgeted, deleted");
}
