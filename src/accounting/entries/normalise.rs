//! What follows from the other values of an entry at each save: the bits of its status, and its type when its accounts
//! are not those of a simple entry (accounting.md 4.2, 4.5 and 6.3).

use super::accounts::Accounts;
use super::record::{Entry, Line};
use crate::accounting::entry::{EntryType, status};
use crate::error::Result;
use crate::money::Cents;

/// Settles status, type and references of an entry. `before` is what is stored of it: what did not change is not looked
/// at again, because accounts may have changed their part since.
pub fn normalise(accounts: Accounts<'_>, before: Option<&Entry>, entry: &mut Entry) -> Result<()> {
    settle_status(entry);
    let is_as_stored = before.is_some_and(|b| b.entry_type == entry.entry_type && b.lines == entry.lines);
    if entry.entry_type == EntryType::Advanced || is_as_stored {
        return Ok(());
    }
    // What does not have its two lines is refused by the checks.
    let Some((debit, credit)) = sides(&entry.lines) else { return Ok(()) };
    if !fits(entry.entry_type, debit.account, credit.account, accounts)? {
        entry.entry_type = EntryType::Advanced;
    } else if entry.entry_type.awaits_settlement() {
        entry.lines.iter_mut().for_each(|line| line.reference = None);
    }
    Ok(())
}

fn settle_status(entry: &mut Entry) {
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
    let (debit_type, credit_type) = (accounts.type_of(debit)?, accounts.type_of(credit)?);
    let is_money = |account_type: i64| (1..=3).contains(&account_type);
    Ok(match entry_type {
        EntryType::Advanced => true,
        EntryType::Revenue => is_money(debit_type) && credit_type == 6,
        EntryType::Expense => debit_type == 5 && is_money(credit_type),
        EntryType::Transfer => is_money(debit_type) && is_money(credit_type) && debit != credit,
        EntryType::Debt => debit_type == 5 && credit_type == 4,
        EntryType::Credit => debit_type == 4 && credit_type == 6,
    })
}
