//! The charts of accounts shipped with the program, and how one gets into an association's database (accounting.md 11).
//!
//! Each is a file of `charts/`, in the form in which charts are imported: code, label, description, position, favourite.

use rusqlite::{OptionalExtension, Transaction, params};

pub use super::accounts::{AccountType, ChartCountry, Position};
use crate::error::{Error, Result};
use crate::msg;

/// A chart that comes with the program.
pub struct ShippedChart {
    /// How people and programs name it: `fr_pca_2025`.
    pub name: &'static str,
    pub country: ChartCountry,
    /// `acc_charts.code`; clients know it.
    pub code: &'static str,
    pub label: &'static str,
    csv: &'static str,
}

pub const SHIPPED: [ShippedChart; 1] = [ShippedChart {
    name: "fr_pca_2025",
    country: ChartCountry::France,
    code: "PCA_2025",
    label: "Plan comptable associatif (révision 2025)",
    csv: include_str!("../../charts/fr_pca_2025.csv"),
}];

/// An account as the file of a chart has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedAccount {
    pub code: String,
    pub label: String,
    pub description: Option<String>,
    pub position: Position,
    pub bookmark: bool,
}

impl ShippedChart {
    /// By its name, such as `fr_pca_2025`.
    pub fn named(name: &str) -> Option<&'static ShippedChart> {
        SHIPPED.iter().find(|chart| chart.name == name)
    }

    /// Its accounts, in the order of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when the file, which is part of the program, cannot be read: a test reads them all.
    pub fn accounts(&self) -> Result<Vec<ShippedAccount>> {
        csv::Reader::from_reader(self.csv.as_bytes())
            .records()
            .map(|row| account(&row.map_err(Error::internal)?))
            .collect()
    }
}

fn account(row: &csv::StringRecord) -> Result<ShippedAccount> {
    let cell = |at: usize| row.get(at).unwrap_or_default();
    let position = Position::parse(cell(3)).ok_or_else(|| Error::internal(anyhow::anyhow!("position {}", cell(3))))?;
    Ok(ShippedAccount {
        code: cell(0).to_owned(),
        label: cell(1).to_owned(),
        description: Some(cell(2)).filter(|text| !text.is_empty()).map(str::to_owned),
        position,
        bookmark: !cell(4).is_empty(),
    })
}

/// Installs a shipped chart with all its accounts and gives its identifier in the database.
///
/// # Errors
///
/// [`Error::NotFound`] when no chart has that name, [`Error::Conflict`] when it is installed already.
pub fn install(tx: &Transaction<'_>, name: &str) -> Result<i64> {
    let chart =
        ShippedChart::named(name).ok_or_else(|| Error::NotFound(msg!("accounting-chart-unknown", name = name)))?;
    let installed = tx
        .query_row(
            "SELECT 1 FROM acc_charts WHERE country = ?1 AND code = ?2",
            [chart.country.code(), chart.code],
            |_| Ok(()),
        )
        .optional()?;
    if installed.is_some() {
        return Err(Error::Conflict(msg!("accounting-chart-installed", name = chart.label)));
    }
    tx.execute(
        "INSERT INTO acc_charts (country, code, label) VALUES (?1, ?2, ?3)",
        [chart.country.code(), chart.code, chart.label],
    )?;
    let id = tx.last_insert_rowid();
    let mut insert = tx.prepare_cached(
        "INSERT INTO acc_accounts (id_chart, code, label, description, position, type, user, bookmark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
    )?;
    for account in chart.accounts()? {
        let account_type = AccountType::of_code(Some(chart.country), &account.code);
        insert.execute(params![
            id,
            account.code,
            account.label,
            account.description,
            account.position,
            account_type,
            account.bookmark
        ])?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::db::schema;

    #[test]
    fn every_shipped_chart_can_be_read_and_names_each_account_once() {
        for chart in &SHIPPED {
            let accounts = chart.accounts().unwrap();
            let codes: BTreeSet<&str> = accounts.iter().map(|account| account.code.as_str()).collect();
            assert_eq!(codes.len(), accounts.len());
            assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric())));
            for account in &accounts {
                let label = &account.label;
                assert!((1..=200).contains(&label.chars().count()) && label.trim() == label, "{label}");
                assert!(!label.contains('\u{ad}'), "{label}");
            }
        }
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
        assert!((40..60).contains(&count("bookmark = 1")));
    }

    #[test]
    fn a_chart_is_installed_once_and_must_exist() {
        let mut conn = schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        install(&tx, "fr_pca_2025").unwrap();
        assert!(matches!(install(&tx, "fr_pca_2025"), Err(Error::Conflict(_))));
        assert!(matches!(install(&tx, "lu_2020"), Err(Error::NotFound(_))));
    }
}
