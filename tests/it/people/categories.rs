//! Categories, and members moved between them (people.md 5).

use ruche::error::Error;
use ruche::members::categories::{self, CategoryDraft};
use ruche::members::moves;
use ruche::params::{Ids, Params};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{field, file, get, member, post, send, send_as, trace, value};
use crate::support::Server;

fn category(server: &Server, body: Value) -> i64 {
    post(server, "user/categories/new", body)["id"].as_i64().unwrap()
}

#[test]
fn a_new_category_gives_no_rights_but_those_that_are_asked_for() {
    let server = Server::start();
    let made = post(
        &server,
        "user/categories/new",
        json!({"name": " Bureau ", "perm_users": "write", "perm_web": 9, "hidden": "oui"}),
    );
    let expected = json!({"id": made["id"], "name": "Bureau", "perm_web": 9, "perm_documents": 0, "perm_users": 2,
        "perm_accounting": 0, "perm_subscribe": 0, "perm_connect": 0, "perm_config": 0, "hidden": 1,
        "allow_passwordless_login": 0, "force_otp": 0, "force_pgp": 0});
    assert_eq!(made, expected);
    let listed = get(&server, "user/categories");
    assert_eq!(listed[made["id"].to_string()]["count"], 0, "the list is fresh");
    let log: String = value(&server, "SELECT details FROM logs ORDER BY id DESC LIMIT 1");
    assert_eq!(log, format!(r#"{{"entity":"Users\\Category","id":{}}}"#, made["id"]));
}

#[test]
fn what_no_category_can_be_is_refused_by_name() {
    let server = Server::start();
    category(&server, json!({"name": "Bénévoles"}));
    for (body, name) in [
        (json!({}), "name"),
        (json!({"name": "  "}), "name"),
        (json!({"name": "benevoles"}), "name"),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "a", "perm_users": 3}), "perm_users"),
        (json!({"name": "a", "perm_config": 2}), "perm_config"),
        (json!({"name": "a", "perm_connect": 9}), "perm_connect"),
        (json!({"name": "a", "hidden": "peut-être"}), "hidden"),
    ] {
        let (status, answer) = send(&server, "POST", "user/categories/new", &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
}

#[test]
fn a_key_gives_no_rights_on_the_settings_and_changes_no_category_that_has_them() {
    let server = Server::start();
    let administrators: i64 = value(&server, "SELECT id FROM users_categories WHERE perm_config = 9");
    for (method, path, body) in [
        ("POST", "user/categories/new".to_owned(), json!({"name": "a", "perm_config": 9})),
        ("POST", format!("user/categories/{administrators}"), json!({"name": "b"})),
        ("POST", format!("user/categories/{administrators}"), json!({"perm_config": 0})),
        ("DELETE", format!("user/categories/{administrators}"), json!({})),
        ("POST", "user/categories/1".to_owned(), json!({"perm_config": "admin"})),
    ] {
        let (status, answer) = send(&server, method, &path, &body);
        assert_eq!(status, 403, "{method} {path} {body}: {answer}");
    }
}

#[test]
fn the_default_category_and_one_with_members_stay() {
    let server = Server::start();
    server.new_member("Ada");
    let empty = category(&server, json!({"name": "Vide"}));
    let (status, answer) = send(&server, "DELETE", "user/categories/1", &Value::Null);
    assert_eq!(status, 409, "it has a member: {answer}");
    file(&server).execute("UPDATE config SET value = ?1 WHERE key = 'default_category'", [empty.to_string()]).unwrap();
    assert_eq!(send(&server, "DELETE", &format!("user/categories/{empty}"), &Value::Null).0, 409, "it is the default");
    file(&server).execute("UPDATE config SET value = '1' WHERE key = 'default_category'", []).unwrap();
    assert_eq!(send(&server, "DELETE", &format!("user/categories/{empty}"), &Value::Null).0, 200);
    assert_eq!(send(&server, "GET", &format!("user/categories/{empty}"), &Value::Null).0, 404);
}

#[test]
fn members_move_one_or_many_and_the_move_is_undone() {
    let server = Server::start();
    let (ada, bo) = (server.new_member("Ada"), server.new_member("Bo"));
    let there = category(&server, json!({"name": "Ailleurs"}));
    let before: String = value(&server, &format!("SELECT date_updated FROM users WHERE id = {ada}"));
    let moved = post(&server, &format!("user/categories/{there}/members"), json!({"users": [ada, bo, ada]}));
    assert_eq!((&moved["moved"], &moved["unchanged"]), (&json!(2), &json!(0)));
    let again = post(&server, &format!("user/categories/{there}/members"), json!({"users": [bo]}));
    assert_eq!(again, json!({"import": null, "moved": 0, "unchanged": 1}));
    let log: i64 = value(
        &server,
        r#"SELECT count(*) FROM logs WHERE type = 12 AND instr(details, 'Users\\User') > 0 AND instr(details, '\"id\":1}') = 0"#,
    );
    assert_eq!(log, 2, "each move has its line in the journal");
    assert_eq!(
        get(&server, &format!("user/{ada}/history"))["history"][0]["changes"]["id_category"],
        json!({"old": 1, "new": there})
    );
    let undone = post(&server, &format!("user/imports/{}/undo", moved["import"]), json!({}));
    assert_eq!((&undone["kind"], &undone["modified"]), (&json!("moves"), &json!(2)));
    let back: Vec<i64> =
        [ada, bo].map(|id| value(&server, &format!("SELECT id_category FROM users WHERE id = {id}"))).into();
    assert_eq!(back, [1, 1]);
    assert_eq!(value::<String>(&server, &format!("SELECT date_updated FROM users WHERE id = {ada}")), before);
}

#[test]
fn a_move_is_not_undone_when_somebody_was_moved_since_or_a_category_is_gone() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let (here, there) = (category(&server, json!({"name": "Ici"})), category(&server, json!({"name": "Là"})));
    let first = post(&server, &format!("user/{ada}/category"), json!({"id_category": here}));
    let second = post(&server, &format!("user/{ada}/category"), json!({"id_category": there}));
    let (status, answer) = send(&server, "POST", &format!("user/imports/{}/undo", first["import"]), &json!({}));
    assert_eq!((status, &answer["members"][0]["reason"]), (409, &json!("changed")), "{answer}");
    assert_eq!(send(&server, "DELETE", &format!("user/categories/{here}"), &Value::Null).0, 200);
    let (status, answer) = send(&server, "POST", &format!("user/imports/{}/undo", second["import"]), &json!({}));
    assert_eq!((status, &answer["members"][0]["reason"]), (409, &json!("deleted")), "{answer}");
}

