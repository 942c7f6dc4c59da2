//! Group and personal messages (people.md 9.1 and 9.2).

use crate::support::Server;
use crate::support::smtp::{FakeSmtp, Received};
use ruche::db;
use ruche::jobs::worker::Worker;
use serde_json::{Value, json};

fn start(smtp: &FakeSmtp) -> Server {
    let port = smtp.port.to_string();
    Server::start_with(move |sources| {
        sources
            .with_flag("smtp_host", "127.0.0.1")
            .with_flag("smtp_security", "none")
            .with_flag("smtp_port", port)
            .with_flag("site_url", "https://abeilles.example/")
    })
}

fn member(server: &Server, values: Value) -> i64 {
    let answer = server.post_json("/api/user/new", &values);
    answer.json()["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()))
}

fn sql(server: &Server, statements: &str) {
    db::open_shared(&server.file()).unwrap().execute_batch(statements).unwrap();
}

fn text_of(server: &Server, query: &str) -> String {
    db::open_shared(&server.file()).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

fn create(server: &Server, values: Value) -> i64 {
    let answer = server.post_json("/api/mailings", &values);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_i64().unwrap()
}

fn sent(server: &Server, smtp: &FakeSmtp) -> Vec<Received> {
    let before = smtp.received().len();
    let worker = Worker::new(&server.app).unwrap();
    actix_web::rt::System::new().block_on(worker.work()).unwrap();
    smtp.received().split_off(before)
}

fn recipients(server: &Server, id: i64) -> Vec<String> {
    let list = server.get(&format!("/api/mailings/{id}/recipients")).json();
    let emails =
        list["recipients"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap_or("").to_owned());
    emails.collect()
}

#[test]
fn a_group_message_goes_to_each_of_its_recipients_with_their_own_values() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ada = member(&server, json!({"nom": "Ada *Lovelace*", "email": "ADA@example.org", "ville": "Dijon"}));
    let bo = member(&server, json!({"nom": "Bo <b>", "email": "bo@example.org", "password": "ruche-et-miel"}));
    let body = "Bonjour {{$nom}},\n\n{{if $ville == \"Dijon\"}}à **Dijon**{{else}}ailleurs{{/if}} [le site](/contact)\n\n![Abeille](x.png)";
    let id = create(&server, json!({"subject": "Les nouvelles !!", "body": body, "users": [ada, bo]}));
    assert_eq!(recipients(&server, id), ["ada@example.org", "bo@example.org"]);
    let data: Value = serde_json::from_str(&text_of(
        &server,
        "SELECT extra_data FROM mailings_recipients WHERE email = 'bo@example.org'",
    ))
    .unwrap();
    assert_eq!((&data["nom"], &data["_email"], &data["id"]), (&json!("Bo <b>"), &json!("bo@example.org"), &json!(bo)));
    assert!(data.get("password").is_none(), "{data}");

    let preview = server.get(&format!("/api/mailings/{id}/preview")).json();
    assert!(preview["html"].as_str().unwrap().contains("<strong>Dijon</strong>"), "{preview}");
    let report = server.post_json(&format!("/api/mailings/{id}/send"), &json!({}));
    assert_eq!(report.json(), json!({"queued": 2, "skipped": []}), "{}", report.text());
    let again = server.post_json(&format!("/api/mailings/{id}/send"), &json!({}));
    assert_eq!(again.status, 409, "once");
    let mails = sent(&server, &smtp);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].header("subject"), "Les nouvelles");
    let (first, second) = (mails[0].decoded(), mails[1].decoded());
    assert!(first.contains("Bonjour Ada *Lovelace*,") && first.contains("à **Dijon** le site (/contact)"), "{first}");
    assert!(
        first.contains("Bonjour Ada *Lovelace*,</p>") && !first.contains("<em>Lovelace"),
        "a value is no Markdown: {first}"
    );
    assert!(first.contains("href=\"https://abeilles.example/contact\""), "{first}");
    assert!(second.contains("ailleurs") && second.contains("Bo &lt;b&gt;"), "{second}");
    assert!(first.contains("&c=1"), "{first}");

    let data = text_of(&server, "SELECT extra_data FROM mailings_recipients WHERE email = 'bo@example.org'");
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(
        data.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["id", "numero", "nom"],
        "only who it was is kept"
    );
    assert_eq!(text_of(&server, "SELECT sent FROM mailings"), "2026-03-01 10:00:00");
    let log = "SELECT group_concat(type) FROM (SELECT type FROM logs WHERE details LIKE '%Mailing%' ORDER BY id)";
    assert_eq!(text_of(&server, log), "10,12,13");
    let change = server.post_json(&format!("/api/mailings/{id}"), &json!({"body": "x"}));
    assert_eq!(change.status, 409, "what was sent does not change");
}

