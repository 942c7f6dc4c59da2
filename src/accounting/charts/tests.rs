use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;

use rusqlite::{Connection, Transaction};

use super::*;
use crate::accounting::accounts::{self, AccountDraft};
use crate::accounting::entry::EntryType;
use crate::accounting::fixture::{self, trace};
use crate::db::schema;
use crate::sheet::{self, Format, read};

fn draft(values: &[(&str, &str)]) -> ChartDraft {
    ChartDraft::from_params(&fixture::form(values)).unwrap()
}

fn file(content: &str) -> read::Records {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    records(file).unwrap()
}

fn records(file: File) -> Result<read::Records> {
    read::open(file, &read::Options { limits: limits(), ..read::Options::default() })
}

/// The field and the sentence's identifier of each thing that is wrong.
fn refusals<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, &'static str)> {
    match result.unwrap_err() {
        Error::Invalid { fields, .. } => fields.into_iter().map(|field| (field.field, field.message.id)).collect(),
        other => panic!("{other:?}"),
    }
}

/// Everything said of the accounts of a chart, but who they are.
fn said(conn: &Connection, chart: i64) -> Vec<accounts::Account> {
    let accounts = accounts::list(conn, chart).unwrap().into_iter();
    accounts.map(|account| accounts::Account { id: 0, id_chart: 0, ..account }).collect()
}

fn in_books<T>(work: impl FnOnce(&Transaction<'_>) -> T) -> T {
    let mut conn = fixture::books();
    let tx = conn.transaction().unwrap();
    work(&tx)
}

#[test]
fn every_shipped_chart_can_be_read_and_names_each_account_once() {
    for chart in &SHIPPED {
        let accounts = chart.accounts().unwrap();
        let codes: BTreeSet<&str> = accounts.iter().map(|account| account.code.as_str()).collect();
        assert_eq!(codes.len(), accounts.len(), "{}", chart.name);
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric())), "{}", chart.name);
        for account in &accounts {
            let texts = [account.label.as_str(), account.description.as_deref().unwrap_or("x")];
            for text in texts {
                assert!((1..=200).contains(&text.len()) && text.trim() == text, "{}: {text}", chart.name);
                assert!(!text.contains(['\u{ad}', '\u{a0}', '\n']) && !text.contains("  "), "{}: {text}", chart.name);
            }
        }
        let bookmarks = accounts.iter().filter(|account| account.bookmark).count();
        assert!((25..=60).contains(&bookmarks), "{}: {bookmarks}", chart.name);
    }
}

#[test]
fn shipped_charts_have_names_of_their_country_and_codes_that_clients_know() {
    for chart in &SHIPPED {
        let name = format!("{}_{}", chart.country.code(), chart.code).to_lowercase();
        assert_eq!(chart.name, name);
    }
    let usual = ChartCountry::ALL.map(|country| ShippedChart::usual(country).unwrap().name);
    assert_eq!(usual, ["fr_pca_2025", "be_pcmn_2019", "ch_asso"]);
}

#[test]
fn every_shipped_chart_can_be_closed_and_opened_again() {
    let mut conn = schema::in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    for chart in &SHIPPED {
        let id = install(&tx, chart.name).unwrap();
        let types: BTreeSet<i64> = accounts::list(&tx, id).unwrap().iter().map(|a| a.account_type.number()).collect();
        // Condominiums carry their result forward: their chart has no reserve for it.
        let last = if chart.name == "fr_pcc_2020" { 12 } else { 13 };
        for account_type in 9..=last {
            assert!(types.contains(&account_type), "{}: {account_type}", chart.name);
        }
        assert!(types.contains(&5) && types.contains(&6), "{}", chart.name);
    }
    assert!(offers(&tx).unwrap().iter().all(|offer| offer.id_chart.is_some()));
}

