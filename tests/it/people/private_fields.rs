//! Fields whose level is above that of the member who asks: neither read nor written anywhere (people.md 5, "Private
//! fields"). Keys see every field.

use std::io::{Cursor, Read};

use ruche::db;
use ruche::members::administration::{self, NewField};
use ruche::web::routes::ROUTES;
use serde_json::{Value, json};

use crate::samples::Samples;
use crate::sign_in::{CATEGORY, Club};
use crate::support::{Answer, Server};

/// What stands in the fields of level 9, and of level 2: words, an address, a telephone number.
const SECRET: &str = "zxsecretneuf";
const SECRET_PHONE: &str = "0987612345";
const OFFICE: &str = "zxbureaudeux";

/// Fields that only managers of members see, and one that writers see. `ada@example.org` reads members.
fn club() -> Club {
    let club = Club::on(Server::start_with_mail(|sources| sources));
    let mut file = db::open_shared(&club.server.file()).unwrap();
    let context = ruche::audit::AuditContext {
        moment: "2026-03-01 10:00:00".to_owned(),
        address: None,
        actor: ruche::audit::Actor::System { name: "test".to_owned() },
        import: None,
    };
    let tx = file.transaction().unwrap();
    for (name, label, field_type) in [
        ("secret", "Secret", "text"),
        ("secret_mail", "Autre adresse", "email"),
        ("secret_tel", "Autre numéro", "tel"),
        ("secret_file", "Dossier", "file"),
        ("secret_long", "Notes", "textarea"),
        ("bureau", "Bureau", "text"),
    ] {
        let new = new_field(name, label, field_type);
        administration::add(&tx, &new, &ruche::audit::AuditLog::open(&tx, &context).unwrap()).unwrap();
    }
    tx.commit().unwrap();
    club.sql(
        "UPDATE config_users_fields SET management_access_level = 9, user_access_level = 0 WHERE name LIKE 'secret%';
         UPDATE config_users_fields SET management_access_level = 2, user_access_level = 0 WHERE name = 'bureau'",
    );
    club
}

fn values(number: usize) -> Value {
    json!({"secret": SECRET, "secret_mail": format!("{SECRET}{number}@example.org"), "secret_tel": SECRET_PHONE,
        "secret_long": format!("Notes {SECRET}"), "bureau": OFFICE})
}

/// Gives every member the values that are hidden, by the route that leaves a history, and a file.
fn fill(club: &Club) {
    let file = db::open_shared(&club.server.file()).unwrap();
    let mut statement = file.prepare("SELECT id FROM users WHERE secret IS NULL").unwrap();
    let ids: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for id in ids {
        let answer = club.server.post_json(&format!("/api/user/{id}"), &values(id as usize));
        // An administrator is out of reach of keys.
        if answer.status == 403 {
            file.execute("UPDATE users SET secret = ?2 WHERE id = ?1", (id, SECRET)).unwrap();
        } else {
            assert_eq!(answer.status, 200, "{}", answer.text());
            let path = format!("/api/files/user/{id}/secret_file/{SECRET}.txt");
            assert_eq!(club.request("PUT", &path).key("admin").body("text/plain", SECRET).send().status, 200);
        }
    }
    let data = format!("json_set(extra_data, '$.secret', '{SECRET}', '$.bureau', '{OFFICE}')");
    file.execute(&format!("UPDATE mailings_recipients SET extra_data = {data} WHERE extra_data IS NOT NULL"), [])
        .unwrap();
}

fn level(club: &Club, users: i64) {
    club.sql(&format!(
        "UPDATE users_categories SET perm_users = {users}, perm_accounting = 9, perm_documents = 9, perm_web = 9 WHERE id = {CATEGORY}"
    ));
}

/// The texts of an answer: those of the files in it too, if it is an archive.
fn texts(answer: &Answer) -> String {
    let mut all = format!("{:?} {}", answer.headers, answer.text());
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&answer.body)) {
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            all.push_str(&format!("\n{}\n{}", file.name().unwrap(), String::from_utf8_lossy(&content)));
        }
    }
    all
}

fn tells(answer: &Answer, users: i64) -> bool {
    let text = texts(answer);
    text.contains(SECRET) || text.contains(SECRET_PHONE) || (users < 2 && text.contains(OFFICE))
}

