//! The documents as a WebDAV share (RFC 4918).

use std::process::Command;

use crate::support::{Answer, Server};

fn dav(server: &Server, method: &str, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    send(server, method, path, headers, "")
}

fn send(server: &Server, method: &str, path: &str, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let address = format!("/dav/{path}");
    let request = server.request(method, &address).key("write");
    headers.iter().fold(request, |request, (name, value)| request.header(name, *value)).body("", body).send()
}

fn list(server: &Server, path: &str) -> Vec<String> {
    let answer = dav(server, "PROPFIND", path, &[("depth", "1")]);
    assert_eq!(answer.status, 207, "{}", answer.text());
    let text = answer.text();
    let hrefs = text.split("<D:href>").skip(1).filter_map(|rest| rest.split("</D:href>").next());
    hrefs.map(str::to_owned).collect()
}

const LOCK: &str = "<?xml version='1.0'?><D:lockinfo xmlns:D='DAV:'><D:lockscope><D:exclusive/></D:lockscope>\
    <D:locktype><D:write/></D:locktype><D:owner>ada</D:owner></D:lockinfo>";

#[test]
fn the_share_shows_the_documents_and_what_the_api_stores_there() {
    let server = Server::start();
    crate::files::put(&server, "documents/AG/a.txt", "un");
    crate::files::put(&server, "config/logo.txt", "secret");
    assert_eq!(list(&server, ""), ["/dav/", "/dav/documents/"]);
    assert_eq!(list(&server, "documents/"), ["/dav/documents/", "/dav/documents/AG/"]);
    assert_eq!(list(&server, "documents/AG"), ["/dav/documents/AG/", "/dav/documents/AG/a.txt"]);
    let read = dav(&server, "GET", "documents/AG/a.txt", &[("range", "bytes=1-")]);
    assert_eq!((read.status, read.text().as_str()), (206, "n"));
    assert_eq!(read.header("etag"), server.get("/api/files/documents/AG/a.txt").header("etag"));
    let head = dav(&server, "HEAD", "documents/AG/a.txt", &[]);
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "2", 0));
    assert_eq!(dav(&server, "GET", "documents/", &[]).status, 405);
    assert_eq!(dav(&server, "GET", "documents/nothing", &[]).status, 404);
    for hidden in ["config/logo.txt", "config/", "trash/", "user/", "nowhere"] {
        assert_eq!(dav(&server, "GET", hidden, &[]).status, 404, "{hidden}");
        assert_eq!(dav(&server, "PROPFIND", hidden, &[("depth", "0")]).status, 404, "{hidden}");
        assert_eq!(dav(&server, "PUT", &format!("{}/x", hidden.trim_end_matches('/')), &[]).status, 404, "{hidden}");
    }
}

#[test]
fn a_walk_through_everything_is_refused() {
    let server = Server::start();
    let answer = dav(&server, "PROPFIND", "documents/", &[("depth", "infinity")]);
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("propfind-finite-depth"), "{}", answer.text());
}

#[test]
fn who_is_asked_again_and_who_may_only_read() {
    let server = Server::start();
    let none = server.request("PROPFIND", "/dav/").send();
    assert_eq!((none.status, none.header("www-authenticate")), (401, "Basic realm=\"Ruche\", charset=\"UTF-8\""));
    assert_eq!(server.request("PROPFIND", "/dav/").basic("read", "wrong").send().status, 401);
    crate::files::put(&server, "documents/a.txt", "un");
    for method in ["PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK"] {
        assert_eq!(server.request(method, "/dav/documents/a.txt").key("read").send().status, 403, "{method}");
    }
    assert_eq!(server.request("GET", "/dav/documents/a.txt").key("read").send().text(), "un");
    let options = server.request("OPTIONS", "/dav/documents/a.txt").key("read").send();
    assert_eq!((options.status, options.header("dav")), (200, "1, 2, 3"));
    assert!(!options.header("allow").contains("PATCH"), "{}", options.header("allow"));
}

