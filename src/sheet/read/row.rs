//! The row being read, with its limits; a sheet's cells come one by one, with empty ones and repeats among them.

use super::{Cell, Limits, Record, mebibytes, refused};
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::layout::column_name;

/// A row of a sheet. What is empty at its end costs nothing, however far it goes.
pub(super) struct Row {
    line: usize,
    cells: Vec<Cell>,
    bytes: usize,
}

impl Row {
    pub(super) fn new(line: usize) -> Self {
        Row { line, cells: Vec::new(), bytes: 0 }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Puts a cell into the places from `at` on, `repeated` times.
    pub(super) fn put(&mut self, at: usize, cell: &Cell, repeated: usize, limits: &Limits) -> Result<()> {
        if cell.bytes() > limits.cell_bytes {
            return Err(cell_too_long(self.line, at, limits.cell_bytes));
        }
        if cell.is_empty() {
            return Ok(());
        }
        let end = at.saturating_add(repeated);
        if end > limits.columns {
            return Err(too_many_columns(self.line, limits.columns));
        }
        if cell.contains_nul() {
            return Err(has_nul(self.line));
        }
        self.bytes += cell.bytes() * repeated;
        if self.bytes > limits.record_bytes {
            return Err(record_too_long(self.line, limits.record_bytes));
        }
        if self.cells.len() < end {
            self.cells.resize(end, Cell::default());
        }
        for place in &mut self.cells[at..end] {
            place.clone_from(cell);
        }
        Ok(())
    }

    /// The row, if it holds something.
    pub(super) fn record(self) -> Option<Record> {
        (!self.cells.is_empty()).then_some(Record { line: self.line, cells: self.cells })
    }
}

/// A cell as spreadsheet programs name it, `C4`; `at` is its place in its row, from 0.
pub(super) fn cell_name(line: usize, at: usize) -> String {
    format!("{}{line}", column_name(at))
}

/// `at` is the place of the cell in its row, from 0.
pub(super) fn cell_too_long(line: usize, at: usize, limit: usize) -> Error {
    refused(msg!("sheet-read-long-cell", line = line, column = column_name(at), limit = mebibytes(limit as u64)))
}

pub(super) fn too_many_columns(line: usize, limit: usize) -> Error {
    refused(msg!("sheet-read-too-many-columns", line = line, limit = limit))
}

pub(super) fn has_nul(line: usize) -> Error {
    refused(msg!("sheet-read-nul", line = line))
}

pub(super) fn record_too_long(line: usize, limit: usize) -> Error {
    refused(msg!("sheet-read-long-line", line = line, limit = mebibytes(limit as u64)))
}