#[test]
fn no_row_of_the_table_tells_a_member_what_is_above_the_own_level() {
    let club = club();
    let (samples, token) = (Samples::new(&club.server), club.token());
    let mut answered = 0;
    for route in ROUTES.iter().filter(|route| !route.path.starts_with("auth/")) {
        for users in [1, 2] {
            let sample = samples.of(route);
            fill(&club);
            level(&club, users);
            let request = sample.request(&club.server).header("authorization", format!("Bearer {token}"));
            let answer = request.send();
            assert!(!tells(&answer, users), "{} {} at {users}: {}", sample.method, sample.path, answer.text());
            answered += i64::from(answer.status == 200);
        }
    }
    assert!(answered > 200, "{answered}");
}

/// Addresses with parameters, for each of which a key is told what the member is not.
#[test]
fn lists_exports_searches_and_files_hide_what_is_above_the_level_and_show_it_to_keys() {
    let club = club();
    fill(&club);
    let id = club.server.new_member("Zoé Secret");
    fill(&club);
    let token = club.token();
    let get = |path: &str| club.ask(&token, "GET", path, json!({}));
    let trash = format!("/api/files/user/{id}/secret_file/{SECRET}.txt");
    let copy = json!({"from": format!("user/{id}/secret_file/{SECRET}.txt"), "to": format!("user/{id}/secret_file/{SECRET}2.txt")});
    assert_eq!(club.server.post_json("/api/files/copy", &copy).status, 200);
    assert_eq!(club.request("DELETE", &trash).key("admin").send().status, 200);
    let saved = |content: Value| {
        let body = json!({"label": "x", "content": content});
        club.server.post_json("/api/user/searches", &body).json()["id"].as_i64().unwrap()
    };
    let column = |name: &str| json!({"groups": [{"operator": "AND", "conditions": [{"column": name, "operator": "1"}, {"column": "nom", "operator": "1"}]}]});
    let shown = saved(column("secret"));
    let sql = |text: &str| {
        let body = json!({"label": "x", "type": "sql", "content": text});
        club.server.post_json("/api/user/searches", &body).json()["id"].as_i64().unwrap()
    };
    let (named, whole) = (sql("SELECT id, secret FROM users"), sql("SELECT * FROM users_view"));
    let harmless = sql("SELECT id, nom FROM users");
    for users in [1, 2] {
        level(&club, users);
        for path in [
            format!("user/{id}"),
            "user?q=Secret".to_owned(),
            "user?category=-1".to_owned(),
            "user?category=-1&format=csv".to_owned(),
            "user?category=-1&format=xlsx".to_owned(),
            "user/search?q=zoe".to_owned(),
            "user/category/-1.json".to_owned(),
            "user/category/-1.csv".to_owned(),
            "user/category/-1.ods".to_owned(),
            format!("user/{id}/history"),
            format!("user/searches/{shown}/run"),
            format!("user/searches/{shown}/run?format=csv"),
            format!("user/searches/{named}/run"),
            format!("user/searches/{whole}/run"),
            format!("user/{id}/secret_file/{SECRET}2.txt"),
            format!("files/user/{id}/secret_file"),
            format!("files/user/{id}?zip"),
            "files/user?zip".to_owned(),
            "files/trash?zip".to_owned(),
            "files/trash".to_owned(),
            format!("web/attachment/user/{id}/secret_file/{SECRET}2.txt"),
            format!("files/search?q={SECRET}"),
            format!("user/{id}/addresses"),
            "history?entity=file".to_owned(),
        ] {
            let key = club.server.get(&format!("/api/{path}"));
            // The path itself may name the file.
            let known = path.contains(SECRET);
            assert!(known || tells(&key, 9) || path == "files/trash", "{path}: {}", key.text());
            let answer = get(&format!("/api/{path}"));
            if known && !path.contains('?') {
                assert_eq!(answer.status, 403, "{path} at {users}");
            } else {
                assert!(!tells(&answer, users), "{path} at {users}: {}", answer.text());
            }
        }
        assert_eq!(get(&format!("/api/user/searches/{harmless}/run")).status, 200);
        assert_eq!(get(&format!("/api/user/searches/{named}/run")).status, 403);
        assert_eq!(get(&format!("/api/user/searches/{whole}/run")).status, 403);
        let record = get(&format!("/api/user/{id}")).json();
        assert!(record.get("secret").is_none() && record.get("secret_file").is_none(), "{record}");
        assert_eq!(record.get("bureau").is_some(), users == 2, "{record}");
    }
    level(&club, 9);
    assert_eq!(get(&format!("/api/user/{id}")).json()["secret"], SECRET, "level 9 sees all");
}

