//! Every row of the route table, with every kind of credential (threats.md 10–12, 15).

use crate::support::{LEVELS, Server};
use ruche::web::routes::{Method, ROUTES};

/// A path that fits a route, with its named parts filled in.
fn example(path: &str) -> String {
    let path =
        path.replace("{format}", "csv").replace("/*", "").replace("{uri}", "contact").replace("{file}", "plan.txt");
    assert!(!path.contains('{'), "{path}: say here what fills its parts");
    format!("/api/{path}")
}

#[test]
fn a_key_below_the_level_of_a_route_is_refused_and_one_that_reaches_it_is_not() {
    let server = Server::start();
    for route in ROUTES {
        let path = example(route.path);
        assert_eq!(server.request(route.method.name(), &path).send().status, 401, "{path} without credentials");
        for level in LEVELS {
            let answer = server.request(route.method.name(), &path).key(level.word()).send();
            let reaches = level >= route.needs.level;
            assert_eq!(
                answer.status != 403,
                reaches,
                "{} {path} as {}: {}",
                route.method.name(),
                level.word(),
                answer.status
            );
            assert!(answer.status < 500, "{path}: {}", answer.text());
        }
    }
}

#[test]
fn known_methods_that_a_route_does_not_take_are_400_and_unknown_ones_405_even_without_credentials() {
    let server = Server::start();
    for route in ROUTES {
        let path = example(route.path);
        let taken: Vec<Method> = ROUTES.iter().filter(|r| r.path == route.path).map(|r| r.method).collect();
        for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
            if !taken.contains(&method) {
                let answer = server.request(method.name(), &path).key("admin").send();
                assert_eq!(answer.status, 400, "{} {path}", method.name());
                assert!(!answer.header("allow").is_empty());
            }
        }
    }
    for method in ["PATCH", "OPTIONS", "TRACE"] {
        assert_eq!(server.request(method, "/api/version").send().status, 405, "{method}");
        assert_eq!(server.request(method, "/api/nowhere").key("admin").send().status, 405, "{method}");
    }
}

#[test]
fn a_method_override_changes_nothing() {
    let server = Server::start();
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let answer = server.request("GET", "/api/errors/report").key("read").header(header, "POST").send();
        assert_eq!(answer.status, 400, "{header}");
    }
}

#[test]
fn reading_keys_leave_the_file_as_it_was() {
    let server = Server::start();
    let dump = |server: &Server| server.sql("SELECT name, sql FROM sqlite_schema").text();
    let before = dump(&server);
    for route in ROUTES.iter().filter(|route| route.method != Method::Get) {
        let path = example(route.path);
        server
            .request(route.method.name(), &path)
            .key("read")
            .body("application/json", r#"{"context":{"id":"x"}}"#)
            .send();
    }
    assert_eq!(dump(&server), before);
    assert_eq!(server.get("/api/errors/log").json(), serde_json::json!([]));
}
