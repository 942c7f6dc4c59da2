//! Browsers: the cookie of a session, the token of forms, browsers that stay signed in (people.md 2; threats.md 8, 9).

use serde_json::json;

use super::Club;
use crate::support::{Answer, Server};

/// The value of a cookie that an answer sets, and the attributes after it.
fn cookie(answer: &Answer, name: &str) -> (String, String) {
    let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    let line = lines.iter().find_map(|line| line.strip_prefix(&format!("{name}=")));
    let line = line.unwrap_or_else(|| panic!("{name} in {lines:?}"));
    let (value, attributes) = line.split_once("; ").unwrap();
    (value.to_owned(), attributes.to_owned())
}

fn status(club: &Club, cookie: &str) -> u16 {
    club.request("GET", "/api/auth/authenticated").header("cookie", cookie).send().status
}

#[test]
fn each_sign_in_of_a_browser_gets_a_new_cookie_that_scripts_and_other_sites_cannot_use() {
    let club = Club::new();
    let (first, second) = (club.login(json!({"cookie": true})), club.login(json!({"cookie": true})));
    let ((a, attributes), (b, _)) = (cookie(&first, "ruche"), cookie(&second, "ruche"));
    assert_ne!(a, b);
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
    assert!(!first.text().contains(&a), "the secret is in the cookie alone");
    assert_eq!(status(&club, &format!("ruche={a}")), 200);
    assert_eq!(status(&club, "ruche=nope"), 401);
    assert_eq!(status(&club, &format!("__Host-ruche={a}")), 401, "another name");
    let club = Club::on(Server::start_with(|sources| sources.with_flag("site_url", "https://club.example/")));
    let (_, attributes) = cookie(&club.login(json!({"cookie": true})), "__Host-ruche");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Secure");
}

#[test]
fn a_browser_that_signs_in_again_ends_the_session_that_it_had() {
    let club = Club::new();
    let first = cookie(&club.login(json!({"cookie": true})), "ruche").0;
    let again = |more: &str| {
        let body = json!({"login": "ada@example.org", "password": super::PASSWORD, "cookie": true});
        let line = format!("ruche={first}{more}");
        club.request("POST", "/api/auth/login").header("cookie", line).body("application/json", body.to_string()).send()
    };
    let second = cookie(&again(""), "ruche").0;
    assert_eq!(status(&club, &format!("ruche={first}")), 401, "nobody goes on with the old one");
    assert_eq!(status(&club, &format!("ruche={second}")), 200);
    assert_eq!(again("").status, 200, "what the browser shows need not open anything");
    assert_eq!(status(&club, &format!("ruche={second}")), 200, "and other sessions go on");
}

#[test]
fn what_a_cookie_opens_is_changed_with_the_token_of_forms_only() {
    let club = Club::new();
    let signed_in = club.login(json!({"cookie": true}));
    let (secret, _) = cookie(&signed_in, "ruche");
    let token = signed_in.json()["formToken"].as_str().unwrap().to_owned();
    let line = format!("ruche={secret}");
    let body = json!({"id_year": "current", "type": "EXPENSE", "label": "Cire", "date": "2026-03-01", "amount": "1",
        "debit": "606", "credit": "512A"});
    let post = |headers: &[(&'static str, &str)], media_type: &str| {
        let request = club.request("POST", "/api/accounting/transaction").header("cookie", line.as_str());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
        request.body(media_type, body.to_string()).send().status
    };
    assert_eq!(post(&[], "application/json"), 403);
    assert_eq!(post(&[], "text/plain"), 403);
    assert_eq!(post(&[("x-form-token", "nope")], "application/json"), 403);
    assert_eq!(post(&[("x-form-token", &token), ("origin", "https://evil.example")], "application/json"), 403);
    assert_eq!(post(&[("x-form-token", &token), ("sec-fetch-site", "cross-site")], "application/json"), 403);
    assert_eq!(post(&[("x-form-token", &token)], "application/json"), 200);
    let me = club.request("GET", "/api/auth/authenticated").header("cookie", line.as_str()).send().json();
    assert_eq!(me["formToken"], token.as_str(), "a page that lost it asks for it");
    let out = club.request("POST", "/api/auth/logout").header("cookie", line.as_str()).header("x-form-token", token);
    let out = out.send();
    assert_eq!((out.status, cookie(&out, "ruche").0.as_str()), (200, ""));
    assert_eq!(status(&club, &line), 401);
}

#[test]
fn a_browser_that_is_left_alone_is_signed_out_after_the_time_that_the_association_set() {
    let club = Club::new();
    let line = format!("ruche={}", cookie(&club.login(json!({"cookie": true})), "ruche").0);
    club.sql("INSERT OR REPLACE INTO config (key, value) VALUES ('auto_logout', '15')");
    club.sql("UPDATE ruche_sessions SET last_seen = last_seen - 14 * 60");
    assert_eq!(status(&club, &line), 200);
    assert_eq!(
        club.value::<i64>("SELECT max(last_seen) - max(created) FROM ruche_sessions"),
        0,
        "and it is seen again"
    );
    club.sql("UPDATE ruche_sessions SET last_seen = last_seen - 16 * 60");
    assert_eq!(status(&club, &line), 401);
    club.sql("UPDATE config SET value = '0' WHERE key = 'auto_logout'");
    assert_eq!(status(&club, &line), 200);
}

#[test]
fn a_browser_stays_signed_in_with_the_row_that_paheko_writes_and_a_stolen_cookie_ends_all() {
    let club = Club::new();
    let (first, attributes) = cookie(&club.login(json!({"cookie": true, "remember": true})), "pkop");
    assert!(first.len() == 131 && first.contains("%7C"), "{first}");
    assert!(attributes.starts_with("Path=/; HttpOnly; SameSite=Lax; Max-Age="), "{attributes}");
    let selector: String = club.value("SELECT selector FROM users_sessions");
    assert_eq!(selector, format!("pko_{}", &first[..64]));
    let come_back = |value: &str| {
        club.request("POST", "/api/auth/login")
            .header("cookie", format!("pkop={value}"))
            .body("application/json", "{}")
            .send()
    };
    let back = come_back(&first);
    assert_eq!(back.status, 200, "{}", back.text());
    let (second, _) = cookie(&back, "pkop");
    let session = format!("ruche={}", cookie(&back, "ruche").0);
    assert_ne!(first, second, "each cookie works once");
    assert_eq!(status(&club, &session), 200);
    assert_eq!(come_back(&first).status, 403);
    assert_eq!(club.value::<i64>("SELECT count(*) FROM users_sessions"), 1, "an unknown selector changes nothing");
    let forged = format!("{}{}", &second[..67], "0".repeat(64));
    assert_eq!(come_back(&forged).status, 403);
    assert_eq!(club.value::<i64>("SELECT count(*) FROM users_sessions"), 0, "half a cookie is a stolen one");
    let (third, _) = cookie(&club.login(json!({"cookie": true, "remember": true})), "pkop");
    club.sql("UPDATE users SET password = 'x' WHERE email = 'ada@example.org'");
    assert_eq!(come_back(&third).status, 403, "it holds for its password only");
}

#[test]
fn a_browser_that_came_back_is_refused_once_its_category_may_not_connect() {
    let club = Club::new();
    let (value, _) = cookie(&club.login(json!({"cookie": true, "remember": true})), "pkop");
    club.sql("UPDATE users_categories SET perm_connect = 0");
    let line = format!("pkop={value}");
    let back = club.request("POST", "/api/auth/login").header("cookie", line).body("application/json", "{}").send();
    assert_eq!(back.status, 403);
}
