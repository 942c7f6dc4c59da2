//! Automatic backups: daily, verified, rotated (database.md 9).

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ruche::app::App;
use ruche::clock::Clock;
use ruche::config::{Config, Sources};
use ruche::db;
use ruche::db::backup::{self, Backups};
use ruche::jobs::back_up_if_due;

use crate::support::fresh_file;

/// Runs the job at that moment on the file of a folder, and gives the names of its automatic backups, newest first.
fn names_after_the_job_at(folder: &Path, moment: &str) -> Vec<String> {
    names_of_file_after_the_job_at(&folder.join("association.sqlite"), moment)
}

fn names_of_file_after_the_job_at(file: &Path, moment: &str) -> Vec<String> {
    let sources = Sources::default().with_flag("db", file.to_string_lossy()).with_flag("backup_keep", "2");
    let config = Config::from_sources(&sources).unwrap();
    let folder = config.backup_directory();
    let clock = Clock::fixed(moment.parse::<Timestamp>().unwrap(), TimeZone::get("Europe/Paris").unwrap());
    let app = App::build(config, Some(clock)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(back_up_if_due(app.clone())).unwrap();
    runtime.block_on(app.close()).unwrap();
    Backups::of(file, &folder).automatic().unwrap().into_iter().map(|backup| backup.name).collect()
}

/// Every name in the folder of backups.
fn all(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder.join("backups")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn change(folder: &Path) {
    let connection = db::open_shared(&folder.join("association.sqlite")).unwrap();
    connection.execute("UPDATE users_categories SET name = name || '!'", []).unwrap();
}

#[test]
fn one_is_made_each_day_that_changed_something_and_the_oldest_go() {
    let folder = tempfile::tempdir().unwrap();
    fresh_file(folder.path());
    let first = "pko-auto-20260301100000-association.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-01T09:00:00Z"), [first]);
    change(folder.path());
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-02T08:59:59Z"), [first], "not a day yet");
    let second = "pko-auto-20260302100000-association.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-02T09:00:00Z"), [second, first]);
    change(folder.path());
    let third = "pko-auto-20260303120000-association.sqlite";
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
    assert_eq!(all(folder.path()).len(), 3);
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

#[test]
fn a_clock_that_was_in_the_future_once_does_not_stop_backups() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let to_come = "pko-auto-20350601120000-association.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2035-06-01T10:00:00Z"), [to_come]);
    // Even its file is dated in the future.
    let backup = std::fs::File::options().write(true).open(folder.path().join("backups").join(to_come)).unwrap();
    backup.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(400_000_000)).unwrap();
    drop(backup);
    for (day, made) in [(1, 1), (2, 2), (3, 2), (4, 2)] {
        change(folder.path());
        let names = names_after_the_job_at(folder.path(), &format!("2026-03-0{day}T09:00:00Z"));
        assert_eq!(names.len(), made + 1, "{names:?}");
        assert_eq!(names[..2], [to_come, &format!("pko-auto-2026030{day}100000-association.sqlite")]);
        let again = names_after_the_job_at(folder.path(), &format!("2026-03-0{day}T09:10:00Z"));
        assert_eq!(again, names, "not again the same day");
    }
    // When the day comes, it takes its place among the others.
    change(folder.path());
    let names = names_after_the_job_at(folder.path(), "2035-06-02T10:00:00Z");
    assert_eq!(names, ["pko-auto-20350602120000-association.sqlite", to_come]);
    assert!(file.exists());
}

#[test]
fn a_clock_that_was_in_the_past_once_removes_no_later_backup() {
    let folder = tempfile::tempdir().unwrap();
    fresh_file(folder.path());
    for moment in ["2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"] {
        names_after_the_job_at(folder.path(), moment);
        change(folder.path());
    }
    let good = all(folder.path());
    for second in 1..=4 {
        names_after_the_job_at(folder.path(), &format!("1970-01-0{second}T00:00:00Z"));
        change(folder.path());
    }
    assert!(good.is_subset(&all(folder.path())), "{:?}", all(folder.path()));
}

#[test]
fn databases_that_share_a_folder_of_backups_have_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let first = fresh_file(folder.path());
    let second = folder.path().join("association-2.sqlite");
    std::fs::copy(&first, &second).unwrap();
    for day in 1..=4 {
        for file in [&first, &second] {
            db::open_shared(file).unwrap().execute("UPDATE users_categories SET name = name || '!'", []).unwrap();
            let names = names_of_file_after_the_job_at(file, &format!("2026-03-0{day}T09:00:00Z"));
            assert_eq!(names.len(), day.min(2), "{names:?}");
            let of_file = format!("-{}", file.file_name().unwrap().to_str().unwrap());
            assert!(names.iter().all(|name| name.ends_with(&of_file)), "{names:?}");
        }
    }
    assert_eq!(all(folder.path()).len(), 4);
}

#[test]
fn backups_of_the_same_second_do_not_collide_and_are_rotated_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let backups = folder.path().join("backups");
    let now = "2026-03-01T10:00:00".parse().unwrap();
    for _ in 0..3 {
        Backups::of(&file, &backups).make_manual(now).unwrap();
        Backups::of(&file, &backups).make_automatic(now, 2).unwrap();
    }
    let wanted = [
        "pko-2026-03-01-100000-association.sqlite",
        "pko-2026-03-01-100000.2-association.sqlite",
        "pko-2026-03-01-100000.3-association.sqlite",
        "pko-auto-20260301100000.2-association.sqlite",
    ];
    let kept = all(folder.path());
    assert!(wanted.iter().all(|name| kept.contains(*name)) && kept.len() == 5, "{kept:?}");
}

#[test]
fn nameless_backups_count_for_a_database_that_is_alone_and_for_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    std::fs::create_dir(folder.path().join("backups")).unwrap();
    let nameless =
        ["pko-auto-20260226100000.sqlite", "pko-auto-20260227100000.sqlite", "pko-auto-20260228100000.sqlite"];
    for name in nameless {
        std::fs::copy(&file, folder.path().join("backups").join(name)).unwrap();
    }
    std::fs::copy(&file, folder.path().join("other.sqlite")).unwrap();
    let made = "pko-auto-20260301100000-association.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-01T09:00:00Z"), [made]);
    assert_eq!(all(folder.path()).len(), 4, "another database may be theirs");
    std::fs::remove_file(folder.path().join("other.sqlite")).unwrap();
    change(folder.path());
    let next = "pko-auto-20260302100000-association.sqlite";
    assert_eq!(names_after_the_job_at(folder.path(), "2026-03-02T09:00:00Z"), [next, made]);
    assert_eq!(all(folder.path()).len(), 2);
}