#[test]
fn members_enter_with_their_own_login_as_far_as_their_category_may() {
    let server = Server::start();
    crate::files::put(&server, "documents/a.txt", "un");
    let member = serde_json::json!({"nom": "Bo", "email": "bo@example.org", "password": "ruche-et-miel"});
    assert_eq!(server.post_json("/api/user/new", &member).status, 200);
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    let category = |change: &str| {
        let sql =
            format!("UPDATE users_categories SET {change} WHERE id = (SELECT id_category FROM users WHERE nom = 'Bo')");
        connection.execute_batch(&sql).unwrap();
    };
    let status = |method: &str, name: &str, password: &str| {
        server.request(method, "/dav/documents/a.txt").basic(name, password).body("text/plain", "deux").send().status
    };
    category("perm_documents = 1, perm_connect = 1");
    assert_eq!(status("GET", "bo@example.org", "ruche-et-miel"), 200);
    assert_eq!(status("GET", "BO@example.org", "ruche-et-miel"), 200);
    assert_eq!(status("PUT", "bo@example.org", "ruche-et-miel"), 403);
    assert_eq!(status("GET", "bo@example.org", "ruche-et-cire"), 401);
    assert_eq!(status("GET", "personne@example.org", "ruche-et-miel"), 401);
    category("perm_documents = 2");
    assert!((200..300).contains(&status("PUT", "bo@example.org", "ruche-et-miel")));
    let api = server.request("GET", "/api/files/documents").basic("bo@example.org", "ruche-et-miel").send();
    assert_eq!(api.status, 403, "the API is for keys");
    for change in ["perm_connect = 0", "perm_connect = 1, perm_documents = 0"] {
        category(change);
        assert_eq!(status("GET", "bo@example.org", "ruche-et-miel"), 401, "{change}");
    }
    category("perm_documents = 9");
    assert_eq!(status("GET", "bo@example.org", "ruche-et-miel"), 200);
    connection.execute_batch("UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP' WHERE nom = 'Bo'").unwrap();
    assert_eq!(status("GET", "bo@example.org", "ruche-et-miel"), 401, "there is no place for the second factor");
}

#[test]
fn what_clients_write_goes_through_versions_and_the_trash() {
    let server = Server::start();
    assert_eq!(dav(&server, "MKCOL", "documents/d", &[]).status, 201);
    assert_eq!(send(&server, "PUT", "documents/d/a.txt", &[], "un").status, 201);
    assert_eq!(send(&server, "PUT", "documents/d/a.txt", &[], "deux").status, 204);
    assert_eq!(send(&server, "PUT", "documents/none/a.txt", &[], "x").status, 409);
    assert_eq!(send(&server, "PUT", "documents/d/a.php", &[], "x").status, 400);
    assert_eq!(send(&server, "PUT", "documents/d/a.txt", &[("content-range", "bytes 0-0/1")], "x").status, 400);
    assert_eq!(send(&server, "PUT", "documents/d/a.txt", &[("if-none-match", "*")], "x").status, 412);
    // As office programs save: beside, then over the first one.
    send(&server, "PUT", "documents/d/new.tmp", &[], "trois");
    let over = dav(&server, "MOVE", "documents/d/new.tmp", &[("destination", "/dav/documents/d/a.txt")]);
    assert_eq!(over.status, 204, "{}", over.text());
    assert_eq!(server.get("/api/files/documents/d/a.txt").text(), "trois");
    let versions = server.get("/api/files/documents/d/a.txt?versions").json();
    assert_eq!(versions.as_array().map(Vec::len), Some(2), "{versions}");
    assert_eq!(server.get("/api/files/trash").json(), serde_json::json!([]));

    let copied = dav(&server, "COPY", "documents/d", &[("destination", "/dav/documents/copy/")]);
    assert_eq!(copied.status, 201, "{}", copied.text());
    assert_eq!(server.get("/api/files/documents/copy/a.txt").text(), "trois");
    let into_itself = dav(&server, "MOVE", "documents/d", &[("destination", "/dav/documents/d/e")]);
    assert!(into_itself.status >= 400, "{}", into_itself.status);
    let kept = dav(&server, "COPY", "documents/d", &[("destination", "/dav/documents/copy"), ("overwrite", "F")]);
    assert_eq!(kept.status, 412);
    assert_eq!(dav(&server, "DELETE", "documents/d", &[]).status, 204);
    let trash = server.get("/api/files/trash").json();
    assert_eq!(trash[0]["original"], "documents/d", "a folder goes whole: {trash}");
    assert_eq!(trash.as_array().map(Vec::len), Some(1));
    send(&server, "PUT", "documents/.~lock.a.odt#", &[], "x");
    dav(&server, "DELETE", "documents/.~lock.a.odt%23", &[]);
    assert_eq!(server.get("/api/files/trash").json().as_array().map(Vec::len), Some(1), "marks of programs just go");
    assert_eq!(dav(&server, "DELETE", "documents", &[]).status, 403);
}

#[test]
fn a_locked_file_is_written_only_by_who_holds_the_lock() {
    let server = Server::start();
    let locked = send(&server, "LOCK", "documents/a.odt", &[("timeout", "Second-60")], LOCK);
    assert_eq!(locked.status, 201, "an empty file stands for it: {}", locked.text());
    let token = locked.header("lock-token").to_owned();
    assert_eq!(send(&server, "PUT", "documents/a.odt", &[], "x").status, 423);
    assert_eq!(dav(&server, "DELETE", "documents/a.odt", &[]).status, 423);
    assert_eq!(send(&server, "LOCK", "documents/a.odt", &[], LOCK).status, 423);
    let condition = format!("({token})");
    let stolen = server.request("PUT", "/dav/documents/a.odt").key("admin").header("if", &condition).send();
    assert_eq!(stolen.status, 423, "a token is of the key that asked for it");
    assert_eq!(send(&server, "PUT", "documents/a.odt", &[("if", &condition)], "mine").status, 204);
    assert_eq!(dav(&server, "UNLOCK", "documents/a.odt", &[("lock-token", &token)]).status, 204);
    assert_eq!(send(&server, "PUT", "documents/a.odt", &[], "free").status, 204);
}

