//! Writes tables as CSV, ODS, XLSX and JSON, one row at a time and in constant memory; [`read`] reads them. Contains no
//! business rules.
//!
//! A cell is written by what it holds and by the [`Kind`] of its column, the same in every export:
//!
//! | cell | column | CSV | JSON | ODS, XLSX |
//! |---|---|---|---|---|
//! | `Empty` | any | `""` | `null` | empty cell |
//! | `Integer` | [`Kind::Amount`] (cents) | `1500,00` | `"1500,00"` | number `1500.00`, two decimals shown |
//! | `Integer`, `Real` | [`Kind::Text`] | digits | string of digits | text |
//! | `Integer`, `Real` | others | digits | number | number; integers beyond 2^53 are text, to keep their digits |
//! | `Real`, not finite | any | `INF` | `null` | text |
//! | `Text`, an ISO date (and time) | [`Kind::Free`], [`Kind::Date`], [`Kind::DateTime`] | as it is | as it is | date, shown `DD/MM/YYYY` |
//! | `Text` | any | as it is | as it is | text, never a formula |
//! | `Bytes` | any | Base64 | Base64 | Base64 |

use std::fs::File;
use std::io::{self, Write};

use rusqlite::types::ValueRef;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::error::{Error, Result};

mod archive_out;
mod cell;
mod csv;
mod guard;
mod json;
mod layout;
mod number;
mod ods;
mod package;
pub mod read;
mod styles;
#[cfg(test)]
mod tests;
mod tsv;
mod xlsx;
mod xml;

pub use archive_out::ArchiveOut;
pub use csv::{Csv, Formulas, unescape_formula};
pub use json::JsonRows;
pub use ods::Ods;
pub use tsv::Tsv;
pub use xlsx::Xlsx;

/// The formats in which a table can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Format {
    Csv,
    Ods,
    Xlsx,
    Json,
}

impl Format {
    pub const ALL: &[Format] = Format::VARIANTS;

    /// The format named by a file extension without its dot: exactly `csv`, `ods`, `xlsx` or `json`, in lower case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        extension.parse().ok()
    }

    /// The file extension, without a dot.
    pub fn extension(self) -> &'static str {
        self.into_str()
    }

    /// The value of the `Content-Type` header (platform.md 1.6 and 2.3).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "application/csv",
            Format::Ods => ods::MEDIA_TYPE,
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json; charset=utf-8",
        }
    }
}

/// What the cells of a column are, so that a spreadsheet treats them right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Names, member numbers, phone numbers, post codes: never turned into numbers.
    Text,
    /// Each cell is what it holds: used where the columns are not known beforehand.
    #[default]
    Free,
    Number,
    /// Money: cells are cents, shown as decimal amounts.
    Amount,
    /// Cells are texts `YYYY-MM-DD`.
    Date,
    /// Cells are texts `YYYY-MM-DD HH:MM:SS`.
    DateTime,
}

/// A column: its heading (in JSON, its key) and what its cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub kind: Kind,
    /// The characters that its cells usually need, where its kind alone does not tell.
    characters: Option<u16>,
}

impl Column {
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Column { title: title.into(), kind, characters: None }
    }

    /// The same column in spreadsheets as wide as this, or as its heading if that is wider.
    pub fn of_width(self, characters: u16) -> Self {
        Column { characters: Some(characters), ..self }
    }
}

/// What a spreadsheet says about itself beside its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name of the sheet, without what spreadsheet programs refuse there, and the title above printed pages.
    pub title: String,
    /// Whose document it is.
    pub organisation: Option<String>,
    /// Whether each heading has a filter. Rows that hold two lists side by side must not be sorted or hidden by one of them.
    pub is_filtered: bool,
    /// Whether the first row holds the headings of the columns.
    pub has_headings: bool,
}

impl Document {
    pub fn new(title: impl Into<String>) -> Self {
        Document { title: title.into(), organisation: None, is_filtered: true, has_headings: true }
    }

    pub fn of(self, organisation: impl Into<String>) -> Self {
        Document { organisation: Some(organisation.into()), ..self }
    }
}

/// A value to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    /// Bytes that are not valid UTF-8, written as Base64 text.
    Bytes(&'a [u8]),
}

/// A value of the database as it is; a text that is no UTF-8 as its bytes.
impl<'a> From<ValueRef<'a>> for Cell<'a> {
    fn from(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null => Cell::Empty,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Bytes(text), Cell::Text),
            ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        }
    }
}

/// Takes the rows of a table. The headings are written when the writer is made.
pub trait RowWriter {
    /// Writes one row, with exactly as many cells as there are columns.
    ///
    /// # Errors
    /// [`Error::TooLarge`] past the last row a spreadsheet can hold; else the failures of the file written to.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()>;

    /// Writes a row of totals: bold below a line where the format has such things.
    ///
    /// # Errors
    /// As [`RowWriter::row`].
    fn total(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.row(cells)
    }

    /// Writes what comes after the last row. Nothing is complete before, and no row may follow.
    fn finish(&mut self) -> Result<()>;
}

impl<W: RowWriter + ?Sized> RowWriter for Box<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        (**self).row(cells)
    }

    fn total(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        (**self).total(cells)
    }

    fn finish(&mut self) -> Result<()> {
        (**self).finish()
    }
}

/// A writer of `format` into `file`, headings first unless the document has none. ODS and XLSX need the file from its start, and seekable.
///
/// CSV and JSON have neither titles nor properties. Cells that look like formulas are left alone in CSV; make a [`Csv`] to
/// have them escaped.
///
/// # Errors
/// [`Error::TooLarge`] when there are more columns than a spreadsheet can hold.
pub fn spreadsheet(
    format: Format,
    document: &Document,
    columns: &[Column],
    file: File,
) -> Result<Box<dyn RowWriter + Send>> {
    Ok(match format {
        Format::Csv => Box::new(Csv::new(file, columns, Formulas::Raw)),
        Format::Ods => Box::new(Ods::new(file, document, columns)?),
        Format::Xlsx => Box::new(Xlsx::new(file, document, columns)?),
        Format::Json => Box::new(JsonRows::new(file, columns, 0)),
    })
}

/// How much is gathered before it is written: large enough to make calls cheap, small enough for any number of exports.
const CHUNK_BYTES: usize = 64 * 1024;

/// The last row and column of today's spreadsheet programs, in both formats.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: usize = 16_384;

/// Gathers small pieces of text and passes them on in chunks.
struct Chunks<W> {
    text: Vec<u8>,
    out: W,
}

impl<W: Write> Chunks<W> {
    fn new(out: W) -> Self {
        Chunks { text: Vec::with_capacity(CHUNK_BYTES + 4096), out }
    }

    /// To be called after each row, and after each piece of a long value: memory does not grow with either.
    fn pass_on_if_full(&mut self) -> io::Result<()> {
        if self.text.len() >= CHUNK_BYTES { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.out.flush()
    }
}

/// Bytes of a value that are written at once: a multiple of three, so that each piece is encoded in Base64 by itself.
const PIECE_BYTES: usize = 48 << 10;

/// A text in pieces of some [`PIECE_BYTES`], cut between characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE_BYTES.min(rest.len())));
        rest = after;
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

fn too_many_rows() -> Error {
    Error::TooLarge(crate::msg!("sheet-too-many-rows", limit = MAX_ROWS - 1))
}

fn too_many_columns() -> Error {
    Error::TooLarge(crate::msg!("sheet-too-many-columns", limit = MAX_COLUMNS as u64))
}

fn too_large() -> Error {
    Error::TooLarge(crate::msg!("sheet-too-large"))
}
