use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use super::*;
use crate::db::{migrations, schema};

const MOMENT: &str = "2026-03-01 10:00:00";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn with_queue(work: impl FnOnce(&Transaction<'_>)) {
    let mut conn: Connection = schema::in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    migrations::apply(&tx).unwrap();
    work(&tx);
}

fn take(tx: &Transaction<'_>, seconds: i64) -> Vec<Claimed> {
    claim(tx, at(seconds), Wanted::All, 10).unwrap()
}

fn mail(message: i64) -> Job {
    Job::SendMail { message }
}

#[test]
fn a_job_is_taken_once_and_again_only_after_its_lease() {
    with_queue(|tx| {
        add(tx, &mail(1), at(0), MOMENT).unwrap();
        add(tx, &mail(1), at(0), MOMENT).unwrap();
        assert_eq!(seconds_to_next(tx, at(0), Wanted::All).unwrap(), Some(0));
        let taken = take(tx, 0);
        assert_eq!(taken.iter().map(|job| job.job.clone()).collect::<Vec<_>>(), [Some(mail(1))], "the same job is one");
        assert_eq!(take(tx, 1), []);
        assert_eq!(seconds_to_next(tx, at(1), Wanted::All).unwrap(), Some(599));
        assert_eq!(take(tx, 600).len(), 1, "its worker is gone");
        release_leases(tx).unwrap();
        assert_eq!(take(tx, 601).len(), 1, "at a start nobody works");
        done(tx, taken[0].id).unwrap();
        assert_eq!(seconds_to_next(tx, at(601), Wanted::All).unwrap(), None);
    });
}

#[test]
fn a_job_that_fails_is_tried_after_growing_pauses_and_then_given_up_with_its_reason() {
    with_queue(|tx| {
        add(tx, &Job::SendReminders {}, at(0), MOMENT).unwrap();
        let mut now = 0;
        for pause in PAUSES {
            let job = take(tx, now).remove(0);
            assert_eq!(failed(tx, &job, "no", false, at(now), MOMENT).unwrap(), Outcome::TriedAgain);
            assert_eq!(take(tx, now + pause - 1), []);
            now += pause;
        }
        let job = take(tx, now).remove(0);
        assert_eq!(failed(tx, &job, "still no", false, at(now), MOMENT).unwrap(), Outcome::GivenUp);
        assert_eq!(take(tx, now * 10), []);
        assert_eq!(seconds_to_next(tx, at(now), Wanted::All).unwrap(), None);
        let row = list(tx, at(now), true, 0, 10).unwrap().remove(0);
        assert_eq!((row.state, row.error.as_deref(), row.attempts), ("given_up", Some("still no"), 9));
        assert_eq!(summary(tx).unwrap().given_up_kinds, ["send_reminders"]);
        retry(tx, row.id, at(now)).unwrap();
        assert_eq!(take(tx, now).remove(0).attempts, 0, "a person has it tried from the beginning");
    });
}

#[test]
fn a_failure_for_good_is_given_up_at_once_and_can_be_dropped_or_retried() {
    with_queue(|tx| {
        for message in [1, 2] {
            add(tx, &mail(message), at(0), MOMENT).unwrap();
        }
        for job in take(tx, 0) {
            assert_eq!(failed(tx, &job, "never", true, at(0), MOMENT).unwrap(), Outcome::GivenUp);
        }
        delete(tx, 1).unwrap();
        assert!(delete(tx, 1).is_err() && retry(tx, 1, at(0)).is_err());
        assert_eq!(retry_all(tx, at(0)).unwrap(), 1);
        assert!(delete(tx, 2).is_err(), "one that waits is not dropped");
        add(tx, &mail(2), at(5), MOMENT).unwrap();
        assert_eq!(take(tx, 5).len(), 1);
    });
}

#[test]
fn what_a_dead_server_keeps_waiting_waits_together_and_is_given_up_together() {
    with_queue(|tx| {
        for message in 1..=3 {
            add(tx, &mail(message), at(0), MOMENT).unwrap();
        }
        add(tx, &Job::SendReminders {}, at(0), MOMENT).unwrap();
        let mut now = 0;
        for pause in PAUSES {
            take(tx, now);
            assert_eq!(failed_together(tx, "send_mail", "down", at(now), MOMENT).unwrap(), 0);
            now += pause;
            let waiting = list(tx, at(now), false, 0, 10).unwrap();
            let mails: Vec<_> = waiting.iter().filter(|job| job.kind == "send_mail").collect();
            assert!(mails.iter().all(|job| job.attempts == mails[0].attempts), "each counts once: {waiting:?}");
        }
        assert_eq!(failed_together(tx, "send_mail", "down", at(now), MOMENT).unwrap(), 3);
        assert_eq!(
            summary(tx).unwrap(),
            Summary { waiting: 1, failing: 0, given_up: 3, given_up_kinds: vec!["send_mail".to_owned()] }
        );
    });
}

#[test]
fn a_job_of_an_unknown_kind_is_taken_as_such_and_mail_waits_where_there_is_none() {
    with_queue(|tx| {
        tx.execute("INSERT INTO ruche_jobs (kind, payload, created, due) VALUES ('fax', '{}', ?1, 0)", [MOMENT])
            .unwrap();
        add(tx, &mail(1), at(0), MOMENT).unwrap();
        let taken = claim(tx, at(0), Wanted::NoMail, 10).unwrap();
        assert_eq!(taken.iter().map(|job| job.job.clone()).collect::<Vec<_>>(), [None]);
        done(tx, taken[0].id).unwrap();
        assert_eq!(seconds_to_next(tx, at(0), Wanted::NoMail).unwrap(), None);
        assert_eq!(seconds_to_next(tx, at(0), Wanted::All).unwrap(), Some(0));
    });
}

/// threats.md 88: a moment that a wrong clock wrote keeps nothing waiting for years.
#[test]
fn a_clock_that_was_in_the_future_leaves_no_job_behind() {
    with_queue(|tx| {
        let years = 5 * 365 * 24 * 3_600;
        add(tx, &mail(1), at(years), MOMENT).unwrap();
        take(tx, years);
        assert_eq!(seconds_to_next(tx, at(0), Wanted::All).unwrap(), Some(0));
        assert_eq!(take(tx, 0).len(), 1);
    });
}
