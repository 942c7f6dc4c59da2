//! Values of rows as bytes, to be put aside and read again.

use rusqlite::types::ValueRef;

use crate::sheet::Cell;

const EMPTY: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;

/// Adds a value.
pub fn push(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => out.push(EMPTY),
        ValueRef::Integer(number) => push_fixed(out, INTEGER, number.to_le_bytes()),
        ValueRef::Real(number) => push_fixed(out, REAL, number.to_le_bytes()),
        // Checked once, here, although UTF-8 that is read again must be checked again.
        ValueRef::Text(text) if std::str::from_utf8(text).is_ok() => push_slice(out, TEXT, text),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => push_slice(out, BYTES, bytes),
    }
}

fn push_fixed(out: &mut Vec<u8>, kind: u8, bytes: [u8; 8]) {
    out.push(kind);
    out.extend_from_slice(&bytes);
}

fn push_slice(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    push_fixed(out, kind, (bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Reads values from the start of `bytes`, which then begin behind them. `None` when they are not what [`push`] wrote.
pub fn take<'a>(bytes: &mut &'a [u8]) -> Option<Cell<'a>> {
    let (kind, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match *kind {
        EMPTY => Cell::Empty,
        INTEGER => Cell::Integer(i64::from_le_bytes(take_fixed(bytes)?)),
        REAL => Cell::Real(f64::from_le_bytes(take_fixed(bytes)?)),
        TEXT => Cell::Text(std::str::from_utf8(take_slice(bytes)?).ok()?),
        BYTES => Cell::Bytes(take_slice(bytes)?),
        _ => return None,
    })
}

fn take_fixed(bytes: &mut &[u8]) -> Option<[u8; 8]> {
    let (fixed, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*fixed)
}

fn take_slice<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(u64::from_le_bytes(take_fixed(bytes)?)).ok()?;
    let (slice, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_as_it_was_and_nothing_else_is_read() {
        let values = [
            (ValueRef::Null, Cell::Empty),
            (ValueRef::Integer(i64::MIN), Cell::Integer(i64::MIN)),
            (ValueRef::Real(-0.5), Cell::Real(-0.5)),
            (ValueRef::Text("é\0\n".as_bytes()), Cell::Text("é\0\n")),
            (ValueRef::Text(b""), Cell::Text("")),
            (ValueRef::Text(b"\xff"), Cell::Bytes(b"\xff")),
            (ValueRef::Blob(b"abc"), Cell::Bytes(b"abc")),
        ];
        let mut bytes = Vec::new();
        values.iter().for_each(|(value, _)| push(&mut bytes, *value));
        let mut rest = bytes.as_slice();
        for (_, cell) in &values {
            assert_eq!(take(&mut rest), Some(*cell));
        }
        assert_eq!(take(&mut rest), None);
        for cut in [&[INTEGER, 0][..], &[TEXT, 9, 0, 0, 0, 0, 0, 0, 0, b'x'], &[9]] {
            assert_eq!(take(&mut &*cut), None);
        }
    }
}
