//! Deposits: received payments, such as cheques, go to the bank (accounting.md 8).

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::account_type::AccountType;
use super::entries::links::{self, Link};
use super::entries::{Entry, Line, find_account, store};
use super::entry::status;
use super::settlement::account_of_types;
use super::year::Year;
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::money::Cents;
use crate::msg;
use crate::params::Ids;

/// A line that waits to be deposited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WaitingLine)]
pub struct Waiting {
    /// Of the line.
    pub id: i64,
    pub id_transaction: i64,
    pub id_year: i64,
    pub date: String,
    /// Of the entry.
    pub label: String,
    /// Of the entry.
    pub reference: Option<String>,
    pub line_label: Option<String>,
    pub line_reference: Option<String>,
    pub account: String,
    /// In cents.
    pub amount: i64,
    pub id_project: Option<i64>,
}

/// Debits of outstanding accounts that were not deposited. Opening balances are left out: they hold sums of such lines.
const WAITING: &str = "
    SELECT l.id, t.id, t.id_year, t.date, t.label, t.reference, l.label, l.reference, a.code, l.debit, l.id_project
    FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
    INNER JOIN acc_accounts a ON a.id = l.id_account
    WHERE a.type = 3 AND l.debit > 0 AND l.status & 4 = 0 AND t.status & 16 = 0";

impl Waiting {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Waiting> {
        Ok(Waiting {
            id: row.get(0)?,
            id_transaction: row.get(1)?,
            id_year: row.get(2)?,
            date: row.get(3)?,
            label: row.get(4)?,
            reference: row.get(5)?,
            line_label: row.get(6)?,
            line_reference: row.get(7)?,
            account: row.get(8)?,
            amount: row.get(9)?,
            id_project: row.get(10)?,
        })
    }
}

/// The lines of an outstanding account that wait, of one year or of all years, by date.
///
/// # Errors
///
/// [`Error::Invalid`] when it is no outstanding account of the year's chart.
pub fn waiting(conn: &Connection, year: &Year, code: &str, of_all_years: bool) -> Result<Vec<Waiting>> {
    account_of_types(conn, year, code, &[AccountType::Outstanding])?
        .ok_or_else(|| refused("account", msg!("deposit-account-wrong", code = code)))?;
    let sql = format!("{WAITING} AND a.code = ?1 AND (?2 OR t.id_year = ?3) ORDER BY t.date, t.id, l.id");
    let mut statement = conn.prepare_cached(&sql)?;
    let lines = statement.query_map((code, of_all_years, year.id), Waiting::of_row)?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// A request to deposit lines at the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Identifiers of lines that wait.
    pub lines: Ids,
    /// The code of the bank account.
    pub account: String,
    pub date: Date,
    /// The counted amount; `None` for the sum of the lines.
    pub amount: Option<Cents>,
    pub label: Option<String>,
    pub reference: Option<String>,
}

/// Writes the entry of a deposit, marks its lines and returns its number.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, a line does not wait, the account is no bank account, or the amount is
/// not that of the lines.
pub fn create(tx: &Transaction<'_>, year: &Year, wanted: &Deposit, audit: &AuditLog<'_>) -> Result<i64> {
    year.require_open()?;
    let lines = chosen(tx, &wanted.lines)?;
    let bank = account_of_types(tx, year, &wanted.account, &[AccountType::Bank])?
        .ok_or_else(|| refused("account", msg!("deposit-bank-wrong", code = wanted.account.as_str())))?;
    let too_large = || wanted.lines.refused_as_a_whole(msg!("settlement-too-large"));
    let total = lines.iter().try_fold(Cents(0), |sum, line| sum.checked_add(Cents(line.amount)));
    let total = total.ok_or_else(too_large)?;
    if let Some(amount) = wanted.amount.filter(|amount| *amount != total) {
        let (amount, total) = (amount.to_string(), total.to_string());
        return Err(refused("amount", msg!("deposit-amount-differs", amount = amount, total = total)));
    }
    let label = wanted.label.clone().unwrap_or_else(|| text(Language::default(), &msg!("deposit-label")));
    let mut entry = Entry::new(year.id, wanted.date, label);
    entry.status = status::DEPOSIT;
    entry.reference = wanted.reference.clone();
    entry.lines.push(Line::debit(bank, total));
    for line in &lines {
        entry.lines.push(credit_of(tx, year, line, &wanted.lines)?);
    }
    let id = store::create(tx, entry, audit)?;
    let entries: BTreeSet<i64> = lines.iter().map(|line| line.id_transaction).collect();
    links::replace(tx, id, Link::Transactions, &Ids::of("transactions", Vec::from_iter(entries)), audit)?;
    store::mark_deposited(tx, wanted.lines.values(), audit)?;
    Ok(id)
}

/// Marks lines as deposited without writing an entry, for deposits that are booked already.
///
/// # Errors
///
/// [`Error::Invalid`] when a line does not wait.
pub fn mark(tx: &Transaction<'_>, lines: &Ids, audit: &AuditLog<'_>) -> Result<()> {
    chosen(tx, lines)?;
    store::mark_deposited(tx, lines.values(), audit)
}

/// The lines by their identifiers, each once.
fn chosen(conn: &Connection, lines: &Ids) -> Result<Vec<Waiting>> {
    if lines.is_empty() {
        return Err(lines.refused_as_a_whole(msg!("deposit-no-line")));
    }
    let mut select = conn.prepare_cached(&format!("{WAITING} AND l.id = ?1"))?;
    let mut exists = conn.prepare_cached("SELECT 1 FROM acc_transactions_lines WHERE id = ?1")?;
    lines
        .distinct()
        .into_iter()
        .map(|id| match select.query_row([id], Waiting::of_row).optional()? {
            Some(line) => Ok(line),
            None if exists.exists([id])? => Err(lines.refused(id, msg!("deposit-line-wrong", line = id))),
            None => Err(lines.refused(id, msg!("deposit-line-unknown", line = id))),
        })
        .collect()
}

/// The other side of a line, on the account of that code in the year's chart.
fn credit_of(conn: &Connection, year: &Year, line: &Waiting, chosen: &Ids) -> Result<Line> {
    let code = line.account.as_str();
    let message = || msg!("settlement-account-unknown", code = code, year = year.label.as_str());
    let unknown = || chosen.refused(line.id, message());
    let account = find_account(conn, year, code)?.ok_or_else(unknown)?;
    Ok(Line {
        label: line.line_label.clone().or_else(|| Some(line.label.clone()).filter(|label| label.len() < 200)),
        reference: line.line_reference.clone(),
        project: line.id_project,
        ..Line::credit(account, Cents(line.amount))
    })
}

fn refused(field: &str, message: Message) -> Error {
    Error::invalid_field(field, message)
}

#[cfg(test)]
mod tests;
