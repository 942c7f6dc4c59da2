//! Reports as tables for people: headings in their language, an account in each row, totals in rows of their own.

use super::balances::Side;
use super::criteria::{Comparison, Criteria, View};
use super::statement::{Amount, Section, Statement};
use super::trial_balance::{Account, TrialBalance};
use crate::error::Result;
use crate::i18n::{Language, Message, text};
use crate::msg;
use crate::sheet::{Cell, Column, Kind, RowWriter};

/// Widths, in characters, that the usual codes and labels of accounts need.
pub(super) const CODE_WIDTH: u16 = 10;
pub(super) const LABEL_WIDTH: u16 = 44;

/// A column with its heading in a language.
pub(super) fn column(language: Language, heading: &Message, kind: Kind) -> Column {
    Column::new(text(language, heading), kind)
}

/// The heading of a column that has the name of a year.
fn named_after(label: &str) -> Column {
    Column::new(label, Kind::Amount)
}

pub(super) fn trial_balance_columns(criteria: &Criteria, language: Language) -> Vec<Column> {
    let amount = |heading: Message| column(language, &heading, Kind::Amount);
    let mut columns = vec![
        column(language, &msg!("report-account"), Kind::Text).of_width(CODE_WIDTH),
        column(language, &msg!("report-account-label"), Kind::Text).of_width(LABEL_WIDTH),
        amount(msg!("report-debit")),
        amount(msg!("report-credit")),
    ];
    match (&criteria.comparison, criteria.view) {
        (Some(Comparison::Year(other)), _) => columns.extend([
            named_after(&heading_of_balance(language, &criteria.year.label)),
            named_after(&heading_of_balance(language, &other.label)),
            amount(msg!("report-change")),
        ]),
        (_, View::Expert) => {
            columns.extend([amount(msg!("report-debit-balance")), amount(msg!("report-credit-balance"))]);
        }
        (_, View::Simple) => columns.push(amount(msg!("report-balance"))),
    }
    columns
}

fn heading_of_balance(language: Language, year: &str) -> String {
    text(language, &msg!("report-balance-of-year", year = year))
}

pub(super) fn trial_balance(
    report: &TrialBalance,
    criteria: &Criteria,
    language: Language,
    writer: &mut dyn RowWriter,
) -> Result<()> {
    for account in &report.accounts {
        let of = &account.of;
        let mut cells = vec![Cell::Text(&of.code), Cell::Text(&of.label)];
        cells.extend([Cell::Integer(of.debit), Cell::Integer(of.credit)]);
        cells.extend(balance_cells(account, criteria.view));
        writer.row(&cells)?;
    }
    let total = text(language, &msg!("report-total"));
    let mut cells = vec![Cell::Empty, Cell::Text(&total), Cell::Integer(report.debit), Cell::Integer(report.credit)];
    cells.resize(trial_balance_columns(criteria, language).len(), Cell::Empty);
    if criteria.comparison.is_none() && criteria.view == View::Expert {
        let balances = || report.accounts.iter().map(|account| account.of.balance);
        cells[4] = Cell::Integer(super::balances::sum(balances().filter(|balance| *balance > 0))?);
        cells[5] = Cell::Integer(super::balances::sum(balances().filter(|b| *b < 0).map(i64::saturating_neg))?);
    }
    writer.total(&cells)
}

fn balance_cells(account: &Account, view: View) -> Vec<Cell<'static>> {
    let Amount { value, .. } = account.balance;
    match (account.balance.other.zip(account.balance.change()), view) {
        (Some((other, change)), _) => vec![Cell::Integer(value), Cell::Integer(other), Cell::Integer(change)],
        (None, View::Simple) => vec![Cell::Integer(value)],
        // Each balance on its side, the other one empty, as accountants print it.
        (None, View::Expert) if value > 0 => vec![Cell::Integer(value), Cell::Empty],
        (None, View::Expert) if value < 0 => vec![Cell::Empty, Cell::Integer(value.saturating_neg())],
        (None, View::Expert) => vec![Cell::Empty, Cell::Empty],
    }
}

