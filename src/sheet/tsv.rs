//! Text with tabs between cells: the form in which accounting programs pass entries on (accounting.md 3).

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cell::whole_cents;
use super::number::{push_amount, push_integer, push_rounded};
use super::{Cell, Chunks, Column, Kind, RowWriter};
use crate::error::Result;

/// A file on its way into `W`, in chunks of some 64 KiB: no quotes, CRLF after each row. Cells lose their tabs, since
/// nothing could tell them from those between cells; line breaks stay.
pub struct Tsv<W> {
    chunks: Chunks<W>,
    kinds: Vec<Kind>,
}

impl<W: Write> Tsv<W> {
    /// Begins with the row of headings.
    pub fn new(out: W, columns: &[Column]) -> Self {
        let mut chunks = Chunks::new(out);
        for (at, column) in columns.iter().enumerate() {
            open_cell(&mut chunks.text, at);
            push_without_tabs(&mut chunks.text, &column.title);
        }
        chunks.text.extend_from_slice(b"\r\n");
        Tsv { chunks, kinds: columns.iter().map(|column| column.kind).collect() }
    }
}

impl<W: Write> RowWriter for Tsv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        debug_assert_eq!(cells.len(), self.kinds.len());
        let out = &mut self.chunks.text;
        for ((at, &kind), &cell) in self.kinds.iter().enumerate().zip(cells) {
            open_cell(out, at);
            match whole_cents(kind, cell) {
                Cell::Empty => {}
                Cell::Integer(cents) if kind == Kind::Amount => push_amount(out, cents, b','),
                Cell::Integer(value) => push_integer(out, value),
                Cell::Real(value) => push_rounded(out, value),
                Cell::Text(text) => push_without_tabs(out, text),
                Cell::Bytes(bytes) => out.extend_from_slice(STANDARD.encode(bytes).as_bytes()),
            }
        }
        out.extend_from_slice(b"\r\n");
        Ok(self.chunks.pass_on_if_full()?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.chunks.finish()?)
    }
}

fn open_cell(out: &mut Vec<u8>, at: usize) {
    if at > 0 {
        out.push(b'\t');
    }
}

fn push_without_tabs(out: &mut Vec<u8>, text: &str) {
    for piece in text.as_bytes().split(|&byte| byte == b'\t') {
        out.extend_from_slice(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{columns, written};
    use super::*;

    #[test]
    fn cells_stand_between_tabs_without_quotes_and_lose_their_own() {
        let mut out = Vec::new();
        let rows: &[&[Cell<'_>]] = &[
            &[Cell::Text("a\tb\n\"c\""), Cell::Integer(-5)],
            &[Cell::Empty, Cell::Real(12.0)],
            &[Cell::Text("=1"), Cell::Bytes(b"\xff")],
        ];
        written(&mut Tsv::new(&mut out, &columns(&[Kind::Text, Kind::Amount])), rows);
        assert_eq!(String::from_utf8(out).unwrap(), "c0\tc1\r\nab\n\"c\"\t-0,05\r\n\t0,12\r\n=1\t/w==\r\n");
    }
}
