//! Office Open XML workbooks: the cells of the active sheet, values and results of formulas (members.md 8.2).

use super::archive::{Archive, damaged};
use super::date::{self, Calendar, Shown};
use super::markup::{Markup, Piece, Tag};
use super::row::{Row, too_many_columns};
use super::workbook::Workbook;
use super::{Limits, Record, mebibytes, number, refused};
use crate::error::Result;
use crate::msg;
use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

pub(super) struct Xlsx {
    sheet: Markup,
    name: String,
    strings: Strings,
    calendar: Calendar,
    styles: Vec<Shown>,
    limits: Limits,
    /// The last row read.
    line: usize,
    ended: bool,
}

impl Xlsx {
    pub(super) fn open(mut archive: Archive, workbook: Workbook, limits: &Limits) -> Result<Self> {
        let strings = match &workbook.shared_strings {
            Some(name) => Strings::read(&mut archive, name, limits)?,
            None => Strings::default(),
        };
        let name = workbook.sheet;
        let mut sheet = Markup::new(archive.part(&name)?, &name);
        let ended = !go_to_rows(&mut sheet)?;
        let (calendar, styles) = (workbook.calendar, workbook.styles);
        Ok(Xlsx { sheet, name, strings, calendar, styles, limits: limits.clone(), line: 0, ended })
    }

    /// The next row that holds something.
    pub(super) fn record(&mut self) -> Result<Option<Record>> {
        while !self.ended {
            match self.sheet.next()? {
                Piece::Start(tag) if tag.local_name() == "row" => {
                    // Rows may leave out their number.
                    let number = tag.local_attribute("r").map_or(Some(self.line + 1), |row| row.trim().parse().ok());
                    let number = number.filter(|row| (1..=MAX_ROWS as usize).contains(row));
                    self.line = number.ok_or_else(|| damaged(&self.name))?;
                    if let Some(record) = self.row()? {
                        return Ok(Some(record));
                    }
                }
                Piece::Start(_) => self.sheet.skip()?,
                Piece::Text(_) => {}
                Piece::End | Piece::Nothing => self.ended = true,
            }
        }
        self.sheet.finish().map(|()| None)
    }

    /// After the start of a row: its cells, up to its end.
    fn row(&mut self) -> Result<Option<Record>> {
        let mut row = Row::new(self.line);
        let mut at: usize = 0;
        loop {
            let cell = match self.sheet.next()? {
                Piece::Start(tag) if tag.local_name() == "c" => {
                    at = match tag.local_attribute("r") {
                        Some(address) => column(&address).ok_or_else(|| damaged(&self.name))?,
                        None => at,
                    };
                    Some(Cell::new(&tag))
                }
                Piece::Start(_) => None,
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => return Ok(row.record()),
            };
            match cell {
                None => self.sheet.skip()?,
                Some(_) if at >= MAX_COLUMNS => return Err(too_many_columns(self.line, self.limits.columns)),
                Some(cell) => {
                    let value = self.value(&cell.kind)?;
                    row.put(at, &self.text(&cell, value)?, 1, &self.limits)?;
                    at += 1;
                }
            }
        }
    }

    /// After the start of a cell: what its value says, up to its end. Formulas are passed over.
    fn value(&mut self, kind: &str) -> Result<String> {
        let mut value = String::new();
        let limit = self.limits.cell_bytes;
        loop {
            let below: &[&str] = match self.sheet.next()? {
                Piece::Start(tag) if tag.local_name() == "v" && kind != "inlineStr" => &[],
                Piece::Start(tag) if tag.local_name() == "is" => RICH_TEXT,
                Piece::Start(_) => {
                    self.sheet.skip()?;
                    continue;
                }
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => return Ok(value),
            };
            value = self.sheet.texts(below, limit)?;
        }
    }

    /// The text of a cell by the type of its value.
    fn text(&self, cell: &Cell, value: String) -> Result<String> {
        Ok(match cell.kind.as_str() {
            "s" if value.trim().is_empty() => String::new(),
            "s" => {
                let index = value.trim().parse().ok();
                index.and_then(|index| self.strings.get(index)).ok_or_else(|| damaged(&self.name))?.to_owned()
            }
            "inlineStr" | "str" => decoded(&value),
            "b" => value.trim().to_owned(),
            "d" => date::from_iso(&value),
            "e" => value,
            _ => self.number(&value, cell.style),
        })
    }

