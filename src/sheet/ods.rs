//! OpenDocument spreadsheets (ODF 1.3), in one pass: nothing of the table is kept in memory.

use std::collections::BTreeSet;
use std::fs::File;

use super::cell::Value;
use super::layout::{column_name, sheet_name, width};
use super::number::{push_amount, push_integer, push_shortest};
use super::package::Package;
use super::xml::{escaped, push_paragraphs};
use super::{Cell, Column, Kind, MAX_COLUMNS, MAX_ROWS, RowWriter, too_many_columns, too_many_rows};
use crate::error::Result;

pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// A file with one sheet: bold headings that stay in sight, a filter on each, typed cells.
///
/// Line feeds, tabs and spaces of a text are kept; CR and CRLF are line ends like LF; other control characters, which the
/// format cannot hold, are left out.
pub struct Ods {
    package: Package,
    kinds: Vec<Kind>,
    /// Ready to be put into XML.
    sheet_name: String,
    rows: u32,
}

impl Ods {
    /// Begins with the row of headings. The file must be empty.
    pub fn new(file: File, name: &str, columns: &[Column]) -> Result<Self> {
        if columns.len() > MAX_COLUMNS {
            return Err(too_many_columns());
        }
        let mut package = Package::new(file);
        let sheet_name = escaped(&sheet_name(name, usize::MAX));
        package.stored("mimetype", MEDIA_TYPE)?;
        package.part("META-INF/manifest.xml", MANIFEST)?;
        package.part("meta.xml", &META.replace("{title}", &sheet_name))?;
        package.part("settings.xml", &SETTINGS.replace("{sheet}", &sheet_name))?;
        package.part("styles.xml", STYLES)?;
        let widths = column_widths(columns);
        package.part("content.xml", &CONTENT_START.replace("{widths}", &widths).replace("{sheet}", &sheet_name))?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        let mut ods = Ods { package, kinds, sheet_name, rows: 1 };
        ods.headings(columns);
        Ok(ods)
    }

    fn headings(&mut self, columns: &[Column]) {
        let out = &mut self.package.text;
        for column in columns {
            let style = column_style(column);
            out.extend_from_slice(format!("<table:table-column table:style-name=\"{style}\"/>").as_bytes());
        }
        if columns.is_empty() {
            out.extend_from_slice(b"<table:table-column/>");
        }
        out.extend_from_slice(b"<table:table-header-rows><table:table-row>");
        for column in columns {
            out.extend_from_slice(b"<table:table-cell table:style-name=\"heading\" office:value-type=\"string\">");
            push_paragraphs(out, &column.title);
            out.extend_from_slice(b"</table:table-cell>");
        }
        if columns.is_empty() {
            out.extend_from_slice(b"<table:table-cell/>");
        }
        out.extend_from_slice(b"</table:table-row></table:table-header-rows>");
    }

    fn cell(out: &mut Vec<u8>, value: &Value<'_>) {
        match value {
            Value::Empty => out.extend_from_slice(b"<table:table-cell/>"),
            Value::Text(text) => {
                out.extend_from_slice(b"<table:table-cell office:value-type=\"string\">");
                push_paragraphs(out, text);
                out.extend_from_slice(b"</table:table-cell>");
            }
            Value::Integer(value) => number(out, |out| push_integer(out, *value)),
            Value::Real(value) => number(out, |out| push_shortest(out, *value)),
            Value::Amount(cents) => amount(out, *cents),
            Value::Date(text, _) => date(out, b"date", text),
            Value::DateTime(text, _) => date(out, b"datetime", text),
        }
    }
}

impl RowWriter for Ods {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        debug_assert_eq!(cells.len(), self.kinds.len());
        if self.rows == MAX_ROWS {
            return Err(too_many_rows());
        }
        self.rows += 1;
        let out = &mut self.package.text;
        out.extend_from_slice(b"<table:table-row>");
        for (&kind, &cell) in self.kinds.iter().zip(cells) {
            Self::cell(out, &Value::new(kind, cell));
        }
        if cells.is_empty() {
            out.extend_from_slice(b"<table:table-cell/>");
        }
        out.extend_from_slice(b"</table:table-row>");
        self.package.pass_on_if_full()
    }

    fn finish(&mut self) -> Result<()> {
        let out = &mut self.package.text;
        out.extend_from_slice(b"</table:table>");
        if !self.kinds.is_empty() {
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

/// A number cell, and its text for readers that take what is shown.
fn number(out: &mut Vec<u8>, push: impl Fn(&mut Vec<u8>)) {
    out.extend_from_slice(b"<table:table-cell office:value-type=\"float\" office:value=\"");
    push(out);
    out.extend_from_slice(b"\"><text:p>");
    push(out);
    out.extend_from_slice(b"</text:p></table:table-cell>");
}

fn amount(out: &mut Vec<u8>, cents: i64) {
    out.extend_from_slice(b"<table:table-cell table:style-name=\"amount\" office:value-type=\"float\" office:value=\"");
    push_amount(out, cents, b'.');
    out.extend_from_slice(b"\"><text:p>");
    push_amount(out, cents, b',');
    out.extend_from_slice(b"</text:p></table:table-cell>");
}

/// A date cell from `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, shown with the day first.
fn date(out: &mut Vec<u8>, style: &[u8], text: &str) {
    let (day, time) = text.as_bytes().split_at(10);
    let pieces: [&[u8]; 5] = [
        b"<table:table-cell table:style-name=\"",
        style,
        b"\" office:value-type=\"date\" office:date-value=\"",
        day,
        b"",
    ];
    pieces.into_iter().for_each(|piece| out.extend_from_slice(piece));
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
    let widths: BTreeSet<u32> = columns.iter().map(width).collect();
    let style = |characters: u32| {
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

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"#;

const META: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">
<office:meta><meta:generator>Ruche/"#,
    env!("CARGO_PKG_VERSION"),
    r#"</meta:generator><dc:title>{title}</dc:title></office:meta>
</office:document-meta>
"#
);

/// The first row is frozen: view settings belong to no standard, these names are those LibreOffice writes.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3">
<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>
<config:config-item-map-named config:name="Tables"><config:config-item-map-entry config:name="{sheet}">
<config:config-item config:name="CursorPositionX" config:type="int">0</config:config-item>
<config:config-item config:name="CursorPositionY" config:type="int">1</config:config-item>
<config:config-item config:name="HorizontalSplitMode" config:type="short">0</config:config-item>
<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>
<config:config-item config:name="HorizontalSplitPosition" config:type="int">0</config:config-item>
<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>
<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>
<config:config-item config:name="PositionLeft" config:type="int">0</config:config-item>
<config:config-item config:name="PositionRight" config:type="int">0</config:config-item>
<config:config-item config:name="PositionTop" config:type="int">0</config:config-item>
<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>
</config:config-item-map-entry></config:config-item-map-named>
<config:config-item config:name="ActiveTable" config:type="string">{sheet}</config:config-item>
</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>
</office:document-settings>
"#;

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.3">
<office:styles><style:style style:name="Default" style:family="table-cell"/></office:styles>
</office:document-styles>
"#;

/// All up to the first column. Styles of widths follow the pattern of [`column_style`].
const CONTENT_START: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">
<office:automatic-styles>
{widths}<number:number-style style:name="amounts"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:date-style style:name="dates"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<number:date-style style:name="datetimes"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/></number:date-style>
<style:style style:name="heading" style:family="table-cell" style:parent-style-name="Default"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="amount" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="amounts"/>
<style:style style:name="date" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="dates"/>
<style:style style:name="datetime" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="datetimes"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="{sheet}">
"#;
