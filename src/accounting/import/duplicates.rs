//! Stored entries that look like one to import: a file that is imported twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::hash::{BuildHasher, RandomState};

use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::accounting::entries::Entry;
use crate::accounting::year::{Year, text_of};
use crate::error::Result;

/// The stored entries of a year by what makes two of them look alike: day, label, voucher, sum of debits and number of
/// lines. Only entries of the same voucher are read, or, where many share it or have none, the days that a file names: the
/// time does not depend on the size of the year, and of an entry a few bytes are kept.
#[derive(Default)]
pub struct DuplicateIndex {
    days: HashMap<Date, Day>,
    hasher: RandomState,
}

#[derive(Default)]
struct Day {
    /// Hash of label and voucher, and the entry, in order. Two texts with the same hash would only cost a warning.
    texts: Vec<(u64, i64)>,
    /// Of the hashes that were asked for.
    sums: HashMap<u64, Vec<Sums>>,
}

/// What the lines of an entry add up to.
struct Sums {
    entry: i64,
    /// In cents.
    debit: i64,
    lines: i64,
}

/// Entries of one voucher that are looked at one by one; of more, those of the day are read.
const OF_VOUCHER_MAX: usize = 64;
const OF_VOUCHER: &str = "SELECT id FROM acc_transactions WHERE reference IS ?1 LIMIT ?2";
const ALIKE: &str = "
    SELECT sum(l.debit), count(*) FROM acc_transactions t CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
    WHERE t.id = ?1 AND +t.id_year = ?2 AND +t.date = ?3 AND t.label = ?4 GROUP BY t.id";

/// The `+` has SQLite use the index of days.
const OF_DAY: &str = "SELECT label, reference, id FROM acc_transactions WHERE date = ?1 AND +id_year = ?2";
const SUMS: &str =
    "SELECT sum(debit), count(*) FROM acc_transactions_lines WHERE id_transaction = ?1 GROUP BY id_transaction";

impl DuplicateIndex {
    /// The number of a stored entry of the year that looks the same; the last one of several.
    pub fn like(&mut self, conn: &Connection, year: &Year, entry: &Entry) -> Result<Option<i64>> {
        let debit = entry.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.debit.0));
        let lines = i64::try_from(entry.lines.len()).unwrap_or(i64::MAX);
        let is_alike = |sums: &Sums| (sums.debit, sums.lines) == (debit, lines);
        if let Some(few) = of_voucher(conn, entry.reference.as_deref())? {
            let alike = few.into_iter().map(|stored| alike(conn, year, entry, stored));
            let alike = alike.collect::<Result<Vec<_>>>()?.into_iter().flatten();
            return Ok(alike.filter(is_alike).map(|sums| sums.entry).max());
        }
        let day = match self.days.entry(entry.date) {
            Place::Occupied(day) => day.into_mut(),
            Place::Vacant(place) => place.insert(Day::read(conn, year, entry.date, &self.hasher)?),
        };
        let hash = self.hasher.hash_one((entry.label.as_bytes(), entry.reference.as_deref().map(str::as_bytes)));
        let alike = day.with_text(conn, hash)?.iter().filter(|sums| is_alike(sums));
        Ok(alike.map(|sums| sums.entry).max())
    }
}

