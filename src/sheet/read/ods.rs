//! OpenDocument spreadsheets: the active sheet, as the program that saved it showed it (members.md 8.2).

use super::archive::Archive;
use super::markup::{Markup, Piece, Tag};
use super::row::Row;
use super::{Limits, Record, date, number, paragraph, refused};
use crate::error::Result;
use crate::msg;

const CONTENT: &str = "content.xml";

/// Elements of a sheet that hold rows.
const GROUPS: [&str; 3] = ["table:table-rows", "table:table-header-rows", "table:table-row-group"];

/// How many elements are open in a sheet: `office:document-content`, `office:body`, `office:spreadsheet`, `table:table`.
const SHEET_DEPTH: usize = 4;

pub(super) struct Ods {
    content: Markup,
    limits: Limits,
    /// The last row read, each repeat counted.
    line: usize,
    /// A row that is still to be given that many times.
    repeated: Option<(Record, usize)>,
    ended: bool,
}

impl Ods {
    pub(super) fn open(mut archive: Archive, limits: &Limits) -> Result<Self> {
        refuse_encryption(&mut archive)?;
        let active = active_sheet(&mut archive, limits)?;
        let mut content = Markup::new(archive.part(CONTENT)?, CONTENT);
        if !go_to_sheet(&mut content, active.as_deref())? {
            // The active sheet has gone, or none is named: the first one.
            content = Markup::new(archive.part(CONTENT)?, CONTENT);
            if !go_to_sheet(&mut content, None)? {
                return Err(refused(msg!("sheet-read-not-a-table")));
            }
        }
        Ok(Ods { content, limits: limits.clone(), line: 0, repeated: None, ended: false })
    }

    /// The next row that holds something.
    pub(super) fn record(&mut self) -> Result<Option<Record>> {
        if let Some((record, times)) = self.repeated.take() {
            if times > 1 {
                let next = Record { line: record.line + 1, cells: record.cells.clone() };
                self.repeated = Some((next, times - 1));
            }
            return Ok(Some(record));
        }
        while !self.ended {
            let repeat = match self.content.next()? {
                Piece::Start(tag) if tag.name() == "table:table-row" => repeat(&tag, "table:number-rows-repeated"),
                Piece::Start(tag) if GROUPS.contains(&tag.name()) => continue,
                Piece::Start(_) => {
                    self.content.skip()?;
                    continue;
                }
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => {
                    self.ended = self.content.depth() < SHEET_DEPTH;
                    continue;
                }
            };
            let record = self.row()?;
            self.line = self.line.saturating_add(repeat);
            if let Some(record) = record {
                self.repeated = Some((record, repeat));
                return self.record();
            }
        }
        self.content.finish().map(|()| None)
    }

    /// After the start of a row: its cells, up to its end.
    fn row(&mut self) -> Result<Option<Record>> {
        let mut row = Row::new(self.line.saturating_add(1));
        let mut at: usize = 0;
        loop {
            let (cell, repeat) = match self.content.next()? {
                Piece::Start(tag) => (Cell::new(&tag), Cell::columns(&tag)),
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => return Ok(row.record()),
            };
            match cell {
                Some(cell) => {
                    let text = cell.read(&mut self.content, &self.limits)?;
                    row.put(at, &text, repeat, &self.limits)?;
                }
                // What a merged cell covers is not shown.
                None => self.content.skip()?,
            }
            at = at.saturating_add(repeat);
        }
    }
}

/// How many times an element counts. A number too large for us is as good as the largest.
fn repeat(tag: &Tag<'_>, attribute: &str) -> usize {
    let Some(count) = tag.attribute(attribute) else { return 1 };
    let is_number = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    count.parse().unwrap_or(if is_number { usize::MAX } else { 1 }).max(1)
}

