//! Each second factor, each recovery (people.md 1; threats.md 7).

use serde_json::{Value, json};

use super::{Club, PASSWORD};
use crate::support::{Answer, NOW};

pub const SECRET: &str = "JBSWY3DPEHPK3PXP";

/// The code of the application at the server's moment, or some periods later.
pub fn code(periods: i64) -> String {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    let secret = totp_rs::Secret::try_from_base32(SECRET).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    totp.generate((now.as_second() + 30 * periods) as u64).to_string()
}

/// With a second factor, in Paheko's spelling.
pub fn club() -> Club {
    with_second_factor(Club::new())
}

pub fn with_second_factor(club: Club) -> Club {
    club.sql(&format!(
        "UPDATE users SET otp_secret = 'JBSW Y3DP EHPK 3PXP', otp_recovery_codes = '{{\"0\":\"VW4W9B\",\"2\":\"52PQH2\"}}'
         WHERE id = {}",
        club.member
    ));
    club
}

pub fn challenge(club: &Club) -> String {
    let answer = club.login(json!({})).json();
    assert!(answer.get("accessToken").is_none(), "{answer}");
    answer["secondFactor"]["challenge"].as_str().unwrap().to_owned()
}

pub fn give(club: &Club, challenge: &str, code: &str) -> Answer {
    club.post("/api/auth/second-factor", json!({"challenge": challenge, "code": code}))
}

#[test]
fn the_code_of_an_application_opens_once() {
    let club = club();
    let first = challenge(&club);
    assert_eq!(club.status(&first), 401, "a challenge opens nothing by itself");
    assert_eq!(give(&club, &first, "000000").status, 403);
    let signed_in = give(&club, &first, &code(0));
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    assert_eq!(club.status(signed_in.json()["accessToken"].as_str().unwrap()), 200);
    assert_eq!(give(&club, &first, &code(1)).status, 403, "the challenge was used");
    for (periods, status) in [(0, 403), (-1, 403), (1, 200), (1, 403), (0, 403)] {
        let answer = club.login(json!({"code": code(periods)}));
        assert_eq!(answer.status, status, "{periods}: {}", answer.text());
    }
    assert_eq!(club.login(json!({"code": code(2)})).status, 403, "two periods early");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 7"), 6);
}

#[test]
fn a_recovery_code_opens_once_and_the_list_stays_readable_for_paheko() {
    let club = club();
    assert_eq!(give(&club, &challenge(&club), "52PQH2").status, 200);
    let stored: String = club.value(&format!("SELECT otp_recovery_codes FROM users WHERE id = {}", club.member));
    assert_eq!(stored, r#"["VW4W9B"]"#);
    assert_eq!(give(&club, &challenge(&club), "52PQH2").status, 403);
    assert_eq!(give(&club, &challenge(&club), "vw4w9b").status, 403, "case counts");
    assert_eq!(club.login(json!({"code": "VW4W9B"})).status, 200);
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 9"), 2);
}

#[test]
fn five_wrong_codes_end_a_challenge() {
    let club = club();
    let given = challenge(&club);
    for _ in 0..5 {
        assert_eq!(give(&club, &given, "123456").status, 403);
    }
    assert_eq!(give(&club, &given, &code(0)).status, 403);
    assert_eq!(give(&club, &challenge(&club), &code(0)).status, 200);
}

#[test]
fn a_challenge_is_over_after_its_time_or_another_password() {
    for change in [
        "UPDATE ruche_challenges SET expires = 0",
        "UPDATE users SET password = 'x' WHERE email = 'ada@example.org'",
        "UPDATE users SET otp_secret = 'KRSXG5CTMVRXEZLU' WHERE email = 'ada@example.org'",
        "UPDATE users_categories SET perm_connect = 0",
    ] {
        let club = club();
        let given = challenge(&club);
        club.sql(change);
        assert_eq!(give(&club, &given, &code(0)).status, 403, "{change}");
    }
}

#[test]
fn a_member_sets_up_replaces_and_removes_the_second_factor() {
    let club = Club::new();
    let (here, there) = (club.token(), club.token());
    let ask = |path: &str, body: Value| club.ask(&here, "POST", &format!("/api/auth/{path}"), body);
    let offer = ask("second-factor/propose", json!({})).json();
    assert!(offer["uri"].as_str().unwrap().starts_with("otpauth://totp/Les%20Abeilles?secret="), "{offer}");
    assert!(offer["qr"].as_str().unwrap().starts_with("<svg "), "{offer}");
    let enable = |password: &str, code: &str| {
        ask("second-factor/enable", json!({"secret": SECRET, "code": code, "current_password": password}))
    };
    assert_eq!(enable("faux", &code(0)).status, 403);
    assert_eq!(enable(PASSWORD, "000000").status, 400);
    let codes = enable(PASSWORD, &code(0)).json()["recoveryCodes"].as_array().unwrap().clone();
    assert_eq!(codes.len(), 10);
    assert_eq!((club.status(&here), club.status(&there)), (200, 401), "the other sessions end");
    assert_eq!(club.login(json!({"code": code(0)})).status, 403, "the code was used to set it up");
    assert_eq!(club.login(json!({"code": codes[3]})).status, 200);
    let new = ask("recovery-codes", json!({"current_password": PASSWORD})).json();
    assert_eq!(club.login(json!({"code": codes[4]})).status, 403, "the old codes are replaced");
    assert_eq!(club.login(json!({"code": new["recoveryCodes"][0]})).status, 200);
    assert_eq!(ask("second-factor/disable", json!({"current_password": "faux"})).status, 403);
    assert_eq!(ask("second-factor/disable", json!({"current_password": PASSWORD})).status, 200);
    assert_eq!(ask("second-factor/disable", json!({"current_password": PASSWORD})).status, 409);
    assert_eq!(club.status(&here), 200);
    assert_eq!(club.login(json!({})).json()["tokenType"], "bearer");
    let log: String = club.value("SELECT group_concat(details, ' ') FROM logs WHERE type = 8");
    assert_eq!(log, r#"{"action":"enabled"} {"action":"disabled"}"#);
}

#[test]
fn who_must_have_a_second_factor_can_only_set_it_up() {
    let club = Club::new();
    club.sql("UPDATE users_categories SET force_otp = 1");
    let signed_in = club.login(json!({})).json();
    assert_eq!(signed_in["needsSecondFactor"], true);
    let token = signed_in["accessToken"].as_str().unwrap();
    assert_eq!(club.ask(token, "GET", "/api/user/categories", json!({})).status, 403);
    let enable = json!({"secret": SECRET, "code": code(0), "current_password": PASSWORD});
    assert_eq!(club.ask(token, "POST", "/api/auth/second-factor/enable", enable).status, 200);
    assert_eq!(club.ask(token, "GET", "/api/user/categories", json!({})).status, 200);
}
