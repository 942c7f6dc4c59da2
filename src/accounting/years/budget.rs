//! The budget of a year: `acc_years_provisional` (accounting.md 7.3).

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::accounting::account_type::Position;
use crate::accounting::amount;
use crate::accounting::entries::find_account;
use crate::accounting::reports::Side;
use crate::accounting::year::Year;
use crate::audit::{Action, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::Params;

/// The expected amount of one account, in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BudgetLine)]
pub struct Expected {
    pub id: i64,
    pub code: String,
    pub label: String,
    pub amount: i64,
}

/// The budget of a year. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Budget {
    /// By code.
    pub expense: Vec<Expected>,
    pub revenue: Vec<Expected>,
    /// Gifts in kind, which no total includes: their use and their source.
    #[serde(rename = "use")]
    pub gifts_used: Vec<Expected>,
    #[serde(rename = "source")]
    pub gifts_received: Vec<Expected>,
    pub total_expense: i64,
    pub total_revenue: i64,
    /// Revenue − expense.
    pub result: i64,
}

pub fn budget(conn: &Connection, year: &Year) -> Result<Budget> {
    let [mut expense, mut revenue, mut gifts_used, mut gifts_received] = [const { Vec::new() }; 4];
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.code, a.label, b.amount, a.type, a.position FROM acc_years_provisional b
         INNER JOIN acc_accounts a ON a.id = b.id_account WHERE b.id_year = ?1 ORDER BY a.code COLLATE NOCASE",
    )?;
    let mut rows = statement.query([year.id])?;
    while let Some(row) = rows.next()? {
        let side = match Side::of(row.get(4)?, row.get(5)?, 0, 0) {
            Side::Expense => &mut expense,
            Side::Revenue => &mut revenue,
            Side::VolunteeringUse => &mut gifts_used,
            Side::VolunteeringSource => &mut gifts_received,
            // An account that was expense or revenue when its budget was set.
            Side::Asset | Side::Liability | Side::Nowhere => continue,
        };
        side.push(Expected { id: row.get(0)?, code: row.get(1)?, label: row.get(2)?, amount: row.get(3)? });
    }
    let total = |side: &[Expected]| side.iter().fold(0_i64, |sum, expected| sum.saturating_add(expected.amount));
    let (total_expense, total_revenue) = (total(&expense), total(&revenue));
    let result = total_revenue.saturating_sub(total_expense);
    Ok(Budget { expense, revenue, gifts_used, gifts_received, total_expense, total_revenue, result })
}

/// Sets the expected amounts of accounts: `accounts` gives amounts by code; a blank amount and zero remove the account.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, or with the account or amount that is wrong.
pub fn set_budget(tx: &Transaction<'_>, year: &Year, params: &Params, audit: &AuditLog<'_>) -> Result<Budget> {
    year.require_open()?;
    let amounts = params.get("accounts").entries()?;
    if amounts.is_empty() {
        return Err(Error::invalid_field("accounts", msg!("param-not-map", name = "accounts")));
    }
    let before = budget(tx, year)?;
    for (code, value) in amounts {
        let account = account(tx, year, code, value.name())?;
        let amount = value.amount_or_zero()?.unwrap_or(Cents(0));
        if amount.0.unsigned_abs() > amount::LARGEST.0.unsigned_abs() {
            return Err(value.refused(msg!("year-amount-too-large", name = value.name())));
        }
        match amount {
            Cents(0) => tx
                .prepare_cached("DELETE FROM acc_years_provisional WHERE id_year = ?1 AND id_account = ?2")?
                .execute((year.id, account))?,
            Cents(cents) => tx
                .prepare_cached(
                    "INSERT INTO acc_years_provisional (id_year, id_account, amount) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id_year, id_account) DO UPDATE SET amount = excluded.amount",
                )?
                .execute((year.id, account, cents))?,
        };
    }
    let after = budget(tx, year)?;
    if after != before {
        let changes = json!({"budget": {"old": noted(&before), "new": noted(&after)}});
        audit.record(Entity::Year, year.id, Action::Changed, &changes.to_string())?;
    }
    Ok(after)
}

/// An account of expense or revenue.
fn account(conn: &Connection, year: &Year, code: &str, field: &str) -> Result<i64> {
    let unknown = || {
        let message = msg!("year-account-unknown", code = code, year = year.label.as_str());
        Error::invalid_field(field, message)
    };
    let id = find_account(conn, year, code)?.ok_or_else(unknown)?;
    let mut statement = conn.prepare_cached("SELECT position FROM acc_accounts WHERE id = ?1")?;
    let position: Position = statement.query_row([id], |row| row.get(0))?;
    if matches!(position, Position::Expense | Position::Revenue) {
        Ok(id)
    } else {
        Err(Error::invalid_field(field, msg!("year-account-not-of-result", code = code)))
    }
}

/// Amounts by code, for the history.
fn noted(budget: &Budget) -> Json {
    let Budget { expense, revenue, gifts_used, gifts_received, .. } = budget;
    let amounts = [expense, revenue, gifts_used, gifts_received].into_iter().flatten();
    Json::Object(amounts.map(|expected| (expected.code.clone(), expected.amount.into())).collect())
}
