//! Office Open XML workbooks (ECMA-376), written by `rust_xlsxwriter` in constant memory: rows go to a temporary file as
//! they come, which [`RowWriter::finish`] packs into the workbook.

use std::fs::File;
use std::io::{BufWriter, Write};

use jiff::civil::{Date, date};
use rust_xlsxwriter::{ColNum, DocProperties, RowNum, Workbook, Worksheet, XlsxError};

use super::archive_out::ArchiveOut;
use super::cell::Value;
use super::guard::guarded;
use super::layout::{is_wide, prefix_of_units, sheet_name, width};
use super::package::MAX_PART_BYTES;
use super::styles::Styles;
use super::{CHUNK_BYTES, Cell, Column, Document, Kind, MAX_COLUMNS, MAX_ROWS, RowWriter};
use super::{too_large, too_many_columns, too_many_rows};
use crate::db::temporary_folder;
use crate::error::{Error, Result};

/// A file with one sheet: bold headings that stay in sight, a filter on each, typed cells, bold totals, set up for A4.
///
/// Texts are kept character by character, up to the 32,767 UTF-16 units that a cell of this format can hold; a longer one
/// is cut there and ends with `…`. Dates before March 1900, which programs count differently, are texts.
pub struct Xlsx {
    out: File,
    /// `None` once the file is complete, or after a failure.
    workbook: Option<Box<Workbook>>,
    kinds: Vec<Kind>,
    usual: Styles,
    total: Styles,
    is_filtered: bool,
    rows: RowNum,
    /// The size that the sheet's XML has at least.
    bytes: u64,
}

/// The most that a cell can hold, in UTF-16 units.
const MAX_UNITS: usize = 32_767;

/// The longest name of a sheet, in UTF-16 units.
const MAX_NAME_UNITS: usize = 31;

/// The most of a title that is printed above each page: with its codes, a heading holds 255 units.
const MAX_HEADER_UNITS: usize = 100;

/// What the XML of a cell holds beside its text, at least: `<c r="A1"><v></v></c>`.
const CELL_BYTES: u64 = 21;

/// As in ODS: level 1 saves little time and makes files a third larger, levels above 3 cost more than they save.
const COMPRESSION: u8 = 2;

const A4: u8 = 9;

/// The only sheet.
const SHEET: usize = 0;

const HEADINGS: RowNum = 0;

/// Days before are counted differently by different programs, because of a 29 February 1900 that never was.
const FIRST_AGREED_DAY: Date = date(1900, 3, 1);

impl Xlsx {
    /// Begins with the row of headings, if the document has one. The file must be empty.
    pub fn new(out: File, document: &Document, columns: &[Column]) -> Result<Self> {
        if columns.len() > MAX_COLUMNS {
            return Err(too_many_columns());
        }
        let mut workbook = Box::new(Workbook::new());
        guarded(|| {
            // Where every other temporary file goes.
            workbook.set_tempdir(temporary_folder::folder())?.set_zip_compression_level(COMPRESSION);
            workbook.set_properties(&properties(document));
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(sheet_name(&document.title, MAX_NAME_UNITS))?;
            set_up_print(sheet, document, columns);
            set_up_columns(sheet, columns)?;
            if document.has_headings { set_up_headings(sheet, columns) } else { Ok(()) }
        })?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        Ok(Xlsx {
            out,
            workbook: Some(workbook),
            kinds,
            usual: Styles::usual(),
            total: Styles::total(),
            is_filtered: document.is_filtered && document.has_headings && !columns.is_empty(),
            rows: if document.has_headings { HEADINGS + 1 } else { 0 },
            bytes: 0,
        })
    }

    fn write_row(&mut self, cells: &[Cell<'_>], is_total: bool) -> Result<()> {
        debug_assert_eq!(cells.len(), self.kinds.len());
        if self.rows == MAX_ROWS {
            return Err(too_many_rows());
        }
        // After a failure nothing is written any more: only a complete file opens.
        let mut workbook = self.workbook.take().ok_or_else(complete)?;
        let row = self.rows;
        self.rows += 1;
        self.bytes += cells.iter().map(cell_bytes).sum::<u64>();
        if self.bytes > MAX_PART_BYTES {
            return Err(too_large());
        }
        guarded(|| {
            let sheet = workbook.worksheet_from_index(SHEET)?;
            for (column, (&kind, &cell)) in (0..).zip(self.kinds.iter().zip(cells)) {
                let value = Value::new(kind, cell);
                if is_total {
                    put_styled(sheet, (row, column), &value, &self.total)?;
                } else {
                    put(sheet, (row, column), &value, &self.usual)?;
                }
            }
            Ok(())
        })?;
        self.workbook = Some(workbook);
        Ok(())
    }
}

impl RowWriter for Xlsx {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.write_row(cells, false)
    }

    fn total(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.write_row(cells, true)
    }

