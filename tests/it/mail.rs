//! Messages on their way to a mail server: what it is told, what its refusals lead to, what is never sent (people.md 9.3).

use std::path::Path;

use crate::support::Server;
use crate::support::smtp::{FakeSmtp, Reaction};
use ruche::config::Sources;
use ruche::db;
use ruche::jobs::worker::Worker;
use ruche::mail::{Context, NewMessage, queue};
use serde_json::{Value, json};

const MOMENT: &str = "2026-03-01 10:00:00";

/// A server whose mail goes to that one.
fn server_to(smtp: &FakeSmtp) -> Server {
    let port = smtp.port.to_string();
    Server::start_with(move |sources| {
        plain(sources).with_flag("smtp_port", port).with_flag("site_url", "https://abeilles.example/")
    })
}

fn plain(sources: Sources) -> Sources {
    sources.with_flag("smtp_host", "127.0.0.1").with_flag("smtp_security", "none").with_flag("smtp_timeout", "5")
}

fn message(recipient: &str, context: Context) -> NewMessage {
    NewMessage {
        sender: None,
        recipient: recipient.to_owned(),
        pgp_key: None,
        subject: "L'assemblée générale".to_owned(),
        text: "Bonjour à tous,\n.\nVoir https://abeilles.example/ag\n".to_owned(),
        html: None,
        context,
        attachments: Vec::new(),
    }
}

/// Queues a message as a request would.
fn queue_message(server: &Server, message: &NewMessage) -> i64 {
    let mut file = db::open_shared(&server.file()).unwrap();
    let tx = file.transaction().unwrap();
    let id = queue::add(&tx, message, server.app.clock.now(), MOMENT).unwrap();
    tx.commit().unwrap();
    id
}

/// Does what the server's worker would: everything that is due.
fn work(server: &Server) -> usize {
    let worker = Worker::new(&server.app).unwrap();
    actix_web::rt::System::new().block_on(worker.work()).unwrap()
}

/// Does it again and again as if the pauses were over.
fn work_on(server: &Server) {
    file(server).execute("UPDATE ruche_jobs SET due = 0 WHERE given_up IS NULL", []).unwrap();
    work(server);
}

fn file(server: &Server) -> rusqlite::Connection {
    db::open_shared(&server.file()).unwrap()
}

fn number(server: &Server, query: &str) -> i64 {
    file(server).query_row(query, [], |row| row.get(0)).unwrap()
}

/// A row of `emails`: invalid, fail_count, sent_count, lines of fail_log.
fn state(server: &Server, address: &str) -> (i64, i64, i64, Vec<String>) {
    let sql = "SELECT invalid, fail_count, sent_count, coalesce(fail_log, '') FROM emails WHERE hash = email_hash(?1)";
    file(server)
        .query_row(sql, [address], |row| {
            let log: String = row.get(3)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, log.lines().map(str::to_owned).collect()))
        })
        .unwrap()
}

#[test]
fn a_message_goes_out_once_with_both_forms_and_a_way_to_refuse_the_next_ones() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    queue_message(&server, &message("Ada@Été.example.org", Context::Mailing));
    assert_eq!(work(&server), 1);
    assert_eq!(work(&server), 0);
    let received = smtp.received();
    assert_eq!(received.len(), 1);
    let mail = &received[0];
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("bureau@example.org", "Ada@xn--t-9fab.example.org"));
    assert_eq!(mail.header("from"), "\"Les Abeilles\" <bureau@example.org>");
    assert_eq!(mail.header("x-auto-response-suppress"), "All");
    assert!(mail.header("message-id").ends_with("@example.org>"), "{}", mail.data);
    assert_eq!(mail.header("date"), "Sun, 01 Mar 2026 09:00:00 +0000");
    let hash: String = file(&server).query_row("SELECT hash FROM emails", [], |row| row.get(0)).unwrap();
    let link = format!("https://abeilles.example/?un={}&c=1", ruche::mail::opt_out::token(&hash));
    assert_eq!(mail.header("list-unsubscribe"), format!("<{link}>"));
    assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    let text = mail.decoded();
    assert!(text.contains("multipart/alternative") && text.contains("Bonjour à tous,\r\n.\r\nVoir"), "{text}");
    assert!(text.contains("<a href=\"https://abeilles.example/ag\">"), "{text}");
    assert!(text.contains(&link) && text.contains(&link.replace('&', "&amp;")), "{text}");
    assert_eq!(state(&server, "ada@été.example.org"), (0, 0, 1, Vec::new()));
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0);
    assert_eq!(number(&server, "SELECT count(*) FROM ruche_jobs"), 0);
}

