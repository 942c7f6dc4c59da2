//! Searches of members by their index find what the tables hold, whatever happened to members and whoever did it.

use std::sync::Arc;

use ruche::app::App;
use ruche::audit::{Actor, AuditContext, AuditLog};
use ruche::members::filter::Scope;
use ruche::members::search::{Search, Sort};
use ruche::members::{administration, fields::Fields};
use serde_json::json;

use crate::support::Server;

const QUESTIONS: [&str; 9] =
    ["", "hopper", "ZOË hopper", "evry", "0102", "2", "nouveau", "nobody@example.org", "ancien membre"];

/// Whether a search that begins now has an index; fails when an index does not find what the tables hold.
fn has_index(app: &Arc<App>) -> bool {
    let served = app.clone();
    let compared = app.db.read(move |conn| {
        let (layout, index) = served.search_index.current(&served.db, conn)?;
        let Some(index) = index else { return Ok(false) };
        for words in QUESTIONS {
            for (scope, sort) in [(Scope::Everybody, ""), (Scope::Visible, "-name"), (Scope::Category(1), "ville")] {
                let search = Search { words: words.to_owned(), scope, sort: Sort::parse(sort) };
                let expected = search.page(conn, &layout, None, 1, 500)?;
                assert_eq!(search.page(conn, &layout, Some(&index), 1, 500)?, expected, "{search:?}");
            }
        }
        Ok(true)
    });
    actix_web::rt::System::new().block_on(compared).unwrap()
}

fn build(app: &Arc<App>) {
    actix_web::rt::System::new().block_on(app.clone().build_search_index()).unwrap();
    assert!(has_index(app));
}

#[test]
fn an_index_is_as_the_tables_after_every_kind_of_change_of_ours() {
    let server = Server::start();
    let app = &server.app;
    assert!(!has_index(app), "nobody made one yet");
    build(app);
    let step = |what: &str| assert!(has_index(app), "an own change loses no track: {what}");

    let zoe = server.new_member("Zoë Hopper");
    let ana = server.new_member("Ana Nouveau");
    step("created");
    let form = "application/x-www-form-urlencoded";
    for change in ["ville=%C3%89vry&telephone=01+02+03+04+05", "nom=%C3%89mile+Hopper", "email=nobody%40example.org"] {
        assert_eq!(server.post(&format!("/api/user/{zoe}"), form, change).status, 200, "{change}");
        step(change);
    }
    let refused = server.post(&format!("/api/user/{zoe}"), form, "nom=&ville=Pau");
    assert!(refused.status >= 400);
    step("refused");
    let file = "nom,ville,telephone\nNouveau Un,Évry,0102030405\nNouveau Deux,Pau,\n";
    let put = |path: &str, body: &str| {
        let answer = server.request("PUT", path).key("admin").body("text/csv", body).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    put("/api/user/import", file);
    step("imported");
    let import = server.get("/api/user/imports").json()["imports"][0]["id"].as_i64().unwrap();
    assert_eq!(server.post(&format!("/api/user/imports/{import}/undo"), form, "").status, 200);
    step("undone");
    assert_eq!(server.post_json(&format!("/api/user/{zoe}/anonymize"), &json!({})).status, 200);
    step("anonymised");
    assert_eq!(server.request("DELETE", &format!("/api/user/{ana}")).key("admin").send().status, 200);
    step("deleted");
    server.new_entry("nothing of members");
    step("an entry");
}

#[test]
fn a_change_of_the_fields_has_the_index_made_anew() {
    let server = Server::start();
    let app = &server.app;
    server.new_member("Zoë Hopper");
    build(app);
    let work = app.db.write(|tx| {
        let trace = AuditContext {
            moment: "2026-03-01 10:00:00".to_owned(),
            address: None,
            actor: Actor::System { name: "root".to_owned() },
            import: None,
        };
        administration::remove(tx, "adresse", true, &AuditLog::open(tx, &trace)?)
    });
    actix_web::rt::System::new().block_on(work).unwrap();
    assert!(!has_index(app));
    build(app);
    let fields = |conn: &rusqlite::Connection| Ok(Fields::read(conn)?.get("adresse").is_none());
    assert!(actix_web::rt::System::new().block_on(app.db.read(fields)).unwrap());
}

/// Paheko, or a command, writes to the file while the server has it.
#[test]
fn what_another_program_wrote_is_found_at_once_and_indexed_afterwards() {
    let server = Server::start();
    let app = &server.app;
    let zoe = server.new_member("Zoë Hopper");
    build(app);
    let other = rusqlite::Connection::open(server.file()).unwrap();
    other.execute("UPDATE users_search SET nom = 'ancien membre' WHERE id = ?1", [zoe]).unwrap();
    let found = |words: &str| server.get(&format!("/api/user?q={words}")).json()["count"].clone();
    assert_eq!((found("ancien"), found("hopper")), (json!(1), json!(0)));
    // The search had it made anew; whoever is faster.
    build(app);
    other.execute("DELETE FROM users WHERE id = ?1", [zoe]).unwrap();
    assert!(!has_index(app));
    assert_eq!(found("ancien"), json!(0));
    build(app);
    server.new_member("Nouveau");
    other.execute_batch("BEGIN IMMEDIATE; UPDATE users SET id_category = 2; COMMIT").unwrap();
    server.new_member("Nouveau encore");
    assert!(!has_index(app), "a write of ours after theirs does not hide it");
    build(app);
}

#[test]
fn a_search_makes_the_index_that_is_missing() {
    let server = Server::start();
    server.new_member("Zoë Hopper");
    assert_eq!(server.get("/api/user?q=hopper").json()["count"], 1);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !has_index(&server.app) {
        assert!(std::time::Instant::now() < until, "no index was made");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(server.get("/api/user?q=hopper").json()["count"], 1);
}

/// Searches go on while members are written: each answer is that of one moment.
#[test]
fn searches_beside_writes_count_each_member_once() {
    let server = Server::start();
    build(&server.app);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            (0..30).for_each(|at| assert!(server.new_member(&format!("Hopper {at}")) > 0));
        });
        let mut last = 0;
        while !writer.is_finished() {
            let answer = server.get("/api/user?q=hopper&limit=500").json();
            let count = answer["count"].as_u64().unwrap();
            assert_eq!(answer["members"].as_array().unwrap().len() as u64, count);
            assert!(count >= last, "what was answered once stays: {count} after {last}");
            last = count;
        }
    });
    assert_eq!(server.get("/api/user?q=hopper").json()["count"], 30);
    assert!(has_index(&server.app));
}