#[test]
fn recipients_are_those_of_the_moment_of_creation() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ids: Vec<i64> = ["ada", "bo", "zoe", "cache"]
        .iter()
        .map(|name| member(&server, json!({"nom": name, "email": format!("{name}@example.org")})))
        .collect();
    member(&server, json!({"nom": "sans adresse"}));
    let hide = "INSERT INTO users_categories (id, name, hidden) VALUES (50, 'Anciens', 1)";
    sql(&server, &format!("{hide}; UPDATE users SET id_category = 50 WHERE id = {}", ids[3]));
    let to = |values: Value| {
        let mut all = json!({"subject": "Les nouvelles"});
        all.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
        recipients(&server, create(&server, all))
    };
    let all = to(json!({"all": 1}));
    assert_eq!(all, ["bureau@example.org", "ada@example.org", "bo@example.org", "zoe@example.org"]);
    assert_eq!(to(json!({"id_category": 50})), ["cache@example.org"]);
    assert_eq!(to(json!({"users": [ids[3], ids[0]]})), ["ada@example.org", "cache@example.org"]);
    for wrong in [
        json!({}),
        json!({"all": 0}),
        json!({"all": 1, "id_category": 50}),
        json!({"id_category": 999}),
        json!({"id_service": 999}),
        json!({"users": [999]}),
        json!({"users": []}),
    ] {
        let mut values = json!({"subject": "Les nouvelles"});
        values.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let answer = server.post_json("/api/mailings", &values);
        assert_eq!((answer.status, answer.error().is_empty()), (400, false), "{wrong}");
    }
    let drafts = server.get("/api/mailings").json();
    assert_eq!(drafts["mailings"].as_array().unwrap().len(), 3, "nothing is left of what was refused");
}

#[test]
fn members_of_an_activity_are_those_whose_latest_end_is_not_past() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ids = ["past", "renewed", "endless"]
        .map(|name| member(&server, json!({"nom": name, "email": format!("{name}@example.org")})));
    sql(&server, "INSERT INTO services (id, label, duration) VALUES (7, 'Cours', 365)");
    for (id, day, expiry) in [
        (ids[0], "2020-01-01", "'2026-02-28'"),
        (ids[1], "2020-01-01", "'2020-12-31'"),
        (ids[1], "2026-01-01", "'2026-03-01'"),
        (ids[2], "2020-01-01", "NULL"),
    ] {
        sql(
            &server,
            &format!(
                "INSERT INTO services_users (id_user, id_service, date, expiry_date) VALUES ({id}, 7, '{day}', {expiry})"
            ),
        );
    }
    let id = create(&server, json!({"subject": "Les nouvelles", "id_service": 7}));
    assert_eq!(recipients(&server, id), ["renewed@example.org", "endless@example.org"]);
}

#[test]
fn who_refused_or_cannot_be_written_to_is_left_out_with_the_reason() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let names = ["oui", "refuse", "invalide", "chiffre"];
    let ids = names.map(|name| member(&server, json!({"nom": name, "email": format!("{name}@example.org")})));
    sql(
        &server,
        &format!(
            "INSERT INTO emails (hash, accepts_mailings) VALUES (email_hash('refuse@example.org'), 0);
             INSERT INTO emails (hash, invalid) VALUES (email_hash('invalide@example.org'), 1);
             UPDATE users SET pgp_key = 'x' WHERE id = {};",
            ids[3]
        ),
    );
    let id = create(&server, json!({"subject": "Les nouvelles", "body": "Bonjour", "users": ids}));
    assert_eq!(recipients(&server, id).len(), 4, "they are listed");
    let report = server.post_json(&format!("/api/mailings/{id}/send"), &json!({})).json();
    let skipped: Vec<_> =
        report["skipped"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["refuse@example.org", "invalide@example.org", "chiffre@example.org"], "{report}");
    assert!(report["skipped"][2]["reason"].as_str().unwrap().contains("chiffrés"), "{report}");
    assert_eq!(sent(&server, &smtp).iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["oui@example.org"]);
}