#[test]
fn the_french_chart_has_the_accounts_that_years_and_entries_need() {
    let mut conn = schema::in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    let id = install(&tx, "fr_pca_2025").unwrap();
    let count = |condition: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM acc_accounts WHERE id_chart = {id} AND {condition}");
        tx.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(count("user = 0"), 543);
    for account_type in [9, 10, 11, 12, 13, 14, 15, 2, 16] {
        assert_eq!(count(&format!("type = {account_type}")), 1, "{account_type}");
    }
    assert_eq!(count("code = '756' AND position = 5 AND type = 6 AND bookmark = 1"), 1);
    assert_eq!(count("code = '401' AND position = 3 AND type = 4 AND description IS NOT NULL"), 1);
    assert_eq!(count("code = '86' AND position = 0 AND type = 0 AND description IS NULL"), 1);
}

#[test]
fn a_chart_is_installed_once_and_must_be_one_of_ours() {
    let mut conn = schema::in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    install(&tx, "fr_pca_2025").unwrap();
    assert!(matches!(install(&tx, "fr_pca_2025"), Err(Error::Conflict(_))));
    assert!(matches!(install(&tx, "lu_2020"), Err(Error::NotFound(_))));
}

#[test]
fn charts_are_listed_by_country_and_label() {
    in_books(|tx| {
        add_shipped(tx, "be_pcmn_2019", &trace()).unwrap();
        create(tx, &draft(&[("label", "b"), ("country", "fr")]), None, &trace()).unwrap();
        create(tx, &draft(&[("label", "z")]), None, &trace()).unwrap();
        let labels: Vec<String> = list(tx).unwrap().into_iter().map(|chart| chart.label).collect();
        assert_eq!(labels[0], "z", "a chart without country comes first");
        assert_eq!((labels[1].starts_with("Plan comptable minimum"), labels[3].as_str()), (true, "b"));
        assert_eq!(refusals(add_shipped(tx, "nope", &trace())), [("install".into(), "accounting-chart-unknown")]);
    });
}

#[test]
fn a_copy_has_the_same_accounts_and_is_no_official_chart() {
    in_books(|tx| {
        let copy = create(tx, &draft(&[("label", "Le nôtre")]), Some(1), &trace()).unwrap();
        assert_eq!((copy.country.as_deref(), copy.code.as_deref(), copy.archived), (Some("FR"), None, false));
        assert_eq!(said(tx, copy.id), said(tx, 1));
        let unknown = create(tx, &draft(&[("label", "x")]), Some(99), &trace());
        assert_eq!(refusals(unknown), [("copy".into(), "chart-unknown")]);
        assert_eq!(refusals(create(tx, &draft(&[]), None, &trace())), [("label".into(), "accounting-label-missing")]);
    });
}

#[test]
fn another_country_gives_every_account_another_type() {
    in_books(|tx| {
        let copy = create(tx, &draft(&[("label", "x"), ("country", "")]), Some(1), &trace()).unwrap();
        assert!(said(tx, copy.id).iter().all(|account| account.account_type == AccountType::None));
        let changed = change(tx, copy.id, &draft(&[("country", "FR"), ("archived", "1")]), &trace()).unwrap();
        assert!(changed.archived);
        assert_eq!(said(tx, copy.id), said(tx, 1));
        let official = change(tx, 1, &draft(&[("country", "BE")]), &trace());
        assert!(matches!(official, Err(Error::Conflict(_))));
        assert!(change(tx, 1, &draft(&[("label", "Associations"), ("country", "FR")]), &trace()).is_ok());
    });
}

#[test]
fn a_chart_that_a_year_uses_stays() {
    in_books(|tx| {
        assert!(matches!(delete(tx, 1, &trace()), Err(Error::Conflict(_))));
        let copy = create(tx, &draft(&[("label", "x")]), Some(1), &trace()).unwrap();
        delete(tx, copy.id, &trace()).unwrap();
        assert_eq!((Chart::find(tx, copy.id).unwrap(), said(tx, copy.id)), (None, Vec::new()));
        assert!(matches!(delete(tx, copy.id, &trace()), Err(Error::NotFound(_))));
    });
}

