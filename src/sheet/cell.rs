//! What a cell becomes in a spreadsheet: decided once, for ODS and XLSX alike.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::{Date, DateTime, Time, date};

use super::number::{MAX_EXACT_CENTS, MAX_EXACT_INTEGER, push_amount, push_integer, push_shortest};
use super::{Cell, Kind};

/// A value in a spreadsheet, with the type it keeps there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Empty,
    Integer(i64),
    Real(f64),
    /// Money in cents.
    Amount(i64),
    /// A day, with the text `YYYY-MM-DD` that it was read from.
    Date(&'a str, Date),
    /// A day and time, with the text `YYYY-MM-DD HH:MM:SS` that it was read from.
    DateTime(&'a str, DateTime),
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    pub(super) fn new(kind: Kind, cell: Cell<'a>) -> Self {
        match whole_cents(kind, cell) {
            Cell::Empty | Cell::Text("") => Value::Empty,
            Cell::Integer(cents) if kind == Kind::Amount => {
                let exact = cents.unsigned_abs() <= MAX_EXACT_CENTS;
                if exact { Value::Amount(cents) } else { digits(|out| push_amount(out, cents, b',')) }
            }
            Cell::Integer(value) if kind == Kind::Text || value.unsigned_abs() > MAX_EXACT_INTEGER => {
                digits(|out| push_integer(out, value))
            }
            Cell::Integer(value) => Value::Integer(value),
            Cell::Real(value) if kind == Kind::Text || !value.is_finite() => digits(|out| push_shortest(out, value)),
            Cell::Real(value) => Value::Real(value),
            Cell::Text(text) if matches!(kind, Kind::Free | Kind::Date | Kind::DateTime) => {
                date_or_time(text).unwrap_or(Value::Text(Cow::Borrowed(text)))
            }
            Cell::Text(text) => Value::Text(Cow::Borrowed(text)),
            Cell::Bytes(bytes) => Value::Text(Cow::Owned(STANDARD.encode(bytes))),
        }
    }
}

/// SQLite's `total()` and divisions give cents as floats: in a column of money they are rounded to the nearest cent.
pub(super) fn whole_cents(kind: Kind, cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Real(cents) if kind == Kind::Amount && cents.is_finite() => Cell::Integer(cents.round() as i64),
        other => other,
    }
}

fn digits(push: impl FnOnce(&mut Vec<u8>)) -> Value<'static> {
    let mut text = Vec::with_capacity(24);
    push(&mut text);
    Value::Text(Cow::Owned(String::from_utf8_lossy(&text).into_owned()))
}

/// The first day of the calendar that spreadsheet programs reckon with: earlier dates would be shown as other days.
const FIRST_GREGORIAN_DAY: Date = date(1582, 10, 15);

/// Reads exactly `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, if it is a day of the calendar and a time of the clock.
fn date_or_time(text: &str) -> Option<Value<'_>> {
    let bytes = text.as_bytes();
    if !matches!(bytes.len(), 10 | 19) || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i16::from(two_digits(bytes, 0)?) * 100 + i16::from(two_digits(bytes, 2)?);
    let day =
        Date::new(year, two_digits(bytes, 5)?, two_digits(bytes, 8)?).ok().filter(|day| *day >= FIRST_GREGORIAN_DAY)?;
    if bytes.len() == 10 {
        return Some(Value::Date(text, day));
    }
    if bytes[10] != b' ' || bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let time = Time::new(two_digits(bytes, 11)?, two_digits(bytes, 14)?, two_digits(bytes, 17)?, 0).ok()?;
    Some(Value::DateTime(text, day.to_datetime(time)))
}

fn two_digits(bytes: &[u8], at: usize) -> Option<i8> {
    match bytes[at..at + 2] {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(((tens - b'0') * 10 + (ones - b'0')) as i8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dates_in_their_exact_spelling_become_dates() {
        assert_eq!(date_or_time("2024-02-29"), Some(Value::Date("2024-02-29", date(2024, 2, 29))));
        let time = date(2025, 1, 31).at(23, 59, 59, 0);
        let text = "2025-01-31 23:59:59";
        assert_eq!(date_or_time(text), Some(Value::DateTime(text, time)));
        for text in [
            "2025-02-29",
            "2025-13-01",
            "0000-00-00",
            "1500-01-01",
            "31/01/2025",
            "2025-01-31T23:59:59",
            "2025-01-31 24:00:00",
            "2025-01-31 23:59:60",
            "2025-01-31 ",
            " 2025-01-3",
            "2025-01-31 23:59",
            "2025-1-031",
            "+025-01-31",
            "éé-01-3112",
            "2025-01-é1",
        ] {
            assert_eq!(date_or_time(text), None, "{text}");
        }
    }

    #[test]
    fn texts_that_look_like_numbers_stay_texts() {
        for text in ["007", "12", "01 02 03 04 05", "1,50", "12 %", "12 €", "=1+1", "1e5"] {
            for kind in [Kind::Text, Kind::Free, Kind::Number, Kind::Amount, Kind::Date] {
                assert_eq!(Value::new(kind, Cell::Text(text)), Value::Text(text.into()));
            }
        }
    }

    #[test]
    fn dates_in_columns_of_text_stay_text() {
        assert_eq!(Value::new(Kind::Text, Cell::Text("2025-01-31")), Value::Text("2025-01-31".into()));
    }

    #[test]
    fn numbers_that_would_lose_digits_become_text() {
        let largest = 1_i64 << 53;
        assert_eq!(Value::new(Kind::Free, Cell::Integer(-largest)), Value::Integer(-largest));
        assert_eq!(Value::new(Kind::Free, Cell::Integer(largest + 1)), Value::Text("9007199254740993".into()));
        assert_eq!(Value::new(Kind::Amount, Cell::Integer(999_999_999_999_999)), Value::Amount(999_999_999_999_999));
        assert_eq!(Value::new(Kind::Amount, Cell::Integer(i64::MIN)), Value::Text("-92233720368547758,08".into()));
    }

    #[test]
    fn cents_that_sqlite_gives_as_a_float_are_cents() {
        assert_eq!(Value::new(Kind::Amount, Cell::Real(1234.0)), Value::Amount(1234));
        assert_eq!(Value::new(Kind::Amount, Cell::Real(f64::INFINITY)), Value::Text("INF".into()));
    }
}
