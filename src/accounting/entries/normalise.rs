//! Values of an entry that follow from the others at each save: the bits of its status, and its type when its accounts
//! are not those of a simple entry (accounting.md 4.2, 4.5 and 6.3).

use super::accounts::Accounts;
use super::record::{Entry, Line};
use crate::accounting::account_type::AccountType;
use crate::accounting::entry::{EntryType, status};
use crate::error::{Error, Result};
use crate::money::Cents;

/// Derives status, type and references of an entry. `before` is the stored entry: unchanged lines are not judged again,
/// because their accounts may have changed their type since. The type of another program that this one does not know
/// stays, and so does its status.
pub fn normalise(accounts: Accounts<'_>, before: Option<&Entry>, entry: &mut Entry) -> Result<()> {
    settle_status(entry);
    let is_as_stored = before.is_some_and(|b| b.entry_type == entry.entry_type && b.lines == entry.lines);
    if !entry.entry_type.is_simple() || is_as_stored {
        return Ok(());
    }
    // The checks refuse a simple entry without its two lines.
    let Some((debit, credit)) = sides(&entry.lines) else { return Ok(()) };
    if !fits(entry.entry_type, debit.account, credit.account, accounts)? {
        entry.entry_type = EntryType::Advanced;
    } else if entry.entry_type.awaits_settlement() {
        entry.lines.iter_mut().for_each(|line| line.reference = None);
    }
    Ok(())
}

fn settle_status(entry: &mut Entry) {
    if !entry.entry_type.is_known() {
        return;
    }
    entry.status &= !status::ERROR;
    if !entry.entry_type.awaits_settlement() {
        entry.status &= !status::WAITING;
    } else if entry.status & status::SETTLED == 0 {
        entry.status |= status::WAITING;
    }
}

/// The debit line and the credit line of two lines.
pub fn sides(lines: &[Line]) -> Option<(&Line, &Line)> {
    match lines {
        [one, other] if one.debit > Cents(0) && other.credit > Cents(0) => Some((one, other)),
        [one, other] if one.credit > Cents(0) && other.debit > Cents(0) => Some((other, one)),
        _ => None,
    }
}

fn fits(entry_type: EntryType, debit: i64, credit: i64, accounts: Accounts<'_>) -> Result<bool> {
    let is = |account, wanted: fn(AccountType) -> bool| Ok::<_, Error>(accounts.type_of(account)?.is_some_and(wanted));
    let is_money = |account| is(account, AccountType::is_money);
    let is_expense = |account| is(account, |account_type| account_type == AccountType::Expense);
    let is_revenue = |account| is(account, |account_type| account_type == AccountType::Revenue);
    let is_third_party = |account| is(account, |account_type| account_type == AccountType::ThirdParty);
    Ok(match entry_type {
        EntryType::Advanced | EntryType::Unknown(_) => true,
        EntryType::Revenue => is_money(debit)? && is_revenue(credit)?,
        EntryType::Expense => is_expense(debit)? && is_money(credit)?,
        EntryType::Transfer => is_money(debit)? && is_money(credit)? && debit != credit,
        EntryType::Debt => is_expense(debit)? && is_third_party(credit)?,
        EntryType::Credit => is_third_party(debit)? && is_revenue(credit)?,
    })
}
