//! Keys that are limited, end, change their secrets and are managed through the API.

use crate::support::{Answer, Server};
use ruche::db;
use serde_json::{Value, json};

fn make(server: &Server, body: Value) -> Value {
    let answer = server.post_json("/api/access", &body);
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    answer.json()
}

fn text<'a>(key: &'a Value, name: &str) -> &'a str {
    key[name].as_str().unwrap_or_else(|| panic!("{name}: {key}"))
}

/// A request with the name and the secret of a made key.
fn get(server: &Server, key: &Value, path: &str) -> Answer {
    server.request("GET", path).basic(text(key, "key"), text(key, "secret")).send()
}

fn post(server: &Server, key: &Value, path: &str, body: &Value) -> Answer {
    let request = server.request("POST", path).basic(text(key, "key"), text(key, "secret"));
    request.body("application/json", body.to_string()).send()
}

fn sql(server: &Server, statement: &str) -> Vec<String> {
    let connection = db::open_shared(&server.file()).unwrap();
    let mut statement = connection.prepare(statement).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let texts = rows.map(|value| match value.unwrap() {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        _ => String::new(),
    });
    texts.collect()
}

fn execute(server: &Server, statement: &str) {
    db::open_shared(&server.file()).unwrap().execute_batch(statement).unwrap();
}

#[test]
fn a_preset_gives_a_key_that_reads_the_books_alone_for_twelve_months() {
    let server = Server::start();
    let key = make(&server, json!({"key": "compta", "label": "Comptable", "preset": "read_books"}));
    assert_eq!((text(&key, "level"), &key["scopes"]), ("read", &json!(["accounting:read"])));
    assert_eq!(text(&key, "expires"), "2027-03-01 10:00:00");
    assert!(text(&key, "secret").starts_with("ruche_") && text(&key, "secret").len() == 44);
    assert_eq!(get(&server, &key, "/api/accounting/years").status, 200);
    for (path, scope) in
        [("/api/user?q=a", "members:read"), ("/api/sql?sql=SELECT%201", "sql:read"), ("/api/web", "web:read")]
    {
        let answer = get(&server, &key, path);
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.error().contains(scope), "{path}: {}", answer.text());
    }
    assert!(get(&server, &key, "/api/access").error().contains("admin"), "the level comes first");
}

#[test]
fn what_is_asked_for_is_read_the_same_from_forms_and_json_and_wrong_values_are_refused() {
    let server = Server::start();
    let answer = server.post(
        "/api/access",
        "application/x-www-form-urlencoded",
        "key=a&level=write&scopes[]=members:read&scopes[]=web:*&networks=192.0.2.9/24,%202001:db8::1&expires=never\
         &supervisor=tresor@example.org&remind_months=3",
    );
    let key = answer.json();
    assert_eq!((&key["scopes"], &key["expires"]), (&json!(["members:read", "web:*"]), &Value::Null));
    assert_eq!(key["networks"], json!(["192.0.2.0/24", "2001:db8::1/128"]));
    assert_eq!((text(&key, "supervisor"), &key["remind_months"]), ("tresor@example.org", &json!(3)));
    for (body, field) in [
        (json!({"key": "b"}), "level"),
        (json!({"level": "read"}), "key"),
        (json!({"key": "É", "level": "read"}), "key"),
        (json!({"key": "b", "level": "none"}), "level"),
        (json!({"key": "b", "preset": "root"}), "preset"),
        (json!({"key": "b", "level": "read", "scopes": []}), "scopes"),
        (json!({"key": "b", "level": "read", "scopes": ["members:fly"]}), "scopes[0]"),
        (json!({"key": "b", "level": "read", "scopes": {"x": {"y": 1}}}), "scopes.x"),
        (json!({"key": "b", "level": "read", "networks": ["10.0.0.0/8", "300.1.1.1"]}), "networks[1]"),
        (json!({"key": "b", "level": "read", "supervisor": "nobody"}), "supervisor"),
        (json!({"key": "b", "level": "read", "remind_months": 99}), "remind_months"),
        (json!({"key": "b", "level": "read", "expires": "2020-01-01"}), "expires"),
        (json!({"key": "b", "level": "read", "label": "x".repeat(201)}), "label"),
    ] {
        let answer = server.post_json("/api/access", &body);
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        assert_eq!(answer.json()["fields"][0]["field"], field, "{body}");
    }
    assert_eq!(server.post_json("/api/access", &json!({"key": "a", "level": "read"})).status, 409);
    assert_eq!(server.post_json("/api/access", &json!({"renew": 99})).status, 404);
    assert_eq!(sql(&server, "SELECT key FROM api_credentials ORDER BY id"), ["read", "write", "admin", "a"]);
}

