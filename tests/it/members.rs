//! Members through the API: made, changed, found, exported, followed, forgotten.

use std::io::{Cursor, Read};

use calamine::{Data, Reader};
use serde_json::{Value, json};

use crate::support::{Answer, Server};

fn rows(server: &Server, sql: &str) -> Value {
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width)
            .map(|at| {
                Ok(match row.get::<_, rusqlite::types::Value>(at)? {
                    rusqlite::types::Value::Null => Value::Null,
                    rusqlite::types::Value::Integer(integer) => integer.into(),
                    rusqlite::types::Value::Real(real) => real.into(),
                    rusqlite::types::Value::Text(text) => text.into(),
                    rusqlite::types::Value::Blob(_) => "blob".into(),
                })
            })
            .collect::<rusqlite::Result<Value>>()
    });
    rows.unwrap().collect::<rusqlite::Result<Value>>().unwrap()
}

fn fields(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    json["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_new_member_is_answered_as_it_is_stored_with_its_copy_its_journal_and_its_history() {
    let server = Server::start();
    let answer = server
        .request("POST", "/api/user/new")
        .key("write")
        .body("application/json", r#"{"nom": " Zélie  Œuvrard ", "date_inscription": "04/03/2026"}"#)
        .send();
    let member = answer.json();
    assert_eq!(
        (answer.status, &member["id"], &member["numero"], &member["nom"]),
        (200, &json!(2), &json!(2), &json!("Zélie Œuvrard"))
    );
    assert_eq!(member["date_inscription"], "2026-03-04");
    assert_eq!(member, server.get("/api/user/2").json());
    assert_eq!(rows(&server, "SELECT nom, email FROM users_search WHERE id = 2"), json!([["zelie oeuvrard", null]]));
    assert_eq!(
        rows(&server, "SELECT type, id_user, details, created, ip_address FROM logs"),
        json!([[10, null, r#"{"entity":"Users\\User","id":2}"#, "2026-03-01 10:00:00", "127.0.0.1"]])
    );
    let history = server.get("/api/user/2/history").json();
    assert_eq!(history["history"][0]["who"], "write");
    assert_eq!(history["history"][0]["changes"]["nom"], json!({"old": null, "new": "Zélie Œuvrard"}));
}

#[test]
fn a_refused_member_names_every_wrong_field_and_leaves_nothing() {
    let server = Server::start();
    let answer = server.post_json(
        "/api/user/new",
        &json!({"nom": "X", "email": "a@b", "date_inscription": "31/02/2026", "lettre_infos": ["a"]}),
    );
    assert_eq!(
        (answer.status, fields(&answer)),
        (400, vec!["email".into(), "lettre_infos".into(), "date_inscription".into()])
    );
    assert!(answer.error().contains("a@b"), "{}", answer.error());
    let answer = server.post_json("/api/user/new", &json!({"email": "x@example.org"}));
    assert_eq!((answer.status, fields(&answer)), (400, vec!["nom".to_owned()]));
    assert_eq!(
        rows(
            &server,
            "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM logs), (SELECT count(*) FROM ruche_history)"
        ),
        json!([[1, 0, 0]])
    );
}

#[test]
fn a_name_that_exists_is_a_conflict_unless_it_is_forced() {
    let server = Server::start();
    server.new_member("Grace Hopper");
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "GRACE  hopper"})).status, 409);
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "Grâce Hopper"})).status, 200);
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "Grace Hopper", "force_duplicate": 1})).status, 200);
}

#[test]
fn logins_and_numbers_are_nobody_elses() {
    let server = Server::start();
    let answer = server.post_json("/api/user/new", &json!({"nom": "A", "email": "BUREAU@example.org", "numero": 1}));
    assert_eq!((answer.status, fields(&answer)), (400, vec!["numero".to_owned(), "email".to_owned()]));
}

