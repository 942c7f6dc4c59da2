//! Every row of the route table, with every kind of credential (threats.md 10–12, 15).

use crate::samples::{Sample, Samples, is_of_own_record};
use crate::sign_in::{CATEGORY, Club};
use crate::support::dump::Watch;
use crate::support::{LEVELS, Server};
use ruche::auth::{Level, Rights, Section, Verb};
use ruche::db;
use ruche::web::route::{Method, Route};
use ruche::web::routes::ROUTES;

/// The member that every association has.
const ADMINISTRATOR: i64 = 1;

/// A path that fits a route, with its named parts filled in: `id` is that of what the route is about.
fn example(path: &str, id: i64) -> String {
    let path = path.replace("charts/*", "charts/nope").replace("years/*", "years/nope");
    // The rest of a path below `files` starts with a space for files.
    let path = path.replace("files/*", "files/documents/levels.txt");
    let path = path.replace("{format}", "csv").replace("/*", "").replace("{id}", &id.to_string());
    let path = path.replace("{set}", "members");
    let path = path.replace("{uri}", "contact").replace("{file}", "plan.txt");
    let path = path.replace("{identity}", &id.to_string());
    let path = path.replace("{recipient}", &id.to_string()).replace("{field}", "photo");
    let path = path.replace("{year}", "current").replace("{account}", "512");
    assert!(!path.contains('{'), "{path}: say here what fills its parts");
    format!("/api/{path}")
}

/// Rows whose sample is not answered with 200: what they are for is to say so.
const NOT_FOUND: [(&str, u16); 6] = [
    ("user/{id}/{field}/{file}", 404),
    ("accounting/charts/{id}", 404),
    ("accounting/charts/*", 404),
    ("accounting/years/{id}", 404),
    ("accounting/years/*", 404),
    ("accounting/years/{year}/export/*", 400),
];

/// Who asks: nobody, a key whose level opens nothing, and the keys of each level.
const CALLERS: [Option<Level>; 5] =
    [None, Some(Level::None), Some(Level::Read), Some(Level::Write), Some(Level::Admin)];

fn expected(route: &Route, caller: Option<Level>) -> u16 {
    match caller {
        None => 401,
        Some(level) if level < route.access.level => 403,
        Some(_) if is_of_own_record(route) => 403,
        Some(_) if route.method == Method::Get => {
            NOT_FOUND.iter().find(|(path, _)| *path == route.path).map_or(200, |(_, status)| *status)
        }
        Some(_) => 200,
    }
}

/// Every row with every caller: who may not is refused, and what is refused or only reads changes nothing in any table.
#[test]
fn each_row_asks_for_its_level_and_changes_nothing_unless_it_is_to_write() {
    let server = Server::start_with_mail(|sources| sources.with_flag("auth_failures_per_minute", "100000"));
    let samples = Samples::new(&server);
    let file = db::open_shared(&server.file()).unwrap();
    let hash = bcrypt::hash("none-secret", 4).unwrap();
    let key = "INSERT INTO api_credentials (label, key, secret, access_level) VALUES ('none', 'none', ?1, 0)";
    file.execute(key, [hash]).unwrap();
    let mut watch = Watch::start(&server.file());
    // Signing in has credentials of its own: `sign_in.rs` plays it.
    for route in ROUTES.iter().filter(|route| !route.path.starts_with("auth/")) {
        let mut sample = samples.of(route);
        watch.changes();
        for caller in CALLERS {
            let request = sample.request(&server);
            let answer = match caller {
                None => request.send(),
                Some(level) => request.key(level.word()).send(),
            };
            let (row, name) = (format!("{} {}", sample.method, sample.path), caller.map_or("nobody", Level::word));
            assert_eq!(answer.status, expected(route, caller), "{row} as {name}: {}", answer.text());
            let may_write = route.access.verb == Verb::Write && answer.status == 200;
            let changes = watch.changes();
            assert_eq!(!changes.is_empty(), may_write, "{row} as {name} changed {changes:?}");
            if may_write {
                sample = samples.of(route);
                watch.changes();
            }
        }
    }
}

/// Every row with the rights of a category that has everything but what the row asks for: the section alone decides.
#[test]
fn each_row_asks_for_the_right_of_its_section_whatever_the_others_are() {
    let server = Server::start();
    let file = db::open_shared(&server.file()).unwrap();
    let columns = [
        (Section::Users, "perm_users"),
        (Section::Accounting, "perm_accounting"),
        (Section::Documents, "perm_documents"),
        (Section::Web, "perm_web"),
        (Section::Connect, "perm_connect"),
        (Section::Config, "perm_config"),
    ];
    file.execute("INSERT INTO users_categories (id, name) VALUES (900, 'Droits')", []).unwrap();
    let rights = |section: Section, level: i64| {
        let others = columns.iter().map(|(other, column)| {
            let most = if *other == Section::Connect { 1 } else { 9 };
            format!("{column} = {}", if *other == section { level } else { most })
        });
        let others = others.collect::<Vec<_>>().join(", ");
        file.execute(&format!("UPDATE users_categories SET {others} WHERE id = 900"), []).unwrap();
        Rights::of_category(&file, 900).unwrap().unwrap()
    };
    for route in ROUTES {
        let section = match route.access.section {
            // Whoever has the settings has these.
            Section::Sql | Section::Download | Section::Errors | Section::Access => Section::Config,
            other => other,
        };
        for level in [0, 1, 2, 9] {
            let allowed = rights(section, level).allow(route.access);
            assert_eq!(
                allowed,
                level >= route.access.level as i64,
                "{} {} at {level}",
                route.method.name(),
                route.path
            );
        }
    }
}

