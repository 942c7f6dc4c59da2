//! What lets nobody in.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_browser_that_did_not_begin_or_comes_back_twice_is_refused() {
    let (club, provider) = linked();
    let (location, attempt) = start(&club, "");
    let (other_location, other) = start(&club, "");
    let query = provider.sign_in(&location, "ada");
    let wrong_state = query.replace("state=", "state=0");
    for (cookies, query, what) in [
        (attempt.as_str(), wrong_state.as_str(), "a wrong state"),
        (&attempt, "code=x", "no state"),
        (&attempt, "", "nothing"),
        (&other, &query, "the cookie of another browser"),
        (&attempt, &provider.sign_in(&other_location, "ada"), "the state of another browser"),
        ("", &query, "no cookie"),
        (&format!("{ATTEMPT}="), &query, "an empty cookie"),
        (&attempt.replace("__Host-", ""), &query, "a cookie that any page could set"),
    ] {
        assert_refused(&club, &come_back(&club, cookies, query), what);
    }
    let first = come_back(&club, &attempt, &query);
    let first = session(&first);
    club.sql("DELETE FROM ruche_sessions");
    assert_refused(&club, &come_back(&club, &attempt, &query), "the same again");
    let again = format!(
        "{}&code={}",
        query.split('&').next().unwrap(),
        provider.code(&location, provider.claims(&location, "ada"), Signed::Rs256)
    );
    assert_refused(&club, &come_back(&club, &attempt, &again), "the same state with another code");
    assert_eq!(me(&club, &first).status, 401);
}

#[test]
fn an_attempt_is_over_after_ten_minutes() {
    let (club, provider) = linked();
    let (location, attempt) = start(&club, "");
    club.sql("UPDATE ruche_openid_attempts SET expires = expires - 600");
    assert_refused(&club, &come_back(&club, &attempt, &provider.sign_in(&location, "ada")), "too late");
    start(&club, "");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM ruche_openid_attempts"), 1, "and forgotten");
}

#[test]
fn a_code_of_another_browser_is_worth_nothing() {
    let (club, provider) = linked();
    let ((_, attempt), (other, _)) = (start(&club, ""), start(&club, ""));
    let (location, _) = start(&club, "");
    let stolen = provider.code(&other, provider.claims(&other, "ada"), Signed::Rs256);
    let state = crate::support::provider::parameter(&location, "state");
    assert_refused(&club, &come_back(&club, &attempt, &format!("state={state}&code={stolen}")), "with another state");
    let (location, attempt) = start(&club, "");
    let state = crate::support::provider::parameter(&location, "state");
    let query = format!("state={state}&code={stolen}");
    assert_refused(&club, &come_back(&club, &attempt, &query), "its verifier is unknown here");
}

type Change = fn(&mut Value);

