//! Letters (lettrage): groups of lines of a third party that settle each other, `acc_letters` (accounting.md 8).

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::account_type::AccountType;
use super::entries::{Entry, history};
use super::year::Year;
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::Ids;

/// A letter with the lines that it groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Letter {
    pub id: i64,
    pub id_year: i64,
    /// `A` to `Z`, `AA`…, unique in its year.
    pub letter: String,
    /// UTC date-time.
    pub created: String,
    /// Identifiers of lines, ascending.
    pub lines: Vec<i64>,
}

impl Letter {
    fn find(conn: &Connection, id: i64) -> Result<Option<Letter>> {
        let mut select = conn.prepare_cached("SELECT id_year, letter, created FROM acc_letters WHERE id = ?1")?;
        let found = select
            .query_row([id], |row| {
                Ok(Letter { id, id_year: row.get(0)?, letter: row.get(1)?, created: row.get(2)?, lines: Vec::new() })
            })
            .optional()?;
        let Some(mut letter) = found else { return Ok(None) };
        let mut lines =
            conn.prepare_cached("SELECT id FROM acc_transactions_lines WHERE id_letter = ?1 ORDER BY id")?;
        letter.lines = lines.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(Some(letter))
    }
}

/// The properties of a line that decide whether it may get a letter.
struct Candidate {
    id: i64,
    entry: i64,
    year: i64,
    account: i64,
    account_type: AccountType,
    letter: Option<i64>,
    debit: Cents,
    credit: Cents,
}

impl Candidate {
    fn find(conn: &Connection, id: i64) -> Result<Option<Candidate>> {
        let mut select = conn.prepare_cached(
            "SELECT l.id_transaction, t.id_year, l.id_account, a.type, l.id_letter, l.debit, l.credit
             FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
             INNER JOIN acc_accounts a ON a.id = l.id_account WHERE l.id = ?1",
        )?;
        let line = select.query_row([id], |row| {
            Ok(Candidate {
                id,
                entry: row.get(0)?,
                year: row.get(1)?,
                account: row.get(2)?,
                account_type: row.get(3)?,
                letter: row.get(4)?,
                debit: Cents(row.get(5)?),
                credit: Cents(row.get(6)?),
            })
        });
        Ok(line.optional()?)
    }
}

/// Gives the next letter of a year to lines that settle each other. `now` is a UTC date-time.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open; unless the lines are two at least, of that year, of one account of a
/// third party, without letters, with debits equal to credits.
pub fn create(tx: &Transaction<'_>, year: &Year, wanted: &Ids, now: &str, audit: &AuditLog<'_>) -> Result<Letter> {
    year.require_open()?;
    let ids = wanted.distinct();
    let found = |id: &i64| {
        Candidate::find(tx, *id)?.ok_or_else(|| wanted.refused(*id, msg!("letter-line-unknown", line = *id)))
    };
    let lines = ids.iter().map(found).collect::<Result<Vec<_>>>()?;
    require_settled(&lines, wanted, year)?;
    let letter = next(tx, year.id)?;
    tx.execute("INSERT INTO acc_letters (id_year, letter, created) VALUES (?1, ?2, ?3)", (year.id, &letter, now))?;
    let id = tx.last_insert_rowid();
    on_entries(tx, lines.iter().map(|line| line.entry), audit, || {
        let mut set = tx.prepare_cached("UPDATE acc_transactions_lines SET id_letter = ?2 WHERE id = ?1")?;
        lines.iter().try_for_each(|line| set.execute((line.id, id)).map(drop))?;
        Ok(())
    })?;
    Ok(Letter { id, id_year: year.id, letter, created: now.to_owned(), lines: ids.into_iter().collect() })
}

fn require_settled(lines: &[Candidate], wanted: &Ids, year: &Year) -> Result<()> {
    let refused = |line: &Candidate, message| wanted.refused(line.id, message);
    let Some((first, others)) = lines.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err(wanted.refused_as_a_whole(msg!("letter-too-few-lines")));
    };
    for line in lines {
        if line.year != year.id {
            return Err(refused(line, msg!("letter-other-year", line = line.id, year = year.label.as_str())));
        }
        if line.account_type != AccountType::ThirdParty {
            return Err(refused(line, msg!("letter-not-third-party", line = line.id)));
        }
        if line.letter.is_some() {
            return Err(refused(line, msg!("letter-lettered", line = line.id)));
        }
    }
    if let Some(other) = others.iter().find(|line| line.account != first.account) {
        return Err(refused(other, msg!("letter-other-account", line = other.id)));
    }
    let sum = |amount: fn(&Candidate) -> Cents| {
        lines.iter().try_fold(Cents(0), |sum, line| sum.checked_add(amount(line))).unwrap_or(Cents(i64::MAX))
    };
    let (debit, credit) = (sum(|line| line.debit), sum(|line| line.credit));
    if debit != credit {
        let (debit, credit) = (debit.to_string(), credit.to_string());
        return Err(wanted.refused_as_a_whole(msg!("letter-unbalanced", debit = debit, credit = credit)));
    }
    Ok(())
}

