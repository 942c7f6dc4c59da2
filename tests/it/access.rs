//! Who gets in: credentials, levels, changes that are felt at once, and the slowing down of guesses (threats.md 1–6).

use std::time::Duration;

use crate::support::{NOW, Server};
use ruche::audit::{Actor, AuditContext, AuditLog};
use ruche::auth::{Level, keys};
use ruche::db;

const ROUTE: &str = "/api/version";

#[test]
fn without_credentials_the_answer_is_401_and_says_how_to_authenticate() {
    let server = Server::start();
    for header in [None, Some("Bearer x"), Some("Basic"), Some("Basic !!!"), Some("Basic YWRtaW4=")] {
        let request = server.request("GET", ROUTE);
        let answer = match header {
            Some(header) => request.header("authorization", header).send(),
            None => request.send(),
        };
        assert_eq!((answer.status, answer.json()["code"].as_str()), (401, Some("unauthorized")), "{header:?}");
        assert!(answer.header("www-authenticate").starts_with("Basic realm="), "{header:?}");
    }
}

#[test]
fn an_unknown_key_and_a_wrong_secret_are_told_the_same_thing() {
    let server = Server::start();
    let wrong = server.request("GET", ROUTE).basic("admin", "nope").send();
    let unknown = server.request("GET", ROUTE).basic("nobody", "nope").send();
    assert_eq!((wrong.status, unknown.status), (403, 403));
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(server.request("GET", ROUTE).basic("ADMIN", "admin-secret").send().status, 403, "names have a case");
    assert_eq!(server.request("GET", ROUTE).basic("", "").send().status, 403);
}

#[test]
fn a_key_that_is_disabled_deleted_or_expired_is_refused_on_the_very_next_request() {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    let change = |sql: &str| connection.execute(sql, []).unwrap();
    let status = |key: &str| server.request("GET", ROUTE).key(key).send().status;
    assert_eq!((status("read"), status("write"), status("admin")), (200, 200, 200));
    let audited = |work: fn(&rusqlite::Transaction, &AuditLog<'_>) -> ruche::error::Result<()>| {
        let transaction = connection.unchecked_transaction().unwrap();
        let trace = AuditContext::on_this_machine(Actor::System { name: "test".to_owned() }, &server.app.clock);
        work(&transaction, &AuditLog::open(&transaction, &trace).unwrap()).unwrap();
        transaction.commit().unwrap();
    };
    audited(|transaction, audit| keys::disable(transaction, "read", audit));
    assert_eq!(status("read"), 403);
    audited(|transaction, audit| keys::enable(transaction, "read", None, audit).map(drop));
    assert_eq!(status("read"), 200);
    change(
        "INSERT INTO ruche_credentials (id, expires) SELECT id, '2026-03-01 09:59:59' FROM api_credentials WHERE key = 'write'",
    );
    assert_eq!(status("write"), 403, "it expired a second before {NOW}");
    change("DELETE FROM api_credentials WHERE key = 'admin'");
    assert_eq!(status("admin"), 403);
}

fn secret(file: &std::path::Path, key: &str) -> String {
    let connection = db::open_shared(file).unwrap();
    connection.query_row("SELECT secret FROM api_credentials WHERE key = ?1", [key], |row| row.get(0)).unwrap()
}

fn expire(file: &std::path::Path, key: &str, moment: &str) {
    let connection = db::open_shared(file).unwrap();
    let sql =
        "INSERT OR REPLACE INTO ruche_credentials (id, expires) SELECT id, ?2 FROM api_credentials WHERE key = ?1";
    connection.execute(sql, [key, moment]).unwrap();
}

