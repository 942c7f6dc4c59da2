//! Updates an official chart to the one that the program ships (accounting.md 11).

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};
use serde::Serialize;
use serde_json::json;

use super::change::note;
use super::{AccountType, Chart, ChartAccount, ShippedChart, shipped};
use crate::accounting::accounts;
use crate::audit::{Action, AuditContext};
use crate::error::{Error, Result};
use crate::msg;

/// The result of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Updated {
    pub added: usize,
    pub changed: usize,
}

/// Adds missing accounts and corrects label, position and type of official ones. Bookmarks, descriptions and accounts of the
/// association stay, and so do accounts that the program no longer ships and those with lines in a closed year, whose
/// reports must not change.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] when the chart is none of those shipped.
pub fn update(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<Updated> {
    let chart = Chart::get(tx, id)?;
    let source = ShippedChart::of(chart.country.as_deref(), chart.code.as_deref())
        .ok_or_else(|| Error::Conflict(msg!("chart-not-shipped", label = chart.label)))?;
    let present: BTreeMap<String, accounts::Account> =
        accounts::list(tx, id)?.into_iter().map(|account| (account.code.clone(), account)).collect();
    let mut done = Updated { added: 0, changed: 0 };
    for wanted in source.accounts()? {
        match present.get(&wanted.code) {
            None => {
                shipped::insert(tx, id, Some(source.country), &wanted)?;
                done.added += 1;
            }
            Some(account) if !account.user && correct(tx, account, &wanted, source)? => done.changed += 1,
            Some(_) => {}
        }
    }
    if done != (Updated { added: 0, changed: 0 }) {
        let count = present.len();
        let changes = json!({"accounts": {"old": count, "new": count + done.added}}).to_string();
        note(tx, id, Action::Changed, &changes, trace)?;
    }
    Ok(done)
}

/// Corrects an account; returns whether anything changed.
fn correct(
    tx: &Transaction<'_>,
    account: &accounts::Account,
    wanted: &ChartAccount,
    source: &ShippedChart,
) -> Result<bool> {
    // A position or type of another program stays.
    let account_type = AccountType::of_code(Some(source.country), &wanted.code);
    let account_type = if account.account_type.is_known() { account_type } else { account.account_type };
    let position = if account.position.is_known() { wanted.position } else { account.position };
    let is_right =
        account.label == wanted.label && account.position == position && account.account_type == account_type;
    if is_right || accounts::is_in_closed_year(tx, account.id)? {
        return Ok(false);
    }
    tx.prepare_cached("UPDATE acc_accounts SET label = ?2, position = ?3, type = ?4 WHERE id = ?1")?
        .execute(params![account.id, wanted.label, position, account_type])?;
    Ok(true)
}