#[test]
fn a_draft_is_changed_loses_recipients_and_is_refused_what_makes_no_sense() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ids = ["ada", "bo"].map(|name| member(&server, json!({"nom": name, "email": format!("{name}@example.org")})));
    let id = create(&server, json!({"subject": "Court", "users": ids}));
    let change = |values: Value| server.post_json(&format!("/api/mailings/{id}"), &values);
    for (wrong, field) in [
        (json!({"body": "Bonjour"}), "subject"),
        (json!({"subject": "Assez long", "body": "{{$nom|inconnu}}"}), "body"),
        (json!({"subject": "Assez long", "body": "{{if $nom}}"}), "body"),
        (json!({"subject": "!!!!!!!!!!", "body": "Bonjour"}), "subject"),
        (json!({"sender_name": "Ada"}), "sender_email"),
        (json!({"sender_name": "Ada", "sender_email": "ada"}), "sender_email"),
        (json!({"subject": "x".repeat(201)}), "subject"),
    ] {
        let answer = change(wrong.clone());
        assert_eq!(answer.status, 400, "{wrong}");
        assert!(answer.json()["fields"].to_string().contains(field), "{wrong}: {}", answer.text());
    }
    assert_eq!(server.post_json(&format!("/api/mailings/{id}/send"), &json!({})).status, 409, "without a text");
    let changed = change(
        json!({"subject": "L'assemblée", "body": "Bonjour", "sender_name": "Ada", "sender_email": "ada@example.org"}),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    let list = server.get(&format!("/api/mailings/{id}/recipients")).json();
    let first = &list["recipients"][0]["id"];
    let path = format!("/api/mailings/{id}/recipients/{first}");
    assert_eq!(server.request("DELETE", &path).key("write").send().status, 200);
    assert_eq!(server.request("DELETE", &path).key("write").send().status, 404);
    assert_eq!(server.request("DELETE", &format!("/api/mailings/{id}/recipients/x")).key("write").send().status, 404);
    server.post_json(&format!("/api/mailings/{id}/send"), &json!({}));
    let mails = sent(&server, &smtp);
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "bo@example.org"));
    assert!(mails[0].header("from").contains("<ada@example.org>"), "{}", mails[0].data);
    assert_eq!(server.request("DELETE", &format!("/api/mailings/{id}")).key("write").send().status, 200);
    assert_eq!(server.get(&format!("/api/mailings/{id}")).status, 404);
}

#[test]
fn a_second_message_within_days_asks_whether_it_is_meant() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ids = ["ada", "bo"].map(|name| member(&server, json!({"nom": name, "email": format!("{name}@example.org")})));
    let send = |values: Value| {
        let id = create(&server, json!({"subject": "Les nouvelles", "body": "Bonjour", "users": ids}));
        server.post_json(&format!("/api/mailings/{id}/send"), &values)
    };
    assert_eq!(send(json!({})).status, 200);
    let refused = send(json!({}));
    assert_eq!((refused.status, refused.error().contains("again=1")), (409, true));
    assert_eq!(send(json!({"again": 1})).status, 200);
    sql(&server, "UPDATE mailings SET sent = '2026-02-20 10:00:00' WHERE sent IS NOT NULL");
    assert_eq!(send(json!({})).status, 200, "eight days later");
}

#[test]
fn who_received_an_old_message_is_forgotten() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ada = member(&server, json!({"nom": "ada", "email": "ada@example.org"}));
    let id = create(&server, json!({"subject": "Les nouvelles", "body": "Bonjour", "users": [ada]}));
    server.post_json(&format!("/api/mailings/{id}/send"), &json!({}));
    let forget = || {
        actix_web::rt::System::new().block_on(ruche::jobs::forget_old_recipients(&server.app)).unwrap();
        server.get(&format!("/api/mailings/{id}")).json()["anonymous"].clone()
    };
    assert_eq!(forget(), false);
    sql(&server, "UPDATE mailings SET sent = '2025-08-31 09:00:00'");
    assert_eq!(forget(), true);
    assert_eq!(recipients(&server, id), [""], "their number stays");
    assert_eq!(
        text_of(
            &server,
            "SELECT count(*) || '' FROM mailings_recipients WHERE extra_data IS NULL AND id_email IS NULL"
        ),
        "1"
    );
}

