//! What commands say of themselves.

use super::*;

#[test]
fn every_command_has_a_page_with_examples_in_the_language_of_the_terminal() {
    let folder = Folder::empty();
    let mut commands: Vec<Vec<&str>> = ["serve", "init", "key", "sql", "get", "backup", "restore", "check", "export"]
        .iter()
        .chain(&["config", "healthcheck", "systemd", "completions", "man", "help"])
        .map(|name| vec![*name])
        .collect();
    commands.extend(["create", "list", "disable"].map(|action| vec!["key", action]));
    for command in commands {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let french = folder.ok(&arguments);
        assert!(french.contains("Utilisation :") && !french.contains("Usage"), "{french}");
        assert!(!french.contains("Print "), "{french}");
        let english = folder.command(&arguments).env("LC_ALL", "en_GB.UTF-8").output().unwrap();
        let english = String::from_utf8(english.stdout).unwrap();
        assert!(english.contains("Usage:") && !english.contains("Utilisation"), "{english}");
        assert!(!english.contains('«'), "{english}");
        if !matches!(command[..], ["config"] | ["key", "disable"]) {
            assert!(french.contains("Exemple") && english.contains("Example"), "{command:?}");
        }
    }
}

#[test]
fn help_shows_the_page_of_a_command() {
    let folder = Folder::empty();
    assert_eq!(folder.ok(&["help"]), folder.ok(&["--help"]));
    assert_eq!(folder.ok(&["help", "init"]), folder.ok(&["init", "--help"]));
    assert_eq!(folder.ok(&["help", "key", "create"]), folder.ok(&["key", "create", "--help"]));
    let (code, sentence) = folder.refused(&["help", "srve"]);
    assert!(code == 2 && sentence.contains("serve"), "{sentence}");
}

#[test]
fn help_fits_the_terminal() {
    let folder = Folder::empty();
    for language in ["fr_FR", "en_GB"] {
        for page in
            [&["help"][..], &["help", "init"], &["help", "serve"], &["help", "key", "create"], &["help", "check"]]
        {
            for columns in [60, 80, 100, 180] {
                let mut command = folder.command(page);
                let output = command.env("LC_ALL", language).env("COLUMNS", columns.to_string()).output().unwrap();
                let text = String::from_utf8(output.stdout).unwrap();
                // A synopsis is one line, for whoever copies it.
                let prose = text.lines().filter(|line| !line.starts_with("Usage") && !line.starts_with("Utilisation"));
                let long: Vec<&str> = prose.filter(|line| line.chars().count() > columns.min(100)).collect();
                assert!(long.is_empty(), "{page:?} {language}, {columns}: {long:#?}");
            }
        }
    }
}

#[test]
fn a_mistake_is_explained_in_the_language_of_the_terminal_with_exit_code_2() {
    let folder = Folder::empty();
    for (arguments, words) in [
        (vec!["srve"], "serve"),
        (vec!["key", "create", "x", "--lvel", "read"], "--level"),
        (vec!["key", "create", "x", "--level", "boss"], "« boss »"),
        (vec!["key", "create"], "Il manque"),
        (vec!["get"], "<ADRESSE>"),
    ] {
        let (code, sentence) = folder.refused(&arguments);
        assert_eq!(code, 2, "{sentence}");
        assert!(sentence.contains(words) && !sentence.contains("error:"), "{sentence}");
    }
    let english = folder.command(&["key", "create"]).env("LC_ALL", "en_US").output().unwrap();
    assert!(stderr(&english).contains("Missing"), "{}", stderr(&english));
}

#[test]
fn shells_get_their_completions_and_man_its_pages() {
    let folder = Folder::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(folder.ok(&["completions", shell]).contains("restore"), "{shell}");
    }
    assert!(folder.ok(&["man"]).contains(".TH ruche 1"));
    folder.ok(&["man", "pages"]);
    let pages = folder.names("pages");
    for page in ["ruche.1", "ruche-serve.1", "ruche-key-create.1"] {
        assert!(pages.iter().any(|name| name == page), "{pages:?}");
    }
}

#[test]
fn the_systemd_unit_confines_the_server_and_says_why() {
    let unit = Folder::empty().ok(&["systemd"]);
    for line in
        ["DynamicUser=yes", "StateDirectory=ruche", "ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes"]
            .iter()
            .chain(&["MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service", "Type=notify"])
    {
        assert!(unit.lines().any(|found| found == *line), "{line}");
    }
    for line in unit.lines().filter(|line| !line.is_empty()) {
        assert!(line.starts_with(['#', '[']) || line.contains('='), "not a line of a unit: {line}");
    }
    assert!(unit.contains("# Démarre avec la machine."));
}

#[test]
fn settings_are_shown_with_their_origin_and_never_a_secret() {
    let folder = Folder::empty();
    let output = folder
        .command(&["config", "show", "--readers", "7"])
        .env("RUCHE_SYSTEM_PASSWORD", "tres-secret")
        .env("RUCHE_WORKERS", "3")
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(!shown.contains("tres-secret") && shown.contains("••••"), "{shown}");
    assert!(shown.contains("--readers") && shown.contains("RUCHE_WORKERS"), "{shown}");
}
