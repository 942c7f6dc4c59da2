//! Binary Office Open XML workbooks (MS-XLSB), read by calamine once what it would hold in memory was checked. Their number
//! formats are not given by calamine: numbers are shown plain.

use calamine::{Reader, Xlsb};

use super::archive::{Archive, damaged};
use super::archive_view::{ArchiveBuilder, ArchiveView};
use super::binary::{self, Record, Records};
use super::binary_check::{self, Extra};
use super::date::Calendar;
use super::office::{self, failure};
use super::row::Row;
use super::style::CellStyle;
use super::workbook::{Links, Tab};
use super::worker::{Sink, Worker};
use super::{Cell, Limits};
use crate::error::Result;

/// The one sheet of the archive that calamine gets.
const SHEET: &str = "A";
const LINKS: &str = "<Relationships><Relationship Id=\"s\" Target=\"worksheets/sheet.bin\"/></Relationships>";

/// Longer records than any that is read.
const RECORD_BYTES_MAX: usize = 1 << 20;

/// More styles than spreadsheet programs allow (65,490), and more sheets than any workbook has.
const STYLES_MAX: usize = 100_000;
const SHEETS_MAX: usize = 20_000;

/// Kinds of records (MS-XLSB 2.3).
const BEGIN_SHEETS_END: u16 = 0x90;
const WORKBOOK_PROPERTIES: u16 = 0x99;
const SHEET_TAB: u16 = 0x9c;
const CALCULATION: u16 = 0x9d;
const WORKBOOK_VIEW: u16 = 0x9e;
const FORMAT: u16 = 0x2c;
const STYLE: u16 = 0x2f;
const BEGIN_FORMATS: u16 = 0x267;
const BEGIN_STYLES: u16 = 0x269;
const END_STYLES: u16 = 0x26a;

/// Begins to read the active sheet of the workbook whose main part has that name; gives the name of the sheet too.
pub(super) fn open(mut archive: Archive, name: &str, limits: &Limits) -> Result<(Worker, String)> {
    let book = Workbook::read(&mut archive, name)?;
    let links = Links::of_part(&mut archive, name)?;
    let (sheet, sheet_name) = links.sheet(&book.tabs, book.active)?;
    let mut builder = ArchiveBuilder::default();
    builder.own("xl/workbook.bin", book.part());
    builder.own("xl/_rels/workbook.bin.rels", LINKS.into());
    if let Some(styles) = links.target("styles").filter(|name| archive.has(name)) {
        builder.own("xl/styles.bin", self::styles(&mut archive, styles)?);
    }
    let mut texts = 0;
    if let Some(strings) = links.target("sharedStrings").filter(|name| archive.has(name)) {
        let part = archive.part(strings)?;
        texts = binary_check::shared_strings(Records::new(part, strings, record_bytes(limits)), strings, limits)?;
        archive.hand_over(strings, "xl/sharedStrings.bin", &mut builder)?;
    }
    let records = || Ok(Records::new(archive.part(&sheet)?, &sheet, record_bytes(limits)));
    let binary_check::Sheet { extras, rewritten } = binary_check::sheet(records, &sheet, texts, limits)?;
    match rewritten {
        Some(content) => builder.own("xl/worksheets/sheet.bin", content),
        None => archive.hand_over(&sheet, "xl/worksheets/sheet.bin", &mut builder)?,
    }
    let (view, calendar) = (builder.finish(), book.calendar);
    let part = sheet.clone();
    Ok((Worker::start(&sheet, limits, move |sink| read(view, calendar, extras, &part, sink))?, sheet_name))
}

/// A text takes two bytes a character here, and one to three in UTF-8.
fn record_bytes(limits: &Limits) -> usize {
    2 * limits.cell_bytes + RECORD_BYTES_MAX
}

/// Reads all cells, those among them that calamine passes over.
fn read(view: ArchiveView, calendar: Calendar, extras: Vec<Extra>, part: &str, sink: &mut Sink) -> Result<()> {
    let mut book = Xlsb::new(view).map_err(|error| failure(error, part))?;
    let mut cells = book.worksheet_cells_reader(SHEET).map_err(|error| failure(error, part))?;
    let mut extras = extras.into_iter().peekable();
    let mut row = Row::new(0);
    let mut put = |place: (u32, u32), cell: &Cell, sink: &mut Sink| {
        let line = place.0 as usize + 1;
        if line != row.line() {
            let ended = std::mem::replace(&mut row, Row::new(line));
            ended.record().map_or(Ok(()), |record| sink.push(record))?;
        }
        row.put(place.1 as usize, cell, 1, &sink.limits)
    };
    loop {
        let next = cells.next_cell().map_err(|error| failure(error, part))?;
        let place = next.as_ref().map(calamine::Cell::get_position);
        while let Some(extra) = extras.next_if(|extra| place.is_none_or(|place| extra.place < place)) {
            put(extra.place, &extra.cell, sink)?;
        }
        let Some(cell) = next else { break };
        put(cell.get_position(), &office::cell(cell.get_value(), &CellStyle::PLAIN, calendar), sink)?;
    }
    row.record().map_or(Ok(()), |record| sink.push(record))
}