/// A member with every right but that one level of the row's section is refused, on the wire as on paper, and changes nothing.
#[test]
fn a_member_without_the_right_of_a_row_is_refused_and_one_with_every_right_is_not() {
    let club = Club::on(Server::start_with_mail(|sources| sources));
    let (samples, token) = (Samples::new(&club.server), club.token());
    let allow = |refused: Option<(Section, i64)>| {
        let level = |section: Section| match refused {
            Some((other, level)) if other == section => level,
            _ => 9,
        };
        club.sql(&format!(
            "UPDATE users_categories SET perm_users = {}, perm_accounting = {}, perm_documents = {}, perm_web = {},
                perm_config = {} WHERE id = {CATEGORY}",
            level(Section::Users),
            level(Section::Accounting),
            level(Section::Documents),
            level(Section::Web),
            level(Section::Config)
        ));
    };
    let mut watch = Watch::start(&club.server.file());
    let ask = |sample: &Sample| sample.request(&club.server).header("authorization", format!("Bearer {token}")).send();
    for route in ROUTES.iter().filter(|route| !route.path.starts_with("auth/")) {
        let section = match route.access.section {
            Section::Sql | Section::Download | Section::Errors | Section::Access => Section::Config,
            other => other,
        };
        let sample = samples.of(route);
        let row = format!("{} {}", sample.method, sample.path);
        // Everybody who is signed in may connect.
        if section != Section::Connect {
            let below = match route.access.level {
                Level::Admin if section != Section::Config => 2,
                Level::Write if section != Section::Config => 1,
                _ => 0,
            };
            allow(Some((section, below)));
            watch.changes();
            let refused = ask(&sample);
            assert_eq!(refused.status, 403, "{row} at {below}: {}", refused.text());
            assert_eq!(watch.changes(), [] as [String; 0], "{row}");
        }
        allow(None);
        let answer = ask(&sample);
        let status = if is_of_own_record(route) { 200 } else { expected(route, Some(Level::Admin)) };
        assert_eq!(answer.status, status, "{row}: {}", answer.text());
    }
}

