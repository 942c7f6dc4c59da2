//! A year of a small association in each country, worked by hand to the cent: expense, revenue, debt, credit, settlement,
//! depreciation, grant, appropriation, and the opening of the next year. hledger counts the same books.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::Server;

/// What stands where in a country, by its law.
struct Country {
    chart: &'static str,
    funds: &'static str,
    equipment: &'static str,
    /// Where depreciation is deducted from equipment.
    depreciated: &'static str,
    supplier: &'static str,
    debtor: &'static str,
    /// A grant that was promised and not paid yet.
    promised: &'static str,
    supplies: &'static str,
    rent: &'static str,
    depreciation: &'static str,
    dues: &'static str,
    grant: &'static str,
    sales: &'static str,
}

const FRANCE: Country = Country {
    chart: "fr_pca_2025",
    funds: "1024",
    equipment: "2184",
    depreciated: "28184",
    supplier: "401",
    debtor: "411",
    promised: "441",
    supplies: "6064",
    rent: "6132",
    depreciation: "6811",
    dues: "756",
    grant: "741",
    sales: "706",
};

const BELGIUM: Country = Country {
    chart: "be_pcmn_2019",
    funds: "10",
    equipment: "24",
    depreciated: "24",
    supplier: "440",
    debtor: "400",
    promised: "413",
    supplies: "601",
    rent: "61",
    depreciation: "6302",
    dues: "730",
    grant: "733",
    sales: "700",
};

const SWITZERLAND: Country = Country {
    chart: "ch_asso",
    funds: "2900",
    equipment: "1700",
    depreciated: "1700",
    supplier: "2000",
    debtor: "1200",
    promised: "1250",
    supplies: "3300",
    rent: "3200",
    depreciation: "3600",
    dues: "4400",
    grant: "410",
    sales: "4000",
};

/// The books of an association with that chart alone, and its bank account.
struct Books {
    server: Server,
    bank: String,
    year: i64,
}

fn post(server: &Server, path: &str, body: &Value) -> Value {
    let answer = server.post_json(&format!("/api/accounting/{path}"), body);
    assert_eq!(answer.status, 200, "{path} {body}: {}", answer.text());
    answer.json()
}

impl Books {
    fn of(country: &Country) -> Books {
        let server = Server::start();
        let connection = ruche::db::open_shared(&server.file()).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM acc_years; DELETE FROM acc_charts").unwrap();
        let chart = post(&server, "charts", &json!({"install": country.chart}))["id"].clone();
        let bank = post(&server, &format!("charts/{chart}/accounts"), &json!({"type": 1, "label": "Banque"}));
        let year = json!({"label": "2025", "start_date": "2025-01-01", "end_date": "2025-12-31"});
        let year = post(&server, "years", &year)["id"].as_i64().unwrap();
        Books { server, bank: bank["code"].as_str().unwrap().to_owned(), year }
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        post(&self.server, path, body)
    }

    fn simple(&self, entry_type: &str, date: &str, amount: &str, debit: &str, credit: &str) -> i64 {
        let entry = json!({"id_year": self.year, "type": entry_type, "label": format!("{debit} {credit}"), "date": date,
            "amount": amount, "debit": debit, "credit": credit});
        let shown = self.post("transaction", &entry);
        let number = ["ADVANCED", "REVENUE", "EXPENSE", "TRANSFER", "DEBT", "CREDIT"]
            .iter()
            .position(|word| *word == entry_type);
        assert_eq!(shown["type"].as_u64(), number.map(|number| number as u64), "{entry}: stored as another type");
        shown["id"].as_i64().unwrap()
    }

