//! Reports on a fiscal year (accounting.md 9): trial balance, general ledger, income statement, balance sheet, projects.
//!
//! Each is computed from the lines that some [`Criteria`] choose and leaves in two forms: JSON in cents, with totals, and
//! a table that people read, row by row. Balances are debit − credit unless a report says otherwise.

mod balances;
mod criteria;
mod json;
mod ledger;
pub mod months;
mod projects;
mod statement;
mod table;
#[cfg(test)]
mod tests;
mod trial_balance;
mod two_sided;

use std::io::Write;

use rusqlite::Connection;

pub use balances::{Balance, Side, balances};
pub use criteria::{Comparison, Criteria, Projects, View};
pub use statement::{Statement, balance_sheet, income_statement};
pub use trial_balance::trial_balance;

use crate::error::Result;
use crate::i18n::{Language, Message};
use crate::msg;
use crate::sheet::{Column, Format, RowWriter};

/// The reports on one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    TrialBalance,
    Ledger,
    IncomeStatement,
    BalanceSheet,
    /// What each project received and spent.
    Projects,
}

impl Report {
    pub const ALL: [Report; 5] =
        [Report::TrialBalance, Report::Ledger, Report::IncomeStatement, Report::BalanceSheet, Report::Projects];

    /// Its name, for the title of a file.
    pub fn title(self) -> Message {
        match self {
            Report::TrialBalance => msg!("report-trial-balance"),
            Report::Ledger => msg!("report-ledger"),
            Report::IncomeStatement => msg!("report-income-statement"),
            Report::BalanceSheet => msg!("report-balance-sheet"),
            Report::Projects => msg!("report-projects"),
        }
    }

    /// Writes it as a JSON document. The general ledger leaves line by line; the others are as small as the chart.
    pub fn write_json(self, conn: &Connection, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
        match self {
            Report::TrialBalance => json::trial_balance(&trial_balance(conn, criteria)?, criteria, out),
            Report::Ledger => ledger::write_json(conn, criteria, out),
            Report::IncomeStatement => json::income_statement(&income_statement(conn, criteria)?, criteria, out),
            Report::BalanceSheet => json::balance_sheet(&balance_sheet(conn, criteria)?, criteria, out),
            Report::Projects => projects::write_json(conn, criteria, out),
        }
    }

    /// Whether its table has two lists side by side: balance sheets to hand out, as accountants print them. CSV has one list,
    /// which programs read.
    pub fn is_two_sided(self, format: Format) -> bool {
        self == Report::BalanceSheet && matches!(format, Format::Ods | Format::Xlsx)
    }

    /// The columns of its table, with headings in a language.
    pub fn columns(self, criteria: &Criteria, language: Language, format: Format) -> Vec<Column> {
        match self {
            _ if self.is_two_sided(format) => two_sided::columns(criteria, language),
            Report::TrialBalance => table::trial_balance_columns(criteria, language),
            Report::Ledger => ledger::columns(language),
            Report::IncomeStatement | Report::BalanceSheet => table::statement_columns(criteria, language),
            Report::Projects => projects::columns(language),
        }
    }

    /// Writes the rows of its table, totals included, and the end.
    pub fn write_table(
        self,
        conn: &Connection,
        criteria: &Criteria,
        language: Language,
        format: Format,
        writer: &mut dyn RowWriter,
    ) -> Result<()> {
        match self {
            _ if self.is_two_sided(format) => two_sided::write(&balance_sheet(conn, criteria)?, language, writer)?,
            Report::TrialBalance => {
                table::trial_balance(&trial_balance(conn, criteria)?, criteria, language, writer)?;
            }
            Report::Ledger => ledger::write_rows(conn, criteria, language, writer)?,
            Report::IncomeStatement => table::statement(&income_statement(conn, criteria)?, language, writer)?,
            Report::BalanceSheet => table::statement(&balance_sheet(conn, criteria)?, language, writer)?,
            Report::Projects => projects::write_rows(conn, criteria, language, writer)?,
        }
        writer.finish()
    }
}
