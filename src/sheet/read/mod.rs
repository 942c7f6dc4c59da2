//! Tables into Ruche: what people's spreadsheets hold, as texts, one row at a time, safely (members.md 8.2).
//!
//! The kind of a file is found from its content, never from its name:
//!
//! | kind | what is read | lines are numbered by |
//! |---|---|---|
//! | text (CSV, TSV…) | UTF-8, else Windows-1252, cell by cell; UTF-16 with a mark; `;` `,` tab or `\|` between cells | record, headings and blank lines included |
//! | ODS | the active sheet, as OpenDocument shows it | row of the sheet |
//! | XLSX | the active sheet, by calamine: values, results of formulas, number formats | row of the sheet |
//! | XLSB, XLS | the active sheet, by calamine, without number formats | row of the sheet |
//!
//! The active sheet is the one that was in front when the file was saved, or the first one; a hidden sheet is never chosen.
//! Rows whose cells are all empty are passed over, and their lines still count.
//!
//! Whatever the kind, a [`Cell`] has a text that the person sees and a value behind it, both cleaned: in NFC, without white
//! space and invisible marks at their ends. Where one column stands below, both are the same:
//!
//! | cell | value | shown |
//! |---|---|---|
//! | text, rich text, result of a formula | the text; paragraphs and line ends are line feeds | |
//! | number | plain decimal, 15 significant digits: `12.5` | the same, unless its format says more: `01 02 03 04 05` |
//! | ODS currency | the number | |
//! | percentage | `0.125` | `12.50%` |
//! | date | `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SS` with a time that is not midnight | |
//! | time or duration | `HH:MM:SS` | |
//! | boolean | `1` or `0` | |
//! | error (`#N/A`), formula without a stored result | refused with the name of the cell when its column is used | |
//!
//! Files are not trusted: every size has a limit ([`Limits`]), checked before memory is used and before calamine gets a
//! part, and memory does not grow with the number of rows. Only the texts that an XLSX or XLSB file shares between cells
//! are held, and XLS files, which have a limit of their own.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::csv::Formulas;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

mod archive;
mod archive_view;
mod biff;
mod binary;
mod binary_check;
mod cell;
mod check;
mod compound;
mod date;
mod dialect;
mod directory;
mod format;
mod kind;
mod markup;
mod number;
mod ods;
mod office;
mod paragraph;
mod row;
mod style;
#[cfg(test)]
mod tests;
mod text;
mod window;
mod workbook;
mod worker;
mod xls;
mod xlsb;
mod xlsx;

pub use cell::Cell;
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
    /// Bytes of the texts that an XLSX or XLSB file shares between cells, and of all texts of an XLS file: they are held in
    /// memory.
    pub shared_bytes: usize,
    /// Bytes of an XLS file, and of a sheet of an XLSB file whose cells have to be rewritten: they are held in memory.
    pub held_file_bytes: u64,
    /// Cells of the smallest rectangle around the cells of an XLS file: empty ones take memory too.
    pub held_cells: usize,
    /// Files inside an ODS, XLSX or XLSB file, which is a ZIP archive.
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
            held_file_bytes: 32 << 20,
            held_cells: 2_000_000,
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
    /// First headings of text files that have no quoted cells when tabs or bars part their cells: a quote is a character
    /// there, as in files for the tax office.
    pub unquoted: &'static [&'static str],
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// From 1, as a person finds it in a spreadsheet program.
    pub line: usize,
    /// In a sheet a row ends with its last cell that holds something, so that rows differ in length; in a text file all
    /// have the same.
    pub cells: Vec<Cell>,
}

impl Record {
    /// A row of plain texts.
    pub fn of_texts<T: Into<Cell>>(line: usize, texts: impl IntoIterator<Item = T>) -> Self {
        Record { line, cells: texts.into_iter().map(Into::into).collect() }
    }

    /// The value of a cell, by its place from 0; empty beyond the row. Errors of formulas are texts here: prefer
    /// [`Record::value`] and [`Record::text`].
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", Cell::value)
    }

    /// The value of a cell, for columns of numbers, amounts, truths and dates.
    ///
    /// # Errors
    /// A sentence that names the cell, when it holds an error or a formula without a result.
    pub fn value(&self, at: usize) -> std::result::Result<&str, Message> {
        self.sound(at).map(|cell| cell.map_or("", Cell::value))
    }

    /// What the person sees in a cell, for columns of text.
    ///
    /// # Errors
    /// As for [`Record::value`].
    pub fn text(&self, at: usize) -> std::result::Result<&str, Message> {
        self.sound(at).map(|cell| cell.map_or("", Cell::shown))
    }

    fn sound(&self, at: usize) -> std::result::Result<Option<&Cell>, Message> {
        let cell = self.cells.get(at);
        match cell.and_then(|cell| cell.fault(|| row::cell_name(self.line, at))) {
            Some(fault) => Err(fault),
            None => Ok(cell),
        }
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
    warnings: Vec<Message>,
    sheet: Option<String>,
}

