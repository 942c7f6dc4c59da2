//! Writes entries. Every change of the books goes through [`save`] and [`delete`], which enforce the rules.

mod settled;

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::accounts::Accounts;
use super::history;
use super::record::{Entry, Line};
use super::{checks, normalise};
use crate::accounting::entry::{LINE_DEPOSITED, status};
use crate::accounting::year::Year;
use crate::audit::{Action, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::files;
use crate::msg;

pub use settled::settlements_of;

/// Stores a new entry and returns its number.
///
/// # Errors
///
/// [`Error::Invalid`] when it breaks a rule of the books.
pub fn create(tx: &Transaction<'_>, entry: Entry, audit: &AuditLog<'_>) -> Result<i64> {
    save(tx, None, entry, audit)
}

/// Stores a changed entry; writes nothing if nothing differs. Lines of `before` are updated in place by their identifiers,
/// other lines are inserted, missing ones deleted. A letter is deleted if its lines no longer settle each other; letters
/// and seals are otherwise unchanged.
///
/// # Errors
///
/// [`Error::Invalid`] when it breaks a rule of the books, or changes a closed year or what is sealed.
pub fn save(tx: &Transaction<'_>, before: Option<&Entry>, mut entry: Entry, audit: &AuditLog<'_>) -> Result<i64> {
    if !validate(Accounts::stored(tx), before, &mut entry)? {
        return Ok(entry.id);
    }
    match before {
        None => {
            entry.creator = entry.creator.or(audit.member());
            insert(tx, &mut entry)?;
        }
        Some(before) => update(tx, before, &mut entry)?,
    }
    history::note(audit, before, &entry)?;
    Ok(entry.id)
}

/// The entry as [`save`] would store it, without storing it; returns whether anything changes.
///
/// # Errors
///
/// As for [`save`].
pub fn validate(accounts: Accounts<'_>, before: Option<&Entry>, entry: &mut Entry) -> Result<bool> {
    normalise::normalise(accounts, before, entry)?;
    if before == Some(entry) {
        return Ok(false);
    }
    checks::require_sound(accounts, before, entry)?;
    Ok(true)
}

/// Deletes an entry with its lines, links and files. The lines of a deleted deposit wait again, and so do the debts that
/// a deleted settlement had paid.
///
/// # Errors
///
/// [`Error::Invalid`] in a closed year, or when it is sealed.
pub fn delete(tx: &Transaction<'_>, entry: &Entry, audit: &AuditLog<'_>) -> Result<()> {
    Year::require(tx, "id_year", entry.year)?.require_open()?;
    if entry.seal.is_some() {
        return Err(Error::invalid(msg!("entry-sealed", entry = entry.id)));
    }
    if entry.status & status::DEPOSIT != 0 {
        tx.prepare_cached(
            "UPDATE acc_transactions_lines SET status = status & ~?2 WHERE status & ?2 AND id_transaction IN (
                SELECT id_related FROM acc_transactions_links WHERE id_transaction = ?1
                UNION SELECT id_transaction FROM acc_transactions_links WHERE id_related = ?1)",
        )?
        .execute((entry.id, LINE_DEPOSITED))?;
    }
    let folder = format!("transaction/{}", entry.id);
    if files::tree::find(tx, &folder)?.is_some() {
        files::store::delete(tx, &folder)?;
    }
    let debts = settled::debts_of(tx, entry.id)?;
    tx.prepare_cached("DELETE FROM acc_transactions WHERE id = ?1")?.execute([entry.id])?;
    audit.record(Entity::Entry, entry.id, Action::Deleted, &history::deleted(entry))?;
    settled::wait_again(tx, &debts, audit)
}

