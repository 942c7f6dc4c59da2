//! The accounts of charts: `acc_accounts` (accounting.md 2.3 and 6.1).

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::account_type::{AccountType, Position};
use super::charts::Chart;
use super::{codes, texts};
use crate::association;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::Params;

/// An account as answers show it: the stored values, even if the rules would derive others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    pub id: i64,
    pub id_chart: i64,
    pub code: String,
    pub label: String,
    pub description: Option<String>,
    #[schema(value_type = i64)]
    pub position: Position,
    #[serde(rename = "type")]
    #[schema(value_type = i64)]
    pub account_type: AccountType,
    /// Whether the association added it.
    pub user: bool,
    pub bookmark: bool,
    pub archived: bool,
}

const COLUMNS: &str = "id, id_chart, code, label, description, position, type, user, bookmark, archived";

impl Account {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Account> {
        let sql = format!("SELECT {COLUMNS} FROM acc_accounts WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("account-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Account> {
        Ok(Account {
            id: row.get(0)?,
            id_chart: row.get(1)?,
            code: row.get(2)?,
            label: row.get(3)?,
            description: row.get(4)?,
            position: row.get(5)?,
            account_type: row.get(6)?,
            user: row.get(7)?,
            bookmark: row.get(8)?,
            archived: row.get(9)?,
        })
    }
}

/// The accounts of a chart by code, ignoring case; empty if there is no such chart.
pub fn list(conn: &Connection, chart: i64) -> Result<Vec<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM acc_accounts WHERE id_chart = ?1 ORDER BY code COLLATE NOCASE, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let accounts = statement.query_map([chart], Account::of_row)?;
    Ok(accounts.collect::<rusqlite::Result<_>>()?)
}

/// Whether an account has lines in a year that is closed or locked.
pub fn is_in_closed_year(conn: &Connection, id: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM acc_transactions_lines l
         INNER JOIN acc_transactions t ON t.id = l.id_transaction INNER JOIN acc_years y ON y.id = t.id_year
         WHERE l.id_account = ?1 AND y.status <> 0";
    Ok(conn.prepare_cached(sql)?.exists([id])?)
}

/// The values that a request gives for an account; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountDraft {
    pub code: Option<String>,
    pub label: Option<String>,
    pub description: Option<Option<String>>,
    pub position: Option<Position>,
    pub account_type: Option<AccountType>,
    pub bookmark: Option<bool>,
    pub archived: Option<bool>,
}

impl AccountDraft {
    /// The parameters that [`AccountDraft::from_params`] reads.
    pub const NAMES: [&'static str; 7] = ["code", "label", "description", "position", "type", "bookmark", "archived"];

    /// Reads the parameters of a request. A position is a number or a word of charts' files, a type a number or a word.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        Ok(AccountDraft {
            code: params.text("code")?,
            label: texts::given_label(params)?,
            description: texts::given_description(params)?,
            position: params.get("position").word_or_number(Position::ALL, Position::word, Position::number)?,
            account_type: params.get("type").word_or_number(
                AccountType::ALL,
                AccountType::word,
                AccountType::number,
            )?,
            bookmark: params.optional_flag("bookmark")?,
            archived: params.optional_flag("archived")?,
        })
    }
}

/// Adds an account to a chart. Without a code it gets the first free one of the given type.
///
/// # Errors
///
/// [`Error::NotFound`] without the chart; [`Error::Invalid`] for a label or code that is missing, a code that is taken,
/// a position or type that the code does not have.
pub fn create(tx: &Transaction<'_>, chart: i64, draft: AccountDraft, trace: &AuditContext) -> Result<Account> {
    let chart = Chart::get(tx, chart)?;
    let rules = chart.rules();
    let label = draft.label.clone().ok_or_else(texts::no_label)?;
    let code = match (&draft.code, draft.account_type) {
        (Some(code), _) => free_code(tx, &chart, code)?,
        (None, Some(account_type)) => codes::next_free_code(tx, chart.id, rules, account_type)?,
        (None, None) => return Err(Error::invalid_field("code", msg!("account-code-missing"))),
    };
    let mut account = Account {
        id: 0,
        id_chart: chart.id,
        position: Position::of_code(rules, &code, draft.position.unwrap_or(Position::None)),
        account_type: AccountType::of_code(rules, &code),
        code,
        label,
        description: draft.description.clone().flatten(),
        user: true,
        bookmark: draft.bookmark.unwrap_or(false),
        archived: draft.archived.unwrap_or(false),
    };
    require_agreement(&account, &draft)?;
    account.id = tx
        .prepare_cached(
            "INSERT INTO acc_accounts (id_chart, code, label, description, position, type, user, bookmark, archived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)",
        )?
        .insert(params![
            account.id_chart,
            account.code,
            account.label,
            account.description,
            account.position,
            account.account_type,
            account.bookmark,
            account.archived,
        ])?;
    let changes = texts::differences(&(), &account)?.unwrap_or_default();
    note(tx, account.id, Action::Created, &changes, trace)?;
    Ok(account)
}