#[test]
fn a_change_writes_what_differs_and_nothing_when_nothing_does() {
    let server = Server::start();
    let id = server.new_member("Ada");
    let path = format!("/api/user/{id}");
    let changed =
        server.post_json(&path, &json!({"ville": "Nantes", "id": 7, "password": "longue phrase", "is_parent": true}));
    let mut stored = changed.json();
    assert_ne!(stored.as_object_mut().unwrap().remove("warnings"), None, "the others had no effect");
    assert_eq!(stored, server.get(&path).json());
    assert_eq!((&changed.json()["ville"], &changed.json()["has_password"]), (&json!("Nantes"), &json!(false)));
    assert_eq!(server.post_json(&path, &json!({"ville": " Nantes ", "nom": "Ada"})).status, 200);
    let entries = server.get(&format!("{path}/history")).json();
    let changes: Vec<&Value> = entries["history"].as_array().unwrap().iter().map(|entry| &entry["changes"]).collect();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0], &json!({"ville": {"old": null, "new": "Nantes"}}));
    assert_eq!(rows(&server, "SELECT count(*) FROM logs WHERE type = 12"), json!([[1]]));
    assert_eq!(rows(&server, "SELECT ville FROM users_search WHERE id = 2"), json!([["nantes"]]));
}

#[test]
fn families_are_one_level_deep() {
    let server = Server::start();
    let (parent, child, other) = (server.new_member("Parent"), server.new_member("Enfant"), server.new_member("Autre"));
    let attach = |member: i64, body: Value| server.post_json(&format!("/api/user/{member}"), &body).status;
    assert_eq!(attach(child, json!({"id_parent": parent})), 200);
    assert_eq!(server.get(&format!("/api/user/{parent}")).json()["is_parent"], true);
    for (member, to) in [(parent, other), (other, child), (other, other), (other, 999), (other, -1)] {
        assert_eq!(attach(member, json!({ "id_parent": to })), 400, "{member} to {to}");
    }
    assert_eq!(attach(child, json!({"id_parent": "mot"})), 400);
    assert_eq!(attach(child, json!({"parent_number": "12345"})), 200, "an unknown number detaches");
    assert_eq!(server.get(&format!("/api/user/{parent}")).json()["is_parent"], false);
}

#[test]
fn administrators_are_out_of_reach_and_only_an_administrator_s_key_makes_managers() {
    let server = Server::start();
    assert_eq!(server.post_json("/api/user/1", &json!({"ville": "x", "email": "?"})).status, 403);
    assert_eq!(server.request("DELETE", "/api/user/1").key("admin").send().status, 403);
    assert_eq!(server.request("POST", "/api/user/1/anonymize").key("admin").send().status, 403);
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection.execute("INSERT INTO users_categories (id, name, perm_users) VALUES (9, 'Secrétariat', 9)", []).unwrap();
    let create = |key: &str, name: &str| {
        let body = json!({"nom": name, "id_category": 9}).to_string();
        server.request("POST", "/api/user/new").key(key).body("application/json", body).send()
    };
    assert_eq!(create("write", "A").status, 403);
    let id = create("admin", "B").json()["id"].as_i64().unwrap();
    let path = format!("/api/user/{id}");
    let change =
        |key: &str| server.request("POST", &path).key(key).body("application/json", r#"{"ville": "Pau"}"#).send();
    assert_eq!((change("write").status, change("admin").status), (403, 200));
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "C", "id_category": 3})).status, 403);
}

