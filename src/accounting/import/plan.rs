//! What an import of entries would do, entry by entry, without doing it. The preview shows it, the import applies it.

use rusqlite::Connection;

use super::lookups::NewAccount;
use super::options::{Format, Options};
use super::planner::Planner;
use super::rows::for_each_entry;
use crate::accounting::entries::Entry;
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::members::import::lines::LineError;
use crate::members::import::plan::Counts;
use crate::members::import::token::Fingerprint;
use crate::members::values::DateContext;
use crate::msg;
use crate::sheet::read::Record;

/// All that an import would do.
#[derive(Debug, PartialEq)]
pub struct Plan {
    pub format: Format,
    /// Accounts that are created first.
    pub accounts: Vec<NewAccount>,
    /// In the order of the table.
    pub entries: Vec<Planned>,
    /// What stands in the way, by row.
    pub errors: Vec<LineError>,
    /// What does not, and is worth knowing.
    pub warnings: Vec<LineError>,
    /// The same about the file as a whole.
    pub file_warnings: Vec<Message>,
}

/// What becomes of one entry.
#[derive(Debug, PartialEq)]
pub struct Planned {
    /// Its first row.
    pub line: usize,
    pub outcome: Outcome,
}

#[derive(Debug, PartialEq)]
pub enum Outcome {
    Created {
        entry: Box<Entry>,
        /// The members that it is linked to.
        members: Vec<i64>,
    },
    Changed {
        before: Box<Entry>,
        after: Box<Entry>,
        members: Option<Relinked>,
    },
    Unchanged {
        id: i64,
        label: String,
    },
}

/// The members that an entry is linked to by itself, before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Relinked {
    pub before: Vec<i64>,
    pub after: Vec<i64>,
}

impl Plan {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for entry in &self.entries {
            match entry.outcome {
                Outcome::Created { .. } => counts.created += 1,
                Outcome::Changed { .. } => counts.changed += 1,
                Outcome::Unchanged { .. } => counts.unchanged += 1,
            }
        }
        counts
    }

    /// The fingerprint of its preview.
    pub fn fingerprint(&self, mut of_file: Fingerprint) -> String {
        of_file.debug(&(self.format, &self.accounts, &self.entries, &self.warnings));
        of_file.with_errors(&self.errors)
    }
}

/// Plans the import of the rows of a table into a year.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, and for what is wrong with the file as a whole: its form, its columns,
/// no line of data.
pub fn plan(
    conn: &Connection,
    year: &Year,
    records: impl IntoIterator<Item = Result<Record>>,
    options: &Options,
    context: &DateContext,
) -> Result<Plan> {
    year.require_open()?;
    let planner = std::cell::RefCell::new(None);
    for_each_entry(
        records,
        options,
        |format, columns| {
            planner.replace(Some(Planner::open(conn, year, format, columns, options, context)?));
            Ok(())
        },
        |rows| planner.borrow_mut().as_mut().map_or(Ok(()), |planner| planner.entry(&rows)),
    )?;
    // A table without an entry is refused before.
    planner.into_inner().map(Planner::finish).ok_or_else(|| Error::invalid(msg!("import-no-line")))
}
