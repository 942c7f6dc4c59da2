//! The walk through the lines of a year.
//!
//! The file holds entries and lines in the order in which they were written. Fetching them by date would read its pages in
//! any order, many of them several times; sorting whole rows in SQLite is slower than the rest of an export. So the year is
//! read once in the order of the file, and its rows are put aside by day: within a day, that order is the one wanted.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};

use super::buckets::{Buckets, Pieces};
use super::row::{EntryLineColumn, LineRow, OF_ENTRY};
use super::{Order, record};
use crate::accounting::entry::status;
use crate::error::{Error, Result};
use crate::sheet::Cell;

/// Entry and line. Accounts and projects are few and looked up once each; `status` and `date` make the key.
pub(super) const ROWS: &str = "
    SELECT t.id, t.type, t.status, t.label, t.date, t.notes, t.reference,
        l.id, l.id_account, l.debit, l.credit, l.reference, l.label, l.reconciled, l.id_project, s.letter, s.created
    FROM acc_transactions t
    LEFT JOIN acc_transactions_lines l ON l.id_transaction = t.id
    LEFT JOIN acc_letters s ON s.id = l.id_letter
    WHERE t.id_year = ?1 ORDER BY t.id, l.id";
const STATUS: usize = 2;
const DATE: usize = 4;

/// The columns of the line as [`ROWS`] gives them.
const OF_LINE: [EntryLineColumn; 10] = [
    EntryLineColumn::Id,
    EntryLineColumn::Account,
    EntryLineColumn::Debit,
    EntryLineColumn::Credit,
    EntryLineColumn::Reference,
    EntryLineColumn::Label,
    EntryLineColumn::Reconciled,
    EntryLineColumn::Project,
    EntryLineColumn::Letter,
    EntryLineColumn::Lettered,
];

/// Marks of records: with the columns of the entry before those of the line, or those of the record before.
const WITH_ENTRY: u8 = 1;
const SAME_ENTRY: u8 = 0;

/// Shows each line of a year in an order, in memory that does not grow with the year.
pub fn walk(
    conn: &Connection,
    year: i64,
    order: Order,
    mut visit: impl FnMut(&LineRow<'_>) -> Result<()>,
) -> Result<()> {
    let mut accounts = Names::new(conn, "SELECT code, label FROM acc_accounts WHERE id = ?1")?;
    let mut projects =
        Names::new(conn, "SELECT ifnull(nullif(code, ''), label), NULL FROM acc_projects WHERE id = ?1")?;
    put_aside(conn, year, order)?.read(|piece| {
        let (mut rest, mut row) = (piece, LineRow::new());
        while !rest.is_empty() {
            take(&mut rest, &mut row).ok_or_else(damaged)?;
            // A copy, since the names are borrowed for one row only.
            let mut shown = row;
            let [code, label] = accounts.of(EntryLineColumn::Account.cell(&row))?;
            let [project, _] = projects.of(EntryLineColumn::Project.cell(&row))?;
            shown.cells[EntryLineColumn::AccountCode as usize] = code;
            shown.cells[EntryLineColumn::AccountLabel as usize] = label;
            shown.cells[EntryLineColumn::ProjectCode as usize] = project;
            visit(&shown)?;
        }
        Ok(())
    })
}

/// The rows of a year by the day of their entry.
fn put_aside(conn: &Connection, year: i64, order: Order) -> Result<Buckets> {
    let mut statement = conn.prepare_cached(ROWS)?;
    let mut rows = statement.query([year])?;
    let (mut buckets, mut key, mut bytes) = (Buckets::new(), Vec::new(), Vec::new());
    let mut current: Option<i64> = None;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        bytes.clear();
        if current == Some(id) {
            bytes.push(SAME_ENTRY);
        } else {
            current = Some(id);
            write_key(&mut key, row, order)?;
            bytes.push(WITH_ENTRY);
            push(&mut bytes, row, 0..OF_ENTRY)?;
        }
        push(&mut bytes, row, OF_ENTRY..OF_ENTRY + OF_LINE.len())?;
        if buckets.push(&key, &bytes)? == Pieces::Cut {
            // The next piece must not lean on a record of this one.
            current = None;
        }
    }
    Ok(buckets)
}