/// Marks lines as deposited at the bank, also in closed years: cheques received at the end of a year are deposited in the
/// next. No amount of the closed year changes.
pub fn mark_deposited(tx: &Transaction<'_>, lines: &[i64], audit: &AuditLog<'_>) -> Result<()> {
    let mut select = tx.prepare_cached("SELECT id_transaction FROM acc_transactions_lines WHERE id = ?1")?;
    let entries: BTreeSet<i64> =
        lines.iter().map(|line| select.query_row([line], |row| row.get(0))).collect::<rusqlite::Result<_>>()?;
    for id in entries {
        let before = Entry::get(tx, id)?;
        let mut after = before.clone();
        for line in after.lines.iter_mut().filter(|line| lines.contains(&line.id)) {
            line.status |= LINE_DEPOSITED;
            tx.prepare_cached("UPDATE acc_transactions_lines SET status = ?2 WHERE id = ?1")?
                .execute((line.id, line.status))?;
        }
        if before != after {
            history::note(audit, Some(&before), &after)?;
        }
    }
    Ok(())
}

fn insert(tx: &Transaction<'_>, entry: &mut Entry) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO acc_transactions (type, status, label, notes, reference, date, id_year, id_creator)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        entry.entry_type,
        entry.status,
        entry.label,
        entry.notes,
        entry.reference,
        entry.date.to_string(),
        entry.year,
        entry.creator
    ])?;
    entry.id = tx.last_insert_rowid();
    let id = entry.id;
    entry.lines.iter_mut().try_for_each(|line| insert_line(tx, id, line))
}

/// Inserts a line; one that had an identifier, such as a restored one, gets it again if it is free.
fn insert_line(tx: &Transaction<'_>, entry: i64, line: &mut Line) -> Result<()> {
    // A letter alone on one line would not balance.
    line.letter = None;
    tx.prepare_cached(
        "INSERT INTO acc_transactions_lines
            (id_transaction, id_account, debit, credit, reference, label, reconciled, id_project, status, id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (
            SELECT ?10 WHERE ?10 > 0 AND NOT EXISTS (SELECT 1 FROM acc_transactions_lines WHERE id = ?10)))",
    )?
    .execute(params![
        entry,
        line.account,
        line.debit.0,
        line.credit.0,
        line.reference,
        line.label,
        line.reconciled,
        line.project,
        line.status,
        line.id
    ])?;
    line.id = tx.last_insert_rowid();
    Ok(())
}

fn update(tx: &Transaction<'_>, before: &Entry, entry: &mut Entry) -> Result<()> {
    let id = before.id;
    tx.prepare_cached(
        "UPDATE acc_transactions SET type = ?2, status = ?3, label = ?4, notes = ?5, reference = ?6, date = ?7,
            id_year = ?8, id_creator = ?9 WHERE id = ?1",
    )?
    .execute(params![
        id,
        entry.entry_type,
        entry.status,
        entry.label,
        entry.notes,
        entry.reference,
        entry.date.to_string(),
        entry.year,
        entry.creator
    ])?;
    for gone in before.lines.iter().filter(|old| entry.lines.iter().all(|line| line.id != old.id)) {
        tx.prepare_cached("DELETE FROM acc_transactions_lines WHERE id = ?1")?.execute([gone.id])?;
    }
    let moves_to_other_year = entry.year != before.year;
    for line in &mut entry.lines {
        match before.lines.iter().find(|old| old.id == line.id) {
            None => insert_line(tx, id, line)?,
            Some(old) => update_line(tx, old, line, moves_to_other_year)?,
        }
    }
    Ok(())
}

fn update_line(tx: &Transaction<'_>, old: &Line, line: &mut Line, moves_to_other_year: bool) -> Result<()> {
    line.letter = old.letter;
    if let Some(letter) = old.letter
        && (moves_to_other_year || !line.has_amount_of(old))
    {
        tx.prepare_cached("DELETE FROM acc_letters WHERE id = ?1")?.execute([letter])?;
        line.letter = None;
    }
    if line == old {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE acc_transactions_lines SET id_account = ?2, debit = ?3, credit = ?4, reference = ?5, label = ?6,
            reconciled = ?7, id_project = ?8, status = ?9 WHERE id = ?1",
    )?
    .execute(params![
        line.id,
        line.account,
        line.debit.0,
        line.credit.0,
        line.reference,
        line.label,
        line.reconciled,
        line.project,
        line.status
    ])?;
    Ok(())
}