#[test]
fn members_who_do_not_exist_or_categories_beyond_a_key_move_nobody() {
    let server = Server::start();
    let ada = server.new_member("Ada");
    let strong = category(&server, json!({"name": "Trésorerie", "perm_accounting": 9}));
    let administrators: i64 = value(&server, "SELECT id FROM users_categories WHERE perm_config = 9");
    let move_to = |key: &str, category: i64| {
        send_as(&server, key, "POST", &format!("user/{ada}/category"), &json!({"id_category": category})).0
    };
    assert_eq!(move_to("write", strong), 403, "it gives more than the key has");
    assert_eq!(move_to("admin", administrators), 403, "no key gives the settings");
    assert_eq!(move_to("admin", 999), 400);
    let many = format!("user/categories/{strong}/members");
    let (status, answer) = send(&server, "POST", &many, &json!({"users": [ada, 999]}));
    assert_eq!((status, field(&answer)), (400, "users[1]"), "{answer}");
    let (status, answer) = send(&server, "POST", &many, &json!({"users": [ada, 1]}));
    assert_eq!((status, field(&answer)), (400, "users[1]"), "an administrator is out of reach: {answer}");
    assert_eq!(send(&server, "POST", &many, &json!({"users": []})).0, 400);
    assert_eq!(
        value::<i64>(&server, &format!("SELECT id_category FROM users WHERE id = {ada}")),
        1,
        "nobody was moved"
    );
    assert_eq!(move_to("admin", strong), 200);
    assert_eq!(move_to("write", 1), 400, "nor may the key take somebody out of it");
}

