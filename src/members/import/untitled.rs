//! Columns that hold something without a heading: they are not read, and somebody may think so.

use std::collections::BTreeSet;

use crate::i18n::Message;
use crate::msg;
use crate::sheet::read::{Record, column_name};

/// What is looked for in the rows of a file.
pub struct UntitledColumns {
    /// By column, whether it has a heading or is read.
    known: Vec<bool>,
    found: BTreeSet<usize>,
}

impl UntitledColumns {
    /// `first` has the headings; `read` are the columns that are read.
    pub fn new(first: &Record, read: impl IntoIterator<Item = usize>) -> Self {
        let mut known: Vec<bool> = first.cells.iter().map(|cell| !cell.shown().is_empty()).collect();
        for column in read {
            known.resize(known.len().max(column + 1), false);
            known[column] = true;
        }
        UntitledColumns { known, found: BTreeSet::new() }
    }

    pub fn see(&mut self, record: &Record) {
        for (at, cell) in record.cells.iter().enumerate() {
            if !cell.shown().is_empty() && !self.known.get(at).copied().unwrap_or(false) {
                self.found.insert(at);
            }
        }
    }

    /// That these columns are not read, if there are any.
    pub fn warning(&self) -> Option<Message> {
        let names: Vec<String> = self.found.iter().map(|at| column_name(*at)).collect();
        let message = || msg!("import-columns-untitled", count = names.len(), columns = names.join(", "));
        (!names.is_empty()).then(message)
    }
}
