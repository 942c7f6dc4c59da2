//! What a preview tells beside its errors: the columns of the file, and warnings.

use serde::ser::{Serialize, Serializer};

use super::lines::LineError;
use crate::i18n::{Language, Message, text};

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

/// The warnings of a preview: about the file as a whole, then a sentence for each line.
pub struct Warnings<'a>(pub &'a [Message], pub &'a [LineError], pub Language);

impl Serialize for Warnings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Warnings(of_file, of_lines, language) = self;
        let of_file = of_file.iter().map(|warning| text(*language, warning));
        serializer.collect_seq(of_file.chain(of_lines.iter().map(|warning| warning.sentence(*language))))
    }
}