    fn advanced(&self, date: &str, amount: &str, debit: &str, credit: &str) {
        let lines = json!([{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]);
        let entry = json!({"id_year": self.year, "type": "ADVANCED", "label": format!("{debit} {credit}"), "date": date,
            "lines": lines});
        self.post("transaction", &entry);
    }

    /// A year whose result is 600.10: revenue 1,100.30, expense 500.20.
    fn work(&self, of: &Country) {
        let bank = self.bank.as_str();
        self.advanced("2025-01-01", "1000,00", bank, of.funds);
        self.simple("REVENUE", "2025-02-01", "300,30", bank, of.dues);
        self.simple("EXPENSE", "2025-03-01", "120,20", of.supplies, bank);
        self.advanced("2025-03-02", "900,00", of.equipment, bank);
        self.simple("CREDIT", "2025-04-01", "500,00", of.promised, of.grant);
        let debt = self.simple("DEBT", "2025-05-01", "80,00", of.rent, of.supplier);
        let waiting = self.simple("DEBT", "2025-05-02", "100,00", of.rent, of.supplier);
        self.simple("CREDIT", "2025-06-01", "300,00", of.debtor, of.sales);
        let settled = self.post(
            &format!("years/{}/settlements", self.year),
            &json!({"transactions": [debt], "account": bank, "date": "2025-06-15", "mark": 1}),
        );
        let debt = self.server.get(&format!("/api/accounting/transaction/{debt}")).json();
        let line = |entry: &Value| {
            let lines = entry["lines"].as_array().unwrap();
            lines.iter().find(|line| line["account_code"] == of.supplier).unwrap()["id"].clone()
        };
        self.post(&format!("years/{}/letters", self.year), &json!({"lines": [line(&debt), line(&settled)]}));
        assert_eq!(debt["status"], 2);
        assert_eq!(self.server.get(&format!("/api/accounting/transaction/{waiting}")).json()["status"], 1);
        self.advanced("2025-12-31", "200,00", of.depreciation, of.depreciated);
    }

    fn report(&self, name: &str) -> Value {
        self.server.get(&format!("/api/accounting/years/{}/{name}.json", self.year)).json()
    }

    /// The totals of assets and liabilities (its result included), result and difference.
    fn sheet(&self) -> [i64; 4] {
        let sheet = self.report("balance-sheet");
        [&sheet["assets"]["total"], &sheet["liabilities"]["total"], &sheet["result"], &sheet["difference"]]
            .map(|amount| amount.as_i64().unwrap_or_else(|| panic!("{sheet}")))
    }

    /// The accounts of one side with their balances in cents; the bank is called so.
    fn side(&self, side: &str) -> BTreeMap<String, i64> {
        let sheet = self.report("balance-sheet");
        let account = |account: &Value| {
            let code = account["code"].as_str().unwrap();
            let name = if code == self.bank { "bank" } else { code };
            (name.to_owned(), account["balance"].as_i64().unwrap())
        };
        sheet[side]["accounts"].as_array().unwrap().iter().map(account).collect()
    }

    /// Closes the year, and opens the next one from it.
    fn turn(&mut self, with: Value) -> Value {
        let next = self.server.get("/api/accounting/years/next").json();
        assert_eq!(next["start_date"], "2026-01-01");
        let next = self.post("years", &next)["id"].as_i64().unwrap();
        self.post(&format!("years/{}/close", self.year), &json!({}));
        let mut body = with;
        body["from"] = json!(self.year);
        self.year = next;
        self.post(&format!("years/{next}/open-balance"), &body)
    }

    /// Assets, liabilities, expense and revenue (its own signs) of the year, as hledger counts them from the books in plain
    /// text; nothing where it is not installed. `kind` says what an account is by law.
    fn by_hledger(&self, kind: impl Fn(&str) -> &'static str) -> Option<[i64; 4]> {
        if Command::new("hledger").arg("--version").stdout(Stdio::null()).status().is_err() {
            eprintln!("skipped: hledger is not installed");
            return None;
        }
        let entries = self.server.get(&format!("/api/accounting/years/{}/journal", self.year)).json();
        let mut journal = String::new();
        for entry in entries.as_array().unwrap() {
            journal += &format!("\n{} {}\n", entry["date"].as_str().unwrap(), entry["label"].as_str().unwrap());
            for line in entry["lines"].as_array().unwrap() {
                let code = line["account_code"].as_str().unwrap();
                let cents = line["debit"].as_i64().unwrap() - line["credit"].as_i64().unwrap();
                let sign = if cents < 0 { "-" } else { "" };
                let (units, rest) = (cents.abs() / 100, cents.abs() % 100);
                journal += &format!("    {}:{code}  {sign}{units}.{rest:02}\n", kind(code));
            }
        }
        let file = self.server.file().with_extension(format!("{}.journal", self.year));
        std::fs::write(&file, journal).unwrap();
        let mut hledger = Command::new("hledger");
        hledger.arg("-f").arg(&file).args(["balance", "--depth", "1", "-E", "-O", "csv"]);
        let output = hledger.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        Some(["assets", "liabilities", "expense", "revenue"].map(|name| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("\"{name}\",")));
            let amount = line.map_or(0.0, |amount| amount.trim_matches('"').parse::<f64>().unwrap());
            (amount * 100.0).round() as i64
        }))
    }

    fn agrees_with_hledger(&self, kind: impl Fn(&str) -> &'static str) {
        let [assets, liabilities, result, difference] = self.sheet();
        assert_eq!(difference, 0);
        let Some([their_assets, their_liabilities, expense, revenue]) = self.by_hledger(kind) else { return };
        assert_eq!((assets, result), (their_assets, -revenue - expense));
        assert_eq!(liabilities - result, -their_liabilities);
    }

    /// `ruche check` finds nothing wrong.
    fn is_sound(&self) {
        let conn = ruche::db::open_shared(&self.server.file()).unwrap();
        let found = ruche::accounting::invariants::violations(&conn).unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}

