//! Which column of a table holds which field (members.md 8.3).

use super::options::{Mode, Options};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::headings::fold;
use crate::members::fields::{Field, FieldType, Fields};
use crate::members::values;
use crate::msg;
use crate::sheet::read::{Cell, Record};

/// The columns that are imported, each with the position of its field among all fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Column from 0, position of the field; by field, each at most once.
    pub fields: Vec<(usize, usize)>,
    /// Lines up to this one hold no data.
    pub last_skipped_line: usize,
}

impl Columns {
    /// Finds the columns by the numbers that were given, or else by the headings on the first line.
    ///
    /// `width` is the number of columns of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when no column is known, or one that the mode cannot do without is missing.
    pub fn find(fields: &Fields, first: &Record, width: usize, options: &Options) -> Result<Self> {
        let found = match &options.columns {
            Some(columns) => by_number(fields, columns, width),
            None => by_heading(fields, first),
        };
        if found.is_empty() {
            let labels: Vec<&str> = importable(fields).map(|(_, field)| field.label.as_str()).collect();
            return Err(Error::invalid(msg!("import-no-column", fields = labels.join(", "))));
        }
        require(fields, &found, options.mode)?;
        let by_headings = options.columns.is_none();
        let last_skipped_line = match options.skip_lines {
            None => first.line,
            Some(0) => 0,
            Some(lines) if by_headings => lines.max(first.line),
            Some(lines) => lines,
        };
        Ok(Columns { fields: found, last_skipped_line })
    }
}

/// Whether a column beyond the first line is asked for: only then the width of the whole file matters.
pub fn reach_beyond(options: &Options, first: &Record) -> bool {
    options.columns.iter().flatten().any(|(at, name)| *at >= first.cells.len() && !name.is_empty())
}

pub(super) fn importable(fields: &Fields) -> impl Iterator<Item = (usize, &Field)> {
    fields.iter().enumerate().filter(|(_, field)| values::is_writable(field))
}

fn by_number(fields: &Fields, columns: &[(usize, String)], width: usize) -> Vec<(usize, usize)> {
    let mut columns: Vec<&(usize, String)> = columns.iter().filter(|(at, _)| *at < width).collect();
    columns.sort_by_key(|(at, _)| *at);
    last_of_each(fields, |field| columns.iter().rev().find(|(_, name)| name == field.name.as_str()).map(|(at, _)| *at))
}

/// A heading is a unique name, exactly, or else a label, however its letters and apostrophes are written.
fn by_heading(fields: &Fields, first: &Record) -> Vec<(usize, usize)> {
    let folded: Vec<String> = first.cells.iter().map(|cell| fold(cell)).collect();
    let names_a_field = |heading: &str| importable(fields).any(|(_, field)| field.name.as_str() == heading);
    last_of_each(fields, |field| {
        let label = fold(&field.label);
        let is_it = |at: &usize| {
            let heading = first.cells[*at].shown();
            heading == field.name.as_str() || (folded[*at] == label && !names_a_field(heading))
        };
        (0..first.cells.len()).rev().find(is_it)
    })
}

fn last_of_each(fields: &Fields, column: impl Fn(&Field) -> Option<usize>) -> Vec<(usize, usize)> {
    importable(fields).filter_map(|(position, field)| Some((column(field)?, position))).collect()
}

/// The text of a cell for a field: its value where the field holds a number, a truth or a date, else what the person sees.
///
/// # Errors
///
/// A sentence that names the cell, when it holds an error or a formula without a result.
pub fn cell_text<'a>(record: &'a Record, column: usize, field: &Field) -> std::result::Result<&'a str, Message> {
    match field.field_type {
        FieldType::Number
        | FieldType::Year
        | FieldType::Decimal
        | FieldType::Checkbox
        | FieldType::Boolean
        | FieldType::Date
        | FieldType::Datetime => record.value(column),
        FieldType::Month => {
            let value = record.value(column)?;
            // A month that is typed into a spreadsheet becomes the first of its days.
            let is_day = record.cells.get(column).is_some_and(Cell::is_date) && value.as_bytes().get(7) == Some(&b'-');
            Ok(if is_day { value.get(..7).unwrap_or(value) } else { value })
        }
        _ => record.text(column),
    }
}

fn require(fields: &Fields, found: &[(usize, usize)], mode: Mode) -> Result<()> {
    let number = fields.number().id;
    let is_needed = |field: &Field| if field.id == number { mode == Mode::Update } else { field.required };
    let is_found = |position: usize| found.iter().any(|(_, at)| *at == position);
    match importable(fields).find(|(position, field)| is_needed(field) && !is_found(*position)) {
        None => Ok(()),
        Some((_, field)) => {
            let (label, name) = (field.label.as_str(), field.name.as_str());
            Err(Error::invalid_field(name, msg!("import-column-missing", label = label, name = name)))
        }
    }
}