pub(super) fn statement_columns(criteria: &Criteria, language: Language) -> Vec<Column> {
    let mut columns = vec![
        column(language, &msg!("report-section"), Kind::Text).of_width(CODE_WIDTH),
        column(language, &msg!("report-account"), Kind::Text).of_width(CODE_WIDTH),
        column(language, &msg!("report-account-label"), Kind::Text).of_width(LABEL_WIDTH),
    ];
    columns.extend(amount_columns(criteria, language));
    columns
}

/// The columns of an [`Amount`].
pub(super) fn amount_columns(criteria: &Criteria, language: Language) -> Vec<Column> {
    let amount = |heading: Message| column(language, &heading, Kind::Amount);
    match &criteria.comparison {
        None => vec![amount(msg!("report-amount"))],
        Some(Comparison::Year(other)) => {
            vec![named_after(&criteria.year.label), named_after(&other.label), amount(msg!("report-change"))]
        }
        Some(Comparison::Budget) => {
            vec![amount(msg!("report-actual")), amount(msg!("report-budget")), amount(msg!("report-gap"))]
        }
    }
}

pub(super) fn amount_cells<'a>(amount: Amount) -> impl Iterator<Item = Cell<'a>> {
    [Some(amount.value), amount.other, amount.change()].into_iter().flatten().map(Cell::Integer)
}

/// Each side with its total, in the order of the statement. The result closes the right side of a balance sheet, and the
/// general part of an income statement; gifts in kind come after it.
pub(super) fn statement(report: &Statement, language: Language, writer: &mut dyn RowWriter) -> Result<()> {
    for section in &report.sections {
        let gifts = matches!(section.side, Side::VolunteeringUse | Side::VolunteeringSource);
        if gifts && section.lines.is_empty() {
            continue;
        }
        let name = text(language, &section_name(section.side));
        rows(section, &name, writer)?;
        let mut total = section.total;
        if section.side == Side::Liability {
            result(report, &name, language, writer)?;
            total = report.liabilities_and_result()?;
        }
        writer.total(&cells(&name, None, &text(language, &total_name(section.side)), total))?;
        if section.side == Side::Revenue {
            result(report, &text(language, &msg!("report-result")), language, writer)?;
        }
    }
    Ok(())
}

fn rows(section: &Section, name: &str, writer: &mut dyn RowWriter) -> Result<()> {
    section.lines.iter().try_for_each(|line| writer.row(&cells(name, Some(&line.code), &line.label, line.amount)))
}

/// The result is a total, too.
fn result(report: &Statement, section: &str, language: Language, writer: &mut dyn RowWriter) -> Result<()> {
    writer.total(&cells(section, None, &text(language, &result_name(report.result)), report.result))
}

pub(super) fn result_name(result: Amount) -> Message {
    if result.value >= 0 { msg!("report-surplus") } else { msg!("report-deficit") }
}

fn cells<'a>(section: &'a str, code: Option<&'a str>, label: &'a str, amount: Amount) -> Vec<Cell<'a>> {
    let names = [Cell::Text(section), code.map_or(Cell::Empty, Cell::Text), Cell::Text(label)];
    names.into_iter().chain(amount_cells(amount)).collect()
}

pub(super) fn section_name(side: Side) -> Message {
    match side {
        Side::Asset => msg!("report-assets"),
        Side::Liability => msg!("report-liabilities"),
        Side::Expense => msg!("report-expense"),
        Side::Revenue => msg!("report-revenue"),
        Side::VolunteeringUse => msg!("report-use"),
        Side::VolunteeringSource | Side::Nowhere => msg!("report-source"),
    }
}

pub(super) fn total_name(side: Side) -> Message {
    match side {
        Side::Asset => msg!("report-total-assets"),
        Side::Liability => msg!("report-total-liabilities"),
        Side::Expense => msg!("report-total-expense"),
        Side::Revenue => msg!("report-total-revenue"),
        Side::VolunteeringUse => msg!("report-total-use"),
        Side::VolunteeringSource | Side::Nowhere => msg!("report-total-source"),
    }
}
