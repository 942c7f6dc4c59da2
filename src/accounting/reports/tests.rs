//! Worked figures, made by hand, for French, Belgian and Swiss books; and what must hold of any books.

use proptest::prelude::*;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::*;
use crate::accounting::account_type::{AccountType, ChartCountry, Position};
use crate::accounting::entry::EntryType;
use crate::accounting::fixture::{self, BANK, entry};
use crate::sheet::{Csv, Formulas};

/// 2025 ends with an overdrawn bank account, a debt and a loss; 2026 with a surplus. In cents.
fn books() -> Connection {
    let conn = fixture::books();
    let put = |entry_type, date, label, lines: &[(&str, i64, i64)]| entry(&conn, entry_type, date, label, lines);
    put(EntryType::Revenue, "2025-01-10", "Cotisations", &[("756", 0, 100_000), (BANK, 100_000, 0)]);
    put(EntryType::Expense, "2025-02-10", "Loyer", &[("613", 120_000, 0), (BANK, 0, 120_000)]);
    let sale = put(EntryType::Revenue, "2025-03-10", "Vente", &[("706", 0, 5_000), ("530", 5_000, 0)]);
    put(EntryType::Debt, "2025-04-10", "Facture", &[("606", 3_000, 0), ("401", 0, 3_000)]);
    put(EntryType::Advanced, "2025-05-10", "Bénévoles", &[("864", 40_000, 0), ("875", 0, 40_000)]);
    put(EntryType::Revenue, "2026-01-10", "Cotisations", &[("756", 0, 90_000), (BANK, 90_000, 0)]);
    put(EntryType::Expense, "2026-02-28", "Loyer", &[("613", 60_000, 0), (BANK, 0, 60_000)]);
    conn.execute("UPDATE acc_transactions_lines SET id_project = 1 WHERE id_transaction = ?1", [sale]).unwrap();
    conn.execute("INSERT INTO acc_transactions_users (id_user, id_transaction) VALUES (2, ?1)", [sale]).unwrap();
    conn
}

fn criteria(conn: &Connection, year: i64) -> Criteria {
    Criteria::of_year(fixture::year(conn, year))
}

