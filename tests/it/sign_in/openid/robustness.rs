//! Providers that do not answer as they should, settings, and what is stored.

use super::*;
use ruche::db;
use ruche::openid::OpenIdSettings;

const DESCRIPTION: &str = "/.well-known/openid-configuration";

/// What somebody is answered who wants to sign in.
fn start_status(club: &Club) -> u16 {
    let answer = club.request("GET", "/admin/login/openid").send();
    if answer.status == 503 {
        assert!(!answer.header("retry-after").is_empty() && answer.text().contains("<h1>"), "{}", answer.text());
        assert!(answer.headers.get("set-cookie").is_none());
    }
    answer.status
}

#[test]
fn a_provider_that_does_not_answer_as_one_is_said_to_be_unreachable_and_the_server_goes_on() {
    let odd: [(u16, String, Vec<u8>); 7] = [
        (500, String::new(), b"{}".to_vec()),
        (404, String::new(), b"{}".to_vec()),
        (200, String::new(), b"<html>".to_vec()),
        (200, String::new(), vec![b' '; 2 << 20]),
        (302, "Location: /elsewhere\r\n".to_owned(), Vec::new()),
        (200, format!("X-Long: {}\r\n", "x".repeat(100_000)), b"{}".to_vec()),
        (200, String::new(), br#"{"issuer": "https://evil.example"}"#.to_vec()),
    ];
    for (status, headers, body) in odd {
        let provider = Provider::start();
        let club = with_provider(&provider, |sources| sources);
        provider.answer_oddly(DESCRIPTION, status, &headers, &body);
        assert_eq!(start_status(&club), 503, "{status} {headers:.30} {} bytes", body.len());
        assert!(!provider.asked().iter().any(|path| path == "/elsewhere"), "no redirection is followed");
        assert_eq!(club.value::<i64>("SELECT count(*) FROM ruche_openid_attempts"), 0);
        assert_eq!(club.login(json!({})).status, 200, "passwords still work");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut provider = Provider::start();
    provider.issuer = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    assert_eq!(start_status(&with_provider(&provider, |sources| sources)), 503, "nobody listens");
}

#[test]
fn a_description_leads_to_no_address_that_is_not_encrypted_and_to_no_other_issuer() {
    for (name, value) in [
        ("jwks_uri", "http://10.0.0.1/keys"),
        ("jwks_uri", "file:///etc/passwd"),
        ("jwks_uri", "http://localhost@192.0.2.1/keys"),
        ("issuer", "https://evil.example/realms/club"),
    ] {
        let provider = Provider::start();
        let club = with_provider(&provider, |sources| sources);
        let mut description = provider.description();
        description[name] = json!(value);
        provider.answer_oddly(DESCRIPTION, 200, "", description.to_string());
        assert_eq!(start_status(&club), 503, "{name} {value}");
    }
    let provider = Provider::start();
    let club = with_provider(&provider, |sources| sources);
    let mut description = provider.description();
    description["token_endpoint"] = json!("http://192.0.2.1/token");
    provider.answer_oddly(DESCRIPTION, 200, "", description.to_string());
    let (location, attempt) = start(&club, "");
    assert_eq!(come_back(&club, &attempt, &provider.sign_in(&location, "ada")).status, 503);
}

#[test]
fn an_answer_to_the_code_that_is_none_lets_nobody_in() {
    let (club, provider) = linked();
    for (status, headers, body) in [
        (400, "", r#"{"error": "invalid_grant"}"#),
        (200, "", r#"{"access_token": "x", "token_type": "Bearer"}"#),
        (200, "", r#"{"access_token": "x", "token_type": "Bearer", "id_token": "a.b.c"}"#),
        (200, "", "nonsense"),
        (302, "Location: /elsewhere\r\n", ""),
        (500, "", "x"),
    ] {
        provider.answer_oddly("/token", status, headers, body);
        assert_refused(&club, &sign_in(&club, &provider, "ada"), &format!("{status} {body}"));
    }
}

#[test]
fn failures_of_one_address_are_counted() {
    let provider = Provider::start();
    let club = with_provider(&provider, |sources| sources.with_flag("auth_failures_per_minute", "3"));
    let statuses: Vec<u16> = (0..4).map(|_| sign_in(&club, &provider, "nobody").status).collect();
    assert_eq!(statuses, [403, 403, 403, 429]);
    assert_eq!(club.login(json!({})).status, 200, "passwords are another matter");
}

#[test]
fn without_a_provider_both_addresses_and_the_link_say_so() {
    let club = Club::on(Server::start_with(|sources| sources.with_flag("site_url", "https://club.example/")));
    for path in ["/admin/login/openid", "/admin/login/openid/callback?state=x&code=y"] {
        let answer = club.request("GET", path).send();
        assert_eq!(answer.status, 409, "{path}");
        assert!(answer.text().contains("openid_issuer"), "{}", answer.text());
        assert_eq!(club.request("POST", path).body("text/plain", "").send().status, 405, "{path}");
    }
    let signed_in = club.login(json!({"cookie": true}));
    let answer = club
        .request("POST", "/api/auth/identities/link")
        .header("cookie", format!("{SESSION}={}", cookie(&signed_in, SESSION).0))
        .header("x-form-token", signed_in.json()["formToken"].as_str().unwrap())
        .body("application/json", json!({"current_password": PASSWORD}).to_string())
        .send();
    assert_eq!(answer.status, 409, "{}", answer.text());
}

#[test]
fn settings_that_lack_another_one_are_refused_at_the_start() {
    fn issuer(sources: Sources) -> Sources {
        sources.with_flag("openid_issuer", "https://id.example")
    }
    for change in [
        issuer as fn(Sources) -> Sources,
        |sources| issuer(sources).with_flag("openid_client_id", CLIENT),
        |sources| issuer(sources).with_flag("site_url", "https://club.example/"),
        |sources| sources.with_flag("openid_client_id", CLIENT),
    ] {
        let config = ruche::config::Config::from_sources(&change(Sources::default())).unwrap();
        assert!(OpenIdSettings::of(&config).is_err(), "{config:?}");
        assert!(ruche::app::App::build(config, None).is_err());
    }
}

#[test]
fn no_secret_of_the_way_is_stored_and_nobody_below_administrators_reads_who_has_which_account() {
    let (club, provider) = linked();
    let (location, attempt) = start(&club, "");
    let query = provider.sign_in(&location, "ada");
    let signed_in = session(&come_back(&club, &attempt, &query));
    start(&club, "");
    let stored = std::fs::read(club.server.file()).unwrap();
    let wal = std::fs::read(format!("{}-wal", club.server.file().display())).unwrap_or_default();
    let (_, second) = start(&club, "");
    let flow = |cookie: &str| ruche::openid::Flow::of(cookie.split_once('=').unwrap().1);
    for secret in [
        attempt.split_once('=').unwrap().1.to_owned(),
        signed_in.split_once('=').unwrap().1.to_owned(),
        flow(&attempt).state(),
        flow(&attempt).nonce(),
        flow(&attempt).verifier(),
        flow(&second).verifier(),
        query.split_once("code=").unwrap().1.to_owned(),
        SECRET.to_owned(),
    ] {
        let is_in = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_in(&stored) && !is_in(&wal), "{secret}");
    }
    for table in ["ruche_identities", "ruche_openid_attempts"] {
        assert_eq!(club.server.sql(&format!("SELECT * FROM {table}")).status, 400, "{table}");
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("copy.sqlite");
    std::fs::write(&path, club.server.request("GET", "/api/download").key("read").send().body).unwrap();
    let count = "SELECT (SELECT count(*) FROM ruche_identities) + (SELECT count(*) FROM ruche_openid_attempts)";
    let left: i64 = db::open_shared(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
    assert!(!format!("{:?}", club.server.app.config).contains(SECRET));
}
