//! The own record of members, whatever else their category allows (people.md 5, "Own record").

use std::io::{Cursor, Read};

use serde_json::{Value, json};

use super::{CATEGORY, Club, PASSWORD};
use crate::support::Server;

/// `ada@example.org`, whose category may do nothing but connect: she sees her town, changes her telephone, and her address
/// and its postcode are the association's business.
fn club() -> Club {
    let club = Club::on(Server::start_with_mail(|sources| sources));
    club.sql(&format!(
        "UPDATE users_categories SET perm_users = 0, perm_accounting = 0 WHERE id = {CATEGORY};
         UPDATE config_users_fields SET user_access_level = 1;
         UPDATE config_users_fields SET user_access_level = 2 WHERE name IN ('telephone', 'email', 'password');
         UPDATE config_users_fields SET user_access_level = 0 WHERE name IN ('adresse', 'code_postal');
         INSERT INTO config_users_fields (name, sort_order, type, label, user_access_level, management_access_level, options)
         VALUES ('dossier', 90, 'file', 'Dossier', 0, 1, '[]'), ('photo', 91, 'file', 'Photo', 1, 9, '[]')"
    ));
    let filled = json!({"ville": "Dijon", "adresse": "zxcachee", "code_postal": "21000"});
    assert_eq!(club.server.post_json(&format!("/api/user/{}", club.member), &filled).status, 200);
    for (field, content) in [("dossier", "zxcachee"), ("photo", "portrait")] {
        let path = format!("/api/files/user/{}/{field}/a.txt", club.member);
        assert_eq!(club.request("PUT", &path).key("admin").body("text/plain", content).send().status, 200);
    }
    club
}

#[test]
fn members_see_of_their_own_record_what_is_shown_to_them_and_no_key_has_one() {
    let club = club();
    let token = club.token();
    let record = club.ask(&token, "GET", "/api/me", json!({}));
    assert_eq!(record.status, 200, "{}", record.text());
    let json = record.json();
    assert_eq!(
        (&json["id"], &json["ville"], &json["photo"]),
        (&json!(club.member), &json!("Dijon"), &json!(["a.txt"]))
    );
    for hidden in ["adresse", "code_postal", "dossier", "password"] {
        assert!(json.get(hidden).is_none(), "{hidden}: {json}");
    }
    assert_eq!(
        club.ask(&token, "GET", &format!("/api/user/{}", club.member), json!({})).status,
        403,
        "a right of others"
    );
    for path in ["me", "me/subscriptions", "me/export", "me/addresses"] {
        for key in ["read", "admin"] {
            assert_eq!(club.request("GET", &format!("/api/{path}")).key(key).send().status, 403, "{path} {key}");
        }
    }
}

