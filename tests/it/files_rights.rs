//! Who may write where, what files are tied to, and what is noted of their changes.

use serde_json::json;

use crate::files::{post, put};
use crate::support::Server;
use ruche::db;

#[test]
fn each_space_for_files_asks_for_its_level() {
    let server = Server::start();
    let member = server.new_member("Zoé");
    let put_as = |key: &str, path: &str| {
        server.request("PUT", &format!("/api/files/{path}")).key(key).body("text/plain", "x").send().status
    };
    for space in ["documents", &format!("user/{member}/photo"), "transaction/1", "web/contact"] {
        let path = format!("{space}/x.txt");
        assert_eq!([put_as("read", &path), put_as("write", &path), put_as("admin", &path)], [403, 200, 200], "{space}");
    }
    for space in ["config", "modules/m", "ext/m/x", "attachments/0"] {
        let path = format!("{space}/y.txt");
        assert_eq!([put_as("read", &path), put_as("write", &path), put_as("admin", &path)], [403, 403, 200], "{space}");
        let moved = post(&server, "move", &json!({"from": path, "to": "documents/stolen.txt"}));
        assert_eq!(moved.status, 403, "{space}");
        let moved = post(&server, "move", &json!({"from": "documents/x.txt", "to": format!("{space}/z.txt")}));
        assert_eq!(moved.status, 403, "{space}");
        assert_eq!(server.request("DELETE", &format!("/api/files/{path}")).key("write").send().status, 403, "{space}");
        assert_eq!(server.request("GET", &format!("/api/files/{path}")).key("read").send().status, 200, "{space}");
    }
    for space in ["trash/x", "versions/documents/x"] {
        assert_eq!(put_as("admin", &format!("{space}/y.txt")), 400, "{space}");
    }
    let trashed = server.request("DELETE", "/api/files/config/y.txt").key("admin").send().json();
    assert_eq!(post(&server, "trash/restore", &json!({"path": trashed["trash"]})).status, 403);
    let path = format!("/api/files/{}", trashed["trash"].as_str().unwrap());
    assert_eq!(server.request("DELETE", &path).key("write").send().status, 403, "only administrators delete for good");
    assert_eq!(server.request("DELETE", &path).key("admin").send().status, 200);
}

#[test]
fn a_key_that_may_not_change_a_member_may_not_change_its_files_nor_subscribe_it() {
    let server = Server::start();
    let file = db::open_shared(&server.file()).unwrap();
    let (usual, manager) = (server.new_member("Zoé"), server.new_member("Ada"));
    file.execute_batch(
        "INSERT INTO users_categories (id, name, perm_users) VALUES (50, 'Secrétariat', 9);
         INSERT INTO services (id, label) VALUES (1, 'Cotisation');",
    )
    .unwrap();
    file.execute("UPDATE users SET id_category = 50 WHERE id = ?1", [manager]).unwrap();
    // The first member manages the settings; each row: who, and whether write and admin keys reach it.
    for (member, reached) in [(usual, [true, true]), (manager, [false, true]), (1, [false, false])] {
        for (key, reached) in ["write", "admin"].into_iter().zip(reached) {
            let request =
                |method: &str, path: &str| server.request(method, path).key(key).body("text/plain", "x").send();
            let path = format!("user/{member}/photo/{key}.txt");
            let address = format!("/api/files/{path}");
            assert_eq!(request("PUT", &address).status, if reached { 200 } else { 403 }, "{key} {path}");
            let json = |path: &str, body: serde_json::Value| {
                let request = server.request("POST", path).key(key).body("application/json", body.to_string());
                request.send().status
            };
            crate::files::put(&server, &format!("documents/{member}{key}.txt"), "x");
            let into =
                json!({"from": format!("documents/{member}{key}.txt"), "to": format!("user/{member}/photo/b.txt")});
            for route in ["copy", "move"] {
                let status = json(&format!("/api/files/{route}"), into.clone());
                assert_eq!(status == 403, !reached, "{route} {key} {member}: {status}");
            }
            let folder = json("/api/files/folder", json!({"path": format!("user/{member}/photo/new-{key}")}));
            assert_eq!(folder == 403, !reached, "{key} {member}: {folder}");
            let status = request("DELETE", &address).status;
            assert_eq!(status == 403, !reached, "DELETE {key} {member}: {status}");
            let record = json(&format!("/api/user/{member}"), json!({"ville": "Dijon"}));
            assert_eq!(record == 403, !reached, "record {key} {member}: {record}");
            let subscribed = json(
                &format!("/api/user/{member}/subscribe"),
                json!({"id_service": 1, "date": if key == "write" { "2026-01-01" } else { "2026-01-02" }}),
            );
            // Recorded: an administrator's key subscribes whomever it likes.
            assert_eq!(subscribed == 403, !reached && key == "write", "subscribe {key} {member}: {subscribed}");
        }
    }
}

