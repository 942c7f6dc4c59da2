//! What signing in sends by mail: the link to choose a password, the code of a second factor (people.md 6.4; threats.md 58).

use serde_json::{Value, json};

use super::second_factors::{challenge, give, with_second_factor};
use super::{Club, PASSWORD};
use crate::support::{Answer, Server};

const NEW: &str = "un autre mot de passe";

fn club() -> Club {
    Club::on(Server::start_with_mail(|sources| sources))
}

fn ask(club: &Club, login: &str) -> Answer {
    club.post("/api/auth/reset-password", json!({"login": login}))
}

fn choose(club: &Club, token: &str, password: &str) -> u16 {
    club.post("/api/auth/reset-password", json!({"token": token, "password": password})).status
}

/// What stands after a text in the last message that waits, up to the end of the line.
fn in_last_message(club: &Club, after: &str) -> String {
    let content: String = club.value("SELECT content FROM emails_queue ORDER BY id DESC LIMIT 1");
    let (_, rest) = content.split_once(after).unwrap_or_else(|| panic!("{content}"));
    rest.lines().next().unwrap().to_owned()
}

fn link(club: &Club) -> String {
    assert_eq!(ask(club, "ada@example.org").status, 200);
    in_last_message(club, "https://abeilles.example/admin/password#token=")
}

fn messages(club: &Club) -> i64 {
    club.value("SELECT count(*) FROM emails_queue")
}

#[test]
fn a_lost_password_is_replaced_with_a_link_that_works_once() {
    let club = club();
    let token = club.token();
    let (known, unknown) = (ask(&club, "ada@example.org"), ask(&club, "eve@example.org"));
    assert_eq!((known.status, unknown.status), (200, 200));
    assert_eq!(known.body, unknown.body, "nobody learns which logins exist");
    assert_eq!(messages(&club), 1);
    assert_eq!(club.value::<String>("SELECT recipient FROM emails_queue"), "ada@example.org");
    assert_eq!(club.value::<i64>("SELECT context FROM emails_queue"), 0);
    let secret = in_last_message(&club, "#token=");
    assert_eq!(choose(&club, "autre", NEW), 403);
    assert_eq!(choose(&club, &secret, "court"), 400);
    assert_eq!(choose(&club, &secret, NEW), 200);
    assert_eq!(choose(&club, &secret, "un troisième mot de passe"), 403);
    assert_eq!(club.status(&token), 401);
    assert_eq!(club.login(json!({})).status, 403);
    assert_eq!(club.login(json!({"password": NEW})).status, 200);
    let log: String =
        club.value("SELECT group_concat(type) FROM (SELECT type FROM logs WHERE type IN (3, 4) ORDER BY id)");
    assert_eq!(log, "3,3,4");
    let history: String = club.value("SELECT group_concat(changes) FROM ruche_history");
    assert!(!history.contains(&secret) && !history.contains("$2y"), "{history}");
}

#[test]
fn a_link_dies_with_its_hour_the_password_the_address_the_category_and_any_other_link_that_was_used() {
    for (change, why) in [
        ("UPDATE ruche_challenges SET expires = 0", "an hour has passed"),
        ("UPDATE users SET password = 'x' WHERE email = 'ada@example.org'", "the password was changed meanwhile"),
        ("UPDATE users SET email = 'ada@new.example' WHERE email = 'ada@example.org'", "she has another address"),
        ("UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP'", "she has a second factor now"),
        ("UPDATE users_categories SET perm_connect = 0", "the category may not connect"),
        ("DELETE FROM users WHERE email = 'ada@example.org'", "she is gone"),
    ] {
        let club = club();
        let secret = link(&club);
        club.sql(change);
        assert_eq!(choose(&club, &secret, NEW), 403, "{why}");
    }
    let club = club();
    let (first, second) = (link(&club), link(&club));
    assert_eq!((choose(&club, &second, NEW), choose(&club, &first, NEW)), (200, 403));
}

#[test]
fn a_link_leaves_the_second_factor_and_signs_nobody_in() {
    let club = with_second_factor(club());
    let secret = link(&club);
    let answer = club.post("/api/auth/reset-password", json!({"token": secret, "password": NEW}));
    assert_eq!(answer.status, 200);
    assert!(answer.json().get("accessToken").is_none() && answer.headers.get("set-cookie").is_none());
    assert_eq!(club.login(json!({"password": NEW})).json()["secondFactor"]["methods"][0], "application");
}

#[test]
fn a_new_member_gets_the_first_password_by_the_same_link() {
    let club = club();
    club.sql("UPDATE users SET password = NULL");
    let secret = link(&club);
    assert_eq!(choose(&club, &secret, NEW), 200);
    assert_eq!(club.login(json!({"password": NEW})).status, 200);
}

#[test]
fn links_start_with_the_address_of_the_settings_whatever_a_request_says() {
    let club = club();
    let asked = club
        .request("POST", "/api/auth/reset-password")
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .body("application/json", json!({"login": "ada@example.org"}).to_string())
        .send();
    assert_eq!(asked.status, 200);
    let both: String = club.value("SELECT content || content_html FROM emails_queue");
    assert!(both.contains("https://abeilles.example/admin/password#token=") && !both.contains("evil"), "{both}");
    // Without an address of the site, or without mail, the answer is the same for everybody.
    for server in
        [Server::start(), Server::start_with(|sources| sources.with_flag("site_url", "https://abeilles.example/"))]
    {
        let club = Club::on(server);
        let (known, unknown) = (ask(&club, "ada@example.org"), ask(&club, "eve@example.org"));
        assert_eq!((known.status, unknown.status, messages(&club)), (409, 409, 0));
        assert_eq!(known.body, unknown.body);
    }
}