#[test]
fn the_hash_of_an_expired_key_is_set_aside_until_the_key_is_enabled() {
    let server = Server::start();
    let file = server.file();
    let before = secret(&file, "write");
    expire(&file, "write", "2026-03-01 10:00:00");
    expire(&file, "read", "2026-03-01 10:00:01");
    let set_aside = || {
        let app = server.app.clone();
        actix_web::rt::System::new().block_on(async move { app.set_expired_keys_aside().await.unwrap() });
    };
    set_aside();
    assert_eq!(secret(&file, "write"), "!expired");
    assert!(secret(&file, "read").starts_with('$'), "it has a second left");
    let status = || server.request("GET", ROUTE).key("write").send().status;
    assert_eq!(status(), 403);

    let mut connection = db::open_shared(&file).unwrap();
    let listed = |connection: &rusqlite::Connection| {
        let all = keys::list(connection).unwrap();
        let key = all.into_iter().find(|key| key.key == "write").unwrap();
        (key.disabled, key.expires)
    };
    assert_eq!(listed(&connection), (false, Some("2026-03-01 10:00:00".to_owned())));
    let mut change = |work: &dyn Fn(&rusqlite::Transaction, &AuditLog<'_>)| {
        let transaction = connection.transaction().unwrap();
        let trace = AuditContext::on_this_machine(Actor::System { name: "test".to_owned() }, &server.app.clock);
        work(&transaction, &AuditLog::open(&transaction, &trace).unwrap());
        transaction.commit().unwrap();
        listed(&connection)
    };
    let enabled = change(&|tx, audit| assert!(keys::enable(tx, "write", None, audit).unwrap(), "it loses its end"));
    assert_eq!((enabled, status(), secret(&file, "write")), ((false, None), 200, before.clone()));

    // Expired and then disabled: enabling gives it a new end.
    expire(&file, "write", "2026-01-01 00:00:00");
    set_aside();
    let disabled = change(&|tx, audit| keys::disable(tx, "write", audit).unwrap());
    assert_eq!(disabled, (true, Some("2026-01-01 00:00:00".to_owned())));
    let later = "2026-06-01 00:00:00";
    let enabled = change(&|tx, audit| assert!(!keys::enable(tx, "write", Some(later), audit).unwrap()));
    assert_eq!((enabled, status(), secret(&file, "write")), ((false, Some(later.to_owned())), 200, before));
    // Another secret ends the expiry too.
    expire(&file, "write", "2026-01-01 00:00:00");
    let renewed = change(&|tx, audit| assert_eq!(keys::renew(tx, "write", audit).unwrap().len(), 44));
    assert_eq!(renewed, (false, None));
}

#[test]
fn keys_that_expired_are_set_aside_when_the_server_starts_and_when_it_stops() {
    let server = Server::start();
    let file = server.file();
    expire(&file, "read", "2026-02-28 00:00:00");
    let folder = server.stop();
    assert_eq!(secret(&file, "read"), "!expired");
    expire(&file, "write", "2026-02-28 00:00:00");
    let server = Server::start_on(folder, &file, |sources| sources);
    assert_eq!((secret(&file, "write"), secret(&file, "read")), ("!expired".to_owned(), "!expired".to_owned()));
    assert_eq!(server.request("GET", ROUTE).key("admin").send().status, 200);
}

#[test]
fn a_changed_secret_ends_what_was_remembered_of_the_old_one() {
    let server = Server::start();
    assert_eq!(server.request("GET", ROUTE).key("read").send().status, 200);
    let hash = bcrypt::hash("other", 4).unwrap();
    let connection = db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE api_credentials SET secret = ?1 WHERE key = 'read'", [hash]).unwrap();
    assert_eq!(server.request("GET", ROUTE).key("read").send().status, 403);
    assert_eq!(server.request("GET", ROUTE).basic("read", "other").send().status, 200);
}

#[test]
fn a_level_that_opens_nothing_is_refused() {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    for level in [0, -1, 3, 10] {
        connection.execute("UPDATE api_credentials SET access_level = ?1 WHERE key = 'read'", [level]).unwrap();
        assert_eq!(server.request("GET", ROUTE).key("read").send().status, 403, "{level}");
    }
}

