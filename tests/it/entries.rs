//! Entries over HTTP.

use serde_json::json;

use crate::support::Server;

fn expense(label: &str) -> serde_json::Value {
    json!({"id_year": "current", "type": "EXPENSE", "label": label, "date": "2026-03-01", "amount": "42,50",
           "debit": "606", "credit": "512A"})
}

fn count(server: &Server) -> i64 {
    server.sql("SELECT count(*) AS n FROM acc_transactions").json()["results"][0]["n"].as_i64().unwrap()
}

#[test]
fn an_entry_is_created_shown_changed_and_deleted() {
    let server = Server::start();
    let created = server.post_json("/api/accounting/transaction", &expense("Timbres")).json();
    let address = format!("/api/accounting/transaction/{}", created["id"]);
    assert_eq!(server.get(&address).json(), created);
    assert_eq!(created["lines"][0]["account_selector"].as_object().unwrap().len(), 1);
    let changed = server.post_json(&address, &json!({"amount": 43, "label": "Timbres verts"})).json();
    assert_eq!((&changed["label"], &changed["lines"][0]["debit"]), (&json!("Timbres verts"), &json!(4300)));
    let history = server.get(&format!("{address}/history")).json()["history"].clone();
    assert_eq!((&history[0]["action"], &history[0]["changes"]["label"]["old"]), (&json!("changed"), &json!("Timbres")));
    assert_eq!(server.request("DELETE", &address).key("write").send().status, 403);
    assert_eq!(server.request("DELETE", &address).key("admin").send().json(), json!({"success": true}));
    assert_eq!(server.get(&address).status, 404);
}

#[test]
fn numbers_are_rounded_as_spreadsheets_do_and_a_third_decimal_is_warned_of() {
    let server = Server::start();
    let mut body = expense("Timbres");
    body["amount"] = json!(0.1 + 0.7);
    let created = server.post_json("/api/accounting/transaction", &body).json();
    assert_eq!((&created["lines"][0]["debit"], created.get("warnings")), (&json!(80), None));
    body["amount"] = json!("42,999");
    let created = server.post_json("/api/accounting/transaction", &body).json();
    assert_eq!((&created["lines"][0]["debit"], created["warnings"].as_array().unwrap().len()), (&json!(4299), 1));
    let lines = json!([{"account": "606", "debit": "10,005"}, {"account": "512A", "credit": "10"}]);
    let advanced =
        json!({"id_year": "current", "type": "ADVANCED", "label": "x", "date": "2026-03-01", "lines": lines});
    let created = server.post_json("/api/accounting/transaction", &advanced).json();
    assert!(created["warnings"][0].as_str().unwrap().contains("lines[0].debit"), "{created}");
}

#[test]
fn a_sealed_entry_never_changes_again_and_seals_follow_each_other() {
    let server = Server::start();
    let (first, second) = (server.new_entry("Timbres"), server.new_entry("Enveloppes"));
    let seal = |id: i64| server.request("POST", &format!("/api/accounting/transaction/{id}/seal")).key("admin").send();
    let sealed = seal(first).json();
    assert_eq!((sealed["hash"].as_str().unwrap().len(), &sealed["prev_id"]), (64, &json!(null)));
    let next = seal(second).json();
    assert_eq!((&next["prev_id"], &next["prev_hash"]), (&json!(first), &sealed["hash"]));
    assert_eq!(seal(first).status, 409);
    let address = format!("/api/accounting/transaction/{first}");
    let change = |body: serde_json::Value| server.post_json(&address, &body).status;
    assert_eq!(change(json!({"amount": 42, "label": "Autre"})), 400);
    assert_eq!(change(json!({"amount": 43})), 400);
    assert_eq!(change(json!({"amount": 42, "notes": "vu"})), 200);
    assert_eq!(server.request("DELETE", &address).key("admin").send().status, 400);
}