#[test]
fn a_lock_holds_for_the_api_too() {
    let server = Server::start();
    for path in ["documents/a/b.txt", "documents/free.txt"] {
        crate::files::put(&server, path, "un");
    }
    let locked = send(&server, "LOCK", "documents/a/b.txt", &[("timeout", "Second-60")], LOCK);
    assert_eq!(locked.status, 200, "{}", locked.text());
    let api = |method: &str, path: &str, body: serde_json::Value| {
        let address = format!("/api/files/{path}");
        server.request(method, &address).key("admin").body("application/json", body.to_string()).send()
    };
    let nothing = || serde_json::Value::Null;
    for (method, path, body) in [
        ("PUT", "documents/a/b.txt", nothing()),
        ("DELETE", "documents/a/b.txt", nothing()),
        ("DELETE", "documents/a", nothing()),
        ("DELETE", "documents/a/b.txt?permanent=1", nothing()),
        ("POST", "move", serde_json::json!({"from": "documents/a/b.txt", "to": "documents/c.txt"})),
        ("POST", "move", serde_json::json!({"from": "documents/a", "to": "documents/c"})),
        ("POST", "move", serde_json::json!({"from": "documents/free.txt", "to": "documents/a/b.txt", "replace": 1})),
        ("POST", "copy", serde_json::json!({"from": "documents/free.txt", "to": "documents/a/b.txt", "replace": 1})),
    ] {
        let answer = api(method, path, body);
        assert_eq!(answer.status, 409, "{method} {path}");
        assert!(answer.error().contains("documents/a"), "{}", answer.text());
    }
    assert_eq!(api("PUT", "documents/a/c.txt", nothing()).status, 200, "the lock is on one file");
    let copied = serde_json::json!({"from": "documents/a/b.txt", "to": "documents/copy.txt"});
    assert_eq!(api("POST", "copy", copied).status, 200, "reading is free");
    let token = locked.header("lock-token").to_owned();
    assert_eq!(dav(&server, "UNLOCK", "documents/a/b.txt", &[("lock-token", &token)]).status, 204);
    assert_eq!(api("DELETE", "documents/a", nothing()).status, 200);
}

#[test]
fn limits_hold_in_the_share_too() {
    let server =
        Server::start_with(|sources| sources.with_flag("file_limit", "64 KiB").with_flag("file_quota", "100 KiB"));
    let put = |name: &str, bytes: usize| send(&server, "PUT", &format!("documents/{name}"), &[], &"x".repeat(bytes));
    assert_eq!(put("a", 70_000).status, 413);
    assert_eq!(put("a", 60_000).status, 201);
    assert_eq!(put("b", 60_000).status, 507);
    assert_eq!(dav(&server, "COPY", "documents/a", &[("destination", "/dav/documents/c")]).status, 507);
    let wanted = "<D:propfind xmlns:D='DAV:'><D:prop><D:quota-available-bytes/></D:prop></D:propfind>";
    let properties = send(&server, "PROPFIND", "documents/", &[("depth", "0")], wanted).text();
    assert!(properties.contains("42400"), "what is left: {properties}");
}