#[test]
fn too_many_failures_are_slowed_down_even_with_a_forged_address_and_other_clients_keep_working() {
    let server = Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "3"));
    assert_eq!(server.request("GET", ROUTE).key("admin").send().status, 200);
    let guess = |n: usize| {
        let forged = format!("198.51.100.{n}");
        server.request("GET", ROUTE).basic("admin", "guess").header("x-forwarded-for", forged).send()
    };
    for n in 0..3 {
        assert_eq!(guess(n).status, 403);
    }
    let refused = guess(9);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (429, Some("too_many_requests")));
    assert!((1..=60).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(server.request("GET", ROUTE).key("admin").send().status, 200, "verified a moment ago");
    assert_eq!(server.request("GET", ROUTE).key("read").send().status, 200, "another name behind the same address");
}

#[test]
fn whoever_was_verified_before_is_never_kept_out_by_guesses_and_is_after_a_change_of_the_secret() {
    let server =
        Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "3").with_flag("auth_cache", "0"));
    let status = |key: &str| server.request("GET", ROUTE).key(key).send().status;
    assert_eq!(status("read"), 200);
    let guess = |name: &str| server.request("GET", ROUTE).basic(name, "guess").send().status;
    let refused = (0..60).filter(|n| guess(&format!("name{n}")) == 403).count();
    assert_eq!(refused, 30, "one network has ten times as many guesses as one of its names");
    while guess("read") != 429 {}
    assert_eq!(status("read"), 200, "though what was verified is not remembered for a second");
    assert_eq!(status("write"), 429, "never verified, and the network has no guesses left");
    let connection = db::open_shared(&server.file()).unwrap();
    let hash = bcrypt::hash("other", 4).unwrap();
    connection.execute("UPDATE api_credentials SET secret = ?1 WHERE key = 'read'", [hash]).unwrap();
    assert_eq!(status("read"), 429, "the old secret is a guess like any other");
}

#[test]
fn guesses_at_the_system_password_are_throttled_too() {
    let server = Server::start_with(|sources| {
        sources
            .with_flag("system_user", "root")
            .with_flag("system_password", "pass word")
            .with_flag("auth_failures_per_minute", "3")
    });
    let status = |secret: &str| server.request("GET", ROUTE).basic("root", secret).send().status;
    assert_eq!([status("a"), status("b"), status("c"), status("d")], [403, 403, 403, 429]);
    assert_eq!(status("pass word"), 429, "a right guess among too many opens nothing");
    assert_eq!(server.request("GET", ROUTE).key("read").send().status, 200);
}

/// Guesses that wait for their turn of hashing together are counted one after the other.
#[test]
fn guesses_sent_at_once_are_throttled_like_those_sent_in_turn() {
    let server = Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "3"));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let guess = || server.request("GET", ROUTE).basic("admin", "guess").send().status;
        let guesses: Vec<_> = (0..20).map(|_| scope.spawn(guess)).collect();
        guesses.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused = statuses.iter().filter(|status| **status == 403).count();
    assert_eq!((refused, statuses.iter().filter(|status| **status == 429).count()), (3, 17));
}

#[test]
fn a_page_of_another_site_changes_nothing_whatever_the_credentials() {
    let server = Server::start();
    let host = server.address.clone();
    let create = |server: &Server, headers: &[(&'static str, &str)]| {
        let request = server.request("POST", "/api/user/new").key("write");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
        request.body("application/json", r#"{"nom": "Zoé", "force_duplicate": true}"#).send().status
    };
    let own = format!("http://{host}");
    for (headers, status) in [
        (vec![], 200),
        (vec![("sec-fetch-site", "same-origin"), ("origin", own.as_str())], 200),
        (vec![("sec-fetch-site", "none")], 200),
        (vec![("origin", own.as_str())], 200),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], 403),
    ] {
        assert_eq!(create(&server, &headers), status, "{headers:?}");
    }
    let read = server.request("GET", ROUTE).key("read").header("sec-fetch-site", "cross-site").send();
    assert_eq!(read.status, 200, "reading is the browser's business");
    let dav =
        server.request("PUT", "/dav/documents/a.txt").key("write").header("origin", "https://evil.example").send();
    assert_eq!(dav.status, 403);
    let server = Server::start_with(|sources| sources.with_flag("site_url", "https://ruche.example/club/"));
    assert_eq!(create(&server, &[("origin", "https://ruche.example")]), 200);
    assert_eq!(create(&server, &[("origin", "https://other.example")]), 403);
}

