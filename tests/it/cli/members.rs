//! Passwords of members from the command line.

use std::io::Write;

use super::*;

fn hash(folder: &Folder) -> Option<String> {
    let connection = ruche::db::open_shared(&folder.path("association.sqlite")).unwrap();
    connection.query_row("SELECT password FROM users WHERE id = 1", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_member_gets_a_password_that_is_typed_or_chosen_at_random_and_loses_it() {
    let (folder, _) = Folder::with_association();
    let mut command = folder.command(&["member", "password", "A@example.org"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"  ruche-et-miel \n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(bcrypt::verify("ruche-et-miel", &hash(&folder).unwrap()).unwrap());
    let made = folder.json(&["member", "password", "1", "--generate", "--json"]);
    let password = made["password"].as_str().unwrap();
    assert!(password.len() >= 16 && bcrypt::verify(password, &hash(&folder).unwrap()).unwrap());
    assert!(hash(&folder).unwrap().starts_with("$2y$"));
    assert!(
        folder.refused(&["member", "password", "nobody@example.org", "--generate"]).1.contains("nobody@example.org")
    );
    let connection = ruche::db::open_shared(&folder.path("association.sqlite")).unwrap();
    connection.execute("UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP', otp_recovery_codes = '[]'", []).unwrap();
    folder.ok(&["member", "remove-factor", "1"]);
    let secret: Option<String> = connection.query_row("SELECT otp_secret FROM users", [], |row| row.get(0)).unwrap();
    assert_eq!(secret, None);
    folder.ok(&["member", "password", "1", "--remove"]);
    assert_eq!(hash(&folder), None);
    let log: i64 =
        connection.query_row("SELECT count(*) FROM logs WHERE type = 4 AND id_user = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(log, 2);
}

#[test]
fn a_password_that_is_too_short_is_refused() {
    let (folder, _) = Folder::with_association();
    let mut command = folder.command(&["member", "password", "1"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"court\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(hash(&folder), None);
}