#[test]
fn nobody_gives_or_takes_over_more_than_they_have() {
    let server = Server::start();
    let keeper = make(
        &server,
        json!({"key": "keeper", "level": "admin", "scopes": "access:admin members:read", "networks": "127.0.0.0/8"}),
    );
    let own = json!("127.0.0.0/8");
    for (body, status) in [
        (json!({"key": "a", "level": "read", "scopes": "members:read", "networks": own}), 200),
        (json!({"key": "b", "level": "admin", "scopes": "access:admin members:read", "networks": own}), 200),
        (json!({"key": "c", "level": "read", "networks": own}), 403),
        (json!({"key": "c", "level": "read", "scopes": "members:*", "networks": own}), 403),
        (json!({"key": "c", "level": "read", "scopes": "members:read web:read", "networks": own}), 403),
        (json!({"key": "c", "preset": "full", "networks": own}), 403),
        (json!({"key": "c", "level": "read", "scopes": "members:read"}), 403),
        (json!({"key": "c", "level": "read", "scopes": "members:read", "networks": "0.0.0.0/0"}), 403),
    ] {
        assert_eq!(post(&server, &keeper, "/api/access", &body).status, status, "{body}");
    }
    // The secret of a greater key would be more than it has, and so would its own level or scopes if it widened them.
    let admin = sql(&server, "SELECT id FROM api_credentials WHERE key = 'admin'").remove(0);
    let before = sql(&server, "SELECT secret FROM api_credentials WHERE key = 'admin'");
    for path in ["", "/rotate", "/enable", "/disable"] {
        let body = json!({"label": "x"});
        assert_eq!(post(&server, &keeper, &format!("/api/access/{admin}{path}"), &body).status, 403, "{path}");
    }
    let path = format!("/api/access/{admin}");
    let deletion = server.request("DELETE", &path).basic("keeper", text(&keeper, "secret"));
    assert_eq!(deletion.send().status, 403);
    assert_eq!(post(&server, &keeper, "/api/access", &json!({"renew": admin, "networks": own})).status, 403);
    for body in [json!({"scopes": "*"}), json!({"networks": ""}), json!({"scopes": "access:*"})] {
        let own = format!("/api/access/{}", keeper["id"]);
        assert_eq!(post(&server, &keeper, &own, &body).status, 403, "{body}");
    }
    assert_eq!(sql(&server, "SELECT secret FROM api_credentials WHERE key = 'admin'"), before);
    // Nor through somebody's login: whoever may change more is out of reach of a key that is limited.
    let limited = make(&server, json!({"key": "m", "level": "admin", "scopes": "members:*"}));
    execute(
        &server,
        "INSERT INTO users_categories (id, name, perm_accounting, perm_connect) VALUES (900, 'Compta', 2, 1)",
    );
    let member = server.new_member("Zoé");
    execute(&server, &format!("UPDATE users SET id_category = 900 WHERE id = {member}"));
    let body = json!({"email": "mine@example.org"});
    assert_eq!(post(&server, &limited, &format!("/api/user/{member}"), &body).status, 403);
    let body = json!({"nom": "Moi", "id_category": 900, "password": "ruche-et-miel"});
    assert_eq!(post(&server, &limited, "/api/user/new", &body).status, 403);
    assert_eq!(post(&server, &limited, "/api/user/new", &json!({"nom": "Ordinaire"})).status, 200);
}

