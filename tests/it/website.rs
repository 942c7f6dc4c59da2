//! Pages through the API, from their creation to their end (web.md 1, 2, 4).

use crate::support::{Answer, Server};
use ruche::db;
use serde_json::{Value, json};

pub fn create(server: &Server, body: &Value) -> Value {
    let answer = server.post("/api/web", "application/json", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn put(server: &Server, uri: &str, content: &str) -> Answer {
    server.request("PUT", &format!("/api/web/{uri}")).key("write").body("text/markdown", content).send()
}

fn uris(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|page| page["uri"].as_str().unwrap()).collect()
}

#[test]
fn a_page_is_created_written_moved_and_deleted() {
    let server = Server::start();
    let category = create(&server, &json!({"title": "Actualité", "type": "category"}));
    let page = create(&server, &json!({"title": "2. Bourse aux vélos !", "id_parent": "actualite", "status": "draft"}));
    assert_eq!((page["uri"].as_str(), page["id_parent"].as_i64()), (Some("bourse-aux-velos"), category["id"].as_i64()));
    assert_eq!((&page["status"], &page["type"], &page["format"]), (&json!(0), &json!(2), &json!("markdown")));
    assert_eq!(page["published"], "2026-03-01 10:00:00");
    let written = put(&server, "bourse-aux-velos", "# Venez\n*tous*");
    assert_eq!((written.status, &written.json()["content"]), (200, &json!("# Venez\n*tous*")));
    let answer = server.get("/api/web/bourse-aux-velos.html");
    assert_eq!(answer.header("content-type"), "text/html; charset=UTF-8");
    assert_eq!(
        answer.text().replace('\n', ""),
        "<div class=\"web-content\"><h1 id=\"venez\">Venez</h1><p><em>tous</em></p></div>"
    );
    let renamed =
        server.post("/api/web/bourse-aux-velos", "application/x-www-form-urlencoded", "uri=bourse&status=2&id_parent=");
    assert_eq!((renamed.status, &renamed.json()["id_parent"]), (200, &Value::Null));
    assert_eq!(server.get("/api/web/page/bourse-aux-velos").status, 404);
    assert_eq!(server.request("DELETE", "/api/web/bourse").key("admin").send().json(), json!({"success": true}));
    assert_eq!(server.get("/api/web/bourse").status, 404);
    assert_eq!(uris(&server.get("/api/web").json()), ["actualite"]);
}

#[test]
fn lists_show_one_level_and_categories_apart() {
    let server = Server::start();
    create(&server, &json!({"title": "Élan", "type": 1}));
    create(&server, &json!({"title": "Dahu", "type": 1}));
    for (title, published) in [("a", "2026-01-01 00:00:00"), ("b", "2026-02-01 00:00:00"), ("c", "2026-01-01 00:00:00")]
    {
        create(&server, &json!({"title": title, "published": published, "id_parent": "elan"}));
    }
    let top = server.get("/api/web/list/").json();
    assert_eq!((uris(&top["categories"]), uris(&top["pages"])), (vec!["dahu", "elan"], vec![]));
    for path in ["/api/web/list/1", "/api/web/list/elan", "/api/web/elan/children"] {
        assert_eq!(uris(&server.get(path).json()["pages"]), ["b", "a", "c"], "{path}");
    }
    assert_eq!(server.get("/api/web/list/0").json(), top);
    assert_eq!(server.get("/api/web/list/999").json(), json!({"categories": [], "pages": []}));
    assert_eq!(server.get("/api/web/list/nope").status, 404);
    assert_eq!(server.get("/api/web/nope/children").status, 404);
}

#[test]
fn the_words_of_old_addresses_only_read() {
    let server = Server::start();
    create(&server, &json!({"title": "list"}));
    for path in ["web/list", "web/page", "web/page/list", "web/html/list", "web/attachment/list/x"] {
        for method in ["PUT", "POST", "DELETE"] {
            assert_eq!(
                server.request(method, &format!("/api/{path}")).key("admin").send().status,
                400,
                "{method} {path}"
            );
        }
    }
    assert_eq!(server.get("/api/web/page/list").json()["uri"], "list");
    for path in
        ["web/page", "web/html", "web/attachment", "web/page/list/x", "web/page/LIST", "web/html/list%2F", "web/a/b/c"]
    {
        assert_eq!(server.get(&format!("/api/{path}")).status, 404, "{path}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_the_field_that_is_wrong() {
    let server = Server::start();
    create(&server, &json!({"title": "a"}));
    for (body, field) in [
        (json!({"title": ""}), "title"),
        (json!({"title": "x".repeat(201)}), "title"),
        (json!({"uri": "a b"}), "uri"),
        (json!({"id_parent": 1}), "id_parent"),
        (json!({"id_parent": "nope"}), "id_parent"),
        (json!({"status": "public"}), "status"),
        (json!({"format": "html"}), "format"),
        (json!({"published": "2026-02-30"}), "published"),
        (json!({"content": ["x"]}), "content"),
    ] {
        let answer = server.post("/api/web/a", "application/json", &body.to_string());
        assert_eq!((answer.status, &answer.json()["fields"][0]["field"]), (400, &json!(field)), "{body}");
    }
    assert_eq!(server.post("/api/web", "application/json", "{}").status, 400);
    let latin = server.request("PUT", "/api/web/a").key("write").body("text/plain", b"caf\xE9").send();
    assert_eq!(latin.status, 400);
    assert_eq!(put(&server, "nope", "x").status, 404);
    assert_eq!(put(&server, "a", &"x".repeat((2 << 20) + 1)).status, 413);
    assert_eq!(server.get("/api/web/a").json()["content"], "");
}

#[test]
fn changes_are_written_in_the_journal_with_the_address_they_came_from() {
    let server = Server::start();
    create(&server, &json!({"title": "a"}));
    put(&server, "a", "x");
    put(&server, "a", "x");
    server.request("DELETE", "/api/web/a").key("admin").send();
    let connection = db::open_shared(&server.file()).unwrap();
    let lines: String = connection
        .query_row(
            "SELECT group_concat(type || details || created || ip_address || ifnull(id_user, '-'), ' ') FROM logs",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let line = |deed| format!("{deed}{{\"entity\":\"Web\\\\Page\",\"id\":1}}2026-03-01 10:00:00127.0.0.1-");
    assert_eq!(lines, [line(10), line(12), line(11)].join(" "));
}

#[test]
fn a_forged_host_reaches_no_link() {
    let server = Server::start();
    create(&server, &json!({"title": "a", "content": "<<file|x.txt>>"}));
    server.request("PUT", "/api/web/a/x.txt").key("write").body("text/plain", "x").send();
    for path in ["/api/web/a/attachments", "/api/web/a.html", "/api/web/a?html"] {
        let answer = server.request("GET", path).key("read").header("host", "evil.example").send();
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains("evil"), "{}", answer.text());
    }
    let server = Server::start_with(|sources| sources.with_flag("site_url", "https://abeilles.example"));
    create(&server, &json!({"title": "a", "content": "[b](https://abeilles.example/b)"}));
    let stored = server.request("PUT", "/api/web/a/x%20y.txt").key("write").body("text/plain", "x").send();
    assert_eq!(stored.json()["url"], "https://abeilles.example/a/x%20y.txt");
    assert_eq!(server.get("/api/web/a").json()["content"], "[b](b)");
}

#[test]
fn pages_of_many_kinds_of_mischief_answer_and_act_in_no_browser() {
    let server = Server::start();
    create(&server, &json!({"title": "a"}));
    for hostile in [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<<button href=\"javascript:alert(1)\" label=x>>",
        "<svg onload=alert(1)>",
    ] {
        put(&server, "a", hostile);
        let html = server.get("/api/web/html/a").text();
        assert!(!html.contains("<script") && !html.contains("\"javascript") && !html.contains("<svg"), "{html}");
    }
}

#[test]
fn a_reserved_address_is_refused_by_its_name_and_a_title_gets_another_one() {
    let server = Server::start();
    create(&server, &json!({"title": "Contact"}));
    for reserved in ["admin", "Login", "api", "static", "page", "user", "odata", "CHECK"] {
        for path in ["/api/web", "/api/web/contact"] {
            let refused = server.post_json(path, &json!({"title": "x", "uri": reserved}));
            assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!("uri")), "{reserved}");
            assert!(refused.error().contains(reserved), "{}", refused.error());
        }
        let derived = create(&server, &json!({"title": reserved}));
        assert_eq!(derived["uri"], format!("{}-2026-03-01-100000", reserved.to_lowercase()));
    }
    assert_eq!(uris(&server.get("/api/web").json()).iter().filter(|uri| **uri == "contact").count(), 1);
}

#[test]
fn a_page_that_has_a_reserved_address_can_be_changed_and_keep_it() {
    let server = Server::start();
    create(&server, &json!({"title": "Connexion"}));
    let connection = db::open_shared(&server.file()).unwrap();
    connection.execute("UPDATE web_pages SET uri = 'login'", []).unwrap();
    let changed = server.post_json("/api/web/login", &json!({"uri": "login", "title": "Entrer"}));
    assert_eq!((changed.status, &changed.json()["title"]), (200, &json!("Entrer")));
}