enum Source {
    Text(text::Text),
    Ods(Box<ods::Ods>),
    /// XLSX, XLSB or XLS.
    Office(worker::Worker),
}

/// Begins to read a file, from its start; at least one row holds something.
///
/// Reading goes on while the rows are taken, so a row far down can still be refused, with its line.
///
/// # Errors
/// [`Error::Invalid`] when the file is empty, is not a table, needs a password, is damaged or exceeds a limit.
pub fn open(mut file: File, options: &Options) -> Result<Records> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    (&mut file).take(kind::HEAD_BYTES).read_to_end(&mut head)?;
    let limits = &options.limits;
    let mut warnings = Vec::new();
    let (source, sheet) = match kind::of(&head) {
        Kind::Text => (Source::Text(text::Text::open(file, options)?), None),
        Kind::Archive => from_archive(archive::Archive::open(file, limits)?, limits, &mut warnings)?,
        Kind::Compound => {
            warnings.push(msg!("sheet-read-formats-not-shown", format = "XLS"));
            let (worker, sheet) = xls::open(file, limits)?;
            (Source::Office(worker), Some(sheet))
        }
        Kind::Empty => return Err(refused(msg!("sheet-read-empty"))),
        Kind::Markup => return Err(refused(msg!("sheet-read-markup"))),
        Kind::Other => return Err(refused(msg!("sheet-read-not-a-table"))),
    };
    let (left, limits) = (limits.clone(), limits.clone());
    let mut records = Records { source, first: None, left, limits, ended: false, warnings, sheet };
    let first = records.next().transpose()?.ok_or_else(|| refused(msg!("sheet-read-empty")))?;
    records.first = Some(first);
    Ok(records)
}

/// The rows of a workbook, and the name of the sheet that they stand in.
fn from_archive(
    mut archive: archive::Archive,
    limits: &Limits,
    warnings: &mut Vec<Message>,
) -> Result<(Source, Option<String>)> {
    if archive.has("encrypted-package") {
        return Err(refused(msg!("sheet-read-password")));
    }
    if archive.has("content.xml") {
        let mut ods = ods::Ods::open(archive, limits)?;
        let sheet = std::mem::take(&mut ods.sheet_name);
        return Ok((Source::Ods(Box::new(ods)), Some(sheet)));
    }
    let Some(book) = workbook::main_part(&mut archive)? else {
        return Err(refused(msg!("sheet-read-archive")));
    };
    let (worker, sheet) = if book.ends_with(".bin") {
        warnings.push(msg!("sheet-read-formats-not-shown", format = "XLSB"));
        let (worker, sheet) = xlsb::open(archive, &book, limits)?;
        (Some(worker), sheet)
    } else {
        let book = workbook::Workbook::open(&mut archive, &book)?;
        (xlsx::open(archive, &book, limits)?, book.sheet_name)
    };
    let worker = worker.ok_or_else(|| refused(msg!("sheet-read-empty")))?;
    Ok((Source::Office(worker), Some(sheet)))
}

impl Records {
    /// The name of the sheet that is read, which a person sees on its tab; `None` for a file without sheets.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref().map(str::trim).filter(|name| !name.is_empty())
    }

    /// What a preview should say about the file as a whole.
    pub fn warnings(&self) -> &[Message] {
        &self.warnings
    }

    fn read(&mut self) -> Result<Option<Record>> {
        let record = match &mut self.source {
            Source::Text(text) => text.record(),
            Source::Ods(ods) => ods.record(),
            Source::Office(worker) => worker.record(),
        }?;
        if let Some(record) = &record {
            self.count(record)?;
        }
        Ok(record)
    }

    /// Takes a row off what the limits allow.
    fn count(&mut self, record: &Record) -> Result<()> {
        let bytes = record.cells.iter().map(Cell::bytes).sum();
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

/// The letters of a column, from 0, as spreadsheet programs name it.
pub fn column_name(at: usize) -> String {
    super::layout::column_name(at)
}

fn refused(message: Message) -> Error {
    Error::invalid(message)
}

/// For sentences: bytes as mebibytes, rounded up.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}
