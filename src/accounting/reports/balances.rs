//! The balance of each account and its side in the statements (accounting.md 6.1, 6.2).

use rusqlite::{Connection, Row};

use super::criteria::{CONDITION, Criteria};
use crate::accounting::account_type::{AccountType, Position};
use crate::error::{Error, Result};
use crate::msg;

/// The side of an account in the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Asset,
    Liability,
    Expense,
    Revenue,
    /// The use of gifts in kind and volunteering, shown apart.
    VolunteeringUse,
    /// The source of gifts in kind and volunteering.
    VolunteeringSource,
    /// An account without position, or with an unknown one.
    Nowhere,
}

impl Side {
    /// The side of an account by its stored type and position. An account that may be an asset or a liability is an
    /// asset while its debits exceed its credits; so are opening and closing accounts, which have no position in some charts.
    pub fn of(account_type: AccountType, position: Position, debit: i64, credit: i64) -> Side {
        let by_balance = || if debit > credit { Side::Asset } else { Side::Liability };
        match (account_type, position) {
            (AccountType::VolunteeringUse, _) => Side::VolunteeringUse,
            (AccountType::VolunteeringSource, _) => Side::VolunteeringSource,
            (_, Position::Asset) => Side::Asset,
            (_, Position::Liability) => Side::Liability,
            (AccountType::Opening | AccountType::Closing, _) | (_, Position::AssetOrLiability) => by_balance(),
            (_, Position::Expense) => Side::Expense,
            (_, Position::Revenue) => Side::Revenue,
            (_, Position::None | Position::Unknown(_)) => Side::Nowhere,
        }
    }

    /// Whether the accounts of this side grow by debits.
    pub fn is_debit(self) -> bool {
        matches!(self, Side::Asset | Side::Expense | Side::VolunteeringUse)
    }
}

/// The sums of one account, in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    pub id: i64,
    pub code: String,
    pub label: String,
    pub account_type: AccountType,
    pub side: Side,
    pub debit: i64,
    pub credit: i64,
    /// Debit − credit.
    pub balance: i64,
}

impl Balance {
    /// The balance, positive on the side of the account.
    pub fn on_its_side(&self) -> i64 {
        if self.side.is_debit() { self.balance } else { self.balance.saturating_neg() }
    }

    fn of_row(row: &Row<'_>) -> Result<Balance> {
        let (account_type, position): (AccountType, Position) = (row.get(3)?, row.get(4)?);
        let (debit, credit): (i64, i64) = (row.get(5)?, row.get(6)?);
        Ok(Balance {
            id: row.get(0)?,
            code: row.get(1)?,
            label: row.get(2)?,
            account_type,
            side: Side::of(account_type, position, debit, credit),
            debit,
            credit,
            balance: debit.checked_sub(credit).ok_or_else(too_large)?,
        })
    }
}

/// Every account with selected lines, by code.
pub fn balances(conn: &Connection, criteria: &Criteria) -> Result<Vec<Balance>> {
    let sql = format!(
        "SELECT a.id, a.code, a.label, a.type, a.position, CAST(s.debit AS INTEGER), CAST(s.credit AS INTEGER)
         FROM (SELECT l.id_account, SUM(l.debit) AS debit, SUM(l.credit) AS credit
            FROM acc_transactions t CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
            WHERE {CONDITION} GROUP BY l.id_account) s
         INNER JOIN acc_accounts a ON a.id = s.id_account
         ORDER BY a.code COLLATE NOCASE, a.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(criteria.values())?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Balance::of_row(row)?);
    }
    Ok(found)
}

/// A sum of cents.
///
/// # Errors
///
/// [`Error::Invalid`] when it leaves the range of 64 bits: only a file that was made so on purpose gets there.
pub(super) fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or_else(too_large)
}

fn too_large() -> Error {
    Error::invalid(msg!("report-too-large"))
}
