//! A look at the sheet and the shared texts of an XLSB file before calamine reads them: true sizes, lengths and addresses,
//! and the cells that it passes over.

use super::archive::damaged;
use super::binary::{self, Record, Records};
use super::{Cell, Limits, mebibytes, refused};
use crate::error::Result;
use crate::msg;
use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

/// What calamine needs for each shared text beside its bytes.
const TEXT_OVERHEAD_BYTES: usize = 48;

/// How many cells that calamine passes over are held.
const EXTRAS_MAX: usize = 10_000;

/// Kinds of records (MS-XLSB 2.3).
const ROW: u16 = 0x00;
const BLANK: u16 = 0x01;
const NUMBER_SHORT: u16 = 0x02;
const ERROR: u16 = 0x03;
const BOOL: u16 = 0x04;
const NUMBER: u16 = 0x05;
const TEXT: u16 = 0x06;
const SHARED_TEXT: u16 = 0x07;
const FORMULA_TEXT: u16 = 0x08;
const FORMULA_NUMBER: u16 = 0x09;
const FORMULA_BOOL: u16 = 0x0a;
const FORMULA_ERROR: u16 = 0x0b;
const SHARED_ITEM: u16 = 0x13;
const RICH_TEXT: u16 = 0x3e;
const BEGIN_ROWS: u16 = 0x91;
const END_ROWS: u16 = 0x92;
const AREA: u16 = 0x94;

/// A cell that calamine passes over, by its row and column from 0.
#[derive(Debug)]
pub(super) struct Extra {
    pub(super) place: (u32, u32),
    pub(super) cell: Cell,
}

/// The number of texts in a part that holds them for all cells.
pub(super) fn shared_strings(mut records: Records, name: &str, limits: &Limits) -> Result<usize> {
    let (mut count, mut held) = (0, 0);
    while let Some(record) = records.next()? {
        if record.kind == SHARED_ITEM {
            let length = record.u32_at(1).ok_or_else(|| damaged(name))? as usize;
            record.content.get(5..).filter(|text| text.len() / 2 >= length).ok_or_else(|| damaged(name))?;
            count += 1;
            // UTF-8 takes three bytes at most for each of these characters.
            held += 3 * length + TEXT_OVERHEAD_BYTES;
            if held > limits.shared_bytes {
                return Err(refused(msg!("sheet-read-too-much-text", limit = mebibytes(limits.shared_bytes as u64))));
            }
        }
    }
    Ok(count)
}

/// What was found in a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The cells that calamine passes over, in their order.
    pub(super) extras: Vec<Extra>,
    /// The sheet itself, if it has cells in their short form: in the form that calamine reads.
    pub(super) rewritten: Option<Vec<u8>>,
}

/// Looks through a sheet, which can be read as often as needed.
pub(super) fn sheet(
    mut records: impl FnMut() -> Result<Records>,
    name: &str,
    strings: usize,
    limits: &Limits,
) -> Result<Sheet> {
    let mut sheet = Sheet::default();
    let has_short_cells = look_through(records()?, name, strings, |_, extra| {
        sheet.extras.extend(extra);
        if sheet.extras.len() > EXTRAS_MAX { Err(damaged(name)) } else { Ok(()) }
    })?;
    if has_short_cells {
        let mut rewritten = Vec::new();
        look_through(records()?, name, strings, |record, _| {
            binary::push(&mut rewritten, record.kind, record.content);
            let is_too_long = rewritten.len() as u64 > limits.held_file_bytes;
            let too_long = || refused(msg!("sheet-read-too-large-xlsb", limit = mebibytes(limits.held_file_bytes)));
            if is_too_long { Err(too_long()) } else { Ok(()) }
        })?;
        sheet.rewritten = Some(rewritten);
    }
    Ok(sheet)
}

/// Gives each record in its long form, with the cell that it holds if calamine passes over it. Tells whether there were
/// short ones.
fn look_through(
    mut records: Records,
    name: &str,
    strings: usize,
    mut each: impl FnMut(Record<'_>, Option<Extra>) -> Result<()>,
) -> Result<bool> {
    let (mut row, mut next_column, mut in_rows, mut has_short) = (0, 0, false, false);
    let mut long = Vec::new();
    while let Some(record) = records.next()? {
        let mut record = record;
        match record.kind {
            AREA if record.content.len() < 16 => return Err(damaged(name)),
            BEGIN_ROWS => in_rows = true,
            END_ROWS => in_rows = false,
            _ if !in_rows => {}
            ROW => {
                let number = record.u32_at(0).filter(|row| *row < MAX_ROWS);
                (row, next_column) = (number.ok_or_else(|| damaged(name))?, 0);
            }
            kind => {
                if let Some(kind) = long_kind(kind) {
                    has_short = true;
                    long.clear();
                    long.extend_from_slice(&u32::to_le_bytes(next_column));
                    long.extend_from_slice(record.content);
                    record = Record { kind, content: &long };
                }
                if !is_sound(&record, strings) {
                    return Err(damaged(name));
                }
                if (BLANK..=FORMULA_ERROR).contains(&record.kind) || record.kind == RICH_TEXT {
                    let column = record.u32_at(0).ok_or_else(|| damaged(name))?;
                    next_column = column.saturating_add(1);
                    let extra = passed_over(&record).map(|cell| Extra { place: (row, column), cell });
                    each(record, extra)?;
                    continue;
                }
            }
        }
        each(record, None)?;
    }
    Ok(has_short)
}

/// The kind of a cell whose short form leaves out its column: that after the cell before.
fn long_kind(kind: u16) -> Option<u16> {
    matches!(kind, 0x0c..=0x12).then(|| kind - 0x0b)
}

/// Whether a cell is as long as its kind says, in a column that exists.
fn is_sound(record: &Record<'_>, strings: usize) -> bool {
    let least = match record.kind {
        NUMBER_SHORT | SHARED_TEXT | TEXT | FORMULA_TEXT => 12,
        ERROR | BOOL | FORMULA_BOOL | FORMULA_ERROR => 9,
        NUMBER | FORMULA_NUMBER => 16,
        RICH_TEXT => 13,
        BLANK => 4,
        _ => return true,
    };
    let text =
        |at: usize| record.u32_at(at).is_some_and(|length| (record.content.len() - at - 4) / 2 >= length as usize);
    record.content.len() >= least
        && record.u32_at(0).is_some_and(|column| (column as usize) < MAX_COLUMNS)
        && match record.kind {
            SHARED_TEXT => record.u32_at(8).is_some_and(|index| (index as usize) < strings),
            TEXT | FORMULA_TEXT => text(8),
            RICH_TEXT => text(9),
            _ => true,
        }
}

/// A cell of a kind that calamine does not read.
fn passed_over(record: &Record<'_>) -> Option<Cell> {
    match record.kind {
        FORMULA_ERROR => Some(Cell::error(error_word(*record.content.get(8)?))),
        RICH_TEXT => record.text_at(9).map(|(text, _)| Cell::text(&text)),
        _ => None,
    }
}

/// The word for an error (MS-XLSB 2.5.97.2).
fn error_word(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2b => "#GETTING_DATA",
        _ => "#N/A",
    }
}
