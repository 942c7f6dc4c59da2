//! Text files: cells between separators, with or without quotes, as many programs write them (members.md 8.2).
//!
//! Libraries for RFC 4180 do not read files as leniently as clients expect (spaces before quotes, text after them,
//! encodings by cell), nor do they say where a quote was opened that nothing closes.

use std::borrow::Cow;
use std::fs::File;

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memchr2};

use super::dialect::{Content, Dialect, FirstLine, Look};
use super::row::{cell_too_long, has_nul, record_too_long, too_many_columns};
use super::window::Window;
use super::{Cell, Limits, Options, Record, mebibytes, refused};
use crate::error::Result;
use crate::msg;
use crate::sheet::csv::{Formulas, unescape_formula};

pub(super) struct Text {
    window: Window,
    dialect: Dialect,
    limits: Limits,
    formulas: Formulas,
    /// The number of the record before, blank or not.
    line: usize,
    /// The number of cells in the first record, which all must have.
    width: Option<usize>,
}

impl Text {
    pub(super) fn open(file: File, options: &Options) -> Result<Self> {
        let dialect = Dialect { separator: b';', backslash: true, quotes: true };
        let window = Window::open(file)?;
        let (limits, formulas) = (options.limits.clone(), options.formulas);
        let mut text = Text { window, dialect, limits, formulas, line: 0, width: None };
        text.find_dialect(options.unquoted)?;
        Ok(text)
    }

    /// Passes over blank lines and finds out from the first one that holds something how the file is written.
    fn find_dialect(&mut self, unquoted: &[&str]) -> Result<()> {
        let mut named = None;
        while let Some(first) = self.look(FirstLine::look)? {
            match first.content {
                Content::Cells if first.lone_carriage_return => {
                    return Err(refused(msg!("sheet-read-old-line-ends")));
                }
                Content::Cells => {
                    self.dialect = first.dialect();
                    self.dialect.separator = named.unwrap_or(self.dialect.separator);
                    self.dialect.quotes = !self.dialect.is_unquoted(&self.window.rest()[..first.length], unquoted);
                    return Ok(());
                }
                Content::Separator(separator) => named = Some(separator),
                Content::Blank => {}
            }
            self.window.advance(first.length);
            self.line += 1;
        }
        Ok(())
    }

    /// The next record that holds something. A record whose cells are all empty is passed over, as rows of sheets are,
    /// whatever its number of cells; it counts as a line.
    pub(super) fn record(&mut self) -> Result<Option<Record>> {
        let (dialect, columns) = (self.dialect, self.limits.columns);
        let mut pieces = Vec::new();
        while let Some(length) = self.look(|data, ended| dialect.split(data, ended, columns, &mut pieces))? {
            self.line += 1;
            let cells = self.texts(length, &pieces)?;
            self.window.advance(length);
            if cells.iter().all(Cell::is_empty) {
                continue;
            }
            let (line, count) = (self.line, cells.len());
            let expected = *self.width.get_or_insert(count);
            if count != expected {
                return Err(refused(msg!("sheet-read-ragged", line = line, count = count, expected = expected)));
            }
            return Ok(Some(Record { line, cells }));
        }
        Ok(None)
    }

    /// Looks at what follows and reads on until it is seen whole; `None` at the end of the file.
    fn look<T>(&mut self, mut at: impl FnMut(&[u8], bool) -> Look<T>) -> Result<Option<T>> {
        let (line, limit) = (self.line + 1, self.limits.record_bytes);
        loop {
            let rest = self.window.rest();
            let quoted = match at(rest, self.window.ended) {
                Look::Whole(whole) => return Ok(Some(whole)),
                Look::Part { quoted } => quoted,
            };
            match (self.window.ended, quoted) {
                (true, false) => return Ok(None),
                (true, true) => return Err(refused(msg!("sheet-read-unclosed-quote", line = line))),
                _ if rest.len() <= limit => self.window.grow()?,
                (_, true) => {
                    return Err(refused(msg!("sheet-read-long-quote", line = line, limit = mebibytes(limit as u64))));
                }
                (_, false) => return Err(record_too_long(line, limit)),
            }
        }
    }

