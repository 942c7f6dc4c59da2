//! What the API says of itself: the index, the document, the page.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Server;

fn document(server: &Server) -> Value {
    let answer = server.get("/api/openapi.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json; charset=utf-8"));
    answer.json()
}

/// Every `$ref` below a value.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                found.insert(target.clone());
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_document_is_openapi_3_1_and_whatever_it_refers_to_is_in_it() {
    let server = Server::start();
    let document = document(&server);
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.contains("#/components/schemas/Member"));
    for target in found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target} is not there");
    }
}

#[test]
fn the_schema_of_a_member_has_the_fields_of_the_association_and_no_secret() {
    let server = Server::start();
    let document = document(&server);
    let properties = document["components"]["schemas"]["Member"]["properties"].as_object().unwrap();
    let member = server.get(&format!("/api/user/{}", server.new_member("Ada"))).json();
    for name in member.as_object().unwrap().keys() {
        assert!(properties.contains_key(name), "{name}");
    }
    for secret in ["password", "otp_secret", "pgp_key"] {
        assert!(!properties.contains_key(secret), "{secret}");
    }
}

#[test]
fn an_operation_says_what_it_asks_takes_and_answers_in_the_language_of_its_reader() {
    let server = Server::start();
    let document = document(&server);
    let subscribe = &document["paths"]["/user/{id}/subscribe"]["post"];
    assert!(subscribe["description"].as_str().unwrap().contains("users"), "{subscribe}");
    let body = &subscribe["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], serde_json::json!(["id_service"]));
    assert_eq!(subscribe["parameters"][0]["name"], "id");
    assert!(subscribe["responses"]["403"].is_object() && subscribe["responses"]["200"].is_object());
    let french = server.request("GET", "/api/openapi.json").key("read").header("Accept-Language", "fr").send().json();
    assert_ne!(french["paths"]["/user/{id}"]["get"]["summary"], Value::Null);
    let english = server.request("GET", "/api/openapi.json").key("read").header("Accept-Language", "en").send().json();
    assert_ne!(french["paths"]["/user/{id}"]["get"]["summary"], english["paths"]["/user/{id}"]["get"]["summary"]);
    let sign_in = &document["paths"]["/auth/login"]["post"];
    assert_eq!(sign_in["security"], serde_json::json!([]));
}

#[test]
fn index_and_document_ask_for_any_key_and_the_recorded_root_stays_unknown() {
    let server = Server::start();
    for path in ["/api", "/api/openapi.json"] {
        assert_eq!(server.request("GET", path).send().status, 401, "{path}");
        assert_eq!(server.request("GET", path).key("read").send().status, 200, "{path}");
    }
    assert_eq!(server.request("GET", "/api/").key("read").send().status, 404);
    assert_eq!(server.request("POST", "/api").key("read").send().status, 404);
    let index = server.get("/api").json();
    assert_eq!(index["openapi"], "/api/openapi.json");
    assert!(index["addresses"]["members"].as_array().unwrap().iter().any(|row| row["path"] == "/api/user/{id}"));
}

#[test]
fn the_page_reads_without_script_or_key_and_loads_nothing_from_elsewhere() {
    let server = Server::start();
    let page = server.request("GET", "/api/docs").send();
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let html = page.text();
    assert!(html.contains("/accounting/transaction/{id}") && !html.contains("http://") && !html.contains("https://"));
    assert!(!html.contains("style=") && !html.contains("onclick"));
    for (before, after) in [("<script src=\"", '"'), ("<link rel=\"stylesheet\" href=\"", '"')] {
        let address = html.split(before).nth(1).unwrap().split(after).next().unwrap();
        let asset = server.request("GET", address).send();
        assert_eq!(asset.status, 200, "{address}");
        assert!(asset.header("cache-control").contains("immutable"), "{address}");
    }
    assert_eq!(server.request("GET", "/api/docs/other.0.js").send().status, 404);
}
