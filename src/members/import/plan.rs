//! What an import would do, line by line, without doing it (members.md 8.5). The preview shows it, the import applies it.

use rusqlite::types::Value;

use crate::i18n::Message;
use crate::imports::notices::FileColumn;
use crate::imports::{Counts, Fingerprint, LineError};

/// All that an import would do, in the order of its lines.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// The category of new members; 0 if the plan creates nobody.
    pub id_category: i64,
    pub lines: Vec<Line>,
    /// By line.
    pub errors: Vec<LineError>,
    /// What each column of the file is.
    pub columns: Vec<FileColumn>,
    /// What the preview says about the file as a whole.
    pub file_warnings: Vec<Message>,
    /// What is allowed but perhaps not meant, by line.
    pub warnings: Vec<LineError>,
}

/// What one line does to one member.
#[derive(Debug, PartialEq)]
pub struct Line {
    pub line: usize,
    /// Of a new member, the identifier that it gets.
    pub member: i64,
    pub outcome: Outcome,
}

#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// The fields that the line gives, and the number, by position of the field.
    Created(Vec<(usize, Value)>),
    Changed {
        /// With the changes.
        name: String,
        changes: Vec<Change>,
    },
    Unchanged {
        name: String,
    },
}

#[derive(Debug, PartialEq)]
pub struct Change {
    /// The position of the field.
    pub field: usize,
    pub old: Value,
    pub new: Value,
}

impl Plan {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            match line.outcome {
                Outcome::Created(_) => counts.created += 1,
                Outcome::Changed { .. } => counts.changed += 1,
                Outcome::Unchanged { .. } => counts.unchanged += 1,
            }
        }
        counts
    }

    /// The errors that stand in the way of the import.
    pub fn obstacles(&self) -> Vec<LineError> {
        self.errors.iter().filter(|error| !error.harmless).cloned().collect()
    }

    /// Adds the plan to the fingerprint of its preview.
    pub fn add_to(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.id_category);
        for line in &self.lines {
            fingerprint.number(line.line as i64);
            fingerprint.number(line.member);
            match &line.outcome {
                Outcome::Created(values) => values.iter().for_each(|(field, value)| {
                    fingerprint.number(*field as i64);
                    fingerprint.value(value);
                }),
                Outcome::Changed { name, changes } => {
                    fingerprint.text(name);
                    for change in changes {
                        fingerprint.number(change.field as i64);
                        fingerprint.value(&change.old);
                        fingerprint.value(&change.new);
                    }
                }
                Outcome::Unchanged { name } => fingerprint.text(name),
            }
        }
        fingerprint.debug(&self.errors);
    }
}