#[test]
fn a_rotated_secret_is_good_at_once_and_the_former_one_for_its_time() {
    let server = Server::start();
    for (key, keep) in [
        (make(&server, json!({"key": "whole", "level": "read", "scopes": "*"})), json!({})),
        (make(&server, json!({"key": "limited", "level": "read", "scopes": "members:read"})), json!({"keep": "2h"})),
        // As Paheko made it: its secret has another form.
        (
            json!({"id": sql(&server, "SELECT id FROM api_credentials WHERE key = 'read'")[0].parse::<i64>().unwrap(),
                "key": "read", "secret": "read-secret"}),
            json!({"keep": "2026-04-01"}),
        ),
    ] {
        let (former, path) = (key.clone(), format!("/api/access/{}/rotate", key["id"]));
        let rotated = server.post_json(&path, &keep);
        assert_eq!(rotated.status, 200, "{}", rotated.text());
        let rotated = rotated.json();
        assert_ne!(rotated["secret"], key["secret"]);
        let statuses = || [&former, &rotated].map(|key| get(&server, key, "/api/version").status);
        assert_eq!(statuses(), [200, 200], "{key}");
        let until = text(&rotated, "former_secret_until").to_owned();
        execute(
            &server,
            &format!("UPDATE ruche_api_access SET old_until = '2026-03-01 10:00:00' WHERE old_until = '{until}'"),
        );
        assert_eq!(statuses(), [403, 200], "{key}: its time is over");
        let app = server.app.clone();
        actix_web::rt::System::new().block_on(async move { app.set_expired_keys_aside().await.unwrap() });
        assert_eq!(sql(&server, "SELECT old_secret FROM ruche_api_access WHERE old_secret IS NOT NULL"), [""; 0]);
        let last = server.post_json(&path, &json!({"keep": "0"})).json();
        assert_eq!(get(&server, &rotated, "/api/version").status, 403, "no time at all");
        assert_eq!(get(&server, &last, "/api/version").status, 200);
        assert_eq!(last["former_secret_until"], Value::Null);
        assert_eq!(server.post_json(&path, &json!({"keep": "hier"})).json()["fields"][0]["field"], "keep");
    }
}

#[test]
fn a_key_is_disabled_enabled_changed_renewed_and_deleted() {
    let server = Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "1000"));
    let key = make(&server, json!({"key": "compta", "preset": "read_books", "networks": ["127.0.0.1"]}));
    let path = |action: &str| format!("/api/access/{}{action}", key["id"]);
    let status = || get(&server, &key, "/api/accounting/years").status;
    assert_eq!(server.post_json(&path("/disable"), &json!({})).json()["disabled"], true);
    assert_eq!(status(), 403);
    assert_eq!(server.post_json(&path("/rotate"), &json!({})).status, 409);
    assert_eq!(server.post_json(&path("/enable"), &json!({})).json()["disabled"], false);
    assert_eq!(
        (status(), sql(&server, "SELECT secret FROM api_credentials WHERE key = 'compta'")),
        (200, vec!["!limited".to_owned()])
    );

    // The limits come and go, enabled or not, and the secret stays.
    for (scopes, is_in_place) in [("*", true), ("accounting:*", false)] {
        let answer = server.post_json(&path(""), &json!({"scopes": scopes, "networks": ""}));
        assert_eq!((answer.status, status()), (200, 200), "{scopes}: {}", answer.text());
        let secret = sql(&server, "SELECT secret FROM api_credentials WHERE key = 'compta'").remove(0);
        assert_eq!(secret.starts_with("$argon2id"), is_in_place, "{scopes}: {secret}");
        for (disabled_with, after) in
            [("*", 200), ("accounting:read", 200), ("web:read", 403), ("accounting:read", 200)]
        {
            server.post_json(&path("/disable"), &json!({}));
            assert_eq!(server.post_json(&path(""), &json!({"scopes": disabled_with})).status, 200);
            assert_eq!(status(), 403);
            server.post_json(&path("/enable"), &json!({}));
            assert_eq!(status(), after, "{scopes} {disabled_with}");
        }
    }
    assert_eq!(server.post_json(&path(""), &json!({"key": "autre"})).status, 400);

    // Expired: a new end comes with enabling only, twelve months unless the request says otherwise.
    execute(&server, "UPDATE ruche_credentials SET expires = '2026-02-01 00:00:00' WHERE expires IS NOT NULL");
    assert_eq!(status(), 403);
    assert_eq!(server.get(&path("")).json()["expired"], true);
    assert_eq!(server.post_json(&path(""), &json!({"expires": "1y"})).status, 409);
    assert_eq!(server.post_json(&path("/enable"), &json!({})).json()["expires"], "2027-03-01 10:00:00");
    assert_eq!(status(), 200);

    server
        .post_json(&path(""), &json!({"label": "Cabinet", "supervisor": "a@example.org", "scopes": "accounting:read"}));
    let renewed = make(&server, json!({"renew": key["id"]}));
    assert_eq!((text(&renewed, "key"), text(&renewed, "label")), ("compta_2", "Cabinet"));
    assert_eq!((&renewed["scopes"], text(&renewed, "supervisor")), (&json!(["accounting:read"]), "a@example.org"));
    assert_eq!(text(&make(&server, json!({"renew": renewed["id"]})), "key"), "compta_3");
    assert_eq!(server.request("DELETE", &path("")).key("admin").send().status, 200);
    assert_eq!((status(), server.get(&path("")).status), (403, 404));
    assert_eq!(sql(&server, &format!("SELECT id FROM ruche_api_access WHERE id = {}", key["id"])), [""; 0]);
}

