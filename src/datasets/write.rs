//! Rows as JSON objects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Columns, Dataset, Kind};
use crate::json::{write_float, write_string};
use crate::sheet::Cell;

/// How values are written that are not what their column says, and moments.
#[derive(Debug, Clone)]
pub enum Typing {
    /// As the database holds them.
    Free,
    /// `null`, for readers that take types seriously. Moments get the offset of this time zone.
    Strict(TimeZone),
}

/// Writes rows, each as an object.
pub struct Objects {
    /// What stands before each value.
    before: Vec<(Vec<u8>, Kind)>,
    closing: Vec<u8>,
    typing: Typing,
}

impl Objects {
    /// Objects on one line, or with the four-space indents of the API: `depth` is that of the line they begin on.
    pub fn new(dataset: &Dataset, columns: &Columns, depth: Option<usize>, typing: Typing) -> Self {
        let line = |more: usize| depth.map_or(Vec::new(), |depth| [b"\n", &*b"    ".repeat(depth + more)].concat());
        let before = columns.iter().enumerate().map(|(at, column)| {
            let column = &dataset.columns[*column];
            let opening: &[u8] = if at == 0 { b"{" } else { b"," };
            let colon: &[u8] = if depth.is_some() { b"\": " } else { b"\":" };
            // Names of columns are plain ASCII.
            ([opening, &line(1), b"\"", column.name.as_bytes(), colon].concat(), column.kind)
        });
        Objects { before: before.collect(), closing: [line(0), b"}".to_vec()].concat(), typing }
    }

    pub fn push(&self, out: &mut Vec<u8>, cells: &[Cell<'_>]) {
        for ((before, kind), cell) in self.before.iter().zip(cells) {
            out.extend_from_slice(before);
            match &self.typing {
                Typing::Free => push_free(out, *kind, *cell),
                Typing::Strict(zone) => push_strict(out, *kind, *cell, zone),
            }
        }
        out.extend_from_slice(&self.closing);
    }
}

fn push_free(out: &mut Vec<u8>, kind: Kind, cell: Cell<'_>) {
    match (kind, cell) {
        (_, Cell::Empty) => out.extend_from_slice(b"null"),
        (Kind::Truth, Cell::Integer(truth @ (0 | 1))) => push_truth(out, truth != 0),
        (Kind::Amount, Cell::Integer(cents)) => push_amount(out, cents),
        (Kind::Text, Cell::Integer(number)) => push_text(out, &number.to_string()),
        (Kind::Text, Cell::Real(number)) => push_text(out, &crate::json::float_text(number)),
        (_, Cell::Integer(number)) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        (_, Cell::Real(number)) => push_float(out, number),
        (_, Cell::Text(text)) => push_text(out, text),
        (_, Cell::Bytes(bytes)) => push_text(out, &STANDARD.encode(bytes)),
    }
}

fn push_strict(out: &mut Vec<u8>, kind: Kind, cell: Cell<'_>, zone: &TimeZone) {
    let fits = match (kind, cell) {
        (_, Cell::Empty) | (Kind::Text, _) => true,
        (Kind::Integer | Kind::Amount, cell) => matches!(cell, Cell::Integer(_)),
        (Kind::Number, cell) => matches!(cell, Cell::Integer(_) | Cell::Real(_)),
        (Kind::Truth, cell) => matches!(cell, Cell::Integer(_)),
        (Kind::Date, cell) => matches!(cell, Cell::Text(text) if text.len() == 10 && text.parse::<Date>().is_ok()),
        (Kind::Moment, _) => false,
    };
    match (kind, cell) {
        (Kind::Moment, Cell::Text(text)) => match moment_with_offset(text, zone) {
            Some(moment) => push_text(out, &moment),
            None => out.extend_from_slice(b"null"),
        },
        (Kind::Truth, Cell::Integer(truth)) => push_truth(out, truth != 0),
        _ if fits => push_free(out, kind, cell),
        _ => out.extend_from_slice(b"null"),
    }
}

/// A local date and time of the database as RFC 3339 has it: `2026-03-01T10:00:00+01:00`.
fn moment_with_offset(text: &str, zone: &TimeZone) -> Option<String> {
    let local: DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(zone.clone()).ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// Cents as a decimal number: `-1234` is `-12.34`.
fn push_amount(out: &mut Vec<u8>, cents: i64) {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    out.extend_from_slice(format!("{sign}{}.{:02}", cents / 100, cents % 100).as_bytes());
}

fn push_truth(out: &mut Vec<u8>, truth: bool) {
    out.extend_from_slice(if truth { b"true" } else { b"false" });
}

// Writing to memory cannot fail, so there is nothing to report.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let _ = write_string(out, text);
}

fn push_float(out: &mut Vec<u8>, number: f64) {
    let _ = write_float(out, number);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind, cell: Cell<'_>, is_strict: bool) -> String {
        let mut out = Vec::new();
        let zone = TimeZone::get("Europe/Paris").unwrap();
        if is_strict {
            push_strict(&mut out, kind, cell, &zone)
        } else {
            push_free(&mut out, kind, cell)
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_what_their_column_says() {
        for (kind, cell, free, strict) in [
            (Kind::Amount, Cell::Integer(-5), "-0.05", "-0.05"),
            (Kind::Amount, Cell::Integer(150_000), "1500.00", "1500.00"),
            (Kind::Amount, Cell::Integer(i64::MIN), "-92233720368547758.08", "-92233720368547758.08"),
            (Kind::Truth, Cell::Integer(1), "true", "true"),
            (Kind::Truth, Cell::Integer(7), "7", "true"),
            (Kind::Integer, Cell::Text("douze"), "\"douze\"", "null"),
            (Kind::Number, Cell::Real(0.5), "0.5", "0.5"),
            (Kind::Text, Cell::Integer(7), "\"7\"", "\"7\""),
            (Kind::Date, Cell::Text("2026-03-01"), "\"2026-03-01\"", "\"2026-03-01\""),
            (Kind::Date, Cell::Text("hier"), "\"hier\"", "null"),
            (
                Kind::Moment,
                Cell::Text("2026-03-01 10:00:00"),
                "\"2026-03-01 10:00:00\"",
                "\"2026-03-01T10:00:00+01:00\"",
            ),
            (
                Kind::Moment,
                Cell::Text("2026-07-01 10:00:00"),
                "\"2026-07-01 10:00:00\"",
                "\"2026-07-01T10:00:00+02:00\"",
            ),
            (Kind::Moment, Cell::Empty, "null", "null"),
        ] {
            assert_eq!(written(kind, cell, false), free, "{kind:?} {cell:?}");
            assert_eq!(written(kind, cell, true), strict, "{kind:?} {cell:?}");
        }
    }
}