#[test]
fn what_clients_note_about_a_file_moves_and_goes_with_it() {
    let server = Server::start();
    send(&server, "PUT", "documents/a.txt", &[], "x");
    let patch = "<D:propertyupdate xmlns:D='DAV:' xmlns:x='urn:x'><D:set><D:prop><x:colour>blue</x:colour></D:prop>\
        </D:set></D:propertyupdate>";
    assert_eq!(send(&server, "PROPPATCH", "documents/a.txt", &[], patch).status, 207);
    dav(&server, "MOVE", "documents/a.txt", &[("destination", "/dav/documents/b.txt")]);
    let found = dav(&server, "PROPFIND", "documents/b.txt", &[("depth", "0")]).text();
    assert!(found.contains("colour") && found.contains("blue"), "{found}");
    server.request("DELETE", "/api/files/documents/b.txt?permanent=1").key("admin").send();
    let file = ruche::db::open_shared(&server.file()).unwrap();
    let left: i64 = file.query_row("SELECT count(*) FROM ruche_file_properties", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn hostile_addresses_change_nothing() {
    let server = Server::start();
    for path in ["documents/%2e%2e/config/x", "documents/..%2fx", "documents/a%2Fb", "documents/a%00", "documents/%FF"]
    {
        for method in ["PUT", "GET", "MKCOL", "PROPFIND", "DELETE"] {
            let status = dav(&server, method, path, &[]).status;
            assert!(matches!(status, 400 | 403 | 404), "{method} {path}: {status}");
        }
    }
    send(&server, "PUT", "documents/a.txt", &[], "x");
    for destination in ["/dav/config/x", "/dav/documents/../config/x", "/api/files/x", "http://[", "/dav/", ""] {
        let status = dav(&server, "MOVE", "documents/a.txt", &[("destination", destination)]).status;
        assert!((400..600).contains(&status) && status != 500, "{destination}: {status}");
    }
    for method in ["PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK", "PATCH", "REPORT", "X"] {
        for path in ["/dav", "/dav/", "/dav/documents", "/dav/documents/"] {
            for body in ["", LOCK] {
                let request = server.request(method, path).key("write").header("destination", "/dav/documents/b");
                let status = request.header("if", "(<urn:x>) </dav/> ([\"x\"])").body("", body).send().status;
                assert!((200..600).contains(&status) && status != 500, "{method} {path}: {status}");
            }
        }
    }
    let entities = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><propfind>&b;</propfind>";
    assert_eq!(send(&server, "PROPFIND", "documents/", &[("depth", "0")], entities).status, 400);
    assert_eq!(server.sql("SELECT path FROM files WHERE type = 1").json()["count"], 1);
}

/// Documents that overflowed the stack of the library, or made it take gigabytes (threats.md 77).
#[test]
fn xml_that_is_too_much_is_refused_before_a_tree_is_made_of_it() {
    let server = Server::start();
    send(&server, "PUT", "documents/a.txt", &[], "x");
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    let propfind = |inner: &str| format!("<propfind xmlns='DAV:'><prop>{inner}</prop></propfind>");
    let update = |inner: &str| {
        format!("<propertyupdate xmlns='DAV:'><set><prop><x xmlns='urn:x'>{inner}</x></prop></set></propertyupdate>")
    };
    let lock = |inner: &str| LOCK.replace("ada", inner);
    let namespaces: String = (0..900).map(|n| format!(" xmlns:p{n}='urn:{n}'")).collect();
    for levels in [60, 1_200, 9_000] {
        for (method, document) in
            [("PROPFIND", propfind(&deep(levels))), ("PROPPATCH", update(&deep(levels))), ("LOCK", lock(&deep(levels)))]
        {
            let answer = send(&server, method, "documents/a.txt", &[("depth", "0")], &document);
            assert_eq!(answer.status, 400, "{method} {levels}: {}", answer.text());
        }
    }
    let many = format!("<propfind xmlns='DAV:'{namespaces}><prop>{}</prop></propfind>", "<getetag/>".repeat(900));
    assert_eq!(send(&server, "PROPFIND", "documents/", &[("depth", "1")], &many).status, 400);
    assert_eq!(send(&server, "PROPFIND", "documents/", &[], &propfind(&"<getetag/>".repeat(9_000))).status, 413);
    let twice = send(&server, "PROPFIND", "documents/a.txt", &[("depth", "0")], &propfind(&"<getetag/>".repeat(500)));
    assert_eq!((twice.status, twice.text().matches("<D:getetag>").count()), (207, 1), "{}", twice.text());
    let large = |name: usize| {
        let value = "v".repeat(30_000);
        let update = update("").replace("<x ", &format!("<x{name} ")).replace("></x>", &format!(">{value}</x{name}>"));
        send(&server, "PROPPATCH", "documents/a.txt", &[], &update)
    };
    let statuses: Vec<u16> = (0..3).map(|name| large(name).status).collect();
    assert_eq!(statuses, [207, 207, 400], "properties of a file have a size");
    assert_eq!(send(&server, "PROPFIND", "documents/a.txt", &[("depth", "0")], "").status, 207);
}

/// The test suite for WebDAV servers of the neon library. Without `litmus` this test says so and passes; `.ci/run`
/// installs it.
#[test]
fn litmus_passes() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let address = format!("http://{}/dav/documents/", server.address);
    let run =
        Command::new("litmus").args(["-k", &address, "write", "write-secret"]).current_dir(folder.path()).output();
    let Ok(output) = run else {
        eprintln!("litmus is not installed: nothing was tried");
        return;
    };
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in report.lines().filter(|line| line.contains("summary")) {
        eprintln!("{line}");
    }
    let suites: Vec<&str> = report.lines().filter(|line| line.contains("summary")).collect();
    assert!(suites.len() >= 4, "{report}");
    assert!(suites.iter().all(|line| line.contains(" 0 failed")), "{report}");
}
