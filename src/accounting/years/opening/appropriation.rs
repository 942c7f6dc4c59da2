//! Where the result of a year stands in the next one, and the entry that appropriates it (accounting.md 7.2).

use rusqlite::{Connection, OptionalExtension};

use super::{Account, PlannedLine, line};
use crate::accounting::account_type::{AccountType, Position};
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::msg;

/// The account of a chart with that type; of several, the one with the lowest code.
fn account_of_type(conn: &Connection, chart: i64, account_type: AccountType) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, code, label FROM acc_accounts WHERE id_chart = ?1 AND type = ?2 ORDER BY code LIMIT 1",
    )?;
    let account = statement
        .query_row((chart, account_type), |row| Ok(Account { id: row.get(0)?, code: row.get(1)?, label: row.get(2)? }));
    Ok(account.optional()?)
}

/// As [`account_of_type`], but the account is required.
pub(in crate::accounting::years) fn require_account(
    conn: &Connection,
    chart: i64,
    account_type: AccountType,
) -> Result<Account> {
    account_of_type(conn, chart, account_type)?.ok_or_else(|| {
        Error::invalid(match account_type {
            AccountType::Opening => msg!("year-no-opening-account"),
            AccountType::Closing => msg!("year-no-closing-account"),
            AccountType::Surplus => msg!("year-no-surplus-account"),
            AccountType::Deficit => msg!("year-no-deficit-account"),
            _ => msg!("year-no-appropriation-account"),
        })
    })
}

/// The account of Belgian charts that holds the results that were not appropriated otherwise.
const CARRIED_FORWARD_IN_BELGIUM: &str = "14";

/// The account on which a new year finds a result (revenue − expense).
///
/// In Belgian law the accounts of types 11 and 12 (692 and 690) are part of the income statement: they appropriate a result
/// within its own year, and close with it. What the members did not appropriate stands in 14.
pub(super) fn result_account(conn: &Connection, chart: i64, result: i64) -> Result<Account> {
    let account_type = if result > 0 { AccountType::Surplus } else { AccountType::Deficit };
    match carried_forward_by_law(conn, chart, account_type)? {
        Some(account) => Ok(account),
        None => require_account(conn, chart, account_type),
    }
}

/// The account of results carried forward, in charts whose account of that type is one of the income statement.
fn carried_forward_by_law(conn: &Connection, chart: i64, account_type: AccountType) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, code, label FROM acc_accounts WHERE id_chart = ?1 AND code = ?2 AND position NOT IN (?3, ?4)
            AND (SELECT country FROM acc_charts WHERE id = ?1) = 'BE'
            AND (SELECT position FROM acc_accounts WHERE id_chart = ?1 AND type = ?5 ORDER BY code LIMIT 1) IN (?3, ?4)",
    )?;
    let values = (chart, CARRIED_FORWARD_IN_BELGIUM, Position::Expense, Position::Revenue, account_type);
    let account =
        statement.query_row(values, |row| Ok(Account { id: row.get(0)?, code: row.get(1)?, label: row.get(2)? }));
    Ok(account.optional()?)
}

/// The lines that move the result to the account that receives it: what stands on the accounts of results, from the lines of
/// the opening and other entries. In charts whose results are carried forward by law nothing has to be moved; when the
/// request asks for it, the result of this opening is, and not those of earlier years beside it.
pub(super) fn appropriation(
    conn: &Connection,
    year: &Year,
    (lines, result): (&[PlannedLine], i64),
    replaces: &[i64],
    wanted: Option<bool>,
) -> Result<Vec<PlannedLine>> {
    if wanted == Some(false) {
        return Ok(Vec::new());
    }
    for account_type in [AccountType::Surplus, AccountType::Deficit, AccountType::Appropriation] {
        match require_account(conn, year.chart, account_type) {
            // The request did not ask for it.
            Err(_) if wanted.is_none() => return Ok(Vec::new()),
            found => drop(found?),
        }
    }
    let receiver = require_account(conn, year.chart, AccountType::Appropriation)?;
    let moved = |from: Account, standing: i64| {
        [line(None, Some(from), standing.saturating_neg()), line(None, Some(receiver.clone()), standing)]
    };
    if let Some(carried) = carried_forward_by_law(conn, year.chart, AccountType::Surplus)? {
        let is_moved = wanted == Some(true) && result != 0;
        return Ok(if is_moved { moved(carried, result.saturating_neg()).to_vec() } else { Vec::new() });
    }
    let mut planned = Vec::new();
    for (account, stored) in results(conn, year, replaces)? {
        let of_account = |line: &&PlannedLine| line.account.as_ref().is_some_and(|of| of.id == account.id);
        let standing = lines
            .iter()
            .filter(of_account)
            .fold(stored, |sum, line| sum.saturating_add(line.debit).saturating_sub(line.credit));
        if standing != 0 {
            planned.extend(moved(account, standing));
        }
    }
    Ok(planned)
}

/// The result accounts with their balances, without the entries that are replaced.
fn results(conn: &Connection, year: &Year, replaces: &[i64]) -> Result<Vec<(Account, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.code, a.label, l.id_transaction, ifnull(l.debit - l.credit, 0)
         FROM acc_accounts a LEFT JOIN acc_transactions_lines l ON l.id_account = a.id
            AND l.id_transaction IN (SELECT id FROM acc_transactions WHERE id_year = ?2)
         WHERE a.id_chart = ?1 AND a.type IN (?3, ?4) ORDER BY a.code",
    )?;
    let mut rows = statement.query((year.chart, year.id, AccountType::Surplus, AccountType::Deficit))?;
    let mut found: Vec<(Account, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let account = Account { id: row.get(0)?, code: row.get(1)?, label: row.get(2)? };
        let entry: Option<i64> = row.get(3)?;
        let balance: i64 = if entry.is_some_and(|id| replaces.contains(&id)) { 0 } else { row.get(4)? };
        match found.last_mut().filter(|(last, _)| last.id == account.id) {
            Some((_, sum)) => *sum = sum.saturating_add(balance),
            None => found.push((account, balance)),
        }
    }
    Ok(found)
}