/// Goes to the rows of the sheet of that name, or of the first one. False when there is none.
fn go_to_sheet(content: &mut Markup, name: Option<&str>) -> Result<bool> {
    loop {
        let path: &[&str] = &["office:document-content", "office:body", "office:spreadsheet"];
        let depth = content.depth();
        match content.next()? {
            Piece::Start(tag) if path.get(depth) == Some(&tag.name()) => {}
            Piece::Start(tag) if depth == path.len() && tag.name() == "table:table" => {
                if name.is_none() || tag.attribute("table:name").as_deref() == name {
                    return Ok(true);
                }
                content.skip()?;
            }
            Piece::Start(_) => content.skip()?,
            Piece::Nothing => return Ok(false),
            Piece::End | Piece::Text(_) => {}
        }
    }
}

/// The manifest says how parts are encrypted, if they are.
fn refuse_encryption(archive: &mut Archive) -> Result<()> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if !archive.has(MANIFEST) {
        return Ok(());
    }
    let mut manifest = Markup::new(archive.part(MANIFEST)?, MANIFEST);
    loop {
        match manifest.next()? {
            Piece::Start(tag) if tag.local_name() == "encryption-data" => {
                return Err(refused(msg!("sheet-read-password")));
            }
            Piece::Nothing => return Ok(()),
            _ => {}
        }
    }
}

/// The name of the sheet that was in front when the file was saved.
fn active_sheet(archive: &mut Archive, limits: &Limits) -> Result<Option<String>> {
    const SETTINGS: &str = "settings.xml";
    if !archive.has(SETTINGS) {
        return Ok(None);
    }
    let mut settings = Markup::new(archive.part(SETTINGS)?, SETTINGS);
    loop {
        match settings.next()? {
            Piece::Start(tag) if tag.attribute("config:name").as_deref() == Some("ActiveTable") => {
                return settings.texts(&[], limits.cell_bytes).map(Some);
            }
            Piece::Nothing => return Ok(None),
            _ => {}
        }
    }
}

/// What the attributes of a cell say.
struct Cell {
    kind: String,
    value: Option<String>,
}

impl Cell {
    /// `None` for what is no cell, or a covered one.
    fn new(tag: &Tag<'_>) -> Option<Self> {
        if tag.name() != "table:table-cell" {
            return None;
        }
        let kind = tag.attribute("office:value-type").unwrap_or_default().into_owned();
        let value = tag.attribute(match kind.as_str() {
            "date" => "office:date-value",
            "time" => "office:time-value",
            "boolean" => "office:boolean-value",
            "string" => "office:string-value",
            _ => "office:value",
        });
        let value = value.map(|value| value.into_owned());
        Some(Cell { kind, value })
    }

    /// How many columns an element of a row takes.
    fn columns(tag: &Tag<'_>) -> usize {
        match tag.name() {
            "table:table-cell" | "table:covered-table-cell" => repeat(tag, "table:number-columns-repeated"),
            _ => 0,
        }
    }

    /// After the start of the cell: its text, up to its end.
    fn read(self, content: &mut Markup, limits: &Limits) -> Result<String> {
        let shown = shown_text(content, limits.cell_bytes)?;
        let Some(value) = self.value else { return Ok(shown) };
        let number = number::parse(value.trim());
        Ok(match (self.kind.as_str(), number) {
            ("float", Some(number)) if !shown.is_empty() && !number::shows(shown.trim(), number) => shown,
            ("float" | "currency", Some(number)) => number::decimal(number),
            ("percentage", Some(share)) => number::percentage(share),
            ("date", _) => date::from_iso(&value),
            ("time", _) => date::from_duration(&value),
            ("boolean", _) => if value.trim() == "true" { "1" } else { "0" }.to_owned(),
            ("string", _) if shown.is_empty() => value,
            _ => shown,
        })
    }
}

/// The paragraphs of a cell, without its comments and drawings.
fn shown_text(content: &mut Markup, limit: usize) -> Result<String> {
    let mut text = String::new();
    let mut begun = false;
    loop {
        match content.next()? {
            Piece::Start(tag) if matches!(tag.name(), "text:p" | "text:h") => {
                if std::mem::replace(&mut begun, true) && text.len() <= limit {
                    text.push('\n');
                }
                paragraph::read(content, &mut text, limit)?;
            }
            Piece::Start(_) => content.skip()?,
            Piece::Text(_) => {}
            Piece::End | Piece::Nothing => return Ok(text),
        }
    }
}
