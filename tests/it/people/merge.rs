//! Records of one person, found, merged and parted again.

use serde_json::{Value, json};

use super::{field, file, get, ids, post, send, value};
use crate::support::Server;

#[test]
fn records_that_may_be_one_person_s_are_found_by_name_address_and_telephone() {
    let server = Server::start();
    let new = |body: Value| {
        let mut body = body;
        body["force_duplicate"] = json!(true);
        post(&server, "user/new", body)["id"].as_i64().unwrap()
    };
    let ada = new(json!({"nom": "Ada Martin", "telephone": "02 99 12 34 56"}));
    let again = new(json!({"nom": "MARTIN Áda", "telephone": "+33299123456"}));
    let bo = new(json!({"nom": "Bo", "email": "bo@example.org", "telephone": "0299123456"}));
    new(json!({"nom": "Cy", "telephone": "12"}));
    let groups = get(&server, "user/duplicates")["duplicates"].clone();
    let found: Vec<Value> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| json!([group["reasons"], ids(&group["members"], "id")]))
        .collect();
    assert_eq!(found, [json!([["name"], [ada, again]]), json!([["phone"], [ada, again, bo]])]);
}

/// Ada (2) and her second record (3), each with what a record can have; 4 is attached to the second one.
fn two_records(server: &Server) -> (i64, i64, i64) {
    let keeper = server.new_member("Ada Martin");
    let other = post(
        server,
        "user/new",
        json!({"nom": "Ada Martin", "email": "ada@example.org", "ville": "Rennes", "force_duplicate": 1}),
    );
    let other = other["id"].as_i64().unwrap();
    let child = post(server, "user/new", json!({"nom": "Zoé Martin", "id_parent": other}))["id"].as_i64().unwrap();
    post(server, &format!("user/{keeper}"), json!({"ville": "Brest"}));
    let activity = post(server, "services/activities", json!({"label": "Cours"}))["id"].clone();
    let subscribe = |member: i64, date: &str, paid: i64| {
        post(server, &format!("user/{member}/subscribe"), json!({"id_service": activity, "date": date, "paid": paid}))["id"].clone()
    };
    subscribe(keeper, "2026-01-01", 0);
    let same = subscribe(other, "2026-01-01", 1);
    let alone = subscribe(other, "2026-02-01", 0);
    let (first, second) = (server.new_entry("Un"), server.new_entry("Deux"));
    post(server, &format!("services/subscriptions/{same}/transactions"), json!({"id_transaction": first}));
    post(server, &format!("services/subscriptions/{alone}/transactions"), json!({"id_transaction": second}));
    post(server, &format!("accounting/transaction/{second}/users"), json!({"users": [keeper, other]}));
    file(server)
        .execute_batch(
            "UPDATE users SET password = '$2y$10$abcdefghijklmnopqrstuuAEIOUabcdefghijklmnopqrstuvwxy1' WHERE id = 3;
             INSERT INTO config_users_fields (name, sort_order, type, label, options) VALUES ('photo', 20, 'file', 'Photo', '[]');
             INSERT INTO searches (id_user, label, updated, target, type, content) VALUES (3, 'À moi', '2026-01-01 00:00:00', 'users', 'json', '{}')",
        )
        .unwrap();
    (keeper, other, child)
}

/// Everything of the file that a merge may touch, but the secrets and what keeps the record of it.
fn state(server: &Server) -> Vec<String> {
    let conn = file(server);
    let mut lines = Vec::new();
    for table in [
        "users",
        "users_search",
        "services_users",
        "acc_transactions_users",
        "acc_transactions",
        "searches",
        "services_reminders_sent",
        "users_files",
    ] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let value = |at: usize| format!("{:?}", row.get_ref(at).unwrap());
            let values: Vec<String> = columns
                .iter()
                .enumerate()
                .filter(|(_, name)| *name != "password")
                .map(|(at, name)| format!("{name}={}", value(at)))
                .collect();
            lines.push(format!("{table}: {}", values.join(" ")));
        }
    }
    lines.sort();
    lines
}

#[test]
fn what_belongs_to_a_record_goes_to_the_kept_one_and_comes_back() {
    let server = Server::start();
    let (keeper, other, child) = two_records(&server);
    let before = state(&server);
    let merged = post(&server, &format!("user/{keeper}/merge"), json!({"users": [other]}));
    assert_eq!((&merged["id"], &merged["merged"]), (&json!(keeper), &json!([other])));
    assert_eq!(send(&server, "GET", &format!("user/{other}"), &Value::Null).0, 404);
    let kept = get(&server, &format!("user/{keeper}"));
    assert_eq!((&kept["ville"], &kept["email"]), (&json!("Brest"), &json!("ada@example.org")), "what lacked is filled");
    assert_eq!(get(&server, &format!("user/{child}"))["id_parent"], keeper);
    let subscriptions = get(&server, &format!("user/{keeper}/subscriptions"))["subscriptions"].clone();
    assert_eq!(ids(&subscriptions, "id").len(), 2, "the same subscription is one");
    let paid: Vec<i64> = ids(&subscriptions, "paid");
    assert!(paid.contains(&1), "it is paid when either was: {subscriptions}");
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM acc_transactions_users WHERE id_user <> 2"), 0);
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM searches WHERE id_user = 2"), 1);
    let import = merged["import"].clone();
    let kept: String = value(&server, "SELECT group_concat(before) FROM ruche_imports_rows");
    assert!(!kept.contains("$2y$"), "no secret is kept");
    let undone = post(&server, &format!("user/imports/{import}/undo"), json!({}));
    assert_eq!(undone["kind"], "merges");
    let after = state(&server);
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old, new);
    }
    assert_eq!(before.len(), after.len());
    assert_eq!(get(&server, &format!("user/{other}"))["has_password"], false, "the password is gone for good");
}