#[test]
fn the_server_s_own_user_may_make_members_who_manage_the_settings() {
    let server = Server::start_with(|sources| {
        sources.with_flag("system_user", "root").with_flag("system_password", "a long secret")
    });
    let body = json!({"nom": "Chef", "id_category": 3}).to_string();
    let answer =
        server.request("POST", "/api/user/new").basic("root", "a long secret").body("application/json", body).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_password_is_hashed_and_never_shown() {
    let server = Server::start();
    for (password, status) in [("court", 400), ("", 400), ("é123456", 200), (&*"x".repeat(73), 400)] {
        let name = format!("Mot de passe {password}");
        let answer = server.post_json("/api/user/new", &json!({"nom": name, "password": password}));
        assert_eq!(answer.status, status, "{password}");
        assert!(status != 200 || answer.json()["has_password"] == true);
    }
    let hash =
        rows(&server, "SELECT password FROM users WHERE password IS NOT NULL")[0][0].as_str().unwrap().to_owned();
    assert!(ruche::auth::password::verify("é123456", &hash));
    assert_eq!(
        rows(&server, "SELECT count(*) FROM ruche_history WHERE changes LIKE '%password%' OR changes LIKE '%$%'"),
        json!([[0]])
    );
    let leaked = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection.execute("INSERT INTO compromised_passwords_cache (hash) VALUES (?1)", [leaked]).unwrap();
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "Fuite", "password": "password"})).status, 400);
}

#[test]
fn a_deleted_member_leaves_its_journal_and_no_value_in_its_history() {
    let server = Server::start();
    let id = server.new_member("Éphémère");
    let path = format!("/api/user/{id}");
    assert_eq!(server.request("DELETE", &path).key("admin").send().json(), json!({"success": true}));
    assert_eq!(server.get(&path).status, 404);
    assert_eq!(
        rows(&server, "SELECT action, changes FROM ruche_history"),
        json!([["created", "{}"], ["deleted", "{}"]])
    );
    assert_eq!(rows(&server, "SELECT type FROM logs ORDER BY id"), json!([[10], [11]]));
    assert_eq!(server.new_member("Le suivant"), id, "identifiers are used again");
    let history = server.get(&format!("{path}/history")).json();
    assert_eq!(history["history"].as_array().unwrap().len(), 1, "{history}");
}

#[test]
fn no_journal_is_kept_when_the_association_wants_none() {
    let server = Server::start();
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE config SET value = '0' WHERE key = 'log_retention'", []).unwrap();
    server.new_member("Discret");
    assert_eq!(rows(&server, "SELECT count(*) FROM logs"), json!([[0]]));
}

#[test]
fn a_renamed_field_is_seen_by_the_next_request() {
    let server = Server::start();
    server.get("/api/user/1");
    let mut connection = ruche::db::open_shared(&server.file()).unwrap();
    let tx = connection.transaction().unwrap();
    tx.execute("INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level, management_access_level, list_table, options, system) VALUES ('velo', 99, 'checkbox', 'Vélo', 0, 1, 1, 0, '[]', '0')", []).unwrap();
    let fields = ruche::members::fields::Fields::read(&tx).unwrap();
    ruche::members::rebuild::rebuild(&tx, &fields, ruche::members::searchable).unwrap();
    tx.commit().unwrap();
    assert_eq!(server.get("/api/user/1").json()["velo"], false);
    assert_eq!(server.post_json("/api/user/new", &json!({"nom": "Cycliste", "velo": "oui"})).json()["velo"], true);
}

