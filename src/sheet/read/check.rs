//! A look at the sheet and the shared texts of an XLSX file before calamine reads them: their true size, depth and
//! addresses, and all that the library would believe without asking.

use std::collections::VecDeque;

use super::archive::damaged;
use super::markup::{Markup, Piece, Tag};
use super::row::{cell_too_long, too_many_columns};
use super::{Limits, mebibytes, refused};
use crate::error::Result;
use crate::msg;
use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

/// The elements of rich text that are its text, and not how it is pronounced.
const RICH_TEXT: &[&str] = &["t", "r"];

/// What calamine needs for each shared text beside its bytes.
const TEXT_OVERHEAD_BYTES: usize = 48;

/// The errors that calamine knows; it ends at any other.
const KNOWN_ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// How many cells with other errors are read.
const OTHER_ERRORS_MAX: usize = 10_000;

/// The types of cells (ECMA-376 part 1, 18.18.11).
const TYPES: [&str; 7] = ["", "b", "d", "e", "inlineStr", "n", "s"];

/// A cell by its row and column, from 0, with its error.
pub(super) type OtherError = ((u32, u32), String);

/// What was found in a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) has_formulas: bool,
    /// Cells whose error is not a known one, in their order.
    pub(super) other_errors: VecDeque<OtherError>,
}

/// The number of texts in a part that holds them for all cells.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when they would take more memory than allowed.
pub(super) fn shared_strings(part: &mut Markup, limits: &Limits) -> Result<usize> {
    let too_much = || refused(msg!("sheet-read-too-much-text", limit = mebibytes(limits.shared_bytes as u64)));
    let (mut count, mut held) = (0, 0);
    loop {
        match part.next()? {
            Piece::Start(tag) if tag.local_name() == "sst" => {
                // calamine reserves memory for as many.
                let claimed = tag.local_attribute("uniqueCount").and_then(|count| count.parse::<u64>().ok());
                if claimed.is_some_and(|claimed| claimed.saturating_mul(24) > limits.shared_bytes as u64) {
                    return Err(too_much());
                }
            }
            Piece::Start(tag) if tag.local_name() == "si" => {
                let text = part.texts(RICH_TEXT, limits.cell_bytes)?;
                // What is longer was cut, and calamine would hold it all.
                if text.len() > limits.cell_bytes {
                    return Err(refused(msg!("sheet-read-long-text", limit = mebibytes(limits.cell_bytes as u64))));
                }
                count += 1;
                held += text.len() + TEXT_OVERHEAD_BYTES;
                if held > limits.shared_bytes {
                    return Err(too_much());
                }
            }
            Piece::Start(_) => part.skip()?,
            Piece::Nothing => return Ok(count),
            Piece::End | Piece::Text(_) => {}
        }
    }
}

/// Looks through a sheet. `None` when it has no rows at all.
pub(super) fn sheet(part: &mut Markup, name: &str, strings: usize, limits: &Limits) -> Result<Option<Sheet>> {
    let mut checker = Checker { name, strings, limits, line: 0, found: Sheet::default() };
    if !checker.go_to_rows(part)? {
        return Ok(None);
    }
    loop {
        match part.next()? {
            Piece::Start(tag) if tag.local_name() == "row" => {
                checker.row_number(&tag)?;
                checker.row(part)?;
            }
            // calamine looks for rows and cells at any depth: what stands between them would not be checked.
            Piece::Start(_) => return Err(damaged(name)),
            Piece::Text(_) => {}
            Piece::End | Piece::Nothing => break,
        }
    }
    part.finish()?;
    Ok(Some(checker.found))
}

struct Checker<'a> {
    name: &'a str,
    strings: usize,
    limits: &'a Limits,
    /// The last row.
    line: usize,
    found: Sheet,
}

