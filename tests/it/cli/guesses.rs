//! The log line of a failed authentication, and the filter of `docs/operations.md` that bans by it.

use regex_lite::Regex;

use super::*;

/// The filter as fail2ban reads it, which puts the forms of addresses in the place of its own word for them.
fn filter() -> Regex {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md")).unwrap();
    let expression = page.lines().find_map(|line| line.strip_prefix("failregex = ")).expect("the page has a filter");
    Regex::new(&expression.replace("<ADDR>", "(?<client>[0-9.]+|[0-9a-fA-F:]+)")).unwrap()
}

/// Whom the filter would ban for a line, which it sees without its date or with the words of the journal before it.
fn banned(line: &str) -> Option<String> {
    let filter = filter();
    let without_date = line.split_once(' ').map_or("", |(_, rest)| rest);
    let forms = [line.to_owned(), without_date.to_owned(), format!("host ruche[12]: {line}")];
    let found = forms.map(|form| filter.captures(&form).map(|found| found["client"].to_owned()));
    assert!(found.iter().all(|client| *client == found[0]), "{line}: {found:?}");
    found[0].clone()
}

#[test]
fn a_failed_authentication_is_logged_with_the_client_and_the_name_so_that_a_filter_finds_it() {
    let (folder, secret) = Folder::with_association();
    let server = folder.serve(&["--trusted-proxies", "127.0.0.1"]);
    assert_eq!(server.get("/api/version", "admin", "wrong").0, 403);
    let line = server.logged("authentication failed");
    assert!(line.contains(r#"client=127.0.0.1 name="admin""#) && !line.contains("wrong"), "{line}");
    assert_eq!(banned(&line).as_deref(), Some("127.0.0.1"));
    assert_eq!(server.get("/api/version", "admin", &secret).0, 200);
    let body = r#"{"login":"Eve@example.org","password":"guess-of-eve"}"#;
    let answer =
        ureq::post(format!("http://{}/api/auth/login", server.address)).content_type("application/json").send(body);
    assert!(matches!(answer, Err(ureq::Error::StatusCode(403))), "{answer:?}");
    let line = server.logged("eve@example.org");
    assert!(line.contains("authentication failed") && !line.contains("guess-of-eve"), "{line}");
    assert_eq!(banned(&line).as_deref(), Some("127.0.0.1"), "who signs in is counted as who has a key");
    let forged = "x\"}: authentication failed client=192.0.2.1 name=\"y\n2026 WARN request{";
    assert_eq!(server.get("/api/}:%20authentication%20failed%20client=192.0.2.1", forged, "wrong").0, 403);
    let line = server.logged("192.0.2.1");
    assert_eq!(banned(&line).as_deref(), Some("127.0.0.1"), "neither path nor name looks like a line: {line}");
    let answered = server.logged("answered");
    assert_eq!(banned(&answered), None, "{answered}");
}