/// The part that lists the sheets.
#[derive(Default)]
struct Workbook {
    tabs: Vec<Tab>,
    active: usize,
    calendar: Calendar,
}

impl Workbook {
    fn read(archive: &mut Archive, name: &str) -> Result<Self> {
        let mut records = Records::new(archive.small_part(name)?, name, RECORD_BYTES_MAX);
        let mut book = Workbook::default();
        let mut views = 0;
        while let Some(record) = records.next()? {
            match record.kind {
                WORKBOOK_PROPERTIES if record.content.first().is_some_and(|flags| flags & 1 != 0) => {
                    book.calendar = Calendar::From1904;
                }
                WORKBOOK_VIEW => {
                    views += 1;
                    let active = record.u32_at(24).filter(|_| views == 1);
                    book.active = active.map_or(book.active, |active| active as usize);
                }
                SHEET_TAB if book.tabs.len() < SHEETS_MAX => {
                    book.tabs.push(tab(&record).ok_or_else(|| damaged(name))?);
                }
                _ => {}
            }
        }
        Ok(book)
    }

    /// The same with the one sheet, for calamine.
    fn part(&self) -> Vec<u8> {
        let mut part = Vec::new();
        binary::push(&mut part, WORKBOOK_PROPERTIES, &[u8::from(self.calendar == Calendar::From1904), 0, 0, 0]);
        let mut tab = vec![0, 0, 0, 0, 1, 0, 0, 0];
        tab.extend(binary::text("s"));
        tab.extend(binary::text(SHEET));
        binary::push(&mut part, SHEET_TAB, &tab);
        binary::push(&mut part, BEGIN_SHEETS_END, &[]);
        binary::push(&mut part, CALCULATION, &[]);
        part
    }
}

fn tab(record: &Record<'_>) -> Option<Tab> {
    let is_hidden = record.u32_at(0)? != 0;
    // A sheet without a link has no part.
    let (id, name_at) = if record.u32_at(8)? == u32::MAX { (String::new(), 12) } else { record.text_at(8)? };
    let name = record.text_at(name_at).map(|(name, _)| name).unwrap_or_default();
    Some(Tab { id, name, is_hidden })
}

/// The formats and styles alone, so that calamine knows which numbers are dates.
fn styles(archive: &mut Archive, name: &str) -> Result<Vec<u8>> {
    let mut records = Records::new(archive.small_part(name)?, name, RECORD_BYTES_MAX);
    let (mut formats, mut styles) = (Vec::new(), Vec::new());
    let (mut format_count, mut style_count) = (0_u32, 0_u32);
    let mut in_cells = false;
    while let Some(record) = records.next()? {
        match record.kind {
            BEGIN_STYLES => in_cells = true,
            END_STYLES => in_cells = false,
            FORMAT => {
                let id = record.u16_at(0).ok_or_else(|| damaged(name))?;
                let (code, _) = record.text_at(2).ok_or_else(|| damaged(name))?;
                let content = [id.to_le_bytes().to_vec(), binary::text(&code)].concat();
                binary::push(&mut formats, FORMAT, &content);
                format_count += 1;
            }
            STYLE if in_cells => {
                let format = record.u16_at(2).ok_or_else(|| damaged(name))?;
                binary::push(&mut styles, STYLE, &[[0, 0], format.to_le_bytes()].concat());
                style_count += 1;
            }
            _ => {}
        }
        if format_count.max(style_count) as usize > STYLES_MAX {
            return Err(damaged(name));
        }
    }
    let mut part = Vec::new();
    binary::push(&mut part, BEGIN_FORMATS, &format_count.to_le_bytes());
    part.extend(formats);
    binary::push(&mut part, BEGIN_STYLES, &style_count.to_le_bytes());
    part.extend(styles);
    Ok(part)
}
