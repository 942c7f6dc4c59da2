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
/// lines. Of a day that a file names, only entries of the same voucher are read, or all where many share it or have none: the
/// time does not depend on the size of the year, and of an entry a few bytes are kept.
#[derive(Default)]
pub struct DuplicateIndex {
    /// By day, and by voucher where few have it.
    days: HashMap<(Date, Option<Voucher>), Day>,
    hasher: RandomState,
}

/// The voucher of entries, which may have none.
type Voucher = Option<String>;

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

/// More entries of one voucher are not few.
const OF_VOUCHER_MAX: i64 = 200;
const COUNT: &str = "SELECT count(*) FROM (SELECT 1 FROM acc_transactions WHERE reference IS ?1 LIMIT ?2)";
/// The `+` has SQLite use the index of vouchers.
const OF_VOUCHER: &str =
    "SELECT label, reference, id FROM acc_transactions WHERE +date = ?1 AND +id_year = ?2 AND reference IS ?3";
/// The `+` has SQLite use the index of days.
const OF_DAY: &str = "SELECT label, reference, id FROM acc_transactions WHERE date = ?1 AND +id_year = ?2";
const SUMS: &str =
    "SELECT sum(debit), count(*) FROM acc_transactions_lines WHERE id_transaction = ?1 GROUP BY id_transaction";

impl DuplicateIndex {
    /// The number of a stored entry of the year that looks the same; the last one of several.
    pub fn like(&mut self, conn: &Connection, year: &Year, entry: &Entry) -> Result<Option<i64>> {
        let debit = entry.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.debit.0));
        let lines = i64::try_from(entry.lines.len()).unwrap_or(i64::MAX);
        let is_rare = is_rare(conn, entry.reference.as_deref())?;
        let key = (entry.date, is_rare.then(|| entry.reference.clone()));
        let day = match self.days.entry(key) {
            Place::Occupied(day) => day.into_mut(),
            Place::Vacant(place) => {
                let day = Day::read(conn, year, place.key(), &self.hasher)?;
                place.insert(day)
            }
        };
        let hash = self.hasher.hash_one((entry.label.as_bytes(), entry.reference.as_deref().map(str::as_bytes)));
        let alike = day.with_text(conn, hash)?.iter().filter(|sums| (sums.debit, sums.lines) == (debit, lines));
        Ok(alike.map(|sums| sums.entry).max())
    }
}

/// Whether few entries have that voucher, or none.
fn is_rare(conn: &Connection, voucher: Option<&str>) -> Result<bool> {
    let count: i64 = conn.prepare_cached(COUNT)?.query_row((voucher, OF_VOUCHER_MAX + 1), |row| row.get(0))?;
    Ok(count <= OF_VOUCHER_MAX)
}

impl Day {
    fn read(
        conn: &Connection,
        year: &Year,
        (date, voucher): &(Date, Option<Voucher>),
        hasher: &RandomState,
    ) -> Result<Self> {
        let mut statement = conn.prepare_cached(if voucher.is_some() { OF_VOUCHER } else { OF_DAY })?;
        let hash = |row: &Row<'_>| {
            let (label, reference) = (bytes(row.get_ref(0)?).unwrap_or_default(), bytes(row.get_ref(1)?));
            Ok((hasher.hash_one((label, reference)), row.get(2)?))
        };
        let texts = match voucher {
            Some(voucher) => statement.query_map((text_of(*date), year.id, voucher), hash)?,
            None => statement.query_map((text_of(*date), year.id), hash)?,
        };
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
            assert_eq!(is_rare(&conn, None).unwrap(), round == 0);
            assert_eq!(like(&|_| ()), Some(last), "the last of several");
            assert_eq!(like(&|other| other.notes = Some("x".to_owned())), Some(last));
            assert_eq!(like(&|other| other.label.push('!')), None);
            assert_eq!(like(&|other| other.reference = Some("P1".to_owned())), None);
            assert_eq!(like(&|other| other.date = other.date.tomorrow().unwrap()), None);
            assert_eq!(like(&|other| other.lines.truncate(1)), None);
            assert_eq!(like(&|other| other.lines.iter_mut().for_each(|line| line.debit.0 += 1)), None);
            assert_eq!(DuplicateIndex::default().like(&conn, &fixture::year(&conn, 2), &entry).unwrap(), None);
            (0..210)
                .for_each(|_| assert!(fixture::entry(&conn, EntryType::Expense, "2025-04-01", "Autre", &sides) > 0));
        }
    }

    #[test]
    fn entries_are_found_by_the_index_of_vouchers_or_of_days() {
        let conn = fixture::books();
        for (sql, index) in [(OF_VOUCHER, "acc_transactions_reference"), (OF_DAY, "acc_transactions_date")] {
            let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let step: String = plan.raw_query().next().unwrap().unwrap().get(3).unwrap();
            assert!(step.contains(index), "{step}");
        }
    }
}
