//! Automatic backups: daily, verified, rotated (database.md 9).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ruche::app::App;
use ruche::clock::Clock;
use ruche::config::{Config, Sources};
use ruche::db::{self, backup};
use ruche::jobs::back_up_if_due;

use crate::support::fresh_file;

/// Runs the job at that moment on the file of a folder, and gives the names of the automatic backups, newest first.
fn names_after_the_job_at(folder: &std::path::Path, moment: &str) -> Vec<String> {
    let file = folder.join("association.sqlite");
    let sources = Sources::default().with_flag("db", file.to_string_lossy()).with_flag("backup_keep", "2");
    let config = Config::from_sources(&sources).unwrap();
    let backups = config.backup_directory();
    let clock = Clock::fixed(moment.parse::<Timestamp>().unwrap(), TimeZone::get("Europe/Paris").unwrap());
    let app = App::build(config, Some(clock)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(back_up_if_due(app.clone())).unwrap();
    runtime.block_on(app.close()).unwrap();
    backup::automatic_ones(&backups).unwrap().into_iter().map(|backup| backup.name).collect()
}

fn change(folder: &std::path::Path) {
    let connection = db::open_shared(&folder.join("association.sqlite")).unwrap();
    connection.execute("UPDATE users_categories SET name = name || '!'", []).unwrap();
}

#[test]
fn one_is_made_each_day_that_changed_something_and_the_oldest_go() {
    let folder = tempfile::tempdir().unwrap();
    fresh_file(folder.path());
    let first = "pko-auto-20260301100000.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-01T09:00:00Z"), [first]);
    change(folder.path());
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-02T08:59:59Z"), [first], "not a day yet");
    let second = "pko-auto-20260302100000.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-02T09:00:00Z"), [second, first]);
    change(folder.path());
    let third = "pko-auto-20260303120000.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-03T11:00:00Z"), [third, second]);
    backup::verify(&folder.path().join("backups").join(third)).unwrap();
}

#[test]
fn backups_that_the_association_asked_another_program_to_keep_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    db::open_shared(&file).unwrap().execute("UPDATE config SET value = '3' WHERE key = 'backup_limit'", []).unwrap();
    for day in 1..=5 {
        change(folder.path());
        names_after_the_job_at(folder.path(), &format!("2026-03-0{day}T09:00:00Z"));
    }
    assert_eq!(backup::automatic_ones(&folder.path().join("backups")).unwrap().len(), 3);
}

#[test]
fn a_damaged_copy_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xAA);
    let damaged = folder.path().join("damaged.sqlite");
    std::fs::write(&damaged, bytes).unwrap();
    assert!(backup::verify(&damaged).is_err());
}