/// Deletes a letter and frees its lines.
///
/// # Errors
///
/// [`Error::NotFound`], and [`Error::Invalid`] when its year is not open.
pub fn delete(tx: &Transaction<'_>, id: i64, audit: &AuditLog<'_>) -> Result<()> {
    let unknown = || Error::NotFound(msg!("letter-unknown", id = id));
    let letter = Letter::find(tx, id)?.ok_or_else(unknown)?;
    Year::find(tx, letter.id_year)?.ok_or_else(unknown)?.require_open()?;
    let mut select =
        tx.prepare_cached("SELECT DISTINCT id_transaction FROM acc_transactions_lines WHERE id_letter = ?1")?;
    let entries: Vec<i64> = select.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    on_entries(tx, entries.into_iter(), audit, || {
        tx.execute("DELETE FROM acc_letters WHERE id = ?1", [id])?;
        Ok(())
    })
}

/// Changes lines of entries and records in their history the values that it replaced.
fn on_entries(
    tx: &Transaction<'_>,
    entries: impl Iterator<Item = i64>,
    audit: &AuditLog<'_>,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let entries: BTreeSet<i64> = entries.collect();
    let before = entries.iter().map(|id| Entry::get(tx, *id)).collect::<Result<Vec<_>>>()?;
    work()?;
    before.iter().try_for_each(|before| history::note(audit, Some(before), &Entry::get(tx, before.id)?))
}

/// The letter after the highest of a year: the longest, then the last of the alphabet.
pub fn next(conn: &Connection, year: i64) -> Result<String> {
    let highest: Option<String> = conn
        .query_row(
            "SELECT letter FROM acc_letters WHERE id_year = ?1 AND letter <> '' AND letter NOT GLOB '*[^A-Z]*'
             ORDER BY length(letter) DESC, letter DESC LIMIT 1",
            [year],
            |row| row.get(0),
        )
        .optional()?;
    Ok(highest.map_or_else(|| "A".to_owned(), |highest| after(&highest)))
}

/// `A` → `B`, `Z` → `AA`, `AZ` → `BA`, `ZZ` → `AAA`.
fn after(letter: &str) -> String {
    let kept = letter.trim_end_matches('Z');
    let carried = letter.len() - kept.len();
    let mut next = match kept.char_indices().next_back() {
        None => "A".to_owned(),
        // A to Y have a successor.
        Some((at, last)) => format!("{}{}", &kept[..at], (last as u8 + 1) as char),
    };
    next.push_str(&"A".repeat(carried));
    next
}

/// The letters that a change of an entry breaks, so that undoing the change can restore them.
pub fn broken_by(conn: &Connection, before: &Entry, after: &Entry) -> Result<Vec<Letter>> {
    let is_broken = |id: i64| {
        let mut old = before.lines.iter().filter(|line| line.letter == Some(id));
        old.any(|old| !after.lines.iter().any(|line| line.id == old.id && line.has_amount_of(old)))
    };
    let ids: BTreeSet<i64> = before.lines.iter().filter_map(|line| line.letter).filter(|id| is_broken(*id)).collect();
    ids.into_iter().filter_map(|id| Letter::find(conn, id).transpose()).collect()
}

/// Restores a letter that was broken if its lines still settle each other and its name is free; returns whether it did.
pub fn put_back(tx: &Transaction<'_>, letter: &Letter, audit: &AuditLog<'_>) -> Result<bool> {
    let Some(year) = Year::find(tx, letter.id_year)? else { return Ok(false) };
    let ids = Ids::of("lines", letter.lines.clone());
    let found = ids.values().iter().map(|id| Candidate::find(tx, *id)).collect::<Result<Option<Vec<_>>>>()?;
    let Some(lines) = found else { return Ok(false) };
    let taken = tx
        .prepare_cached("SELECT 1 FROM acc_letters WHERE id = ?1 OR (id_year = ?2 AND letter = ?3)")?
        .exists((letter.id, letter.id_year, &letter.letter))?;
    if taken || require_settled(&lines, &ids, &year).is_err() {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO acc_letters (id, id_year, letter, created) VALUES (?1, ?2, ?3, ?4)",
        (letter.id, letter.id_year, &letter.letter, &letter.created),
    )?;
    on_entries(tx, lines.iter().map(|line| line.entry), audit, || {
        let mut set = tx.prepare_cached("UPDATE acc_transactions_lines SET id_letter = ?2 WHERE id = ?1")?;
        lines.iter().try_for_each(|line| set.execute((line.id, letter.id)).map(drop))?;
        Ok(())
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests;
