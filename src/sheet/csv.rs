//! CSV as clients expect it (platform.md 2.3, RFC 4180): UTF-8 without a mark, commas, every cell in quotes, CRLF.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cell::whole_cents;
use super::number::{push_amount, push_integer, push_rounded};
use super::{Cell, Chunks, Column, Kind, PIECE_BYTES, RowWriter, pieces};
use crate::error::Result;

/// What becomes of texts that a spreadsheet program would run as formulas when it opens the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Formulas {
    /// Left as they are: scripts read them, and what leaves can be imported unchanged.
    #[default]
    Raw,
    /// Headed by an apostrophe, which [`unescape_formula`] takes off again.
    Escape,
}

impl Formulas {
    pub const ALL: [Formulas; 2] = [Formulas::Raw, Formulas::Escape];

    /// The word of requests.
    pub fn word(self) -> &'static str {
        match self {
            Formulas::Raw => "raw",
            Formulas::Escape => "escape",
        }
    }
}

/// A CSV file on its way into `W`, in chunks of some 64 KiB.
pub struct Csv<W> {
    chunks: Chunks<W>,
    kinds: Vec<Kind>,
    formulas: Formulas,
}

impl<W: Write> Csv<W> {
    /// Begins with the row of headings.
    pub fn new(out: W, columns: &[Column], formulas: Formulas) -> Self {
        let mut csv = Csv::without_headings(out, columns, formulas);
        for (at, column) in columns.iter().enumerate() {
            csv.open_cell(at);
            csv.title(&column.title);
        }
        csv.chunks.text.extend_from_slice(if columns.is_empty() { b"\r\n" } else { b"\"\r\n" });
        csv
    }

    /// Begins with the first row of values.
    pub fn without_headings(out: W, columns: &[Column], formulas: Formulas) -> Self {
        let kinds = columns.iter().map(|column| column.kind).collect();
        Csv { chunks: Chunks::new(out), kinds, formulas }
    }

    fn title(&mut self, title: &str) {
        self.mark_of_text(title);
        self.piece(title);
    }

    fn mark_of_text(&mut self, text: &str) {
        if self.formulas == Formulas::Escape && needs_escape(text) {
            self.chunks.text.push(b'\'');
        }
    }

    /// The quote that opens a cell, with what closes the one before.
    fn open_cell(&mut self, at: usize) {
        self.chunks.text.extend_from_slice(if at == 0 { b"\"" } else { b"\",\"" });
    }

    fn text(&mut self, text: &str) -> Result<()> {
        self.mark_of_text(text);
        for piece in pieces(text) {
            self.piece(piece);
            self.chunks.pass_on_if_full()?;
        }
        Ok(())
    }

    fn piece(&mut self, text: &str) {
        let out = &mut self.chunks.text;
        let mut rest = text.as_bytes();
        while let Some(quote) = memchr::memchr(b'"', rest) {
            out.extend_from_slice(&rest[..=quote]);
            out.push(b'"');
            rest = &rest[quote + 1..];
        }
        out.extend_from_slice(rest);
    }
}

impl<W: Write> RowWriter for Csv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        debug_assert_eq!(cells.len(), self.kinds.len());
        for (at, &cell) in cells.iter().enumerate() {
            self.open_cell(at);
            let kind = self.kinds.get(at).copied().unwrap_or_default();
            let out = &mut self.chunks.text;
            match whole_cents(kind, cell) {
                Cell::Empty => {}
                Cell::Integer(cents) if kind == Kind::Amount => push_amount(out, cents, b','),
                Cell::Integer(value) => push_integer(out, value),
                Cell::Real(value) => push_rounded(out, value),
                Cell::Text(text) => self.text(text)?,
                Cell::Bytes(bytes) => {
                    for piece in bytes.chunks(PIECE_BYTES) {
                        self.chunks.text.extend_from_slice(STANDARD.encode(piece).as_bytes());
                        self.chunks.pass_on_if_full()?;
                    }
                }
            }
        }
        self.chunks.text.extend_from_slice(if cells.is_empty() { b"\r\n" } else { b"\"\r\n" });
        Ok(self.chunks.pass_on_if_full()?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.chunks.finish()?)
    }
}

/// Takes the apostrophe off a text that [`Formulas::Escape`] has protected; all other texts are returned as they are.
///
/// Only an apostrophe before something dangerous counts, so `'hello` and `'` keep theirs.
pub fn unescape_formula(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_escape(rest) => rest,
        _ => text,
    }
}

/// Whether a spreadsheet could run the text as a formula. Texts that would look escaped count as well, so that taking
/// one apostrophe off always gives back what there was.
fn needs_escape(text: &str) -> bool {
    let start = text.trim_start_matches('\'');
    match start.as_bytes().first() {
        Some(b'=' | b'+' | b'@' | b'\t' | b'\r' | 0) => true,
        Some(b'-') => !is_decimal(&start[1..]),
        _ => false,
    }
}

