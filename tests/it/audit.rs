//! Every change is recorded with its actor, and read again by `history`.

use ruche::auth::Verb;
use ruche::db;
use ruche::web::routes::ROUTES;
use serde_json::{Value, json};

use crate::samples::{Samples, is_of_members_alone};
use crate::support::Server;

/// Rows that write something which is not a change of what the association keeps, with the reason.
const NOT_RECORDED: [(&str, &str); 12] = [
    ("errors/report", "a report of an error is itself a record"),
    ("jobs/retry", "the server's own work"),
    ("jobs/{id}/retry", "the same"),
    ("jobs/{id}", "the same"),
    ("mail/uncertain/{id}/resend", "the same"),
    ("mail/uncertain/{id}", "the same"),
    ("mail/bounce", "the same"),
    ("mail/test", "the same"),
    ("services/reminders/send", "services_reminders_sent is the record"),
    ("user/{id}/addresses", "stands in the lines of the address (people.md 9.3)"),
    ("user/{id}/addresses/verify", "the same, once it is confirmed"),
    ("user/{id}/message", "messages between people are kept nowhere (people.md 9.2)"),
];

#[test]
fn each_row_that_writes_leaves_a_line_of_the_history_with_its_actor() {
    let server = Server::start_with_mail(|sources| sources);
    let samples = Samples::new(&server);
    let file = db::open_shared(&server.file()).unwrap();
    let admin: i64 =
        file.query_row("SELECT id FROM api_credentials WHERE key = 'admin'", [], |row| row.get(0)).unwrap();
    let last =
        || -> i64 { file.query_row("SELECT coalesce(max(id), 0) FROM ruche_history", [], |row| row.get(0)).unwrap() };
    for route in ROUTES.iter().filter(|route| route.access.verb == Verb::Write && !is_of_members_alone(route)) {
        let sample = samples.of(route);
        let row = format!("{} {}", sample.method, sample.path);
        let before = last();
        let answer = sample.request(&server).key("admin").send();
        assert_eq!(answer.status, 200, "{row}: {}", answer.text());
        let (lines, known): (i64, i64) = file
            .query_row(
                "SELECT count(*), count(CASE WHEN who = 'admin' AND actor = 'key' AND id_actor = ?2
                    AND json_valid(changes) AND moment = '2026-03-01 10:00:00' THEN 1 END)
                 FROM ruche_history WHERE id > ?1",
                [before, admin],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        let is_recorded = !NOT_RECORDED.iter().any(|(path, _)| *path == route.path);
        assert_eq!(lines > 0, is_recorded, "{row} left {lines} lines");
        assert_eq!(lines, known, "{row}");
    }
    let tables = "SELECT count(DISTINCT entity) FROM ruche_history";
    assert_eq!(file.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 18, "each kind that a route changes");
}

fn history(server: &Server, query: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/history?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["history"].as_array().unwrap().clone()
}

#[test]
fn the_history_is_read_by_kind_thing_actor_and_moment_a_page_at_a_time() {
    let server = Server::start();
    let entries: Vec<i64> = ["Un", "Deux", "Trois"].map(|label| server.new_entry(label)).into();
    server.post_json("/api/association", &json!({"org_infos": "Ruches", "org_phone": "0123456789"}));
    let page = server.request("POST", "/api/web").key("write").body("application/json", r#"{"title": "Accueil"}"#);
    assert_eq!(page.send().status, 200);

    let all = history(&server, "");
    assert_eq!(all.len(), 5, "{all:?}");
    assert_eq!((&all[0]["entity"], &all[0]["who"], &all[0]["actor"]), (&json!("page"), &json!("write"), &json!("key")));
    assert_eq!(all[1]["entity"], "setting");
    assert_eq!(all[1]["changes"]["org_infos"], json!({"old": null, "new": "Ruches"}));
    assert_eq!(history(&server, "who=write"), all[..1]);
    assert_eq!(history(&server, "entity=entry"), all[2..]);
    assert_eq!(history(&server, &format!("entity=entry&id={}", entries[1])), all[3..4]);
    assert_eq!(history(&server, "since=2026-03-01"), all);
    assert_eq!(history(&server, "since=2026-03-01+10:00:00"), all);
    assert_eq!(history(&server, "since=2026-03-02"), [Value::Null; 0]);

    let (mut address, mut read) = ("/api/history?entity=entry&limit=2".to_owned(), Vec::new());
    loop {
        let answer = server.get(&address).json();
        read.extend(answer["history"].as_array().unwrap().clone());
        let Some(next) = answer["next"].as_str() else { break };
        next.clone_into(&mut address);
    }
    assert_eq!(read, all[2..]);
    for (query, field) in [
        ("entity=nope", "entity"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("after=x", "after"),
        ("since=hier", "since"),
    ] {
        let answer = server.get(&format!("/api/history?{query}"));
        assert_eq!((answer.status, &answer.json()["fields"][0]["field"]), (400, &json!(field)), "{query}");
    }
}

#[test]
fn what_a_member_does_is_theirs_in_the_journal_and_forgotten_with_them() {
    let server = Server::start();
    let member = json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    let id = server.post_json("/api/user/new", &member).json()["id"].as_i64().unwrap();
    let file = db::open_shared(&server.file()).unwrap();
    file.execute_batch("UPDATE users_categories SET perm_documents = 9, perm_connect = 1").unwrap();
    let dav = |method: &str| {
        let request = server.request(method, "/dav/documents/a.txt").basic("bo@example.org", "ruche-et-miel");
        request.body("text/plain", "un").send().status
    };
    assert_eq!(dav("PUT"), 201);
    let line = &history(&server, "entity=file")[0];
    assert_eq!(
        (&line["actor"], &line["id_actor"], &line["who"]),
        (&json!("member"), &json!(id), &json!("bo@example.org"))
    );
    // Marks of programs are deleted for good, which the journal tells.
    let lock = server.request("PUT", "/dav/documents/.~lock.a.odt%23").basic("bo@example.org", "ruche-et-miel");
    assert_eq!(lock.body("text/plain", "x").send().status, 201);
    let gone = server.request("DELETE", "/dav/documents/.~lock.a.odt%23").basic("bo@example.org", "ruche-et-miel");
    assert_eq!(gone.send().status, 204);
    let journal: Option<i64> = file
        .query_row("SELECT id_user FROM logs WHERE type = 11 ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(journal, Some(id));

    assert_eq!(server.post_json(&format!("/api/user/{id}/anonymize"), &json!({})).status, 200);
    let line = &history(&server, "entity=file")[0];
    assert_eq!((&line["id_actor"], &line["who"]), (&json!(id), &Value::Null));
}

#[test]
fn no_secret_is_recorded() {
    let server = Server::start();
    let member = json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    assert_eq!(server.post_json("/api/user/new", &member).status, 200);
    let file = db::open_shared(&server.file()).unwrap();
    let hash: String = file.query_row("SELECT password FROM users WHERE nom = 'Bo'", [], |row| row.get(0)).unwrap();
    let recorded: String = file
        .query_row(
            "SELECT coalesce((SELECT group_concat(changes) FROM ruche_history), '')
                || coalesce((SELECT group_concat(details) FROM logs), '')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(recorded.contains("bo@example.org"));
    assert!(!recorded.contains("ruche-et-miel") && !recorded.contains(&hash), "{recorded}");
}
