//! Saved searches (people.md 3): the worked examples, operators, columns, rights.

use ruche::audit::AuditLog;
use ruche::error::Error;
use ruche::members::administration::{self, NewField};
use ruche::params::Params;
use ruche::searches::{Saved, SavedDraft, Target, stored};
use serde_json::{Value, json};

use super::{field, file, get, ids, member, post, send, send_as, trace, value};
use crate::support::Server;

/// Members with two more fields: skills (mask) and birth. Names in the order of the alphabet.
fn server() -> Server {
    let server = Server::start();
    for (name, town, phone) in [
        ("Ada", "Saint-Malo", "02 99 11 22 33"),
        ("Bo", "SAINTES", "0611223344"),
        ("Cy", "Dijon", ""),
        ("Zoë", "", "+33 6 11"),
    ] {
        post(&server, "user/new", json!({"nom": name, "ville": town, "telephone": phone}));
    }
    server
}

fn found(server: &Server, document: Value) -> Vec<String> {
    let answer = post(server, "user/searches/run", json!({"content": document}));
    answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["identity"].as_str().unwrap_or("").to_owned())
        .collect()
}

fn one(column: &str, operator: &str, values: Value) -> Value {
    json!({"groups": [{"operator": "AND", "conditions": [
        {"column": column, "operator": operator, "values": values},
        {"column": "id_category", "operator": "= ?", "values": ["1"]}]}]})
}

#[test]
fn each_operator_finds_what_it_says() {
    let server = server();
    let activity = post(&server, "services/activities", json!({"label": "Cours", "duration": 30}))["id"].clone();
    post(&server, "user/3/subscribe", json!({"id_service": activity, "date": "2026-02-20"}));
    post(&server, "user/4/subscribe", json!({"id_service": activity, "date": "2025-02-20"}));
    file(&server)
        .execute_batch(
            "UPDATE users SET date_updated = '2026-05-04 10:00:00' WHERE id = 2; UPDATE users SET lettre_infos = 1 WHERE id = 4;
             UPDATE users SET date_inscription = '2026-01-01' WHERE id = 2; UPDATE users SET date_inscription = '2026-06-01' WHERE id = 3",
        )
        .unwrap();
    let activity = activity.to_string();
    for (column, operator, values, expected) in [
        ("ville", "LIKE ?%", json!(["saint"]), vec!["Ada", "Bo"]),
        ("ville", "LIKE ?%", json!(["Saint-M"]), vec!["Ada"]),
        ("ville", "NOT LIKE ?%", json!(["saint"]), vec!["Cy"]),
        ("ville", "LIKE %?", json!(["ON"]), vec!["Cy"]),
        ("ville", "LIKE %?%", json!(["ij"]), vec!["Cy"]),
        ("ville", "LIKE %?%", json!(["%"]), vec![]),
        ("ville", "= ?", json!(["dijon"]), vec!["Cy"]),
        ("ville", "!= ?", json!(["Dijon"]), vec!["Ada", "Bo"]),
        ("ville", "IN (??)", json!(["Dijon", "saintes"]), vec!["Bo", "Cy"]),
        ("ville", "NOT IN (??)", json!(["Dijon"]), vec!["Ada", "Bo"]),
        ("ville", "IS NULL", json!([]), vec!["Zoë"]),
        ("ville", "IS NOT NULL", json!([]), vec!["Ada", "Bo", "Cy"]),
        ("identity", "LIKE %?%", json!(["Zoë"]), vec!["Zoë"]),
        ("nom", "= ?", json!(["zoe"]), vec!["Zoë"]),
        ("telephone", "= ?", json!(["0299112233"]), vec!["Ada"]),
        ("telephone", "LIKE ?%", json!(["06 11"]), vec!["Bo"]),
        ("number", ">= ?", json!(["4"]), vec!["Cy", "Zoë"]),
        ("number", "BETWEEN ? AND ?", json!(["2", 3]), vec!["Ada", "Bo"]),
        ("number", "NOT BETWEEN ? AND ?", json!(["2", "3 et plus"]), vec!["Cy", "Zoë"]),
        ("date_inscription", "< ?", json!(["2026-03-01"]), vec!["Ada"]),
        ("date_updated", "= ?", json!(["2026-05-04"]), vec!["Ada"]),
        ("lettre_infos", "= 1", json!([]), vec!["Cy"]),
        ("lettre_infos", "= 0", Value::Null, vec!["Ada", "Bo", "Zoë"]),
        ("hidden", "= 0", json!([]), vec!["Ada", "Bo", "Cy", "Zoë"]),
        ("has_password", "= 1", json!([]), vec![]),
        ("service", "= ?", json!([activity]), vec!["Bo", "Cy"]),
        ("service_not", "= ?", json!([activity]), vec!["Ada", "Zoë"]),
        ("service_active", "= ?", json!([activity]), vec!["Bo"]),
        ("service_expired", "= ?", json!([activity]), vec!["Cy"]),
        ("ville", "1", json!([]), vec!["Ada", "Bo", "Cy", "Zoë"]),
    ] {
        assert_eq!(found(&server, one(column, operator, values.clone())), expected, "{column} {operator} {values}");
    }
}