fn json_of(conn: &Connection, report: Report, criteria: &Criteria) -> Value {
    let mut out = Vec::new();
    report.write_json(conn, criteria, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn csv_of(conn: &Connection, report: Report, criteria: &Criteria, language: Language) -> Vec<String> {
    table_of(conn, report, criteria, language, Format::Csv)
}

/// The table that a format has, but written as CSV without quotes.
fn table_of(conn: &Connection, report: Report, criteria: &Criteria, language: Language, format: Format) -> Vec<String> {
    let mut out = Vec::new();
    let mut csv = Csv::new(&mut out, &report.columns(criteria, language, format), Formulas::Raw);
    report.write_table(conn, criteria, language, format, &mut csv).unwrap();
    drop(csv);
    String::from_utf8(out).unwrap().replace('"', "").lines().map(str::to_owned).collect()
}

/// `[["512A", 154254], …]` of a list of accounts.
fn amounts(accounts: &Value) -> Value {
    accounts.as_array().unwrap().iter().map(|account| json!([account["code"], account["balance"]])).collect()
}

#[test]
fn the_trial_balance_has_each_account_by_code_and_equal_totals() {
    let conn = books();
    let report = json_of(&conn, Report::TrialBalance, &criteria(&conn, 1));
    assert_eq!(report["year"]["label"], "Exercice 2025");
    let expected = json!([
        ["401", -3_000],
        [BANK, -20_000],
        ["530", 5_000],
        ["606", 3_000],
        ["613", 120_000],
        ["706", -5_000],
        ["756", -100_000],
        ["864", 40_000],
        ["875", -40_000],
    ]);
    assert_eq!(amounts(&report["accounts"]), expected);
    assert_eq!(report["total"], json!({"debit": 268_000, "credit": 268_000}));
    assert_eq!((&report["accounts"][1]["debit"], &report["accounts"][1]["credit"]), (&json!(100_000), &json!(120_000)));
}

#[test]
fn balances_of_the_simple_view_are_those_of_the_view_of_the_database() {
    let conn = books();
    let simple = Criteria { view: View::Simple, ..criteria(&conn, 1) };
    let report = trial_balance(&conn, &simple).unwrap();
    for account in report.accounts {
        let stored: i64 = conn
            .query_row(
                "SELECT balance FROM acc_accounts_balances WHERE id_year = 1 AND code = ?1",
                [&account.of.code],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(account.balance.value, stored, "{}", account.of.code);
    }
}

#[test]
fn the_income_statement_keeps_gifts_in_kind_apart() {
    let conn = books();
    let report = json_of(&conn, Report::IncomeStatement, &criteria(&conn, 1));
    assert_eq!(amounts(&report["expense"]["accounts"]), json!([["606", 3_000], ["613", 120_000]]));
    assert_eq!(amounts(&report["revenue"]["accounts"]), json!([["706", 5_000], ["756", 100_000]]));
    let sums = (&report["expense"]["total"], &report["revenue"]["total"], &report["result"]);
    assert_eq!(sums, (&json!(123_000), &json!(105_000), &json!(-18_000)));
    assert_eq!(amounts(&report["volunteering"]["use"]["accounts"]), json!([["864", 40_000]]));
    assert_eq!(amounts(&report["volunteering"]["source"]["accounts"]), json!([["875", 40_000]]));
    assert_eq!(report["volunteering"]["source"]["total"], 40_000);
    assert_eq!(report["volunteering"]["expense_and_use"], 163_000);
    assert_eq!(report["volunteering"]["revenue_and_source"], 145_000);
}

#[test]
fn an_overdrawn_bank_account_is_a_liability_and_the_result_closes_the_balance_sheet() {
    let conn = books();
    let report = json_of(&conn, Report::BalanceSheet, &criteria(&conn, 1));
    assert_eq!(amounts(&report["assets"]["accounts"]), json!([["530", 5_000]]));
    assert_eq!(amounts(&report["liabilities"]["accounts"]), json!([["401", 3_000], [BANK, 20_000]]));
    let liabilities = &report["liabilities"];
    assert_eq!((&liabilities["result"], &liabilities["total"]), (&json!(-18_000), &json!(5_000)));
    assert_eq!((&report["assets"]["total"], &report["difference"]), (&json!(5_000), &json!(0)));
}

#[test]
fn a_balance_sheet_to_hand_out_has_assets_left_and_liabilities_right() {
    let conn = books();
    let sheet = |criteria: &Criteria| table_of(&conn, Report::BalanceSheet, criteria, Language::French, Format::Xlsx);
    let expected = [
        "Actif,Libellé du compte,Montant,,Passif,Libellé du compte,Montant".to_owned(),
        "530,Caisse,50,00,,401,Fournisseurs,30,00".to_owned(),
        format!(",,,,{BANK},Banque,200,00"),
        ",,,,,Résultat de l'exercice (perte),-180,00".to_owned(),
        ",Total actif,50,00,,,Total passif,50,00".to_owned(),
    ];
    assert_eq!(sheet(&criteria(&conn, 1)), expected);
    let compared = Criteria { comparison: Some(Comparison::Year(fixture::year(&conn, 1))), ..criteria(&conn, 2) };
    let sheet = sheet(&compared);
    assert_eq!(sheet[0].split(',').count(), 11);
    assert!(sheet.last().unwrap().starts_with(",Total actif,"), "{sheet:?}");
}

#[test]
fn a_comparison_has_the_accounts_of_either_year_each_on_its_side() {
    let conn = books();
    let compared = Criteria { comparison: Some(Comparison::Year(fixture::year(&conn, 1))), ..criteria(&conn, 2) };
    let report = json_of(&conn, Report::BalanceSheet, &compared);
    let bank = |side: &str| report[side]["accounts"].as_array().unwrap().iter().find(|a| a["code"] == BANK).cloned();
    let (left, right) = (bank("assets").unwrap(), bank("liabilities").unwrap());
    assert_eq!((&left["balance"], &left["balance2"], &left["change"]), (&json!(30_000), &json!(0), &json!(30_000)));
    assert_eq!((&right["balance"], &right["balance2"], &right["change"]), (&json!(0), &json!(20_000), &json!(-20_000)));
    let totals = (&report["liabilities"]["total"], &report["liabilities"]["total2"], &report["result_change"]);
    assert_eq!(totals, (&json!(30_000), &json!(5_000), &json!(48_000)));
    assert_eq!((&report["difference"], &report["difference2"]), (&json!(0), &json!(0)));
    let trial = json_of(&conn, Report::TrialBalance, &compared);
    let of = |code: &str| trial["accounts"].as_array().unwrap().iter().find(|a| a["code"] == code).cloned().unwrap();
    assert_eq!((&of(BANK)["balance"], &of(BANK)["balance2"]), (&json!(30_000), &json!(-20_000)));
    assert_eq!((&of("401")["balance"], &of("401")["change"]), (&json!(0), &json!(3_000)));
    assert_eq!(trial["total"], json!({"debit": 150_000, "credit": 150_000}));
}

#[test]
fn the_compared_year_is_looked_at_in_the_same_months() {
    let conn = books();
    let compared = Criteria {
        comparison: Some(Comparison::Year(fixture::year(&conn, 1))),
        from: Some("2026-02-01".parse().unwrap()),
        to: Some("2026-02-28".parse().unwrap()),
        ..criteria(&conn, 2)
    };
    let report = json_of(&conn, Report::IncomeStatement, &compared);
    assert_eq!((&report["result"], &report["result2"]), (&json!(-60_000), &json!(-120_000)));
}

#[test]
fn the_budget_stands_beside_what_came_of_it() {
    let conn = books();
    for (code, amount) in [("613", 110_000), ("741", 50_000), ("864", 1_000)] {
        conn.execute(
            "INSERT INTO acc_years_provisional VALUES (1, ?1, ?2)",
            params![fixture::account(&conn, code), amount],
        )
        .unwrap();
    }
    let compared = Criteria { comparison: Some(Comparison::Budget), ..criteria(&conn, 1) };
    let report = json_of(&conn, Report::IncomeStatement, &compared);
    let rent = &report["expense"]["accounts"][1];
    assert_eq!(
        (&rent["balance"], &rent["provisional"], &rent["change"]),
        (&json!(120_000), &json!(110_000), &json!(10_000))
    );
    assert_eq!(report["revenue"]["accounts"][1]["code"], "741");
    assert_eq!((&report["result_provisional"], &report["result_change"]), (&json!(-60_000), &json!(42_000)));
    let table = csv_of(&conn, Report::IncomeStatement, &compared, Language::French);
    assert_eq!(table[0], "Rubrique,Compte,Libellé du compte,Réalisé,Prévu,Écart");
}

#[test]
fn lines_are_chosen_by_project_member_and_days() {
    let conn = books();
    let all = criteria(&conn, 1);
    let result = |criteria: Criteria| income_statement(&conn, &criteria).unwrap().result.value;
    assert_eq!(result(Criteria { projects: Some(Projects::One(1)), ..all.clone() }), 5_000);
    assert_eq!(result(Criteria { projects: Some(Projects::All), ..all.clone() }), 5_000);
    assert_eq!(result(Criteria { member: Some(2), ..all.clone() }), 5_000);
    assert_eq!(result(Criteria { member: Some(3), ..all.clone() }), 0);
    assert_eq!(result(Criteria { to: Some("2025-01-10".parse().unwrap()), ..all.clone() }), 100_000);
    assert_eq!(result(Criteria { from: Some("2025-02-10".parse().unwrap()), ..all.clone() }), -118_000);
    // A part of the year may put the bank account on the other side.
    let january = balance_sheet(&conn, &Criteria { to: Some("2025-01-31".parse().unwrap()), ..all }).unwrap();
    assert_eq!((january.total(Side::Asset).value, january.difference().unwrap().value), (100_000, 0));
}

#[test]
fn the_ledger_runs_through_each_account_in_order() {
    let conn = books();
    let report = json_of(&conn, Report::Ledger, &criteria(&conn, 1));
    let bank = report["accounts"].as_array().unwrap().iter().find(|account| account["code"] == BANK).unwrap();
    let sums: Vec<_> = bank["lines"].as_array().unwrap().iter().map(|line| line["sum"].as_i64().unwrap()).collect();
    assert_eq!((sums, &bank["balance"]), (vec![-100_000, 20_000], &json!(-20_000)));
    let codes: Vec<&str> =
        report["accounts"].as_array().unwrap().iter().map(|account| account["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["401", BANK, "530", "606", "613", "706", "756", "864", "875"]);
    let cash = &report["accounts"][2]["lines"][0];
    assert_eq!(
        (&cash["project_code"], &cash["label"], &cash["date"]),
        (&json!("PJ1"), &json!("Vente"), &json!("2025-03-10"))
    );
    assert_eq!(report["total"], json!({"debit": 268_000, "credit": 268_000}));
    let simple = Criteria { view: View::Simple, ..criteria(&conn, 1) };
    let turned = json_of(&conn, Report::Ledger, &simple);
    assert_eq!(
        (&turned["accounts"][0]["balance"], &turned["accounts"][0]["lines"][0]["sum"]),
        (&json!(3_000), &json!(-3_000))
    );
}

#[test]
fn running_sums_are_credit_less_debit_but_for_types_1_to_5_in_the_simple_view() {
    let conn = books();
    for (view, counts_debits) in [(View::Expert, &[][..]), (View::Simple, &["401", BANK, "530", "606", "613"][..])] {
        let report = json_of(&conn, Report::Ledger, &Criteria { view, ..criteria(&conn, 1) });
        for account in report["accounts"].as_array().unwrap() {
            let code = account["code"].as_str().unwrap();
            let number = |value: &serde_json::Value| value.as_i64().unwrap();
            let change = number(&account["credit"]) - number(&account["debit"]);
            let expected = if counts_debits.contains(&code) { -change } else { change };
            assert_eq!(
                number(&account["lines"].as_array().unwrap().last().unwrap()["sum"]),
                expected,
                "{view:?} {code}"
            );
        }
    }
}

#[test]
fn projects_show_what_they_received_and_spent() {
    let conn = books();
    let report = json_of(&conn, Report::Projects, &criteria(&conn, 1));
    let expected = json!([{
        "id": 1, "code": "PJ1", "label": "Fête du miel", "debit": 5_000, "credit": 5_000, "sum": 0,
        "expense": 0, "revenue": 5_000, "result": 5_000,
    }]);
    assert_eq!(report["projects"], expected);
    assert_eq!(report["total"]["revenue"], 5_000);
    assert_eq!(json_of(&conn, Report::Projects, &criteria(&conn, 2))["projects"], json!([]));
}

#[test]
fn tables_have_headings_and_totals_that_people_read() {
    let conn = books();
    let of = |report, language| csv_of(&conn, report, &criteria(&conn, 1), language);
    let trial = of(Report::TrialBalance, Language::French);
    assert_eq!(trial[0], "Compte,Libellé du compte,Débit,Crédit,Solde débiteur,Solde créditeur");
    assert_eq!(trial[2], "512A,Banque,1000,00,1200,00,,200,00");
    assert_eq!(trial.last().unwrap(), ",Total,2680,00,2680,00,1680,00,1680,00");
    let income = of(Report::IncomeStatement, Language::English);
    assert_eq!(income[0], "Section,Account,Account name,Amount");
    assert!(income.contains(&"Result,,Result of the year (loss),-180,00".to_owned()), "{income:?}");
    assert!(income.contains(&"Expense,,Total expense,1230,00".to_owned()));
    let sheet = of(Report::BalanceSheet, Language::French);
    assert_eq!(
        &sheet[sheet.len() - 2..],
        ["Passif,,Résultat de l'exercice (perte),-180,00", "Passif,,Total passif,50,00"]
    );
    let ledger = of(Report::Ledger, Language::French);
    assert_eq!(ledger[2], "401,Fournisseurs,,,,Total,,,,,0,00,30,00,30,00");
    let projects = of(Report::Projects, Language::French);
    assert_eq!(projects[1], "PJ1,Fête du miel,0,00,50,00,50,00,50,00,50,00,0,00");
}

#[test]
fn a_year_without_lines_has_empty_reports() {
    let conn = fixture::books();
    for report in Report::ALL {
        json_of(&conn, report, &criteria(&conn, 1));
        csv_of(&conn, report, &criteria(&conn, 1), Language::French);
    }
    assert_eq!(json_of(&conn, Report::Ledger, &criteria(&conn, 1))["accounts"], json!([]));
}

/// A year (3) of a new chart, whose accounts are what their codes make them, with entries of two lines: debit, credit,
/// cents.
fn foreign_books(country: ChartCountry, entries: &[(&str, &str, i64)]) -> Connection {
    let conn = fixture::books();
    conn.execute("INSERT INTO acc_charts (id, country, label) VALUES (9, ?1, 'Plan')", [country.code()]).unwrap();
    conn.execute_batch(
        "INSERT INTO acc_years (id, label, start_date, end_date, id_chart) VALUES (3, '2030', '2030-01-01', '2030-12-31', 9)",
    )
    .unwrap();
    let account = |code: &str| -> i64 {
        let position = Position::of_code(Some(country), code, Position::None);
        let account_type = AccountType::of_code(Some(country), code);
        conn.execute(
            "INSERT OR IGNORE INTO acc_accounts (id_chart, code, label, position, type) VALUES (9, ?1, ?1, ?2, ?3)",
            params![code, position, account_type],
        )
        .unwrap();
        conn.query_row("SELECT id FROM acc_accounts WHERE id_chart = 9 AND code = ?1", [code], |row| row.get(0))
            .unwrap()
    };
    for (debit, credit, cents) in entries {
        conn.execute("INSERT INTO acc_transactions (label, date, id_year) VALUES ('x', '2030-05-01', 3)", []).unwrap();
        let id = conn.last_insert_rowid();
        for (code, debit, credit) in [(debit, *cents, 0), (credit, 0, *cents)] {
            conn.execute(
                "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES (?1, ?2, ?3, ?4)",
                params![id, account(code), debit, credit],
            )
            .unwrap();
        }
    }
    conn
}

#[test]
fn belgian_books_balance() {
    // Opening: bank 100 against 890; subsidy 70 to the bank; rent 25 owed to a supplier.
    let entries = [("5600", "890", 10_000), ("5600", "7300", 7_000), ("6100", "4400", 2_500)];
    let conn = foreign_books(ChartCountry::Belgium, &entries);
    let report = json_of(&conn, Report::BalanceSheet, &criteria(&conn, 3));
    assert_eq!(amounts(&report["assets"]["accounts"]), json!([["5600", 17_000]]));
    assert_eq!(amounts(&report["liabilities"]["accounts"]), json!([["4400", 2_500], ["890", 10_000]]));
    assert_eq!((&report["result"], &report["difference"]), (&json!(4_500), &json!(0)));
    let report = json_of(&conn, Report::IncomeStatement, &criteria(&conn, 3));
    assert_eq!(amounts(&report["expense"]["accounts"]), json!([["6100", 2_500]]));
    assert_eq!(report["volunteering"]["use"]["total"], 0);
}

#[test]
fn swiss_books_balance() {
    // In a Swiss chart 3 is expense, 4 revenue, 5 third parties; 3910 and 4910 are the exceptions.
    let entries = [
        ("1020", "9100", 10_000),
        ("1020", "4000", 8_000),
        ("3000", "5000", 3_000),
        ("1000", "3910", 500),
        ("4910", "1000", 200),
    ];
    let conn = foreign_books(ChartCountry::Switzerland, &entries);
    let report = json_of(&conn, Report::IncomeStatement, &criteria(&conn, 3));
    assert_eq!(amounts(&report["expense"]["accounts"]), json!([["3000", 3_000], ["4910", 200]]));
    assert_eq!(amounts(&report["revenue"]["accounts"]), json!([["3910", 500], ["4000", 8_000]]));
    let report = json_of(&conn, Report::BalanceSheet, &criteria(&conn, 3));
    assert_eq!(amounts(&report["assets"]["accounts"]), json!([["1000", 300], ["1020", 18_000]]));
    assert_eq!(amounts(&report["liabilities"]["accounts"]), json!([["5000", 3_000], ["9100", 10_000]]));
    assert_eq!((&report["result"], &report["difference"]), (&json!(5_300), &json!(0)));
}

/// Codes that go together in an entry: the general books, and gifts in kind among themselves.
const GENERAL: [&str; 8] = ["401", "411", BANK, "530", "606", "613", "706", "756"];
const GIFTS: [&str; 4] = ["860", "864", "870", "875"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_booked_assets_minus_liabilities_are_the_result_and_all_reports_agree(
        entries in prop::collection::vec((0..8_usize, 1..8_usize, 1..1_000_000_i64, any::<bool>()), 0..25)
    ) {
        let conn = fixture::books();
        for (at, step, cents, gift) in &entries {
            let codes: &[&str] = if *gift { &GIFTS } else { &GENERAL };
            let (debit, credit) = (codes[at % codes.len()], codes[(at + step) % codes.len()]);
            entry(&conn, EntryType::Advanced, "2025-06-01", "x", &[(debit, *cents, 0), (credit, 0, *cents)]);
        }
        let all = criteria(&conn, 1);
        let booked: i64 = entries.iter().map(|(_, _, cents, _)| cents).sum();
        let trial = trial_balance(&conn, &all).unwrap();
        prop_assert_eq!((trial.debit, trial.credit), (booked, booked));
        let (income, sheet) = (income_statement(&conn, &all).unwrap(), balance_sheet(&conn, &all).unwrap());
        prop_assert_eq!(sheet.difference().unwrap().value, 0);
        prop_assert_eq!(sheet.result, income.result);
        prop_assert_eq!(income.total(Side::VolunteeringUse), income.total(Side::VolunteeringSource));
        let ledger = json_of(&conn, Report::Ledger, &all);
        prop_assert_eq!(&ledger["total"], &json!({"debit": booked, "credit": booked}));
        for (account, of) in ledger["accounts"].as_array().unwrap().iter().zip(&trial.accounts) {
            let last = account["lines"].as_array().unwrap().last().unwrap();
            prop_assert_eq!(&last["sum"], &json!(-of.of.balance));
        }
    }
}