    /// The texts of the cells of the record that the window begins with.
    fn texts(&self, length: usize, pieces: &[Piece]) -> Result<Vec<Cell>> {
        let (record, line) = (&self.window.rest()[..length], self.line);
        if length > self.limits.record_bytes {
            return Err(record_too_long(line, self.limits.record_bytes));
        }
        if memchr(0, record).is_some() {
            return Err(has_nul(line));
        }
        if pieces.len() > self.limits.columns {
            return Err(too_many_columns(line, self.limits.columns));
        }
        let mut unquoted = Vec::new();
        let mut cells = Vec::with_capacity(pieces.len());
        for (at, piece) in pieces.iter().enumerate() {
            if piece.end - piece.start > self.limits.cell_bytes {
                return Err(cell_too_long(line, at, self.limits.cell_bytes));
            }
            let text = decoded(piece.bytes(record, self.dialect, &mut unquoted));
            let text = match self.formulas {
                Formulas::Raw => &*text,
                Formulas::Escape => unescape_formula(&text),
            };
            cells.push(Cell::text(text));
        }
        Ok(cells)
    }
}

/// UTF-8 if it is, else Windows-1252, in which every byte is a character.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Where a cell stands in its record.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    quoted: bool,
}

impl Piece {
    /// The bytes of the text, without the quotes around it, those inside being doubled, and with what follows them.
    fn bytes<'a>(&self, record: &'a [u8], dialect: Dialect, unquoted: &'a mut Vec<u8>) -> &'a [u8] {
        let mut rest = &record[self.start..self.end];
        if !self.quoted {
            return rest;
        }
        unquoted.clear();
        while let Some(stop) = dialect.stop(rest) {
            unquoted.extend_from_slice(&rest[..stop]);
            let pair = &rest[stop..rest.len().min(stop + 2)];
            rest = &rest[stop + pair.len()..];
            match pair {
                [b'\\', ..] => unquoted.extend_from_slice(pair),
                [_, b'"'] => unquoted.push(b'"'),
                // The closing quote, with the byte after it.
                _ => {
                    unquoted.extend_from_slice(&pair[1..]);
                    break;
                }
            }
        }
        unquoted.extend_from_slice(rest);
        unquoted
    }
}

impl Dialect {
    /// Whether a first line says that quotes are characters like others.
    fn is_unquoted(self, line: &[u8], first_headings: &[&str]) -> bool {
        let heading = line.split(|byte| *byte == self.separator).next().unwrap_or_default().trim_ascii();
        let is_known = || first_headings.iter().any(|known| heading.eq_ignore_ascii_case(known.as_bytes()));
        matches!(self.separator, b'\t' | b'|') && is_known() && !line.contains(&b'"')
    }

    /// Cuts the first record into cells, one more than allowed at most, and gives its length, line end included.
    fn split(self, data: &[u8], ended: bool, columns: usize, pieces: &mut Vec<Piece>) -> Look<usize> {
        pieces.clear();
        if data.is_empty() {
            return Look::Part { quoted: false };
        }
        let mut at = 0;
        loop {
            let blanks = data[at..].iter().take_while(|byte| self.is_blank(**byte)).count();
            let quoted = self.quotes && data.get(at + blanks) == Some(&b'"');
            let mut start = at;
            if quoted {
                start = at + blanks + 1;
                match self.closing_quote(data, start) {
                    Some(quote) => at = quote + 1,
                    None => return Look::Part { quoted: true },
                }
            }
            let end = match memchr2(self.separator, b'\n', &data[at..]) {
                Some(length) => at + length,
                None if ended => data.len(),
                None => return Look::Part { quoted: false },
            };
            let at_separator = data.get(end) == Some(&self.separator);
            if pieces.len() <= columns {
                let before_line_end = if !at_separator && data[at..end].ends_with(b"\r") { end - 1 } else { end };
                pieces.push(Piece { start, end: before_line_end, quoted });
            }
            at = end + 1;
            if !at_separator {
                return Look::Whole(at.min(data.len()));
            }
        }
    }

    fn closing_quote(self, data: &[u8], mut at: usize) -> Option<usize> {
        loop {
            at += self.stop(data.get(at..)?)?;
            match (data[at], data.get(at + 1)) {
                (b'"', Some(b'"')) | (b'\\', Some(_)) => at += 2,
                (b'"', _) => return Some(at),
                _ => return None,
            }
        }
    }

    /// The next byte in quotes that may be more than itself.
    fn stop(self, data: &[u8]) -> Option<usize> {
        if self.backslash { memchr2(b'"', b'\\', data) } else { memchr(b'"', data) }
    }

    fn is_blank(self, byte: u8) -> bool {
        byte == b' ' || byte == b'\t' && self.separator != b'\t'
    }
}