#[test]
fn what_its_recipient_asked_for_carries_no_link_to_refuse_it() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    queue_message(&server, &message("ada@example.org", Context::System));
    work(&server);
    let mail = smtp.received().remove(0);
    assert_eq!(mail.header("list-unsubscribe"), "");
    assert!(!mail.decoded().contains("un="), "{}", mail.data);
}

#[test]
fn with_a_sender_that_the_mail_server_asks_for_answers_still_go_to_the_person() {
    let smtp = FakeSmtp::start();
    let port = smtp.port.to_string();
    let server =
        Server::start_with(move |s| plain(s).with_flag("smtp_port", port).with_flag("mail_from", "envoi@hote.example"));
    let sender = Some(ruche::mail::mailbox_line("Ada \"Lovelace\"\r\n", "ada@example.org"));
    queue_message(&server, &NewMessage { sender, ..message("bo@example.org", Context::Personal) });
    queue_message(&server, &message("bo@example.org", Context::Reminder));
    work(&server);
    let received = smtp.received();
    assert_eq!(received[0].from, "envoi@hote.example");
    assert!(received[0].header("from").contains("<envoi@hote.example>"), "{}", received[0].data);
    assert!(received[0].header("from").contains("Ada Lovelace"), "{}", received[0].data);
    assert!(received[0].header("reply-to").contains("<ada@example.org>"), "{}", received[0].data);
    assert_eq!(received[0].header("bcc"), "");
    assert!(received[1].header("reply-to").contains("<bureau@example.org>"), "{}", received[1].data);
    // Without an address of the site, the way to refuse is a message to the association.
    assert!(received[1].header("list-unsubscribe").starts_with("<mailto:bureau@example.org"), "{}", received[1].data);
    assert_eq!(received[1].header("list-unsubscribe-post"), "");
}

#[test]
fn an_address_that_is_said_not_to_exist_is_never_written_to_again_but_for_what_its_owner_asks_for() {
    let smtp = FakeSmtp::with(|to, _| match to {
        "parti@example.org" => Reaction::RefuseRecipient("550 5.1.1 No such user"),
        _ => Reaction::Accept,
    });
    let server = server_to(&smtp);
    for context in [Context::Reminder, Context::Mailing, Context::Personal, Context::Notification] {
        queue_message(&server, &message("parti@example.org", context));
        queue_message(&server, &message("ada@example.org", context));
        work(&server);
    }
    let tries = || smtp.heard().iter().filter(|line| line.contains("RCPT TO:<parti@")).count();
    assert_eq!(tries(), 1);
    assert_eq!(smtp.received().len(), 4, "the others get theirs");
    let (invalid, failures, sent, log) = state(&server, "parti@example.org");
    assert_eq!((invalid, failures, sent), (1, 1, 0));
    assert_eq!(log, ["01/03/2026 10:00:00 - 550: 5.1.1 No such user"]);
    queue_message(&server, &message("parti@example.org", Context::System));
    work(&server);
    assert_eq!(tries(), 2);
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0);
}

#[test]
fn a_refusal_for_another_reason_than_the_address_keeps_the_message_for_a_person() {
    let smtp = FakeSmtp::with(|_, before| match before {
        0 => Reaction::RefuseContent("554 5.7.1 Looks like spam"),
        _ => Reaction::Accept,
    });
    let server = server_to(&smtp);
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    work(&server);
    assert_eq!(state(&server, "ada@example.org").0, 0, "the address is not at fault");
    let jobs = server.get("/api/jobs?given_up=1").json();
    assert_eq!((&jobs["count"], &jobs["jobs"][0]["state"]), (&json!(1), &json!("given_up")));
    assert!(jobs["jobs"][0]["error"].as_str().unwrap().contains("Looks like spam"), "{jobs}");
    let status = server.get("/api/status").json();
    assert_eq!(status["queue"]["given_up"], 1, "{status}");
    let id = jobs["jobs"][0]["id"].clone();
    assert_eq!(server.post_json(&format!("/api/jobs/{id}/retry"), &json!({})).status, 200);
    work(&server);
    assert_eq!(smtp.received().len(), 1);
    assert_eq!(server.get("/api/jobs").json()["count"], 0);
}