#[test]
fn members_are_found_without_accents_nor_case_a_page_at_a_time() {
    let server = Server::start();
    for (name, city) in [("Zoë Hopper", "Évry"), ("Émile Hopper", "Pau"), ("Ana Nguyễn", "Pau")] {
        let answer =
            server.post_json("/api/user/new", &json!({"nom": name, "ville": city, "telephone": "01 02 03 04 05"}));
        assert_eq!(answer.status, 200);
    }
    let names = |query: &str| -> Vec<String> {
        let answer = server.request("GET", &format!("/api/user?{query}")).key("read").send();
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        answer.json()["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["nom"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("q=HOPPER+evry"), ["Zoë Hopper"]);
    assert_eq!(names("q=nguyen"), ["Ana Nguyễn"]);
    assert_eq!(names("q=0102030405&sort=-name"), ["Zoë Hopper", "Émile Hopper", "Ana Nguyễn"]);
    assert_eq!(names("q=%25"), [] as [&str; 0], "no sign is a wildcard");
    assert_eq!(names("sort=ville&category=1"), ["Zoë Hopper", "Émile Hopper", "Ana Nguyễn"]);
    let first = server.get("/api/user?q=hopper&limit=1").json();
    assert_eq!((&first["count"], &first["members"][0]["nom"]), (&json!(2), &json!("Émile Hopper")));
    let second = server.get(first["next"].as_str().unwrap()).json();
    assert_eq!((&second["members"][0]["nom"], &second["next"]), (&json!("Zoë Hopper"), &Value::Null));
    for refused in ["limit=501", "limit=0", "page=x", "sort=nope", "sort=password", "format=pdf", "category=x"] {
        assert_eq!(server.get(&format!("/api/user?{refused}")).status, 400, "{refused}");
    }
    assert_eq!(server.get("/api/user").status, 404);
    assert!(server.get("/api/user?q=hopper&format=csv").text().contains("Zoë Hopper"));
}

#[test]
fn a_category_is_exported_the_same_in_every_format() {
    let server = Server::start();
    let parent = server.new_member("=1+1");
    server.post_json("/api/user/new", &json!({"nom": "Zoé", "id_parent": parent, "adresse": "1 rue A\nBât. B", "code_postal": "01000", "date_inscription": "2026-03-04"}));
    let json = server.get("/api/user/category/1.json");
    assert_eq!(json.json()[1]["date_inscription"], "2026-03-04 00:00:00");
    assert_eq!(json.json()[1]["parent_name"], "=1+1");
    assert_eq!(json.json()[0]["children_names"], "Zoé");
    assert!(json.header("content-disposition").contains("Membres - Membres actifs.json"));
    let csv = server.get("/api/user/category/1.csv");
    assert!(csv.text().contains("\"Zoé\",\"\",\"1 rue A\nBât. B\",\"01000\""), "{}", csv.text());
    assert!(csv.text().contains("\"04/03/2026\"") && csv.text().contains("\"=1+1\""));
    assert!(csv.header("content-disposition").contains("Membres - Membres actifs.csv"));
    assert!(server.get("/api/user/category/1.csv?formulas=escape").text().contains("\"'=1+1\""));
    for format in ["ods", "xlsx"] {
        let answer = server.get(&format!("/api/user/category/1.{format}"));
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(answer.body)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let row: Vec<&Data> = sheet.rows().nth(2).unwrap().iter().collect();
        assert!(row.contains(&&Data::String("01000".into())), "{format}: {row:?}");
        assert!(row.iter().any(|cell| cell.to_string().contains("1 rue A")), "{format}: {row:?}");
    }
    assert_eq!(server.get("/api/user/category/99.csv").status, 400);
    assert_eq!(server.get("/api/user/category/1.pdf").status, 400);
}

#[test]
fn the_export_of_a_member_holds_everything_about_it() {
    let server = Server::start();
    let answer = server.post_json("/api/user/new", &json!({"nom": "Ada", "email": "ada@example.org"}));
    assert_eq!(answer.json()["id"], 2);
    furnish(&server);
    let zip = server.get("/api/user/2/export");
    let mut zip = zip::ZipArchive::new(Cursor::new(zip.body)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for expected in [
        "member.json",
        "history.json",
        "subscriptions.json",
        "journal.json",
        "sessions.json",
        "addresses.json",
        "messages.json",
        "files/user/2/photo/moi.png",
    ] {
        assert!(names.iter().any(|name| name == expected), "{expected}: {names:?}");
    }
    let mut text = String::new();
    zip.by_name("messages.json").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("ada@example.org"), "{text}");
    for name in names {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("verifier-hash"), "{name} holds a secret");
    }
}

/// Puts into the file all that may be held about the member 2.
fn furnish(server: &Server) {
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    let hash = ruche::text::email_hash("ada@example.org").unwrap();
    connection.execute_batch(&format!(
        "INSERT INTO services (id, label) VALUES (1, 'Adhésion');
         INSERT INTO services_users (id_user, id_service, date, expected_amount) VALUES (2, 1, '2026-01-01', 2500);
         INSERT INTO users_sessions (selector, hash, id_user, expiry) VALUES ('s', 'verifier-hash', 2, 1900000000);
         INSERT INTO logs (id_user, type, details, created, ip_address) VALUES (2, 2, 'Ada Firefox', '2026-01-01 10:00:00', '192.0.2.77');
         INSERT INTO emails (id, hash) VALUES (1, '{hash}');
         INSERT INTO mailings (id, subject) VALUES (1, 'Lettre');
         INSERT INTO mailings_recipients (id_mailing, email, id_email, extra_data) VALUES (1, 'ada@example.org', 1, '{{\"nom\":\"Ada Byron\"}}');
         INSERT INTO emails_queue (recipient, recipient_hash, subject, content, context) VALUES ('Ada@example.org', '{hash}', 's', 'Chère Ada Byron', 1);
         INSERT INTO files (id, hash_id, path, parent, name, type) VALUES (1, 'a', 'user', NULL, 'user', 2), (2, 'b', 'user/2', 'user', '2', 2), (3, 'c', 'user/2/photo', 'user/2', 'photo', 2);
         INSERT INTO files (id, hash_id, path, parent, name, type, mime, size) VALUES (4, 'd', 'user/2/photo/moi.png', 'user/2/photo', 'moi.png', 1, 'image/png', 9);
         INSERT INTO files_contents (id, content) VALUES (4, 'Ada Byron');"
    )).unwrap();
}

#[test]
fn an_anonymised_member_is_in_no_byte_of_the_file_and_its_subscriptions_stay() {
    let server = Server::start();
    server.post_json(
        "/api/user/new",
        &json!({"nom": "Ada Bÿron-Premier", "email": "ada@example.org", "ville": "Byronville"}),
    );
    server.post_json("/api/user/2", &json!({"nom": "Ada Byron", "telephone": "0605040302"}));
    furnish(&server);
    let answer = server.request("POST", "/api/user/2/anonymize").key("admin").send();
    assert_eq!((answer.status, answer.json()["success"].clone()), (200, json!(true)), "{}", answer.text());
    let member = server.get("/api/user/2").json();
    assert_eq!(
        (&member["nom"], &member["numero"], &member["email"]),
        (&json!("Membre anonyme 2"), &json!(2), &Value::Null)
    );
    assert_eq!(rows(&server, "SELECT expected_amount FROM services_users WHERE id_user = 2"), json!([[2500]]));
    assert_eq!(rows(&server, "SELECT count(*), max(email) FROM mailings_recipients"), json!([[1, null]]));
    let history = server.get("/api/user/2/history").json();
    assert_eq!(
        (&history["history"][0]["action"], &history["history"][1]["changes"]),
        (&json!("anonymised"), &json!({}))
    );
    for suffix in ["", "-wal"] {
        let mut path = server.file().into_os_string();
        path.push(suffix);
        let bytes = std::fs::read(path).unwrap_or_default();
        for trace in ["Byron", "byron", "Bÿron", "ada@example.org", "0605040302", "192.0.2.77", "verifier-hash"] {
            let found = bytes.windows(trace.len()).any(|window| window == trace.as_bytes());
            assert!(!found, "{trace} is still in the file{suffix}");
        }
    }
    assert_eq!(server.request("POST", "/api/user/2/anonymize").key("admin").send().status, 200, "it can be done again");
}

#[test]
fn categories_are_listed_by_name_with_their_members() {
    let server = Server::start();
    server.new_member("Ada");
    let answer = server.request("GET", "/api/user/categories").key("read").send();
    let categories = answer.json();
    let names: Vec<&str> =
        categories.as_object().unwrap().values().map(|category| category["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Administrateurs", "Anciens membres", "Membres actifs"]);
    assert_eq!((&categories["1"]["count"], &categories["2"]["count"]), (&json!(1), &json!(0)));
}