#[test]
fn a_personal_message_goes_to_the_first_address_of_a_member() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let ada = member(&server, json!({"nom": "ada", "email": "ada@example.org"}));
    let send = |id: i64, values: Value| server.post_json(&format!("/api/user/{id}/message"), &values);
    let message = json!({"subject": "Bonjour", "body": "Ligne 1\nLigne <2>", "copy": 1});
    assert_eq!(send(ada, message.clone()).status, 200);
    let mails = sent(&server, &smtp);
    assert_eq!(
        mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
        ["ada@example.org", "bureau@example.org"]
    );
    assert!(mails[0].decoded().contains("Ligne 1<br>\r\nLigne &lt;2&gt;"), "{}", mails[0].decoded());
    assert!(mails[0].header("list-unsubscribe").contains("&c=2"), "{}", mails[0].data);
    assert_eq!(text_of(&server, "SELECT count(*) || '' FROM logs WHERE type = 13"), "0");
    for wrong in [json!({"subject": "x"}), json!({"body": "x"}), json!({"subject": "x", "body": "x".repeat(70_000)})] {
        assert_eq!(send(ada, wrong).status, 400);
    }
    let nobody = server.new_member("sans adresse");
    assert_eq!(send(nobody, message.clone()).status, 409);
    assert_eq!(send(999, message.clone()).status, 404);
    sql(&server, "UPDATE emails SET accepts_messages = 0");
    let refused = send(ada, message.clone());
    assert_eq!((refused.status, refused.error().is_empty()), (409, false));
    sql(&server, &format!("UPDATE emails SET accepts_messages = 1; UPDATE users SET pgp_key = 'x' WHERE id = {ada}"));
    let refused = send(ada, message);
    assert!(refused.status == 409 && refused.error().contains("chiffrés"), "{}", refused.text());
    assert_eq!(sent(&server, &smtp).len(), 0);
}

#[test]
fn nothing_is_queued_where_no_mail_goes_out() {
    let server = Server::start();
    let ada = member(&server, json!({"nom": "ada", "email": "ada@example.org"}));
    let id = create(&server, json!({"subject": "Les nouvelles", "body": "Bonjour", "users": [ada]}));
    for path in [format!("mailings/{id}/send"), format!("user/{ada}/message")] {
        let answer = server.post_json(&format!("/api/{path}"), &json!({"subject": "Bonjour", "body": "x"}));
        assert_eq!((answer.status, answer.error().contains("smtp_host")), (409, true), "{path}");
    }
    assert_eq!(server.get("/api/mail/queue").json()["count"], 0);
}

/// An activity of a year with a reminder ten days after its end; its identifier.
fn activity(server: &Server) -> i64 {
    let activity = server.post_json("/api/services/activities", &json!({"label": "Adhésion", "duration": 365})).json();
    let id = activity["id"].as_i64().unwrap();
    let reminder =
        json!({"delay": 10, "subject": "Votre adhésion", "body": "Bonjour {{$identity}}, fin le {{$expiry_date}}"});
    assert_eq!(server.post_json(&format!("/api/services/activities/{id}/reminders"), &reminder).status, 200);
    id
}

fn subscriber(server: &Server, name: &str, activity: i64, until: &str) -> i64 {
    let id = member(server, json!({"nom": name, "email": format!("{name}@example.org")}));
    let body = json!({"id_service": activity, "date": "2025-01-01", "expiry_date": until});
    assert_eq!(server.post_json(&format!("/api/user/{id}/subscribe"), &body).status, 200);
    id
}

fn recorded(server: &Server) -> String {
    text_of(
        server,
        "SELECT coalesce(group_concat(x, ' '), '') FROM (SELECT u.email || ':' || r.sent_date || ':' || r.due_date AS x
         FROM services_reminders_sent r JOIN users u ON u.id = r.id_user ORDER BY u.email)",
    )
}

