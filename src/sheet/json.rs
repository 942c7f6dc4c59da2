//! A table as a JSON array of objects, in the API's spelling (platform.md 1.6), row by row.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cell::whole_cents;
use super::number::{push_amount, push_integer};
use super::{Cell, Chunks, Column, Kind, PIECE_BYTES, RowWriter, pieces};
use crate::error::Result;
use crate::json::{write_float, write_string, write_string_part};

/// An array with one object per row, on its way into `W` in chunks of some 64 KiB.
///
/// The titles of the columns are the keys; they should differ. What surrounds the array is the caller's, who
/// gives the depth of the line on which the array begins: 0 for a whole document, 1 for the value of a key in one.
pub struct JsonRows<W> {
    chunks: Chunks<W>,
    fields: Vec<Field>,
    /// What opens the next row: the first one opens the array as well.
    opening: Vec<u8>,
    /// What follows the last field of a row.
    closing: Vec<u8>,
    depth: usize,
    is_empty: bool,
}

/// All that stands before a value, escaped once: comma, line feed, indent and key.
struct Field {
    before: Vec<u8>,
    kind: Kind,
}

impl<W: Write> JsonRows<W> {
    pub fn new(out: W, columns: &[Column], depth: usize) -> Self {
        let new_line = |depth: usize| [b"\n".as_slice(), &b"    ".repeat(depth)].concat();
        let fields = columns.iter().enumerate().map(|(at, column)| {
            let mut before = if at == 0 { Vec::new() } else { vec![b','] };
            before.extend(new_line(depth + 2));
            push_string(&mut before, &column.title);
            before.extend_from_slice(b": ");
            Field { before, kind: column.kind }
        });
        let (open, close) = if columns.is_empty() {
            ("[", b"]".to_vec())
        } else {
            ("{", [new_line(depth + 1), b"}".to_vec()].concat())
        };
        JsonRows {
            chunks: Chunks::new(out),
            fields: fields.collect(),
            opening: [b"[".to_vec(), new_line(depth + 1), open.into()].concat(),
            closing: close,
            depth,
            is_empty: true,
        }
    }

    fn value(out: &mut Vec<u8>, kind: Kind, cell: Cell<'_>) {
        match (whole_cents(kind, cell), kind) {
            (Cell::Empty, _) => out.extend_from_slice(b"null"),
            (Cell::Real(value), _) if !value.is_finite() => out.extend_from_slice(b"null"),
            (Cell::Integer(cents), Kind::Amount) => quoted(out, |out| push_amount(out, cents, b',')),
            (Cell::Integer(value), Kind::Text) => quoted(out, |out| push_integer(out, value)),
            (Cell::Integer(value), _) => push_integer(out, value),
            (Cell::Real(value), Kind::Text) => quoted(out, |out| push_float(out, value)),
            (Cell::Real(value), _) => push_float(out, value),
            (Cell::Text(text), _) => push_string(out, text),
            (Cell::Bytes(bytes), _) => push_string(out, &STANDARD.encode(bytes)),
        }
    }
}

impl<W: Write> RowWriter for JsonRows<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        debug_assert_eq!(cells.len(), self.fields.len());
        let out = &mut self.chunks.text;
        out.extend_from_slice(&self.opening);
        if self.is_empty {
            // From the second row on, a comma stands where the bracket of the array stood.
            self.opening[0] = b',';
            self.is_empty = false;
        }
        for (field, &cell) in self.fields.iter().zip(cells) {
            let out = &mut self.chunks.text;
            out.extend_from_slice(&field.before);
            match cell {
                Cell::Text(text) if text.len() > PIECE_BYTES => {
                    out.push(b'"');
                    for piece in pieces(text) {
                        write_string_part(&mut self.chunks.text, piece)?;
                        self.chunks.pass_on_if_full()?;
                    }
                    self.chunks.text.push(b'"');
                }
                Cell::Bytes(bytes) if bytes.len() > PIECE_BYTES => {
                    out.push(b'"');
                    for piece in bytes.chunks(PIECE_BYTES) {
                        write_string_part(&mut self.chunks.text, &STANDARD.encode(piece))?;
                        self.chunks.pass_on_if_full()?;
                    }
                    self.chunks.text.push(b'"');
                }
                short => Self::value(out, field.kind, short),
            }
        }
        self.chunks.text.extend_from_slice(&self.closing);
        Ok(self.chunks.pass_on_if_full()?)
    }

    fn finish(&mut self) -> Result<()> {
        let out = &mut self.chunks.text;
        if self.is_empty {
            out.push(b'[');
        } else {
            out.push(b'\n');
            out.extend(b"    ".repeat(self.depth));
        }
        out.push(b']');
        Ok(self.chunks.finish()?)
    }
}

