//! Signing in with an account at an identity provider (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207).

mod linking;
mod refusals;
mod robustness;

use serde_json::json;

use super::browsers::cookie;
use super::second_factors::{code, with_second_factor};
use super::{Club, PASSWORD};
use crate::support::provider::{CLIENT, Provider, SECRET, Signed};
use crate::support::{Answer, Server};
use ruche::config::Sources;

const SESSION: &str = "__Host-ruche";
const ATTEMPT: &str = "__Host-ruche-openid";

fn with_provider(provider: &Provider, change: impl FnOnce(Sources) -> Sources) -> Club {
    let issuer = provider.issuer.clone();
    Club::on(Server::start_with(move |sources| {
        let sources = sources.with_flag("site_url", "https://club.example/").with_flag("openid_issuer", issuer);
        let sources = sources.with_flag("auth_failures_per_minute", "1000").with_flag("openid_client_id", CLIENT);
        // A secret has no flag.
        change(sources.with_variable("RUCHE_OPENID_CLIENT_SECRET", SECRET))
    }))
}

/// A club whose member has the account `ada` at a provider, linked by an administrator.
fn linked() -> (Club, Provider) {
    let provider = Provider::start();
    let club = with_provider(&provider, |sources| sources);
    link_by_administrator(&club, "ada");
    (club, provider)
}

fn link_by_administrator(club: &Club, subject: &str) -> i64 {
    let path = format!("/api/user/{}/identities", club.member);
    let answer = club.server.post_json(&path, &json!({ "subject": subject }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_i64().unwrap()
}

/// A browser is sent to the provider: the address, and the cookie that it keeps.
fn start(club: &Club, query: &str) -> (String, String) {
    let answer = club.request("GET", &format!("/admin/login/openid{query}")).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let (secret, attributes) = cookie(&answer, ATTEMPT);
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure");
    (answer.header("location").to_owned(), format!("{ATTEMPT}={secret}"))
}

/// It comes back with a query and cookies.
fn come_back(club: &Club, cookies: &str, query: &str) -> Answer {
    club.request("GET", &format!("/admin/login/openid/callback?{query}")).header("cookie", cookies).send()
}

/// The whole way of a browser that signs in as somebody.
fn sign_in(club: &Club, provider: &Provider, subject: &str) -> Answer {
    let (location, attempt) = start(club, "");
    come_back(club, &attempt, &provider.sign_in(&location, subject))
}

fn session(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    format!("{SESSION}={}", cookie(answer, SESSION).0)
}

fn me(club: &Club, session: &str) -> Answer {
    club.request("GET", "/api/auth/authenticated").header("cookie", session).send()
}

/// Nobody came in: a page says so, in plain words.
fn assert_refused(club: &Club, answer: &Answer, what: &str) {
    assert_eq!(answer.status, 403, "{what}: {}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{what}");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{what}");
    let set: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert!(set.iter().all(|line| line.starts_with(&format!("{ATTEMPT}=;"))), "{what}: {set:?}");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM ruche_sessions"), 0, "{what}");
}

#[test]
fn a_member_signs_in_with_a_linked_account_whatever_the_provider_signs_with() {
    let (club, provider) = linked();
    for signed in [Signed::Rs256, Signed::Es256] {
        let (location, attempt) = start(&club, "?next=/admin/members");
        for part in ["response_type=code", "scope=openid", "code_challenge_method=S256", "client_id=ruche", "nonce="] {
            assert!(location.starts_with(&provider.issuer) && location.contains(part), "{part}: {location}");
        }
        assert!(location.contains("redirect_uri=https%3A%2F%2Fclub.example%2Fadmin%2Flogin%2Fopenid%2Fcallback"));
        let query = provider.sign_in_with(&location, provider.claims(&location, "ada"), signed);
        let answer = come_back(&club, &attempt, &query);
        assert_eq!(answer.header("location"), "/admin/members");
        assert_eq!(cookie(&answer, SESSION).1, "Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(
            cookie(&answer, ATTEMPT),
            (String::new(), "Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure".into())
        );
        assert_eq!(me(&club, &session(&answer)).json()["id_user"], club.member, "{signed:?}");
    }
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 2"), 2, "as with a password");
    let described = provider.asked().iter().filter(|path| path.ends_with("openid-configuration")).count();
    assert_eq!(described, 1, "the description is kept");
}

#[test]
fn a_browser_that_signs_in_ends_the_session_that_it_had() {
    let (club, provider) = linked();
    let first = session(&sign_in(&club, &provider, "ada"));
    let (location, attempt) = start(&club, "");
    let again = come_back(&club, &format!("{attempt}; {first}"), &provider.sign_in(&location, "ada"));
    assert_eq!(me(&club, &session(&again)).status, 200);
    assert_eq!(me(&club, &first).status, 401);
}

#[test]
fn a_second_factor_is_asked_for_unless_the_provider_is_trusted_with_it() {
    let (club, provider) = linked();
    let club = with_second_factor(club);
    let answer = sign_in(&club, &provider, "ada");
    assert_eq!((answer.status, club.value::<i64>("SELECT count(*) FROM ruche_challenges")), (200, 1));
    let text = answer.text();
    let challenge = text.split("name=\"challenge\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = json!({"challenge": challenge, "code": code(0)});
    let entered = club.post("/api/auth/second-factor", body);
    assert_eq!(entered.status, 200, "{}", entered.text());
    assert_eq!(me(&club, &format!("{SESSION}={}", cookie(&entered, SESSION).0)).status, 200);

    let provider = Provider::start();
    let club =
        with_second_factor(with_provider(&provider, |sources| sources.with_flag("openid_trusts_factor", "true")));
    link_by_administrator(&club, "ada");
    assert_eq!(me(&club, &session(&sign_in(&club, &provider, "ada"))).status, 200);
}

#[test]
fn a_category_that_forces_a_second_factor_lets_members_only_set_one_up() {
    let (club, provider) = linked();
    club.sql("UPDATE users_categories SET force_otp = 1");
    let session = session(&sign_in(&club, &provider, "ada"));
    assert_eq!(me(&club, &session).json()["needsSecondFactor"], true);
    assert_eq!(club.request("GET", "/api/user/categories").header("cookie", session).send().status, 403);
}

#[test]
fn a_member_without_a_password_signs_in_too() {
    let (club, provider) = linked();
    club.sql(&format!("UPDATE users SET password = NULL WHERE id = {}", club.member));
    assert_eq!(me(&club, &session(&sign_in(&club, &provider, "ada"))).status, 200);
    assert_eq!(club.login(json!({"password": PASSWORD})).status, 403);
}
