//! Moves the entries of some days to another year (accounting.md 7.2).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Connection, Transaction};

use crate::accounting::entries::{Entry, store};
use crate::accounting::matching_groups;
use crate::accounting::year::{Year, text_of};
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{DateContext, Params};

/// Which entries move, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The year that receives them.
    pub to_year: i64,
    /// The first and the last day; `None`: of the year they leave.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Split {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that is missing or cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        Ok(Split {
            to_year: params.required_id("to_year")?,
            from: params.date("from", context)?,
            to: params.date("to", context)?,
        })
    }
}

/// Moves the entries of some days to another open year of the same chart and returns their number. Letters are kept if all
/// their lines move.
///
/// # Errors
///
/// [`Error::Invalid`] when one of the years is not open, their charts differ, an entry is sealed or does not fit.
pub fn split(tx: &Transaction<'_>, year: &Year, wanted: &Split, audit: &AuditLog<'_>) -> Result<usize> {
    let other = Year::require(tx, "to_year", wanted.to_year)?;
    year.require_open()?;
    other.require_open()?;
    if other.id == year.id {
        return Err(Error::invalid_field("to_year", msg!("year-same")));
    }
    if other.chart != year.chart {
        return Err(Error::invalid_field("to_year", msg!("year-other-chart", year = other.label.as_str())));
    }
    let (from, to) = (wanted.from.unwrap_or(year.start), wanted.to.unwrap_or(year.end));
    let mut statement = tx.prepare_cached(
        "SELECT id FROM acc_transactions WHERE id_year = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date, id",
    )?;
    let ids = statement.query_map((year.id, text_of(from), text_of(to)), |row| row.get(0))?;
    let ids = ids.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut groups = Groups::new();
    for id in &ids {
        let before = Entry::get(tx, *id)?;
        for line in &before.lines {
            if let Some(letter) = line.letter {
                groups.entry(letter).or_default().push(line.id);
            }
        }
    }
    let groups = whole(tx, groups)?;
    for id in &ids {
        let before = Entry::get(tx, *id)?;
        let after = Entry { year: other.id, ..before.clone() };
        store::save(tx, Some(&before), after, audit)?;
    }
    groups.iter().try_for_each(|group| letter_again(tx, &other, group))?;
    Ok(ids.len())
}

/// Lines by the letter that groups them.
type Groups = BTreeMap<i64, Vec<i64>>;

/// A group of lines that settle each other, with its letter and when it was made.
struct Group {
    letter: String,
    created: String,
    lines: Vec<i64>,
}

/// The groups whose lines all move.
fn whole(conn: &Connection, groups: Groups) -> Result<Vec<Group>> {
    let mut statement = conn.prepare_cached(
        "SELECT letter, created, (SELECT count(*) FROM acc_transactions_lines WHERE id_letter = acc_letters.id)
         FROM acc_letters WHERE id = ?1",
    )?;
    let mut found = Vec::new();
    for (id, lines) in groups {
        let (letter, created, count): (String, String, i64) =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if usize::try_from(count) == Ok(lines.len()) {
            found.push(Group { letter, created, lines });
        }
    }
    Ok(found)
}

/// Groups lines in their new year under their letter, or the next free one.
fn letter_again(tx: &Transaction<'_>, year: &Year, group: &Group) -> Result<()> {
    let is_taken = tx
        .prepare_cached("SELECT 1 FROM acc_letters WHERE id_year = ?1 AND letter = ?2")?
        .exists((year.id, &group.letter))?;
    let letter = if is_taken { matching_groups::next(tx, year.id)? } else { group.letter.clone() };
    let id = tx.prepare_cached("INSERT INTO acc_letters (id_year, letter, created) VALUES (?1, ?2, ?3)")?.insert((
        year.id,
        letter,
        &group.created,
    ))?;
    for line in &group.lines {
        tx.prepare_cached("UPDATE acc_transactions_lines SET id_letter = ?2 WHERE id = ?1")?.execute((line, id))?;
    }
    Ok(())
}
