//! Routes of the newer documentation and of other programs: searching members, files of members, pages made by their
//! address, doors for programs made for Nextcloud, and what answers warn of.

use ruche::{db, members};
use serde_json::{Value, json};

use crate::support::Server;

fn names(found: &Value) -> Vec<String> {
    found.as_array().unwrap().iter().map(|member| member["nom"].as_str().unwrap().to_owned()).collect()
}

fn new_member(server: &Server, member: &Value) -> i64 {
    let answer = server.post_json("/api/user/new", member);
    answer.json()["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()))
}

#[test]
fn members_are_searched_by_words_and_identified_by_number_or_address() {
    let server = Server::start();
    new_member(&server, &json!({"nom": "Grace Hopper", "numero": 70, "email": "Grace@example.org", "ville": "Pau"}));
    new_member(&server, &json!({"nom": "Zoé Pau", "numero": 71, "code_postal": "70"}));
    let search = |q: &str| names(&server.get(&format!("/api/user/search?q={q}")).json());
    assert_eq!(search("pau"), ["Grace Hopper", "Zoé Pau"]);
    assert_eq!(search("70"), ["Grace Hopper"], "the number, and nobody with these digits elsewhere");
    assert_eq!(search("070"), ["Grace Hopper"]);
    assert_eq!(search("grace@EXAMPLE.org"), ["Grace Hopper"]);
    assert_eq!(search("example.org").len(), 2, "a part of an address is a word: Ada has one too");
    assert_eq!(search("personne"), [""; 0]);
    let connection = db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE users SET id_category = 2 WHERE numero = 70", []).unwrap();
    assert_eq!(search("pau"), ["Zoé Pau"], "a hidden category is searched when it is asked for");
    assert_eq!(search("pau&category=-1"), ["Grace Hopper", "Zoé Pau"]);
    assert_eq!(search("70"), ["Grace Hopper"], "who is named is found");
    assert_eq!(search("70&category=1"), ["Zoé Pau"]);
    assert_eq!(server.get("/api/user/search").status, 400);
    assert_eq!(server.get("/api/user/search?q=%20").status, 400);
}

#[test]
fn telephone_numbers_are_found_however_they_are_typed() {
    let server = Server::start();
    for (name, phone) in [
        ("Un", "06 39 98 10 01"),
        ("Deux", "+33 (0)6.39-98 10 02"),
        ("Trois", "0033639981003"),
        ("Quatre", "01 02 03 04 05 / +33 6 39 98 10 04"),
    ] {
        new_member(&server, &json!({"nom": name, "telephone": phone, "code_postal": "75011"}));
    }
    let found = |q: &str| {
        let q = q.replace('+', "%2B").replace(' ', "%20");
        names(&server.get(&format!("/api/user?q={q}")).json()["members"])
    };
    for (q, who) in [
        ("06 39 98 10 01", "Un"),
        ("0639981001", "Un"),
        ("+33 6 39 98 10 01", "Un"),
        ("+33 (0)6 39 98 10 01", "Un"),
        ("0033639981001", "Un"),
        ("06.39.98.10.02", "Deux"),
        ("6 39 98 10 02", "Deux"),
        ("06 39 98 10 03", "Trois"),
        ("+33639981004", "Quatre"),
        ("0102030405", "Quatre"),
        ("trois 06 39 98", "Trois"),
    ] {
        assert_eq!(found(q), [who], "{q}");
        let csv = server.get(&format!("/api/user?format=csv&q={}", q.replace('+', "%2B").replace(' ', "%20"))).text();
        assert_eq!(csv.lines().count(), 2, "{q}: {csv}");
    }
    assert_eq!(found("06 39 98").len(), 4);
    assert_eq!(found("75011 4").len(), 1, "groups of digits may be several words: code and number");
    assert_eq!(found("06 39 98 10 09"), [""; 0]);
    let one = server.get("/api/user/search?q=06%2039%2098%2010%2003").json();
    assert_eq!(names(&one), ["Trois"]);
}

#[test]
fn a_page_is_created_at_its_address_when_it_has_a_title() {
    let server = Server::start();
    let post = |path: &str, body: &Value, key: &str| {
        server.request("POST", path).key(key).body("application/json", body.to_string()).send()
    };
    assert_eq!(post("/api/web/fete", &json!({"content": "x"}), "write").status, 404, "no title, no page");
    let page = json!({"title": "Fête", "content": "Bonjour", "status": "draft"});
    assert_eq!(post("/api/web/fete", &page, "read").status, 403);
    let made = post("/api/web/fete", &page, "write").json();
    assert_eq!((&made["uri"], &made["title"], &made["status"]), (&json!("fete"), &json!("Fête"), &json!(0)));
    let changed = post("/api/web/fete", &json!({"title": "La fête"}), "write").json();
    assert_eq!(
        (&changed["id"], &changed["title"], &changed["content"]),
        (&made["id"], &json!("La fête"), &json!("Bonjour"))
    );
    for (path, status) in [("/api/web/a%20b", 400), ("/api/web/login", 400), ("/api/web/list", 400)] {
        assert_eq!(post(path, &json!({"title": "X"}), "write").status, status, "{path}");
    }
    assert_eq!(server.get("/api/web").json().as_array().unwrap().len(), 1);
}

const ACTIVITIES: &str = "INSERT INTO services (id, label) VALUES (1, 'Cotisation'), (2, 'Yoga');
    INSERT INTO services_fees (id, label, amount, id_service) VALUES (1, 'Normal', 4200, 1), (2, 'Cours', 100, 2)";

#[test]
fn a_fee_of_another_activity_is_warned_of_and_a_second_subscription_may_be_forced() {
    let server = Server::start();
    db::open_shared(&server.file()).unwrap().execute_batch(ACTIVITIES).unwrap();
    let id = server.new_member("Grace");
    let subscribe = |body: Value| server.post_json(&format!("/api/user/{id}/subscribe"), &body);
    let good = subscribe(json!({"id_service": 1, "id_fee": 1, "date": "2026-01-01"})).json();
    assert_eq!((&good["id_fee"], &good["warnings"]), (&json!(1), &Value::Null));
    for fee in [2, 99] {
        let lost =
            subscribe(json!({"id_service": 1, "id_fee": fee, "date": format!("2026-02-{:02}", fee % 28)})).json();
        assert_eq!((&lost["id_fee"], &lost["expected_amount"]), (&Value::Null, &Value::Null));
        let warnings = lost["warnings"].as_array().unwrap();
        assert!(warnings.len() == 1 && warnings[0].as_str().unwrap().contains(&fee.to_string()), "{lost}");
    }
    let twice = json!({"id_service": 2, "date": "2026-03-01"});
    assert_eq!((subscribe(twice.clone()).status, subscribe(twice.clone()).status), (200, 400));
    let mut forced = twice;
    forced["force_duplicate"] = json!(true);
    assert_eq!(subscribe(forced.clone()).status, 200);
    forced["force_duplicate"] = json!("non");
    assert_eq!(subscribe(forced).status, 400);
    let same_fee = subscribe(json!({"id_service": 1, "id_fee": 1, "date": "2026-01-01", "force_duplicate": 1}));
    assert_eq!(same_fee.status, 400);
    assert_eq!(same_fee.json()["fields"][0]["field"], "force_duplicate", "no file of Paheko holds two of them");
}

#[test]
fn a_request_to_change_a_member_is_told_what_had_no_effect() {
    let server = Server::start();
    let id = server.new_member("Grace");
    let path = format!("/api/user/{id}");
    let warned = |body: Value| server.post_json(&path, &body).json()["warnings"].clone();
    assert_eq!(warned(json!({"ville": "Pau", "lettre_infos_present": 1, "id_parent": null})), Value::Null);
    let warnings = warned(json!({"ville": "Lyon", "id_category": 3, "password": "ruche-et-miel", "vile": "x"}));
    let sentence = warnings[0].as_str().unwrap();
    assert!(["id_category", "password", "vile"].iter().all(|name| sentence.contains(name)), "{sentence}");
    assert!(!sentence.contains("ville") && warnings.as_array().unwrap().len() == 1, "{sentence}");
    let form = server.post(&path, "application/x-www-form-urlencoded", "id_category=3&ville=Pau").json();
    assert!(form["warnings"][0].as_str().unwrap().contains("id_category"), "{form}");
    let mut whole = server.get(&path).json();
    whole["ville"] = json!("Brest");
    assert_eq!(warned(whole), Value::Null, "a record that is sent back says what is stored");
    let made = server.post_json("/api/user/new", &json!({"nom": "Zoé", "id_category": 1, "otp_secret": "x"})).json();
    assert!(made["warnings"][0].as_str().unwrap().contains("otp_secret"), "{made}");
    assert!(!made["warnings"][0].as_str().unwrap().contains("id_category"));
}

#[test]
fn labels_that_a_field_does_not_offer_are_told() {
    let server = Server::start();
    let mut connection = db::open_shared(&server.file()).unwrap();
    let tx = connection.transaction().unwrap();
    tx.execute_batch(
        "INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level,
             management_access_level, list_table, options)
         VALUES ('ateliers', 90, 'multiple', 'Ateliers', 0, 1, 1, 0, '[\"Bois\",\"Fer\"]')",
    )
    .unwrap();
    let fields = members::fields::Fields::read(&tx).unwrap();
    members::rebuild::rebuild(&tx, &fields, members::searchable).unwrap();
    tx.commit().unwrap();
    let path = format!("/api/user/{}", server.new_member("Grace"));
    for (sent, mask, warned) in [
        (json!(["Bois", "Verre"]), 1, Some("Verre")),
        (json!("Fer, Cuir, Laine"), 2, Some("Cuir, Laine")),
        (json!(["Bois", "Fer"]), 3, None),
        (json!(1), 1, None),
    ] {
        let changed = server.post_json(&path, &json!({ "ateliers": sent })).json();
        assert_eq!(changed["ateliers"], mask);
        let warning = changed["warnings"][0].as_str();
        assert_eq!(warning.is_some(), warned.is_some(), "{changed}");
        assert!(warned.is_none_or(|words| warning.unwrap().contains(words)), "{changed}");
    }
}

