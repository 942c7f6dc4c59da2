//! `serve`, its first run, and who else may have the file.

use super::*;

#[test]
fn a_served_file_can_be_backed_up_and_checked_but_not_served_or_replaced() {
    let (folder, secret) = Folder::with_association();
    folder.ok(&["backup", "copy.sqlite"]);
    let server = folder.serve(&[]);
    let (code, sentence) = folder.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 1);
    assert!(sentence.contains("déjà servi"), "{sentence}");
    assert!(folder.refused(&["restore", "copy.sqlite"]).1.contains("déjà servi"));
    folder.ok(&["backup"]);
    folder.ok(&["check"]);
    folder.ok(&["export", "all.zip"]);
    assert_eq!(server.get("/api/status", "admin", &secret).0, 200);
    server.stop();
    assert!(journal_mode_is_rollback(&folder.path("association.sqlite")));
    folder.ok(&["restore", "copy.sqlite"]);
}

#[test]
fn the_demonstration_prints_keys_that_work_and_others_at_the_next_start() {
    let folder = Folder::empty();
    let mut former: Vec<(String, String)> = Vec::new();
    for _ in 0..2 {
        let server = folder.serve(&["--demo"]);
        // The file must be left alone while it is served.
        let (_, sentence) = folder.refused(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
        assert!(sentence.contains("déjà servi"), "{sentence}");
        let address = server.address.clone();
        for (key, secret) in &former {
            assert_eq!(server.get("/api/status", key, secret).0, 403, "a former secret");
        }
        let printed = server.stop();
        let keys = printed_keys(&printed);
        assert_eq!(keys.len(), 3, "{printed}");
        assert!(printed.contains(&format!("http://{address}/admin/")) && printed.contains("\n  bonjour@"), "{printed}");
        assert_eq!(printed.matches("curl ").count(), 3, "{printed}");
        assert!(printed.contains(&format!("http://{address}/api/download")), "{printed}");
        former = keys;
    }
    // A plain start renews nothing.
    let server = folder.serve(&["--db", "demo.sqlite"]);
    for (key, secret) in &former {
        assert_eq!(server.get("/api/status", key, secret).0, 200, "{key}");
    }
}

/// `level name:secret` lines.
fn printed_keys(printed: &str) -> Vec<(String, String)> {
    let fields = printed.lines().filter(|line| line.starts_with("  ") && !line.contains("curl"));
    fields
        .filter_map(|line| line.split_whitespace().nth(1)?.split_once(':'))
        .map(|(name, secret)| (name.to_owned(), secret.to_owned()))
        .collect()
}

#[test]
fn the_demonstration_touches_no_other_file() {
    let (folder, _) = Folder::with_association();
    let before = std::fs::read(folder.path("association.sqlite")).unwrap();
    let (_, sentence) = folder.refused(&["serve", "--demo", "--db", "association.sqlite"]);
    assert!(sentence.contains("--demo"), "{sentence}");
    assert_eq!(std::fs::read(folder.path("association.sqlite")).unwrap(), before);
}

#[test]
fn serving_a_file_that_does_not_exist_makes_it_and_says_so() {
    let folder = Folder::empty();
    let printed = folder.serve(&["--db", "new.sqlite"]).stop();
    assert!(printed.contains("ATTENTION") && printed.contains("ruche init"), "{printed}");
    let keys = printed_keys(&printed);
    let server = folder.serve(&["--db", "new.sqlite"]);
    assert_eq!(server.get("/api/status", &keys[0].0, &keys[0].1).0, 200);
    assert!(!server.stop().contains("ATTENTION"));
}

#[test]
fn serve_tells_people_the_address_and_a_log_in_json_stays_one() {
    let (folder, _) = Folder::with_association();
    let told = |arguments: &[&str]| {
        let mut child = folder
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut lines = Vec::new();
        let mut stopped = false;
        for line in log.lines().map(Result::unwrap) {
            if line.contains("addresses") && !stopped {
                // The server listens: whatever it says of it has been written once it has stopped.
                assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
                stopped = true;
            }
            lines.push(line);
        }
        assert!(child.wait().unwrap().success());
        lines
    };
    let lines = told(&[]);
    let sentence = lines.iter().find(|line| line.contains("http://127.0.0.1:")).unwrap();
    assert!(sentence.starts_with("association.sqlite est en ligne") && sentence.contains("Ctrl-C"), "{sentence}");
    for line in told(&["--log-format", "json"]) {
        assert!(serde_json::from_str::<Value>(&line).is_ok(), "{line}");
    }
}

#[test]
fn healthcheck_tells_a_server_that_answers_from_one_that_does_not() {
    let (folder, _) = Folder::with_association();
    let server = folder.serve(&[]);
    let address = server.address.clone();
    folder.ok(&["healthcheck", "--listen", &address]);
    server.stop();
    let (code, sentence) = folder.refused(&["healthcheck", "--listen", &address]);
    assert_eq!(code, 1);
    assert!(sentence.contains(&address), "{sentence}");
    assert_eq!(folder.refused(&["healthcheck", "--listen", "unix:none.sock"]).0, 1);
}

#[test]
fn healthcheck_also_asks_over_a_unix_socket() {
    let (folder, _) = Folder::with_association();
    let _server = folder.serve(&["--listen", "unix:ruche.sock"]);
    folder.ok(&["healthcheck", "--listen", "unix:ruche.sock"]);
}

#[test]
fn a_setting_that_another_program_left_and_that_is_not_accepted_is_named_and_read_as_absent() {
    let (folder, secret) = Folder::with_association();
    let wrong = [("timezone", "Paris"), ("country", "XX"), ("org_email", "xx"), ("currency", "euro")];
    let connection = rusqlite::Connection::open(folder.path("association.sqlite")).unwrap();
    for (key, value) in wrong {
        connection.execute("UPDATE config SET value = ?2 WHERE key = ?1", [key, value]).unwrap();
    }
    drop(connection);
    let server = folder.serve(&[]);
    let (status, settings) = server.get("/api/association", "admin", &secret);
    let settings: Value = serde_json::from_slice(&settings).unwrap();
    assert_eq!((status, settings["timezone"].as_str()), (200, Some("Paris")));
    let (code, findings) = (folder.run(&["check"]), folder.run(&["check", "--json"]));
    assert_eq!((code.status.code(), findings.status.code()), (Some(1), Some(1)));
    let printed = String::from_utf8(code.stdout).unwrap();
    for (key, value) in wrong {
        for told in [&server.log, &printed] {
            assert!(told.contains(&format!("« {key} »")) && told.contains(&format!("« {value} »")), "{key}: {told}");
        }
        let (code, sentence) = folder.refused(&["association", "set", key, "nonsense"]);
        assert!(code == 1 && sentence.contains("Écrivez"), "{sentence}");
    }
    for (key, value) in [("timezone", "Europe/Paris"), ("country", "FR"), ("org_email", "a@b.fr"), ("currency", "EUR")]
    {
        folder.ok(&["association", "set", key, value]);
    }
    folder.ok(&["check"]);
}

#[test]
fn check_tells_of_pages_whose_addresses_are_reserved() {
    let (folder, _) = Folder::with_association();
    let connection = rusqlite::Connection::open(folder.path("association.sqlite")).unwrap();
    connection
        .execute(
            "INSERT INTO web_pages (uri, type, status, inherited_status, format, published, modified, title, content)
             VALUES ('login', 2, 2, 2, 'markdown', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'x', '')",
            [],
        )
        .unwrap();
    drop(connection);
    let output = folder.run(&["check"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code() == Some(1) && printed.contains("/page/login"), "{printed}");
}