/// Nobody finds out by searching or sorting what they cannot read.
#[test]
fn nothing_is_found_or_sorted_by_a_hidden_value() {
    let club = club();
    club.server.new_member("Zoé Secret");
    fill(&club);
    let token = club.token();
    for users in [1, 2] {
        level(&club, users);
        let count = |path: &str| club.ask(&token, "GET", path, json!({})).json()["count"].as_i64().unwrap();
        for words in [SECRET, SECRET_PHONE, "09%2087%2061%2023%2045"] {
            assert!(club.server.get(&format!("/api/user?category=-1&q={words}")).json()["count"].as_i64() > Some(0));
            assert_eq!(count(&format!("/api/user?category=-1&q={words}")), 0, "{words} at {users}");
        }
        let mail = format!("/api/user/search?q={SECRET}1@example.org");
        assert_eq!(club.ask(&token, "GET", &mail, json!({})).json(), json!([]));
        assert_eq!(count(&format!("/api/user?category=-1&q={OFFICE}")) > 0, users == 2);
        assert!(count("/api/user?category=-1&q=zoe") == 1, "what is seen is found");
        let sorted = club.ask(&token, "GET", "/api/user?category=-1&sort=secret", json!({}));
        assert_eq!(sorted.status, 400);
        let unknown = club.ask(&token, "GET", "/api/user?category=-1&sort=nothing", json!({}));
        assert_eq!(sorted.text().replace("secret", "nothing"), unknown.text(), "as one that does not exist");
        let condition = json!({"content": {"groups": [{"operator": "AND", "conditions": [
            {"column": "secret", "operator": "LIKE %?%", "values": [SECRET]}, {"column": "nom", "operator": "LIKE ?%", "values": ["zo"]}]}]}});
        let found = club.ask(&token, "POST", "/api/user/searches/run", condition).json();
        assert_eq!((&found["unknown"], &found["count"]), (&json!(["secret"]), &json!(1)), "{found}");
    }
    let alike = json!({"nom": "Tout autre", "force_duplicate": true});
    club.server.post_json("/api/user/new", &alike);
    fill(&club);
    let groups = club.ask(&token, "GET", "/api/user/duplicates", json!({})).json();
    assert!(!groups["duplicates"].to_string().contains("phone"), "{groups}");
    assert!(club.server.get("/api/user/duplicates").text().contains("phone"));
}

