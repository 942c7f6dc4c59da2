//! What an import of entries would do, entry by entry, without doing it. The preview shows it, the import applies it.

use super::lookups::{NewAccount, NewProject};
use super::options::Format;
use crate::accounting::entries::Entry;
use crate::i18n::Message;
use crate::imports::notices::FileColumn;
use crate::imports::{Counts, Fingerprint, LineError};

/// All that an import would do.
#[derive(Debug, PartialEq)]
pub struct Plan {
    pub format: Format,
    /// What each column of the file is.
    pub columns: Vec<FileColumn>,
    /// Accounts that are created first.
    pub accounts: Vec<NewAccount>,
    /// Projects that are created first.
    pub projects: Vec<NewProject>,
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

    /// Adds the plan to the fingerprint of its preview.
    pub fn add_to(&self, fingerprint: &mut Fingerprint) {
        fingerprint.debug(&(self.format, &self.accounts, &self.projects, &self.entries, &self.warnings, &self.errors));
    }
}
