//! What ends sessions, tokens and remembered browsers (threats.md 6), and what is left of them.

use serde_json::json;

use super::second_factors::with_second_factor;
use super::{Club, PASSWORD};

/// A program and a remembered browser, both signed in.
fn signed_in_twice(club: &Club) -> String {
    let token = club.token();
    assert_eq!(club.login(json!({"cookie": true, "remember": true})).status, 200);
    token
}

/// Rows that could open something, or tell of somebody.
fn rows(club: &Club) -> i64 {
    club.value(
        "SELECT (SELECT count(*) FROM ruche_sessions) + (SELECT count(*) FROM ruche_session_tokens)
            + (SELECT count(*) FROM ruche_challenges) + (SELECT count(*) FROM users_sessions)
            + (SELECT count(*) FROM ruche_code_guesses) + (SELECT count(*) FROM ruche_used_codes)",
    )
}

#[test]
fn an_administrator_who_takes_a_password_away_ends_all_that_it_opened() {
    let club = Club::new();
    let token = signed_in_twice(&club);
    let path = format!("/api/user/{}/password", club.member);
    assert_eq!(club.request("DELETE", &path).key("write").send().status, 403);
    assert_eq!(club.status(&token), 200);
    assert_eq!(club.request("DELETE", &path).key("admin").send().status, 200);
    assert_eq!((club.status(&token), rows(&club)), (401, 0));
    assert_eq!(club.login(json!({})).status, 403);
}

#[test]
fn an_administrator_removes_the_second_factor_of_somebody_who_lost_it() {
    let club = Club::new();
    signed_in_twice(&club);
    let club = with_second_factor(club);
    assert!(club.login(json!({})).json().get("secondFactor").is_some(), "which leaves a challenge");
    assert_eq!(club.login(json!({"code": "000000"})).status, 403, "and a wrong code");
    let path = format!("/api/user/{}/otp", club.member);
    assert_eq!(club.request("DELETE", &path).key("write").send().status, 403);
    assert_eq!(club.request("DELETE", &path).key("admin").send().status, 200);
    club.sql("DELETE FROM ruche_code_guesses");
    assert_eq!(rows(&club), 0, "sessions, browsers and challenges end");
    assert_eq!(club.request("DELETE", &path).key("admin").send().status, 200, "there is none any more");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 8"), 1);
    assert_eq!(club.login(json!({})).json()["tokenType"], "bearer");
}

#[test]
fn nothing_is_left_of_the_sessions_of_a_member_who_is_deleted_anonymised_or_merged() {
    let ways: [fn(&Club) -> u16; 3] = [
        |club| club.request("DELETE", &format!("/api/user/{}", club.member)).key("admin").send().status,
        |club| club.server.post_json(&format!("/api/user/{}/anonymize", club.member), &json!({})).status,
        |club| {
            let keeper = club.server.new_member("Ada Martin-Lovelace");
            club.server.post_json(&format!("/api/user/{keeper}/merge"), &json!({"users": [club.member]})).status
        },
    ];
    for way in ways {
        let club = Club::new();
        let token = signed_in_twice(&club);
        club.sql(&format!(
            "INSERT INTO ruche_used_codes VALUES ({0}, 1); INSERT INTO ruche_code_guesses VALUES ({0}, 1, 1)",
            club.member
        ));
        assert!(rows(&club) > 5);
        assert_eq!(way(&club), 200);
        assert_eq!((club.status(&token), rows(&club)), (401, 0));
    }
}

#[test]
fn the_export_of_a_member_says_from_where_they_are_signed_in_and_holds_no_secret() {
    let club = Club::new();
    let token = signed_in_twice(&club);
    let zip = club.server.get(&format!("/api/user/{}/export", club.member));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.body)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        if std::io::Read::read_to_string(&mut file, &mut all).is_err() {
            panic!("this member has no pictures");
        }
    }
    assert!(all.contains("127.0.0.1") && all.contains("\"remembered\"") && all.contains("\"program\""), "{all}");
    let hash = ruche::auth::sessions::hash_of(&token);
    assert!(!all.contains(&token) && !all.contains(&hash) && !all.contains(PASSWORD));
}

#[test]
fn what_is_over_is_deleted_at_the_next_sign_in() {
    let club = Club::new();
    signed_in_twice(&club);
    club.sql("UPDATE ruche_sessions SET expires = 0; UPDATE ruche_session_tokens SET expires = 0");
    club.token();
    assert_eq!(club.value::<i64>("SELECT count(*) FROM ruche_sessions"), 1);
    assert_eq!(club.value::<i64>("SELECT count(*) FROM ruche_session_tokens"), 2);
}
