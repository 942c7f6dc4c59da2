//! One value for a field of many members (preview, apply, undo), and passwords removed.

use ruche::audit::AuditLog;
use ruche::members::layout::Layout;
use ruche::members::passwords::{self, HashedPassword};
use serde_json::{Value, json};

use super::{field, file, get, member, post, send, trace, value};
use crate::support::Server;

#[test]
fn one_value_is_previewed_given_to_many_members_and_taken_back() {
    let server = Server::start();
    let [ada, bo, cy] = ["Ada", "Bo", "Cy"].map(|name| server.new_member(name));
    post(&server, &format!("user/{bo}"), json!({"ville": "Rennes"}));
    post(&server, &format!("user/{cy}"), json!({"ville": "Brest"}));
    let change = |token: &Value| json!({"users": [ada, bo, cy], "field": "ville", "value": " Rennes ", "token": token});
    let preview = post(&server, "user/bulk/preview", change(&Value::Null));
    assert_eq!(
        preview["modified"],
        json!([{"id": ada, "name": "Ada", "changed": {"ville": {"old": null, "new": "Rennes"}}},
               {"id": cy, "name": "Cy", "changed": {"ville": {"old": "Brest", "new": "Rennes"}}}])
    );
    assert_eq!((&preview["unchanged"], &preview["errors"]), (&json!([{"id": bo, "name": "Bo"}]), &json!([])));
    assert_eq!(
        value::<i64>(&server, "SELECT count(*) FROM users WHERE ville = 'Rennes'"),
        1,
        "a preview changes nothing"
    );
    let done = post(&server, "user/bulk", change(&preview["token"]));
    assert_eq!((&done["changed"], &done["unchanged"]), (&json!(2), &json!(1)));
    assert_eq!(value::<String>(&server, &format!("SELECT ville FROM users_search WHERE id = {ada}")), "rennes");
    let (status, stale) = send(&server, "POST", "user/bulk", &change(&preview["token"]));
    assert_eq!((status, &stale["preview"]["modified"]), (409, &json!([])), "the preview is no longer true");
    let undone = post(&server, &format!("user/imports/{}/undo", done["import"]), json!({}));
    assert_eq!(undone["kind"], "fields");
    let towns: Vec<Option<String>> =
        [ada, bo, cy].iter().map(|id| value(&server, &format!("SELECT ville FROM users WHERE id = {id}"))).collect();
    assert_eq!(towns, [None, Some("Rennes".to_owned()), Some("Brest".to_owned())]);
}

#[test]
fn a_change_is_not_taken_back_when_a_member_was_changed_since() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let done = post(&server, "user/bulk", json!({"category": 1, "field": "ville", "value": "Rennes", "users": []}));
    assert!(done["changed"].as_i64().unwrap() >= 1, "{done}");
    post(&server, &format!("user/{ada}"), json!({"ville": "Vitré"}));
    let (status, answer) = send(&server, "POST", &format!("user/imports/{}/undo", done["import"]), &json!({}));
    assert_eq!((status, &answer["members"][0]["id"]), (409, &json!(ada)), "{answer}");
}

#[test]
fn what_members_cannot_share_is_refused_and_administrators_are_out_of_reach() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    for (body, name) in [
        (json!({"users": [ada], "value": "x"}), "field"),
        (json!({"users": [ada], "field": "ville"}), "value"),
        (json!({"field": "ville", "value": "x"}), "users"),
        (json!({"users": [ada], "category": 1, "field": "ville", "value": "x"}), "users"),
        (json!({"users": [ada, 999], "field": "ville", "value": "x"}), "users[1]"),
        (json!({"users": [ada], "field": "numero", "value": 5}), "field"),
        (json!({"users": [ada], "field": "email", "value": "a@example.org"}), "field"),
        (json!({"users": [ada], "field": "password", "value": "x"}), "field"),
        (json!({"users": [ada], "field": "id_category", "value": 3}), "field"),
        (json!({"users": [ada], "field": "date_inscription", "value": "31/02/2026"}), "value"),
        (json!({"users": [ada], "field": "nom", "value": ""}), "value"),
    ] {
        for path in ["user/bulk/preview", "user/bulk"] {
            let (status, answer) = send(&server, "POST", path, &body);
            assert_eq!((status, field(&answer)), (400, name), "{path} {body}: {answer}");
        }
    }
    let body = json!({"users": [1, ada], "field": "ville", "value": "Rennes"});
    assert_eq!(post(&server, "user/bulk/preview", body.clone())["errors"].as_array().unwrap().len(), 1);
    assert_eq!(send(&server, "POST", "user/bulk", &body).0, 403);
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM users WHERE ville = 'Rennes'"), 0, "all of them or none");
}

