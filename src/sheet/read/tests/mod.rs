//! Files built in code, and what is read from them.

use std::fs::File;
use std::io::{Cursor, Write};

use tempfile::tempfile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::i18n::Language;

mod binary;
mod formats;
mod hostile;
mod office;
mod round_trip;
mod sheets;
mod texts;

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn read_with(bytes: &[u8], options: &Options) -> Result<Vec<Record>> {
    open(file(bytes), options)?.collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Record>> {
    read_with(bytes, &Options::default())
}

/// The lines and shown texts of a file that is read to its end.
fn records(bytes: impl AsRef<[u8]>) -> Vec<(usize, Vec<String>)> {
    let shown = |record: Record| (record.line, record.cells.iter().map(|cell| cell.shown().to_owned()).collect());
    read(bytes.as_ref()).unwrap().into_iter().map(shown).collect()
}

/// Why a cell cannot be used.
fn fault(record: &Record, at: usize) -> String {
    crate::i18n::text(Language::English, &record.value(at).unwrap_err())
}

fn rows(bytes: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    records(bytes).into_iter().map(|(_, cells)| cells).collect()
}

/// Why a file is refused: always with a sentence for the person who sent it.
fn refusal_with(bytes: impl AsRef<[u8]>, options: &Options) -> String {
    // Rows are dropped as they come: some files would have very many.
    let end = open(file(bytes.as_ref()), options).and_then(|mut rows| rows.try_for_each(|row| row.map(drop)));
    match end {
        Err(error @ Error::Invalid { .. }) => error.sentence(Language::English),
        other => panic!("{other:?} is no refusal"),
    }
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    refusal_with(bytes, &Options::default())
}

fn small(change: impl FnOnce(&mut Limits)) -> Options {
    let mut options = Options::default();
    change(&mut options.limits);
    options
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    archive_of_bytes(&parts)
}

fn archive_of_bytes(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ODS_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The content of an ODS file with these sheets, each the XML of its rows.
fn ods_content(sheets: &[(&str, &str)]) -> String {
    let sheets: String =
        sheets.iter().map(|(name, rows)| format!("<table:table table:name=\"{name}\">{rows}</table:table>")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:automatic-styles/><office:body>\
         <office:spreadsheet><table:calculation-settings/>{sheets}<table:named-expressions/></office:spreadsheet>\
         </office:body></office:document-content>"
    )
}

fn ods_sheets(active: &str, sheets: &[(&str, &str)]) -> Vec<u8> {
    let settings = format!(
        "<office:document-settings><config:config-item config:name=\"ActiveTable\" config:type=\"string\">{active}\
         </config:config-item></office:document-settings>"
    );
    archive(&[("mimetype", ODS_TYPE), ("settings.xml", &settings), ("content.xml", &ods_content(sheets))])
}

fn ods(rows: &str) -> Vec<u8> {
    archive(&[("mimetype", ODS_TYPE), ("content.xml", &ods_content(&[("A", rows)]))])
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relationships(links: &[(&str, &str, &str)]) -> String {
    let links: String = links
        .iter()
        .map(|(id, kind, target)| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!("<Relationships>{links}</Relationships>")
}

/// An XLSX file with other parts than usual where `changes` say so.
fn xlsx_parts(changes: &[(&str, &str)]) -> Vec<u8> {
    let root = relationships(&[("rId1", "officeDocument", "xl/workbook.xml")]);
    let links = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
        ("rId3", "chartsheet", "chartsheets/sheet1.xml"),
        ("rId4", "styles", "styles.xml"),
        ("rId5", "sharedStrings", "sharedStrings.xml"),
    ]);
    let mut parts = vec![
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", links.as_str()),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>\
             <numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
             <cellXfs><xf numFmtId=\"0\"><alignment/></xf><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>\
             <xf numFmtId=\"165\"/></cellXfs><cellStyles/></styleSheet>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>un</t></si><si><r><rPr/><t>de</t></r><r><t xml:space=\"preserve\">ux </t></r>\
             <rPh><t>yomi</t></rPh></si><si/><si><t>a_x000D_b &amp; &#233;</t></si></sst>",
        ),
    ];
    for (name, content) in changes {
        parts.retain(|(known, _)| known != name);
        parts.push((name, content));
    }
    archive(&parts)
}

fn xlsx(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet><dimension ref=\"A1:XFD1048576\"/><sheetViews><sheetView/></sheetViews>\
         <sheetData>{rows}</sheetData><mergeCells/></worksheet>"
    );
    xlsx_parts(&[("xl/worksheets/sheet1.xml", &sheet)])
}