/// The entries with that voucher, or none; `None` when they are many.
fn of_voucher(conn: &Connection, voucher: Option<&str>) -> Result<Option<Vec<i64>>> {
    let mut statement = conn.prepare_cached(OF_VOUCHER)?;
    let found: Vec<i64> = statement
        .query_map((voucher, OF_VOUCHER_MAX as i64 + 1), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok((found.len() <= OF_VOUCHER_MAX).then_some(found))
}

/// The sums of a stored entry if it is of the year, the day and the label of another.
fn alike(conn: &Connection, year: &Year, entry: &Entry, stored: i64) -> Result<Option<Sums>> {
    let sums = |row: &Row<'_>| Ok(Sums { debit: row.get(0)?, lines: row.get(1)?, entry: stored });
    let mut statement = conn.prepare_cached(ALIKE)?;
    Ok(statement.query_row((stored, year.id, text_of(entry.date), &entry.label), sums).optional()?)
}

impl Day {
    fn read(conn: &Connection, year: &Year, date: Date, hasher: &RandomState) -> Result<Self> {
        let mut statement = conn.prepare_cached(OF_DAY)?;
        let texts = statement.query_map((text_of(date), year.id), |row| {
            let (label, reference) = (bytes(row.get_ref(0)?).unwrap_or_default(), bytes(row.get_ref(1)?));
            Ok((hasher.hash_one((label, reference)), row.get(2)?))
        })?;
        let mut texts: Vec<(u64, i64)> = texts.collect::<rusqlite::Result<_>>()?;
        texts.sort_unstable();
        Ok(Day { texts, sums: HashMap::new() })
    }

    /// The entries whose label and voucher have that hash.
    fn with_text(&mut self, conn: &Connection, hash: u64) -> Result<&[Sums]> {
        let place = match self.sums.entry(hash) {
            Place::Occupied(known) => return Ok(known.into_mut()),
            Place::Vacant(place) => place,
        };
        let first = self.texts.partition_point(|(other, _)| *other < hash);
        let mut statement = conn.prepare_cached(SUMS)?;
        let mut sums = Vec::new();
        for (_, entry) in self.texts[first..].iter().take_while(|(other, _)| *other == hash) {
            let of_entry = |row: &Row<'_>| Ok(Sums { debit: row.get(0)?, lines: row.get(1)?, entry: *entry });
            sums.extend(statement.query_row([entry], of_entry).optional()?);
        }
        Ok(place.insert(sums))
    }
}

fn bytes(value: ValueRef<'_>) -> Option<&[u8]> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    #[test]
    fn the_same_day_label_voucher_sum_and_number_of_lines_make_a_twin_of_the_year() {
        let conn = fixture::books();
        let year = fixture::year(&conn, 1);
        let sides = [("606", 500, 0), (fixture::BANK, 0, 500)];
        fixture::entry(&conn, EntryType::Expense, "2025-03-01", "Timbres", &sides);
        let last = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "Timbres", &sides);
        let entry = Entry::get(&conn, last).unwrap();
        // With few entries of the voucher, and with many.
        for round in 0..2 {
            let like = |change: &dyn Fn(&mut Entry)| {
                let mut other = entry.clone();
                change(&mut other);
                DuplicateIndex::default().like(&conn, &year, &other).unwrap()
            };
            assert_eq!(of_voucher(&conn, None).unwrap().is_none(), round == 1);
            assert_eq!(like(&|_| ()), Some(last), "the last of several");
            assert_eq!(like(&|other| other.notes = Some("x".to_owned())), Some(last));
            assert_eq!(like(&|other| other.label.push('!')), None);
            assert_eq!(like(&|other| other.reference = Some("P1".to_owned())), None);
            assert_eq!(like(&|other| other.date = other.date.tomorrow().unwrap()), None);
            assert_eq!(like(&|other| other.lines.truncate(1)), None);
            assert_eq!(like(&|other| other.lines.iter_mut().for_each(|line| line.debit.0 += 1)), None);
            assert_eq!(DuplicateIndex::default().like(&conn, &fixture::year(&conn, 2), &entry).unwrap(), None);
            (0..70).for_each(|_| assert!(fixture::entry(&conn, EntryType::Expense, "2025-04-01", "Autre", &sides) > 0));
        }
    }

    #[test]
    fn entries_are_found_by_the_index_of_vouchers_or_of_days() {
        let conn = fixture::books();
        for (sql, index) in [(OF_VOUCHER, "acc_transactions_reference"), (OF_DAY, "acc_transactions_date")] {
            let step: String =
                conn.query_row(&format!("EXPLAIN QUERY PLAN {sql}"), ["x", "1"], |row| row.get(3)).unwrap();
            assert!(step.contains(index), "{step}");
        }
    }
}
