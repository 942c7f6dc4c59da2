//! One line of the books with its entry.

use crate::accounting::entry::EntryType;
use crate::error::{Error, Result};
use crate::sheet::Cell;

/// How many columns describe the entry.
pub(super) const OF_ENTRY: usize = 7;
const COUNT: usize = 20;

/// A line with its entry, in the columns of [`EntryLineColumn`]. An entry without lines has one row, in which all of the
/// line is empty. The project is its code, or its label when it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineRow<'a> {
    pub(super) cells: [Cell<'a>; COUNT],
}

impl LineRow<'_> {
    pub(super) fn new() -> Self {
        LineRow { cells: [Cell::Empty; COUNT] }
    }
}

/// A column of [`LineRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryLineColumn {
    Entry,
    EntryType,
    EntryStatus,
    EntryLabel,
    Date,
    Notes,
    EntryReference,
    /// Of the line.
    Id,
    Account,
    AccountCode,
    AccountLabel,
    Debit,
    Credit,
    Reference,
    Label,
    Reconciled,
    Project,
    ProjectCode,
    Letter,
    Lettered,
}

impl EntryLineColumn {
    /// The value as it leaves.
    pub fn cell<'r>(self, row: &'r LineRow<'_>) -> Cell<'r> {
        row.cells[self as usize]
    }

    /// The value of [`EntryLineColumn::EntryType`].
    pub fn entry_type(row: &LineRow<'_>) -> Result<EntryType> {
        EntryLineColumn::EntryType.integer(row).map(EntryType::from_number)
    }

    pub fn integer(self, row: &LineRow<'_>) -> Result<i64> {
        match self.cell(row) {
            Cell::Integer(number) => Ok(number),
            other => Err(Error::internal(anyhow::anyhow!("{self:?} of a line is not a whole number: {other:?}"))),
        }
    }

    /// The value if it is a text that says something.
    pub fn text<'r>(self, row: &'r LineRow<'_>) -> Option<&'r str> {
        match self.cell(row) {
            Cell::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Money in cents; nothing where the file holds no number. Programs may have left floats: they are rounded.
    pub fn cents(self, row: &LineRow<'_>) -> i64 {
        match self.cell(row) {
            Cell::Integer(cents) => cents,
            Cell::Real(cents) => cents.round() as i64,
            _ => 0,
        }
    }
}