#[test]
fn the_fec_the_reports_and_raw_sql_agree_to_the_cent() {
    let server = Server::start();
    for (amount, debit, credit) in [("10,01", "606", "512A"), ("999999,99", "512A", "706"), ("0,01", "606", "401")] {
        let body = json!({"id_year": 1, "type": "ADVANCED", "label": "x", "date": "2026-03-01",
            "lines": [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]});
        assert_eq!(server.post_json("/api/accounting/transaction", &body).status, 200);
    }
    let fec = server.get("/api/accounting/years/1/export/fec.txt").text();
    let cents = |cell: &str| cell.replace(',', "").parse::<i64>().unwrap();
    let rows: Vec<Vec<&str>> = fec.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let by_fec = |code: &str| -> i64 {
        rows.iter().filter(|row| row[4] == code).map(|row| cents(row[11]) - cents(row[12])).sum()
    };
    let report = server.get("/api/accounting/years/1/trial-balance.json").json();
    let sums = server.sql(
        "SELECT a.code, sum(l.debit) - sum(l.credit) AS balance FROM acc_transactions_lines l
        JOIN acc_accounts a ON a.id = l.id_account GROUP BY a.code ORDER BY a.code",
    );
    let sums = sums.json()["results"].as_array().unwrap().clone();
    assert_eq!(sums.len(), 4);
    for sum in &sums {
        let (code, balance) = (sum["code"].as_str().unwrap(), sum["balance"].as_i64().unwrap());
        assert_eq!(by_fec(code), balance, "the FEC, {code}");
        let accounts = report["accounts"].as_array().unwrap_or_else(|| panic!("{report}"));
        let reported = accounts.iter().find(|account| account["code"] == code).unwrap();
        assert_eq!(reported["debit"].as_i64().unwrap() - reported["credit"].as_i64().unwrap(), balance, "{code}");
    }
}

#[test]
fn an_entry_that_does_not_exist_is_not_found_before_rights_are_looked_at() {
    let server = Server::start();
    for address in ["999", "0", "9223372036854775808", "999/users", "999/subscriptions"] {
        let path = format!("/api/accounting/transaction/{address}");
        assert_eq!(server.request("DELETE", &path).key("read").send().status, 404, "{address}");
    }
    for address in ["abc", "-1", "1;", "1/foo"] {
        assert_eq!(server.get(&format!("/api/accounting/transaction/{address}")).status, 404, "{address}");
    }
}

#[test]
fn a_repeated_request_with_its_key_is_done_once() {
    let server = Server::start();
    let send = |key: &str, who: &str, label: &str| {
        let request = server.request("POST", "/api/accounting/transaction").key(who).header("idempotency-key", key);
        request.body("application/json", expense(label).to_string()).send()
    };
    let first = send("a-1", "write", "Timbres");
    let again = send("a-1", "write", "Timbres");
    assert_eq!((first.status, again.status, &first.body), (200, 200, &again.body));
    assert_eq!(count(&server), 1);
    let other = send("a-1", "write", "Enveloppes");
    assert_eq!((other.status, other.json()["code"].as_str()), (422, Some("key_reused")));
    assert_eq!(send("a-1", "admin", "Timbres").status, 200, "another client's key is another key");
    assert_eq!(count(&server), 2);
    assert_eq!(send("", "write", "Timbres").status, 400);
    let refused = server.request("POST", "/api/accounting/transaction").key("write").header("idempotency-key", "b");
    assert_eq!(refused.body("application/json", "{}").send().status, 400);
    assert_eq!(send("b", "write", "Timbres").status, 200, "a refused request has used no key");
}

#[test]
fn eight_clients_at_once_lose_nothing_and_make_nothing_twice() {
    let server = Server::start();
    std::thread::scope(|scope| {
        for client in 0..8 {
            let server = &server;
            scope.spawn(move || {
                for number in 0..10 {
                    let answer =
                        server.post_json("/api/accounting/transaction", &expense(&format!("{client}/{number}")));
                    assert_eq!(answer.status, 200, "{}", answer.text());
                }
            });
        }
    });
    let sums = server.sql(
        "SELECT count(*) AS n, count(DISTINCT t.label) AS labels, sum(l.debit) AS debit
        FROM acc_transactions t JOIN acc_transactions_lines l ON l.id_transaction = t.id AND l.debit > 0",
    );
    assert_eq!(sums.json()["results"][0], json!({"n": 80, "labels": 80, "debit": 80 * 4250}));
}

#[test]
fn a_refusal_is_a_sentence_that_names_line_and_field_in_the_language_of_whoever_asks() {
    let server = Server::start();
    let body = json!({"id_year": "current", "type": "ADVANCED", "label": "x", "date": "2026-03-01",
        "lines": [{"account": "530", "debit": 1}, {"account": "706", "credit": "abc"}]});
    let send = |language: &str| {
        let request =
            server.request("POST", "/api/accounting/transaction").key("write").header("accept-language", language);
        request.body("application/json", body.to_string()).send()
    };
    let (french, english) = (send("fr").json(), send("en").json());
    assert_eq!(french["error"], "Ligne 2 : « abc » n'est pas un montant (credit) : écrivez par exemple 42,50.");
    assert_eq!(english["error"], "Line 2: “abc” is not an amount (credit): write for instance 42.50.");
    assert_eq!(french["fields"][0]["field"], "lines[1].credit");
}
