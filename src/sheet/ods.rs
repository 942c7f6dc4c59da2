//! OpenDocument spreadsheets (ODF 1.3), in one pass: rows are compressed into the file as they come.

mod parts;

use std::collections::BTreeSet;
use std::fs::File;

use super::cell::Value;
use super::layout::{column_name, is_numeric, is_wide, sheet_name, width};
use super::number::{push_amount, push_integer, push_shortest};
use super::package::Package;
use super::xml::{escaped, push_paragraphs};
use super::{Cell, Column, Document, Kind, MAX_COLUMNS, MAX_ROWS, RowWriter, too_many_columns, too_many_rows};
use crate::error::Result;
use parts::{ACROSS, CONTENT_START, MANIFEST, SETTINGS, STYLES, UPRIGHT, meta};

pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// A file with one sheet: bold headings that stay in sight, a filter on each, typed cells, bold totals, set up for A4.
///
/// Line feeds, tabs and spaces of a text are kept; CR and CRLF are line ends like LF; other control characters, which the
/// format cannot hold, are left out.
pub struct Ods {
    package: Package,
    kinds: Vec<Kind>,
    /// Ready to be put into XML.
    sheet_name: String,
    is_filtered: bool,
    rows: u32,
}

impl Ods {
    /// Begins with the row of headings, if the document has one. The file must be empty.
    pub fn new(file: File, document: &Document, columns: &[Column]) -> Result<Self> {
        if columns.len() > MAX_COLUMNS {
            return Err(too_many_columns());
        }
        let mut package = Package::new(file);
        let sheet_name = escaped(&sheet_name(&document.title, usize::MAX));
        package.stored("mimetype", MEDIA_TYPE)?;
        package.part("META-INF/manifest.xml", MANIFEST)?;
        let organisation = document.organisation.as_deref().unwrap_or_default();
        package.part("meta.xml", &meta(&escaped(&document.title), &escaped(organisation)))?;
        package.part("settings.xml", &SETTINGS.replace("{sheet}", &sheet_name))?;
        let page = if is_wide(columns) { ACROSS } else { UPRIGHT };
        package.part("styles.xml", &STYLES.replace("{page}", page).replace("{title}", &escaped(&document.title)))?;
        let widths = column_widths(columns);
        package.part("content.xml", &CONTENT_START.replace("{widths}", &widths).replace("{sheet}", &sheet_name))?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        let is_filtered = document.is_filtered && document.has_headings && !columns.is_empty();
        let mut ods = Ods { package, kinds, sheet_name, is_filtered, rows: 0 };
        ods.columns(columns);
        if document.has_headings {
            ods.headings(columns);
        }
        Ok(ods)
    }

    fn columns(&mut self, columns: &[Column]) {
        let out = &mut self.package.text;
        for column in columns {
            let style = column_style(column);
            out.extend_from_slice(format!("<table:table-column table:style-name=\"{style}\"/>").as_bytes());
        }
        if columns.is_empty() {
            out.extend_from_slice(b"<table:table-column/>");
        }
    }

