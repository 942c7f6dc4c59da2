//! Tables into Ruche: what people's spreadsheets hold, as texts, one row at a time, safely (members.md 8.2).
//!
//! The kind of a file is found from its content, never from its name:
//!
//! | kind | what is read | lines are numbered by |
//! |---|---|---|
//! | text (CSV, TSV…) | UTF-8, else Windows-1252, cell by cell; UTF-16 with a mark; `;` `,` tab or `\|` between cells | record, headings and blank lines included |
//! | ODS | the active sheet, as OpenDocument shows it | row of the sheet |
//! | XLSX | the active sheet, values and results of formulas | row of the sheet |
//!
//! Whatever the kind, cells are trimmed and become texts that an import understands:
//!
//! | cell | becomes |
//! |---|---|
//! | text, rich text, result of a formula, error | the text; paragraphs and line ends are line feeds |
//! | number | plain decimal, 15 significant digits: `12.5`; in ODS the shown text when it says more: `01 02 03 04 05` |
//! | ODS currency, percentage | the number, `12.50%` |
//! | date | `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SS` with a time that is not midnight |
//! | time or duration | `HH:MM:SS` |
//! | boolean | `1` or `0` |
//!
//! Nobody's file is trusted: every size has a limit ([`Limits`]), checked before memory is used, and memory does not grow
//! with the number of rows. Only the texts that an XLSX file shares between cells are held, up to their own limit.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::csv::Formulas;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

mod archive;
mod date;
mod dialect;
mod directory;
mod kind;
mod markup;
mod number;
mod ods;
mod paragraph;
mod row;
#[cfg(test)]
mod tests;
mod text;
mod window;
mod workbook;
mod xlsx;

use kind::Kind;

/// How much of a file is read; more is refused with a sentence that says which limit it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Rows that hold something, headings included.
    pub records: usize,
    /// Columns up to the last one that holds something.
    pub columns: usize,
    /// Cells of all rows, each row up to its last cell that holds something.
    pub cells: usize,
    /// Bytes (UTF-8) of one cell.
    pub cell_bytes: usize,
    /// Bytes of one row: in text files as they stand there, in sheets the texts of its cells.
    pub record_bytes: usize,
    /// Bytes of the texts of all cells; repeated cells count each time.
    pub text_bytes: usize,
    /// Bytes of the texts that an XLSX file shares between cells, which are held in memory.
    pub shared_bytes: usize,
    /// Files inside an ODS or XLSX file, which is a ZIP archive.
    pub parts: usize,
    /// Bytes of one of them once it is unpacked.
    pub part_bytes: u64,
    /// Bytes of all those that are read, unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger than packed a part may be; parts below a mebibyte may be any number of times larger.
    pub ratio: u64,
}

impl Default for Limits {
    /// Room for the largest association by far: a million rows of text, or half a million in an ODS or XLSX file.
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Limits {
            records: 1_000_000,
            columns: 1000,
            cells: 20_000_000,
            cell_bytes: MIB,
            record_bytes: 8 * MIB,
            text_bytes: 512 * MIB,
            shared_bytes: 128 * MIB,
            parts: 10_000,
            part_bytes: 1 << 29,
            unpacked_bytes: 3 << 28,
            ratio: 500,
        }
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub limits: Limits,
    /// [`Formulas::Escape`] takes off, in text files, the apostrophes that a CSV written with it has before texts that
    /// look like formulas; by default texts are left as they are.
    pub formulas: Formulas,
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// From 1, as a person finds it in a spreadsheet program.
    pub line: usize,
    /// The texts of its cells. In a sheet a row ends with its last cell that holds something, so that rows differ in
    /// length; in a text file all have the same.
    pub cells: Vec<String>,
}

impl Record {
    /// The text of a cell, by its place from 0; empty where there is none.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

/// The rows of a file, from top to bottom, the headings among them. Nothing follows an error.
pub struct Records {
    source: Source,
    /// Read beforehand, to know that there is one.
    first: Option<Record>,
    /// What the limits still allow.
    left: Limits,
    limits: Limits,
    ended: bool,
}

enum Source {
    Text(text::Text),
    Ods(Box<ods::Ods>),
    Xlsx(Box<xlsx::Xlsx>),
}

/// Begins to read a file, from its start; at least one row holds something.
///
/// Reading goes on while the rows are taken, so a row far down can still be refused, with its line.
///
/// # Errors
/// [`Error::Invalid`] when the file is empty, no table, protected by a password, damaged or beyond a limit.
pub fn open(mut file: File, options: &Options) -> Result<Records> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    (&mut file).take(kind::HEAD_BYTES).read_to_end(&mut head)?;
    let limits = &options.limits;
    let source = match kind::of(&head) {
        Kind::Text => Source::Text(text::Text::open(file, options)?),
        Kind::Archive => from_archive(archive::Archive::open(file, limits)?, limits)?,
        Kind::Compound => return Err(kind::compound(file)?),
        Kind::Empty => return Err(refused(msg!("sheet-read-empty"))),
        Kind::Markup => return Err(refused(msg!("sheet-read-markup"))),
        Kind::Other => return Err(refused(msg!("sheet-read-not-a-table"))),
    };
    let mut records = Records { source, first: None, left: limits.clone(), limits: limits.clone(), ended: false };
    let first = records.next().transpose()?.ok_or_else(|| refused(msg!("sheet-read-empty")))?;
    records.first = Some(first);
    Ok(records)
}

fn from_archive(mut archive: archive::Archive, limits: &Limits) -> Result<Source> {
    if archive.has("encrypted-package") {
        return Err(refused(msg!("sheet-read-password")));
    }
    if archive.has("content.xml") {
        return Ok(Source::Ods(Box::new(ods::Ods::open(archive, limits)?)));
    }
    match workbook::Workbook::open(&mut archive, limits)? {
        Some(workbook) => Ok(Source::Xlsx(Box::new(xlsx::Xlsx::open(archive, workbook, limits)?))),
        None => Err(refused(msg!("sheet-read-archive"))),
    }
}

impl Records {
    fn read(&mut self) -> Result<Option<Record>> {
        let record = match &mut self.source {
            Source::Text(text) => text.record(),
            Source::Ods(ods) => ods.record(),
            Source::Xlsx(xlsx) => xlsx.record(),
        }?;
        if let Some(record) = &record {
            self.count(record)?;
        }
        Ok(record)
    }

    /// Takes a row off what the limits allow.
    fn count(&mut self, record: &Record) -> Result<()> {
        let bytes = record.cells.iter().map(String::len).sum();
        let take = |left: &mut usize, amount: usize| left.checked_sub(amount).map(|rest| *left = rest);
        take(&mut self.left.records, 1)
            .ok_or_else(|| refused(msg!("sheet-read-too-many-records", limit = self.limits.records)))?;
        take(&mut self.left.cells, record.cells.len())
            .ok_or_else(|| refused(msg!("sheet-read-too-many-cells", limit = self.limits.cells)))?;
        take(&mut self.left.text_bytes, bytes)
            .ok_or_else(|| refused(msg!("sheet-read-too-much-text", limit = mebibytes(self.limits.text_bytes as u64))))
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// The file cannot be read, because of that part of it.
fn damaged(part: &str) -> Error {
    refused(msg!("sheet-read-damaged", part = if part.is_empty() { "ZIP" } else { part }))
}

fn refused(message: Message) -> Error {
    Error::invalid(message)
}

/// For sentences: bytes as mebibytes, rounded up.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}
