//! The notices of a preview: which columns are read, and valid content that is probably a mistake.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::columns::{Columns, importable};
use super::options::Options;
use crate::auth::Rights;
use crate::error::Result;
use crate::i18n::Message;
use crate::imports::LineError;
use crate::imports::headings::fold;
use crate::imports::notices::{FileColumn, list, unknown};
use crate::members::fields::{Field, FieldType, Fields};
use crate::members::layout::Layout;
use crate::members::values::{Given, plain_text, unknown_choices};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::read::Record;

/// Rows with only a name are reported from this number of columns on.
const COLUMNS_OF_A_TABLE: usize = 3;

/// The columns of a file that have a heading or are read, by what its first line says.
pub fn columns(fields: &Fields, first: &Record, found: &Columns) -> Vec<FileColumn> {
    let fields: Vec<&Field> = fields.iter().collect();
    let width = found.fields.iter().map(|(column, _)| column + 1).fold(first.cells.len(), usize::max);
    let position = |at: usize| found.fields.iter().find(|(column, _)| *column == at).map(|(_, position)| *position);
    list(first, width, |at| position(at).map(|position| fields[position].name.to_string()))
}

/// Columns that are ignored although they have a heading or content.
pub fn unread(fields: &Fields, columns: &[FileColumn], options: &Options) -> Vec<Message> {
    if let Some(given) = &options.columns {
        let is_known = |name: &str| name.is_empty() || importable(fields).any(|(_, field)| field.name.as_str() == name);
        let unknown = given.iter().filter(|(_, name)| !is_known(name));
        return unknown.map(|(at, name)| msg!("import-column-unknown", column = *at, name = name.as_str())).collect();
    }
    let field_of = |heading: &str| {
        let folded = fold(heading);
        importable(fields).find(|(_, field)| field.name.as_str() == heading || fold(&field.label) == folded)
    };
    let unread = || columns.iter().filter(|column| column.field.is_none());
    let twice = unread().filter_map(|column| field_of(&column.heading));
    let twice = twice.map(|(_, field)| msg!("import-column-twice", label = field.label.as_str()));
    twice.chain(unknown(unread().filter(|column| field_of(&column.heading).is_none()))).collect()
}

/// What stands in the column of names where a table ends.
const TOTALS: [&str; 7] = ["total", "totaux", "total général", "sous-total", "somme", "moyenne", "solde"];

/// Whether a text with a year of two digits was read as that date, which is still to come.
pub fn date_to_come(text: &str, read: &str, context: &DateContext) -> bool {
    let is_short = text.len() == 8 && text.as_bytes().iter().filter(|byte| **byte == b'/').count() == 2;
    is_short && *read > *context.today.to_string()
}

pub fn about_date(label: &str, text: &str, date: impl ToString) -> Message {
    msg!("import-date-to-come", label = label, value = text, date = date.to_string())
}

/// The warnings of lines.
#[derive(Debug, Default)]
pub(super) struct Notices {
    pub(super) warnings: Vec<LineError>,
    /// By category, whether it gives rights over the settings.
    configuring: HashMap<i64, bool>,
    /// Of all members, as names are compared; read when first needed.
    names: Option<HashSet<String>>,
}

impl Notices {
    fn warn(&mut self, line: usize, name: &str, message: Message) {
        self.warnings.push(LineError::new(line, Some(name.to_owned()), message));
    }

    /// A future date from a two-digit year is most often a birthday of the last century.
    pub(super) fn date(&mut self, line: usize, field: &Field, text: &str, value: &Value, context: &DateContext) {
        let is_date = matches!(field.field_type, FieldType::Date | FieldType::Datetime);
        let read = plain_text(value);
        if is_date && date_to_come(text, &read, context) {
            self.warn(line, "", about_date(&field.label, text, read.get(..10).unwrap_or(&read)));
        }
    }

    /// Labels of a multiple choice that are none of its choices are left out.
    pub(super) fn choices(&mut self, line: usize, field: &Field, text: &str) {
        let unknown = match field.field_type {
            FieldType::Multiple => unknown_choices(field, Given::Text(text)),
            _ => Vec::new(),
        };
        if !unknown.is_empty() {
            let values = unknown.join(", ");
            self.warn(line, "", msg!("member-choice-unknown", label = field.label.as_str(), values = values));
        }
    }

    /// A member is changed, perhaps by a line that follows another one of the file about the same member.
    pub(super) fn changed(
        &mut self,
        conn: &Connection,
        line: usize,
        name: &str,
        category: i64,
        earlier: Option<usize>,
    ) -> Result<()> {
        if let Some(earlier) = earlier {
            self.warn(line, name, msg!("import-line-again", earlier = earlier.to_string()));
        }
        let is_configuring = match self.configuring.get(&category) {
            Some(known) => *known,
            None => {
                let found = Rights::of_category(conn, category)?.is_some_and(|rights| rights.manage_settings());
                self.configuring.insert(category, found);
                found
            }
        };
        if is_configuring {
            self.warn(line, name, msg!("import-line-administrator"));
        }
        Ok(())
    }

    /// A member is created; `given` is the number of fields that the line fills, of `columns`.
    pub(super) fn created(
        &mut self,
        conn: &Connection,
        layout: &Layout,
        line: usize,
        name: &str,
        is_numbered: bool,
        (given, columns): (usize, usize),
    ) -> Result<()> {
        let is_total = TOTALS.contains(&fold(name).trim_end_matches([' ', ':', '.']));
        if (given == 1 && columns >= COLUMNS_OF_A_TABLE && !name.is_empty()) || is_total {
            self.warn(line, name, msg!("import-line-name-only"));
        }
        if is_numbered || name.is_empty() {
            return Ok(());
        }
        let names = match &mut self.names {
            Some(names) => names,
            None => self.names.insert(names_of_members(conn, layout)?),
        };
        if !names.insert(fold(name)) {
            self.warn(line, name, msg!("import-line-same-name"));
        }
        Ok(())
    }
}

fn names_of_members(conn: &Connection, layout: &Layout) -> Result<HashSet<String>> {
    let mut statement = conn.prepare(&format!("SELECT {} FROM users", layout.name_of("users")))?;
    let names = statement.query_map([], |row| row.get::<_, Value>(0))?;
    Ok(names.map(|name| Ok(fold(&plain_text(&name?)))).collect::<rusqlite::Result<_>>()?)
}