#[test]
fn options_of_multiple_choices_are_found_all_or_not_all() {
    let server = server();
    let mut conn = file(&server);
    let principal = ruche::auth::Principal::system("test");
    let tx = conn.transaction().unwrap();
    let skills = NewField {
        name: "competences".to_owned(),
        label: "Compétences".to_owned(),
        field_type: "multiple".to_owned(),
        choices: ["Mécanique", "Accueil", "Musique"].map(str::to_owned).into(),
        help: None,
        required: false,
        in_lists: false,
        expression: None,
    };
    let context = trace(&principal);
    administration::add(&tx, &skills, &AuditLog::open(&tx, &context).unwrap()).unwrap();
    tx.execute_batch("UPDATE users SET competences = 5 WHERE id = 2; UPDATE users SET competences = 1 WHERE id = 3; UPDATE users SET competences = 7 WHERE id = 4").unwrap();
    tx.commit().unwrap();
    for (operator, positions, expected) in [
        ("&", json!(["0", "2"]), vec!["Ada", "Cy"]),
        ("&", json!([0]), vec!["Ada", "Bo", "Cy"]),
        ("NOT &", json!(["0", "2"]), vec!["Bo"]),
    ] {
        assert_eq!(found(&server, one("competences", operator, positions.clone())), expected, "{operator} {positions}");
    }
    let wrong = one("competences", "&", json!(["64"]));
    assert_eq!(send(&server, "POST", "user/searches/run", &json!({"content": wrong})).0, 400);
}

