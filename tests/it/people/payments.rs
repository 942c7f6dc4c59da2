//! Payments that write their entry, and entries linked to subscriptions (people.md 7, "Payment entry").

use serde_json::{Value, json};

use super::{field, file, get, ids, post, send, send_as, value};
use crate::support::Server;

/// Ada (2) owes 25,00 for the fee "Tarif normal" of "Adhésion", paid to 756 in year 1; the subscription.
fn subscribed(server: &Server) -> i64 {
    server.new_member("Ada Martin");
    let activity = post(server, "services/activities", json!({"label": "Adhésion", "duration": 365}))["id"].clone();
    let account: i64 = value(server, "SELECT id FROM acc_accounts WHERE code = '756' AND id_chart = 1");
    let project = post(server, "accounting/projects", json!({"label": "Club"}))["id"].clone();
    let fee =
        json!({"label": "Tarif normal", "amount": 25, "id_account": account, "id_year": 1, "id_project": project});
    let fee = post(server, &format!("services/activities/{activity}/fees"), fee)["id"].clone();
    let body = json!({"id_service": activity, "id_fee": fee, "date": "2026-02-01"});
    post(server, "user/2/subscribe", body)["id"].as_i64().unwrap()
}

#[test]
fn a_part_payment_writes_its_entry_and_leaves_the_rest_to_pay() {
    let server = Server::start();
    let id = subscribed(&server);
    let payment =
        json!({"amount": "20,00", "account": "512A", "payment_reference": "77", "reference": "R-1", "notes": "reçu"});
    let answer = post(&server, &format!("services/subscriptions/{id}/payment"), payment);
    let entry = &answer["transaction"];
    assert_eq!(
        [&entry["type"], &entry["label"], &entry["date"], &entry["reference"], &entry["notes"], &entry["id_year"]],
        [
            &json!(1),
            &json!("Adhésion - Tarif normal (Ada Martin)"),
            &json!("2026-02-01"),
            &json!("R-1"),
            &json!("reçu"),
            &json!(1)
        ]
    );
    let line = |at: usize| {
        let line = &entry["lines"][at];
        json!([line["account_code"], line["credit"], line["debit"], line["reference"], line["id_project"]])
    };
    assert_eq!(line(0), json!(["756", 2000, 0, "77", 1]));
    assert_eq!(line(1), json!(["512A", 0, 2000, "77", 1]));
    assert_eq!((&answer["subscription"]["paid"], &answer["subscription"]["left_to_pay"]), (&json!(0), &json!(500)));
    let link: String =
        value(&server, "SELECT id_user || ',' || id_transaction || ',' || id_service_user FROM acc_transactions_users");
    assert_eq!(link, format!("2,{},{id}", entry["id"]));
    let log: String = value(&server, "SELECT type || details FROM logs ORDER BY id DESC LIMIT 1");
    assert_eq!(log, format!(r#"10{{"entity":"Accounting\\Transaction","id":{}}}"#, entry["id"]));
    let rest = post(
        &server,
        &format!("services/subscriptions/{id}/payment"),
        json!({"amount": "5,001", "account": "512A", "date": "2026-03-01", "paid": 1}),
    );
    assert_eq!(rest["transaction"]["warnings"].as_array().map(Vec::len), Some(1), "a third decimal is warned of");
    assert_eq!((&rest["subscription"]["paid"], &rest["subscription"]["left_to_pay"]), (&json!(1), &json!(0)));
    assert_eq!(rest["transaction"]["date"], "2026-03-01");
    let entries = get(&server, &format!("services/subscriptions/{id}/transactions"));
    assert_eq!(ids(&entries, "id").len(), 2);
}

#[test]
fn equal_labels_are_written_once_and_the_project_goes_where_the_association_says() {
    let server = Server::start();
    let id = subscribed(&server);
    file(&server).execute_batch("UPDATE services_fees SET label = 'Adhésion'; UPDATE config SET value = '0' WHERE key = 'analytical_set_all'").unwrap();
    let entry = post(&server, &format!("services/subscriptions/{id}/payment"), json!({"amount": 1, "account": "512A"}))
        ["transaction"]
        .clone();
    assert_eq!(entry["label"], "Adhésion (Ada Martin)");
    assert_eq!((&entry["lines"][0]["id_project"], &entry["lines"][1]["id_project"]), (&json!(1), &json!(null)));
}

#[test]
fn a_payment_that_cannot_be_booked_writes_nothing() {
    let server = Server::start();
    let id = subscribed(&server);
    let path = format!("services/subscriptions/{id}/payment");
    let payment = json!({"amount": 5, "account": "512A"});
    for (body, name) in [
        (json!({"account": "512A"}), "amount"),
        (json!({"amount": 0, "account": "512A"}), "amount"),
        (json!({"amount": "-5", "account": "512A"}), "amount"),
        (json!({"amount": 5}), "account"),
        (json!({"amount": 5, "account": "606"}), "account"),
        (json!({"amount": 5, "account": "nope"}), "account"),
        (json!({"amount": 5, "account": "512A", "date": "2027-01-01"}), "date"),
        (json!({"amount": 5, "account": "512A", "id_project": 99}), "id_project"),
    ] {
        let (status, answer) = send(&server, "POST", &path, &body);
        assert_eq!(status, 400, "{body}: {answer}");
        assert!(field(&answer).contains(name), "{body}: {answer}");
    }
    file(&server).execute("UPDATE acc_years SET status = 1", []).unwrap();
    assert_eq!(field(&send(&server, "POST", &path, &payment).1), "id_year", "the year is closed");
    file(&server)
        .execute_batch("UPDATE acc_years SET status = 0; UPDATE services_fees SET id_account = NULL, id_year = NULL")
        .unwrap();
    assert_eq!(field(&send(&server, "POST", &path, &payment).1), "id_fee", "the fee has no account");
    file(&server).execute("UPDATE services_users SET id_fee = NULL", []).unwrap();
    assert_eq!(field(&send(&server, "POST", &path, &payment).1), "id_fee", "there is no fee");
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM acc_transactions"), 0);
}

#[test]
fn an_entry_is_linked_once_and_unlinked_and_stays() {
    let server = Server::start();
    let id = subscribed(&server);
    let path = format!("services/subscriptions/{id}/transactions");
    let entry = server.new_entry("Virement d'Ada");
    for _ in 0..2 {
        assert_eq!(
            post(&server, &path, json!({"id_transaction": entry}))["left_to_pay"],
            0,
            "42,00 is more than enough"
        );
    }
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM acc_transactions_users"), 1);
    assert_eq!(field(&send(&server, "POST", &path, &json!({"id_transaction": 999})).1), "id_transaction");
    let (status, answer) = send(&server, "DELETE", &format!("{path}?id_transaction={entry}"), &Value::Null);
    assert_eq!((status, &answer["left_to_pay"]), (200, &json!(2500)));
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM acc_transactions"), 1);
    post(&server, &path, json!({"id_transaction": entry}));
    assert_eq!(send_as(&server, "write", "DELETE", &format!("services/subscriptions/{id}"), &Value::Null).0, 200);
    assert_eq!(
        value::<i64>(&server, "SELECT count(*) FROM acc_transactions_users"),
        0,
        "the link goes with the subscription"
    );
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM acc_transactions"), 1, "the entry stays");
}

#[test]
fn what_is_marked_as_paid_without_an_entry_has_nothing_left() {
    let server = Server::start();
    let id = subscribed(&server);
    let path = format!("services/subscriptions/{id}");
    assert_eq!(get(&server, &path)["left_to_pay"], 2500);
    assert_eq!(post(&server, &path, json!({"paid": 1}))["left_to_pay"], 0);
}

#[test]
fn entries_are_found_by_time_account_project_member_text_and_amount() {
    let server = Server::start();
    let id = subscribed(&server);
    let stamps = server.new_entry("Timbres");
    let paid = post(
        &server,
        &format!("services/subscriptions/{id}/payment"),
        json!({"amount": "20", "account": "512A", "payment_reference": "CHQ-77"}),
    );
    let paid = paid["transaction"]["id"].as_i64().unwrap();
    let debt = json!({"id_year": 1, "type": "DEBT", "label": "Facture d'été", "date": "2026-01-10", "amount": "12,50", "debit": "606", "credit": "401"});
    let debt = post(&server, "accounting/transaction", debt)["id"].as_i64().unwrap();
    for (query, expected) in [
        ("", vec![stamps, paid, debt]),
        ("year=current", vec![stamps, paid, debt]),
        ("from=2026-02-01&to=2026-02-28", vec![paid]),
        ("account=606", vec![stamps, debt]),
        ("project=1", vec![paid]),
        ("user=2", vec![paid]),
        ("type=DEBT", vec![debt]),
        ("q=%C3%89TE", vec![debt]),
        ("q=chq+martin", vec![paid]),
        ("q=100%25", vec![]),
        ("q=%232", vec![paid]),
        ("q=%3E%3D20", vec![stamps, paid]),
        ("q=%3D12,5", vec![debt]),
        ("q=10/01/2026", vec![debt]),
        ("amount=12,50", vec![debt]),
        ("min=20&max=42", vec![stamps, paid]),
        ("account=606&max=20", vec![debt]),
    ] {
        let found = get(&server, &format!("accounting/entries?{query}"));
        assert_eq!(ids(&found["transactions"], "id"), expected, "{query}");
        assert_eq!(found["count"], expected.len(), "{query}");
    }
    let line = get(&server, "accounting/entries?user=2")["transactions"][0].clone();
    assert_eq!(
        json!([line["amount"], line["debit"], line["credit"], line["users"]]),
        json!([2000, "512A", "756", "Ada Martin"])
    );
    let page = get(&server, "accounting/entries?limit=2&page=2");
    assert_eq!((ids(&page["transactions"], "id"), &page["next_page"]), (vec![debt], &json!(null)));
    let csv = server.get("/api/accounting/entries?q=timbres&format=csv").text();
    assert!(csv.contains(&format!("\"{stamps}\",\"Dépense\",")) && csv.contains("\"42,00\""), "{csv}");
    for query in ["year=99", "from=hier", "type=NOPE", "amount=dix", "page=0"] {
        assert_eq!(send(&server, "GET", &format!("accounting/entries?{query}"), &Value::Null).0, 400, "{query}");
    }
    assert_eq!(ids(&get(&server, "accounting/debts")["transactions"], "id"), [debt]);
    post(
        &server,
        "accounting/years/1/settlements",
        json!({"transactions": [debt], "account": "512A", "date": "2026-02-10", "mark": 1}),
    );
    assert_eq!(get(&server, "accounting/debts")["count"], 0, "it is settled");
}
