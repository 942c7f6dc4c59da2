//! `ruche init`: from nothing to an association that can keep its books.

use super::*;

const ANSWERS: [&str; 9] =
    ["init", "--name", "Les Abeilles", "--administrator", "Ada", "--country", "FR", "--email", "a@example.org"];

#[test]
fn a_new_association_has_a_year_and_a_bank_account_and_can_book_at_once() {
    for (country, flags, start, code, label) in [
        ("FR", &[] as &[&str], None, "512A", "Compte courant"),
        ("BE", &["--year-start", "1/9/2026", "--bank-account", "  Banque   Triodos "], Some("2026-09-01"), "", ""),
        ("CH", &["--year-start", "2028-02-29"], Some("2028-02-29"), "", "Compte courant"),
    ] {
        let folder = Folder::empty();
        let mut arguments = ANSWERS.to_vec();
        arguments[6] = country;
        arguments.extend(flags);
        arguments.extend(["--json"]);
        let made = folder.json(&arguments);
        let day = |name: &str| made["year"][name].as_str().unwrap().parse::<jiff::civil::Date>().unwrap();
        let (first, last) = (day("start_date"), day("end_date"));
        assert_eq!(first.to_string(), start.map_or_else(|| first.first_of_year().to_string(), str::to_owned));
        assert!((364..=365).contains(&(last - first).get_days()), "{made}");
        let (found_code, found_label) = (&made["bank_account"]["code"], &made["bank_account"]["label"]);
        assert!(code.is_empty() || found_code == code, "{made}");
        assert_eq!(found_label, if country == "BE" { "Banque Triodos" } else { label });
        let account =
            folder.json(&["sql", "SELECT type, user FROM acc_accounts WHERE id = (SELECT max(id) FROM acc_accounts)"]);
        assert_eq!(account["results"][0], serde_json::json!({"type": 1, "user": 1}));
        folder.ok(&["check"]);
    }
}

#[test]
fn init_prints_the_address_and_the_exact_next_commands() {
    let folder = Folder::empty();
    let mut arguments = ANSWERS.to_vec();
    arguments.extend(["--db", "mon asso.sqlite"]);
    let said = folder.command(&arguments).env("RUCHE_LISTEN", "127.0.0.1:8123").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("sur http://127.0.0.1:8123"), "{said}");
    let program = assert_cmd::cargo::cargo_bin!("ruche").display().to_string();
    assert!(said.contains(&format!("\n  {program} serve --db 'mon asso.sqlite'\n")), "{said}");
    let curl = said.lines().find(|line| line.contains("curl")).unwrap();
    assert!(curl.contains("-u admin:") && curl.ends_with("http://127.0.0.1:8123/api/status"), "{curl}");
}

#[test]
fn answers_may_come_from_a_pipe_one_a_line_and_wrong_ones_are_followed_by_others() {
    let folder = Folder::empty();
    let pipe = |answers: &str| {
        std::fs::write(folder.path("answers"), answers).unwrap();
        let input = std::fs::File::open(folder.path("answers")).unwrap();
        folder.command(&["init"]).stdin(input).output().unwrap()
    };
    let output = pipe("Les Abeilles\nEspagne\nFR\nAda\nada\n");
    assert!(!output.status.success());
    let said = stderr(&output);
    assert!(said.contains("Espagne") && said.contains("« ada »") && said.contains("Rien n'a été créé"), "{said}");
    assert!(!folder.path("association.sqlite").exists());

    let output = pipe("Les Abeilles\nEspagne\nFR\nAda\nada@example.org\n");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(count(&folder, "acc_years"), 1);
}

/// With a terminal of its own, which `script` of util-linux gives.
#[test]
fn on_a_terminal_a_short_password_is_asked_for_again() {
    let folder = Folder::empty();
    let program = assert_cmd::cargo::cargo_bin!("ruche").display().to_string();
    let mut script = Command::new("script");
    script.args(["-qec", &format!("{program} init"), "/dev/null"]).current_dir(folder.path(".")).env("LC_ALL", "fr_FR");
    let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return eprintln!("skipped: no `script` on this machine") };
    let mut terminal = child.stdin.take().unwrap();
    let mut screen = child.stdout.take().unwrap();
    let mut seen = String::new();
    for (question, answer) in [
        ("Nom de l'association", "Les Abeilles"),
        ("Pays", "Espagne"),
        ("Pays", "france"),
        ("administre", "Ada"),
        ("e-mail", "ada@example.org"),
        ("Mot de passe", "court"),
        ("Mot de passe", "assez long pour aller"),
        ("exercice comptable", ""),
        ("compte bancaire", ""),
    ] {
        read_until(&mut screen, question, &mut seen);
        if question == "Mot de passe" {
            // What is typed is hidden from just after the question on: sooner than anybody types, but not than a test.
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        std::io::Write::write_all(&mut terminal, format!("{answer}\r").as_bytes()).unwrap();
    }
    read_until(&mut screen, "serve --db", &mut seen);
    drop(terminal);
    assert!(child.wait().unwrap().success(), "{seen}");
    assert!(!seen.contains("assez long"), "a password is not shown: {seen}");
    assert_eq!(count(&folder, "acc_years"), 1);
}

/// Reads until the words are there and what follows them on their line is a question's end; adds what was read to `seen`.
fn read_until(screen: &mut impl std::io::Read, words: &str, seen: &mut String) {
    let mut bytes = Vec::new();
    loop {
        let mut byte = [0];
        assert!(screen.read(&mut byte).unwrap() > 0, "no « {words} » in {seen}{}", String::from_utf8_lossy(&bytes));
        bytes.push(byte[0]);
        let text = String::from_utf8_lossy(&bytes);
        if text.contains(words) && (text.ends_with(": ") || words.contains("serve")) {
            return seen.push_str(&text);
        }
    }
}
