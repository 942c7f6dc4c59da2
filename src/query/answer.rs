//! The formats of an answer (platform.md 2.2 and 2.3), for the API and the command line.

use std::fs::File;
use std::io::Write;

use super::{Cancel, Head, Reader, Statement};
use crate::error::Result;
use crate::sheet::{self, Column, Csv, Document, Format, Formulas, JsonRows, Kind};

/// The title of spreadsheets and the name of their files (platform.md 2.3).
pub const TITLE: &str = "Recherche";

/// `{"count": …, "results": […]}`, without a final newline.
pub fn write_json(reader: &mut Reader, statement: &Statement, cancel: &Cancel, out: &mut impl Write) -> Result<()> {
    reader.run(statement, true, cancel, |head| {
        write!(out, "{{\n    \"count\": {},\n    \"results\": ", head.count.unwrap_or(0))?;
        Ok(JsonRows::new(&mut *out, &columns(head.unique_columns()), 1))
    })?;
    Ok(out.write_all(b"\n}")?)
}

/// How the rows are written where the format leaves a choice.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Of CSV only.
    pub formulas: Formulas,
    /// Whether the first row holds the names of the columns.
    pub has_headings: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { formulas: Formulas::Raw, has_headings: true }
    }
}

/// A line of headings, then a line for each row.
pub fn write_csv(
    reader: &mut Reader,
    statement: &Statement,
    cancel: &Cancel,
    style: Style,
    out: &mut impl Write,
) -> Result<()> {
    let begin = if style.has_headings { Csv::new } else { Csv::without_headings };
    reader.run(statement, false, cancel, |head| Ok(begin(&mut *out, &columns(head.columns), style.formulas)))?;
    Ok(())
}

/// A complete spreadsheet in an empty file. Only a finished one opens, so it cannot be sent while it is written.
pub fn write_spreadsheet(
    reader: &mut Reader,
    statement: &Statement,
    cancel: &Cancel,
    format: Format,
    style: Style,
    file: File,
) -> Result<()> {
    let document = Document { has_headings: style.has_headings, ..Document::new(TITLE) };
    let begin = |head: Head| sheet::spreadsheet(format, &document, &columns(head.columns), file);
    reader.run(statement, false, cancel, begin)?;
    Ok(())
}

fn columns(titles: Vec<String>) -> Vec<Column> {
    titles.into_iter().map(|title| Column::new(title, Kind::Free)).collect()
}
