//! Reminders: defined, looked at, due (platform.md 6.1, people.md 8).

use jiff::civil::{Date, date};
use ruche::members::layout::Layout;
use ruche::subscriptions::reminders::{self, DueReminder};
use serde_json::{Value, json};

use super::{field, file, get, ids, post, send, value};
use crate::support::Server;

/// The activity "Adhésion" of a year, with a fee of 25,00; its identifier.
fn activity(server: &Server) -> i64 {
    let id = post(server, "services/activities", json!({"label": "Adhésion", "duration": 365}))["id"].as_i64().unwrap();
    post(server, &format!("services/activities/{id}/fees"), json!({"label": "Normal", "amount": 25}));
    id
}

fn reminder(server: &Server, activity: i64, delay: i64) -> i64 {
    let body = json!({"delay": delay, "subject": format!("Rappel {delay}"), "body": "Bonjour {{$identity}}"});
    post(server, &format!("services/activities/{activity}/reminders"), body)["id"].as_i64().unwrap()
}

/// A member with an address, subscribed until a day.
fn subscriber(server: &Server, name: &str, activity: i64, until: &str) -> i64 {
    let body = json!({"nom": name, "email": format!("{name}@example.org")});
    let id = post(server, "user/new", body)["id"].as_i64().unwrap();
    post(
        server,
        &format!("user/{id}/subscribe"),
        json!({"id_service": activity, "id_fee": 1, "date": "2025-01-01", "expiry_date": until}),
    );
    id
}

fn due_on(server: &Server, today: Date) -> Vec<DueReminder> {
    let conn = file(server);
    reminders::due(&conn, &Layout::read(&conn).unwrap(), today).unwrap()
}

fn pairs(due: &[DueReminder]) -> Vec<(i64, i64)> {
    due.iter().map(|due| (due.id_reminder, due.id_user)).collect()
}

fn send_all(server: &Server, today: Date) -> Vec<(i64, i64)> {
    let due = due_on(server, today);
    let mut conn = file(server);
    let tx = conn.transaction().unwrap();
    due.iter().for_each(|due| reminders::record_sent(&tx, due, today).unwrap());
    tx.commit().unwrap();
    pairs(&due)
}

#[test]
fn a_reminder_is_due_the_day_after_its_date_once_and_again_after_a_renewal() {
    let server = Server::start();
    let id = activity(&server);
    let after = reminder(&server, id, 10);
    let ada = subscriber(&server, "ada", id, "2026-03-01");
    assert_eq!(send_all(&server, date(2026, 3, 11)), [], "not on the day itself");
    assert_eq!(send_all(&server, date(2026, 3, 12)), [(after, ada)]);
    assert_eq!(send_all(&server, date(2026, 3, 13)), [], "once");
    post(
        &server,
        &format!("user/{ada}/subscribe"),
        json!({"id_service": id, "id_fee": 1, "date": "2026-03-15", "expiry_date": "2027-03-15"}),
    );
    assert_eq!(send_all(&server, date(2026, 6, 1)), [], "who renewed is left alone");
    assert_eq!(send_all(&server, date(2027, 3, 26)), [(after, ada)], "until the next end");
    let sent = get(&server, &format!("user/{ada}/reminders"))["sent"].clone();
    assert_eq!(
        (sent.as_array().unwrap().len(), &sent[1]["due_date"], &sent[1]["sent_date"]),
        (2, &json!("2026-03-11"), &json!("2026-03-12"))
    );
    assert_eq!(get(&server, &format!("services/reminders/{after}/sent"))["sent"].as_array().unwrap().len(), 2);
}

#[test]
fn after_a_pause_one_reminder_goes_the_last_one_and_none_before_it() {
    let server = Server::start();
    let id = activity(&server);
    let [early, on_the_day, late] = [-30, 0, 30].map(|delay| reminder(&server, id, delay));
    let ada = subscriber(&server, "ada", id, "2026-03-01");
    assert_eq!(send_all(&server, date(2026, 1, 31)), [(early, ada)]);
    assert_eq!(send_all(&server, date(2026, 6, 1)), [(late, ada)], "the day's own was missed");
    assert_eq!(send_all(&server, date(2026, 6, 2)), [], "nothing goes backwards");
    let bo = subscriber(&server, "bo", id, "2026-06-02");
    assert_eq!(send_all(&server, date(2026, 6, 3)), [(on_the_day, bo)]);
}

