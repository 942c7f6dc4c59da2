//! The rows `auth/…` of the route table with every caller, and odd requests to them (threats.md 4, 9, 10, 13–15).

use serde_json::{Value, json};

use super::{Club, PASSWORD};
use crate::support::Server;
use crate::support::dump::Watch;
use ruche::auth::{Level, Verb};
use ruche::web::routes::ROUTES;

/// Method, address; what a key and a member are answered to an empty request. Rows that ask for no credentials answer
/// everybody alike.
const ROWS: [(&str, &str, u16, u16); 15] = [
    ("POST", "auth/login", 400, 400),
    ("POST", "auth/second-factor", 400, 400),
    ("POST", "auth/second-factor/code", 409, 409),
    ("POST", "auth/refresh-token", 400, 400),
    ("POST", "auth/reset-password", 400, 400),
    ("GET", "auth/authenticated", 200, 200),
    ("POST", "auth/logout", 403, 200),
    ("POST", "auth/change-password", 403, 400),
    ("GET", "auth/sessions", 403, 200),
    ("DELETE", "auth/sessions", 403, 200),
    ("DELETE", "auth/sessions/{id}", 403, 404),
    ("POST", "auth/second-factor/propose", 403, 200),
    ("POST", "auth/second-factor/enable", 400, 400),
    ("POST", "auth/second-factor/disable", 403, 400),
    ("POST", "auth/recovery-codes", 403, 400),
];

#[test]
fn each_row_asks_for_its_credentials_and_keys_cannot_act_as_members() {
    let table: Vec<(&str, &str)> = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("auth/"))
        .map(|route| (route.method.name(), route.path))
        .collect();
    let mut listed: Vec<(&str, &str)> = ROWS.iter().map(|(method, path, ..)| (*method, *path)).collect();
    let mut wanted = table.clone();
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted, "say here what each row answers");
    let club = Club::on(Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "1000")));
    let hash = bcrypt::hash("none-secret", 4).unwrap();
    club.sql(&format!(
        "INSERT INTO api_credentials (label, key, secret, access_level) VALUES ('none', 'none', '{hash}', 0)"
    ));
    for (method, path, key, member) in ROWS {
        let route = ROUTES.iter().find(|route| route.path == path && route.method.name() == method).unwrap();
        let address = format!("/api/{}", path.replace("{id}", "999"));
        let request = || {
            let request = club.request(method, &address);
            if method == "POST" { request.body("application/json", "{}") } else { request }
        };
        let mut watch = Watch::start(&club.server.file());
        let nobody = request().send().status;
        assert_eq!(nobody, if route.access.level == Level::None { key } else { 401 }, "{method} {path} as nobody");
        let powerless = if route.access.level == Level::None { key } else { 403 };
        assert_eq!(request().key("none").send().status, powerless, "{method} {path} with a key of no level");
        for level in ["read", "write", "admin"] {
            assert_eq!(request().key(level).send().status, key, "{method} {path} with the key {level}");
        }
        assert_eq!(watch.changes(), [] as [String; 0], "{method} {path}");
        let token = club.token();
        if route.access.verb == Verb::Write {
            watch.changes();
            let once =
                request().header("authorization", format!("Bearer {token}")).header("idempotency-key", "a").send();
            assert_eq!((once.status, watch.changes().len()), (400, 0), "{method} {path}: its answer is a secret");
        }
        let answer = request().header("authorization", format!("Bearer {token}")).send();
        assert_eq!(answer.status, member, "{method} {path} as a member: {}", answer.text());
    }
}

