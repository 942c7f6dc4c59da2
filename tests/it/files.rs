//! Files through `files/…`: the tree, the trash, versions, archives, thumbnails, hostile names (threats.md 50–56).

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::{Answer, Server};

pub fn put(server: &Server, path: &str, content: impl AsRef<[u8]>) -> Answer {
    server.request("PUT", &format!("/api/files/{path}")).key("write").body("application/octet-stream", content).send()
}

pub fn post(server: &Server, path: &str, body: &Value) -> Answer {
    server.request("POST", &format!("/api/files/{path}")).key("write").body("application/json", body.to_string()).send()
}

fn delete(server: &Server, path: &str, key: &str) -> Answer {
    server.request("DELETE", &format!("/api/files/{path}")).key(key).send()
}

fn names(server: &Server, folder: &str) -> Vec<String> {
    let listed = server.get(&format!("/api/files/{folder}")).json();
    listed.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_file_is_stored_with_its_folders_listed_read_in_parts_and_replaced() {
    let server = Server::start();
    assert_eq!(server.get("/api/files").json(), json!([]));
    assert_eq!(server.get("/api/files/documents").json(), json!([]), "a space for files is always there");
    let stored = put(&server, "documents/AG%202026/Compte%20rendu%20%C3%A9t%C3%A9.txt", "Bonjour").json();
    let expected = json!({
        "path": "documents/AG 2026/Compte rendu été.txt", "parent": "documents/AG 2026", "type": 1, "size": 7,
        "mime": "text/plain", "image": false, "modified": "2026-03-01 10:00:00",
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&stored[key], value, "{key}");
    }
    put(&server, "documents/statuts.odt", "x");
    assert_eq!(names(&server, "documents"), ["AG 2026", "statuts.odt"], "folders come first");
    let address = "/api/files/documents/AG%202026/Compte%20rendu%20%C3%A9t%C3%A9.txt";
    let part = server.request("GET", address).key("read").header("range", "bytes=3-5").send();
    assert_eq!((part.status, part.text().as_str()), (206, "jou"));
    let tag = part.header("etag").to_owned();
    assert_eq!(server.request("GET", address).key("read").header("if-none-match", tag).send().status, 304);
    assert_eq!(put(&server, "documents/AG%202026/Compte%20rendu%20%C3%A9t%C3%A9.txt", "Au revoir").status, 200);
    assert_eq!(server.get(address).text(), "Au revoir");
    assert_eq!(put(&server, "documents/statuts.odt/x.txt", "x").status, 409, "a file is no folder");
    assert_eq!(put(&server, "documents/AG%202026", "x").status, 409, "a folder is no file");
    assert_eq!(server.get("/api/files/documents/nothing").status, 404);
}

#[test]
fn names_that_lead_elsewhere_or_that_a_server_would_run_are_refused() {
    let server = Server::start();
    for path in [
        "documents/a..b",
        "documents/%2e%2e/config/x",
        "documents/..%2fconfig%2fx",
        "documents/a%2Fb",
        "documents/a%5Cb",
        "documents/a%00.txt",
        "documents/a%0Ab",
        "documents/a%7F",
        "documents/%FF",
        "documents/x.php",
        "documents/.htaccess",
        "documents/what%3F",
        "documents/x%3Ay/z.txt",
        &format!("documents/{}", "a".repeat(251)),
        &format!("documents{}", "/aaaaaaaaa".repeat(220)),
    ] {
        assert_eq!(put(&server, path, "x").status, 400, "{path}");
    }
    assert_eq!(put(&server, "nowhere/x.txt", "x").status, 404);
    for path in ["documents", "trash/x", "versions/documents/x/1", "move", "search", "trash"] {
        assert_eq!(put(&server, path, "x").status, 400, "{path}");
    }
    for path in ["documents/..", "documents/a\\b", "documents/a\u{0}", "documents/x.php", "documents/a\nb", "", "nope"]
    {
        let status = post(&server, "folder", &json!({"path": path})).status;
        assert!(matches!(status, 400 | 404), "{path:?}: {status}");
    }
    assert_eq!(server.sql("SELECT 1 FROM files").json()["count"], 0);
}

#[test]
fn what_is_deleted_waits_in_the_trash() {
    let server = Server::start();
    put(&server, "documents/d/x.txt", "x");
    put(&server, "documents/d/e/y.txt", "yy");
    let deleted = delete(&server, "documents/d", "write").json();
    assert_eq!(server.get("/api/files/documents/d/x.txt").status, 404);
    let trash = server.get("/api/files/trash").json();
    assert_eq!((&trash[0]["original"], &trash[0]["size"]), (&json!("documents/d"), &json!(3)));
    assert_eq!(trash[0]["path"], deleted["trash"]);
    put(&server, "documents/d", "in the way");
    assert_eq!(post(&server, "trash/restore", &json!({"path": deleted["trash"]})).status, 409);
    let back = post(&server, "trash/restore", &json!({"path": deleted["trash"], "to": "documents/back"}));
    assert_eq!(back.json()["path"], "documents/back");
    assert_eq!(server.get("/api/files/documents/back/e/y.txt").text(), "yy");
    assert_eq!(server.get("/api/files/trash").json(), json!([]));
    assert_eq!(post(&server, "trash/restore", &json!({"path": deleted["trash"]})).status, 404);
    assert_eq!(post(&server, "trash/restore", &json!({"path": "documents/back"})).status, 404);

    assert_eq!(delete(&server, "documents/back?permanent=1", "write").status, 403);
    assert_eq!(delete(&server, "documents/back?permanent=1", "admin").status, 200);
    assert_eq!(delete(&server, "documents/back", "write").status, 404);
    assert_eq!(delete(&server, "documents", "admin").status, 400, "a space for files stays");
    delete(&server, "documents/d", "write");
    assert_eq!(server.request("DELETE", "/api/files/trash").key("admin").send().json()["files"], 1);
    assert_eq!(server.sql("SELECT 1 FROM files WHERE type = 1").json()["count"], 0);
    let noted = server.sql("SELECT 1 FROM logs WHERE type = 11");
    assert!(noted.status == 400, "the journal is not for readers of SQL");
}

#[test]
fn files_and_folders_move_and_are_copied() {
    let server = Server::start();
    put(&server, "documents/a/x.txt", "un");
    put(&server, "documents/y.txt", "deux");
    assert_eq!(post(&server, "folder", &json!({"path": "documents/b/c"})).json()["type"], 2);
    assert_eq!(post(&server, "folder", &json!({"path": "documents/b/c"})).status, 409);
    let moved = post(&server, "move", &json!({"from": "documents/a", "to": "documents/b/c/a"}));
    assert_eq!(moved.json()["path"], "documents/b/c/a");
    assert_eq!(server.get("/api/files/documents/b/c/a/x.txt").text(), "un");
    for (from, to, status) in [
        ("documents/b", "documents/b/c/d", 400),
        ("documents/nothing", "documents/z", 404),
        ("documents/y.txt", "documents/b", 409),
        ("documents/y.txt", "documents/../y", 400),
        ("documents/y.txt", "documents/y.php", 400),
        ("documents/y.txt", "documents", 400),
        ("documents/y.txt", "versions/documents/y", 400),
    ] {
        let body = json!({"from": from, "to": to});
        assert_eq!(post(&server, "move", &body).status, status, "{body}");
    }
    assert_eq!(post(&server, "move", &json!({"from": "documents/y.txt"})).status, 400);
    let copied = post(&server, "copy", &json!({"from": "documents/b", "to": "documents/y.txt", "replace": true}));
    assert_eq!(copied.status, 200, "{}", copied.text());
    assert_eq!(server.get("/api/files/documents/y.txt/c/a/x.txt").text(), "un");
    assert_eq!(server.get("/api/files/trash").json()[0]["original"], "documents/y.txt", "what was replaced");
}

#[test]
fn earlier_contents_are_listed_read_and_restored() {
    let server = Server::start();
    put(&server, "documents/a.txt", "un");
    put(&server, "documents/a.txt", "deux");
    put(&server, "documents/a.txt", "deux");
    let versions = server.get("/api/files/documents/a.txt?versions").json();
    assert_eq!((versions.as_array().map(Vec::len), &versions[0]["timestamp"]), (Some(1), &json!(1_772_355_600)));
    let path = versions[0]["path"].as_str().unwrap();
    assert_eq!(path, "versions/documents/a.txt/00000001.1772355600.");
    assert_eq!(server.get(&format!("/api/files/{path}")).text(), "un");
    assert_eq!(post(&server, "versions/restore", &json!({"path": path})).json()["size"], 2);
    assert_eq!(server.get("/api/files/documents/a.txt").text(), "un");
    for path in ["versions/documents/a.txt/9", "documents/a.txt", "versions", "versions/documents"] {
        assert_eq!(post(&server, "versions/restore", &json!({"path": path})).status, 404, "{path}");
    }
}

#[test]
fn a_folder_is_downloaded_as_an_archive_of_its_own() {
    let server = Server::start();
    put(&server, "documents/AG/a.txt", "un");
    put(&server, "documents/AG/sub/b.txt", "deux");
    put(&server, "documents/AGX/c.txt", "trois");
    let answer = server.get("/api/files/documents/AG?zip");
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"AG.zip\"");
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["AG/sub/b.txt", "AG/a.txt"]);
    let mut text = String::new();
    zip.by_name("AG/sub/b.txt").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "deux");
    assert_eq!(server.get("/api/files/documents/AG/a.txt?zip").status, 400);
}