#[test]
fn a_message_that_is_refused_for_now_is_tried_again_and_counts_once() {
    let smtp = FakeSmtp::with(|to, before| match to {
        "plein@example.org" if before < 3 => Reaction::RefuseRecipient("452 4.2.2 Mailbox full"),
        "gris@example.org" if before < 2 => Reaction::RefuseRecipient("451 4.7.1 Greylisted, come again"),
        _ => Reaction::Accept,
    });
    let server = server_to(&smtp);
    for address in ["plein@example.org", "gris@example.org"] {
        queue_message(&server, &message(address, Context::Mailing));
    }
    work(&server);
    assert_eq!(work(&server), 0, "not before its pause");
    let first = server.get("/api/mail/queue").json();
    assert_eq!((&first["count"], &first["messages"][0]["attempts"]), (&json!(2), &json!(1)));
    for _ in 0..3 {
        work_on(&server);
    }
    assert_eq!(smtp.received().len(), 2);
    assert_eq!(
        state(&server, "plein@example.org"),
        (0, 1, 1, vec!["01/03/2026 10:00:00 - 452: 4.2.2 Mailbox full".into()])
    );
    assert_eq!(state(&server, "gris@example.org"), (0, 0, 1, Vec::new()), "greylisting says nothing of an address");
}

#[test]
fn what_is_refused_again_and_again_is_given_up_and_stays_in_the_queue() {
    let smtp = FakeSmtp::with(|_, _| Reaction::RefuseContent("450 Not today"));
    let server = server_to(&smtp);
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    for _ in 0..20 {
        work_on(&server);
    }
    let tries = smtp.heard().iter().filter(|line| line.starts_with("RCPT")).count();
    assert_eq!(tries, ruche::job_queue::PAUSES.len() + 1);
    assert_eq!(server.get("/api/status").json()["queue"]["given_up_kinds"], json!(["send_mail"]));
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue WHERE sending = 0"), 1);
    assert_eq!(state(&server, "ada@example.org").1, 1);
    let retried = server.post_json("/api/jobs/retry", &json!({})).json();
    assert_eq!(retried["retried"], 1);
    work(&server);
    let id = server.get("/api/jobs").json()["jobs"][0]["id"].clone();
    let dropped = server.request("DELETE", &format!("/api/jobs/{id}")).key("admin").send();
    assert_eq!(dropped.status, 404, "one that waits is not dropped: {}", dropped.text());
}

#[test]
fn a_mail_server_that_is_down_costs_no_address_and_no_message_anything() {
    let smtp = FakeSmtp::start();
    let server = Server::start_with(|sources| plain(sources).with_flag("smtp_port", "1"));
    for n in 0..5 {
        queue_message(&server, &message(&format!("m{n}@example.org"), Context::Mailing));
    }
    assert_eq!(work(&server), 1, "one is tried, all wait");
    assert_eq!(number(&server, "SELECT count(*) FROM ruche_jobs WHERE attempts = 1 AND leased_until IS NULL"), 5);
    assert_eq!(number(&server, "SELECT count(*) FROM emails"), 0);
    assert_eq!(server.get("/api/status").json()["queue"]["failing"], 5);
    let folder = server.stop();
    let path = folder.path().join("association.sqlite");
    let port = smtp.port.to_string();
    let server = Server::start_on(folder, &path, |sources| plain(sources).with_flag("smtp_port", port));
    work_on(&server);
    assert_eq!(smtp.received().len(), 5);
}

#[test]
fn a_server_that_refuses_our_sender_is_no_fault_of_the_recipient() {
    let smtp = FakeSmtp::with(|_, before| if before == 0 { Reaction::DropAtRecipient } else { Reaction::Accept });
    let server = server_to(&smtp);
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    work(&server);
    assert_eq!(number(&server, "SELECT count(*) FROM emails"), 0);
    assert_eq!(number(&server, "SELECT count(*) FROM ruche_uncertain_mails"), 0, "nothing went out");
    work_on(&server);
    assert_eq!(smtp.received().len(), 1);
}

