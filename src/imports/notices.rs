//! What a preview tells beside its errors: the columns of the file, and warnings.

use std::collections::HashSet;

use serde::ser::{Serialize, Serializer};

use super::lines::LineError;
use crate::i18n::{Language, Message, text};
use crate::msg;
use crate::sheet::read::{Record, column_name};

/// A column of a file, with the unique name of the field that it is read into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumn {
    /// Its heading, or its letters if it has none. Headings are unique within a file.
    pub heading: String,
    pub field: Option<String>,
}

/// The columns of a file: each heading with the name of its field, or null.
pub struct FileColumns<'a>(pub &'a [FileColumn]);

impl Serialize for FileColumns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|column| (&column.heading, &column.field)))
    }
}

/// The first columns of a file, those that have a heading or a field.
pub fn list(first: &Record, width: usize, field: impl Fn(usize) -> Option<String>) -> Vec<FileColumn> {
    let mut seen = HashSet::new();
    let column = |at: usize| {
        let field = field(at);
        let heading = first.cells.get(at).map_or("", |cell| cell.shown());
        if heading.is_empty() && field.is_none() {
            return None;
        }
        let mut heading = if heading.is_empty() { column_name(at) } else { heading.to_owned() };
        if !seen.insert(heading.clone()) {
            heading = format!("{heading} ({})", column_name(at));
        }
        Some(FileColumn { heading, field })
    };
    (0..width).filter_map(column).collect()
}

/// That these columns are not read, if there are any.
pub fn unknown<'a>(columns: impl Iterator<Item = &'a FileColumn>) -> Option<Message> {
    let headings: Vec<&str> = columns.map(|column| column.heading.as_str()).collect();
    (!headings.is_empty()).then(|| msg!("import-columns-unread", count = headings.len(), columns = headings.join(", ")))
}

/// The warnings of a preview: about the file as a whole, then a sentence for each line.
pub struct Warnings<'a>(pub &'a [Message], pub &'a [LineError], pub Language);

impl Serialize for Warnings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Warnings(of_file, of_lines, language) = self;
        let of_file = of_file.iter().map(|warning| text(*language, warning));
        serializer.collect_seq(of_file.chain(of_lines.iter().map(|warning| warning.sentence(*language))))
    }
}
