//! Fiscal years: `acc_years` (accounting.md 2.1, 2.4 and 7.1).

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use crate::db::stored_enum;
use crate::error::{Error, Result};
use crate::msg;

stored_enum! {
    /// Whether entries of a year may still change: `acc_years.status`, with the words of the API.
    YearStatus {
        Open = 0 "open",
        /// For good: from here on only the status of entries changes, so that old debts can be settled.
        Closed = 1 "closed",
        /// Like closed, until an administrator unlocks it.
        Locked = 2 "locked",
    }
}

/// One fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    pub id: i64,
    pub label: String,
    /// Its first day.
    pub start: Date,
    /// Its last day, included.
    pub end: Date,
    pub status: YearStatus,
    /// `acc_years.id_chart`.
    pub chart: i64,
}

/// The columns that [`Year::of_row`] reads, in its order.
const COLUMNS: &str = "id, label, start_date, end_date, status, id_chart";

impl Year {
    pub fn find(conn: &Connection, id: i64) -> Result<Option<Year>> {
        Self::first(conn, "id = ?1", id)
    }

    /// The year that a parameter names by its number.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the name of the parameter when there is no such year.
    pub fn require(conn: &Connection, parameter: &str, id: i64) -> Result<Year> {
        let unknown = || Error::invalid_field(parameter, msg!("year-unknown", year = id));
        Self::find(conn, id)?.ok_or_else(unknown)
    }

    /// The open year that contains today, else the open year that begins last.
    pub fn current(conn: &Connection, today: Date) -> Result<Option<Year>> {
        Self::first(
            conn,
            "status = 0 ORDER BY ?1 BETWEEN start_date AND end_date DESC, start_date DESC",
            text_of(today),
        )
    }

    /// The open year that contains a day; of several, the one that begins first.
    pub fn open_on(conn: &Connection, date: Date) -> Result<Option<Year>> {
        Self::first(conn, "status = 0 AND ?1 BETWEEN start_date AND end_date ORDER BY start_date", text_of(date))
    }

    /// The year that a path names: `current`, or digits.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when there is no such year.
    pub fn from_path(conn: &Connection, word: &str, today: Date) -> Result<Year> {
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let year = match word {
            "current" => Self::current(conn, today)?,
            _ if is_number => word.parse().map_or(Ok(None), |id| Self::find(conn, id))?,
            _ => None,
        };
        year.ok_or_else(|| match word {
            "current" => Error::invalid_field("id_year", msg!("year-none-open")),
            _ => Error::invalid_field("id_year", msg!("year-unknown", year = word)),
        })
    }

    pub fn contains(&self, date: Date) -> bool {
        (self.start..=self.end).contains(&date)
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] when its entries may no longer change.
    pub fn require_open(&self) -> Result<()> {
        match self.status {
            YearStatus::Open => Ok(()),
            _ => Err(Error::invalid_field("id_year", msg!("year-not-open", year = self.label.as_str()))),
        }
    }

    fn first(conn: &Connection, condition: &str, value: impl ToSql) -> Result<Option<Year>> {
        let sql = format!("SELECT {COLUMNS} FROM acc_years WHERE {condition} LIMIT 1");
        Ok(conn.prepare_cached(&sql)?.query_row([value], Self::of_row).optional()?)
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Year> {
        Ok(Year {
            id: row.get(0)?,
            label: row.get(1)?,
            start: stored_date(row, 2)?,
            end: stored_date(row, 3)?,
            status: row.get(4)?,
            chart: row.get(5)?,
        })
    }
}

/// A day as the database writes it.
pub fn text_of(date: Date) -> String {
    date.to_string()
}

/// A day of a column that the schema keeps in the form `YYYY-MM-DD`.
pub fn stored_date(row: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::accounting::fixture;

    fn database() -> Connection {
        let conn = fixture::books();
        for (id, start, end, status) in [(3, "2024-01-01", "2024-12-31", 1), (4, "2026-06-01", "2027-05-31", 0)] {
            conn.execute(
                "INSERT INTO acc_years (id, label, start_date, end_date, status, id_chart) VALUES (?1, ?1, ?2, ?3, ?4, 1)",
                (id, start, end, status),
            )
            .unwrap();
        }
        conn
    }

    #[test]
    fn the_current_year_contains_today_or_else_begins_last() {
        let conn = database();
        let current = |today| Year::current(&conn, today).unwrap().unwrap().id;
        assert_eq!((current(date(2025, 3, 1)), current(date(2026, 3, 1)), current(date(2030, 1, 1))), (1, 2, 4));
        assert_eq!(current(date(2024, 3, 1)), 4, "a closed year is never current");
    }

    #[test]
    fn the_year_of_a_day_is_open_and_begins_first() {
        let conn = database();
        let of = |day| Year::open_on(&conn, day).unwrap().map(|year| year.id);
        assert_eq!(of(date(2026, 7, 1)), Some(2));
        assert_eq!((of(date(2027, 5, 31)), of(date(2027, 6, 1)), of(date(2024, 5, 1))), (Some(4), None, None));
    }

    #[test]
    fn a_path_names_a_year_by_digits_or_as_the_current_one() {
        let conn = database();
        let named = |word| Year::from_path(&conn, word, date(2025, 3, 1)).map(|year| year.id);
        assert_eq!((named("current").unwrap(), named("02").unwrap(), named("1").unwrap()), (1, 2, 1));
        for word in ["", "0", "99", "abc", "-1", "+2", "Current", "99999999999999999999"] {
            assert!(matches!(named(word), Err(Error::Invalid { .. })), "{word}");
        }
    }

    #[test]
    fn only_open_years_are_open() {
        let conn = database();
        let year = fixture::year(&conn, 1);
        assert!(year.require_open().is_ok());
        for status in [YearStatus::Closed, YearStatus::Locked, YearStatus::Unknown(7)] {
            assert!(Year { status, ..year.clone() }.require_open().is_err());
        }
        assert!(year.contains(date(2025, 12, 31)) && !year.contains(date(2026, 1, 1)));
    }
}
