//! Keys, with and without a server beside.

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