    fn finish(&mut self) -> Result<()> {
        let mut workbook = self.workbook.take().ok_or_else(complete)?;
        let mut out = ArchiveOut::new(BufWriter::with_capacity(CHUNK_BYTES, &self.out));
        guarded(|| {
            if self.is_filtered {
                let last = (self.rows - 1, self.kinds.len() as ColNum - 1);
                workbook.worksheet_from_index(SHEET)?.autofilter(HEADINGS, 0, last.0, last.1)?;
            }
            workbook.save_to_writer(&mut out)
        })?;
        Ok(out.flush()?)
    }
}

fn properties(document: &Document) -> DocProperties {
    let organisation = document.organisation.as_deref().unwrap_or_default();
    DocProperties::new().set_title(&document.title).set_author(organisation).set_company(organisation)
}

/// A4, as wide as the page, the title above and the number of the page below.
fn set_up_print(sheet: &mut Worksheet, document: &Document, columns: &[Column]) {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    if is_wide(columns) {
        sheet.set_landscape();
    }
    // An ampersand begins a code.
    let title = prefix_of_units(&document.title, MAX_HEADER_UNITS).replace('&', "&&");
    sheet.set_header(format!("&C&\"-,Bold\"{title}")).set_footer("&C&P / &N");
}

/// Headings that stay in sight, and stand on every printed page.
fn set_up_headings(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(HEADINGS + 1, 0)?.set_repeat_rows(HEADINGS, HEADINGS)?;
    for (at, column) in (0..).zip(columns) {
        sheet.write_with_format(HEADINGS, at, cut(&column.title).as_ref(), &Styles::heading(column.kind))?;
    }
    Ok(())
}

/// Widths, since no row is kept whose texts could be measured.
fn set_up_columns(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let amount = Styles::usual().amount;
    for (at, column) in (0..).zip(columns) {
        sheet.set_column_width(at, width(column))?;
        if column.kind == Kind::Amount {
            // Amounts take it from their column, which is quicker than to look it up for each.
            sheet.set_column_format(at, &amount)?;
        }
    }
    Ok(())
}

type Place = (RowNum, ColNum);

/// A cell of a usual row: most have no style of their own.
fn put(sheet: &mut Worksheet, (row, column): Place, value: &Value<'_>, styles: &Styles) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {}
        Value::Integer(value) => drop(sheet.write_number(row, column, *value as f64)?),
        Value::Real(value) => drop(sheet.write_number(row, column, *value)?),
        Value::Amount(cents) => drop(sheet.write_number(row, column, decimal(*cents))?),
        Value::Text(text) if !has_lines(text) => drop(sheet.write_string(row, column, cut(text))?),
        Value::Text(_) | Value::Date(..) | Value::DateTime(..) => put_styled(sheet, (row, column), value, styles)?,
    }
    Ok(())
}

/// A cell with the style that its row has for its type.
fn put_styled(
    sheet: &mut Worksheet,
    (row, column): Place,
    value: &Value<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => sheet.write_blank(row, column, &styles.text)?,
        Value::Integer(value) => sheet.write_number_with_format(row, column, *value as f64, &styles.number)?,
        Value::Real(value) => sheet.write_number_with_format(row, column, *value, &styles.number)?,
        Value::Amount(cents) => sheet.write_number_with_format(row, column, decimal(*cents), &styles.amount)?,
        Value::Date(_, day) if *day >= FIRST_AGREED_DAY => {
            sheet.write_datetime_with_format(row, column, day, &styles.date)?
        }
        Value::DateTime(_, time) if time.date() >= FIRST_AGREED_DAY => {
            sheet.write_datetime_with_format(row, column, time, &styles.date_time)?
        }
        Value::Date(text, _) | Value::DateTime(text, _) => {
            sheet.write_string_with_format(row, column, *text, &styles.text)?
        }
        Value::Text(text) if has_lines(text) => {
            sheet.write_string_with_format(row, column, cut(text), &styles.lines)?
        }
        Value::Text(text) => sheet.write_string_with_format(row, column, cut(text), &styles.text)?,
    };
    Ok(())
}

/// The nearest float: within the amounts that [`Value::Amount`] holds it is written as the exact decimal.
fn decimal(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn has_lines(text: &str) -> bool {
    memchr::memchr(b'\n', text.as_bytes()).is_some()
}

/// The text as far as a cell can hold it.
fn cut(text: &str) -> std::borrow::Cow<'_, str> {
    if prefix_of_units(text, MAX_UNITS).len() == text.len() {
        text.into()
    } else {
        format!("{}…", prefix_of_units(text, MAX_UNITS - 1)).into()
    }
}

/// What a cell takes in the XML of its sheet, at least.
fn cell_bytes(cell: &Cell<'_>) -> u64 {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => CELL_BYTES + text.len().min(MAX_UNITS) as u64,
        Cell::Bytes(bytes) => CELL_BYTES + bytes.len().min(MAX_UNITS) as u64,
        Cell::Integer(_) | Cell::Real(_) => CELL_BYTES,
    }
}

fn complete() -> Error {
    Error::internal(anyhow::anyhow!("a spreadsheet was written to after its end"))
}