#[test]
fn a_message_without_an_answer_is_set_aside_and_only_a_person_sends_it_again() {
    let smtp = FakeSmtp::with(|_, before| if before == 0 { Reaction::DropAfterContent } else { Reaction::Accept });
    let server = server_to(&smtp);
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    queue_message(&server, &message("bo@example.org", Context::Mailing));
    work(&server);
    for _ in 0..3 {
        work_on(&server);
    }
    assert_eq!(smtp.received().len(), 2, "each was sent once");
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0, "no program finds it");
    let status = server.get("/api/status").json();
    assert_eq!(status["mail"], json!({"transport": "smtp", "waiting": 0, "uncertain": 2}));
    let list = server.get("/api/mail/uncertain").json();
    let first = &list["messages"][0];
    assert_eq!((&first["recipient"], &first["reason"]), (&json!("ada@example.org"), &json!("no_answer")));
    assert_eq!(format!("<{}>", first["message_id"].as_str().unwrap()), smtp.received()[0].header("message-id"));
    let id = |at: usize| list["messages"][at]["id"].clone();
    let resend = format!("/api/mail/uncertain/{}/resend", id(0));
    assert_eq!(server.post_json(&resend, &json!({})).status, 200);
    assert_eq!(server.post_json(&resend, &json!({})).status, 404, "once");
    work(&server);
    assert_eq!(smtp.received().len(), 3);
    let forget = format!("/api/mail/uncertain/{}", id(1));
    assert_eq!(server.request("DELETE", &forget).key("admin").send().status, 200);
    assert_eq!(server.get("/api/mail/uncertain").json()["count"], 0);
}

#[test]
fn what_a_crash_left_in_the_middle_is_set_aside_whoever_was_sending() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    let ids: Vec<i64> =
        (0..4).map(|n| queue_message(&server, &message(&format!("m{n}@example.org"), Context::Mailing))).collect();
    let file = file(&server);
    file.execute_batch(&format!(
        "UPDATE emails_queue SET sending = 1, sending_started = '{MOMENT}' WHERE id IN ({}, {});
         INSERT INTO ruche_mails_in_flight VALUES ({}, 'x@example.org', '{MOMENT}');
         UPDATE emails_queue SET sending = 2 WHERE id = {};
         INSERT INTO emails_queue_attachments (id_queue, path) VALUES ({}, 'attachments/x/plan.pdf');",
        ids[0], ids[1], ids[0], ids[2], ids[0]
    ))
    .unwrap();
    work(&server);
    let received: Vec<String> = smtp.received().into_iter().map(|mail| mail.to).collect();
    assert_eq!(received, ["m3@example.org"], "our own and Paheko's mark are uncertain, what Paheko had sent is gone");
    let list = server.get("/api/mail/uncertain").json();
    let told: Vec<_> =
        list["messages"].as_array().unwrap().iter().map(|m| (&m["recipient"], &m["message_id"])).collect();
    assert_eq!(told, [(&json!("m0@example.org"), &json!("x@example.org")), (&json!("m1@example.org"), &Value::Null)]);
    let kept: String = file.query_row("SELECT attachments FROM ruche_uncertain_mails", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, r#"["attachments/x/plan.pdf"]"#);
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0);
}

#[test]
fn messages_that_another_program_queued_are_sent_too() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    file(&server)
        .execute_batch(
            "INSERT INTO emails_queue (recipient, recipient_hash, subject, content, content_html, context)
             VALUES ('ada@example.org', email_hash('ada@example.org'), 'Sujet', 'Texte',
                     '<html><body><p>Texte</p></body></html>', 1)",
        )
        .unwrap();
    work(&server);
    let mail = smtp.received().remove(0).decoded();
    assert!(mail.contains("<p>Texte</p><hr>") && mail.matches("<html").count() == 1, "{mail}");
}

