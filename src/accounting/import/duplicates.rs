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
/// lines. Only the days that a file names are read, so that the time does not depend on the size of the year, and of an
/// entry a few bytes are kept.
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

/// The `+` has SQLite use the index of days.
const OF_DAY: &str = "SELECT label, reference, id FROM acc_transactions WHERE date = ?1 AND +id_year = ?2";
const SUMS: &str =
    "SELECT sum(debit), count(*) FROM acc_transactions_lines WHERE id_transaction = ?1 GROUP BY id_transaction";

impl DuplicateIndex {
    /// The number of a stored entry of the year that looks the same; the last one of several.
    pub fn like(&mut self, conn: &Connection, year: &Year, entry: &Entry) -> Result<Option<i64>> {
        let day = match self.days.entry(entry.date) {
            Place::Occupied(day) => day.into_mut(),
            Place::Vacant(place) => place.insert(Day::read(conn, year, entry.date, &self.hasher)?),
        };
        let hash = self.hasher.hash_one((entry.label.as_bytes(), entry.reference.as_deref().map(str::as_bytes)));
        let sum = entry.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.debit.0));
        let lines = i64::try_from(entry.lines.len()).unwrap_or(i64::MAX);
        let alike = day.with_text(conn, hash)?.iter().filter(|of| (of.debit, of.lines) == (sum, lines));
        Ok(alike.map(|of| of.entry).max())
    }
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
        let like = |change: &dyn Fn(&mut Entry)| {
            let mut other = entry.clone();
            change(&mut other);
            DuplicateIndex::default().like(&conn, &year, &other).unwrap()
        };
        assert_eq!(like(&|_| ()), Some(last), "the last of several");
        assert_eq!(like(&|other| other.notes = Some("x".to_owned())), Some(last));
        assert_eq!(like(&|other| other.label.push('!')), None);
        assert_eq!(like(&|other| other.reference = Some("P1".to_owned())), None);
        assert_eq!(like(&|other| other.date = other.date.tomorrow().unwrap()), None);
        assert_eq!(like(&|other| other.lines.truncate(1)), None);
        assert_eq!(like(&|other| other.lines.iter_mut().for_each(|line| line.debit.0 += 1)), None);
        assert_eq!(DuplicateIndex::default().like(&conn, &fixture::year(&conn, 2), &entry).unwrap(), None);
    }
}