#[test]
fn files_of_members_are_tied_to_the_field_that_exists() {
    let server = Server::start();
    let member = server.new_member("Zoé");
    let add =
        "INSERT INTO config_users_fields (name, sort_order, type, label, user_access_level, management_access_level,
        options, required, list_table, system) VALUES ('photo', 20, 'file', 'Photo', 1, 1, '[]', 0, 0, 0)";
    let file = db::open_shared(&server.file()).unwrap();
    file.execute(add, []).unwrap();
    put(&server, &format!("user/{member}/photo/moi.txt"), "x");
    put(&server, &format!("user/{member}/nom/moi.txt"), "x");
    put(&server, "user/999/photo/moi.txt", "x");
    let tied = || {
        file.query_row("SELECT group_concat(id_user || field) FROM users_files", [], |row| {
            row.get::<_, Option<String>>(0)
        })
    };
    assert_eq!(tied().unwrap(), Some(format!("{member}photo")));
    let address = format!("/api/files/user/{member}/photo/moi.txt?permanent=1");
    assert_eq!(server.request("DELETE", &address).key("admin").send().status, 200);
    assert_eq!(tied().unwrap(), None);
}

#[test]
fn every_change_is_noted_with_who_made_it() {
    let server = Server::start();
    put(&server, "documents/a.txt", "un");
    put(&server, "documents/a.txt", "un");
    put(&server, "documents/a.txt", "deux");
    post(&server, "folder", &json!({"path": "documents/d"}));
    post(&server, "move", &json!({"from": "documents/a.txt", "to": "documents/d/a.txt"}));
    post(&server, "copy", &json!({"from": "documents/d/a.txt", "to": "documents/b.txt"}));
    let trashed = server.request("DELETE", "/api/files/documents/b.txt").key("write").send().json();
    post(&server, "trash/restore", &json!({"path": trashed["trash"]}));
    server.request("DELETE", "/api/files/documents/b.txt?permanent=1").key("admin").send();
    let file = db::open_shared(&server.file()).unwrap();
    let noted: String = file
        .query_row(
            "SELECT group_concat(action || ' ' || who, ', ') FROM (SELECT * FROM ruche_history WHERE entity = 'files' ORDER BY id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        noted,
        "created write, changed write, created write, changed write, created write, changed write, changed write, \
         deleted admin"
    );
    let gone: String =
        file.query_row("SELECT group_concat(details) FROM logs WHERE type = 11", [], |row| row.get(0)).unwrap();
    assert_eq!(gone, r#"{"entity":"Files\\File","path":"documents\/b.txt"}"#.replace("\\/", "/"));
}

#[test]
fn while_files_are_being_moved_elsewhere_none_is_changed() {
    let server = Server::start();
    put(&server, "documents/a.txt", "un");
    db::open_shared(&server.file()).unwrap().execute_batch("CREATE TABLE files_lock (x)").unwrap();
    assert_eq!(put(&server, "documents/b.txt", "x").status, 503);
    assert_eq!(post(&server, "move", &json!({"from": "documents/a.txt", "to": "documents/c"})).status, 503);
    assert_eq!(post(&server, "copy", &json!({"from": "documents/a.txt", "to": "documents/c"})).status, 503);
    assert_eq!(post(&server, "folder", &json!({"path": "documents/d"})).status, 503);
    assert_eq!(server.request("DELETE", "/api/files/documents/a.txt").key("write").send().status, 503);
    assert_eq!(server.get("/api/files/documents/a.txt").text(), "un");
}