/// Paheko knows neither scopes nor networks: what it would verify a secret against must not be there.
#[test]
fn the_hash_of_a_limited_key_is_where_no_other_program_looks() {
    let server = Server::start();
    make(&server, json!({"key": "a", "level": "admin", "scopes": "web:read"}));
    make(&server, json!({"key": "b", "level": "admin", "networks": "192.0.2.0/24"}));
    make(&server, json!({"key": "c", "level": "admin"}));
    let secrets =
        sql(&server, "SELECT substr(secret, 1, 8) FROM api_credentials WHERE key IN ('a', 'b', 'c') ORDER BY key");
    assert_eq!(secrets, ["!limited", "!limited", "$argon2i"]);
}

#[test]
fn a_key_is_accepted_from_its_networks_alone_and_its_last_address_is_known() {
    let server = Server::start_with(|sources| sources.with_flag("trusted_proxies", "127.0.0.1"));
    let key = make(&server, json!({"key": "n", "level": "read", "networks": ["192.0.2.0/24", "2001:db8::/32"]}));
    let from = |address: &str| {
        let request = server.request("GET", "/api/version").basic("n", text(&key, "secret"));
        request.header("x-forwarded-for", address).send().status
    };
    assert_eq!((from("192.0.2.7"), from("198.51.100.1"), from("2001:db8::1"), from("::1")), (200, 403, 200, 403));
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async move { app.authenticator.last_use.write(&app.db).await.unwrap() });
    let shown = server.get(&format!("/api/access/{}", key["id"])).json();
    assert_eq!((text(&shown, "last_address"), text(&shown, "last_use")), ("2001:db8::1", "2026-03-01 10:00:00"));
    // A refusal from elsewhere is no guess, and tells those without the secret nothing.
    let wrong = server.request("GET", "/api/version").basic("n", "x").header("x-forwarded-for", "192.0.2.7").send();
    let elsewhere = server.request("GET", "/api/version").basic("n", "x").header("x-forwarded-for", "9.9.9.9").send();
    assert_eq!(wrong.body, elsewhere.body);
}