#[test]
fn reminders_that_are_due_are_queued_and_recorded_together_once() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let activity = activity(&server);
    subscriber(&server, "ada", activity, "2026-02-18");
    subscriber(&server, "trop-tot", activity, "2026-02-19");
    let report = server.post_json("/api/services/reminders/send", &json!({}));
    assert_eq!(report.json(), json!({"sent": 1, "queued": 1, "skipped": []}), "{}", report.text());
    let mails = sent(&server, &smtp);
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ada@example.org"));
    assert_eq!(mails[0].header("subject"), "Votre =?utf-8?b?YWRow6lzaW9u?=");
    assert!(mails[0].decoded().contains("Bonjour ada, fin le 18/02/2026"), "{}", mails[0].decoded());
    assert!(mails[0].header("list-unsubscribe").contains("&c=4"), "{}", mails[0].data);
    assert_eq!(recorded(&server), "ada@example.org:2026-03-01:2026-02-28");
    let again = server.post_json("/api/services/reminders/send", &json!({})).json();
    assert_eq!((&again["sent"], sent(&server, &smtp).len()), (&json!(0), 0));
}

#[test]
fn a_reminder_that_nobody_gets_is_not_recorded_as_sent() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    let activity = activity(&server);
    subscriber(&server, "refuse", activity, "2026-02-01");
    let encrypted = subscriber(&server, "chiffre", activity, "2026-02-01");
    sql(
        &server,
        &format!(
            "INSERT INTO emails (hash, accepts_reminders) VALUES (email_hash('refuse@example.org'), 0);
             UPDATE users SET pgp_key = 'x' WHERE id = {encrypted}"
        ),
    );
    let report = server.post_json("/api/services/reminders/send", &json!({})).json();
    assert_eq!((&report["sent"], report["skipped"].as_array().unwrap().len()), (&json!(0), 2), "{report}");
    assert_eq!((recorded(&server).as_str(), sent(&server, &smtp).len()), ("", 0));
    sql(&server, "UPDATE emails SET accepts_reminders = 1");
    let report = server.post_json("/api/services/reminders/send", &json!({})).json();
    assert_eq!(report["sent"], 1);
}

#[test]
fn the_daily_job_sends_reminders_once_a_day_and_not_at_all_without_mail() {
    let smtp = FakeSmtp::start();
    let (server, without) = (start(&smtp), Server::start());
    for server in [&server, &without] {
        let activity = activity(server);
        subscriber(server, "ada", activity, "2026-02-01");
    }
    let ask = |server: &Server| {
        actix_web::rt::System::new().block_on(ruche::jobs::ask_for_reminders(&server.app)).unwrap();
        let jobs = text_of(server, "SELECT count(*) || '' FROM ruche_jobs WHERE kind = 'send_reminders'");
        jobs.parse::<i64>().unwrap()
    };
    assert_eq!(ask(&without), 0);
    assert_eq!(recorded(&without), "", "nothing is recorded where nothing goes out");
    assert_eq!(without.post_json("/api/services/reminders/send", &json!({})).status, 409);
    assert_eq!(ask(&server), 1);
    assert_eq!(sent(&server, &smtp).len(), 1, "the job queues, the next one sends");
    assert_eq!((ask(&server), recorded(&server).as_str()), (0, "ada@example.org:2026-03-01:2026-02-11"));
}

#[test]
fn a_saved_search_chooses_recipients() {
    let smtp = FakeSmtp::start();
    let server = start(&smtp);
    for (name, town) in [("ada", "Dijon"), ("bo", "Lyon")] {
        member(&server, json!({"nom": name, "email": format!("{name}@example.org"), "ville": town}));
    }
    let condition = json!({"operator": "= ?", "column": "ville", "values": ["Dijon"]});
    let content = json!({"groups": [{"operator": "AND", "conditions": [condition]}]});
    let search = server.post_json("/api/user/searches", &json!({"label": "Dijon", "content": content}));
    assert_eq!(search.status, 200, "{}", search.text());
    let id = create(&server, json!({"subject": "Les nouvelles", "search": search.json()["id"]}));
    assert_eq!(recipients(&server, id), ["ada@example.org"]);
    assert_eq!(server.post_json("/api/mailings", &json!({"subject": "Les nouvelles", "search": 999})).status, 404);
}
