//! Fiscal years through the API.

use serde_json::json;

use crate::support::Server;

#[test]
fn years_are_listed_to_every_key() {
    let server = Server::start();
    let years = server.request("GET", "/api/accounting/years").key("read").send();
    assert_eq!(years.status, 200);
    let year = &years.json()[0];
    assert_eq!(year["end_date"], "2026-12-31");
    assert_eq!((&year["status"], &year["closed"], &year["status_tag_preset"]), (&json!(0), &json!(0), &json!("open")));
    assert_eq!(server.get("/api/accounting/years/").json(), years.json());
}

#[test]
fn below_the_years_methods_come_first_and_unknown_paths_after() {
    let server = Server::start();
    for path in ["1/foo", "foo", "1/foo/bar", "abc"] {
        let path = format!("/api/accounting/years/{path}");
        assert_eq!(server.get(&path).status, 404, "{path}");
        assert_eq!(server.request("PUT", &path).key("read").send().status, 400, "{path}");
    }
    assert_eq!(server.get("/api/accounting/years/1").status, 404);
}