#[test]
fn members_change_what_is_theirs_and_are_told_what_is_not() {
    let club = club();
    let token = club.token();
    let post = |body: Value| club.ask(&token, "POST", "/api/me", body);
    let changed = post(json!({"telephone": "0611223344", "ville": "Dijon", "id": club.member}));
    assert_eq!(changed.status, 200, "what is stored anyway does no harm: {}", changed.text());
    assert_eq!(changed.json()["telephone"], "0611223344");
    assert!(changed.json().get("adresse").is_none());
    for (name, value) in [
        ("ville", json!("Brest")),
        ("adresse", json!("zxcachee")),
        ("numero", json!(900)),
        ("id_parent", json!(1)),
        ("parent_number", json!("1")),
        ("id_category", json!(3)),
        ("password", json!("un autre mot de passe")),
        ("otp_secret", json!("JBSWY3DPEHPK3PXP")),
        ("is_parent", json!(1)),
        ("nothing", json!("x")),
    ] {
        let answer = post(json!({"telephone": "0600000000", name: value}));
        assert_eq!(
            (answer.status, answer.json()["fields"][0]["field"].as_str()),
            (400, Some(name)),
            "{}",
            answer.text()
        );
    }
    let stored = club.server.get(&format!("/api/user/{}", club.member)).json();
    assert_eq!((&stored["telephone"], &stored["adresse"]), (&json!("0611223344"), &json!("zxcachee")));
    let who: String =
        club.value("SELECT actor || id_actor FROM ruche_history WHERE entity = 'users' ORDER BY id DESC LIMIT 1");
    assert_eq!(who, format!("member{}", club.member));
    // What the association got wrong is not hers to mend.
    club.sql(&format!("UPDATE users SET date_inscription = 'jamais' WHERE id = {}", club.member));
    assert_eq!(post(json!({"telephone": "0622334455"})).status, 200);
    assert_eq!(post(json!({"email": "pas une adresse"})).status, 400);
    let once = club.request("POST", "/api/me").header("authorization", format!("Bearer {token}"));
    let once = once.header("idempotency-key", "a").body("application/json", r#"{"telephone": "0633445566"}"#).send();
    assert_eq!(once.status, 200);
}

#[test]
fn a_file_of_the_own_record_is_read_by_what_is_shown_of_it() {
    let club = club();
    let (token, other) = (club.token(), club.server.new_member("Zoé"));
    let path = format!("/api/files/user/{other}/photo/a.txt");
    assert_eq!(club.request("PUT", &path).key("admin").body("text/plain", "x").send().status, 200);
    let get =
        |member: i64, field: &str| club.ask(&token, "GET", &format!("/api/user/{member}/{field}/a.txt"), json!({}));
    assert_eq!(get(club.member, "photo").text(), "portrait");
    assert_eq!((get(club.member, "dossier").status, get(other, "photo").status), (403, 403));
    club.sql(&format!("UPDATE users_categories SET perm_users = 1 WHERE id = {CATEGORY}"));
    assert_eq!(get(club.member, "dossier").status, 200, "as a manager of members");
    assert_eq!(get(other, "photo").status, 403, "level 9");
}

#[test]
fn members_see_what_they_paid_and_what_is_left() {
    let club = club();
    let post = |path: &str, body: Value| {
        let answer = club.server.post_json(&format!("/api/{path}"), &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["id"].as_i64().unwrap_or_default()
    };
    let activity = post("services/activities", json!({"label": "Cotisation", "duration": 365}));
    let account: i64 = club.value("SELECT id FROM acc_accounts WHERE code = '756' AND id_chart = 1");
    let fee = json!({"label": "Normal", "amount": "25", "id_account": account, "id_year": 1});
    let fee = post(&format!("services/activities/{activity}/fees"), fee);
    let body = json!({"id_service": activity, "id_fee": fee, "date": "2026-02-01"});
    let subscription = post(&format!("user/{}/subscribe", club.member), body.clone());
    post(&format!("user/{}/subscribe", club.server.new_member("Zoé")), body);
    post(
        &format!("services/subscriptions/{subscription}/payment"),
        json!({"amount": "20", "account": "512A", "date": "2026-02-03"}),
    );
    let answer = club.ask(&club.token(), "GET", "/api/me/subscriptions", json!({})).json();
    let [line] = &answer["subscriptions"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(
        (&line["service"], &line["paid_amount"], &line["left_to_pay"]),
        (&json!("Cotisation"), &json!(2000), &json!(500))
    );
    assert_eq!(line["payments"], json!([{"date": "2026-02-03", "amount": 2000}]));
}

#[test]
fn members_take_out_what_is_held_about_them_but_what_is_hidden_from_them() {
    let club = club();
    let answer = club.ask(&club.token(), "GET", "/api/me/export", json!({}));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"));
    let mut archive = zip::ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    let mut texts = String::new();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &names {
        archive.by_name(name).unwrap().read_to_string(&mut texts).unwrap();
    }
    assert!(
        names.iter().any(|name| name == "member.json") && names.iter().any(|name| name.ends_with("photo/a.txt")),
        "{names:?}"
    );
    assert!(texts.contains("Dijon") && texts.contains("portrait"), "{texts}");
    assert!(!texts.contains("zxcachee") && !texts.contains("$2y") && !names.join(" ").contains("dossier"), "{texts}");
}

#[test]
fn members_switch_off_messages_to_their_own_addresses() {
    let club = club();
    let token = club.token();
    let addresses = club.ask(&token, "GET", "/api/me/addresses", json!({})).json();
    assert_eq!(addresses["addresses"][0]["email"], "ada@example.org");
    let off = club.ask(&token, "POST", "/api/me/addresses", json!({"mailings": 0}));
    assert_eq!(off.status, 200, "{}", off.text());
    assert_eq!(
        club.ask(&token, "GET", "/api/me/addresses", json!({})).json()["addresses"][0]["state"]["accepts_mailings"],
        false
    );
    let others = club.ask(&token, "POST", "/api/me/addresses", json!({"email": "bureau@example.org", "mailings": 0}));
    assert_eq!(others.status, 400);
}

/// A category that asks for a second factor shows nothing before it is set.
#[test]
fn the_own_record_waits_for_the_second_factor_that_the_category_asks_for() {
    let club = club();
    club.sql(&format!("UPDATE users_categories SET force_otp = 1 WHERE id = {CATEGORY}"));
    let token = club.token();
    for path in ["me", "me/subscriptions", "me/export", "me/addresses"] {
        assert_eq!(club.ask(&token, "GET", &format!("/api/{path}"), json!({})).status, 403, "{path}");
    }
    assert_eq!(club.ask(&token, "POST", "/api/me", json!({"telephone": "06"})).status, 403);
    let file = format!("/api/user/{}/photo/a.txt", club.member);
    assert_eq!(club.ask(&token, "GET", &file, json!({})).status, 403);
}

#[test]
fn a_changed_password_is_told_by_mail_in_the_transaction_that_changes_it() {
    let club = club();
    let token = club.token();
    let change = |old: &str, new: &str| {
        club.ask(&token, "POST", "/api/auth/change-password", json!({"current_password": old, "password": new})).status
    };
    assert_eq!(change("faux", "miel de tilleul"), 403);
    let messages = || club.value::<i64>("SELECT count(*) FROM emails_queue");
    assert_eq!(messages(), 0);
    assert_eq!(change(PASSWORD, "miel de tilleul"), 200);
    assert_eq!(messages(), 1);
    let content: String = club.value("SELECT recipient || ' ' || subject || ' ' || content FROM emails_queue");
    for part in ["ada@example.org", "Votre mot de passe a changé", "Les Abeilles", "01/03/2026", "10:00", "127.0.0.1"]
    {
        assert!(content.contains(part), "{part}: {content}");
    }
    assert!(!content.contains("miel de tilleul"), "{content}");
    club.sql(&format!("UPDATE users_categories SET force_pgp = 1 WHERE id = {CATEGORY}"));
    assert_eq!(change("miel de tilleul", "miel de sapin"), 200);
    assert_eq!(messages(), 1, "nothing plain to who receives encrypted mail only");

    let silent = Club::new();
    let token = silent.token();
    let body = json!({"current_password": PASSWORD, "password": "miel de tilleul"});
    assert_eq!(silent.ask(&token, "POST", "/api/auth/change-password", body).status, 200);
    assert_eq!(silent.value::<i64>("SELECT count(*) FROM emails_queue"), 0, "no mail goes out here");
}