    /// A number, as a date if its style shows it as one.
    fn number(&self, value: &str, style: usize) -> String {
        let shown = self.styles.get(style).copied().unwrap_or(Shown::Number);
        let date = number::parse(value.trim()).and_then(|number| match shown {
            Shown::Number => None,
            Shown::Date => date::from_serial(number, self.calendar),
            Shown::Elapsed => date::from_elapsed(number),
        });
        date.unwrap_or_else(|| number::plain(value))
    }
}

/// The parts of rich text that are its text, and not how it is pronounced.
const RICH_TEXT: &[&str] = &["t", "r"];

/// What the attributes of a cell say.
struct Cell {
    kind: String,
    style: usize,
}

impl Cell {
    fn new(tag: &Tag<'_>) -> Self {
        let kind = tag.local_attribute("t").unwrap_or_default().into_owned();
        let style = tag.local_attribute("s").and_then(|style| style.trim().parse().ok()).unwrap_or(0);
        Cell { kind, style }
    }
}

/// Goes to the rows of a sheet. False when it has none.
fn go_to_rows(sheet: &mut Markup) -> Result<bool> {
    loop {
        match sheet.next()? {
            Piece::Start(tag) if tag.local_name() == "worksheet" => {}
            Piece::Start(tag) if tag.local_name() == "sheetData" => return Ok(true),
            Piece::Start(_) => sheet.skip()?,
            Piece::Nothing => return Ok(false),
            Piece::End | Piece::Text(_) => {}
        }
    }
}

/// The column of an address, from 0: that of `B12` is 1.
fn column(address: &str) -> Option<usize> {
    let letters = address.trim().bytes().take_while(u8::is_ascii_alphabetic);
    let column =
        letters.take(8).fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'@'));
    (1..=MAX_COLUMNS).contains(&column).then(|| column - 1)
}

/// A text with its coded characters, `_x000D_` and the like (ECMA-376 part 1, 22.9.2.19).
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (kept, passed) = if character.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        decoded.push_str(&rest[..kept]);
        decoded.extend(character);
        rest = &rest[passed..];
    }
    decoded + rest
}

/// The texts that cells share, one after the other, with the place where each ends.
#[derive(Default)]
struct Strings {
    texts: String,
    ends: Vec<u32>,
}

impl Strings {
    fn read(archive: &mut Archive, name: &str, limits: &Limits) -> Result<Self> {
        let mut part = Markup::new(archive.part(name)?, name);
        let mut strings = Strings::default();
        loop {
            match part.next()? {
                Piece::Start(tag) if tag.local_name() == "sst" => {}
                Piece::Start(tag) if tag.local_name() == "si" => {
                    let text = part.texts(RICH_TEXT, limits.cell_bytes)?;
                    strings.texts.push_str(&decoded(&text));
                    let held = strings.texts.len() + 4 * strings.ends.len();
                    let end = u32::try_from(strings.texts.len()).ok().filter(|_| held <= limits.shared_bytes);
                    strings.ends.push(end.ok_or_else(|| {
                        refused(msg!("sheet-read-too-much-text", limit = mebibytes(limits.shared_bytes as u64)))
                    })?);
                }
                Piece::Start(_) => part.skip()?,
                Piece::Nothing => return Ok(strings),
                Piece::End | Piece::Text(_) => {}
            }
        }
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.texts.get(start as usize..end as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_column() {
        for (address, index) in
            [("A1", Some(0)), ("xfd1048576", Some(16_383)), ("AA7", Some(26)), ("XFE1", None), ("12", None)]
        {
            assert_eq!(column(address), index, "{address}");
        }
        assert_eq!(column("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ1"), None);
    }

    #[test]
    fn coded_characters_are_decoded() {
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x_x0041_", "_xA"),
            ("_xD800_", "_xD800_"),
            ("_x00é_", "_x00é_"),
            ("_x", "_x"),
        ] {
            assert_eq!(decoded(text), plain);
        }
    }
}
