//! Files of pages through the API: storing, reading in parts, keeping them harmless (web.md 1, 4, threats.md 50, 52).

use serde_json::json;

use crate::support::{Answer, Server};
use crate::website::create;
use ruche::db;

fn server() -> Server {
    let server = Server::start();
    create(&server, &json!({"title": "a"}));
    server
}

fn put(server: &Server, name: &str, content: impl AsRef<[u8]>) -> Answer {
    server.request("PUT", &format!("/api/web/a/{name}")).key("write").body("application/octet-stream", content).send()
}

fn get(server: &Server, name: &str, headers: &[(&'static str, &str)]) -> Answer {
    let path = format!("/api/web/a/{name}");
    headers
        .iter()
        .fold(server.request("GET", &path).key("read"), |request, (name, value)| request.header(name, *value))
        .send()
}

#[test]
fn a_file_is_stored_listed_read_and_deleted() {
    let server = server();
    let stored = put(&server, "plan%20%C3%A9t%C3%A9.txt", "Rue des Lilas").json();
    let expected = json!({
        "path": "web/a/plan été.txt", "parent": "web/a", "name": "plan été.txt", "type": 1, "mime": "text/plain",
        "size": 13, "modified": "2026-03-01 10:00:00", "image": false, "url": "/a/plan%20%C3%A9t%C3%A9.txt",
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&stored[key], value, "{key}");
    }
    assert_eq!(server.get("/api/web/a/attachments").json(), json!([stored]));
    for path in [
        "/api/web/a/plan%20%C3%A9t%C3%A9.txt",
        "/api/web/attachment/a%2Fplan%20%C3%A9t%C3%A9.txt",
        "/api/web/attachment/web/a/plan%20%C3%A9t%C3%A9.txt",
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, "Rue des Lilas"), "{path}");
        assert_eq!(answer.header("content-type"), "text/plain;charset=utf-8");
        assert_eq!(
            answer.header("content-disposition"),
            "inline; filename=\"plan _t_.txt\"; filename*=UTF-8''plan%20%C3%A9t%C3%A9.txt"
        );
    }
    assert_eq!(server.sql("SELECT name FROM files_search WHERE content MATCH 'lilas'").json()["count"], 1);
    assert_eq!(server.request("DELETE", "/api/web/a/plan%20%C3%A9t%C3%A9.txt").key("write").send().status, 403);
    assert_eq!(
        server.request("DELETE", "/api/web/a/plan%20%C3%A9t%C3%A9.txt").key("admin").send().json(),
        json!({"success": true})
    );
    assert_eq!(server.request("DELETE", "/api/web/a/plan%20%C3%A9t%C3%A9.txt").key("admin").send().status, 404);
    assert_eq!(server.get("/api/web/a/attachments").json(), json!([]));
}

#[test]
fn a_large_file_goes_in_and_out_whole_and_in_parts() {
    let server = server();
    let content: Vec<u8> = (0..5_000_000_u32).map(|n| (n % 251) as u8).collect();
    assert_eq!(put(&server, "large.bin", &content).json()["size"], 5_000_000);
    let whole = get(&server, "large.bin", &[("accept-encoding", "gzip")]);
    assert!(
        whole.body == content
            && whole.header("content-length") == "5000000"
            && whole.header("accept-ranges") == "bytes"
    );
    let part = get(&server, "large.bin", &[("range", "bytes=1000000-3999999")]);
    assert_eq!((part.status, part.header("content-range")), (206, "bytes 1000000-3999999/5000000"));
    assert!(part.body == content[1_000_000..4_000_000]);
    let beyond = get(&server, "large.bin", &[("range", "bytes=5000000-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */5000000"));
    assert_eq!(beyond.json()["code"], "bad_range");
}

#[test]
fn what_a_client_already_has_is_not_sent_again() {
    let server = server();
    put(&server, "x.txt", "un");
    let first = get(&server, "x.txt", &[]);
    assert_eq!(first.header("last-modified"), "Sun, 01 Mar 2026 09:00:00 GMT");
    assert_eq!(first.header("cache-control"), "private, max-age=86400");
    let tag = first.header("etag").to_owned();
    let again = get(&server, "x.txt", &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(get(&server, "x.txt", &[("if-modified-since", first.header("last-modified"))]).status, 304);
    let other = get(&server, "x.txt", &[("if-match", "\"other\"")]);
    assert_eq!((other.status, &other.json()["code"]), (412, &json!("precondition_failed")));
    let hash = &tag[1..11];
    assert_eq!(
        get(&server, &format!("x.txt?h={hash}"), &[]).header("cache-control"),
        "private, max-age=86400, immutable"
    );
    put(&server, "x.txt", "deux");
    assert_eq!(get(&server, "x.txt", &[("if-none-match", &tag)]).text(), "deux");
    assert_eq!(get(&server, "x.txt", &[("if-range", &tag), ("range", "bytes=0-1")]).status, 200);
}

#[test]
fn what_could_run_in_a_browser_is_shut_in() {
    let server = server();
    for (name, content) in [
        ("page.html", "<script>alert(1)</script>"),
        ("image.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("innocent.txt", "<!DOCTYPE html><script>alert(1)</script>"),
        ("innocent.png", "<svg onload='alert(1)'></svg>"),
        ("data.xml", "<?xml version='1.0'?><a/>"),
    ] {
        assert_eq!(put(&server, name, content).status, 200, "{name}");
        let answer = get(&server, name, &[]);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{name}: {policy}");
        assert_eq!(
            (answer.header("x-content-type-options"), answer.header("referrer-policy")),
            ("nosniff", "no-referrer")
        );
        assert_ne!(answer.header("content-type"), "image/png", "{name}");
    }
}

#[test]
fn names_that_are_no_names_store_nothing() {
    let server = server();
    for name in ["x.php", "x.PHP5", ".htaccess", "a%2Fb", "a%5Cb", "a%00", "a%0Ab", "x%3Ay", "%FF"] {
        assert_eq!(put(&server, name, "x").status, 400, "{name}");
    }
    for path in ["%2e%2e%2fsecret", "..%5csecret", "..", "a/..%2f..%2fx"] {
        let status = server.get(&format!("/api/web/attachment/{path}")).status;
        assert!(matches!(status, 400 | 404), "{path}: {status}");
    }
    assert_eq!(server.get("/api/web/attachment/a%00b").status, 404);
    assert_eq!(server.request("PUT", "/api/web/nope/x.txt").key("write").send().status, 404);
    assert_eq!(server.sql("SELECT 1 FROM files").json()["count"], 0);
}

#[test]
fn a_file_larger_than_the_limit_is_refused_and_leaves_nothing() {
    let server = Server::start_with(|sources| sources.with_flag("body_limit", "64 KiB"));
    create(&server, &json!({"title": "a"}));
    assert_eq!(put(&server, "x.bin", vec![0; 70_000]).status, 413);
    assert_eq!(put(&server, "x.bin", vec![0; 60_000]).status, 200);
    assert_eq!(server.sql("SELECT size FROM files WHERE type = 1").json()["results"], json!([{"size": 60_000}]));
}

#[test]
fn a_file_whose_content_is_kept_elsewhere_is_not_found() {
    let server = server();
    put(&server, "x.txt", "x");
    db::open_shared(&server.file()).unwrap().execute("DELETE FROM files_contents", []).unwrap();
    assert_eq!(get(&server, "x.txt", &[]).status, 404);
}
