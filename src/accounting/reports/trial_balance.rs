//! The trial balance: every account with lines (accounting.md 9).

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::balances::{Balance, Side, balances, sum};
use super::criteria::{Comparison, Criteria, View};
use super::statement::Amount;
use crate::error::Result;

/// An account, with its balance in the view that was asked for and that of another year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub of: Balance,
    pub balance: Amount,
}

/// Every account with lines, and the sums that are equal when the books are in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialBalance {
    /// By code.
    pub accounts: Vec<Account>,
    pub debit: i64,
    pub credit: i64,
}

pub fn trial_balance(conn: &Connection, criteria: &Criteria) -> Result<TrialBalance> {
    let own = balances(conn, criteria)?;
    let debit = sum(own.iter().map(|account| account.debit))?;
    let credit = sum(own.iter().map(|account| account.credit))?;
    let other = match &criteria.comparison {
        Some(Comparison::Year(year)) => Some(balances(conn, &criteria.in_year(year))?),
        _ => None,
    };
    let mut accounts = BTreeMap::new();
    for of in own {
        let balance = Amount { value: shown(criteria.view, of.side, of.balance), other: other.as_ref().map(|_| 0) };
        accounts.insert(of.code.to_ascii_lowercase(), Account { of, balance });
    }
    for of in other.into_iter().flatten() {
        let code = of.code.to_ascii_lowercase();
        let (id, balance) = (of.id, of.balance);
        // In the view of this year, so that both can be compared; an account that only the other year has keeps its own.
        let unused =
            || Account { of: Balance { debit: 0, credit: 0, balance: 0, id, ..of }, balance: Amount::default() };
        let account = accounts.entry(code).or_insert_with(unused);
        account.balance.other = Some(shown(criteria.view, account.of.side, balance));
    }
    Ok(TrialBalance { accounts: accounts.into_values().collect(), debit, credit })
}

fn shown(view: View, side: Side, balance: i64) -> i64 {
    match view {
        View::Simple if !side.is_debit() => balance.saturating_neg(),
        _ => balance,
    }
}
