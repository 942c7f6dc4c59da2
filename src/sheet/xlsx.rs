//! Office Open XML workbooks (ECMA-376), in one pass: nothing of the table is kept in memory or in a temporary file.

use std::fs::File;

use jiff::civil::{Date, DateTime, date};

use super::cell::Value;
use super::layout::{column_name, prefix_of_units, sheet_name, width};
use super::number::{push_amount, push_integer, push_shortest};
use super::package::Package;
use super::xml::{escaped, push_coded};
use super::{Cell, Column, Kind, MAX_COLUMNS, MAX_ROWS, RowWriter, too_many_columns, too_many_rows};
use crate::error::Result;

/// A file with one sheet: bold headings that stay in sight, a filter on each, typed cells.
///
/// Texts are kept character by character, up to the 32,767 UTF-16 units that a cell of this format can hold; a longer one
/// is cut there and ends with `…`. Dates before March 1900, which programs count differently, are texts.
pub struct Xlsx {
    package: Package,
    columns: Vec<(Kind, Vec<u8>)>,
    sheet_name: String,
    rows: u32,
}

/// The most that a cell can hold, in UTF-16 units.
const MAX_UNITS: usize = 32_767;

/// The longest name of a sheet, in UTF-16 units.
const MAX_NAME_UNITS: usize = 31;

/// Places in the list of cell formats of [`STYLES`].
const HEADING: u8 = b'1';
const AMOUNT: u8 = b'2';
const DATE: u8 = b'3';
const DATE_TIME: u8 = b'4';
const LINES: u8 = b'5';

impl Xlsx {
    /// Begins with the row of headings. The file must be empty.
    pub fn new(file: File, name: &str, columns: &[Column]) -> Result<Self> {
        if columns.len() > MAX_COLUMNS {
            return Err(too_many_columns());
        }
        let mut package = Package::new(file);
        package.part("[Content_Types].xml", CONTENT_TYPES)?;
        package.part("_rels/.rels", RELATIONSHIPS)?;
        package.part("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONSHIPS)?;
        package.part("xl/styles.xml", STYLES)?;
        package.part("xl/worksheets/sheet1.xml", SHEET_START)?;
        if !columns.is_empty() {
            let widths = columns.iter().enumerate().map(|(at, column)| {
                format!("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", at + 1, width(column))
            });
            package.text.extend(format!("<cols>{}</cols>", widths.collect::<String>()).into_bytes());
        }
        package.text.extend_from_slice(b"<sheetData>");
        let letters = |(at, column): (usize, &Column)| (column.kind, column_name(at).into_bytes());
        let columns_and_letters = columns.iter().enumerate().map(letters).collect();
        let sheet_name = escaped(&sheet_name(name, MAX_NAME_UNITS));
        let mut xlsx = Xlsx { package, columns: columns_and_letters, sheet_name, rows: 0 };
        xlsx.write_row(|_, at| (Value::Text(columns[at].title.as_str().into()), Some(HEADING)))?;
        Ok(xlsx)
    }

    /// Writes one row; `value` gives each cell, by its place, and its style if it is not the usual one of its type.
    fn write_row<'a>(&mut self, value: impl Fn(Kind, usize) -> (Value<'a>, Option<u8>)) -> Result<()> {
        if self.rows == MAX_ROWS {
            return Err(too_many_rows());
        }
        self.rows += 1;
        let mut digits = itoa::Buffer::new();
        let row = digits.format(self.rows).as_bytes();
        let out = &mut self.package.text;
        for piece in [b"<row r=\"", row, b"\">"] {
            out.extend_from_slice(piece);
        }
        for (at, (kind, letters)) in self.columns.iter().enumerate() {
            let (value, style) = value(*kind, at);
            if value == Value::Empty {
                continue;
            }
            for piece in [b"<c r=\"", letters.as_slice(), row, b"\""] {
                out.extend_from_slice(piece);
            }
            cell(out, &value, style);
        }
        out.extend_from_slice(b"</row>");
        self.package.pass_on_if_full()
    }
}