#[test]
fn nobody_gets_what_they_refused_and_blocked_addresses_get_nothing() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    let contexts = [Context::Mailing, Context::Personal, Context::Notification, Context::Reminder, Context::System];
    for (row, expected) in [
        ("accepts_mailings = 0", vec![2, 3, 4, 0]),
        ("accepts_messages = 0", vec![1, 3, 4, 0]),
        ("accepts_reminders = 0", vec![1, 2, 0]),
        ("fail_count = 4", vec![1, 2, 3, 4, 0]),
        ("fail_count = 5", vec![0]),
        ("invalid = 1", vec![0]),
    ] {
        let before = smtp.received().len();
        let file = file(&server);
        file.execute_batch(&format!(
            "DELETE FROM emails; INSERT INTO emails (hash) VALUES (email_hash('ada@example.org')); UPDATE emails SET {row};"
        ))
        .unwrap();
        for context in contexts {
            let message = message("ada@example.org", context);
            queue_message(&server, &NewMessage { subject: format!("n{}", context.number()), ..message });
        }
        work(&server);
        let subjects: Vec<String> = smtp.received()[before..].iter().map(|mail| mail.header("subject")).collect();
        let expected: Vec<String> = expected.iter().map(|context| format!("n{context}")).collect();
        assert_eq!(subjects, expected, "{row}");
        assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0, "{row}");
    }
    queue_message(&server, &message("pas une adresse", Context::System));
    work(&server);
    assert_eq!(number(&server, "SELECT count(*) FROM emails_queue"), 0);
}

#[test]
fn members_who_want_encrypted_mail_get_no_plain_one_and_the_job_says_why() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    for (name, sql) in [
        ("cle", "UPDATE users SET pgp_key = '-----BEGIN PGP' WHERE email = 'cle@example.org'"),
        (
            "force",
            "UPDATE users_categories SET force_pgp = 1 WHERE id = (SELECT id_category FROM users WHERE email = 'force@example.org')",
        ),
    ] {
        let member = json!({"nom": name, "email": format!("{name}@example.org")});
        assert_eq!(server.post_json("/api/user/new", &member).status, 200);
        file(&server).execute_batch(sql).unwrap();
        queue_message(&server, &message(&format!("{name}@EXAMPLE.org"), Context::System));
        work(&server);
        file(&server).execute_batch("UPDATE users_categories SET force_pgp = 0").unwrap();
    }
    queue_message(&server, &NewMessage { pgp_key: Some("key".into()), ..message("bo@example.org", Context::Personal) });
    work(&server);
    assert_eq!(smtp.received(), []);
    let jobs = server.get("/api/jobs?given_up=1").json();
    assert_eq!(jobs["count"], 3, "{jobs}");
    assert!(jobs["jobs"][0]["error"].as_str().unwrap().contains("chiffrés"), "{jobs}");
}

#[test]
fn files_go_with_their_message_and_a_missing_one_keeps_it() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    let stored = server.request("PUT", "/api/files/documents/plan%20%C3%A9.txt").key("admin");
    assert_eq!(stored.body("text/plain", "le plan").send().status, 200);
    let attachments = vec!["documents/plan é.txt".to_owned()];
    queue_message(&server, &NewMessage { attachments, ..message("ada@example.org", Context::Personal) });
    let attachments = vec!["documents/rien.txt".to_owned()];
    queue_message(&server, &NewMessage { attachments, ..message("ada@example.org", Context::Personal) });
    work(&server);
    let mail = smtp.received();
    assert_eq!(mail.len(), 1);
    assert!(mail[0].header("content-type").starts_with("multipart/mixed"), "{}", mail[0].data);
    let base64 = "bGUgcGxhbg==";
    assert!(mail[0].data.contains("le plan") || mail[0].data.contains(base64), "{}", mail[0].data);
    let jobs = server.get("/api/jobs?given_up=1").json();
    assert!(jobs["jobs"][0]["error"].as_str().unwrap().contains("documents/rien.txt"), "{jobs}");
}

#[test]
fn messages_are_written_into_a_folder_instead() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mails").to_string_lossy().into_owned();
    let server = Server::start_with(|sources| sources.with_flag("mail_directory", path));
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    work(&server);
    let files = eml_files(&folder.path().join("mails"));
    assert_eq!(files.len(), 1);
    assert!(files[0].contains("To: ada@example.org"), "{}", files[0]);
    assert_eq!(state(&server, "ada@example.org").2, 1);
}

