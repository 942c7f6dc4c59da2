//! Reports on a year, as clients get them; and our sums against those of another program.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::support::Server;

/// Writes an entry of two lines into 2026; gives its number.
fn book(conn: &Connection, date: &str, label: &str, debit: &str, credit: &str, cents: i64) -> i64 {
    conn.execute("INSERT INTO acc_transactions (label, date, id_year) VALUES (?1, ?2, 1)", [label, date]).unwrap();
    let id = conn.last_insert_rowid();
    let mut line = conn
        .prepare_cached(
            "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
             VALUES (?1, (SELECT id FROM acc_accounts WHERE code = ?2), ?3, ?4)",
        )
        .unwrap();
    line.execute(params![id, debit, cents, 0]).unwrap();
    line.execute(params![id, credit, 0, cents]).unwrap();
    id
}

fn server() -> Server {
    let server = Server::start();
    let conn = ruche::db::open_shared(&server.file()).unwrap();
    book(&conn, "2026-01-10", "Cotisations", "530", "756", 12_050);
    book(&conn, "2026-02-10", "=1+1", "606", "401", 3_000);
    server
}

fn report(server: &Server, path: &str) -> Value {
    let answer = server.request("GET", &format!("/api/accounting/years/{path}")).key("read").send();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[test]
fn reports_are_read_by_year_and_format() {
    let server = server();
    let balance = report(&server, "current/trial-balance.json");
    assert_eq!(balance["total"], json!({"debit": 15_050, "credit": 15_050}));
    assert_eq!(report(&server, "current/income-statement.json")["result"], 9_050);
    assert_eq!(report(&server, "current/balance-sheet.json")["difference"], 0);
    assert_eq!(report(&server, "current/projects.json")["projects"], json!([]));
    let year = balance["year"]["id"].as_i64().unwrap();
    let path = format!("{year}/income-statement.json?compare={year}");
    assert_eq!(report(&server, &path)["result_change"], 0);
    for (path, status) in [
        ("99/ledger.json", 400),
        ("abc/ledger.json", 400),
        ("0/ledger.json", 400),
        ("current/ledger.pdf", 400),
        ("current/ledger.json?project=9", 400),
        ("current/ledger.json?from=2026-02-30", 400),
        ("current/ledger.json?member[]=1", 400),
        ("current/ledger", 404),
    ] {
        assert_eq!(server.get(&format!("/api/accounting/years/{path}")).status, status, "{path}");
    }
}

#[test]
fn tables_speak_the_language_of_whoever_asks_and_carry_a_name() {
    let server = server();
    let csv = |language: &str, path: &str| {
        let path = format!("/api/accounting/years/current/{path}");
        server.request("GET", &path).key("read").header("accept-language", language).send()
    };
    let french = csv("fr", "balance-sheet.csv");
    assert!(
        french.text().starts_with("\"Rubrique\",\"Compte\",\"Libellé du compte\",\"Montant\"\r\n\"Actif\",\"530\",")
    );
    assert!(french.header("content-disposition").contains("Bilan"), "{}", french.header("content-disposition"));
    assert!(csv("en", "balance-sheet.csv").text().starts_with("\"Section\",\"Account\""));
    assert!(csv("fr", "ledger.csv").text().contains(",\"=1+1\","));
    assert!(csv("fr", "ledger.csv?formulas=escape").text().contains(",\"'=1+1\","));
    for (path, magic) in [("ledger.ods", b"PK\x03\x04"), ("projects.xlsx", b"PK\x03\x04")] {
        assert!(csv("fr", path).body.starts_with(magic), "{path}");
    }
}

#[test]
fn amounts_in_spreadsheets_are_numbers_and_codes_are_texts() {
    use calamine::{Data, Reader};
    let server = server();
    let answer = server.get("/api/accounting/years/current/trial-balance.xlsx");
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(answer.body)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cash: Vec<Data> = sheet.rows().find(|row| row[0] == Data::String("530".into())).unwrap().to_vec();
    assert_eq!((&cash[2], &cash[4]), (&Data::Float(120.5), &Data::Float(120.5)));
}

#[test]
fn another_program_finds_the_same_balances() {
    if Command::new("hledger").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: hledger is not installed");
        return;
    }
    let server = server();
    let conn = ruche::db::open_shared(&server.file()).unwrap();
    let codes = ["401", "411", "530", "606", "613", "706", "741", "756", "890", "1068"];
    for step in 0..300_usize {
        let (debit, credit) = (codes[step % 10], codes[(step * 7 + 5 + step / 10) % 10]);
        let day = format!("2026-{:02}-{:02}", 1 + step % 12, 1 + step % 28);
        if debit != credit {
            book(&conn, &day, "Écriture", debit, credit, 1 + (step as i64 * 7_919) % 1_000_003);
        }
    }
    book(&conn, "2026-05-01", "Bénévoles", "864", "875", 12_345);
    let journal = server.file().with_extension("journal");
    std::fs::write(&journal, plain_text_journal(&conn)).unwrap();
    let output =
        Command::new("hledger").arg("-f").arg(&journal).args(["balance", "--flat", "-E", "-O", "csv"]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut theirs = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines().skip(1) {
        let (account, balance) = line.trim_matches('"').split_once("\",\"").unwrap();
        if let Some(code) = account.strip_prefix("compte ") {
            theirs.insert(code.to_owned(), (balance.parse::<f64>().unwrap() * 100.0).round() as i64);
        }
    }
    let ours = report(&server, "current/trial-balance.json");
    let ours = ours["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| (account["code"].as_str().unwrap().to_owned(), account["balance"].as_i64().unwrap()));
    let ours: BTreeMap<String, i64> = ours.collect();
    assert!(theirs.len() >= 12, "{theirs:?}");
    assert_eq!(ours, theirs);
}

/// The books in the plain text that hledger and its relatives read.
fn plain_text_journal(conn: &Connection) -> String {
    let mut statement = conn
        .prepare(
            "SELECT t.id, t.date, t.label, a.code, l.debit - l.credit FROM acc_transactions t
             JOIN acc_transactions_lines l ON l.id_transaction = t.id JOIN acc_accounts a ON a.id = l.id_account
             ORDER BY t.date, t.id, l.id",
        )
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let (mut journal, mut current) = (String::new(), 0);
    while let Some(row) = rows.next().unwrap() {
        let (id, cents): (i64, i64) = (row.get(0).unwrap(), row.get(4).unwrap());
        let text = |column: usize| row.get::<_, String>(column).unwrap();
        if id != current {
            journal += &format!("\n{} {}\n", text(1), text(2));
            current = id;
        }
        let sign = if cents < 0 { "-" } else { "" };
        journal += &format!("    compte {}  {sign}{}.{:02}\n", text(3), cents.abs() / 100, cents.abs() % 100);
    }
    journal
}

#[test]
fn a_ledger_of_many_lines_is_whole() {
    let server = server();
    let mut conn = ruche::db::open_shared(&server.file()).unwrap();
    let tx = conn.transaction().unwrap();
    for step in 0..6_000 {
        book(&tx, "2026-03-01", "Vente de pots de miel", "530", "706", step + 1);
    }
    tx.commit().unwrap();
    let ledger = report(&server, "current/ledger.json");
    let cash = ledger["accounts"].as_array().unwrap().iter().find(|account| account["code"] == "530").unwrap();
    assert_eq!(cash["lines"].as_array().unwrap().len(), 6_001);
    assert_eq!(cash["lines"][6_000]["sum"], -(12_050 + 6_000 * 6_001 / 2));
    let csv = server.get("/api/accounting/years/current/ledger.csv").text();
    // Heading, lines, and one total for each of the five accounts.
    assert_eq!(csv.lines().count(), 1 + 2 * 6_002 + 5);
}
