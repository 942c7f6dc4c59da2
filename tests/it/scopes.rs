//! Every row of the route table, with every level and with or without its scope.

use crate::samples::Samples;
use crate::support::dump::Watch;
use crate::support::{LEVELS, Server};
use ruche::auth::Verb;
use ruche::auth::scopes::{Scope, Scopes};
use ruche::db;
use ruche::web::route::{Method, Route};
use ruche::web::routes::ROUTES;

/// Rows whose samples ask for more than the scope of their row, since path, query or body say so.
const MORE: [(&str, &str); 5] = [
    ("history", "accounting:read"),
    ("files/copy", "files:read"),
    ("accounting/years/{id}/reopen", "settings:write"),
    ("services/subscriptions/{id}/payment", "accounting:write"),
    ("services/subscriptions/{id}/transactions", "accounting:read accounting:write"),
];

/// What the samples of keys give, or whom they are about: a caller needs as much itself.
const GIVES: &str = "accounting:read members:read";

/// The scopes of a set without those that another set has.
fn without(scope: Scope) -> String {
    let others = Scope::ALL.into_iter().map(|(other, ..)| other).filter(|other| *other != scope);
    others.map(Scope::word).collect::<Vec<_>>().join(" ")
}

fn only(route: &Route) -> String {
    let own = route.access.scope.map(Scope::word).unwrap_or_default();
    let more = MORE.iter().find(|(path, _)| *path == route.path).map_or("", |(_, more)| more);
    let gives = if route.path.starts_with("access") { GIVES } else { "" };
    // A key without any scope is none: this one opens no other row.
    format!("datasets:read {own} {more} {gives}")
}

/// Every row × level × scope: refused without the scope, whatever the level, by a sentence that names it; refused below the
/// level, whatever the scopes; answered with the one scope otherwise. What is refused changes nothing.
#[test]
fn each_row_asks_for_its_scope_within_its_level() {
    let server = Server::start_with_mail(|sources| sources.with_flag("auth_failures_per_minute", "100000"));
    let samples = Samples::new(&server);
    let file = db::open_shared(&server.file()).unwrap();
    let hash = bcrypt::hash("scoped-secret", 4).unwrap();
    file.execute(
        "INSERT INTO api_credentials (id, label, key, secret, access_level) VALUES (900, 'x', 'scoped', '!limited', 1)",
        [],
    )
    .unwrap();
    file.execute("INSERT INTO ruche_api_access (id, scopes, secret) VALUES (900, '', ?1)", [hash]).unwrap();
    let set = |level: i64, scopes: &str| {
        file.execute("UPDATE api_credentials SET access_level = ?1 WHERE id = 900", [level]).unwrap();
        file.execute("UPDATE ruche_api_access SET scopes = ?1 WHERE id = 900", [scopes]).unwrap();
    };
    let mut watch = Watch::start(&server.file());
    // Signing in and the own record are for members: `sign_in.rs` and `people` play them.
    for route in ROUTES.iter().filter(|route| !is_for_members(route.path)) {
        let mut sample = samples.of(route);
        for level in LEVELS {
            for scopes in [route.access.scope.map(without), Some(only(route))].into_iter().flatten() {
                set(level as i64, &scopes);
                watch.changes();
                let answer = sample.request(&server).key("scoped").send();
                let row = format!("{} {} at {} with {scopes}", sample.method, sample.path, level.word());
                let has_scope = route.access.scope.is_none_or(|scope| Scopes::stored(&scopes).has(scope));
                let changes = watch.changes();
                if level < route.access.level {
                    assert_eq!(answer.status, 403, "{row}: {}", answer.text());
                } else if !has_scope {
                    assert_eq!(answer.status, 403, "{row}: {}", answer.text());
                    let word = route.access.scope.unwrap().word();
                    assert!(answer.error().contains(&word), "{row}: {}", answer.text());
                } else {
                    assert!(!matches!(answer.status, 401 | 403 | 500), "{row}: {}", answer.text());
                    assert!(route.method == Method::Get || answer.status == 200, "{row}: {}", answer.text());
                }
                let may_write = route.access.verb == Verb::Write && answer.status == 200;
                assert_eq!(!changes.is_empty(), may_write, "{row} changed {changes:?}");
                if may_write {
                    sample = samples.of(route);
                }
            }
        }
    }
}

/// The share over WebDAV, the counters and what else is not in the table.
#[test]
fn what_is_outside_the_table_asks_for_scopes_too() {
    let server = Server::start();
    let file = db::open_shared(&server.file()).unwrap();
    let set = |scopes: &str| {
        file.execute(
            "INSERT OR REPLACE INTO ruche_api_access (id, scopes) SELECT id, ?1 FROM api_credentials WHERE key = 'admin'",
            [scopes],
        )
        .unwrap();
    };
    let status =
        |method: &str| server.request(method, "/dav/documents/").key("admin").header("depth", "0").send().status;
    let put = || server.request("PUT", "/dav/documents/a.txt").key("admin").body("text/plain", "un").send().status;
    set("files:read");
    assert_eq!((status("PROPFIND"), put()), (207, 403));
    set("files:write files:read");
    assert_eq!((status("PROPFIND"), put()), (207, 201));
    set("members:* web:*");
    assert_eq!(status("PROPFIND"), 401, "the client is asked for other credentials");
    // A file belongs to what its path says, by whichever address it is asked for.
    set("files:*");
    for path in ["files/user/1/photo/x.png", "files/transaction/1/x.png", "files/web/contact/x.png"] {
        let answer = server.request("GET", &format!("/api/{path}")).key("admin").send();
        assert_eq!(answer.status, 403, "{path}: {}", answer.text());
    }
}

fn is_for_members(path: &str) -> bool {
    path == "me" || path.starts_with("me/") || path.starts_with("auth/")
}