#[test]
fn a_chart_with_lines_on_its_accounts_stays_even_without_a_year() {
    in_books(|tx| {
        let copy = create(tx, &draft(&[("label", "x")]), Some(1), &trace()).unwrap();
        fixture::entry(tx, EntryType::Advanced, "2025-02-01", "a", &[("606", 5, 0), ("530", 0, 5)]);
        let moved = "UPDATE acc_transactions_lines SET id_account =
            (SELECT id FROM acc_accounts WHERE id_chart = ?1 AND code = '530') WHERE credit = 5";
        tx.execute(moved, [copy.id]).unwrap();
        assert!(matches!(delete(tx, copy.id, &trace()), Err(Error::Conflict(_))));
    });
}

#[test]
fn updating_adds_and_corrects_and_keeps_what_the_association_decided() {
    in_books(|tx| {
        tx.execute_batch(
            "DELETE FROM acc_accounts WHERE code IN ('757', '768');
             UPDATE acc_accounts SET label = 'x', position = 0, type = 0, bookmark = 0, description = 'y' WHERE code = '756';
             UPDATE acc_accounts SET label = 'z', position = 1 WHERE code = '606';
             UPDATE acc_accounts SET bookmark = 1, archived = 1 WHERE code = '120';
             UPDATE acc_accounts SET user = 1, label = 'Tombola' WHERE code = '7780';",
        )
        .unwrap();
        fixture::entry(tx, EntryType::Advanced, "2025-02-01", "a", &[("606", 5, 0), ("530", 0, 5)]);
        tx.execute_batch("UPDATE acc_years SET status = 1 WHERE id = 1").unwrap();
        let shown = update(tx, 1, true, &trace()).unwrap();
        let done = update(tx, 1, false, &trace()).unwrap();
        assert_eq!((shown, done.added, done.changed), (done.clone(), 2, 1));
        let of = |code| accounts::Account::get(tx, fixture::account(tx, code)).unwrap();
        let dues = of("756");
        assert_eq!(
            (dues.label.as_str(), dues.position, dues.account_type),
            ("Cotisations", Position::Revenue, AccountType::Revenue)
        );
        assert_eq!((dues.bookmark, dues.description.as_deref()), (false, Some("y")));
        assert!(of("768").bookmark && of("120").bookmark && of("120").archived);
        assert_eq!(of("606").label, "z", "its year is closed");
        assert_eq!((of("7780").label.as_str(), of(fixture::BANK).user), ("Tombola", true));
        let again = update(tx, 1, false, &trace()).unwrap();
        assert_eq!((again.added, again.changed), (0, 0));
        let copy = create(tx, &draft(&[("label", "x")]), Some(1), &trace()).unwrap();
        assert!(matches!(update(tx, copy.id, false, &trace()), Err(Error::Conflict(_))));
    });
}

#[test]
fn a_file_becomes_a_chart_whose_types_follow_from_its_codes() {
    let content = "Numéro;Libellé;Autre;Description;Position;Favori;Ajouté\n\
        512X;Banque;?;;Actif;Favori;\n\
        606;Achats;?;Tout;Passif;;Ajouté\n\
        801;Engagements;;;;;\n";
    in_books(|tx| {
        let imported =
            import(tx, &draft(&[("label", "Le nôtre"), ("country", "FR")]), file(content), &trace()).unwrap();
        assert_eq!((imported.accounts, imported.chart.code), (3, None));
        let accounts = said(tx, imported.chart.id);
        let known =
            |a: &accounts::Account| (a.code.clone(), a.position.number(), a.account_type.number(), a.bookmark, a.user);
        assert_eq!(known(&accounts[0]), ("512X".into(), 1, 1, true, false), "a side that was chosen stays");
        assert_eq!(known(&accounts[1]), ("606".into(), 4, 5, false, true), "an expense is never a liability");
        assert_eq!(known(&accounts[2]), ("801".into(), 0, 0, false, false));
        assert_eq!(accounts[1].description.as_deref(), Some("Tout"));
    });
}

