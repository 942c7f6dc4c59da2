//! Who may write where, what files are tied to, and what is noted of their changes.

use serde_json::json;

use crate::files::{post, put};
use crate::support::Server;
use ruche::db;

#[test]
fn each_space_for_files_asks_for_its_level() {
    let server = Server::start();
    let put_as = |key: &str, path: &str| {
        server.request("PUT", &format!("/api/files/{path}")).key(key).body("text/plain", "x").send().status
    };
    for space in ["documents", "user/1/photo", "transaction/1", "web/contact"] {
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