#[test]
fn the_end_of_a_key_is_announced_in_its_last_month() {
    let server = Server::start();
    for (expires, announced) in [
        ("2026-03-02", "2026-03-02T23:00:00Z"),
        ("2026-04-01 10:00", "2026-04-01T08:00:00Z"),
        ("2026-04-01 10:01", ""),
        ("never", ""),
    ] {
        let key = make(&server, json!({"key": "k", "preset": "read_books", "expires": expires}));
        for path in ["/api/version", "/api/accounting/years", "/api/user?q=a", "/api/nowhere"] {
            assert_eq!(get(&server, &key, path).header("x-key-expires"), announced, "{expires} {path}");
        }
        server.request("DELETE", &format!("/api/access/{}", key["id"])).key("admin").send();
    }
}

#[test]
fn those_who_answer_for_a_key_hear_of_its_end_each_week_until_it_is_disabled() {
    let server = Server::start_with_mail(|sources| sources);
    let remind = || {
        let app = server.app.clone();
        actix_web::rt::System::new().block_on(async move { ruche::jobs::remind_of_keys(&app).await.unwrap() });
        let queued = sql(&server, "SELECT recipient || ': ' || subject || content FROM emails_queue ORDER BY id");
        execute(&server, "DELETE FROM emails_queue; DELETE FROM ruche_jobs");
        queued
    };
    let both = json!({"key": "soon", "label": "Caisse", "level": "read", "expires": "2026-03-20", "scopes": "web:read",
                      "supervisor": "a@example.org", "recipient": "b@example.org"});
    let key = make(&server, both);
    make(&server, json!({"key": "later", "level": "read", "expires": "2026-05-20", "supervisor": "a@example.org"}));
    make(
        &server,
        json!({"key": "never", "level": "read", "expires": "2026-03-20", "supervisor": "a@example.org",
                         "remind_months": 0}),
    );
    make(&server, json!({"key": "silent", "level": "read", "expires": "2026-03-20"}));
    let queued = remind();
    assert_eq!(queued.len(), 2, "{queued:?}");
    assert!(queued[0].starts_with("a@example.org") && queued[1].starts_with("b@example.org"), "{queued:?}");
    assert!(queued.iter().all(|message| message.contains("Caisse") && message.contains("2026-03-21 00:00:00")));
    assert!(!queued[0].contains(text(&key, "secret")));
    assert_eq!(remind(), [""; 0], "not twice a week");
    execute(&server, "UPDATE ruche_api_access SET reminded = '2026-02-22 10:00:00'");
    assert_eq!(remind().len(), 2, "a week later");
    execute(&server, "UPDATE ruche_api_access SET reminded = '2026-02-22 10:00:00'");
    server.post_json(&format!("/api/access/{}/disable", key["id"]), &json!({}));
    assert_eq!(remind(), [""; 0], "disabled");
    server.post_json(&format!("/api/access/{}/enable", key["id"]), &json!({}));
    assert_eq!(remind().len(), 2);
    server.post_json(&format!("/api/access/{}", key["id"]), &json!({"expires": "2y"}));
    assert_eq!(remind(), [""; 0], "it has a new end");
}

#[test]
fn anybody_with_a_key_learns_what_it_may_and_what_arrived_of_a_request() {
    let server = Server::start();
    let key = make(&server, json!({"key": "compta", "label": "Comptable", "preset": "read_books"}));
    let told = get(&server, &key, "/api/access/test").json();
    assert_eq!((text(&told, "name"), text(&told, "label")), ("compta", "Comptable"));
    assert_eq!((&told["scopes"], &told["levels"]["accounting"]), (&json!(["accounting:read"]), &json!("read")));
    assert_eq!((&told["levels"]["users"], &told["expires"]), (&json!("none"), &key["expires"]));
    for (secret, looks) in [
        (text(&key, "secret").to_owned(), "well_formed"),
        (format!("{}x", text(&key, "secret")), "mistyped"),
        ("motdepasse".to_owned(), "foreign"),
    ] {
        let answer = post(&server, &key, "/api/access/test", &json!({"secret": secret}));
        assert_eq!(answer.json()["secret"], looks);
        assert!(!answer.text().contains(&secret));
    }
    for path in ["/api/echo?a=1&b[]=2", "/api/v1/echo?a=1&b[]=2"] {
        let request = server.request("GET", path).basic("compta", text(&key, "secret"));
        let answer = request.header("x-api-key", "canary-1").header("cookie", "canary-2").send();
        let told = answer.json();
        assert_eq!((&told["parameters"]["a"], &told["address"]), (&json!("1"), &json!("127.0.0.1")));
        assert!(told["headers"]["host"].is_string() && told["headers"]["authorization"] == "…");
        assert!(!answer.text().contains("canary"), "{}", answer.text());
    }
    let told = post(&server, &key, "/api/echo", &json!({"x": {"y": [1]}})).json();
    assert_eq!((&told["parameters"], text(&told, "method")), (&json!({"x": {"y": [1]}}), "POST"));
}

