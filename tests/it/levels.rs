//! Every row of the route table, with every kind of credential (threats.md 10–12, 15).

use crate::support::{LEVELS, Server};
use ruche::web::route::{Method, Route};
use ruche::web::routes::ROUTES;

/// The member that every association has.
const ADMINISTRATOR: i64 = 1;

/// A path that fits a route, with its named parts filled in: `id` is that of what the route is about.
fn example(path: &str, id: i64) -> String {
    let path = path.replace("charts/*", "charts/nope").replace("years/*", "years/nope");
    // The rest of a path below `files` starts with a space for files.
    let path = path.replace("files/*", "files/documents/levels.txt");
    let path = path.replace("{format}", "csv").replace("/*", "").replace("{id}", &id.to_string());
    let path = path.replace("{uri}", "contact").replace("{file}", "plan.txt");
    let path = path.replace("{year}", "current").replace("{account}", "512");
    assert!(!path.contains('{'), "{path}: say here what fills its parts");
    format!("/api/{path}")
}

/// Something new for a route to be about: some routes leave nothing of it, and administrators are out of reach of some.
fn of_its_own(server: &Server, route: &Route, name: &str) -> i64 {
    match route.path.starts_with("accounting/transaction/") {
        true => server.new_entry("Timbres"),
        false => server.new_member(&format!("{} {name}", route.method.name())),
    }
}

#[test]
fn a_key_below_the_level_of_a_route_is_refused_and_one_that_reaches_it_is_not() {
    let server = Server::start();
    for route in ROUTES {
        let path = example(route.path, ADMINISTRATOR);
        assert_eq!(server.request(route.method.name(), &path).send().status, 401, "{path} without credentials");
        for level in LEVELS {
            let path = example(route.path, of_its_own(&server, route, &format!("{path} {}", level.word())));
            let request = server.request(route.method.name(), &path).key(level.word());
            // Some routes refuse a POST that says nothing before they look at the level.
            let is_post = route.method == Method::Post;
            let answer = if is_post { request.body("application/json", r#"{"x": 1}"#).send() } else { request.send() };
            let reaches = level >= route.access.level;
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
    assert_eq!(server.new_entry("Timbres"), ADMINISTRATOR, "there is an entry with that number too");
    for route in ROUTES {
        let path = example(route.path, ADMINISTRATOR);
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
        let path = example(route.path, ADMINISTRATOR);
        server
            .request(route.method.name(), &path)
            .key("read")
            .body("application/json", r#"{"context":{"id":"x"}}"#)
            .send();
    }
    assert_eq!(dump(&server), before);
    assert_eq!(server.get("/api/errors/log").json(), serde_json::json!([]));
}

#[test]
fn a_member_who_does_not_exist_is_not_found_whatever_the_level_and_the_method() {
    let server = Server::start();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("user/{id}")) {
        for id in [999, i64::MAX] {
            let path = example(route.path, id);
            for method in ["GET", "POST", "PUT", "DELETE"] {
                let answer = server.request(method, &path).key("read").send();
                assert_eq!(answer.status, 404, "{method} {path}");
            }
        }
    }
    assert_eq!(server.get("/api/user/99999999999999999999").status, 404);
}