/// Digits, with a decimal point or comma at most: with a minus before them they are a negative number, which is harmless.
fn is_decimal(text: &str) -> bool {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    [whole, decimals].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{columns, written};
    use super::*;
    use proptest::prelude::*;

    fn csv(kinds: &[Kind], formulas: Formulas, rows: &[&[Cell<'_>]]) -> String {
        let mut out = Vec::new();
        written(&mut Csv::new(&mut out, &columns(kinds), formulas), rows);
        String::from_utf8(out).unwrap()
    }

    /// The text as it stands in a CSV file with escaped formulas, if it needs no quotes doubled.
    fn escape_formula(text: &str) -> String {
        let written = csv(&[Kind::Free], Formulas::Escape, &[&[Cell::Text(text)]]);
        written["\"c0\"\r\n\"".len()..].strip_suffix("\"\r\n").unwrap().to_owned()
    }

    #[test]
    fn every_cell_is_quoted_and_every_row_ends_with_crlf() {
        let text = csv(
            &[Kind::Text, Kind::Amount, Kind::Free],
            Formulas::Raw,
            &[
                &[Cell::Text("dit \"B\", \nici"), Cell::Integer(-150_005), Cell::Real(1e20)],
                &[Cell::Empty, Cell::Empty, Cell::Bytes(b"\xff\x00")],
                &[Cell::Text(" 01 02 "), Cell::Text("x"), Cell::Integer(i64::MIN)],
            ],
        );
        assert_eq!(
            text,
            "\"c0\",\"c1\",\"c2\"\r\n\"dit \"\"B\"\", \nici\",\"-1500,05\",\"1.0E+20\"\r\n\
             \"\",\"\",\"/wA=\"\r\n\" 01 02 \",\"x\",\"-9223372036854775808\"\r\n"
        );
    }

    #[test]
    fn a_table_without_rows_has_its_headings() {
        assert_eq!(csv(&[Kind::Text], Formulas::Raw, &[]), "\"c0\"\r\n");
    }

    #[test]
    fn formulas_leave_raw_unless_asked() {
        let rows: &[&[Cell<'_>]] = &[&[Cell::Text("=1+1")], &[Cell::Integer(-1)], &[Cell::Text("-1,50")]];
        assert_eq!(csv(&[Kind::Free], Formulas::Raw, rows), "\"c0\"\r\n\"=1+1\"\r\n\"-1\"\r\n\"-1,50\"\r\n");
        assert_eq!(csv(&[Kind::Free], Formulas::Escape, rows), "\"c0\"\r\n\"'=1+1\"\r\n\"-1\"\r\n\"-1,50\"\r\n");
    }

    #[test]
    fn headings_are_escaped_as_well() {
        let mut out = Vec::new();
        written(&mut Csv::new(&mut out, &[Column::new("@SUM(A1)", Kind::Free)], Formulas::Escape), &[]);
        assert_eq!(out, b"\"'@SUM(A1)\"\r\n");
    }

    #[test]
    fn all_dangerous_beginnings_are_escaped_and_nothing_else() {
        for text in ["=A1", "+33612345678", "-A1", "-1+1", "-", "-1,2,3", "@x", "\tx", "\rx", "\0x", "'=A1", "''=A1"] {
            assert_eq!(escape_formula(text), format!("'{text}"));
            assert_eq!(unescape_formula(&format!("'{text}")), text);
        }
        for text in ["", "a", "'", "''", "'a", "l'été", "1=1", " =1", "-5", "-5.5", "'-5", "é", "07"] {
            assert_eq!(escape_formula(text), text);
            assert_eq!(unescape_formula(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_was_escaped_is_given_back(text in "['=+\\-@\t\r\0a1,.]{0,6}") {
            let escaped = escape_formula(&text);
            prop_assert_eq!(unescape_formula(&escaped), text.as_str());
            let dangerous = escaped.starts_with(['=', '+', '@', '\t', '\r', '\0']);
            prop_assert!(!dangerous, "{escaped:?} would run");
        }

        #[test]
        fn another_reader_reads_what_was_written(rows in proptest::collection::vec(proptest::collection::vec(".{0,12}|[\"',\r\n]{0,5}", 3), 0..8)) {
            let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect()).collect();
            let cells: Vec<&[Cell<'_>]> = cells.iter().map(Vec::as_slice).collect();
            let text = csv(&[Kind::Text, Kind::Free, Kind::Date], Formulas::Raw, &cells);
            let read: Vec<Vec<String>> = ::csv::Reader::from_reader(text.as_bytes())
                .records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
