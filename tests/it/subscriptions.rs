//! Subscribing members to activities.

use serde_json::{Value, json};

use crate::support::Server;

/// A server with a member (2) and three activities: endless, by the year of the calendar, of 30 days; each with a fee.
fn server() -> Server {
    let server = Server::start();
    assert_eq!(server.new_member("Ada"), 2);
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO services (id, label, duration, start_date, end_date) VALUES (1, 'Don', NULL, NULL, NULL),
                (2, 'Adhésion', NULL, '2026-01-01', '2026-12-31'), (3, 'Cours', 30, NULL, NULL);
             INSERT INTO services_fees (id, label, amount, formula, id_service) VALUES (1, 'Libre', NULL, NULL, 1),
                (2, 'Normal', 2500, NULL, 2), (3, 'Selon le numéro', NULL, 'numero * 100 + 0.9 -- et plus', 3),
                (4, 'Curieux', NULL, '(SELECT secret FROM api_credentials)', 3),
                (5, 'Secret', NULL, 'password', 3), (6, 'Sans fin', NULL, '(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)', 3),
                (7, 'Rien', NULL, 'NULL', 3), (8, 'Deux', NULL, '1) FROM users; DELETE FROM users; SELECT (2', 3);",
        )
        .unwrap();
    server
}

fn subscribe(server: &Server, body: Value) -> (u16, Value) {
    let answer =
        server.request("POST", "/api/user/2/subscribe").key("write").body("application/json", body.to_string()).send();
    (answer.status, answer.json())
}

#[test]
fn the_end_of_a_subscription_is_that_of_its_activity() {
    let server = server();
    for (body, expiry) in [
        (json!({"id_service": 1}), json!(null)),
        (json!({"id_service": 2}), json!("2026-12-31")),
        (json!({"id_service": 3}), json!("2026-03-31")),
        (json!({"id_service": 3, "date": "2026-03-02", "multiple": 2}), json!("2026-05-01")),
        (json!({"id_service": 1, "date": "02/03/2026", "expiry_date": "2026-04-01"}), json!("2026-04-01")),
    ] {
        let (status, subscription) = subscribe(&server, body.clone());
        assert_eq!((status, &subscription["expiry_date"]), (200, &expiry), "{body}: {subscription}");
        assert_eq!(subscription["paid"], 0);
    }
}

#[test]
fn what_is_owed_is_given_or_the_fee_s_amount_or_its_formula_s() {
    let server = server();
    for (day, body, cents) in [
        (1, json!({"id_service": 2, "id_fee": 2}), json!(2500)),
        (2, json!({"id_service": 2, "id_fee": 2, "expected_amount": "12,50"}), json!(1250)),
        (3, json!({"id_service": 3, "id_fee": 3}), json!(200)),
        (4, json!({"id_service": 3, "id_fee": 7}), json!(null)),
        (5, json!({"id_service": 1, "id_fee": 1}), json!(null)),
        (6, json!({"id_service": 1, "id_fee": 2}), json!(null)),
    ] {
        let mut body = body;
        body["date"] = json!(format!("2026-04-0{day}"));
        let (status, subscription) = subscribe(&server, body.clone());
        assert_eq!((status, &subscription["expected_amount"]), (200, &cents), "{body}: {subscription}");
    }
}

#[test]
fn a_formula_reads_nothing_but_the_record_of_the_member() {
    let server = server();
    for fee in [4, 5, 6] {
        let (status, answer) = subscribe(&server, json!({"id_service": 3, "id_fee": fee}));
        assert_eq!((status, answer["fields"][0]["field"].as_str()), (400, Some("id_fee")), "{fee}: {answer}");
    }
    subscribe(&server, json!({"id_service": 3, "id_fee": 8}));
    assert_eq!(server.get("/api/user/2").status, 200, "a formula changes nothing");
}

#[test]
fn impossible_subscriptions_are_refused_by_the_name_of_the_parameter() {
    let server = server();
    assert_eq!(subscribe(&server, json!({"id_service": 1, "date": "2026-03-01"})).0, 200);
    for (body, field) in [
        (json!({}), "id_service"),
        (json!({"id_service": 99}), "id_service"),
        (json!({"id_service": 2, "multiple": 2}), "multiple"),
        (json!({"id_service": 3, "multiple": 9_000_000_000_000_i64}), "multiple"),
        (json!({"id_service": 2, "date": "2026-02-30"}), "date"),
        (json!({"id_service": 1, "expiry_date": "2026-02-01"}), "expiry_date"),
        (json!({"id_service": 1, "date": "2026-03-01"}), "date"),
        (json!({"id_service": 1, "expected_amount": "dix"}), "expected_amount"),
    ] {
        let (status, answer) = subscribe(&server, body.clone());
        assert_eq!((status, answer["fields"][0]["field"].as_str()), (400, Some(field)), "{body}: {answer}");
    }
}