#[test]
fn words_are_looked_for_in_names_and_texts() {
    let server = Server::start();
    put(&server, "documents/recette.txt", "Cire d'abeille et propolis");
    put(&server, "web/contact/propolis.txt", "x");
    let found = server.get("/api/files/search?q=propol").json();
    assert_eq!(found.as_array().map(Vec::len), Some(2));
    assert_eq!(found[0]["path"], "web/contact/propolis.txt");
    assert!(found[1]["snippet"].as_str().unwrap().contains("abeille et propolis"), "{found}");
    assert_eq!(server.get("/api/files/search?q=propolis&within=documents").json().as_array().map(Vec::len), Some(1));
    for query in ["", "?q=", "?q=%22*%22", "?q=x&within=nowhere"] {
        assert!(matches!(server.get(&format!("/api/files/search{query}")).status, 400 | 404), "{query}");
    }
    assert_eq!(server.get("/api/files/search?q=%22a%22%20OR%20NEAR%2F2%20-x").status, 200);
}

#[test]
fn pictures_have_thumbnails_and_bombs_do_not() {
    let server = Server::start();
    let mut png = Vec::new();
    let picture = image::RgbImage::from_pixel(900, 300, image::Rgb([250, 180, 20]));
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    put(&server, "documents/a.png", &png);
    let thumbnail = server.get("/api/files/documents/a.png?thumbnail=150");
    assert_eq!((thumbnail.status, thumbnail.header("content-type")), (200, "image/jpeg"));
    let small = image::load_from_memory(&thumbnail.body).unwrap();
    assert_eq!((small.width(), small.height()), (150, 50));
    let tag = thumbnail.header("etag").to_owned();
    assert_ne!(tag, server.get("/api/files/documents/a.png").header("etag"));
    let again = server.request("GET", "/api/files/documents/a.png?thumbnail=150").key("read");
    assert_eq!(again.header("if-none-match", tag).send().status, 304);
    png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    put(&server, "documents/bomb.png", &png);
    put(&server, "documents/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    for path in ["bomb.png?thumbnail=150", "a.svg?thumbnail=150", "a.png?thumbnail=151", "a.png?thumbnail="] {
        assert_eq!(server.get(&format!("/api/files/documents/{path}")).status, 400, "{path}");
    }
}