/// Changes the values that the draft gives. The type is derived from the code again, and so is the position of an account
/// that is not official.
///
/// # Errors
///
/// As for [`create`]; [`Error::Conflict`] for the code, label or position of an account that is official or has lines
/// in a closed year.
pub fn change(tx: &Transaction<'_>, id: i64, draft: AccountDraft, trace: &AuditContext) -> Result<Account> {
    let before = Account::get(tx, id)?;
    let chart = Chart::get(tx, before.id_chart)?;
    let (is_official, is_settled) = (is_official(&before, &chart), is_in_closed_year(tx, id)?);
    let after = changed(tx, &before, &chart, &draft, is_official || is_settled)?;
    let keeps = (&before.code, &before.label, before.position) == (&after.code, &after.label, after.position);
    if !keeps && is_official {
        return Err(Error::Conflict(msg!("account-official", code = before.code)));
    }
    if !keeps && is_settled {
        return Err(Error::Conflict(msg!("account-in-closed-year", code = before.code)));
    }
    require_agreement(&after, &draft)?;
    let Some(changes) = texts::differences(&before, &after)? else { return Ok(after) };
    tx.prepare_cached(
        "UPDATE acc_accounts SET code = ?2, label = ?3, description = ?4, position = ?5, type = ?6, bookmark = ?7,
            archived = ?8 WHERE id = ?1",
    )?
    .execute(params![
        id,
        after.code,
        after.label,
        after.description,
        after.position,
        after.account_type,
        after.bookmark,
        after.archived,
    ])?;
    note(tx, id, Action::Changed, &changes, trace)?;
    Ok(after)
}

/// The account with the values of the draft. `fixed`: the position is not derived from the code.
fn changed(
    tx: &Transaction<'_>,
    before: &Account,
    chart: &Chart,
    draft: &AccountDraft,
    fixed: bool,
) -> Result<Account> {
    let mut after = before.clone();
    if let Some(code) = draft.code.as_ref().filter(|code| **code != before.code) {
        after.code = free_code(tx, chart, code)?;
    }
    let is_same_code = after.code == before.code;
    // Values of another program stay until somebody gives the account another code or position.
    let keeps_position = draft.position.is_none() && (fixed || (is_same_code && !before.position.is_known()));
    if !keeps_position {
        let wanted = draft.position.unwrap_or(before.position);
        after.position = if fixed { wanted } else { Position::of_code(chart.rules(), &after.code, wanted) };
    }
    let keeps_type = draft.account_type.is_none() && is_same_code && !before.account_type.is_known();
    if !keeps_type {
        after.account_type = AccountType::of_code(chart.rules(), &after.code);
    }
    after.label = draft.label.clone().unwrap_or(after.label);
    after.description = draft.description.clone().unwrap_or(after.description);
    after.bookmark = draft.bookmark.unwrap_or(after.bookmark);
    after.archived = draft.archived.unwrap_or(after.archived);
    Ok(after)
}

/// Deletes an account without lines.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] when it is official or has lines.
pub fn delete(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    let account = Account::get(tx, id)?;
    if is_official(&account, &Chart::get(tx, account.id_chart)?) {
        return Err(Error::Conflict(msg!("account-official", code = account.code)));
    }
    if tx.prepare_cached("SELECT 1 FROM acc_transactions_lines WHERE id_account = ?1")?.exists([id])? {
        return Err(Error::Conflict(msg!("account-used", code = account.code)));
    }
    tx.execute("DELETE FROM acc_accounts WHERE id = ?1", [id])?;
    let changes = texts::differences(&account, &())?.unwrap_or_default();
    note(tx, id, Action::Deleted, &changes, trace)
}

fn is_official(account: &Account, chart: &Chart) -> bool {
    chart.is_official() && !account.user
}

fn free_code(tx: &Transaction<'_>, chart: &Chart, text: &str) -> Result<String> {
    let code = codes::parse(text, chart.rules())?;
    if codes::is_taken(tx, chart.id, code)? {
        return Err(Error::invalid_field("code", msg!("account-code-taken", code = code)));
    }
    Ok(code.to_owned())
}

/// Refuses a given position or type that does not follow from the code, instead of storing another one.
fn require_agreement(account: &Account, draft: &AccountDraft) -> Result<()> {
    if draft.position.is_some_and(|position| position != account.position) {
        let position = account.position.number();
        let message = msg!("account-position", code = account.code.as_str(), position = position);
        return Err(Error::invalid_field("position", message));
    }
    if draft.account_type.is_some_and(|account_type| account_type != account.account_type) {
        let message = msg!("account-type", code = account.code.as_str(), type = account.account_type.number());
        return Err(Error::invalid_field("type", message));
    }
    Ok(())
}

fn note(tx: &Transaction<'_>, id: i64, action: Action, changes: &str, trace: &AuditContext) -> Result<()> {
    association::note_chart_change(tx)?;
    AuditLog::open(tx, trace)?.record(Entity::Account, id, action, changes)
}

#[cfg(test)]
mod tests;