    fn headings(&mut self, columns: &[Column]) {
        self.rows += 1;
        let out = &mut self.package.text;
        out.extend_from_slice(b"<table:table-header-rows><table:table-row>");
        for column in columns {
            let style = if is_numeric(column.kind) { "number-heading" } else { "heading" };
            out.extend_from_slice(
                format!("<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">").as_bytes(),
            );
            push_paragraphs(out, &column.title);
            out.extend_from_slice(b"</table:table-cell>");
        }
        if columns.is_empty() {
            out.extend_from_slice(b"<table:table-cell/>");
        }
        out.extend_from_slice(b"</table:table-row></table:table-header-rows>");
    }

    fn write_row(&mut self, cells: &[Cell<'_>], styles: &RowStyles) -> Result<()> {
        debug_assert_eq!(cells.len(), self.kinds.len());
        if self.rows == MAX_ROWS {
            return Err(too_many_rows());
        }
        self.rows += 1;
        let out = &mut self.package.text;
        out.extend_from_slice(b"<table:table-row>");
        for (&kind, &cell) in self.kinds.iter().zip(cells) {
            styles.cell(out, &Value::new(kind, cell));
        }
        if cells.is_empty() {
            out.extend_from_slice(b"<table:table-cell/>");
        }
        out.extend_from_slice(b"</table:table-row>");
        self.package.pass_on_if_full()
    }
}

/// The attributes that name the styles of a row's cells, by their types.
struct RowStyles {
    plain: &'static [u8],
    amount: &'static [u8],
    date: &'static [u8],
    date_time: &'static [u8],
}

const USUAL: RowStyles = RowStyles {
    plain: b"",
    amount: b" table:style-name=\"amount\"",
    date: b" table:style-name=\"date\"",
    date_time: b" table:style-name=\"datetime\"",
};

const TOTAL: RowStyles = RowStyles {
    plain: b" table:style-name=\"total\"",
    amount: b" table:style-name=\"total-amount\"",
    date: b" table:style-name=\"total-date\"",
    date_time: b" table:style-name=\"total-datetime\"",
};

impl RowStyles {
    fn cell(&self, out: &mut Vec<u8>, value: &Value<'_>) {
        out.extend_from_slice(b"<table:table-cell");
        match value {
            Value::Empty => {
                out.extend_from_slice(self.plain);
                out.extend_from_slice(b"/>");
            }
            Value::Text(text) => {
                out.extend_from_slice(self.plain);
                out.extend_from_slice(b" office:value-type=\"string\">");
                push_paragraphs(out, text);
                out.extend_from_slice(b"</table:table-cell>");
            }
            Value::Integer(value) => number(out, self.plain, |out| push_integer(out, *value)),
            Value::Real(value) => number(out, self.plain, |out| push_shortest(out, *value)),
            Value::Amount(cents) => amount(out, self.amount, *cents),
            Value::Date(text, _) => date(out, self.date, text),
            Value::DateTime(text, _) => date(out, self.date_time, text),
        }
    }
}

impl RowWriter for Ods {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.write_row(cells, &USUAL)
    }

    fn total(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.write_row(cells, &TOTAL)
    }

    fn finish(&mut self) -> Result<()> {
        let out = &mut self.package.text;
        out.extend_from_slice(b"</table:table>");
        if self.is_filtered {
            // An apostrophe in the name of a sheet is doubled in addresses.
            let sheet = self.sheet_name.replace('\'', "''");
            let (column, rows) = (column_name(self.kinds.len() - 1), self.rows);
            let range = format!(
                "<table:database-ranges><table:database-range table:name=\"__Anonymous_Sheet_DB__0\" \
                 table:target-range-address=\"'{sheet}'.A1:'{sheet}'.{column}{rows}\" table:display-filter-buttons=\"true\"/>\
                 </table:database-ranges>"
            );
            out.extend_from_slice(range.as_bytes());
        }
        out.extend_from_slice(b"</office:spreadsheet></office:body></office:document-content>");
        self.package.finish()
    }
}

/// The rest of a number cell after its tag: its style, its value, and the text for readers that take what is shown.
fn number(out: &mut Vec<u8>, style: &[u8], push: impl Fn(&mut Vec<u8>)) {
    out.extend_from_slice(style);
    out.extend_from_slice(b" office:value-type=\"float\" office:value=\"");
    push(out);
    out.extend_from_slice(b"\"><text:p>");
    push(out);
    out.extend_from_slice(b"</text:p></table:table-cell>");
}

fn amount(out: &mut Vec<u8>, style: &[u8], cents: i64) {
    out.extend_from_slice(style);
    out.extend_from_slice(b" office:value-type=\"float\" office:value=\"");
    push_amount(out, cents, b'.');
    out.extend_from_slice(b"\"><text:p>");
    push_amount(out, cents, b',');
    out.extend_from_slice(b"</text:p></table:table-cell>");
}

/// The rest of a date cell, from `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`; shown with the day first.
fn date(out: &mut Vec<u8>, style: &[u8], text: &str) {
    let (day, time) = text.as_bytes().split_at(10);
    out.extend_from_slice(style);
    out.extend_from_slice(b" office:value-type=\"date\" office:date-value=\"");
    out.extend_from_slice(day);
    if let [_, clock @ ..] = time {
        out.push(b'T');
        out.extend_from_slice(clock);
    }
    out.extend_from_slice(b"\"><text:p>");
    for piece in [&day[8..], b"/", &day[5..7], b"/", &day[..4], time, b"</text:p></table:table-cell>"] {
        out.extend_from_slice(piece);
    }
}

/// The styles of all columns, one for each width.
fn column_widths(columns: &[Column]) -> String {
    let widths: BTreeSet<u16> = columns.iter().map(width).collect();
    let style = |characters: u16| {
        format!(
            "<style:style style:name=\"width{characters}\" style:family=\"table-column\">\
             <style:table-column-properties style:column-width=\"{}mm\"/></style:style>\n",
            characters * 2 + 2
        )
    };
    widths.into_iter().map(style).collect()
}

/// The style of a column, which is its width.
fn column_style(column: &Column) -> String {
    format!("width{}", width(column))
}