#[test]
fn a_password_a_second_factor_and_a_key_are_removed_and_the_history_holds_no_secret() {
    let server = Server::start();
    let member = json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    let id = post(&server, "user/new", member)["id"].as_i64().unwrap();
    file(&server)
        .execute_batch(&format!(
            "UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP', otp_recovery_codes = '[\"VW4W9B\"]', pgp_key = 'clef' WHERE id = {id};
             INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES ('pko_a', 'x', {id}, 1800000000)"
        ))
        .unwrap();
    let remove = |what: &str| send(&server, "DELETE", &format!("user/{id}/{what}"), &Value::Null).0;
    assert_eq!(remove("pgp_key"), 200);
    assert_eq!(remove("otp"), 200);
    let shown = get(&server, &format!("user/{id}"));
    assert_eq!(json!([shown["has_password"], shown["has_otp"], shown["has_pgp_key"]]), json!([true, false, false]));
    assert_eq!(
        value::<Option<String>>(&server, &format!("SELECT otp_recovery_codes FROM users WHERE id = {id}")),
        None
    );
    assert_eq!(remove("password"), 200);
    assert_eq!(get(&server, &format!("user/{id}"))["has_password"], false);
    assert_eq!(
        value::<i64>(&server, "SELECT count(*) FROM users_sessions"),
        0,
        "browsers no longer remember the member"
    );
    let history: String = value(&server, "SELECT group_concat(changes) FROM ruche_history");
    assert!(
        history.contains(r#""password":{"changed":true}"#) && !history.contains("JBSWY") && !history.contains("$2"),
        "{history}"
    );
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM logs WHERE type = 8"), 1);
    assert_eq!(
        send(&server, "DELETE", "user/1/password", &Value::Null).0,
        403,
        "no key touches who manages the settings"
    );
}

#[test]
fn a_member_sets_another_password_by_the_present_one_and_every_browser_forgets_them() {
    let server = Server::start();
    let made = json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    let id = post(&server, "user/new", made)["id"].as_i64().unwrap();
    let mut conn = file(&server);
    conn.execute(
        "INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES ('pko_a', 'x', ?1, 1800000000)",
        [id],
    )
    .unwrap();
    let fields = Layout::read(&conn).unwrap().fields;
    assert!(passwords::require_current(&conn, &fields, id, "autre").is_err());
    assert!(passwords::require_current(&conn, &fields, id, " ruche-et-miel ").is_ok());
    for (given, again) in [("court", None), ("cire-et-propolis", Some("cire-et-pollen"))] {
        assert!(HashedPassword::new(&conn, given, again).is_err(), "{given}");
    }
    let hashed = HashedPassword::new(&conn, " cire-et-propolis\0", Some("cire-et-propolis\0")).unwrap();
    let oneself = member(&conn, id);
    let context = trace(&oneself);
    let tx = conn.transaction().unwrap();
    passwords::set(&tx, &fields, id, &hashed, None, &AuditLog::open(&tx, &context).unwrap()).unwrap();
    tx.commit().unwrap();
    assert!(passwords::require_current(&conn, &fields, id, "cire-et-propolis").is_ok());
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM users_sessions"), 0);
    let log: String = value(&server, "SELECT group_concat(type) FROM (SELECT type FROM logs ORDER BY id DESC LIMIT 2)");
    assert_eq!(log, "4,12", "the change, then the password");
}
