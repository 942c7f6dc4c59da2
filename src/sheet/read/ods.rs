//! OpenDocument spreadsheets: the active sheet, as the program that saved it showed it (members.md 8.2).

use std::collections::HashSet;

use super::archive::{Archive, damaged};
use super::markup::{Markup, Piece, Tag};
use super::row::{Row, cell_too_long};
use super::{Cell, Limits, Record, cell, date, number, paragraph, refused};
use crate::error::Result;
use crate::msg;

const CONTENT: &str = "content.xml";

/// Elements of a sheet that hold rows.
const GROUPS: [&str; 3] = ["table:table-rows", "table:table-header-rows", "table:table-row-group"];

/// How many elements are open in a sheet: `office:document-content`, `office:body`, `office:spreadsheet`, `table:table`.
const SHEET_DEPTH: usize = 4;

pub(super) struct Ods {
    content: Markup,
    /// As its tab shows it.
    pub(super) sheet_name: String,
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
        let mut found = go_to_sheet(&mut content, active.as_deref())?;
        if !matches!(found, Found::Sheet(_)) && active.is_some() {
            // The active sheet is gone, or hidden: the first that is not.
            content = Markup::new(archive.part(CONTENT)?, CONTENT);
            found = go_to_sheet(&mut content, None)?;
        }
        let sheet_name = match found {
            Found::Sheet(name) => name,
            Found::Hidden => return Err(refused(msg!("sheet-read-hidden"))),
            Found::Nothing => return Err(refused(msg!("sheet-read-not-a-table"))),
        };
        Ok(Ods { content, sheet_name, limits: limits.clone(), line: 0, repeated: None, ended: false })
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
                Piece::Start(tag) => (CellTag::new(&tag), CellTag::columns(&tag)),
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => return Ok(row.record()),
            };
            match cell {
                Some(cell) => {
                    let cell = cell.read(&mut self.content, &self.limits)?;
                    let cell = cell.ok_or_else(|| cell_too_long(row.line(), at, self.limits.cell_bytes))?;
                    row.put(at, &cell, repeat, &self.limits)?;
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

/// What a search for a sheet ended at.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// The rows of the sheet of that name.
    Sheet(String),
    /// The end; the sheets that were asked for are hidden.
    Hidden,
    /// The end.
    Nothing,
}

/// More styles of sheets than any file has.
const HIDING_STYLES_MAX: usize = 10_000;

/// Goes to the rows of the sheet of that name, or of the first one, if it is not hidden.
fn go_to_sheet(content: &mut Markup, name: Option<&str>) -> Result<Found> {
    let mut hiding: HashSet<String> = HashSet::new();
    let mut found = Found::Nothing;
    loop {
        let path: &[&str] = &["office:document-content", "office:body", "office:spreadsheet"];
        let depth = content.depth();
        match content.next()? {
            Piece::Start(tag) if path.get(depth) == Some(&tag.name()) => {}
            Piece::Start(tag) if depth == 1 && tag.name() == "office:automatic-styles" => {
                hiding = hiding_styles(content)?;
            }
            Piece::Start(tag) if depth == path.len() && tag.name() == "table:table" => {
                let is_wanted = name.is_none() || tag.attribute("table:name").as_deref() == name;
                let style = tag.attribute("table:style-name").unwrap_or_default();
                let own_name = || tag.attribute("table:name").unwrap_or_default().into_owned();
                match (is_wanted, hiding.contains(&*style)) {
                    (true, false) => return Ok(Found::Sheet(own_name())),
                    (true, true) => found = Found::Hidden,
                    (false, _) => {}
                }
                content.skip()?;
            }
            Piece::Start(_) => content.skip()?,
            Piece::Nothing => return Ok(found),
            Piece::End | Piece::Text(_) => {}
        }
    }
}

/// After the start of the styles: the names of those that hide a sheet, up to the end of the styles.
fn hiding_styles(content: &mut Markup) -> Result<HashSet<String>> {
    let mut hiding = HashSet::new();
    let mut name = String::new();
    let outside = content.depth();
    while content.depth() >= outside {
        match content.next()? {
            Piece::Start(tag) if tag.name() == "style:style" => {
                name = tag.attribute("style:name").unwrap_or_default().into_owned();
            }
            Piece::Start(tag) if tag.name() == "style:table-properties" => {
                if tag.attribute("table:display").as_deref() == Some("false") {
                    hiding.insert(name.clone());
                }
            }
            Piece::Nothing => break,
            Piece::Start(_) | Piece::End | Piece::Text(_) => {}
        }
        if hiding.len() > HIDING_STYLES_MAX {
            return Err(damaged(CONTENT));
        }
    }
    Ok(hiding)
}

/// The manifest says how parts are encrypted, if they are.
fn refuse_encryption(archive: &mut Archive) -> Result<()> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if !archive.has(MANIFEST) {
        return Ok(());
    }
    let mut manifest = Markup::new(archive.small_part(MANIFEST)?, MANIFEST);
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
    let mut settings = Markup::new(archive.small_part(SETTINGS)?, SETTINGS);
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
struct CellTag {
    kind: String,
    value: Option<String>,
    has_formula: bool,
    is_error: bool,
}

impl CellTag {
    /// `None` for other elements and for cells that a merged one covers.
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
        let has_formula = tag.attribute("table:formula").is_some();
        let is_error = tag.attribute("calcext:value-type").as_deref() == Some("error");
        Some(CellTag { kind, value, has_formula, is_error })
    }

    /// How many columns an element of a row takes.
    fn columns(tag: &Tag<'_>) -> usize {
        match tag.name() {
            "table:table-cell" | "table:covered-table-cell" => repeat(tag, "table:number-columns-repeated"),
            _ => 0,
        }
    }

    /// After the start of the cell: up to its end. `None` when its text is too long.
    fn read(self, content: &mut Markup, limits: &Limits) -> Result<Option<Cell>> {
        let shown = shown_text(content, limits.cell_bytes)?;
        Ok(if shown.len() > limits.cell_bytes { None } else { Some(self.cell(&shown)) })
    }

    fn cell(self, shown: &str) -> Cell {
        // Old programs give errors of formulas the number 0.
        if self.is_error || self.has_formula && cell::is_error(shown.trim()) {
            return Cell::error(shown);
        }
        let Some(value) = self.value else {
            let has_no_result = self.has_formula && self.kind.is_empty() && shown.is_empty();
            return if has_no_result { Cell::without_result() } else { Cell::text(shown) };
        };
        let number = number::parse(value.trim());
        match (self.kind.as_str(), number) {
            ("float", Some(number)) => {
                // Thousands, decimals and rounding say nothing that the number does not.
                let says_more = !number::shows(shown.trim(), number);
                Cell::number_shown_as(number::decimal(number), if says_more { shown } else { "" })
            }
            ("currency", Some(number)) => Cell::number_shown_as(number::decimal(number), ""),
            ("percentage", Some(share)) => Cell::number_shown_as(number::decimal(share), &number::percentage(share)),
            ("date", _) => Cell::date(&date::from_iso(&value)),
            ("time", _) => Cell::text(&date::from_duration(&value)),
            ("boolean", _) => Cell::text(if value.trim() == "true" { "1" } else { "0" }),
            ("string", _) if shown.is_empty() => Cell::text(&value),
            _ => Cell::text(shown),
        }
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