#[test]
fn the_worked_examples_find_what_they_say() {
    let server = server();
    let first = json!({"groups": [{"operator": "AND", "conditions": [
        {"column": "ville", "operator": "LIKE ?%", "values": ["saint"]}, {"column": "hidden", "operator": "= 0"}]}]});
    assert_eq!(found(&server, first), ["Ada", "Bo"]);
    let groups = json!({"groups": [
        {"operator": "OR", "conditions": [
            {"column": "ville", "operator": "= ?", "values": ["dijon"]}, {"column": "nom", "operator": "= ?", "values": ["Ada"]}]},
        {"operator": "AND", "join_operator": "AND", "conditions": [
            {"column": "number", "operator": "BETWEEN ? AND ?", "values": ["1", "9"]}, {"column": "telephone", "operator": "1"}]}],
        "desc": true});
    let answer = post(&server, "user/searches/run", json!({"content": groups}));
    let lines = answer["results"].as_array().unwrap();
    assert_eq!(
        lines.iter().map(|line| line["identity"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Cy", "Ada"],
        "names Z to A"
    );
    let shown: Vec<&String> = lines[1].as_object().unwrap().keys().collect();
    assert_eq!(shown, ["id", "identity", "number", "nom", "ville", "telephone"], "name, number and the columns named");
    let by_town = json!({"groups": [{"operator": "AND", "conditions": [{"column": "ville", "operator": "IS NOT NULL"}]}], "order": "ville", "desc": false});
    assert_eq!(found(&server, by_town), ["Cy", "Ada", "Bo"], "the order is obeyed");
    let or_binds_weaker = json!({"groups": [
        {"operator": "AND", "conditions": [{"column": "nom", "operator": "= ?", "values": ["Ada"]}]},
        {"operator": "AND", "join_operator": "OR", "conditions": [{"column": "nom", "operator": "= ?", "values": ["Bo"]}]},
        {"operator": "AND", "join_operator": "AND", "conditions": [{"column": "ville", "operator": "= ?", "values": ["Dijon"]}]}]});
    assert_eq!(found(&server, or_binds_weaker), ["Ada"], "AND binds tighter than OR");
}

#[test]
fn lines_of_entries_are_found_newest_first_and_old_names_still_work() {
    let server = Server::start();
    for (amount, date) in [("10", "2026-01-05"), ("12,50", "2026-01-06"), ("99", "2026-01-07")] {
        let entry = json!({"id_year": 1, "type": "EXPENSE", "label": format!("Achat {amount}"), "date": date, "amount": amount, "debit": "606", "credit": "512A"});
        post(&server, "accounting/transaction", entry);
    }
    let run =
        |document: Value| post(&server, "accounting/searches/run", json!({"content": document}))["results"].clone();
    let third = json!({"groups": [{"operator": "AND", "conditions": [
        {"column": "id_year", "operator": "= ?", "values": ["1"]}, {"column": "debit", "operator": ">= ?", "values": ["12,50"]},
        {"column": "project_code", "operator": "IS NULL"}]}]});
    let lines = run(third);
    assert_eq!(ids(&lines, "id"), [3, 2]);
    assert_eq!(
        (&lines[1]["debit"], &lines[1]["account_code"], &lines[1]["id_year"]),
        (&json!(1250), &json!("606"), &json!(1))
    );
    let shipped = json!({"groups": [{"operator": "AND", "conditions": [{"column": "p.code", "operator": "IS NULL", "values": []}]}],
        "order": "t.id", "desc": false, "limit": "100"});
    assert_eq!(ids(&run(shipped), "id"), [1, 1, 2, 2, 3, 3]);
    let linked = |operator: &str| {
        let condition = json!({"column": "has_linked_users", "operator": operator});
        run(json!({"groups": [{"operator": "AND", "conditions": [condition]}]})).as_array().unwrap().len()
    };
    post(&server, "accounting/transaction/1/users", json!({"users": [1]}));
    assert_eq!((linked("= 1"), linked("= 0")), (2, 4));
}

#[test]
fn deleted_columns_do_not_count_and_nothing_left_is_an_error() {
    let server = server();
    let gone = json!({"groups": [{"operator": "AND", "conditions": [
        {"column": "disparu", "operator": "= ?", "values": ["x"]}, {"column": "nom", "operator": "= ?", "values": ["Ada"]}]}]});
    let answer = post(&server, "user/searches/run", json!({"content": gone}));
    assert_eq!((&answer["unknown"], &answer["count"]), (&json!(["disparu"]), &json!(1)));
    let count = |document: Value| post(&server, "user/searches/run", json!({"content": document}))["count"].clone();
    assert_eq!(count(json!({"groups": []})), 5, "no condition finds everybody");
    for document in [
        json!({"groups": [{"operator": "AND", "conditions": [{"column": "disparu", "operator": "= 1"}]}]}),
        one("nom", "REGEXP ?", json!(["x"])),
        one("nom", "= ?", json!([])),
        one("number", "BETWEEN ? AND ?", json!(["1"])),
        one("number", "= ?", json!(["x"])),
        one("date_updated", "= ?", json!(["04/05/2026"])),
        json!(5),
    ] {
        let (status, answer) = send(&server, "POST", "user/searches/run", &json!({"content": document}));
        assert_eq!((status, field(&answer)), (400, "content"), "{document}: {answer}");
    }
    let injection = one("nom", "= ?", json!(["x' OR '1'='1"]));
    assert_eq!(count(injection), 0);
    assert_eq!(
        post(&server, "user/searches/run", json!({"content": one("nom\" OR 1 --", "1", json!([]))}))["count"],
        4
    );
}

#[test]
fn searches_are_saved_run_as_a_list_and_as_a_table_changed_and_deleted() {
    let server = server();
    let saved =
        post(&server, "user/searches", json!({"label": "Saint", "content": one("ville", "LIKE ?%", json!(["saint"]))}));
    assert_eq!((&saved["id_user"], &saved["type"], &saved["target"]), (&json!(null), &json!("json"), &json!("users")));
    let path = format!("user/searches/{}", saved["id"]);
    assert_eq!(get(&server, &format!("{path}/run"))["count"], 2);
    let csv = server.get(&format!("/api/{path}/run?format=csv")).text();
    assert_eq!(csv.lines().next(), Some("\"id\",\"identity\",\"number\",\"ville\",\"id_category\""), "{csv}");
    let bulk = post(&server, "user/bulk", json!({"search": saved["id"], "field": "code_postal", "value": "35400"}));
    assert_eq!(bulk["changed"], 2, "a search names members");
    assert_eq!(post(&server, &path, json!({"label": "Autre"}))["label"], "Autre");
    assert_eq!(
        send(&server, "GET", &format!("accounting/searches/{}", saved["id"]), &Value::Null).0,
        404,
        "another target"
    );
    assert_eq!(
        send_as(&server, "write", "DELETE", &path, &Value::Null).0,
        403,
        "a public one is deleted by administrators"
    );
    assert_eq!(send(&server, "DELETE", &path, &Value::Null).0, 200);
    let shipped = get(&server, "user/searches")["searches"].clone();
    for id in ids(&shipped, "id") {
        get(&server, &format!("user/searches/{id}/run"));
    }
    for id in ids(&get(&server, "accounting/searches")["searches"], "id") {
        get(&server, &format!("accounting/searches/{id}/run"));
    }
    for (body, name) in [
        (json!({"content": {"groups": []}}), "label"),
        (json!({"label": "a"}), "content"),
        (json!({"label": "a", "content": "{"}), "content"),
        (json!({"label": "a", "content": {"groups": []}, "type": "yaml"}), "type"),
        (json!({"label": "x".repeat(501), "content": {"groups": []}}), "label"),
    ] {
        let (status, answer) = send(&server, "POST", "user/searches", &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
}

#[test]
fn a_search_in_sql_reads_the_tables_of_its_target_alone() {
    let server = server();
    let save = |target: &str, sql: &str, kind: &str| {
        let body = json!({"label": sql, "content": sql, "type": kind});
        post(&server, &format!("{target}/searches"), body)["id"].as_i64().unwrap()
    };
    let run = |target: &str, sql: &str| {
        let id = save(target, sql, "sql");
        send(&server, "GET", &format!("{target}/searches/{id}/run"), &Value::Null)
    };
    let (status, answer) = run("user", "SELECT nom, password FROM users WHERE nom = 'Ada'");
    assert_eq!((status, &answer["results"][0]), (200, &json!({"nom": "Ada", "password": null})));
    assert_eq!(run("user", "SELECT count(*) FROM services_users JOIN users_categories").0, 200);
    assert_eq!(run("accounting", "SELECT code FROM acc_accounts LIMIT 1").0, 200);
    for (target, sql) in [
        ("user", "SELECT * FROM acc_accounts"),
        ("user", "SELECT 1 FROM 'acc_accounts'"),
        ("user", "SELECT 1 FROM \"ACC_ACCOUNTS\""),
        ("user", "SELECT 1 FROM [files]"),
        ("user", "SELECT 1 FROM users JOIN web_pages USING (id)"),
        ("user", "WITH a AS (SELECT * FROM mailings) SELECT * FROM a"),
        ("user", "SELECT sql FROM sqlite_schema"),
        ("accounting", "SELECT nom FROM users"),
        ("accounting", "SELECT * FROM users_view"),
    ] {
        assert_eq!(run(target, sql).0, 400, "{sql}");
    }
    let anything = save("user", "SELECT count(*) AS n FROM files", "sql_unprotected");
    assert_eq!(get(&server, &format!("user/searches/{anything}/run"))["results"].as_array().unwrap().len(), 1);
    for sql in ["SELECT * FROM config", "DELETE FROM users", "SELECT 1; SELECT 2", ""] {
        assert_eq!(
            send(&server, "POST", "user/searches", &json!({"label": "a", "type": "sql", "content": sql})).0,
            400,
            "{sql}"
        );
    }
    let write = |kind: &str| {
        send_as(&server, "write", "POST", "user/searches", &json!({"label": "a", "type": kind, "content": "SELECT 1"}))
            .0
    };
    assert_eq!((write("sql"), write("sql_unprotected")), (403, 403));
}

#[test]
fn a_member_s_own_search_is_seen_changed_and_deleted_by_its_owner_alone() {
    let server = server();
    let mut conn = file(&server);
    conn.execute_batch(
        "INSERT INTO users_categories (id, name, perm_users, perm_connect) VALUES (10, 'Lit', 1, 1), (11, 'Écrit', 2, 1), (12, 'Administre', 9, 1);
         UPDATE users SET id_category = 10 WHERE id = 2; UPDATE users SET id_category = 11 WHERE id = 3; UPDATE users SET id_category = 12 WHERE id = 4",
    )
    .unwrap();
    let [reads, writes, administers] = [2, 3, 4].map(|id| member(&conn, id));
    let draft = |body: Value| SavedDraft::from_params(&Params::of_json(body)).unwrap();
    let own = json!({"label": "À moi", "content": {"groups": []}});
    let public = json!({"label": "À tous", "content": {"groups": []}, "public": 1});
    let tx = conn.transaction().unwrap();
    let mine = stored::create(&tx, Target::Users, draft(own), &reads, &trace(&reads)).unwrap();
    assert_eq!(mine.id_user, Some(2), "whoever reads may keep searches of their own");
    let refused = stored::create(&tx, Target::Users, draft(public.clone()), &reads, &trace(&reads));
    assert!(matches!(refused, Err(Error::Forbidden(_))), "publishing asks for more");
    let published = stored::create(&tx, Target::Users, draft(public), &writes, &trace(&writes)).unwrap();
    assert_eq!(published.id_user, None);
    for other in [&writes, &administers] {
        assert!(matches!(Saved::get(&tx, Target::Users, mine.id, other), Err(Error::NotFound(_))));
        assert!(stored::delete(&tx, Target::Users, mine.id, other, &trace(other)).is_err());
    }
    let rename = || draft(json!({"label": "Autrement"}));
    assert!(stored::change(&tx, Target::Users, published.id, rename(), &reads, &trace(&reads)).is_err());
    assert!(stored::change(&tx, Target::Users, published.id, rename(), &writes, &trace(&writes)).is_err());
    assert!(stored::change(&tx, Target::Users, published.id, rename(), &administers, &trace(&administers)).is_ok());
    assert!(stored::change(&tx, Target::Users, mine.id, rename(), &reads, &trace(&reads)).is_ok());
    let sql = draft(json!({"type": "sql", "content": "SELECT 1"}));
    assert!(stored::change(&tx, Target::Users, mine.id, sql, &reads, &trace(&reads)).is_err(), "SQL asks for level 9");
    assert!(stored::delete(&tx, Target::Users, mine.id, &reads, &trace(&reads)).is_ok());
}

#[test]
fn a_field_beyond_a_member_s_level_is_neither_compared_nor_shown() {
    let server = server();
    let conn = file(&server);
    conn.execute_batch(
        "INSERT INTO users_categories (id, name, perm_users, perm_connect) VALUES (10, 'Lit', 1, 1); UPDATE users SET id_category = 10 WHERE id = 2;
         UPDATE config_users_fields SET management_access_level = 9 WHERE name = 'telephone'",
    )
    .unwrap();
    let layout = ruche::members::layout::Layout::read(&conn).unwrap();
    let today = jiff::civil::date(2026, 3, 1);
    let names = |principal: ruche::auth::Principal| -> Vec<String> {
        ruche::members::columns::all(&layout, &principal, today).into_iter().map(|column| column.name).collect()
    };
    assert!(!names(member(&conn, 2)).contains(&"telephone".to_owned()));
    assert!(names(ruche::auth::Principal::system("root")).contains(&"telephone".to_owned()));
    assert!(!names(ruche::auth::Principal::system("root")).contains(&"password".to_owned()));
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM searches"), 2, "a new association has two");
}