#[test]
fn hidden_members_archived_activities_and_those_without_an_address_or_an_end_get_none() {
    let server = Server::start();
    let id = activity(&server);
    reminder(&server, id, 0);
    let [hidden, mute, endless] = ["hidden", "mute", "endless"].map(|name| subscriber(&server, name, id, "2026-01-01"));
    file(&server)
        .execute_batch(&format!(
            "UPDATE users SET id_category = 2 WHERE id = {hidden}; UPDATE users SET email = NULL WHERE id = {mute};
             UPDATE services_users SET expiry_date = NULL WHERE id_user = {endless}"
        ))
        .unwrap();
    assert_eq!(pairs(&due_on(&server, date(2026, 3, 1))), []);
    subscriber(&server, "ada", id, "2026-01-01");
    assert_eq!(due_on(&server, date(2026, 3, 1)).len(), 1);
    post(&server, &format!("services/activities/{id}"), json!({"archived": 1}));
    assert_eq!(pairs(&due_on(&server, date(2026, 3, 1))), []);
}

#[test]
fn the_text_holds_the_values_of_the_member_and_of_the_subscription_and_no_secret() {
    let server = Server::start();
    let id = activity(&server);
    let body = "{{$identity}}|{{$nom}}|{{$label}}|{{$nb_days}}|{{$delay}}|{{$reminder_date}}|{{$expiry_date}}|{{$user_amount}}|{{$fee_label}}\
        |{{$email}}|{{$amount}}|{{$password}}|{{$otp_secret}}|{{$inconnu}}|{{if $x}}|{{$id_user}}";
    let made = post(
        &server,
        &format!("services/activities/{id}/reminders"),
        json!({"delay": -30, "subject": "{{$nom}}", "body": body}),
    );
    let ada = subscriber(&server, "ada", id, "2026-12-08");
    file(&server).execute("UPDATE users SET password = 'secret', otp_secret = 'secret' WHERE id = ?1", [ada]).unwrap();
    let due = due_on(&server, date(2026, 11, 28));
    let message = &due[0].messages[0];
    assert_eq!(message.subject, "{{$nom}}", "the subject is sent as it is");
    assert_eq!(
        message.body,
        format!(
            "ada|ada|Adhésion|10|-30|08/11/2026|08/12/2026|25,00 €|Normal|ada@example.org|2500||||{{{{if $x}}}}|{ada}"
        )
    );
    let preview = get(&server, &format!("services/reminders/{}/preview?user={ada}", made["id"]));
    assert_eq!(preview["messages"][0]["address"], "ada@example.org");
    let other = server.new_member("Bo");
    assert_eq!(
        field(
            &send(&server, "GET", &format!("services/reminders/{}/preview?user={other}", made["id"]), &Value::Null).1
        ),
        "user"
    );
}

#[test]
fn who_will_get_a_reminder_is_shown_by_date_and_what_is_due_today() {
    let server = Server::start();
    let id = activity(&server);
    let after = reminder(&server, id, 10);
    let (late, soon) = (subscriber(&server, "late", id, "2026-02-01"), subscriber(&server, "soon", id, "2026-05-01"));
    let pending = get(&server, &format!("services/reminders/{after}/preview"))["members"].clone();
    assert_eq!(ids(&pending, "id_user"), [late, soon]);
    assert_eq!(
        (&pending[0]["is_due"], &pending[1]["is_due"], &pending[1]["due_date"]),
        (&json!(true), &json!(false), &json!("2026-05-11"))
    );
    assert_eq!(ids(&get(&server, "services/reminders/due")["reminders"], "id_user"), [late], "today is 1 March 2026");
    assert_eq!(value::<i64>(&server, "SELECT count(*) FROM services_reminders_sent"), 0, "looking sends nothing");
}

#[test]
fn a_reminder_is_changed_and_deleted_and_needs_a_delay_a_subject_and_a_body() {
    let server = Server::start();
    let id = activity(&server);
    let path = format!("services/activities/{id}/reminders");
    for (body, name) in [
        (json!({"subject": "a", "body": "b"}), "delay"),
        (json!({"delay": "bientôt", "subject": "a", "body": "b"}), "delay"),
        (json!({"delay": 1, "body": "b"}), "subject"),
        (json!({"delay": 1, "subject": " ", "body": "b"}), "subject"),
        (json!({"delay": 1, "subject": "a"}), "body"),
        (json!({"delay": 1, "subject": "x".repeat(201), "body": "b"}), "subject"),
    ] {
        let (status, answer) = send(&server, "POST", &path, &body);
        assert_eq!((status, field(&answer)), (400, name), "{body}: {answer}");
    }
    let one = reminder(&server, id, 5);
    assert_eq!(post(&server, &format!("services/reminders/{one}"), json!({"delay": -5}))["delay"], -5);
    assert_eq!(get(&server, &path)[0]["subject"], "Rappel 5");
    assert_eq!(send(&server, "DELETE", &format!("services/reminders/{one}"), &Value::Null).0, 200);
    assert_eq!(send(&server, "GET", &format!("services/reminders/{one}"), &Value::Null).0, 404);
    assert_eq!(value::<i64>(&server, r#"SELECT count(*) FROM logs WHERE instr(details, 'Services\\Reminder') > 0"#), 3);
}
