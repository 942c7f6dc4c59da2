//! Activities, fees, subscriptions and their lists (people.md 7).

use serde_json::{Value, json};

use super::{field, file, get, ids, post, send, send_as, value};
use crate::support::Server;

fn activity(server: &Server, body: Value) -> i64 {
    post(server, "services/activities", body)["id"].as_i64().unwrap()
}

fn fee(server: &Server, activity: i64, body: Value) -> i64 {
    post(server, &format!("services/activities/{activity}/fees"), body)["id"].as_i64().unwrap()
}

fn subscribe(server: &Server, member: i64, body: Value) -> Value {
    post(server, &format!("user/{member}/subscribe"), body)
}

#[test]
fn an_activity_lasts_some_days_or_from_day_to_day_or_for_ever() {
    let server = Server::start();
    for (body, period) in [
        (json!({"label": "Don"}), json!([null, null, null])),
        (json!({"label": "Cours", "duration": "365"}), json!([365, null, null])),
        (
            json!({"label": "Saison", "start_date": "01/09/2026", "end_date": "2027-08-31"}),
            json!([null, "2026-09-01", "2027-08-31"]),
        ),
    ] {
        let made = post(&server, "services/activities", body.clone());
        assert_eq!(json!([made["duration"], made["start_date"], made["end_date"]]), period, "{body}");
        assert_eq!(made["archived"], false);
    }
    for (body, name) in [
        (json!({}), "label"),
        (json!({"label": ""}), "label"),
        (json!({"label": "é".repeat(101)}), "label"),
        (json!({"label": "a", "description": "x".repeat(2001)}), "description"),
        (json!({"label": "a", "duration": 0}), "duration"),
        (json!({"label": "a", "duration": "long"}), "duration"),
        (json!({"label": "a", "duration": 5, "end_date": "2026-01-01"}), "duration"),
        (json!({"label": "a", "end_date": "2026-01-01"}), "start_date"),
        (json!({"label": "a", "start_date": "2026-01-01"}), "end_date"),
        (json!({"label": "a", "start_date": "2026-01-02", "end_date": "2026-01-01"}), "end_date"),
    ] {
        let (status, answer) = send(&server, "POST", "services/activities", &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
}

#[test]
fn one_kind_of_period_replaces_the_other_and_an_archived_activity_comes_last() {
    let server = Server::start();
    let id = activity(&server, json!({"label": "Aviron", "duration": 30}));
    activity(&server, json!({"label": "Boxe"}));
    let path = format!("services/activities/{id}");
    let changed = post(&server, &path, json!({"start_date": "2026-01-01", "end_date": "2026-02-01"}));
    assert_eq!((&changed["duration"], &changed["end_date"]), (&json!(null), &json!("2026-02-01")));
    assert_eq!(get(&server, "services/activities")[0]["ended"], true, "it ended a month ago");
    assert_eq!(post(&server, &path, json!({"duration": 7}))["end_date"], json!(null));
    assert_eq!(post(&server, &path, json!({"duration": ""}))["duration"], json!(null));
    post(&server, &path, json!({"archived": true}));
    let labels: Vec<Value> =
        get(&server, "services/activities").as_array().unwrap().iter().map(|one| one["label"].clone()).collect();
    assert_eq!(labels, ["Boxe", "Aviron"]);
    let log: i64 =
        value(&server, r#"SELECT count(*) FROM logs WHERE type = 12 AND instr(details, 'Services\\Service') > 0"#);
    assert_eq!(log, 4);
}

#[test]
fn a_fee_is_fixed_free_or_a_formula_that_can_be_evaluated() {
    let server = Server::start();
    let id = activity(&server, json!({"label": "Adhésion"}));
    let path = format!("services/activities/{id}/fees");
    let fixed = post(&server, &path, json!({"label": "Normal", "amount": "25,50"}));
    assert_eq!((&fixed["amount"], &fixed["formula"]), (&json!(2550), &json!(null)));
    let formulas = [
        "numero*100",
        "CASE WHEN ville LIKE 'x' THEN 1 END",
        "(SELECT COUNT(*) FROM services_users WHERE id_user = users.id) * 500",
        "(SELECT count(*) FROM users AS family WHERE family.id_parent = users.id)",
        "(SELECT max(amount) FROM services_fees)",
        "length(nom) -- commentaire",
    ];
    for formula in formulas {
        post(&server, &path, json!({"label": "f", "formula": formula}));
    }
    for (body, name) in [
        (json!({"label": "a", "amount": 0}), "amount"),
        (json!({"label": "a", "amount": "-5"}), "amount"),
        (json!({"label": "a", "amount": 5, "formula": "5"}), "formula"),
        (json!({"label": "a", "formula": "password"}), "formula"),
        (json!({"label": "a", "formula": "otp_secret"}), "formula"),
        (json!({"label": "a", "formula": "(SELECT pgp_key FROM users)"}), "formula"),
        (json!({"label": "a", "formula": "(SELECT 1 FROM users_view)"}), "formula"),
        (json!({"label": "a", "formula": "(SELECT 1 FROM users_categories)"}), "formula"),
        (json!({"label": "a", "formula": "(SELECT count(*) FROM acc_transactions)"}), "formula"),
        (json!({"label": "a", "formula": "(SELECT value FROM config)"}), "formula"),
        (json!({"label": "a", "formula": "1; 2"}), "formula"),
        (json!({"label": "a", "formula": "random()"}), "formula"),
        (json!({"label": "a", "formula": "length(uuid())"}), "formula"),
        (json!({"label": "a", "formula": "1 +"}), "formula"),
        (json!({"label": "a", "id_year": 1}), "id_account"),
        (json!({"label": "a", "id_account": 1}), "id_year"),
        (json!({"label": "a", "id_account": 999_999, "id_year": 1}), "id_account"),
        (json!({"label": "a", "id_account": 1, "id_year": 99}), "id_year"),
        (json!({"label": "a", "id_project": 99}), "id_project"),
    ] {
        let (status, answer) = send(&server, "POST", &path, &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
    assert_eq!(send(&server, "POST", "services/activities/999/fees", &json!({"label": "a"})).0, 404);
}

#[test]
fn a_formula_with_a_sub_query_counts_what_is_there() {
    let server = Server::start();
    let (ada, child) = (server.new_member("Ada"), server.new_member("Bo"));
    post(&server, &format!("user/{child}"), json!({"id_parent": ada}));
    let id = activity(&server, json!({"label": "Adhésion", "duration": 30}));
    let family = "500 + 100 * (SELECT count(*) FROM users AS child WHERE child.id_parent = users.id)
        + (SELECT COUNT(*) FROM services_users WHERE id_user = users.id)";
    let fee = fee(&server, id, json!({"label": "Famille", "formula": family}));
    let due = |date: &str, member| subscribe(&server, member, json!({"id_service": id, "id_fee": fee, "date": date}));
    assert_eq!(due("2026-01-01", ada)["expected_amount"], 600);
    assert_eq!(due("2026-02-01", ada)["expected_amount"], 601, "the first subscription counts");
    assert_eq!(due("2026-02-01", child)["expected_amount"], 500);
}

#[test]
fn a_changed_fee_is_expected_of_unpaid_subscriptions_when_that_is_asked_for() {
    let server = Server::start();
    let (ada, bo) = (server.new_member("Ada"), server.new_member("Bo"));
    let id = activity(&server, json!({"label": "Adhésion"}));
    let fee = fee(&server, id, json!({"label": "Normal", "amount": 10}));
    let unpaid = subscribe(&server, ada, json!({"id_service": id, "id_fee": fee}))["id"].clone();
    let paid = subscribe(&server, bo, json!({"id_service": id, "id_fee": fee, "paid": 1}))["id"].clone();
    let expected = |id: &Value| get(&server, &format!("services/subscriptions/{id}"))["expected_amount"].clone();
    post(&server, &format!("services/fees/{fee}"), json!({"amount": 12}));
    assert_eq!((expected(&unpaid), expected(&paid)), (json!(1000), json!(1000)), "what was agreed stays");
    post(&server, &format!("services/fees/{fee}"), json!({"formula": "1500", "recompute": 1}));
    assert_eq!((expected(&unpaid), expected(&paid)), (json!(1500), json!(1000)));
    let changed = get(&server, &format!("services/fees/{fee}"));
    assert_eq!(
        (&changed["amount"], &changed["formula"]),
        (&json!(null), &json!("1500")),
        "a formula replaces an amount"
    );
}

#[test]
fn what_members_subscribed_to_is_deleted_only_by_its_name() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let id = activity(&server, json!({"label": "Été"}));
    let fee = fee(&server, id, json!({"label": "Plein", "amount": 10}));
    subscribe(&server, ada, json!({"id_service": id, "id_fee": fee}));
    for path in [format!("services/activities/{id}"), format!("services/fees/{fee}")] {
        assert_eq!(send(&server, "DELETE", &path, &Value::Null).0, 409);
        assert_eq!(send(&server, "DELETE", &format!("{path}?label=autre"), &Value::Null).0, 409);
    }
    assert_eq!(send(&server, "DELETE", &format!("services/fees/{fee}?label=Plein"), &Value::Null).0, 200);
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM services_users"), 0, "its subscriptions go with it");
    assert_eq!(
        send(&server, "DELETE", &format!("services/activities/{id}"), &Value::Null).0,
        200,
        "nobody is subscribed"
    );
    let gone: i64 =
        value(&server, "SELECT count(*) FROM ruche_history WHERE action = 'deleted' AND entity = 'services_users'");
    assert_eq!(gone, 1, "the history tells which");
}

#[test]
fn several_members_are_subscribed_by_list_by_category_or_as_others_are_and_it_is_undone() {
    let server = Server::start();
    let members = ["Ada", "Bo", "Cy"].map(|name| server.new_member(name));
    let first = activity(&server, json!({"label": "2026", "duration": 365}));
    let fee_2026 = fee(&server, first, json!({"label": "Normal", "formula": "numero * 100"}));
    let path = "services/subscriptions";
    let made =
        post(&server, path, json!({"users": members, "id_service": first, "id_fee": fee_2026, "date": "2026-01-01"}));
    assert_eq!((&made["subscribed"], &made["passed_over"]), (&json!(3), &json!(0)));
    let amounts = get(&server, &format!("services/activities/{first}/subscriptions"));
    let amounts: Vec<Value> =
        amounts["subscriptions"].as_array().unwrap().iter().map(|line| line["expected_amount"].clone()).collect();
    assert_eq!(amounts, [200, 300, 400], "each owes by their own record");
    let (status, answer) = send(
        &server,
        "POST",
        path,
        &json!({"users": [members[0], 1], "id_service": first, "id_fee": fee_2026, "date": "2026-01-01"}),
    );
    assert_eq!((status, field(&answer)), (400, "users"));
    assert!(answer["error"].as_str().unwrap().contains("Ada"), "{answer}");
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM services_users"), 3, "nobody was subscribed");
    let next = activity(&server, json!({"label": "2027"}));
    subscribe(&server, members[1], json!({"id_service": next, "date": "2020-01-01"}));
    let copied = post(&server, path, json!({"copy_service": first, "id_service": next}));
    assert_eq!(
        (&copied["subscribed"], &copied["passed_over"]),
        (&json!(2), &json!(1)),
        "who has it at any date is passed over"
    );
    let none = post(&server, path, json!({"copy_fee": fee_2026, "id_service": next}));
    assert_eq!((&none["subscribed"], &none["import"]), (&json!(0), &json!(null)));
    post(&server, &format!("user/imports/{}/undo", copied["import"]), json!({}));
    assert_eq!(value::<i64>(&server, &format!("SELECT count(*) FROM services_users WHERE id_service = {next}")), 1);
    let by_category = post(&server, path, json!({"category": 1, "id_service": next}));
    assert_eq!(by_category["subscribed"], 3);
    for body in [
        json!({"id_service": next}),
        json!({"users": members, "category": 1, "id_service": next}),
        json!({"users": [999], "id_service": next}),
        json!({"category": 999, "id_service": next}),
        json!({"users": [2], "id_service": next, "id_fee": fee_2026}),
    ] {
        assert_eq!(send(&server, "POST", path, &body).0, 400, "{body}");
    }
    let copied_paid = send(&server, "POST", path, &json!({"copy_service": first, "copy_paid": 1, "id_service": next}));
    assert_eq!(copied_paid.0, 400, "nobody has paid");
}

#[test]
fn a_subscription_is_changed_and_computes_what_is_not_given() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let id = activity(&server, json!({"label": "Cours", "duration": 30}));
    let (normal, reduced) = (
        fee(&server, id, json!({"label": "Normal", "amount": 20})),
        fee(&server, id, json!({"label": "Réduit", "amount": 8})),
    );
    let one = subscribe(
        &server,
        ada,
        json!({"id_service": id, "id_fee": normal, "date": "2026-03-01", "expected_amount": 15}),
    );
    let path = format!("services/subscriptions/{}", one["id"]);
    let change = |body: Value| {
        let changed = post(&server, &path, body);
        json!([changed["id_fee"], changed["expected_amount"], changed["date"], changed["expiry_date"], changed["paid"]])
    };
    assert_eq!(
        change(json!({"paid": true})),
        json!([normal, 1500, "2026-03-01", "2026-03-31", 1]),
        "an agreed amount stays"
    );
    assert_eq!(change(json!({"date": "2026-04-01"})), json!([normal, 1500, "2026-04-01", "2026-05-01", 1]));
    assert_eq!(change(json!({"id_fee": reduced})), json!([reduced, 800, "2026-04-01", "2026-05-01", 1]));
    assert_eq!(
        change(json!({"expiry_date": "2026-04-02", "expected_amount": "3"})),
        json!([reduced, 300, "2026-04-01", "2026-04-02", 1])
    );
    assert_eq!(
        change(json!({"expiry_date": "", "expected_amount": "", "paid": 0})),
        json!([reduced, 800, "2026-04-01", "2026-05-01", 0])
    );
    subscribe(&server, ada, json!({"id_service": id, "id_fee": normal, "date": "2026-04-01"}));
    for (body, name) in [
        (json!({"id_fee": 999}), "id_fee"),
        (json!({"id_fee": normal}), "date"),
        (json!({"date": ""}), "date"),
        (json!({"expiry_date": "2026-03-01"}), "expiry_date"),
        (json!({"id_service": 999, "id_fee": 0}), "id_service"),
        (json!({"paid": "peut-être"}), "paid"),
    ] {
        let (status, answer) = send(&server, "POST", &path, &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
    assert_eq!(send(&server, "DELETE", &path, &Value::Null).0, 200);
    assert_eq!(send(&server, "GET", &path, &Value::Null).0, 404);
}

#[test]
fn an_odd_subscription_of_another_program_is_still_marked_as_paid() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let id = activity(&server, json!({"label": "Cours"}));
    file(&server)
        .execute_batch(&format!(
            "INSERT INTO services (id, label) VALUES (50, 'Autre'); INSERT INTO services_fees (id, label, id_service) VALUES (60, 'Autre', 50);
             INSERT INTO services_users (id, id_user, id_service, id_fee, date, expiry_date) VALUES
                 (70, {ada}, {id}, 60, '2026-02-01', '2026-01-01'), (71, {ada}, {id}, NULL, '2026-02-01', NULL),
                 (72, {ada}, {id}, NULL, '2026-02-01', NULL)"
        ))
        .unwrap();
    for one in [70, 71, 72] {
        assert_eq!(post(&server, &format!("services/subscriptions/{one}"), json!({"paid": 1}))["paid"], 1, "{one}");
    }
    assert_eq!(
        send(&server, "POST", "services/subscriptions/70", &json!({"date": "2026-02-02"})).0,
        200,
        "its end follows"
    );
}

#[test]
fn the_subscriptions_of_administrators_are_out_of_reach_of_keys_that_only_write() {
    let server = Server::start();
    let id = activity(&server, json!({"label": "Cours"}));
    let one = subscribe(&server, 1, json!({"id_service": id}));
    let path = format!("services/subscriptions/{}", one["id"]);
    assert_eq!(send_as(&server, "write", "POST", &path, &json!({"paid": 1})).0, 403);
    assert_eq!(send_as(&server, "write", "DELETE", &path, &Value::Null).0, 403);
    assert_eq!(
        send_as(
            &server,
            "write",
            "POST",
            "services/subscriptions",
            &json!({"users": [1], "id_service": id, "date": "2026-01-02"})
        )
        .0,
        403
    );
    assert_eq!(send(&server, "POST", &path, &json!({"paid": 1})).0, 200);
}

#[test]
fn lists_show_one_line_a_member_by_state() {
    let server = Server::start();
    let [ada, bo, cy, di] = ["Ada", "Bo", "Cy", "Di"].map(|name| server.new_member(name));
    let id = activity(&server, json!({"label": "Cours", "duration": 30}));
    let fee = fee(&server, id, json!({"label": "Normal", "amount": 20}));
    let on = |member, date: &str, paid: i64| {
        subscribe(&server, member, json!({"id_service": id, "id_fee": fee, "date": date, "paid": paid}));
    };
    on(ada, "2025-01-01", 1);
    on(ada, "2026-02-20", 1);
    on(bo, "2025-01-01", 1);
    on(cy, "2026-02-20", 0);
    on(di, "2026-02-20", 1);
    file(&server).execute("UPDATE users SET id_category = 2 WHERE id = ?1", [di]).unwrap();
    let list = |query: &str| {
        let found = get(&server, &format!("services/activities/{id}/subscriptions?{query}"));
        assert_eq!(found["count"].as_u64().unwrap() as usize, found["subscriptions"].as_array().unwrap().len());
        ids(&found["subscriptions"], "id_user")
    };
    assert_eq!(list(""), [ada, bo, cy], "members of hidden categories are left out");
    assert_eq!(list("hidden=1"), [ada, bo, cy, di]);
    assert_eq!(list("list=active"), [ada]);
    assert_eq!(list("list=unpaid"), [cy]);
    assert_eq!(list("list=expired"), [bo], "who renewed is not late");
    let counts = &get(&server, "services/activities")[0];
    assert_eq!((&counts["active"], &counts["expired"], &counts["unpaid"]), (&json!(1), &json!(1), &json!(1)));
    let line = get(&server, "services/subscriptions?list=unpaid")["subscriptions"][0].clone();
    assert_eq!(
        (&line["left_to_pay"], &line["state"], &line["identity"]),
        (&json!(2000), &json!("current"), &json!("Cy"))
    );
    assert_eq!(get(&server, &format!("user/{ada}/subscriptions"))["subscriptions"].as_array().unwrap().len(), 2);
    let csv = server.get(&format!("/api/services/fees/{fee}/subscriptions?list=all&format=csv")).text();
    assert!(csv.starts_with("\"id_user\",\"number\",\"identity\"") && csv.contains("\"20,00\""), "{csv}");
    assert_eq!(send(&server, "GET", "services/activities/999/subscriptions", &Value::Null).0, 404);
    assert_eq!(send(&server, "GET", "services/subscriptions?list=gone", &Value::Null).0, 400);
}