fn quoted(out: &mut Vec<u8>, push: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    push(out);
    out.push(b'"');
}

// Writing to memory cannot fail, so there is nothing to report.
fn push_string(out: &mut Vec<u8>, text: &str) {
    let _ = write_string(out, text);
}

fn push_float(out: &mut Vec<u8>, value: f64) {
    let _ = write_float(out, value);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{columns, written};
    use super::*;
    use proptest::prelude::*;

    fn objects(columns: &[Column], depth: usize, rows: &[&[Cell<'_>]]) -> String {
        let mut out = Vec::new();
        written(&mut JsonRows::new(&mut out, columns, depth), rows);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_are_spelled_like_the_answers_of_the_api() {
        let columns = [Column::new("clé/1", Kind::Free), Column::new("b", Kind::Free)];
        let rows: &[&[Cell<'_>]] = &[
            &[Cell::Integer(9_007_199_254_740_993), Cell::Text("é/\"😀")],
            &[Cell::Empty, Cell::Real(0.5)],
            &[Cell::Real(f64::INFINITY), Cell::Bytes(b"\xff\x00")],
        ];
        let expected = serde_json::json!([
            {"clé/1": 9_007_199_254_740_993_i64, "b": "é/\"😀"}, {"clé/1": null, "b": 0.5}, {"clé/1": null, "b": "/wA="},
        ]);
        assert_eq!(objects(&columns, 0, rows).into_bytes(), crate::json::pretty(&expected).unwrap());
    }

    #[test]
    fn an_array_inside_of_a_document_is_indented() {
        let results = objects(&[Column::new("a", Kind::Free)], 1, &[&[Cell::Integer(1)], &[Cell::Integer(2)]]);
        let expected = crate::json::pretty(&serde_json::json!({"results": [{"a": 1}, {"a": 2}]})).unwrap();
        assert_eq!(format!("{{\n    \"results\": {results}\n}}").into_bytes(), expected);
    }

    #[test]
    fn no_rows_are_an_empty_array() {
        assert_eq!(objects(&[Column::new("a", Kind::Free)], 1, &[]), "[]");
    }

    #[test]
    fn amounts_and_numbers_in_columns_of_text_are_strings() {
        let columns = columns(&[Kind::Amount, Kind::Text, Kind::Number]);
        assert_eq!(
            objects(&columns, 0, &[&[Cell::Integer(150_000), Cell::Integer(7), Cell::Integer(7)]]),
            "[\n    {\n        \"c0\": \"1500,00\",\n        \"c1\": \"7\",\n        \"c2\": 7\n    }\n]"
        );
    }

    #[test]
    fn long_values_are_written_in_pieces_and_read_back_the_same() {
        struct Largest(usize);
        impl Write for Largest {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0 = self.0.max(bytes.len());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (text, bytes) = ("aé/\"😀".repeat(100_000), vec![0xff; 1_000_001]);
        let (fields, cells) = (columns(&[Kind::Free; 2]), [Cell::Text(&text), Cell::Bytes(&bytes)]);
        let read: serde_json::Value = serde_json::from_str(&objects(&fields, 0, &[&cells])).unwrap();
        assert_eq!(
            (read[0]["c0"].as_str(), read[0]["c1"].as_str()),
            (Some(text.as_str()), Some(&*STANDARD.encode(&bytes)))
        );
        let mut largest = Largest(0);
        JsonRows::new(&mut largest, &fields, 0).row(&cells).unwrap();
        assert!(largest.0 < 1_000_000, "{} bytes at once", largest.0);
    }

    proptest! {
        #[test]
        fn any_text_and_integer_read_back_the_same(text in any::<String>(), integer in any::<i64>()) {
            let written = objects(&columns(&[Kind::Free; 2]), 0, &[&[Cell::Text(&text), Cell::Integer(integer)]]);
            prop_assert!(written.is_ascii());
            let read: serde_json::Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read[0]["c0"].as_str(), Some(text.as_str()));
            prop_assert_eq!(read[0]["c1"].as_i64(), Some(integer));
        }
    }
}
