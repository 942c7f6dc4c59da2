//! Reading the arguments of a function.

use std::borrow::Cow;

use rusqlite::functions::Context;
use rusqlite::types::ValueRef;

/// An argument as text: numbers as SQLite writes them, blobs as the text they hold (unreadable bytes as U+FFFD).
/// `None` for NULL.
pub(super) fn text<'a>(context: &'a Context<'_>, index: usize) -> Option<Cow<'a, str>> {
    match context.get_raw(index) {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(Cow::Owned(number.to_string())),
        ValueRef::Real(number) => Some(Cow::Owned(real_as_text(number))),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes)),
    }
}

/// An argument as the bytes it is made of. `None` for NULL.
pub(super) fn bytes<'a>(context: &'a Context<'_>, index: usize) -> Option<Cow<'a, [u8]>> {
    match context.get_raw(index) {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(Cow::Borrowed(bytes)),
        _ => text(context, index).map(|text| Cow::Owned(text.into_owned().into_bytes())),
    }
}

/// An argument as a number, also when it is written as text. `None` for NULL and all else, as in SQLite's own
/// mathematical functions.
pub(super) fn real(context: &Context<'_>, index: usize) -> Option<f64> {
    match context.get_raw(index) {
        // Degrees, weights: nothing here needs the digits beyond 2^53.
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        ValueRef::Blob(_) | ValueRef::Null => None,
    }
}

/// An argument as an integer, also when it is written as text or as a whole real. `None` for NULL and all else.
pub(super) fn integer(context: &Context<'_>, index: usize) -> Option<i64> {
    match context.get_raw(index) {
        ValueRef::Integer(number) => Some(number),
        // The cast is exact: whole and within what a double can hold without rounding.
        ValueRef::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(number as i64),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        _ => None,
    }
}

/// The shortest form that reads back the same, always with a fraction or an exponent. `CAST(x AS TEXT)`
/// gives the same for numbers of few digits, and for others sometimes digits that they do not need.
fn real_as_text(number: f64) -> String {
    if number == 0.0 || number.is_nan() {
        return "0.0".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..=16).contains(&exponent) {
        let plain = number.to_string();
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let fraction = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}{fraction}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn as_sqlite_writes(number: f64) -> String {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.query_row("SELECT CAST(? AS TEXT)", [number], |row| row.get(0)).unwrap()
    }

    proptest! {
        #[test]
        fn every_finite_real_reads_back_the_same(number in proptest::num::f64::NORMAL) {
            prop_assert_eq!(real_as_text(number).parse(), Ok(number));
        }
    }

    #[test]
    fn round_large_and_special_reals_are_written_as_sqlite_writes_them() {
        for number in [
            12.5,
            -1234.56,
            0.07,
            0.0,
            -0.0,
            1.0,
            -2.5,
            0.1 + 0.2,
            1e15,
            1e14,
            123456789012345.0,
            1e21,
            1e-5,
            1e-4,
            1.5e300,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            assert_eq!(real_as_text(number), as_sqlite_writes(number));
        }
    }
}