/// A file with members in categories of several rights: 2 manages the settings, 3 manages members, 4 writes members.
fn people(server: &Server) -> Connection {
    let conn = file(server);
    conn.execute_batch(
        "INSERT INTO users_categories (id, name, perm_web, perm_documents, perm_users, perm_accounting, perm_connect, perm_config)
             VALUES (10, 'Réglages', 0, 0, 1, 0, 1, 9), (11, 'Membres', 0, 0, 9, 0, 1, 0), (12, 'Secrétariat', 0, 1, 2, 0, 1, 0),
                (13, 'Simple', 0, 0, 0, 0, 1, 0), (14, 'Documents', 0, 9, 0, 0, 1, 0);
         INSERT INTO users (id, id_category, numero, nom) VALUES (2, 10, 2, 'Réglages'), (3, 11, 3, 'Membres'),
             (4, 12, 4, 'Secrétaire'), (5, 13, 5, 'Zoé'), (6, 14, 6, 'Archiviste');",
    )
    .unwrap();
    conn
}

fn moves_as(conn: &mut Connection, actor: i64, who: i64, category: i64) -> Result<usize, Error> {
    let principal = member(conn, actor);
    let tx = conn.transaction().unwrap();
    moves::move_to(&tx, &Ids::of("users", vec![who]), category, &principal, &trace(&principal)).map(|moved| moved.moved)
}

#[test]
fn a_member_gives_no_category_that_has_more_rights_than_their_own() {
    let server = Server::start();
    let mut conn = people(&server);
    for (actor, who, category, allowed) in [
        (4, 5, 12, true),
        (4, 5, 14, false),
        (4, 5, 11, false),
        (4, 6, 13, false),
        (4, 3, 13, false),
        (3, 5, 11, true),
        (3, 2, 13, false),
        (2, 5, 10, true),
        (2, 3, 14, true),
        (2, 2, 13, false),
        (4, 4, 13, true),
    ] {
        let moved = moves_as(&mut conn, actor, who, category);
        assert_eq!(moved.is_ok(), allowed, "{actor} moves {who} to {category}: {moved:?}");
    }
    let choosable = |actor| categories::choosable(&conn, &member(&conn, actor)).unwrap();
    assert_eq!(choosable(4), [1, 2, 12, 13]);
    assert!(choosable(2).contains(&10) && !choosable(3).contains(&10));
}

#[test]
fn members_keep_the_way_into_their_own_category() {
    let server = Server::start();
    let mut conn = people(&server);
    let principal = member(&conn, 2);
    for (body, name) in [
        (json!({"perm_connect": 0}), "perm_connect"),
        (json!({"perm_config": 0}), "perm_config"),
        (json!({"force_otp": 1}), "force_otp"),
    ] {
        let draft = CategoryDraft::from_params(&Params::of_json(body.clone())).unwrap();
        let tx = conn.transaction().unwrap();
        let refused = categories::change(&tx, 10, draft.clone(), &principal, &trace(&principal));
        assert!(
            matches!(&refused, Err(Error::Invalid { fields, .. }) if fields[0].field == name),
            "{body}: {refused:?}"
        );
        assert!(categories::change(&tx, 11, draft, &principal, &trace(&principal)).is_ok(), "another category: {body}");
    }
    conn.execute(
        "UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP', otp_recovery_codes = '[\"VW4W9B\"]' WHERE id = 2",
        [],
    )
    .unwrap();
    let draft = CategoryDraft::from_params(&Params::of_json(json!({"force_otp": 1}))).unwrap();
    let tx = conn.transaction().unwrap();
    assert!(
        categories::change(&tx, 10, draft, &principal, &trace(&principal)).is_ok(),
        "with a second factor of one's own"
    );
    assert!(categories::delete(&tx, 10, &principal, &trace(&principal)).is_err(), "one's own category has a member");
}

#[test]
fn undoing_a_move_gives_nobody_more_than_moving_would() {
    let server = Server::start();
    let mut conn = people(&server);
    let settings = member(&conn, 2);
    conn.execute("INSERT INTO users (id, id_category, numero, nom) VALUES (7, 10, 7, 'Ancien')", []).unwrap();
    let tx = conn.transaction().unwrap();
    let moved = moves::move_to(&tx, &Ids::of("users", vec![7]), 13, &settings, &trace(&settings)).unwrap();
    tx.commit().unwrap();
    let path = format!("user/imports/{}/undo", moved.import.unwrap());
    let (status, answer) = send(&server, "POST", &path, &json!({}));
    assert_eq!((status, &answer["members"][0]["reason"]), (409, &json!("out_of_reach")), "{answer}");
    assert_eq!(value::<i64>(&server, "SELECT id_category FROM users WHERE id = 7"), 13);
}
