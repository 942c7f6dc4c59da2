//! Linking an account, and taking the link away.

use serde_json::Value;

use super::*;

/// A browser that is signed in with the password: its cookie and the token of its forms.
fn browser(club: &Club) -> (String, String) {
    let answer = club.login(json!({"cookie": true}));
    let token = answer.json()["formToken"].as_str().unwrap().to_owned();
    (format!("{SESSION}={}", cookie(&answer, SESSION).0), token)
}

fn ask_to_link(club: &Club, (session, token): &(String, String), body: Value) -> Answer {
    club.request("POST", "/api/auth/identities/link")
        .header("cookie", session.as_str())
        .header("x-form-token", token.as_str())
        .body("application/json", body.to_string())
        .send()
}

/// The address and the cookie of an attempt to link.
fn begin(club: &Club, browser: &(String, String)) -> (String, String) {
    let answer = ask_to_link(club, browser, json!({"current_password": PASSWORD, "next": "/admin/me"}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let location = answer.json()["location"].as_str().unwrap().to_owned();
    (location, format!("{ATTEMPT}={}", cookie(&answer, ATTEMPT).0))
}

fn count(club: &Club) -> i64 {
    club.value("SELECT count(*) FROM ruche_identities")
}

fn unlinked() -> (Club, Provider) {
    let provider = Provider::start();
    (with_provider(&provider, |sources| sources), provider)
}

#[test]
fn a_member_links_an_account_with_the_password_in_the_browser_that_asked() {
    let (club, provider) = unlinked();
    let browser = browser(&club);
    for (body, status) in [(json!({}), 400), (json!({"current_password": "faux"}), 403)] {
        assert_eq!(ask_to_link(&club, &browser, body).status, status);
    }
    let without_token = club.request("POST", "/api/auth/identities/link").header("cookie", browser.0.as_str());
    assert_eq!(without_token.body("application/json", "{}").send().status, 403);
    let program = club.token();
    let body = json!({"current_password": PASSWORD});
    assert_eq!(club.ask(&program, "POST", "/api/auth/identities/link", body).status, 403, "no browser");

    let (location, attempt) = begin(&club, &browser);
    let query = provider.sign_in(&location, "ada");
    let answer = come_back(&club, &format!("{attempt}; {}", browser.0), &query);
    assert_eq!((answer.status, answer.header("location"), count(&club)), (303, "/admin/me", 1), "{}", answer.text());
    assert_eq!(me(&club, &browser.0).status, 200, "the session goes on");
    let list = club.request("GET", "/api/auth/identities").header("cookie", browser.0.as_str()).send().json();
    assert_eq!((&list[0]["issuer"], &list[0]["subject"]), (&json!(provider.issuer), &json!("ada")));
    assert_eq!(list[0]["last_used"], Value::Null);
    assert_eq!(me(&club, &session(&sign_in(&club, &provider, "ada"))).json()["id_user"], club.member);
    let (location, attempt) = begin(&club, &browser);
    let again = come_back(&club, &format!("{attempt}; {}", browser.0), &provider.sign_in(&location, "ada"));
    assert_eq!((again.status, count(&club)), (303, 1), "it was hers already");
    let history: String = club.value("SELECT group_concat(changes) FROM ruche_history");
    assert!(history.contains("identity") && !history.contains(&provider.issuer));
}

#[test]
fn a_member_who_has_no_password_links_with_the_session_alone() {
    let (club, provider) = linked();
    club.sql(&format!("UPDATE users SET password = NULL WHERE id = {}", club.member));
    let session = session(&sign_in(&club, &provider, "ada"));
    let token = me(&club, &session).json()["formToken"].as_str().unwrap().to_owned();
    let answer = ask_to_link(&club, &(session, token), json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_link_is_refused_to_every_other_session_and_after_the_end_of_the_one_that_asked() {
    let (club, provider) = unlinked();
    let (asked, other) = (browser(&club), browser(&club));
    let refused = |cookies: &str, what: &str| {
        let (location, attempt) = begin(&club, &asked);
        let query = provider.sign_in(&location, "ada");
        let answer = come_back(&club, &format!("{attempt}; {cookies}"), &query);
        assert_eq!((answer.status, count(&club)), (403, 0), "{what}");
        let again = come_back(&club, &format!("{attempt}; {}", asked.0), &query);
        assert_eq!((again.status, count(&club)), (403, 0), "{what}: once is enough");
    };
    refused(&other.0, "another session of the same member");
    refused("a=b", "no session");
    refused(&format!("{SESSION}=x"), "a forged one");
    let (location, attempt) = begin(&club, &asked);
    let mine = start(&club, "").1;
    let query = provider.sign_in(&location, "ada");
    assert_eq!(come_back(&club, &format!("{mine}; {}", asked.0), &query).status, 403, "another attempt");
    club.sql("UPDATE users SET password = 'x' WHERE email = 'ada@example.org'");
    let answer = come_back(&club, &format!("{attempt}; {}", asked.0), &query);
    assert_eq!((answer.status, count(&club)), (403, 0), "the password changed meanwhile");
}

#[test]
fn an_account_is_of_one_member_only() {
    let (club, provider) = linked();
    let bo = club.server.new_member("Bo");
    let path = format!("/api/user/{bo}/identities");
    let answer = club.server.post_json(&path, &json!({"subject": "ada"}));
    assert_eq!((answer.status, count(&club)), (409, 1), "{}", answer.text());
    // Two members with the same name are two persons all the same.
    club.sql(&format!("UPDATE users SET nom = 'Ada Martin' WHERE id = {bo}"));
    assert_eq!(club.server.post_json(&path, &json!({"subject": "ada"})).status, 409);
    club.sql(&format!("UPDATE ruche_identities SET id_user = {bo}; UPDATE users SET email = NULL WHERE id = {bo}"));
    let browser = browser(&club);
    let (location, attempt) = begin(&club, &browser);
    let answer = come_back(&club, &format!("{attempt}; {}", browser.0), &provider.sign_in(&location, "ada"));
    assert_eq!((answer.status, count(&club)), (409, 1));
    assert!(answer.text().contains("autre membre"), "{}", answer.text());
    club.sql(&format!("DELETE FROM users WHERE id = {bo}"));
    let (location, attempt) = begin(&club, &browser);
    let answer = come_back(&club, &format!("{attempt}; {}", browser.0), &provider.sign_in(&location, "ada"));
    assert_eq!((answer.status, count(&club)), (303, 1), "whose owner is gone is nobody's");
}

#[test]
fn a_link_that_is_taken_away_ends_the_other_sessions() {
    let (club, provider) = linked();
    let (here, there) = (browser(&club), session(&sign_in(&club, &provider, "ada")));
    let list = club.request("GET", "/api/auth/identities").header("cookie", here.0.as_str()).send().json();
    let path = format!("/api/auth/identities/{}", list[0]["id"]);
    let remove = |(session, token): &(String, String), path: &str| {
        let request = club.request("DELETE", path).header("cookie", session.as_str());
        request.header("x-form-token", token.as_str()).send().status
    };
    assert_eq!(remove(&here, "/api/auth/identities/999"), 404);
    let eve = club.server.new_member("Eve");
    club.sql(&format!("UPDATE ruche_identities SET id_user = {eve}"));
    assert_eq!(remove(&here, &path), 404, "somebody else's");
    club.sql(&format!("UPDATE ruche_identities SET id_user = {}", club.member));
    assert_eq!((remove(&here, &path), count(&club)), (200, 0));
    assert_eq!((me(&club, &here.0).status, me(&club, &there).status), (200, 401));
    assert_eq!(sign_in(&club, &provider, "ada").status, 403);
}

#[test]
fn administrators_see_link_and_take_away_and_nobody_below_them() {
    let (club, provider) = unlinked();
    let path = format!("/api/user/{}/identities", club.member);
    let post =
        |key: &str| club.request("POST", &path).key(key).body("application/json", r#"{"subject": "ada"}"#).send();
    for key in ["read", "write"] {
        assert_eq!((post(key).status, club.request("GET", &path).key(key).send().status), (403, 403));
    }
    let id = post("admin").json()["id"].as_i64().unwrap();
    assert_eq!(club.server.get(&path).json()[0]["subject"], "ada");
    for body in [json!({}), json!({"subject": ""}), json!({"subject": "a\u{0}b"}), json!({"subject": "x".repeat(256)})]
    {
        assert_eq!(club.server.post_json(&path, &body).status, 400, "{body}");
    }
    assert_eq!(club.server.post_json("/api/user/9999/identities", &json!({"subject": "x"})).status, 404);
    let there = session(&sign_in(&club, &provider, "ada"));
    let one = |member: i64, id: &str| format!("/api/user/{member}/identities/{id}");
    let (bo, of_ada) = (club.server.new_member("Bo"), id.to_string());
    for (member, id) in
        [(club.member, "9999"), (club.member, "9223372036854775808"), (bo, of_ada.as_str()), (club.member, "1;")]
    {
        assert_eq!(club.request("DELETE", &one(member, id)).key("admin").send().status, 404, "{member} {id}");
    }
    assert_eq!(club.request("DELETE", &one(club.member, &id.to_string())).key("admin").send().status, 200);
    assert_eq!((count(&club), me(&club, &there).status), (0, 401), "and sessions end");
}

#[test]
fn nothing_is_left_of_the_links_of_a_member_who_is_deleted_anonymised_or_merged() {
    let ways: [fn(&Club) -> u16; 3] = [
        |club| club.request("DELETE", &format!("/api/user/{}", club.member)).key("admin").send().status,
        |club| club.server.post_json(&format!("/api/user/{}/anonymize", club.member), &json!({})).status,
        |club| {
            let keeper = club.server.new_member("Ada Martin-Lovelace");
            club.server.post_json(&format!("/api/user/{keeper}/merge"), &json!({"users": [club.member]})).status
        },
    ];
    for way in ways {
        let (club, provider) = linked();
        begin(&club, &browser(&club));
        assert_eq!(way(&club), 200);
        assert_eq!((count(&club), club.value::<i64>("SELECT count(*) FROM ruche_openid_attempts")), (0, 0));
        assert_eq!(sign_in(&club, &provider, "ada").status, 403);
    }
}