impl RowWriter for Xlsx {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.write_row(|kind, at| (cells.get(at).map_or(Value::Empty, |cell| Value::new(kind, *cell)), None))
    }

    fn finish(&mut self) -> Result<()> {
        let last = self.columns.len().checked_sub(1).map(column_name);
        let (mut filter, mut names) = (String::new(), String::new());
        if let Some(column) = last {
            let (rows, sheet) = (self.rows, self.sheet_name.replace('\'', "''"));
            filter = format!("<autoFilter ref=\"A1:{column}{rows}\"/>");
            // Programs find the filter by this name, and tell it from the names that people give.
            names = format!(
                "<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">\
                 '{sheet}'!$A$1:${column}${rows}</definedName></definedNames>"
            );
        }
        self.package.text.extend(format!("</sheetData>{filter}</worksheet>").into_bytes());
        let workbook = WORKBOOK.replace("{names}", &names).replace("{sheet}", &self.sheet_name);
        self.package.part("xl/workbook.xml", &workbook)?;
        self.package.finish()
    }
}

/// All of a cell that follows its address.
fn cell(out: &mut Vec<u8>, value: &Value<'_>, style: Option<u8>) {
    match value {
        Value::Empty => out.extend_from_slice(b"/>"),
        Value::Integer(value) => number(out, style, |out| push_integer(out, *value)),
        Value::Real(value) => number(out, style, |out| push_shortest(out, *value)),
        Value::Amount(cents) => number(out, Some(AMOUNT), |out| push_amount(out, *cents, b'.')),
        Value::Date(text, date) => match days(*date) {
            Some(days) => number(out, Some(DATE), |out| push_integer(out, days)),
            None => string(out, style, text),
        },
        Value::DateTime(text, time) => match days_and_time(*time) {
            Some(days) => number(out, Some(DATE_TIME), |out| push_shortest(out, days)),
            None => string(out, style, text),
        },
        Value::Text(text) => string(out, style, text),
    }
}

fn number(out: &mut Vec<u8>, style: Option<u8>, push: impl Fn(&mut Vec<u8>)) {
    push_style(out, style);
    out.extend_from_slice(b"><v>");
    push(out);
    out.extend_from_slice(b"</v></c>");
}

fn string(out: &mut Vec<u8>, style: Option<u8>, text: &str) {
    let (kept, mark) = match prefix_of_units(text, MAX_UNITS) {
        kept if kept.len() == text.len() => (kept, ""),
        _ => (prefix_of_units(text, MAX_UNITS - 1), "…"),
    };
    // Line ends are shown only in cells that wrap.
    push_style(out, style.or_else(|| memchr::memchr(b'\n', kept.as_bytes()).map(|_| LINES)));
    out.extend_from_slice(b" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    push_coded(out, kept);
    out.extend_from_slice(mark.as_bytes());
    out.extend_from_slice(b"</t></is></c>");
}

fn push_style(out: &mut Vec<u8>, style: Option<u8>) {
    if let Some(style) = style {
        out.extend_from_slice(&[b' ', b's', b'=', b'"', style, b'"']);
    }
}

/// Days as spreadsheets count them, from 1 March 1900 on: before, a day that never was makes programs disagree.
fn days(day: Date) -> Option<i64> {
    let days = day.duration_since(date(1899, 12, 30)).as_hours() / 24;
    (day >= date(1900, 3, 1)).then_some(days)
}

/// Days with the time as a fraction of one.
fn days_and_time(time: DateTime) -> Option<f64> {
    let midnight = time.date().to_datetime(jiff::civil::Time::midnight());
    let seconds = time.duration_since(midnight).as_secs();
    days(time.date()).map(|days| (days * 86_400 + seconds) as f64 / 86_400.0)
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView/></bookViews><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets>{names}</workbook>"#;

/// Formats of cells: plain, heading, amount (4 is the built-in `#,##0.00`), date, date and time, text of several lines.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// All up to the widths of the columns; the first row is frozen.
const SHEET_START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>"#;
