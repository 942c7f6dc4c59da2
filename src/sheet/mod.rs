//! Tables out of Ruche: CSV, ODS, XLSX and JSON, one row at a time, in constant memory. Knows no business.

use crate::error::Result;

/// The forms in which a table can leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ods,
    Xlsx,
    Json,
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
    Date,
    DateTime,
}

/// A column: its heading and what its cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub kind: Kind,
}

/// One value on its way out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    /// Bytes that are no valid UTF-8.
    Bytes(&'a [u8]),
}

/// Something that takes the rows of a table.
pub trait RowWriter {
    /// Writes one row, with exactly as many cells as there are columns.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()>;

    /// Writes what comes after the last row.
    fn finish(&mut self) -> Result<()>;
}
