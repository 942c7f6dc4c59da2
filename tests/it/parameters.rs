//! Where parameters come from, seen through the one route that shows them: `sql` (platform.md 1.5, 2.1).

use crate::support::Server;

fn value(answer: &crate::support::Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"][0]["a"].to_string()
}

#[test]
fn a_statement_is_a_parameter_or_else_the_body_itself() {
    let server = Server::start();
    let form = "application/x-www-form-urlencoded";
    assert_eq!(value(&server.get("/api/sql?sql=SELECT+1+AS+a")), "1");
    assert_eq!(value(&server.post("/api/sql", form, "sql=SELECT+2+AS+a")), "2");
    assert_eq!(value(&server.post("/api/sql?sql=SELECT+1+AS+a", form, "sql=SELECT+2+AS+a")), "2", "the form wins");
    assert_eq!(value(&server.post("/api/sql", "application/json", r#"{"sql": "SELECT 3 AS a"}"#)), "3");
    assert_eq!(value(&server.post("/api/sql", "application/json", "SELECT 4 AS a")), "4", "no JSON: the statement");
    assert_eq!(value(&server.post("/api/sql", form, "SELECT 5 AS a;")), "5", "no such field: the statement");
    assert_eq!(value(&server.post("/api/sql", form, "SELECT 6 AS a -- %E9")), "6", "nor is it a form at all");
    assert_eq!(value(&server.post("/api/sql?sql=SELECT+7+AS+a", "text/plain", "SELECT 8 AS a")), "7", "the query wins");
    assert_eq!(value(&server.request("GET", "/api/sql").key("read").body("text/plain", "SELECT 9 AS a").send()), "9");
}

#[test]
fn a_json_body_alone_counts_and_the_query_does_not() {
    let server = Server::start();
    let answer = server.post("/api/sql?format=csv", "application/json", r#"{"sql": "SELECT 1 AS a"}"#);
    assert_eq!(value(&answer), "1");
    assert_eq!(server.post("/api/sql?sql=SELECT+1", "application/json", "{}").status, 400);
    assert_eq!(server.post("/api/sql?sql=SELECT+1", "application/json", "[1]").status, 400);
}

#[test]
fn multipart_fields_are_fields_and_their_absence_is_told() {
    let server = Server::start();
    let send = |name: &str| {
        let body = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nSELECT 1 AS a\r\n--b--\r\n");
        server.post("/api/sql", "multipart/form-data; boundary=b", &body)
    };
    assert_eq!(value(&send("sql")), "1");
    let missing = send("x");
    assert_eq!((missing.status, missing.json()["fields"][0]["field"].as_str()), (400, Some("sql")));
    assert_eq!(server.post("/api/sql", "multipart/form-data; boundary=b", "--b\r\nbroken").status, 400);
    assert_eq!(server.post("/api/sql", "multipart/form-data", "--b").status, 400);
}

#[test]
fn what_is_no_utf8_is_refused() {
    let server = Server::start();
    assert_eq!(server.get("/api/sql?sql=SELECT+%27%E9%27").status, 400);
    let answer = server.request("POST", "/api/sql").key("read").body("text/plain", b"SELECT '\xE9'").send();
    assert_eq!(answer.status, 400);
}

#[test]
fn a_list_where_a_text_is_wanted_is_refused_by_name() {
    let server = Server::start();
    let answer = server.post("/api/sql", "application/x-www-form-urlencoded", "sql[]=SELECT+1");
    assert_eq!((answer.status, answer.json()["fields"][0]["field"].as_str()), (400, Some("sql")));
}

/// Each file takes a descriptor of the server until the request is answered.
#[test]
fn a_request_has_so_many_files_and_no_more() {
    let server = Server::start();
    let post = |files: usize| {
        let part =
            |n: usize| format!("--B\r\nContent-Disposition: form-data; name=\"f{n}\"; filename=\"f\"\r\n\r\nx\r\n");
        let body = (0..files).map(part).collect::<String>() + "--B--\r\n";
        server.post("/api/user/import/preview", "multipart/form-data; boundary=B", &body)
    };
    assert!(post(21).error().contains("20"), "{}", post(21).text());
    assert!(!post(20).text().contains("20"), "{}", post(20).text());
}