impl Checker<'_> {
    /// Like calamine, takes what it looks for at any depth.
    fn go_to_rows(&self, part: &mut Markup) -> Result<bool> {
        loop {
            let depth = part.depth();
            match part.next()? {
                Piece::Start(tag) if depth == 0 && tag.local_name() != "worksheet" => return Ok(false),
                Piece::Start(tag) if tag.local_name() == "sheetData" => return Ok(true),
                Piece::Start(tag) if tag.local_name() == "dimension" => {
                    let area = tag.local_attribute("ref").and_then(|area| self::area(&area));
                    area.ok_or_else(|| damaged(self.name))?;
                }
                Piece::Start(_) => {}
                Piece::Nothing => return Ok(false),
                Piece::End | Piece::Text(_) => {}
            }
        }
    }

    /// Rows may leave out their number.
    fn row_number(&mut self, tag: &Tag<'_>) -> Result<()> {
        let number = tag.local_attribute("r").map_or(Some(self.line + 1), |row| row.parse().ok());
        let number = number.filter(|row| (1..=MAX_ROWS as usize).contains(row));
        self.line = number.ok_or_else(|| damaged(self.name))?;
        Ok(())
    }

    /// After the start of a row: its cells, up to its end.
    fn row(&mut self, part: &mut Markup) -> Result<()> {
        let mut at = 0;
        loop {
            let (kind, has_address) = match part.next()? {
                Piece::Start(tag) if tag.local_name() == "c" => {
                    let place = tag.local_attribute("r");
                    if let Some(place) = &place {
                        let (row, column) = address(place).ok_or_else(|| damaged(self.name))?;
                        if row != self.line {
                            return Err(damaged(self.name));
                        }
                        at = column;
                    }
                    (tag.local_attribute("t").unwrap_or_default().into_owned(), place.is_some())
                }
                Piece::Start(_) => return Err(damaged(self.name)),
                Piece::Text(_) => continue,
                Piece::End | Piece::Nothing => return Ok(()),
            };
            if at >= MAX_COLUMNS {
                return Err(too_many_columns(self.line, self.limits.columns));
            }
            if !TYPES.contains(&kind.as_str()) && kind != "str" {
                return Err(damaged(self.name));
            }
            let error = self.cell(part, &kind, at)?;
            if let Some(error) = error {
                if !has_address || self.found.other_errors.len() >= OTHER_ERRORS_MAX {
                    return Err(damaged(self.name));
                }
                // Both numbers are below those of the largest sheet.
                self.found.other_errors.push_back(((self.line as u32 - 1, at as u32), error));
            }
            at += 1;
        }
    }

    /// After the start of a cell: up to its end. Gives an error that calamine does not know.
    fn cell(&mut self, part: &mut Markup, kind: &str, at: usize) -> Result<Option<String>> {
        let mut error = None;
        loop {
            match part.next()? {
                Piece::Start(tag) if tag.local_name() == "f" => {
                    self.found.has_formulas = true;
                    self.text(part, &[], at)?;
                }
                Piece::Start(tag) if tag.local_name() == "v" => {
                    let value = self.text(part, &[], at)?;
                    match kind {
                        "s" if !self.is_string(&value) => return Err(damaged(self.name)),
                        "e" if !value.is_empty() && !KNOWN_ERRORS.contains(&value.as_str()) => error = Some(value),
                        _ => {}
                    }
                }
                Piece::Start(tag) if tag.local_name() == "is" => drop(self.text(part, RICH_TEXT, at)?),
                // calamine ends at other elements.
                Piece::Start(_) => return Err(damaged(self.name)),
                Piece::Text(_) => {}
                Piece::End | Piece::Nothing => return Ok(error),
            }
        }
    }

    /// After the start of an element of a cell: its text, which is held whole, up to its end.
    fn text(&self, part: &mut Markup, below: &[&str], at: usize) -> Result<String> {
        let text = part.texts(below, self.limits.cell_bytes)?;
        let is_cut = text.len() > self.limits.cell_bytes;
        if is_cut { Err(cell_too_long(self.line, at, self.limits.cell_bytes)) } else { Ok(text) }
    }

    /// Whether a value is the number of a shared text. calamine takes the first text for what is not a number.
    fn is_string(&self, value: &str) -> bool {
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        value.is_empty() || is_number && value.parse().is_ok_and(|index: usize| index < self.strings)
    }
}

/// The row, from 1, and the column, from 0, of an address: those of `B12` are 12 and 1.
fn address(address: &str) -> Option<(usize, usize)> {
    let digits = address.find(|c: char| !c.is_ascii_alphabetic()).filter(|at| (1..=3).contains(at))?;
    let (letters, digits) = address.split_at(digits);
    let letter = |column: usize, letter: u8| column * 26 + usize::from(letter.to_ascii_uppercase() - b'@');
    let column = letters.bytes().fold(0, letter);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let row = digits.parse().ok().filter(|row| is_number && (1..=MAX_ROWS as usize).contains(row))?;
    (1..=MAX_COLUMNS).contains(&column).then(|| (row, column - 1))
}

/// Whether a text is an address or two of them, the second below and to the right of the first.
fn area(area: &str) -> Option<()> {
    match area.split_once(':') {
        None => address(area).map(drop),
        Some((first, last)) => {
            let (first, last) = (address(first)?, address(last)?);
            (first.0 <= last.0 && first.1 <= last.1).then_some(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_row_and_column() {
        for (text, place) in [
            ("A1", Some((1, 0))),
            ("xfd1048576", Some((1_048_576, 16_383))),
            ("AA7", Some((7, 26))),
            ("XFE1", None),
            ("A1048577", None),
            ("A0", None),
            ("A", None),
            ("12", None),
            ("A+1", None),
            ("$A$1", None),
            ("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ1", None),
            ("", None),
        ] {
            assert_eq!(address(text), place, "{text}");
        }
    }

    #[test]
    fn areas_have_two_corners_in_order() {
        for (text, is_area) in [("A1", true), ("A1:XFD1048576", true), ("B2:A1", false), ("A1:", false), ("", false)] {
            assert_eq!(area(text).is_some(), is_area, "{text}");
        }
    }
}
