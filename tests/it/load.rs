//! Many at once: nobody sees "busy", sums are exact, and a backup under load is whole (threats.md 66–68).

use crate::support::Server;
use ruche::db::{self, backup};

#[test]
fn writers_and_readers_at_once_are_all_answered_and_nothing_is_lost() {
    let server = Server::start();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let server = &server;
            scope.spawn(move || {
                for n in 0..10 {
                    let report = format!(r#"{{"context":{{"id":"{writer}-{n}"}}}}"#);
                    assert_eq!(server.post("/api/errors/report", "text/plain", &report).status, 200);
                }
            });
        }
        for _ in 0..32 {
            let server = &server;
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(server.get("/api/errors/log").status, 200);
                    assert_eq!(server.sql("SELECT count(*) FROM users").status, 200);
                }
            });
        }
    });
    let reports = server.get("/api/errors/log").json();
    let mut ids: Vec<_> =
        reports.as_array().unwrap().iter().map(|report| report["context"]["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 80);
}

#[test]
fn a_backup_made_under_load_is_whole_and_holds_a_prefix_of_what_was_written() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..60 {
                server.post("/api/errors/report", "text/plain", &format!(r#"{{"context":{{"id":{n}}}}}"#));
            }
        });
        for n in 0..4 {
            let copy = folder.path().join(format!("{n}.sqlite"));
            backup::keep_as(&server.file(), &copy).unwrap();
            let connection = db::open_shared(&copy).unwrap();
            let (count, last): (i64, Option<i64>) = connection
                .query_row("SELECT count(*), max(report ->> '$.context.id') FROM ruche_error_reports", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            assert_eq!(last.map_or(0, |last| last + 1), count, "no gap");
        }
    });
}