fn eml_files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mails = entries.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    mails.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn without_a_mail_server_messages_wait_and_nothing_is_given_up() {
    let server = Server::start();
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    for _ in 0..20 {
        work_on(&server);
    }
    let status = server.get("/api/status").json();
    assert_eq!(status["mail"], json!({"transport": "off", "waiting": 1, "uncertain": 0}));
    assert_eq!(status["queue"], json!({"waiting": 1, "failing": 0, "given_up": 0, "given_up_kinds": []}));
    let test = server.post_json("/api/mail/test", &json!({"address": "ada@example.org"}));
    assert_eq!((test.status, test.error().contains("smtp_host")), (409, true));
}

#[test]
fn a_test_message_is_sent_at_once_and_its_failure_says_what_the_server_said() {
    let smtp = FakeSmtp::with(|to, _| match to {
        "parti@example.org" => Reaction::RefuseRecipient("550 No such user"),
        _ => Reaction::Accept,
    });
    let server = server_to(&smtp);
    let sent = server.request("POST", "/api/mail/test").key("admin").header("accept-language", "en");
    let sent = sent.body("application/json", r#"{"address": "ada@example.org"}"#).send();
    assert_eq!(sent.status, 200, "{}", sent.text());
    let mail = smtp.received().remove(0);
    assert_eq!(mail.header("subject"), "Test message from Les Abeilles");
    assert_eq!(format!("<{}>", sent.json()["message_id"].as_str().unwrap()), mail.header("message-id"));
    let refused = server.post_json("/api/mail/test", &json!({"address": "parti@example.org"}));
    assert_eq!((refused.status, refused.error().contains("No such user")), (409, true));
    assert_eq!(server.post_json("/api/mail/test", &json!({"address": "personne"})).status, 400);
    assert_eq!(server.post_json("/api/mail/test", &json!({})).status, 400);
}

/// threats.md 58: an address in a message comes from the settings alone.
#[test]
fn a_forged_host_reaches_no_message() {
    let smtp = FakeSmtp::start();
    let server = server_to(&smtp);
    let forged = server.request("POST", "/api/mail/test").key("admin").header("host", "evil.example");
    let forged = forged.header("x-forwarded-host", "evil.example");
    assert_eq!(forged.body("application/json", r#"{"address": "ada@example.org"}"#).send().status, 200);
    assert!(!smtp.received()[0].data.contains("evil"), "{}", smtp.received()[0].data);
    assert!(!smtp.heard().iter().any(|line| line.contains("evil")));
}

#[test]
fn the_password_is_sent_over_tls_only_and_shown_nowhere() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let certificate = folder.path().join("certificate.pem");
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let (tls, clear) = (FakeSmtp::with_tls(made.cert.der().clone(), key), FakeSmtp::start());
    let start = |port: u16, certificate: Option<&Path>| {
        let certificate = certificate.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        Server::start_with(move |sources| {
            sources
                .with_flag("smtp_host", "localhost")
                .with_flag("smtp_port", port.to_string())
                .with_flag("smtp_certificate", certificate)
                .with_flag("smtp_user", "abeilles")
                .with_flag("smtp_password", "miel-secret")
                .with_flag("smtp_timeout", "5")
        })
    };
    let test = |server: &Server| server.post_json("/api/mail/test", &json!({"address": "ada@example.org"}));
    let trusted = start(tls.port, Some(&certificate));
    let sent = test(&trusted);
    assert_eq!((sent.status, tls.received().len()), (200, 1), "{}", sent.text());
    let at = |word: &str| tls.heard().iter().position(|line| line.starts_with(word)).unwrap();
    assert!(at("STARTTLS") < at("AUTH") && at("AUTH") < at("MAIL"), "{:?}", tls.heard());
    let unknown = test(&start(tls.port, None));
    assert_eq!((unknown.status, tls.received().len()), (409, 1), "{}", unknown.text());
    let without = test(&start(clear.port, None));
    assert_eq!((without.status, clear.received().len()), (409, 0), "{}", without.text());
    assert!(!clear.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    for answer in [&unknown, &without, &trusted.get("/api/status")] {
        assert!(!answer.text().contains("miel-secret"), "{}", answer.text());
    }
    assert!(!format!("{:?}", trusted.app.config).contains("miel-secret"));
}

#[test]
fn settings_that_contradict_each_other_are_refused_at_the_start() {
    for change in [
        |sources: Sources| sources.with_flag("smtp_host", "mail.example").with_flag("smtp_user", "a"),
        |sources: Sources| sources.with_flag("smtp_host", "mail.example").with_flag("smtp_password", "a"),
        |sources: Sources| {
            let sources = sources.with_flag("smtp_host", "mail.example").with_flag("smtp_security", "none");
            sources.with_flag("smtp_user", "a").with_flag("smtp_password", "b")
        },
    ] {
        let config = ruche::config::Config::from_sources(&change(Sources::default())).unwrap();
        assert!(ruche::mail::Transport::of(&config).is_err(), "{config:?}");
    }
}

/// A message stands in the queue, in the list of uncertain ones and in copies of the file: nowhere for lower keys.
#[test]
fn waiting_messages_are_for_administrators_only() {
    let server = Server::start();
    queue_message(&server, &message("ada@example.org", Context::Mailing));
    for path in ["jobs", "mail/queue", "mail/uncertain"] {
        for key in ["read", "write"] {
            assert_eq!(server.request("GET", &format!("/api/{path}")).key(key).send().status, 403, "{path} {key}");
        }
    }
    for statement in ["SELECT * FROM ruche_jobs", "SELECT * FROM ruche_uncertain_mails", "SELECT * FROM emails_queue"] {
        assert_ne!(server.sql(statement).status, 200, "{statement}");
    }
}

/// threats.md 72 and 73: what waits for a person is theirs, and goes with them.
#[test]
fn messages_to_a_person_are_in_their_export_and_forgotten_with_them() {
    let server = Server::start();
    let ada =
        server.post_json("/api/user/new", &json!({"nom": "Ada", "email": "Ada@example.org"})).json()["id"].clone();
    let waiting = NewMessage { subject: "En attente".into(), ..message("ada@example.org", Context::Mailing) };
    queue_message(&server, &waiting);
    let other = queue_message(&server, &message("bo@example.org", Context::Mailing));
    file(&server)
        .execute_batch(
            "INSERT INTO ruche_uncertain_mails (moment, reason, recipient, recipient_hash, subject, content, context)
             VALUES ('2026-03-01 10:00:00', 'crash', 'ada@EXAMPLE.org', email_hash('ada@example.org'), 'Incertain', 'x', 1)",
        )
        .unwrap();
    let export = server.get(&format!("/api/user/{ada}/export"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(export.body)).unwrap();
    let messages = std::io::read_to_string(zip.by_name("messages.json").unwrap()).unwrap();
    assert!(messages.contains("En attente") && messages.contains("Incertain"), "{messages}");
    assert_eq!(server.post_json(&format!("/api/user/{ada}/anonymize"), &json!({})).status, 200);
    assert_eq!(number(&server, "SELECT count(*) FROM ruche_uncertain_mails"), 0);
    assert_eq!(number(&server, "SELECT min(id) FROM emails_queue"), other);
    assert_eq!(number(&server, "SELECT count(*) FROM ruche_jobs"), 1);
}

#[test]
fn a_report_that_comes_back_by_mail_counts_for_its_address() {
    let server = Server::start();
    let report = |address: &str, status: &str| {
        let body =
            format!("Subject: x\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\n");
        let answer = server.request("POST", "/api/mail/bounce").key("write").body("message/rfc822", body).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(report("ada@example.org", "5.1.1"), "ignored", "it was never written to");
    assert_eq!(number(&server, "SELECT count(*) FROM emails"), 0);
    file(&server).execute_batch("INSERT INTO emails (hash) VALUES (email_hash('ada@example.org'))").unwrap();
    assert_eq!(report("ada@example.org", "4.4.1"), "soft");
    assert_eq!(state(&server, "ada@example.org").1, 1);
    assert_eq!(report("ADA@example.org", "5.1.1"), "hard");
    let (invalid, failures, _, log) = state(&server, "ada@example.org");
    assert_eq!((invalid, failures, log.len()), (1, 2, 2));
    file(&server).execute_batch("UPDATE emails SET invalid = 0").unwrap();
    let complaint = json!({"message": "Feedback-Type: abuse\nOriginal-Rcpt-To: ada@example.org\n"});
    assert_eq!(server.post_json("/api/mail/bounce", &complaint).json()["kind"], "complaint");
    assert_eq!((state(&server, "ada@example.org").0, state(&server, "ada@example.org").1), (1, 2));
    assert_eq!(server.post_json("/api/mail/bounce", &json!({})).status, 400);
}