/// Fields of files that managers see from each level on.
fn add_fields_of_files(server: &Server) {
    let mut connection = db::open_shared(&server.file()).unwrap();
    let tx = connection.transaction().unwrap();
    for (order, (name, level)) in [("photo", 1), ("contrat", 2), ("secret", 9)].into_iter().enumerate() {
        tx.execute(
            "INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level,
                 management_access_level, list_table, options) VALUES (?1, ?2, 'file', ?1, 0, 1, ?3, 0, '[]')",
            (name, 90 + order as i64, level),
        )
        .unwrap();
    }
    let fields = members::fields::Fields::read(&tx).unwrap();
    members::rebuild::rebuild(&tx, &fields, members::searchable).unwrap();
    tx.commit().unwrap();
}

#[test]
fn the_files_of_members_ask_for_the_level_of_their_field() {
    let server = Server::start();
    add_fields_of_files(&server);
    let id = server.new_member("Grace");
    for field in ["photo", "contrat", "secret"] {
        let path = format!("/api/files/user/{id}/{field}/l%27%C3%A9t%C3%A9.txt");
        assert_eq!(server.request("PUT", &path).key("admin").body("text/plain", field).send().status, 200);
    }
    for (field, statuses) in [("photo", [200, 200, 200]), ("contrat", [403, 200, 200]), ("secret", [403, 403, 200])] {
        for (key, status) in ["read", "write", "admin"].into_iter().zip(statuses) {
            for before in ["/api", ""] {
                let path = format!("{before}/user/{id}/{field}/l%27%C3%A9t%C3%A9.txt");
                let answer = server.request("GET", &path).key(key).send();
                assert_eq!(answer.status, status, "{path} as {key}");
                assert!(status != 200 || answer.text() == field);
            }
        }
    }
    for path in [
        format!("/user/{id}/photo/nope.txt"),
        format!("/user/{id}/nom/l%27%C3%A9t%C3%A9.txt"),
        format!("/user/{id}/nope/x.txt"),
        format!("/user/{id}/photo/..%2Fsecret%2Fl%27%C3%A9t%C3%A9.txt"),
        "/user/999/photo/x.txt".to_owned(),
    ] {
        let status = server.request("GET", &path).key("read").send().status;
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
    let nobody = server.request("GET", &format!("/user/{id}/photo/x.txt")).send();
    assert_eq!((nobody.status, nobody.header("www-authenticate").is_empty()), (401, false));
}

#[test]
fn the_logo_is_public_where_paheko_has_it_and_other_files_of_the_interface_are_not() {
    let server = Server::start();
    assert_eq!(server.request("GET", "/config/logo.png").send().status, 404);
    for name in ["logo.png", "signature.png"] {
        let path = format!("/api/files/config/{name}");
        let stored = server.request("PUT", &path).key("admin");
        assert_eq!(stored.body("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").send().status, 200);
    }
    let logo = server.request("GET", "/config/logo.png").send();
    assert_eq!((logo.status, logo.header("content-type")), (200, "image/png"));
    assert_eq!(server.request("GET", "/config/signature.png").send().status, 404);
}

#[test]
fn programs_made_for_nextcloud_find_the_documents_behind_their_doors() {
    let server = Server::start();
    let status = server.request("GET", "/status.php").send();
    assert_eq!((status.status, &status.json()["installed"]), (200, &json!(true)));
    for door in ["/dav", "/remote.php/dav", "/remote.php/webdav", "/remote.php/dav/files/write"] {
        let path = format!("{door}/documents/AG%20{}.txt", door.len());
        assert_eq!(server.request("PUT", &path).send().status, 401, "{door}");
        assert_eq!(server.request("PUT", &path).key("read").body("text/plain", "un").send().status, 403, "{door}");
        assert_eq!(server.request("PUT", &path).key("write").body("text/plain", "un").send().status, 201, "{door}");
        assert_eq!(server.request("GET", &path).key("read").send().text(), "un");
        let listed = server.request("PROPFIND", &format!("{door}/documents/")).key("read").header("depth", "1").send();
        assert_eq!(listed.status, 207, "{door}");
        assert!(listed.text().contains(&format!("<D:href>{path}</D:href>")), "{door}: {}", listed.text());
        let to = format!("{door}/documents/moved{}.txt", door.len());
        let moved = server.request("MOVE", &path).key("write").header("destination", &to).send();
        assert_eq!(moved.status, 201, "{door}: {}", moved.text());
        let elsewhere = if door == "/dav" { "/remote.php/dav/documents/x.txt" } else { "/dav/documents/x.txt" };
        let astray = server.request("MOVE", &to).key("write").header("destination", elsewhere).send();
        assert_eq!(astray.status, 400, "{door}: the two places are behind one door");
    }
    // A lock that is taken by one door holds at the others.
    let body = "<D:lockinfo xmlns:D=\"DAV:\"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>";
    let lock = server.request("LOCK", "/remote.php/dav/files/x/documents/moved4.txt").key("write");
    assert_eq!(lock.body("application/xml", body).send().status, 200);
    let other = server.request("PUT", "/dav/documents/moved4.txt").key("admin").body("text/plain", "deux").send();
    assert_eq!(other.status, 423);
}