#[test]
fn a_broken_header_is_no_credential_and_breaks_nothing() {
    let club = Club::new();
    for value in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer  x".to_owned(),
        format!("Bearer {}", "x".repeat(3_000)),
        "Bearer a b c".to_owned(),
        "Digest x".to_owned(),
    ] {
        let answer = club.request("GET", "/api/auth/authenticated").header("authorization", value.clone()).send();
        assert_eq!(answer.status, 401, "{value}");
        assert!(!answer.header("www-authenticate").is_empty());
    }
    for cookie in ["ruche=", "ruche", "=x", ";;;", "ruche=%00", "ruche=\"x\"", "pkop=a|b"] {
        let answer = club.request("GET", "/api/auth/authenticated").header("cookie", cookie).send();
        assert_eq!(answer.status, 401, "{cookie}");
    }
    for cookie in ["pkop=a|b", "pkop=%7C", "pkop="] {
        let answer =
            club.request("POST", "/api/auth/login").header("cookie", cookie).body("application/json", "{}").send();
        assert_eq!(answer.status, 400, "{cookie}: no login was given either");
    }
    let unknown = format!("pkop={}|{}", "0".repeat(64), "0".repeat(64));
    let mut watch = Watch::start(&club.server.file());
    let answer =
        club.request("POST", "/api/auth/login").header("cookie", unknown).body("application/json", "{}").send();
    assert_eq!((answer.status, watch.changes().len()), (403, 0));
}

#[test]
fn odd_values_are_refused_in_words_and_others_are_not_listened_to() {
    let club = Club::new();
    let token = club.token();
    for (path, body) in [
        ("auth/login", json!({"login": ["ada@example.org"], "password": "x"})),
        ("auth/login", json!({"login": {"$ne": ""}, "password": {"$ne": ""}})),
        ("auth/login", json!({"login": "ada@example.org", "password": PASSWORD, "cookie": "peut-être"})),
        ("auth/second-factor", json!({"challenge": [], "code": "1"})),
        ("auth/refresh-token", json!({"refreshToken": {}})),
        ("auth/change-password", json!({"current_password": PASSWORD, "password": []})),
    ] {
        let answer = club.ask(&token, "POST", &format!("/api/{path}"), body.clone());
        assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text());
        assert!(!answer.error().is_empty());
    }
    for id in ["-1", "9223372036854775808", "1;", "%27", "1%20OR%201=1", "x"] {
        let status = club.ask(&token, "DELETE", &format!("/api/auth/sessions/{id}"), Value::Null).status;
        assert!(matches!(status, 400 | 404), "{id}: {status}");
    }
    // Nobody changes somebody else by naming them.
    let other = club.server.new_member("Bo");
    let body = json!({"current_password": PASSWORD, "password": "un autre mot de passe", "id": other, "id_user": other,
        "otp_secret": "JBSWY3DPEHPK3PXP", "id_category": 1, "kind": "browser"});
    assert_eq!(club.ask(&token, "POST", "/api/auth/change-password", body).status, 200);
    assert_eq!(
        club.value::<i64>(&format!("SELECT count(*) FROM users WHERE id = {other} AND password IS NOT NULL")),
        0
    );
    assert_eq!(club.value::<i64>("SELECT count(*) FROM users WHERE otp_secret IS NOT NULL"), 0);
    assert_eq!(club.status(&token), 200);
}

#[test]
fn other_spellings_of_an_address_reach_the_same_decision() {
    let club = Club::new();
    let token = club.token();
    let mut watch = Watch::start(&club.server.file());
    let credentials = json!({"login": "ada@example.org", "password": PASSWORD}).to_string();
    for path in [
        "/api//auth/sessions",
        "/api/auth//sessions",
        "/api/./auth/sessions",
        "/api/auth/sessions/",
        "/API/auth/sessions",
    ] {
        let status = club.request("GET", path).send().status;
        assert!(matches!(status, 400 | 401 | 404), "{path}: {status}");
    }
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        let request = club.request(method, "/api/auth/login").header("accept-encoding", "identity");
        let status = request.send().status;
        assert!(matches!(status, 400 | 401 | 404 | 405), "{method}: {status}");
        let overridden = club
            .request("GET", "/api/auth/logout")
            .header("x-http-method-override", "POST")
            .header("authorization", format!("Bearer {token}"))
            .send();
        assert!(matches!(overridden.status, 400 | 404 | 405), "{}", overridden.status);
    }
    let head = club.request("HEAD", "/api/auth/sessions").header("accept-encoding", "identity").send();
    assert_eq!(head.status, 405, "the API knows no HEAD");
    // A page of another site signs nobody in.
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = club.request("POST", "/api/auth/login").header(name, value);
        assert_eq!(request.body("text/plain", &credentials).send().status, 403);
    }
    assert_eq!((watch.changes(), club.status(&token)), (Vec::new(), 200));
}
