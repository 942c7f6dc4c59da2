//! Closes, locks and reopens years (accounting.md 7.1 and 7.2).

use jiff::civil::{Date, DateTime};
use rusqlite::Transaction;
use serde_json::json;

use super::opening::require_account;
use crate::accounting::account_type::AccountType;
use crate::accounting::entries::{Entry, Line, store};
use crate::accounting::seal;
use crate::accounting::year::{Year, YearStatus, text_of};
use crate::audit::{Action, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// Closes a year for good. It writes no closing entry: reports compute each year from its own lines.
///
/// # Errors
///
/// [`Error::Invalid`] when it is closed already.
pub fn close(tx: &Transaction<'_>, year: &Year, audit: &AuditLog<'_>) -> Result<()> {
    become_from(tx, year, &[YearStatus::Open, YearStatus::Locked], YearStatus::Closed, audit)
}

/// Refuses to close a year that is not over yet, unless that is `forced`: it is for good.
///
/// # Errors
///
/// [`Error::Invalid`] with the parameter `force`.
pub fn require_ended(year: &Year, today: Date, forced: bool) -> Result<()> {
    if forced || today > year.end || !matches!(year.status, YearStatus::Open | YearStatus::Locked) {
        return Ok(());
    }
    let message = msg!("year-not-ended", year = year.label.as_str(), end = text_of(year.end));
    Err(Error::invalid_field("force", message))
}

/// Closes a year until it is unlocked.
///
/// # Errors
///
/// [`Error::Invalid`] when it is not open.
pub fn lock(tx: &Transaction<'_>, year: &Year, audit: &AuditLog<'_>) -> Result<()> {
    become_from(tx, year, &[YearStatus::Open], YearStatus::Locked, audit)
}

/// # Errors
///
/// [`Error::Invalid`] when the year is not locked.
pub fn unlock(tx: &Transaction<'_>, year: &Year, audit: &AuditLog<'_>) -> Result<()> {
    become_from(tx, year, &[YearStatus::Locked], YearStatus::Open, audit)
}

/// The amount that a reopening books on both sides of the closing account, so that it leaves a trace and no balance.
const MARK: Cents = Cents(100);

/// Opens a closed year again and writes a sealed entry on its last day. Returns the number of that entry.
///
/// # Errors
///
/// [`Error::Invalid`] when it is not closed, or its chart has no closing account.
pub fn reopen(tx: &Transaction<'_>, year: &Year, now: DateTime, audit: &AuditLog<'_>) -> Result<i64> {
    let account = require_account(tx, year.chart, AccountType::Closing)?.id;
    become_from(tx, year, &[YearStatus::Closed], YearStatus::Open, audit)?;
    let label = format!("Exercice réouvert le {}", now.strftime("%d/%m/%Y à %H:%M:%S"));
    let lines = vec![Line::debit(account, MARK), Line::credit(account, MARK)];
    let entry = Entry { lines, ..Entry::new(year.id, year.end, label) };
    let id = store::create(tx, entry, audit)?;
    seal::seal(tx, id)?;
    Ok(id)
}

fn become_from(
    tx: &Transaction<'_>,
    year: &Year,
    from: &[YearStatus],
    to: YearStatus,
    audit: &AuditLog<'_>,
) -> Result<()> {
    if !from.contains(&year.status) {
        let label = year.label.as_str();
        return Err(Error::invalid(match year.status {
            YearStatus::Open => msg!("year-is-open", year = label),
            YearStatus::Closed => msg!("year-is-closed", year = label),
            YearStatus::Locked => msg!("year-is-locked", year = label),
            YearStatus::Unknown(number) => msg!("year-status-foreign", year = label, status = number),
        }));
    }
    tx.prepare_cached("UPDATE acc_years SET status = ?2 WHERE id = ?1")?.execute((year.id, to))?;
    let changes = json!({"status": {"old": year.status, "new": to}});
    audit.record(Entity::Year, year.id, Action::Changed, &changes.to_string())
}
