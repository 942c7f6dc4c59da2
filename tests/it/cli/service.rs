//! What services and containers need: settings that are there, sockets, health checks, the unit.

use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn a_settings_file_that_is_named_must_exist_and_an_unnamed_one_need_not() {
    let (folder, _) = Folder::with_association();
    let (code, sentence) = folder.refused(&["serve", "--config", "nope.toml"]);
    assert!(code == 1 && sentence.contains("nope.toml"), "{sentence}");
    assert!(folder.refused(&["--config", "nope.toml", "check"]).1.contains("nope.toml"));
    let named = folder.command(&["check"]).env("RUCHE_CONFIG", "nope.toml").output().unwrap();
    assert!(!named.status.success() && stderr(&named).contains("nope.toml"));
    folder.ok(&["check"]);
    std::fs::write(folder.path("nope.toml"), "").unwrap();
    folder.ok(&["check", "--config", "nope.toml"]);
}

#[test]
fn an_unknown_setting_is_refused_with_those_that_there_are() {
    let (folder, _) = Folder::with_association();
    std::fs::write(folder.path("ruche.toml"), "lisen = \"127.0.0.1:0\"").unwrap();
    let (_, sentence) = folder.refused(&["serve"]);
    for word in ["lisen", "listen", "db", "trusted_proxies", "log_level"] {
        assert!(sentence.contains(word), "{word}: {sentence}");
    }
}

#[test]
fn healthcheck_also_asks_over_tls_whether_it_has_the_settings_of_the_server_or_not() {
    let (folder, _) = Folder::with_association();
    crate::transport::certify(&folder.path(""));
    let server = folder.serve(&["--tls-certificate", "certificate.pem", "--tls-key", "key.pem"]);
    let address = server.address.clone();
    folder.ok(&["healthcheck", "--listen", &address]);
    folder.ok(&["healthcheck", "--listen", &address, "--tls-certificate", "certificate.pem"]);
    server.stop();
    assert_eq!(folder.refused(&["healthcheck", "--listen", &address]).0, 1);
}

#[test]
fn a_unix_socket_has_the_permissions_that_are_set_and_takes_the_place_of_no_file() {
    let (folder, _) = Folder::with_association();
    for (mode, expected) in [(None, 0o660), (Some("666"), 0o666), (Some("600"), 0o600)] {
        let mode = mode.map(|mode| ["--socket-mode", mode]);
        let arguments = ["--listen", "unix:ruche.sock"].into_iter().chain(mode.into_iter().flatten());
        let _server = folder.serve(&arguments.collect::<Vec<_>>());
        let found = folder.path("ruche.sock").metadata().unwrap().permissions().mode();
        assert_eq!(found & 0o777, expected);
        folder.ok(&["healthcheck", "--listen", "unix:ruche.sock"]);
    }
    let (_, sentence) = folder.refused(&["serve", "--listen", "unix:answers.json"]);
    assert!(sentence.contains("answers.json"), "{sentence}");
    assert!(folder.path("answers.json").exists(), "a file that is no socket is not deleted");
    assert!(folder.refused(&["serve", "--socket-mode", "rw"]).1.contains("socket-mode"));
}

#[test]
fn a_second_server_does_not_take_the_socket_of_the_first() {
    let (folder, _) = Folder::with_association();
    let _server = folder.serve(&["--listen", "unix:ruche.sock"]);
    let other = folder.refused(&["serve", "--db", "other.sqlite", "--listen", "unix:ruche.sock"]);
    assert!(other.1.contains("ruche.sock"), "{}", other.1);
    folder.ok(&["healthcheck", "--listen", "unix:ruche.sock"]);
}

#[test]
fn the_unit_has_a_folder_for_a_socket_and_warns_when_the_service_would_not_see_the_program() {
    let folder = Folder::empty();
    let unit = folder.ok(&["systemd"]);
    for line in ["RuntimeDirectory=ruche", "#Environment=RUCHE_LISTEN=unix:/run/ruche/ruche.sock"] {
        assert!(unit.lines().any(|found| found == line), "{line}: {unit}");
    }
    let hidden = tempfile::Builder::new().prefix("ruche-unit").tempdir_in("/tmp").unwrap();
    let program = hidden.path().join("ruche");
    std::fs::copy(assert_cmd::cargo::cargo_bin!("ruche"), &program).unwrap();
    let output = Command::new(&program).arg("systemd").env("LC_ALL", "fr_FR.UTF-8").output().unwrap();
    let unit = String::from_utf8_lossy(&output.stdout).into_owned();
    for told in [unit.as_str(), &stderr(&output)] {
        assert!(told.contains("ATTENTION") && told.contains("/tmp"), "{told}");
    }
    assert!(unit.lines().all(|line| !line.contains("ATTENTION") || line.starts_with('#')), "{unit}");
}