/// What a French account is.
fn in_france(code: &str) -> &'static str {
    match code.as_bytes() {
        [b'6', ..] => "expense",
        [b'7', ..] => "revenue",
        [b'1', ..] | [b'4', b'0', ..] => "liabilities",
        _ => "assets",
    }
}

/// What a Belgian account is: 69 and 79 appropriate within the result.
fn in_belgium(code: &str) -> &'static str {
    match code.as_bytes() {
        [b'6', ..] => "expense",
        [b'7', ..] => "revenue",
        [b'1', ..] | [b'4', b'2'..=b'8', ..] => "liabilities",
        _ => "assets",
    }
}

/// What a Swiss account is.
fn in_switzerland(code: &str) -> &'static str {
    match code.as_bytes() {
        [b'3', ..] => "expense",
        [b'4', ..] => "revenue",
        [b'2', ..] => "liabilities",
        _ => "assets",
    }
}

fn map(accounts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    accounts.iter().map(|(code, cents)| ((*code).to_owned(), *cents)).collect()
}

#[test]
fn a_french_year_is_right_to_the_cent() {
    let mut books = Books::of(&FRANCE);
    books.work(&FRANCE);
    let assets = map(&[("2184", 90_000), ("28184", -20_000), ("411", 30_000), ("441", 50_000), ("bank", 20_010)]);
    assert_eq!(books.side("assets"), assets);
    assert_eq!(books.side("liabilities"), map(&[("1024", 100_000), ("401", 10_000)]));
    assert_eq!(books.sheet(), [170_010, 170_010, 60_010, 0]);
    books.agrees_with_hledger(in_france);
    books.turn(json!({}));
    assert_eq!(books.side("assets"), assets);
    assert_eq!(books.side("liabilities"), map(&[("1024", 100_000), ("1068", 60_010), ("401", 10_000)]));
    assert_eq!(books.sheet(), [170_010, 170_010, 0, 0]);
    books.agrees_with_hledger(in_france);
    books.is_sound();
}

#[test]
fn a_belgian_year_is_appropriated_within_its_result_and_right_to_the_cent() {
    let mut books = Books::of(&BELGIUM);
    books.work(&BELGIUM);
    let assets = map(&[("24", 70_000), ("400", 30_000), ("413", 50_000), ("bank", 20_010)]);
    assert_eq!(books.side("assets"), assets);
    assert_eq!(books.sheet(), [170_010, 170_010, 60_010, 0]);
    books.agrees_with_hledger(in_belgium);
    // To the appropriated funds, and the rest to the results carried forward.
    books.advanced("2025-12-31", "250,00", "691", "130");
    books.advanced("2025-12-31", "350,10", "692", "14");
    assert_eq!(books.side("assets"), assets, "an appropriation is no asset");
    let liabilities = map(&[("10", 100_000), ("130", 25_000), ("14", 35_010), ("440", 10_000)]);
    assert_eq!(books.side("liabilities"), liabilities);
    assert_eq!(books.sheet(), [170_010, 170_010, 0, 0]);
    books.agrees_with_hledger(in_belgium);
    let opened = books.turn(json!({}));
    assert_eq!(opened["appropriation"], json!([]), "the members have appropriated it");
    assert_eq!((books.side("assets"), books.side("liabilities")), (assets, liabilities));
    books.agrees_with_hledger(in_belgium);
    books.is_sound();
    // A loss of the next year is taken from the results carried forward.
    books.simple("EXPENSE", "2026-03-01", "10,00", BELGIUM.supplies, &books.bank.clone());
    books.advanced("2026-12-31", "10,00", "14", "792");
    assert_eq!(books.sheet(), [169_010, 169_010, 0, 0]);
    books.agrees_with_hledger(in_belgium);
}

