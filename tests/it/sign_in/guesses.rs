//! Guesses of passwords and codes are counted, wherever they come from and however they are spelled (threats.md 2, 3, 5).

use serde_json::json;

use super::second_factors::{challenge, code, give, with_second_factor};
use super::{Club, PASSWORD};
use crate::support::Server;
use ruche::db;
use ruche::members::layout::Layout;
use ruche::sign_in::look_up;

fn strict() -> Club {
    Club::on(Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "3")))
}

#[test]
fn guesses_are_slowed_down_whatever_login_and_forged_address_they_come_with() {
    let club = strict();
    let guess = |login: &str, forged: &str| {
        club.request("POST", "/api/auth/login")
            .header("x-forwarded-for", forged)
            .body("application/json", json!({"login": login, "password": "guess"}).to_string())
            .send()
    };
    let statuses = [
        guess("ada@example.org", "192.0.2.1").status,
        guess("ADA@example.org ", "192.0.2.2").status,
        guess(" ada@EXAMPLE.org", "192.0.2.3").status,
    ];
    assert_eq!(statuses, [403, 403, 403]);
    let refused = guess("ada@example.org", "192.0.2.4");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 61);
    assert_eq!(club.login(json!({})).status, 429, "even with the right password");
    let others: Vec<u16> = (0..28).map(|n| guess(&format!("eve{n}@example.org"), "192.0.2.5").status).collect();
    assert!(others[..27].iter().all(|status| *status == 403), "other names go on: {others:?}");
    assert_eq!(others[27], 429, "up to ten names' worth of guesses");
}

#[test]
fn whoever_signed_in_before_does_so_again_whatever_others_guess() {
    let club = strict();
    assert_eq!(club.login(json!({})).status, 200);
    let statuses: Vec<u16> = (0..4).map(|_| club.login(json!({"password": "guess"})).status).collect();
    assert_eq!(statuses, [403, 403, 403, 429]);
    assert_eq!(club.login(json!({})).status, 200);
    club.sql("UPDATE users SET password = '$2y$10$abcdefghijklmnopqrstuuAEIOUabcdefghijklmnopqrstuvwxy1' WHERE email = 'ada@example.org'");
    assert_eq!(club.login(json!({})).status, 429, "not with a password that is hers no more");
}

#[test]
fn guesses_from_many_addresses_are_counted_for_the_login_without_its_case() {
    let club = Club::on(Server::start_with(|sources| {
        sources.with_flag("auth_failures_per_minute", "3").with_flag("trusted_proxies", "127.0.0.0/8")
    }));
    let guess = |n: usize, login: &str| {
        club.request("POST", "/api/auth/login")
            .header("x-forwarded-for", format!("192.0.2.{n}"))
            .body("application/json", json!({"login": login, "password": "guess"}).to_string())
            .send()
            .status
    };
    let spellings = ["ada@example.org", " Ada@Example.org", "ADA@EXAMPLE.ORG"];
    let statuses: Vec<u16> = (0..9).map(|n| guess(n, spellings[n % 3])).collect();
    assert_eq!(statuses, [403; 9]);
    assert_eq!(guess(10, "ada@example.org"), 429, "three addresses' worth of guesses, whatever the spelling");
    assert_eq!(guess(10, "bo@example.org"), 403, "another login goes on");
}

#[test]
fn wrong_codes_are_counted_for_the_member_whatever_challenge_they_answer() {
    // The failures of an address within a minute are another count.
    let server = Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "1000"));
    let club = with_second_factor(Club::on(server));
    for _ in 0..4 {
        let given = challenge(&club);
        assert_eq!([give(&club, &given, "000000").status, give(&club, &given, "000001").status], [403, 403]);
    }
    assert_eq!(club.login(json!({"code": "000002"})).status, 403);
    assert_eq!(club.login(json!({"code": "000003"})).status, 403);
    let refused = club.login(json!({"code": code(0)}));
    assert_eq!(refused.status, 429, "even the right code");
    assert!((1..=900).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(give(&club, &challenge(&club), &code(0)).status, 429);
    assert_eq!(give(&club, &challenge(&club), "VW4W9B").status, 429);
    club.sql("UPDATE ruche_code_guesses SET since = since - 900");
    assert_eq!(club.login(json!({"code": code(0)})).status, 200, "a quarter of an hour later");
}

#[test]
fn wrong_codes_count_as_failures_of_their_address_as_wrong_passwords_do() {
    let club = with_second_factor(strict());
    let given = challenge(&club);
    let statuses: Vec<u16> = (0..4).map(|n| give(&club, &given, &format!("00000{n}")).status).collect();
    assert_eq!(statuses, [403, 403, 403, 429]);
}

#[test]
fn a_login_that_nobody_has_is_checked_against_a_hash_like_any_other() {
    let club = Club::new();
    let file = db::open_shared(&club.server.file()).unwrap();
    let layout = Layout::read(&file).unwrap();
    let hash = |login: &str| look_up(&file, &layout, login).unwrap();
    let known = hash("ada@example.org");
    assert!(known.member.is_some() && known.hash.starts_with("$2y$10$"));
    let without_password = "UPDATE users SET password = NULL, email = 'bo@example.org' WHERE id = 1";
    file.execute(without_password, []).unwrap();
    for login in ["eve@example.org", "bo@example.org", "", "'; --", &"x".repeat(300)] {
        let unknown = hash(login);
        assert!(unknown.member.is_none(), "{login}");
        assert!(unknown.hash.starts_with("$2y$10$") && unknown.hash.len() == 60, "{login}: {}", unknown.hash);
    }
}

#[test]
fn passwords_that_differ_after_the_72nd_byte_are_different_and_endless_ones_are_wrong() {
    let club = Club::new();
    let long = "x".repeat(72);
    let change = json!({"current_password": PASSWORD, "password": long});
    assert_eq!(club.ask(&club.token(), "POST", "/api/auth/change-password", change).status, 200);
    let status = |password: &str| club.login(json!({"password": password})).status;
    assert_eq!(status(&format!("  {long} ")), 200, "blanks at the ends do not count");
    for wrong in [format!("{long}a"), long[1..].to_owned(), "x".repeat(1_000_000)] {
        assert_eq!(status(&wrong), 403, "{} bytes", wrong.len());
    }
}