#[test]
fn a_hidden_field_is_not_written_and_the_answer_says_so() {
    let club = club();
    let id = club.server.new_member("Zoé");
    fill(&club);
    let token = club.token();
    level(&club, 2);
    let answer = club.ask(
        &token,
        "POST",
        &format!("/api/user/{id}"),
        json!({"secret": "mine", "secret_tel": "", "ville": "Brest"}),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    let json = answer.json();
    let warnings = json["warnings"].to_string();
    assert!(warnings.contains("secret, secret_tel") && !warnings.contains("ville"), "{json}");
    assert_eq!((&json["ville"], json.get("secret")), (&json!("Brest"), None));
    let stored = |id: i64| club.server.get(&format!("/api/user/{id}")).json();
    assert_eq!((&stored(id)["secret"], &stored(id)["secret_tel"]), (&json!(SECRET), &json!(SECRET_PHONE)));
    // Even the value that is stored: a guess is not confirmed.
    let guess = club.ask(&token, "POST", &format!("/api/user/{id}"), json!({"secret": SECRET})).json();
    assert!(guess["warnings"].to_string().contains("secret"), "{guess}");
    let copied: String = club.value(&format!("SELECT secret FROM users_search WHERE id = {id}"));
    assert_eq!(copied, SECRET, "the searchable copy is whole");

    let new = club.ask(&token, "POST", "/api/user/new", json!({"nom": "Neuve", "secret": "mine", "id_category": 1}));
    assert!(new.json()["warnings"].to_string().contains("secret"), "{}", new.text());
    assert_eq!(stored(new.json()["id"].as_i64().unwrap())["secret"], Value::Null);

    // What is wrong in a hidden field is not the business of somebody who cannot mend it, nor told.
    club.sql(&format!("UPDATE users SET secret_mail = 'pas une adresse {SECRET}' WHERE id = {id}"));
    let answer = club.ask(&token, "POST", &format!("/api/user/{id}"), json!({"ville": "Nantes"}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        club.server.post_json(&format!("/api/user/{id}"), &json!({"ville": "Lille"})).status,
        400,
        "a key mends it"
    );
}

#[test]
fn hidden_files_are_neither_stored_moved_copied_nor_put_in_the_trash() {
    let club = club();
    let id = club.server.new_member("Zoé");
    fill(&club);
    let token = club.token();
    level(&club, 2);
    let path = format!("user/{id}/secret_file/{SECRET}.txt");
    let put = |path: &str| {
        let address = format!("/api/files/{path}");
        club.request("PUT", &address)
            .header("authorization", format!("Bearer {token}"))
            .body("text/plain", "x")
            .send()
            .status
    };
    assert_eq!(put(&format!("user/{id}/secret_file/x.txt")), 403);
    assert_eq!(put(&format!("user/{id}/photo/x.txt")), 200, "another field");
    for (route, from, to) in [
        ("move", path.clone(), "documents/x.txt".to_owned()),
        ("copy", path.clone(), "documents/x.txt".to_owned()),
        ("move", format!("user/{id}"), "documents/tout".to_owned()),
        ("copy", format!("user/{id}"), "documents/tout".to_owned()),
        ("copy", "user".to_owned(), "documents/tout".to_owned()),
        ("copy", "trash".to_owned(), "documents/tout".to_owned()),
        ("copy", format!("user/{id}/photo/x.txt"), format!("user/{id}/secret_file/x.txt")),
    ] {
        let answer = club.ask(&token, "POST", &format!("/api/files/{route}"), json!({"from": from, "to": to}));
        assert_eq!(answer.status, 403, "{route} {from} {to}: {}", answer.text());
    }
    for path in [path.clone(), format!("user/{id}/secret_file"), format!("user/{id}")] {
        assert_eq!(club.ask(&token, "DELETE", &format!("/api/files/{path}"), json!({})).status, 403, "{path}");
    }
    assert_eq!(club.server.get(&format!("/api/files/{path}")).text(), SECRET);
}

/// A writer mails members: the copies that are made hold no hidden value, and those of others show none.
#[test]
fn messages_carry_no_hidden_value_for_somebody_who_does_not_see_it() {
    let club = club();
    let body = json!({"nom": "Zoé", "email": "zoe@example.org"});
    let id = club.server.post_json("/api/user/new", &body).json()["id"].as_i64().unwrap();
    fill(&club);
    let token = club.token();
    level(&club, 2);
    let mailing = json!({"subject": "Les nouvelles", "body": "Bonjour {{$nom}} {{$secret}}", "users": [id]});
    let own = club.ask(&token, "POST", "/api/mailings", mailing.clone()).json()["id"].as_i64().unwrap();
    let kept: String = club
        .value(&format!("SELECT group_concat(email || extra_data) FROM mailings_recipients WHERE id_mailing = {own}"));
    assert!(kept.contains("zoe@example.org") && !kept.contains(SECRET) && kept.contains(OFFICE), "{kept}");
    let others = club.server.post_json("/api/mailings", &mailing).json()["id"].as_i64().unwrap();
    for (mailing, key_sees) in [(own, false), (others, true)] {
        for part in ["preview", "recipients"] {
            let path = format!("/api/mailings/{mailing}/{part}");
            assert!(!tells(&club.ask(&token, "GET", &path, json!({})), 2), "{path}");
            assert_eq!(tells(&club.server.get(&path), 9), key_sees, "{path}");
        }
        let sent = club.ask(&token, "POST", &format!("/api/mailings/{mailing}/send"), json!({}));
        assert_eq!(sent.status, 403);
        assert!(sent.text().contains("secret"), "{}", sent.text());
    }
    assert_eq!(club.value::<i64>("SELECT count(*) FROM emails_queue"), 0);
    assert_eq!(club.server.post_json(&format!("/api/mailings/{others}/send"), &json!({})).status, 200);
    let personal = json!({"subject": "Bonjour", "body": "Un mot"});
    let path = format!("/api/user/{id}/message");
    assert_eq!(club.ask(&token, "POST", &path, personal.clone()).status, 200);
    club.sql(&format!("UPDATE users SET email = NULL WHERE id = {id}"));
    assert_eq!(club.ask(&token, "POST", &path, personal).status, 409, "the hidden address is none for her");
}

fn new_field(name: &str, label: &str, field_type: &str) -> NewField {
    NewField {
        name: name.to_owned(),
        label: label.to_owned(),
        field_type: field_type.to_owned(),
        choices: Vec::new(),
        help: None,
        required: false,
        in_lists: false,
        expression: None,
    }
}
