//! Settling debts and credits: one entry that pays several (accounting.md 8).

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::{Connection, Transaction};

use super::account_type::AccountType;
use super::entries::links::{self, Link};
use super::entries::{Entry, Line, find_account, store};
use super::entry::{EntryType, status};
use super::year::Year;
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::money::Cents;
use crate::msg;
use crate::params::Ids;

/// A request to settle debts or credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Numbers of debts, or of credits.
    pub entries: Ids,
    /// The code of the account that pays or receives.
    pub account: String,
    pub date: Date,
    /// Of a cheque or transfer.
    pub payment_reference: Option<String>,
    /// Whether to mark the debts as settled.
    pub mark: bool,
    /// Whether to settle debts that have a settlement already: the rest of one, or a second one on purpose.
    pub again: bool,
}

/// The most bytes of a label.
const LABEL_BYTES_MAX: usize = 200;

/// Writes the entry that settles debts or credits and returns its number. Settled ones are passed over.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, nothing waits, a debt has a settlement already, debts and credits are
/// mixed, or an account does not fit;
/// [`Error::NotFound`] for an entry that does not exist.
pub fn settle(tx: &Transaction<'_>, year: &Year, wanted: &Settlement, audit: &AuditLog<'_>) -> Result<i64> {
    year.require_open()?;
    let owed = owed(tx, &wanted.entries)?;
    let Some(entry_type) = owed.first().map(|entry| entry.entry_type) else {
        return Err(wanted.entries.refused_as_a_whole(msg!("settlement-none")));
    };
    if let Some(other) = owed.iter().find(|entry| entry.entry_type != entry_type) {
        return Err(wanted.entries.refused(other.id, msg!("settlement-mixed")));
    }
    if !wanted.again {
        require_unsettled(tx, &owed, &wanted.entries)?;
    }
    let money = account_of_types(tx, year, &wanted.account, &MONEY)?
        .ok_or_else(|| refused("account", msg!("settlement-account-wrong", code = wanted.account.as_str())))?;
    let mut entry = Entry::new(year.id, wanted.date, label(entry_type, &owed));
    let mut total = Cents(0);
    for debt in &owed {
        let refused = |message| wanted.entries.refused(debt.id, message);
        for line in third_party_lines(tx, year, debt, &refused)? {
            let amount = if line.debit > Cents(0) { line.debit } else { line.credit };
            total = total.checked_add(amount).ok_or_else(|| refused(msg!("settlement-too-large")))?;
            entry.lines.push(line);
        }
    }
    let last = if entry_type == EntryType::Debt { Line::credit(money, total) } else { Line::debit(money, total) };
    entry.lines.push(Line { reference: wanted.payment_reference.clone(), ..last });
    let id = store::create(tx, entry, audit)?;
    let numbers: Vec<i64> = owed.iter().map(|debt| debt.id).collect();
    links::replace(tx, id, Link::Transactions, &Ids::of("transactions", numbers.clone()), audit)?;
    links::replace(tx, id, Link::Users, &Ids::of("users", members(tx, &numbers)?), audit)?;
    if wanted.mark {
        for debt in owed {
            let settled = Entry { status: debt.status & !status::WAITING | status::SETTLED, ..debt.clone() };
            store::save(tx, Some(&debt), settled, audit)?;
        }
    }
    Ok(id)
}

fn refused(field: &str, message: Message) -> Error {
    Error::invalid_field(field, message)
}

/// The types of accounts that pay or receive.
const MONEY: [AccountType; 3] = [AccountType::Bank, AccountType::Cash, AccountType::Outstanding];

