//! Keys, with and without a server beside.

use std::io::Write;
use std::process::Stdio;

use super::*;

#[test]
fn a_disabled_key_is_refused_at_once_and_works_again_when_enabled() {
    let (folder, _) = Folder::with_association();
    let server = folder.serve(&[]);
    let made = folder.json(&["key", "create", "compta", "--level", "read", "--json"]);
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(server.get("/api/status", "compta", secret).0, 200);
    folder.ok(&["key", "disable", "compta"]);
    assert_eq!(server.get("/api/status", "compta", secret).0, 403);
    folder.ok(&["key", "enable", "compta"]);
    assert_eq!(server.get("/api/status", "compta", secret).0, 200);
    folder.ok(&["key", "delete", "compta"]);
    assert_eq!(server.get("/api/status", "compta", secret).0, 403);
}

#[test]
fn a_list_of_keys_tells_all_but_their_secrets() {
    let (folder, secret) = Folder::with_association();
    let made = folder.json(&[
        "key",
        "create",
        "caisse",
        "--level",
        "write",
        "--label",
        "Caisse",
        "--expires",
        "90d",
        "--json",
    ]);
    folder.ok(&["key", "disable", "admin"]);
    let list = folder.json(&["key", "list", "--json"]);
    assert_eq!(list[0]["key"], "admin");
    assert_eq!(list[0]["disabled"], true);
    assert_eq!((&list[1]["level"], &list[1]["label"]), (&"write".into(), &"Caisse".into()));
    assert_eq!(list[1]["expires"], made["expires"]);
    let text = folder.ok(&["key", "list"]);
    assert!(text.contains("désactivée") && text.contains("Caisse"), "{text}");
    assert!(!text.contains(&secret) && !text.contains(made["secret"].as_str().unwrap()));
    assert!(!list.to_string().contains("argon2"));
}

#[test]
fn impossible_keys_are_refused_with_a_reason() {
    let (folder, _) = Folder::with_association();
    for (arguments, words) in [
        (&["key", "create", "Été", "--level", "read"][..], "Été"),
        (&["key", "create", "admin", "--level", "read"], "existe déjà"),
        (&["key", "create", "x", "--level", "read", "--expires", "2020-01-01"], "2020-01-01"),
        (&["key", "create", "x", "--level", "read", "--expires", "bientôt"], "bientôt"),
        (&["key", "disable", "nobody"], "nobody"),
        (&["key", "list", "--db", "none.sqlite"], "none.sqlite"),
    ] {
        let (code, sentence) = folder.refused(arguments);
        assert_eq!(code, 1);
        assert!(sentence.contains(words), "{sentence}");
    }
    assert_eq!(folder.json(&["key", "list", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn what_commands_change_is_recorded_under_their_name_without_secrets() {
    let (folder, _) = Folder::with_association();
    let made = folder.json(&["key", "create", "compta", "--level", "read", "--json"]);
    for action in ["disable", "enable", "enable", "delete"] {
        folder.ok(&["key", action, "compta"]);
    }
    folder.ok(&["association", "set", "org_phone", "0123456789"]);
    let recorded = folder.json(&["get", "/api/history"]);
    let lines: Vec<String> = recorded["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let names: Vec<&str> = line["changes"].as_object().unwrap().keys().map(String::as_str).collect();
            format!("{} {} {}: {}", line["who"], line["actor"], line["action"], names.join(" ")).replace('"', "")
        })
        .collect();
    let since_init: Vec<&String> = lines.iter().filter(|line| !line.starts_with("ruche init")).collect();
    assert_eq!(
        since_init,
        [
            "ruche association system changed: org_phone",
            "ruche key system deleted: key label level created disabled",
            "ruche key system changed: disabled",
            "ruche key system changed: disabled",
            "ruche key system created: key label level",
        ]
    );
    assert_eq!(recorded["history"][0]["changes"]["org_phone"]["new"], "0123456789");
    assert!(!recorded.to_string().contains(made["secret"].as_str().unwrap()));
}

#[test]
fn commands_limit_change_rotate_renew_and_check_keys() {
    let (folder, _) = Folder::with_association();
    let made = folder.json(&[
        "key",
        "create",
        "compta",
        "--preset",
        "read_books",
        "--network",
        "127.0.0.0/8",
        "--supervisor",
        "a@example.org",
        "--json",
    ]);
    let former = made["secret"].as_str().unwrap();
    assert!(former.starts_with("ruche_"));
    let server = folder.serve(&[]);
    let status = |path: &str, secret: &str| server.get(path, "compta", secret).0;
    assert_eq!((status("/api/accounting/years", former), status("/api/web", former)), (200, 403));
    folder.ok(&["key", "change", "compta", "--scope", "web:read", "--scope", "accounting:*", "--label", "Cabinet"]);
    assert_eq!((status("/api/accounting/years", former), status("/api/web", former)), (200, 200));
    let secret = folder.json(&["key", "rotate", "compta", "--json"])["secret"].as_str().unwrap().to_owned();
    assert_eq!((status("/api/web", former), status("/api/web", &secret)), (200, 200));
    folder.ok(&["key", "rotate", "compta", "--keep", "0"]);
    assert_eq!((status("/api/web", former), status("/api/web", &secret)), (403, 403));
    let renewed = folder.json(&["key", "renew", "compta", "--json"]);
    assert_eq!(renewed["key"], "compta_2");
    let list = folder.json(&["key", "list", "--json"]);
    let last = list.as_array().unwrap().iter().find(|key| key["key"] == "compta_2").unwrap();
    assert_eq!(
        (&last["scopes"], &last["label"]),
        (&serde_json::json!(["accounting:*", "web:read"]), &"Cabinet".into())
    );
    assert_eq!(last["supervisor"], "a@example.org");
    assert!(last["expires"].is_string() && list[1]["expires"].is_null(), "{list}");
    assert!(folder.ok(&["key", "list"]).contains("accounting:* web:read"));
    let secret = renewed["secret"].as_str().unwrap();
    for (typed, code, words) in [
        (secret.to_owned(), 0, "ouvre"),
        (secret[..40].to_owned(), 1, "mal recopié"),
        ("motdepasse".to_owned(), 1, "n'ouvre pas"),
    ] {
        let mut child = folder.command(&["key", "check", "compta_2"]);
        let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(format!("{typed}\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words) && !said.contains(&typed), "{said}");
    }
    for (arguments, words) in [
        (&["key", "create", "x"][..], "read_books"),
        (&["key", "create", "x", "--level", "read", "--scope", "members:fly"], "members:fly"),
        (&["key", "create", "x", "--preset", "boss"], "boss"),
        (&["key", "rotate", "nobody"], "nobody"),
        (&["key", "rotate", "compta", "--keep", "hier"], "hier"),
        (&["key", "change", "compta", "--network", "300.1.1.1"], "300.1.1.1"),
    ] {
        let (code, sentence) = folder.refused(arguments);
        assert_eq!(code, 1, "{arguments:?}");
        assert!(sentence.contains(words), "{sentence}");
    }
}