/// What hides behind one row: the path, the query or the body asks for more than the row does.
#[test]
fn requests_that_ask_for_more_than_their_row_are_refused_below_it() {
    let server = Server::start();
    let member = server.new_member("Zoé");
    let json = |text: &str| ("application/json", text.to_owned());
    let nothing = || ("text/plain", "x".to_owned());
    for path in ["documents/a.txt", "documents/b.txt", "config/logo.png", &format!("user/{member}/photo/a.txt")] {
        let stored = server.request("PUT", &format!("/api/files/{path}")).key("admin").body("text/plain", path).send();
        assert_eq!(stored.status, 200, "{path}");
    }
    let trash = |path: &str| {
        let gone = server.request("DELETE", &format!("/api/files/{path}")).key("admin").send().json();
        gone["trash"].as_str().unwrap().to_owned()
    };
    let (trashed, trashed_logo) = (trash("documents/b.txt"), trash("config/logo.png"));
    let mut watch = Watch::start(&server.file());
    for (method, path, (content_type, body), level) in [
        ("DELETE", "files/documents/a.txt?permanent=1".to_owned(), nothing(), Level::Admin),
        ("DELETE", format!("files/user/{member}/photo/a.txt?permanent=1"), nothing(), Level::Admin),
        ("DELETE", format!("files/{trashed}"), nothing(), Level::Admin),
        ("PUT", "files/config/x.png".to_owned(), nothing(), Level::Admin),
        ("PUT", "files/modules/m/x.html".to_owned(), nothing(), Level::Admin),
        ("POST", "files/folder".to_owned(), json(r#"{"path": "config/x"}"#), Level::Admin),
        ("POST", "files/move".to_owned(), json(r#"{"from": "documents/a.txt", "to": "config/a.txt"}"#), Level::Admin),
        ("POST", "files/copy".to_owned(), json(r#"{"from": "documents/a.txt", "to": "ext/m/a.txt"}"#), Level::Admin),
        ("POST", "files/trash/restore".to_owned(), json(&format!(r#"{{"path": "{trashed_logo}"}}"#)), Level::Admin),
        ("GET", "history".to_owned(), nothing(), Level::Admin),
        ("GET", "history?entity=member".to_owned(), nothing(), Level::Admin),
        ("GET", "history?entity=key".to_owned(), nothing(), Level::Admin),
        ("GET", "history?entity=file".to_owned(), nothing(), Level::Admin),
        ("GET", "history?entity=import".to_owned(), nothing(), Level::Admin),
        ("GET", "history?entity=page".to_owned(), nothing(), Level::Read),
        ("GET", "files/documents?zip".to_owned(), nothing(), Level::Read),
        ("GET", "files/documents/a.txt?versions".to_owned(), nothing(), Level::Read),
        ("GET", format!("web/attachment/user/{member}/photo/a.txt"), nothing(), Level::Read),
    ] {
        let address = format!("/api/{path}");
        for key in LEVELS {
            let request = server.request(method, &address).key(key.word());
            let request = if method == "GET" { request } else { request.body(content_type, &body) };
            if key < level {
                assert_eq!(request.send().status, 403, "{method} {path} as {}", key.word());
            } else if method == "GET" {
                assert_eq!(request.send().status, 200, "{method} {path} as {}", key.word());
            }
            assert_eq!(watch.changes(), [""; 0], "{method} {path} as {}", key.word());
        }
    }
}

/// The share over WebDAV, for keys and for members with each right on documents.
#[test]
fn each_method_of_the_share_asks_for_its_level_of_keys_and_members() {
    let server = Server::start();
    let member = serde_json::json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    assert_eq!(server.post_json("/api/user/new", &member).status, 200);
    let file = db::open_shared(&server.file()).unwrap();
    let stored = server.request("PUT", "/api/files/documents/a.txt").key("admin").body("text/plain", "un").send();
    assert_eq!(stored.status, 200);
    let mut watch = Watch::start(&server.file());
    let reading = ["GET", "HEAD", "OPTIONS", "PROPFIND"];
    let writing = ["PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK"];
    let keys = LEVELS.map(|level| (level.word().to_owned(), format!("{}-secret", level.word()), level as i64));
    let members = [0, 1, 2, 9].map(|right| ("bo@example.org".to_owned(), "ruche-et-miel".to_owned(), right));
    for (name, secret, right) in keys.into_iter().chain(members) {
        if name.contains('@') {
            let category = "UPDATE users_categories SET perm_documents = ?1, perm_connect = 1
                WHERE id = (SELECT id_category FROM users WHERE nom = 'Bo')";
            file.execute(category, [right]).unwrap();
        }
        watch.changes();
        for (method, needed) in reading.map(|method| (method, 1)).into_iter().chain(writing.map(|method| (method, 2))) {
            let request = server
                .request(method, "/dav/documents/a.txt")
                .header("depth", "0")
                .header("accept-encoding", "identity");
            let status = request.basic(&name, &secret).send().status;
            let refused = if right < 1 { 401 } else { 403 };
            assert_eq!(status == refused, right < needed, "{method} as {name} with {right}: {status}");
            if right < needed || needed == 1 {
                assert_eq!(watch.changes(), [""; 0], "{method} as {name} with {right}");
            }
            watch.changes();
            let again =
                server.request("PUT", "/api/files/documents/a.txt").key("admin").body("text/plain", "un").send();
            assert!(again.status < 500);
            watch.changes();
        }
    }
}

#[test]
fn known_methods_that_a_route_does_not_take_are_400_and_unknown_ones_405_even_without_credentials() {
    let server = Server::start();
    assert_eq!(server.new_entry("Timbres"), ADMINISTRATOR, "there is an entry with that number too");
    for route in ROUTES {
        let path = example(route.path, ADMINISTRATOR);
        let taken: Vec<Method> = ROUTES.iter().filter(|r| r.path == route.path).map(|r| r.method).collect();
        for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
            if !taken.contains(&method) {
                let answer = server.request(method.name(), &path).key("admin").send();
                assert_eq!(answer.status, 400, "{} {path}", method.name());
                assert!(!answer.header("allow").is_empty());
            }
        }
    }
    for method in ["PATCH", "OPTIONS", "TRACE"] {
        assert_eq!(server.request(method, "/api/version").send().status, 405, "{method}");
        assert_eq!(server.request(method, "/api/nowhere").key("admin").send().status, 405, "{method}");
    }
}

#[test]
fn a_method_override_changes_nothing() {
    let server = Server::start();
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let answer = server.request("GET", "/api/errors/report").key("read").header(header, "POST").send();
        assert_eq!(answer.status, 400, "{header}");
    }
}

#[test]
fn a_member_who_does_not_exist_is_not_found_whatever_the_level_and_the_method() {
    let server = Server::start();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("user/{id}")) {
        for id in [999, i64::MAX] {
            let path = example(route.path, id);
            for method in ["GET", "POST", "PUT", "DELETE"] {
                let answer = server.request(method, &path).key("read").send();
                assert_eq!(answer.status, 404, "{method} {path}");
            }
        }
    }
    assert_eq!(server.get("/api/user/99999999999999999999").status, 404);
}
