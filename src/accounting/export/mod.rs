//! The entries of a year as tables (accounting.md 3). Their words are French in every language: other programs and the
//! import of entries read them.

mod fec;
mod full;
mod simple;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use rusqlite::Connection;

use super::entry::status;
use super::lines::{EntryLineColumn, LineRow};
use super::year::{Year, text_of};
use crate::error::Result;
use crate::sheet::{Cell, Column, Format, Kind, RowWriter};

/// The kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportType {
    /// A row for each line, each with the columns of its entry.
    Full,
    /// The same, with the entry on its first row only.
    Grouped,
    /// A row for each entry of a simple type.
    Simple,
    /// A row for each line, in the columns of the tax office (fec.md 3).
    Fec,
}

/// In which form it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Table(Format),
    /// Tabs between cells, no quotes, the extension `fec`.
    Tabs,
}

impl ExportType {
    pub const ALL: [ExportType; 4] = [ExportType::Full, ExportType::Grouped, ExportType::Simple, ExportType::Fec];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            ExportType::Full => "full",
            ExportType::Grouped => "grouped",
            ExportType::Simple => "simple",
            ExportType::Fec => "fec",
        }
    }

    /// The title of the table, and of its file without extension.
    pub fn title(self, organisation: &str, year: &Year) -> String {
        let name = match self {
            ExportType::Full => "Complet",
            ExportType::Grouped => "Groupé",
            ExportType::Simple => "Simplifié",
            ExportType::Fec => "FEC",
        };
        format!("{organisation} - Export comptable - {name} - {}", year.label)
    }

    /// The columns: keys in JSON, headings elsewhere.
    pub fn columns(self, form: Form) -> Vec<Column> {
        let (columns, is_json) = (self.headings(), form == Form::Table(Format::Json));
        let kind = |kind, key| match (key, form) {
            // A text in XLSX only, as in Paheko (accounting.md 3).
            ("reconciled", Form::Table(Format::Xlsx)) => Kind::Text,
            _ => kind,
        };
        columns
            .iter()
            .map(|(heading, key, usual)| Column::new(if is_json { *key } else { *heading }, kind(*usual, *key)))
            .collect()
    }

    /// Writes every row and the end.
    pub fn write(self, conn: &Connection, year: &Year, writer: &mut dyn RowWriter) -> Result<()> {
        match self {
            ExportType::Full => full::write(conn, year, false, writer),
            ExportType::Grouped => full::write(conn, year, true, writer),
            ExportType::Simple => simple::write(conn, year, writer),
            ExportType::Fec => fec::write(conn, year, writer),
        }?;
        writer.finish()
    }

    /// Heading, key and kind of each column.
    fn headings(self) -> &'static [(&'static str, &'static str, Kind)] {
        match self {
            ExportType::Full | ExportType::Grouped => &full::COLUMNS,
            ExportType::Simple => &simple::COLUMNS,
            ExportType::Fec => &fec::COLUMNS,
        }
    }
}

impl Form {
    /// From the extension in an address.
    pub fn parse(extension: &str) -> Option<Self> {
        match extension {
            "fec" => Some(Form::Tabs),
            _ => Format::from_extension(extension).map(Form::Table),
        }
    }
}

/// The name of a file with tabs, as Paheko gives it (accounting.md 3).
pub fn tabs_file_name(end: Date) -> String {
    format!("ASSOFEC{}.txt", text_of(end).replace('-', ""))
}

/// The names of the bits of a status, joined by commas.
fn status_names(bits: i64) -> String {
    let names: Vec<&str> = status::NAMES.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| name).collect();
    names.join(", ")
}

/// A text, or an empty cell if it is empty.
fn or_nothing(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Whether a row of an entry has a line.
fn has_line(row: &LineRow<'_>) -> bool {
    EntryLineColumn::Id.cell(row) != Cell::Empty
}
