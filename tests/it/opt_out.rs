//! The page behind the link under each message: what it changes, and for whom (people.md 6.5 and 9.3).

use crate::support::{Answer, Server};
use ruche::db;
use ruche::jobs::worker::Worker;
use ruche::mail::opt_out;
use ruche::text::email_hash;
use serde_json::json;

fn start() -> Server {
    let server = Server::start_with_mail(|sources| sources);
    let sql = "INSERT INTO emails (hash) VALUES (email_hash('ada@example.org'))";
    db::open_shared(&server.file()).unwrap().execute_batch(sql).unwrap();
    server
}

fn token() -> String {
    opt_out::token(&email_hash("ada@example.org").unwrap())
}

/// `accepts_mailings`, `accepts_messages`, `accepts_reminders`, and the lines about them.
fn state(server: &Server) -> ([i64; 3], Vec<String>) {
    let sql = "SELECT accepts_mailings, accepts_messages, accepts_reminders, coalesce(fail_log, '') FROM emails
         WHERE hash = email_hash('ada@example.org')";
    let file = db::open_shared(&server.file()).unwrap();
    file.query_row(sql, [], |row| {
        let log: String = row.get(3)?;
        Ok(([row.get(0)?, row.get(1)?, row.get(2)?], log.lines().map(str::to_owned).collect()))
    })
    .unwrap()
}

fn reset(server: &Server) {
    let sql = "UPDATE emails SET accepts_mailings = 1, accepts_messages = 1, accepts_reminders = 1, fail_log = NULL, last_sent = NULL";
    db::open_shared(&server.file()).unwrap().execute_batch(sql).unwrap();
}

fn open(server: &Server, query: &str) -> Answer {
    server.request("GET", &format!("/?{query}")).header("accept-language", "en").send()
}

fn post(server: &Server, query: &str, form: &str) -> Answer {
    let path = format!("/?{query}");
    let request = server.request("POST", &path).header("accept-language", "en");
    request.body("application/x-www-form-urlencoded", form).send()
}

/// Does what waits; gives the texts of the messages that were written.
fn sent(server: &Server) -> Vec<String> {
    let worker = Worker::new(&server.app).unwrap();
    actix_web::rt::System::new().block_on(worker.work()).unwrap();
    let folder = server.file().with_file_name("mails");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap().replace("=\r\n", "").replace("=3D", "="))
        .collect()
}

#[test]
fn opening_the_link_changes_nothing_and_proposes_to_refuse_that_kind() {
    let server = start();
    for (context, unticked) in [(1, "mailings"), (2, "messages"), (3, "reminders"), (4, "reminders")] {
        let page = open(&server, &format!("un={}&c={context}", token()));
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
        for name in ["mailings", "messages", "reminders"] {
            let checked = format!("name=\"{name}\" value=\"1\" checked");
            assert_eq!(page.text().contains(&checked), name != unticked, "{context} {name}");
        }
    }
    assert_eq!(open(&server, &format!("un={}", token())).text().matches(" checked").count(), 3);
    assert_eq!(state(&server), ([1, 1, 1], Vec::new()));
}

#[test]
fn a_mail_program_refuses_at_once_in_either_spelling() {
    let server = start();
    for (context, form, expected) in [
        ("c=1", "List-Unsubscribe=One-Click", [0, 1, 1]),
        ("c=1", "Unsubscribe=Yes", [0, 1, 1]),
        ("c=2", "List-Unsubscribe=One-Click", [1, 0, 1]),
        ("c=3", "List-Unsubscribe=One-Click", [1, 1, 0]),
        ("c=4", "unused=1&List-Unsubscribe=one-click", [1, 1, 0]),
        ("c=0", "List-Unsubscribe=One-Click", [0, 0, 0]),
        ("", "Unsubscribe=Yes", [0, 0, 0]),
    ] {
        let answer = post(&server, &format!("un={}&{context}", token()), form);
        assert_eq!(answer.status, 200, "{context} {form}: {}", answer.text());
        assert_eq!(state(&server), (expected, Vec::new()), "{context} {form}");
        reset(&server);
    }
    // Mail providers send it from their own pages' origin, or from nowhere.
    let path = format!("/?un={}&c=1", token());
    let request = server.request("POST", &path).header("origin", "https://mail.example");
    let answer = request.body("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").send();
    assert_eq!((answer.status, state(&server).0), (200, [0, 1, 1]));
}

#[test]
fn the_multipart_form_of_the_standard_is_read_too() {
    let server = start();
    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let path = format!("/?un={}&c=1", token());
    let request = server.request("POST", &path);
    let answer = request.body("multipart/form-data; boundary=b", body).send();
    assert_eq!((answer.status, state(&server).0), (200, [0, 1, 1]), "{}", answer.text());
}

#[test]
fn what_is_refused_on_the_page_is_refused_at_once_with_a_line() {
    let server = start();
    let answer = post(&server, &format!("un={}&c=1", token()), "save=1&messages=1&reminders=1");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let (accepts, log) = state(&server);
    assert_eq!(accepts, [0, 1, 1]);
    assert_eq!(log, ["01/03/2026 10:00:00 - Le destinataire refuse les envois collectifs"]);
    let path = format!("/?un={}", token());
    let foreign = server.request("POST", &path).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.body("application/x-www-form-urlencoded", "save=1").send().status, 403);
    assert_eq!(state(&server).0, [0, 1, 1]);
}

