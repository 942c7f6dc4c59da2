//! Updates an official chart to the one that the program ships (accounting.md 11).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde_json::json;

use super::change::note;
use super::{AccountType, Chart, ChartAccount, Position, ShippedChart, shipped};
use crate::accounting::accounts;
use crate::audit::{Action, AuditContext};
use crate::error::{Error, Result};
use crate::msg;

/// The result of an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Updated {
    pub added: usize,
    pub changed: usize,
    /// The accounts that change, each with its old and new values.
    pub accounts: Vec<Corrected>,
}

/// An account that is not as the shipped chart has it. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corrected {
    pub code: String,
    pub label: [String; 2],
    pub position: [Position; 2],
    #[serde(rename = "type")]
    pub account_type: [AccountType; 2],
    #[serde(skip)]
    id: i64,
}

/// What an update would change, and the accounts that stay as they are because a closed year has lines on them.
#[derive(Debug, Default)]
pub struct Differences {
    pub changes: Vec<Corrected>,
    pub kept: Vec<Corrected>,
}

impl Corrected {
    /// Whether reports or entries depend on the difference: more than its label.
    pub fn is_of_substance(&self) -> bool {
        self.position[0] != self.position[1] || self.account_type[0] != self.account_type[1]
    }
}

/// How the official accounts of a chart differ from those that the program ships under its code; nothing for other charts.
pub fn differences(conn: &Connection, chart: &Chart) -> Result<Differences> {
    let mut found = Differences::default();
    let Some(source) = ShippedChart::of(chart.country.as_deref(), chart.code.as_deref()) else { return Ok(found) };
    let present: BTreeMap<String, accounts::Account> =
        accounts::list(conn, chart.id)?.into_iter().map(|account| (account.code.clone(), account)).collect();
    for wanted in source.accounts()? {
        let Some(account) = present.get(&wanted.code).filter(|account| !account.user) else { continue };
        if let Some(corrected) = corrected(account, &wanted, source) {
            let kept = accounts::is_in_closed_year(conn, account.id)?;
            if kept { &mut found.kept } else { &mut found.changes }.push(corrected);
        }
    }
    Ok(found)
}

/// Adds missing accounts and corrects label, position and type of official ones. Bookmarks, descriptions and accounts of the
/// association stay, and so do accounts that the program no longer ships and those with lines in a closed year, whose
/// reports must not change. A preview writes nothing.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] when the chart is none of those shipped.
pub fn update(tx: &Transaction<'_>, id: i64, is_preview: bool, trace: &AuditContext) -> Result<Updated> {
    let chart = Chart::get(tx, id)?;
    let source = ShippedChart::of(chart.country.as_deref(), chart.code.as_deref())
        .ok_or_else(|| Error::Conflict(msg!("chart-not-shipped", label = chart.label.as_str())))?;
    let present: BTreeSet<String> = accounts::list(tx, id)?.into_iter().map(|account| account.code).collect();
    let missing: Vec<ChartAccount> =
        source.accounts()?.into_iter().filter(|account| !present.contains(&account.code)).collect();
    let accounts = differences(tx, &chart)?.changes;
    let done = Updated { added: missing.len(), changed: accounts.len(), accounts };
    if is_preview || done.added + done.changed == 0 {
        return Ok(done);
    }
    for account in &missing {
        shipped::insert(tx, id, Some(source.country), account)?;
    }
    let mut update = tx.prepare_cached("UPDATE acc_accounts SET label = ?2, position = ?3, type = ?4 WHERE id = ?1")?;
    for account in &done.accounts {
        update.execute(params![account.id, account.label[1], account.position[1], account.account_type[1]])?;
    }
    let changes = json!({"accounts": {"old": present.len(), "new": present.len() + done.added}}).to_string();
    note(tx, id, Action::Changed, &changes, trace)?;
    Ok(done)
}

/// What an account is to become; `None` when it is right.
fn corrected(account: &accounts::Account, wanted: &ChartAccount, source: &ShippedChart) -> Option<Corrected> {
    // A position or type of another program stays.
    let account_type = AccountType::of_code(Some(source.country), &wanted.code);
    let account_type = if account.account_type.is_known() { account_type } else { account.account_type };
    let position = if account.position.is_known() { wanted.position } else { account.position };
    let found = Corrected {
        id: account.id,
        code: account.code.clone(),
        label: [account.label.clone(), wanted.label.clone()],
        position: [account.position, position],
        account_type: [account.account_type, account_type],
    };
    (found.label[0] != found.label[1] || found.is_of_substance()).then_some(found)
}