#[test]
fn a_trusted_proxy_tells_clients_apart() {
    let server = Server::start_with(|s| {
        s.with_flag("auth_failures_per_minute", "1").with_flag("trusted_proxies", "127.0.0.0/8")
    });
    let from = |address: &str, name: &str| {
        server.request("GET", ROUTE).basic(name, "guess").header("x-forwarded-for", address).send().status
    };
    assert_eq!((from("198.51.100.1", "a"), from("198.51.100.1", "a"), from("198.51.100.2", "a")), (403, 429, 403));
    assert_eq!((from("2001:db8::1", "b"), from("2001:db8::2", "b"), from("2001:db8:0:1::1", "b")), (403, 429, 403));
}

#[test]
fn the_system_user_needs_no_row_and_both_settings() {
    let server = Server::start_with(|s| s.with_flag("system_user", "root").with_flag("system_password", "pass word:é"));
    assert_eq!(
        server.request("POST", "/api/errors/report").basic("root", "pass word:é").send().status,
        400,
        "level admin"
    );
    assert_eq!(server.request("GET", ROUTE).basic("root", "pass word").send().status, 403);
    let server = Server::start_with(|sources| sources.with_flag("system_user", "root"));
    assert_eq!(server.request("GET", ROUTE).basic("root", "").send().status, 403, "an empty password opens nothing");
}

#[test]
fn the_last_use_is_written_for_successes_only_and_soon() {
    let server = Server::start();
    server.request("GET", ROUTE).basic("read", "wrong").send();
    server.request("GET", "/api/nowhere").key("write").send();
    server.get("/api/download");
    let connection = db::open_shared(&server.file()).unwrap();
    let uses: Vec<(String, Option<String>)> = connection
        .prepare("SELECT key, last_use FROM api_credentials ORDER BY key")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let now = || Some("2026-03-01 10:00:00".to_owned());
    assert_eq!(uses, [("admin".into(), now()), ("read".into(), None), ("write".into(), now())]);
}

#[test]
fn a_new_key_works_at_once_and_its_secret_is_shown_only_then() {
    let server = Server::start();
    let mut connection = db::open_shared(&server.file()).unwrap();
    let transaction = connection.transaction().unwrap();
    let key = keys::NewKey {
        name: keys::KeyName::parse("treasurer").unwrap(),
        label: "Trésorerie".into(),
        level: Level::Write,
        expires: Some("2026-12-31 00:00:00".into()),
    };
    let secret = keys::create(&transaction, &key, "2026-03-01 10:00:00").unwrap();
    assert!(keys::create(&transaction, &key, "2026-03-01 10:00:00").is_err(), "the name is taken");
    transaction.commit().unwrap();
    assert_eq!(server.request("GET", ROUTE).basic("treasurer", &secret).send().status, 200);
    let listed = serde_json::to_string(&keys::list(&connection).unwrap()).unwrap();
    assert!(!listed.contains(&secret) && !listed.contains("$argon2"), "{listed}");
}

#[test]
fn verified_credentials_are_not_hashed_again_for_each_request() {
    let server = Server::start();
    let mut connection = db::open_shared(&server.file()).unwrap();
    let transaction = connection.transaction().unwrap();
    let key =
        keys::NewKey { name: keys::KeyName::parse("k").unwrap(), label: "k".into(), level: Level::Read, expires: None };
    let secret = keys::create(&transaction, &key, "2026-03-01 10:00:00").unwrap();
    transaction.commit().unwrap();
    // Hashing once takes tens of milliseconds: a thousand times would take far longer than this test is ever given.
    let started = std::time::Instant::now();
    for _ in 0..1_000 {
        assert_eq!(server.request("GET", ROUTE).basic("k", &secret).send().status, 200);
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}