#[test]
fn what_was_refused_is_accepted_again_only_by_a_link_sent_to_the_address() {
    let server = start();
    let query = format!("un={}", token());
    assert_eq!(post(&server, &query, "save=1").status, 200);
    assert_eq!(state(&server).0, [0, 0, 0]);
    for address in ["", "bo@example.org", "ada"] {
        let answer = post(&server, &query, &format!("mailings=1&email={address}"));
        assert_eq!((answer.status, state(&server).0), (400, [0, 0, 0]), "{address}");
    }
    let answer = post(&server, &query, "mailings=1&reminders=1&email=ADA%40example.org");
    assert_eq!((answer.status, state(&server).0), (200, [0, 0, 0]), "{}", answer.text());
    assert!(
        post(&server, &query, "mailings=1&email=ada%40example.org").text().contains("a moment ago"),
        "one at a time"
    );
    let mails = sent(&server);
    assert_eq!(mails.len(), 1);
    let start = mails[0].find("https://abeilles.example/?un=").unwrap();
    let link = mails[0][start..].split_whitespace().next().unwrap();
    let query = link.split_once('?').unwrap().1;
    assert_eq!(open(&server, query).status, 200);
    assert_eq!(state(&server).0, [0, 0, 0], "programs follow links: opening it changes nothing");
    for wrong in [query.replace("m=0", "m=1"), query.replace("v=", "v=0"), query.replace("e=", "e=9")] {
        assert_eq!(open(&server, &wrong).status, 404, "{wrong}");
        assert_eq!(post(&server, &wrong, "confirm=1").status, 404, "{wrong}");
    }
    assert_eq!(post(&server, query, "confirm=1").status, 200);
    assert_eq!(state(&server).0, [1, 0, 1]);
}

#[test]
fn a_link_that_names_no_address_that_was_written_to_leads_nowhere_and_writes_nothing() {
    let server = start();
    let stranger = opt_out::token(&email_hash("personne@example.org").unwrap());
    for query in ["un=", "un=x", "un=%00&c=1", &format!("un={stranger}&c=1"), &format!("un={}&y=0123456789", token())] {
        assert_eq!(open(&server, query).status, 404, "{query}");
        assert_eq!(post(&server, query, "Unsubscribe=No").status, 404, "{query}");
    }
    assert_eq!(post(&server, &format!("un={stranger}&c=1"), "Unsubscribe=Yes").status, 404);
    let count = "SELECT count(*) FROM emails";
    let file = db::open_shared(&server.file()).unwrap();
    assert_eq!(file.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    assert_eq!(state(&server), ([1, 1, 1], Vec::new()));
    assert_eq!(server.request("PUT", &format!("/?un={}", token())).body("text/plain", "x").send().status, 405);
}

#[test]
fn an_address_that_failed_is_written_to_again_once_its_owner_confirms_it() {
    let server = start();
    let file = db::open_shared(&server.file()).unwrap();
    let member = json!({"nom": "Ada", "email": "ada@example.org"});
    let id = server.post_json("/api/user/new", &member).json()["id"].clone();
    let path = format!("/api/user/{id}/addresses");
    let ask = || server.post_json(&format!("{path}/verify"), &json!({})).status;
    assert_eq!(ask(), 409, "it can be written to");
    file.execute_batch("UPDATE emails SET invalid = 1, fail_count = 7, last_sent = '2026-02-20 10:00:00'").unwrap();
    assert_eq!(ask(), 409, "it had a message nine days ago");
    file.execute_batch("UPDATE emails SET last_sent = '2026-02-01 10:00:00'").unwrap();
    assert_eq!(server.get(&path).json()["addresses"][0]["writable"], false);
    assert_eq!(
        server.post_json(&path, &json!({"mailings": 0})).json(),
        json!({"mailings": false, "messages": true, "reminders": true})
    );
    assert_eq!(server.post_json(&path, &json!({"mailings": 1})).json()["mailings"], false, "only off");
    assert_eq!(server.post_json(&path, &json!({"email": "bo@example.org", "messages": 0})).status, 400);
    assert!(state(&server).1[0].ends_with("Un administrateur refuse les envois collectifs"));
    assert_eq!((ask(), ask()), (200, 409), "one at a time");
    let mail = sent(&server).remove(0);
    let query = mail[mail.find("/?un=").unwrap() + 2..].split_whitespace().next().unwrap().to_owned();
    let query = query.as_str();
    let known = || -> (i64, i64, i64) {
        let sql = "SELECT verified, invalid, fail_count FROM emails";
        file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
    };
    assert_eq!((open(&server, query).status, known()), (200, (0, 1, 7)));
    assert_eq!((post(&server, query, "confirm=1").status, known()), (200, (1, 0, 0)));
    assert_eq!(state(&server).0, [0, 1, 1], "what was refused stays refused");
}

/// A copy of the file for lower keys must not let its reader sign links.
#[test]
fn the_key_of_the_links_is_in_no_copy_for_lower_keys() {
    let server = start();
    let mut file = db::open_shared(&server.file()).unwrap();
    let tx = file.transaction().unwrap();
    let secret = opt_out::ensure_secret(&tx).unwrap();
    tx.commit().unwrap();
    let copy = server.request("GET", "/api/download").key("read").send();
    assert_eq!(copy.status, 200);
    assert!(!copy.body.windows(secret.len()).any(|window| window == secret.as_bytes()));
    assert_ne!(server.sql("SELECT value FROM ruche_meta").status, 200);
}