#[test]
fn a_file_with_a_mistake_makes_no_chart_and_each_line_is_named() {
    let head = "code,label,description,position,bookmark\n";
    in_books(|tx| {
        let refused = |content: &str| {
            let result = import(tx, &draft(&[("label", "x"), ("country", "FR")]), file(content), &trace());
            let refused = refusals(result);
            assert_eq!(list(tx).unwrap().len(), 1);
            refused
        };
        let long = "x".repeat(201);
        let lines = format!(
            "{head}512,Banque,,Actif,\n9,Neuf,,,\n512,Encore,,Actif,\n513,,,Actif,\n514,x,,actif,\n515,{long},,,\n"
        );
        let expected = [
            ("line 3", "chart-line-code"),
            ("line 4", "chart-line-twice"),
            ("line 5", "chart-line-label"),
            ("line 6", "chart-line-position"),
            ("line 7", "chart-line-long"),
        ];
        assert_eq!(refused(&lines), expected.map(|(line, id)| (line.to_owned(), id)));
        assert_eq!(refused("code,label,position,bookmark\n1,a,,\n")[0].0, "description");
        assert_eq!(refused(head), [("file".into(), "chart-file-empty")]);
        let wide = import(tx, &draft(&[("label", "x")]), file(&format!("{head}1,a,,,,z\n")), &trace());
        assert!(matches!(wide, Err(Error::Invalid { .. })), "{wide:?}");
    });
}

#[test]
fn what_is_exported_is_imported_again_the_same() {
    in_books(|tx| {
        for (name, country) in [("fr_pca_2018", "FR"), ("be_pcmn_2019", "BE"), ("ch_asso", "CH")] {
            let official = add_shipped(tx, name, &trace()).unwrap();
            let own =
                [("code", "512_A"), ("label", "=1+1; \"a\"\nb"), ("description", " 01/02/2026"), ("bookmark", "1")];
            let own = AccountDraft::from_params(&fixture::form(&own)).unwrap();
            accounts::create(tx, official.id, own, &trace()).unwrap();
            for format in [Format::Csv, Format::Ods, Format::Xlsx] {
                let out = tempfile::tempfile().unwrap();
                let mut writer =
                    sheet::spreadsheet(format, &sheet::Document::new("x"), &columns(format), out.try_clone().unwrap())
                        .unwrap();
                write(tx, official.id, &mut *writer).unwrap();
                drop(writer);
                let label = draft(&[("label", "x"), ("country", country)]);
                let imported = import(tx, &label, records(out).unwrap(), &trace()).unwrap();
                let mut expected = said(tx, official.id);
                for account in &mut expected {
                    // A chart of the association's own has the positions that its codes call for.
                    account.position = Position::of_code(official.rules(), &account.code, account.position);
                }
                assert_eq!(said(tx, imported.chart.id), expected, "{name} {format:?}");
            }
        }
    });
}

#[test]
fn every_change_of_a_chart_is_noted() {
    in_books(|tx| {
        let copy = create(tx, &draft(&[("label", "x")]), Some(1), &trace()).unwrap();
        change(tx, copy.id, &draft(&[("label", "y")]), &trace()).unwrap();
        change(tx, copy.id, &draft(&[("label", "y")]), &trace()).unwrap();
        delete(tx, copy.id, &trace()).unwrap();
        let logs: Vec<String> = tx
            .prepare("SELECT type || details FROM logs ORDER BY id")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let line = |deed: i64| format!(r#"{deed}{{"entity":"Accounting\\Chart","id":{}}}"#, copy.id);
        assert_eq!(logs, [line(10), line(12), line(11)]);
        let changes: String =
            tx.query_row("SELECT changes FROM ruche_history WHERE action = 'changed'", [], |row| row.get(0)).unwrap();
        assert_eq!(changes, r#"{"label":{"old":"x","new":"y"}}"#);
        let stamp: i64 = tx
            .query_row("SELECT CAST(value AS INTEGER) FROM config WHERE key = 'last_chart_change'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert!(stamp > 1_700_000_000);
    });
}