#[test]
fn a_token_that_is_not_good_lets_nobody_in() {
    let (club, provider) = linked();
    let changes: [(&str, Change); 12] = [
        ("nonce of another", |claims| claims["nonce"] = json!("x")),
        ("no nonce", |claims| drop(claims.as_object_mut().unwrap().remove("nonce"))),
        ("expired", |claims| claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 1)),
        ("ends now", |claims| claims["exp"] = claims["iat"].clone()),
        ("no end", |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("audience", |claims| claims["aud"] = json!("another-client")),
        ("audiences", |claims| claims["aud"] = json!(["ruche", "another-client"])),
        ("no audience", |claims| claims["aud"] = json!([])),
        ("issuer", |claims| claims["iss"] = json!("https://evil.example")),
        ("issuer with a slash", |claims| claims["iss"] = json!(format!("{}/", claims["iss"].as_str().unwrap()))),
        ("empty subject", |claims| claims["sub"] = json!("")),
        ("no subject", |claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
    ];
    for (what, change) in changes {
        let (location, attempt) = start(&club, "");
        let mut claims = provider.claims(&location, "ada");
        change(&mut claims);
        let query = provider.sign_in_with(&location, claims, Signed::Rs256);
        assert_refused(&club, &come_back(&club, &attempt, &query), what);
    }
    for signed in [Signed::Not, Signed::Hs256, Signed::Hs256OfPublicKey, Signed::WithAnotherKey] {
        let (location, attempt) = start(&club, "");
        let query = provider.sign_in_with(&location, provider.claims(&location, "ada"), signed);
        assert_refused(&club, &come_back(&club, &attempt, &query), &format!("{signed:?}"));
    }
}

#[test]
fn a_refusal_of_the_provider_and_an_answer_of_another_one_are_refused() {
    let (club, provider) = linked();
    let (location, attempt) = start(&club, "");
    let state = crate::support::provider::parameter(&location, "state");
    let answer =
        come_back(&club, &attempt, &format!("state={state}&error=access_denied&error_description=%3Cscript%3E"));
    assert_refused(&club, &answer, "a refusal");
    assert!(!answer.text().contains("script"), "what others say is not repeated");
    let (location, attempt) = start(&club, "");
    let query = provider.sign_in(&location, "ada");
    let answer = come_back(&club, &attempt, &format!("{query}&iss=https%3A%2F%2Fevil.example"));
    assert_refused(&club, &answer, "RFC 9207");
    let (location, attempt) = start(&club, "");
    let query = format!("{}&iss={}", provider.sign_in(&location, "ada"), provider.issuer);
    assert_eq!(come_back(&club, &attempt, &query).status, 303, "its own name is right");
}

#[test]
fn an_account_that_nobody_linked_is_refused_with_the_way_to_link_it_and_an_address_links_nothing() {
    let (club, provider) = linked();
    let answer = sign_in(&club, &provider, "somebody");
    assert_refused(&club, &answer, "not linked");
    assert!(answer.text().contains("liez ce compte"), "{}", answer.text());
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 1 AND id_user IS NULL"), 1, "written down");
    for subject in ["somebody", "ada@example.org"] {
        let (location, attempt) = start(&club, "");
        let mut claims = provider.claims(&location, subject);
        claims["email"] = json!("ada@example.org");
        claims["email_verified"] = json!(true);
        claims["preferred_username"] = json!("ada@example.org");
        let query = provider.sign_in_with(&location, claims, Signed::Rs256);
        assert_refused(&club, &come_back(&club, &attempt, &query), "the same address");
    }
    let in_english = club.request("GET", "/admin/login/openid/callback").header("accept-language", "en").send();
    assert!(in_english.text().contains("Begin again"), "{}", in_english.text());
}

#[test]
fn a_subject_of_another_issuer_is_somebody_else() {
    let provider = Provider::start();
    let club = with_provider(&provider, |sources| sources);
    let path = format!("/api/user/{}/identities", club.member);
    let body = json!({"issuer": "https://other.example", "subject": "ada"});
    assert_eq!(club.server.post_json(&path, &body).status, 200);
    assert_refused(&club, &sign_in(&club, &provider, "ada"), "linked at another provider");
    assert_refused(&club, &sign_in(&club, &provider, "ADA"), "subjects have a case");
}

#[test]
fn a_member_whose_category_may_not_sign_in_is_refused_and_so_is_whoever_got_the_number() {
    let (club, provider) = linked();
    club.sql("UPDATE users_categories SET perm_connect = 0");
    let answer = sign_in(&club, &provider, "ada");
    assert_refused(&club, &answer, "perm_connect");
    assert!(answer.text().contains("catégorie"), "{}", answer.text());
    club.sql("UPDATE users_categories SET perm_connect = 1");
    // Paheko deleted the member, and gave the number to the next one.
    club.sql(&format!("UPDATE users SET nom = 'Bo', email = 'bo@example.org' WHERE id = {}", club.member));
    assert_refused(&club, &sign_in(&club, &provider, "ada"), "another person");
    club.sql(&format!("DELETE FROM users WHERE id = {}", club.member));
    assert_refused(&club, &sign_in(&club, &provider, "ada"), "nobody");
}