/// A mistyped secret is answered as any wrong one, and counts as a guess.
#[test]
fn a_mistyped_secret_is_told_no_more_than_a_wrong_one() {
    let server = Server::start_with(|sources| sources.with_flag("auth_failures_per_minute", "2"));
    let key = make(&server, json!({"key": "k", "level": "read"}));
    let ask = |secret: &str| server.request("GET", "/api/version").basic("k", secret).send();
    let mistyped = ask(&text(&key, "secret")[..43]);
    assert_eq!((mistyped.status, mistyped.body), (403, ask("autre").body));
    assert_eq!(ask("encore").status, 429);
}

#[test]
fn no_secret_and_no_hash_leaves_by_any_door() {
    let server = Server::start();
    let key = make(&server, json!({"key": "k", "level": "admin", "scopes": "access:admin download:*"}));
    let rotated = server.post_json(&format!("/api/access/{}/rotate", key["id"]), &json!({})).json();
    for path in ["/api/access", &format!("/api/access/{}", key["id"]), "/api/history?entity=key", "/api/access/test"] {
        let answer = server.get(path).text();
        for canary in [text(&key, "secret"), text(&rotated, "secret"), "argon2", "hint"] {
            assert!(!answer.contains(canary), "{path}: {answer}");
        }
    }
    assert_eq!(server.sql("SELECT * FROM ruche_api_access").status, 400);
    assert_eq!(sql(&server, "SELECT answer FROM ruche_requests"), [""; 0]);
    for path in ["/api/access".to_owned(), format!("/api/access/{}/rotate", key["id"])] {
        let request = server.request("POST", &path).key("admin").header("idempotency-key", "k");
        let answer = request.body("application/json", r#"{"key": "other", "level": "read"}"#).send();
        assert_eq!(answer.status, 400, "an answer with a secret is not kept");
    }
    // A copy holds hashes for administrators without limits only.
    for (name, secret, whole) in
        [("read", "read-secret", false), ("k", text(&rotated, "secret"), false), ("admin", "admin-secret", true)]
    {
        let copy = server.request("GET", "/api/download").basic(name, secret).send();
        assert_eq!(copy.status, 200);
        let found = copy.body.windows(9).any(|bytes| bytes == b"$argon2id");
        assert_eq!(found, whole, "{name}");
    }
}

#[test]
fn the_address_of_a_person_who_is_forgotten_leaves_the_keys() {
    let server = Server::start();
    let member = json!({"nom": "Bo", "email": "Bo@example.org"});
    let member = server.post_json("/api/user/new", &member).json()["id"].as_i64().unwrap();
    let key = make(
        &server,
        json!({"key": "k", "level": "read", "supervisor": "bo@example.org", "recipient": "x@example.org"}),
    );
    server.post_json(&format!("/api/access/{}", key["id"]), &json!({"recipient": "Bo@example.org"}));
    assert_eq!(server.post_json(&format!("/api/user/{member}/anonymize"), &json!({})).status, 200);
    let shown = server.get(&format!("/api/access/{}", key["id"])).json();
    assert_eq!((&shown["supervisor"], &shown["recipient"]), (&Value::Null, &Value::Null));
    assert!(!server.get("/api/history?entity=key").text().to_lowercase().contains("bo@example.org"));
}