/// An account of the chart of a year by its code; `None` if it has another type.
///
/// # Errors
///
/// [`Error::Invalid`] when there is no such account.
pub fn account_of_types(conn: &Connection, year: &Year, code: &str, types: &[AccountType]) -> Result<Option<i64>> {
    let unknown = || refused("account", msg!("settlement-account-unknown", code = code, year = year.label.as_str()));
    let id = find_account(conn, year, code)?.ok_or_else(unknown)?;
    let account_type: AccountType =
        conn.prepare_cached("SELECT type FROM acc_accounts WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    Ok(types.contains(&account_type).then_some(id))
}

/// The entries that still wait to be settled, each once.
fn owed(conn: &Connection, numbers: &Ids) -> Result<Vec<Entry>> {
    let mut owed = Vec::new();
    for number in numbers.distinct() {
        let entry = Entry::get(conn, number)?;
        if !entry.entry_type.awaits_settlement() {
            return Err(numbers.refused(number, msg!("settlement-not-owed", entry = number)));
        }
        if entry.status & status::WAITING != 0 && entry.status & status::SETTLED == 0 {
            owed.push(entry);
        }
    }
    Ok(owed)
}

/// Refuses debts that wait although an entry that settles them is linked to them: to pay twice is easily done and hard to
/// see.
fn require_unsettled(conn: &Connection, owed: &[Entry], numbers: &Ids) -> Result<()> {
    for debt in owed {
        if let Some(settlement) = store::settlements_of(conn, debt.id)?.first() {
            return Err(numbers.refused(debt.id, msg!("settlement-again", entry = debt.id, settlement = *settlement)));
        }
    }
    Ok(())
}

/// The lines that offset those of a debt on accounts of third parties, on the accounts of the year's chart.
fn third_party_lines(
    conn: &Connection,
    year: &Year,
    debt: &Entry,
    refused: &impl Fn(Message) -> Error,
) -> Result<Vec<Line>> {
    let mut select = conn.prepare_cached("SELECT code, type FROM acc_accounts WHERE id = ?1")?;
    let mut lines = Vec::new();
    for line in &debt.lines {
        let (code, account_type): (String, AccountType) =
            select.query_row([line.account], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if account_type != AccountType::ThirdParty {
            continue;
        }
        let unknown = || {
            let message = msg!("settlement-account-unknown", code = code.as_str(), year = year.label.as_str());
            refused(message)
        };
        lines.push(Line {
            account: find_account(conn, year, &code)?.ok_or_else(unknown)?,
            debit: line.credit,
            credit: line.debit,
            // The label and the voucher of a debt usually stand on the entry, not on its lines.
            label: line
                .label
                .clone()
                .or_else(|| Some(debt.label.clone()).filter(|label| label.len() < LABEL_BYTES_MAX)),
            reference: line
                .reference
                .clone()
                .or_else(|| debt.reference.clone().filter(|reference| reference.len() < LABEL_BYTES_MAX)),
            project: line.project,
            ..Line::default()
        });
    }
    if lines.is_empty() {
        return Err(refused(msg!("settlement-no-third-party", entry = debt.id)));
    }
    Ok(lines)
}

/// The label of the entry, in the default language whatever the language of the client.
fn label(entry_type: EntryType, owed: &[Entry]) -> String {
    let labels: Vec<&str> = owed.iter().map(|entry| entry.label.as_str()).collect();
    let labels = labels.join(", ");
    let message = match entry_type {
        EntryType::Debt => msg!("settlement-debt-label", label = labels),
        _ => msg!("settlement-credit-label", label = labels),
    };
    let mut label = text(Language::default(), &message);
    label.truncate(label.floor_char_boundary(LABEL_BYTES_MAX));
    label
}

/// The members that any of the entries is linked to, through a subscription too.
fn members(conn: &Connection, entries: &[i64]) -> Result<Vec<i64>> {
    let mut select = conn.prepare_cached("SELECT id_user FROM acc_transactions_users WHERE id_transaction = ?1")?;
    let mut members = BTreeSet::new();
    for entry in entries {
        for member in select.query_map([entry], |row| row.get(0))? {
            members.insert(member?);
        }
    }
    Ok(members.into_iter().collect())
}

#[cfg(test)]
mod tests;