#[test]
fn a_belgian_result_that_nobody_appropriated_is_carried_forward_in_14() {
    for (with, expected) in [
        (json!({}), &[("14", 60_010)][..]),
        (json!({"appropriate": 0}), &[("14", 60_010)]),
        (json!({"appropriate": 1}), &[("139", 60_010)]),
    ] {
        let mut books = Books::of(&BELGIUM);
        books.work(&BELGIUM);
        books.turn(with);
        let mut liabilities = map(&[("10", 100_000), ("440", 10_000)]);
        liabilities.extend(map(expected));
        assert_eq!(books.side("liabilities"), liabilities);
        assert_eq!(books.sheet(), [170_010, 170_010, 0, 0], "nothing of it is expense or revenue of the new year");
        books.agrees_with_hledger(in_belgium);
        books.is_sound();
    }
}

#[test]
fn a_swiss_year_is_right_to_the_cent_and_debtors_and_creditors_are_settled() {
    let mut books = Books::of(&SWITZERLAND);
    books.work(&SWITZERLAND);
    let assets = map(&[("1200", 30_000), ("1250", 50_000), ("1700", 70_000), ("bank", 20_010)]);
    assert_eq!(books.side("assets"), assets);
    assert_eq!(books.side("liabilities"), map(&[("2000", 10_000), ("2900", 100_000)]));
    assert_eq!(books.sheet(), [170_010, 170_010, 60_010, 0]);
    books.agrees_with_hledger(in_switzerland);
    books.turn(json!({}));
    assert_eq!(books.side("assets"), assets);
    assert_eq!(books.side("liabilities"), map(&[("2000", 10_000), ("2900", 100_000), ("2910", 60_010)]));
    assert_eq!(books.sheet(), [170_010, 170_010, 0, 0]);
    books.agrees_with_hledger(in_switzerland);
    books.is_sound();
}

#[test]
fn a_chart_adopted_from_another_program_keeps_its_positions_until_it_is_updated() {
    let books = Books::of(&BELGIUM);
    let conn = ruche::db::open_shared(&books.server.file()).unwrap();
    conn.execute_batch("UPDATE acc_accounts SET position = 2 WHERE code = '400'; UPDATE acc_accounts SET position = 1 WHERE code = '692'")
        .unwrap();
    let advice = || -> Vec<String> {
        let advice = ruche::accounting::advice::advice(&conn).unwrap();
        advice.iter().map(|message| ruche::i18n::text(ruche::i18n::Language::French, message)).collect()
    };
    let said = advice();
    assert!(said.len() == 1 && said[0].contains("400, 692") && said[0].contains("/update"), "{said:?}");
    let position = |code: &str| -> i64 {
        conn.query_row("SELECT position FROM acc_accounts WHERE code = ?1", [code], |row| row.get(0)).unwrap()
    };
    let chart = conn.query_row("SELECT max(id) FROM acc_charts", [], |row| row.get::<_, i64>(0)).unwrap();
    let shown = books.post(&format!("charts/{chart}/update"), &json!({"preview": 1}));
    assert_eq!((&shown["changed"], &shown["accounts"][0]["position"]), (&json!(2), &json!([2, 3])));
    assert_eq!((position("400"), position("692")), (2, 1), "a preview writes nothing");
    books.post(&format!("charts/{chart}/update"), &json!({}));
    assert_eq!((position("400"), position("692")), (3, 4));
    assert_eq!(advice(), [""; 0]);
}
