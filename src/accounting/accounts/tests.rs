use super::*;
use crate::accounting::charts;
use crate::accounting::charts::ChartDraft;
use crate::accounting::entry::EntryType;
use crate::accounting::fixture::{self, trace};

fn draft(values: &[(&str, &str)]) -> AccountDraft {
    AccountDraft::from_params(&fixture::form(values)).unwrap()
}

fn in_books<T>(work: impl FnOnce(&Transaction<'_>) -> T) -> T {
    let mut conn = fixture::books();
    let tx = conn.transaction().unwrap();
    work(&tx)
}

fn add(tx: &Transaction<'_>, values: &[(&str, &str)]) -> Result<Account> {
    create(tx, 1, draft(values), &trace())
}

/// The field that a request is refused for.
fn field<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result.unwrap_err() {
        Error::Invalid { fields, .. } => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

/// Closes 2025 with one entry between two accounts.
fn close_with(tx: &Transaction<'_>, code: &str) {
    fixture::entry(tx, EntryType::Advanced, "2025-05-01", "x", &[(code, 100, 0), ("530", 0, 100)]);
    tx.execute_batch("UPDATE acc_years SET status = 2 WHERE id = 1").unwrap();
}

#[test]
fn accounts_are_listed_by_code_without_case() {
    in_books(|tx| {
        for code in ["512b", "512C", "102_"] {
            add(tx, &[("code", code), ("label", "x")]).unwrap();
        }
        let codes: Vec<String> = list(tx, 1).unwrap().into_iter().map(|account| account.code).collect();
        let at = |code: &str| codes.iter().position(|known| known == code).unwrap();
        assert!(at("512A") < at("512b") && at("512b") < at("512C") && at("10") < at("102") && at("102") < at("11"));
        assert_eq!(list(tx, 99).unwrap(), []);
    });
}

#[test]
fn what_is_stored_is_shown_whatever_the_rules_say() {
    in_books(|tx| {
        tx.execute_batch("UPDATE acc_accounts SET type = 0, position = 9 WHERE code = '530'").unwrap();
        let cash = Account::get(tx, fixture::account(tx, "530")).unwrap();
        assert_eq!((cash.account_type, cash.position), (AccountType::None, Position::Unknown(9)));
    });
}

#[test]
fn a_new_account_has_the_type_and_position_of_its_code() {
    in_books(|tx| {
        let account = add(tx, &[("code", "512B"), ("label", " Livret "), ("position", "Actif")]).unwrap();
        assert_eq!((account.account_type, account.position, account.user), (AccountType::Bank, Position::Asset, true));
        assert_eq!(account.label, "Livret");
        assert_eq!(Account::get(tx, account.id).unwrap(), account);
        let expense = add(tx, &[("code", "606A"), ("label", "x"), ("bookmark", "1"), ("description", "")]).unwrap();
        assert_eq!(
            (expense.account_type, expense.position, expense.bookmark),
            (AccountType::Expense, Position::Expense, true)
        );
        assert_eq!(expense.description, None);
    });
}

#[test]
fn an_account_without_code_gets_the_first_free_one_of_its_type() {
    in_books(|tx| {
        let codes = ["1", "bank", "Cash"].map(|number| add(tx, &[("type", number), ("label", "x")]).unwrap().code);
        assert_eq!(codes, ["512B", "512C", "53A"]);
        assert_eq!(field(add(tx, &[("type", "0"), ("label", "x")])), "type");
    });
}

#[test]
fn what_an_account_cannot_be_is_refused_with_its_field() {
    in_books(|tx| {
        for (values, expected) in [
            (&[("label", "x")][..], "code"),
            (&[("code", "512B")], "label"),
            (&[("code", "9"), ("label", "x")], "code"),
            (&[("code", "5 1"), ("label", "x")], "code"),
            (&[("code", "530"), ("label", "x")], "code"),
            (&[("code", "606A"), ("label", "x"), ("position", "1")], "position"),
            (&[("code", "606A"), ("label", "x"), ("type", "1")], "type"),
        ] {
            assert_eq!(field(add(tx, values)), expected, "{values:?}");
        }
        for (name, value) in [
            ("position", "x"),
            ("position", "6"),
            ("type", "17"),
            ("type", "bnk"),
            ("bookmark", "peut-être"),
            ("label", ""),
        ] {
            assert_eq!(field(AccountDraft::from_params(&fixture::form(&[(name, value)]))), name, "{value}");
        }
        assert!(matches!(
            create(tx, 99, draft(&[("code", "512B"), ("label", "x")]), &trace()),
            Err(Error::NotFound(_))
        ));
    });
}

#[test]
fn an_official_account_changes_only_in_what_is_the_associations() {
    in_books(|tx| {
        let id = fixture::account(tx, "756");
        let changed =
            change(tx, id, draft(&[("bookmark", "0"), ("description", "Dues"), ("archived", "1")]), &trace()).unwrap();
        assert_eq!((changed.bookmark, changed.archived, changed.description.as_deref()), (false, true, Some("Dues")));
        assert!(change(tx, id, draft(&[("label", "Cotisations"), ("code", "756")]), &trace()).is_ok(), "nothing new");
        for (name, value) in [("code", "756A"), ("label", "x"), ("position", "1")] {
            assert!(matches!(change(tx, id, draft(&[(name, value)]), &trace()), Err(Error::Conflict(_))), "{name}");
        }
        assert!(matches!(delete(tx, id, &trace()), Err(Error::Conflict(_))));
        assert_eq!(Account::get(tx, id).unwrap(), changed);
    });
}

#[test]
fn official_accounts_keep_the_position_of_their_chart() {
    in_books(|tx| {
        let chart = charts::add_shipped(tx, "be_pcmn_2019", &trace()).unwrap();
        // As in files that were begun with Paheko.
        tx.execute("UPDATE acc_accounts SET position = 1 WHERE code = '692'", []).unwrap();
        let account = list(tx, chart.id).unwrap().into_iter().find(|account| account.code == "692").unwrap();
        let changed = change(tx, account.id, draft(&[("bookmark", "1")]), &trace()).unwrap();
        assert_eq!((account.position, changed.position), (Position::Asset, Position::Asset), "the rule would say 4");
    });
}

#[test]
fn an_account_of_ones_own_changes_and_its_type_follows() {
    in_books(|tx| {
        let id = fixture::account(tx, fixture::BANK);
        let changed = change(tx, id, draft(&[("code", "531X"), ("label", "Buvette")]), &trace()).unwrap();
        assert_eq!(
            (changed.code.as_str(), changed.account_type, changed.position),
            ("531X", AccountType::Cash, Position::AssetOrLiability)
        );
        assert_eq!(field(change(tx, id, draft(&[("code", "530")]), &trace())), "code");
        delete(tx, id, &trace()).unwrap();
        assert!(matches!(Account::get(tx, id), Err(Error::NotFound(_))));
    });
}

#[test]
fn in_a_chart_of_ones_own_every_account_changes() {
    in_books(|tx| {
        let copy = ChartDraft::from_params(&fixture::form(&[("label", "x"), ("country", "fr")])).unwrap();
        let chart = charts::create(tx, &copy, Some(1), &trace()).unwrap();
        let account = list(tx, chart.id).unwrap().into_iter().find(|account| account.code == "756").unwrap();
        assert_eq!(change(tx, account.id, draft(&[("code", "756X")]), &trace()).unwrap().code, "756X");
        delete(tx, account.id, &trace()).unwrap();
    });
}

#[test]
fn lines_in_a_closed_year_keep_code_label_and_position_and_any_line_keeps_the_account() {
    in_books(|tx| {
        close_with(tx, fixture::BANK);
        let id = fixture::account(tx, fixture::BANK);
        for (name, value) in [("code", "512Z"), ("label", "x"), ("position", "1")] {
            assert!(matches!(change(tx, id, draft(&[(name, value)]), &trace()), Err(Error::Conflict(_))), "{name}");
        }
        assert!(change(tx, id, draft(&[("bookmark", "1")]), &trace()).unwrap().bookmark);
        assert!(matches!(delete(tx, id, &trace()), Err(Error::Conflict(_))));
        tx.execute_batch("UPDATE acc_years SET status = 0").unwrap();
        assert_eq!(change(tx, id, draft(&[("label", "x")]), &trace()).unwrap().label, "x");
        assert!(matches!(delete(tx, id, &trace()), Err(Error::Conflict(_))));
    });
}

#[test]
fn every_change_of_an_account_is_noted_and_none_without_a_difference() {
    in_books(|tx| {
        let id = add(tx, &[("code", "512B"), ("label", "x")]).unwrap().id;
        change(tx, id, draft(&[("label", "x")]), &trace()).unwrap();
        change(tx, id, draft(&[("label", "y")]), &trace()).unwrap();
        delete(tx, id, &trace()).unwrap();
        let noted: String = tx
            .query_row(
                "SELECT group_concat(type || '/' || json_extract(details, '$.entity'), ' ') FROM logs",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(noted, r"10/Accounting\Account 12/Accounting\Account 11/Accounting\Account");
    });
}

#[test]
fn values_of_another_program_stay_until_the_account_gets_another_code() {
    in_books(|tx| {
        let id = fixture::account(tx, fixture::BANK);
        tx.execute("UPDATE acc_accounts SET type = 42, position = 9 WHERE id = ?1", [id]).unwrap();
        let changed = change(tx, id, draft(&[("label", "Livret"), ("bookmark", "1")]), &trace()).unwrap();
        assert_eq!((changed.account_type, changed.position), (AccountType::Unknown(42), Position::Unknown(9)));
        assert_eq!(Account::get(tx, id).unwrap(), changed);
        assert_eq!(field(AccountDraft::from_params(&fixture::form(&[("type", "42")]))), "type");
        let moved = change(tx, id, draft(&[("code", "531X")]), &trace()).unwrap();
        assert_eq!((moved.account_type, moved.position), (AccountType::Cash, Position::AssetOrLiability));
    });
}