#[test]
fn a_mailbox_is_not_filled_by_whoever_knows_the_login() {
    let club = club();
    let answers: Vec<Answer> = (0..4).map(|_| ask(&club, "ada@example.org")).collect();
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(messages(&club), 2, "two links within a quarter of an hour");
    club.sql("UPDATE ruche_challenges SET expires = expires - 16 * 60");
    ask(&club, "ada@example.org");
    assert_eq!(messages(&club), 3);
    for login in ["ada@example.org", "eve@example.org"] {
        let statuses: Vec<u16> = (0..11).map(|_| ask(&club, login).status).collect();
        assert!(statuses.ends_with(&[429]), "a login is asked about so often only, known or not: {statuses:?}");
    }
    assert_eq!(club.login(json!({})).status, 200, "which keeps nobody from signing in");
}

#[test]
fn who_receives_encrypted_mail_only_is_sent_neither_link_nor_code() {
    for change in [
        "UPDATE users SET pgp_key = 'clef' WHERE email = 'ada@example.org'",
        "UPDATE users_categories SET force_pgp = 1",
    ] {
        let club = with_second_factor(club());
        club.sql(change);
        assert_eq!(ask(&club, "ada@example.org").status, 200);
        let offered = club.login(json!({})).json()["secondFactor"].clone();
        assert_eq!(offered["methods"], json!(["application", "recovery-code"]));
        let sent = club.post("/api/auth/second-factor/code", json!({"challenge": offered["challenge"]}));
        assert_eq!((sent.status, messages(&club)), (409, 0), "{change}");
    }
}

#[test]
fn a_code_by_mail_opens_its_own_challenge_once() {
    let club = with_second_factor(club());
    let offered = club.login(json!({})).json()["secondFactor"].clone();
    assert_eq!(offered["methods"], json!(["application", "recovery-code", "mail"]));
    let first = offered["challenge"].as_str().unwrap().to_owned();
    let send = |challenge: &str| club.post("/api/auth/second-factor/code", json!({"challenge": challenge}));
    assert_eq!(send("nope").status, 409);
    assert_eq!(send(&first).status, 200);
    let six_digits = |club: &Club| {
        let content: String = club.value("SELECT content FROM emails_queue ORDER BY id DESC LIMIT 1");
        content.lines().find(|line| line.len() == 6 && line.parse::<u32>().is_ok()).unwrap().to_owned()
    };
    let old = six_digits(&club);
    let soon = send(&first);
    assert_eq!((soon.status, soon.header("retry-after"), messages(&club)), (429, "60", 1), "one a minute");
    assert_eq!(send(&challenge(&club)).status, 429, "for another challenge of the same member, too");
    club.sql("UPDATE ruche_challenges SET code_sent = code_sent - 61");
    assert_eq!(send(&first).status, 200);
    let new = six_digits(&club);
    assert_eq!(give(&club, &challenge(&club), &new).status, 403, "it is the code of one challenge");
    assert!(old == new || give(&club, &first, &old).status == 403, "the newer code takes the older one's place");
    assert_eq!(give(&club, &first, &new).status, 200);
    assert_eq!(give(&club, &first, &new).status, 403);
    let subjects: String = club.value("SELECT group_concat(subject) FROM emails_queue");
    assert!(!subjects.contains(&new), "subjects are in lists and in notifications: {subjects}");
    assert_eq!(club.value::<i64>(&format!("SELECT count(*) FROM ruche_challenges WHERE code_hash = '{new}'")), 0);
}

#[test]
fn no_export_or_list_shows_what_a_message_of_signing_in_says() {
    let club = with_second_factor(club());
    let secret = link(&club);
    let sent = club.post("/api/auth/second-factor/code", json!({"challenge": challenge(&club)}));
    assert_eq!(sent.status, 200);
    club.sql(
        "INSERT INTO ruche_uncertain_mails (moment, reason, recipient, recipient_hash, subject, content, context)
         SELECT '2026-03-01 10:00:00', 'crash', recipient, recipient_hash, subject, content, context FROM emails_queue",
    );
    let path = format!("/api/user/{}/export", club.member);
    let zip = club.server.get(&path);
    assert_eq!(zip.status, 200);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.body)).unwrap();
    for at in 0..archive.len() {
        let mut text = String::new();
        if std::io::Read::read_to_string(&mut archive.by_index(at).unwrap(), &mut text).is_ok() {
            assert!(!text.contains(&secret), "{text}");
        }
    }
    for path in ["mail/queue", "mail/uncertain", "jobs", "history", &format!("user/{}/history", club.member)] {
        let answer = club.server.get(&format!("/api/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains(&secret), "{path}");
    }
    let copy = club.server.request("GET", "/api/download").key("read").send().body;
    assert!(!copy.windows(secret.len()).any(|window| window == secret.as_bytes()), "a copy below the administrators'");
}

#[test]
fn a_password_of_a_link_obeys_the_rules_of_every_password() {
    let club = club();
    let secret = link(&club);
    let long = "x".repeat(73);
    let with = |body: Value| {
        let mut all = json!({"token": secret});
        all.as_object_mut().unwrap().extend(body.as_object().cloned().unwrap());
        club.post("/api/auth/reset-password", all)
    };
    for body in [
        json!({}),
        json!({"password": ""}),
        json!({"password": "court"}),
        json!({"password": long}),
        json!({"password": ["x"]}),
        json!({"password": NEW, "password_confirmed": "autre chose"}),
    ] {
        let answer = with(body.clone());
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    }
    assert_eq!(club.login(json!({})).status, 200, "{PASSWORD} is still hers");
    assert_eq!(with(json!({"password": NEW, "password_confirmed": NEW})).status, 200);
}
