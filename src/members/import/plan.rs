//! What an import would do, line by line, without doing it (members.md 8.5). The preview shows it, the import applies it.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::PROGRESS_LINES;
use super::columns::{self, Columns};
use super::lines::LineError;
use super::notices::{self, FileColumn};
use super::options::Options;
use super::planner::Planner;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::members::layout::Layout;
use crate::members::values::DateContext;
use crate::msg;
use crate::sheet::read::Record;

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

/// How many lines do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
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
}

/// Plans the import of the rows of a table. Each line sees what the lines above it do.
///
/// # Errors
///
/// [`Error::Invalid`] for what is wrong with the file as a whole: its form, its columns, no line of data.
/// [`Error::Forbidden`] when it has new members and the category they would enter gives rights over the settings.
pub fn plan(
    conn: &Connection,
    layout: &Layout,
    records: impl IntoIterator<Item = Result<Record>>,
    options: &Options,
    context: &DateContext,
) -> Result<Plan> {
    let mut records = records.into_iter();
    let first = records.next().transpose()?.ok_or_else(|| Error::invalid(msg!("import-no-line")))?;
    // Rows of sheets differ in length, so only the whole file says how wide it is. That is seldom asked for.
    let (width, ahead) = if columns::reach_beyond(options, &first) {
        let rest = records.by_ref().collect::<Result<Vec<Record>>>()?;
        (rest.iter().map(|record| record.cells.len()).fold(first.cells.len(), usize::max), rest)
    } else {
        (first.cells.len(), Vec::new())
    };
    let columns = Columns::find(&layout.fields, &first, width, options)?;
    let skipped = columns.last_skipped_line;
    let file_columns = notices::columns(&layout.fields, &first, &columns);
    let mut planner = Planner::open(conn, layout, columns, options.mode, context)?;
    let all = std::iter::once(first).chain(ahead).map(Ok).chain(records);
    let mut count = 0;
    for record in all.filter(|record| record.as_ref().map_or(true, |record| record.line > skipped)) {
        planner.line(&record?)?;
        count += 1;
        if count % PROGRESS_LINES == 0 {
            tracing::info!(lines = count, "planning an import");
        }
    }
    if count == 0 {
        return Err(Error::invalid(msg!("import-no-line")));
    }
    let mut plan = planner.finish();
    plan.file_warnings = notices::unread(&layout.fields, &file_columns, options);
    plan.columns = file_columns;
    Ok(plan)
}