#[test]
fn what_could_run_in_a_browser_is_shut_in() {
    let server = Server::start();
    for (name, content) in [("x.html", "<script>alert(1)</script>"), ("x.svg", "<svg onload='alert(1)'/>")] {
        put(&server, &format!("documents/{name}"), content);
        let answer = server.get(&format!("/api/files/documents/{name}"));
        assert!(answer.header("content-security-policy").contains("sandbox"), "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn files_that_are_too_large_or_beyond_the_quota_are_refused_and_leave_nothing() {
    let server = Server::start_with(|sources| sources.with_flag("file_limit", "64 KiB"));
    assert_eq!(put(&server, "documents/x", vec![1; 70_000]).status, 413);
    assert_eq!(put(&server, "documents/x", vec![1; 60_000]).status, 200);
    let server = Server::start_with(|sources| sources.with_flag("file_quota", "100 KiB"));
    assert_eq!(put(&server, "documents/x", vec![1; 60_000]).status, 200);
    let full = put(&server, "documents/y", vec![1; 60_000]);
    assert_eq!((full.status, full.json()["code"].as_str()), (507, Some("no_room")), "{}", full.text());
    assert_eq!(post(&server, "copy", &json!({"from": "documents/x", "to": "documents/z"})).status, 507);
    assert_eq!(names(&server, "documents"), ["x"]);
}

#[test]
fn an_upload_that_is_cut_leaves_what_was_there() {
    let server = Server::start();
    put(&server, "documents/a.bin", "before");
    let head = "Host: x\r\nAuthorization: Basic d3JpdGU6d3JpdGUtc2VjcmV0\r\nContent-Length: 500000\r\n\r\n";
    for address in
        ["/api/files/documents/a.bin", "/api/files/documents/b.bin", "/dav/documents/a.bin", "/dav/documents/b"]
    {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(format!("PUT {address} HTTP/1.1\r\n{head}").as_bytes()).unwrap();
        stream.write_all(&[7; 300_000]).unwrap();
        drop(stream);
    }
    // The next write waits for its turn after whatever the cut ones still do.
    std::thread::sleep(std::time::Duration::from_millis(300));
    put(&server, "documents/c.bin", "after");
    assert_eq!(names(&server, "documents"), ["a.bin", "c.bin"]);
    assert_eq!(server.get("/api/files/documents/a.bin").text(), "before");
}

#[test]
fn what_has_been_in_the_trash_for_thirty_days_is_deleted_for_good() {
    let server = Server::start();
    for name in ["old.txt", "new.txt"] {
        put(&server, &format!("documents/{name}"), "x");
        delete(&server, &format!("documents/{name}"), "write");
    }
    let age = "UPDATE files SET trash = '2026-01-15 10:00:00' WHERE name = 'old.txt'";
    ruche::db::open_shared(&server.file()).unwrap().execute(age, []).unwrap();
    let app = server.app.clone();
    actix_web::rt::System::new().block_on(async move { ruche::jobs::empty_trash(&app).await.unwrap() });
    let left = server.get("/api/files/trash").json();
    assert_eq!((left.as_array().map(Vec::len), &left[0]["original"]), (Some(1), &json!("documents/new.txt")));
}