#[test]
fn the_files_of_a_record_go_with_it_under_a_name_that_is_free() {
    let server = Server::start();
    let (keeper, other, _) = two_records(&server);
    for (member, text) in [(keeper, "un"), (other, "deux")] {
        let stored = server
            .request("PUT", &format!("/api/files/user/{member}/photo/a.txt"))
            .key("admin")
            .body("text/plain", text)
            .send();
        assert_eq!(stored.status, 200);
    }
    let merged = post(&server, &format!("user/{keeper}/merge"), json!({"users": [other]}));
    assert_eq!(server.get(&format!("/api/files/user/{keeper}/photo/a%20(2).txt")).text(), "deux");
    assert_eq!(value::<i64>(&server, &format!("SELECT count(*) FROM users_files WHERE id_user = {keeper}")), 2);
    post(&server, &format!("user/imports/{}/undo", merged["import"]), json!({}));
    assert_eq!(server.get(&format!("/api/files/user/{other}/photo/a.txt")).text(), "deux");
    assert_eq!(value::<i64>(&server, &format!("SELECT count(*) FROM users_files WHERE id_user = {other}")), 1);
}

#[test]
fn several_records_are_merged_at_once_and_parted_at_once() {
    let server = Server::start();
    let members = ["Ada", "Ada 2", "Ada 3"].map(|name| server.new_member(name));
    post(&server, &format!("user/{}", members[1]), json!({"email": "ada@example.org", "ville": "Rennes"}));
    post(
        &server,
        &format!("user/{}", members[2]),
        json!({"ville": "Brest", "code_postal": "29200", "lettre_infos": 1}),
    );
    let before = state(&server);
    let merged = post(&server, &format!("user/{}/merge", members[0]), json!({"users": [members[1], members[2]]}));
    let kept = get(&server, &format!("user/{}", members[0]));
    assert_eq!(
        json!([kept["ville"], kept["code_postal"], kept["email"]]),
        json!(["Rennes", "29200", "ada@example.org"])
    );
    post(&server, &format!("user/imports/{}/undo", merged["import"]), json!({}));
    assert_eq!(state(&server), before);
    let without = post(&server, &format!("user/{}/merge", members[0]), json!({"users": [members[1]], "fill": 0}));
    assert_eq!(get(&server, &format!("user/{}", members[0]))["ville"], json!(null));
    post(&server, &format!("user/imports/{}/undo", without["import"]), json!({}));
}

#[test]
fn a_merge_is_not_undone_when_the_place_is_taken_or_the_person_was_forgotten() {
    let server = Server::start();
    let (keeper, other) = (server.new_member("Ada"), server.new_member("Ada 2"));
    let number = get(&server, &format!("user/{other}"))["numero"].clone();
    let merged = post(&server, &format!("user/{keeper}/merge"), json!({"users": [other]}));
    let undo = || send(&server, "POST", &format!("user/imports/{}/undo", merged["import"]), &json!({}));
    let taken = post(&server, "user/new", json!({"nom": "Zoé", "numero": number}))["id"].clone();
    let (status, answer) = undo();
    assert_eq!((status, &answer["members"][0]["reason"]), (409, &json!("used")), "{answer}");
    assert_eq!(send(&server, "DELETE", &format!("user/{taken}"), &Value::Null).0, 200);
    assert_eq!(send(&server, "POST", &format!("user/{keeper}/anonymize"), &json!({})).0, 200);
    let notes: i64 = value(&server, "SELECT count(*) FROM ruche_imports_rows WHERE before IS NOT NULL");
    assert_eq!(notes, 0, "what was noted of the person is forgotten too");
    assert_eq!(undo().0, 409);
}

#[test]
fn what_cannot_be_merged_is_refused_and_changes_nothing() {
    let server = Server::start();
    let (keeper, other, _) = two_records(&server);
    let before = state(&server);
    let path = format!("user/{keeper}/merge");
    for (body, name) in [
        (json!({}), "users"),
        (json!({"users": [keeper]}), "users[0]"),
        (json!({"users": [other, 999]}), "users[1]"),
        (json!({"users": [other, 1]}), "users[1]"),
    ] {
        let (status, answer) = send(&server, "POST", &path, &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
    let parent = server.new_member("Mère");
    post(&server, &format!("user/{keeper}"), json!({"id_parent": parent}));
    assert_eq!(send(&server, "POST", &path, &json!({"users": [other]})).0, 409, "attachments are one level deep");
    post(&server, &format!("user/{keeper}"), json!({"id_parent": ""}));
    file(&server).execute("DELETE FROM users WHERE id = ?1", [parent]).unwrap();
    let unchanged = |line: &&String| !line.starts_with("users: id=Integer(2)");
    assert_eq!(state(&server).iter().filter(unchanged).count(), before.iter().filter(unchanged).count());
}
