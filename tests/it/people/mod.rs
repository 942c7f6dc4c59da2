//! Categories, activities, payments, reminders, searches, and what is done to many members at once.

mod activities;
mod bulk;
mod categories;
mod merge;
mod payments;
mod private_fields;
mod reminders;
mod searches;
mod subscriptions;

use ruche::audit::{Actor, AuditContext};
use ruche::auth::{Principal, Rights};
use rusqlite::Connection;
use serde_json::Value;

use crate::support::Server;

/// The file beside the server.
fn file(server: &Server) -> Connection {
    ruche::db::open_shared(&server.file()).unwrap()
}

/// One value of the file.
fn value<T: rusqlite::types::FromSql>(server: &Server, query: &str) -> T {
    file(server).query_row(query, [], |row| row.get(0)).unwrap()
}

/// A request of that method as an administrator, with a JSON body where it takes one.
fn send(server: &Server, method: &str, path: &str, body: &Value) -> (u16, Value) {
    send_as(server, "admin", method, path, body)
}

fn send_as(server: &Server, key: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let address = format!("/api/{path}");
    let request = server.request(method, &address).key(key);
    let answer = match method {
        "POST" => request.body("application/json", body.to_string()).send(),
        _ => request.send(),
    };
    let json = if answer.body.is_empty() { Value::Null } else { answer.json() };
    (answer.status, json)
}

/// POST that must succeed.
fn post(server: &Server, path: &str, body: Value) -> Value {
    let (status, answer) = send(server, "POST", path, &body);
    assert_eq!(status, 200, "{path} {body}: {answer}");
    answer
}

/// GET that must succeed.
fn get(server: &Server, path: &str) -> Value {
    let (status, answer) = send(server, "GET", path, &Value::Null);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// The name of the first parameter that an error names.
fn field(answer: &Value) -> &str {
    answer["fields"][0]["field"].as_str().unwrap_or_default()
}

/// The identifiers of a list of objects.
fn ids(list: &Value, key: &str) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|item| item[key].as_i64().unwrap()).collect()
}

/// A member who signed in.
fn member(conn: &Connection, id: i64) -> Principal {
    let rights = Rights::of_member(conn, id).unwrap().unwrap();
    Principal { actor: Actor::Member { id, name: format!("member {id}") }, rights }
}

fn trace(principal: &Principal) -> AuditContext {
    let moment = "2026-03-01 10:00:00".to_owned();
    AuditContext { moment, address: None, actor: principal.actor.clone(), import: None }
}