fn write_key(key: &mut Vec<u8>, row: &Row<'_>, order: Order) -> Result<()> {
    key.clear();
    let status = row.get_ref(STATUS)?.as_i64().unwrap_or(0);
    key.push(u8::from(order == Order::OpeningFirst && status & status::OPENING == 0));
    if let ValueRef::Text(date) = row.get_ref(DATE)? {
        key.extend_from_slice(date);
    }
    Ok(())
}

fn push(bytes: &mut Vec<u8>, row: &Row<'_>, mut columns: std::ops::Range<usize>) -> Result<()> {
    columns.try_for_each(|column| {
        record::push(bytes, row.get_ref(column)?);
        Ok(())
    })
}

/// Reads one record into a row, whose entry stays if the record has none. `None` when it is not what was put aside.
fn take<'a>(bytes: &mut &'a [u8], row: &mut LineRow<'a>) -> Option<()> {
    let (mark, rest) = bytes.split_first()?;
    *bytes = rest;
    if *mark == WITH_ENTRY {
        for cell in &mut row.cells[..OF_ENTRY] {
            *cell = record::take(bytes)?;
        }
    }
    for column in OF_LINE {
        row.cells[column as usize] = record::take(bytes)?;
    }
    Some(())
}

fn damaged() -> Error {
    Error::internal(anyhow::anyhow!("a line put aside cannot be read again"))
}

/// Two texts of rows that are asked for many times.
struct Names<'c> {
    statement: CachedStatement<'c>,
    known: HashMap<i64, Vec<u8>>,
}

impl<'c> Names<'c> {
    fn new(conn: &'c Connection, sql: &str) -> Result<Self> {
        Ok(Names { statement: conn.prepare_cached(sql)?, known: HashMap::new() })
    }

    /// The texts of the row with that number; empty when there is none.
    fn of(&mut self, id: Cell<'_>) -> Result<[Cell<'_>; 2]> {
        let Cell::Integer(id) = id else { return Ok([Cell::Empty; 2]) };
        let mut bytes = match self.known.entry(id) {
            Place::Occupied(known) => known.into_mut().as_slice(),
            Place::Vacant(place) => {
                let read = self.statement.query_row([id], |row| {
                    let mut bytes = Vec::new();
                    for column in 0..2 {
                        record::push(&mut bytes, row.get_ref(column)?);
                    }
                    Ok(bytes)
                });
                place.insert(read.optional()?.unwrap_or_default()).as_slice()
            }
        };
        Ok([(); 2].map(|()| record::take(&mut bytes).unwrap_or(Cell::Empty)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    #[test]
    fn entries_come_by_date_and_number_with_their_lines_or_without() {
        let conn = fixture::books();
        let sides = [("606", 500, 0), (fixture::BANK, 0, 500)];
        let late = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "late", &sides);
        let first = fixture::entry(&conn, EntryType::Expense, "2025-02-01", "first", &sides);
        let empty = fixture::entry(&conn, EntryType::Advanced, "2025-02-01", "empty", &[]);
        let opening = fixture::entry(&conn, EntryType::Advanced, "2025-04-01", "opening", &sides);
        conn.execute("UPDATE acc_transactions SET status = 16 + 1 WHERE id = ?1", [opening]).unwrap();
        fixture::entry(&conn, EntryType::Expense, "2026-02-01", "another year", &sides);
        let walk = |order: Order| {
            let mut found = Vec::new();
            super::walk(&conn, 1, order, |row| {
                found.push((
                    EntryLineColumn::Entry.integer(row)?,
                    EntryLineColumn::AccountCode.text(row).map(str::to_owned),
                ));
                Ok(())
            })
            .unwrap();
            found
        };
        let lines = |id: i64| [(id, Some("606".to_owned())), (id, Some(fixture::BANK.to_owned()))];
        assert_eq!(walk(Order::Date), [&lines(first)[..], &[(empty, None)], &lines(late), &lines(opening)].concat());
        assert_eq!(walk(Order::OpeningFirst)[..2], lines(opening));
    }

    #[test]
    fn nothing_is_sorted_and_no_table_is_read_whole() {
        let conn = fixture::books();
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {ROWS}")).unwrap();
        let steps: Vec<String> = plan.query_map([1], |row| row.get(3)).unwrap().map(rusqlite::Result::unwrap).collect();
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE") || step.contains("SCAN")), "{steps:?}");
    }
}
