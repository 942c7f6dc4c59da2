//! The stream of an XLS workbook (MS-XLS): which sheet is read, how much it holds, and the same stream with nothing but what
//! calamine needs for it.
//!
//! calamine holds each sheet as a full rectangle and copies a shared text into each cell, so both are bounded here. What it
//! gets has no formulas, names or drawings: results of formulas become plain cells.

use super::archive::damaged;
use super::directory::{u16_at, u32_at};
use super::{Limits, mebibytes, refused};
use crate::error::Result;
use crate::msg;

/// Kinds of records (MS-XLS 2.3).
const FORMULA: u16 = 0x06;
const END: u16 = 0x0a;
const EPOCH: u16 = 0x22;
const PASSWORD: u16 = 0x2f;
const CONTINUE: u16 = 0x3c;
const WINDOW: u16 = 0x3d;
const CODE_PAGE: u16 = 0x42;
const TAB: u16 = 0x85;
const NUMBERS_SHORT: u16 = 0xbd;
const RICH_LABEL: u16 = 0xd6;
const STYLE: u16 = 0xe0;
const SHARED_TEXTS: u16 = 0xfc;
const SHARED_LABEL: u16 = 0xfd;
const NUMBER: u16 = 0x203;
const LABEL: u16 = 0x204;
const BOOL_OR_ERROR: u16 = 0x205;
const FORMULA_TEXT: u16 = 0x207;
const NUMBER_SHORT: u16 = 0x27e;
const FORMAT: u16 = 0x41e;
const BEGIN: u16 = 0x809;

/// The stream, for sentences.
const NAME: &str = "Workbook";

/// The most records that continue the shared texts; calamine takes time for each pair of them.
const CONTINUED_MAX: usize = 10_000;

#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    content: &'a [u8],
}

/// The records from that place on; a last one that is cut short is left out.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let content = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some(Record { kind, content })
    })
}

fn push(stream: &mut Vec<u8>, kind: u16, content: &[u8]) -> Result<()> {
    let length = u16::try_from(content.len()).map_err(|_| damaged(NAME))?;
    stream.extend_from_slice(&kind.to_le_bytes());
    stream.extend_from_slice(&length.to_le_bytes());
    stream.extend_from_slice(content);
    Ok(())
}

/// What calamine gets, and what it cannot tell.
pub(super) struct Reduced {
    pub(super) stream: Vec<u8>,
    pub(super) from_1904: bool,
    /// As its tab shows it.
    pub(super) sheet_name: String,
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals<'a> {
    is_biff8: bool,
    from_1904: bool,
    active: usize,
    tabs: Vec<&'a [u8]>,
    /// Shared texts, with the records that continue them.
    shared_texts: Vec<&'a [u8]>,
    /// Records that calamine gets as they are.
    kept: Vec<Record<'a>>,
}

impl<'a> Globals<'a> {
    fn read(stream: &'a [u8]) -> Result<Self> {
        let mut globals = Globals::default();
        let mut records = records(stream, 0).peekable();
        let begin = records.next().filter(|record| record.kind == BEGIN);
        match begin.and_then(|begin| u16_at(begin.content, 0)) {
            Some(0x0600) => globals.is_biff8 = true,
            Some(0x0500) => {}
            _ => return Err(refused(msg!("sheet-read-old-format"))),
        }
        globals.kept.extend(begin);
        while let Some(record) = records.next() {
            match record.kind {
                PASSWORD => return Err(refused(msg!("sheet-read-password"))),
                EPOCH => globals.from_1904 = u16_at(record.content, 0) == Some(1),
                WINDOW => globals.active = u16_at(record.content, 10).map_or(0, usize::from),
                TAB if record.content.len() < 7 => return Err(damaged(NAME)),
                TAB => globals.tabs.push(record.content),
                SHARED_TEXTS => {
                    globals.shared_texts.push(record.content);
                    while let Some(next) = records.next_if(|next| next.kind == CONTINUE) {
                        globals.shared_texts.extend(Some(next.content).filter(|content| !content.is_empty()));
                    }
                }
                END => break,
                CODE_PAGE | FORMAT if record.content.len() >= 2 => globals.kept.push(record),
                STYLE if record.content.len() >= 4 => globals.kept.push(record),
                _ => {}
            }
        }
        if globals.shared_texts.len() > CONTINUED_MAX {
            return Err(damaged(NAME));
        }
        Ok(globals)
    }

    /// The sheet that a person sees: the active one, else the first with cells that is not hidden.
    fn tab(&self) -> Result<&'a [u8]> {
        let is_sheet = |tab: &&&[u8]| tab[5] == 0;
        let is_seen = |tab: &&&[u8]| is_sheet(tab) && tab[4] & 0x3f == 0;
        let active = self.tabs.get(self.active).filter(is_seen);
        match active.or_else(|| self.tabs.iter().find(is_seen)) {
            Some(tab) => Ok(tab),
            None if self.tabs.iter().any(|tab| is_sheet(&tab)) => Err(refused(msg!("sheet-read-hidden"))),
            None => Err(refused(msg!("sheet-read-empty"))),
        }
    }
}

impl Globals<'_> {
    /// The name on a tab: its length, and from version 8 on whether a character takes one byte or two (BoundSheet8).
    fn name_of(&self, tab: &[u8]) -> String {
        let length = tab.get(6).copied().map_or(0, usize::from);
        let (wide, start) =
            if self.is_biff8 { (tab.get(7).is_some_and(|flags| flags & 1 != 0), 8) } else { (false, 7) };
        let bytes = tab.get(start..).unwrap_or_default();
        if wide {
            let units: Vec<u16> =
                bytes.chunks_exact(2).take(length).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            return String::from_utf16_lossy(&units);
        }
        bytes.iter().take(length).map(|byte| char::from(*byte)).collect()
    }
}

/// Checks a stream and reduces it to the cells of its active sheet.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when the workbook is damaged, needs a password or goes beyond a limit.
pub(super) fn reduce(stream: &[u8], limits: &Limits) -> Result<Reduced> {
    let globals = Globals::read(stream)?;
    let tab = globals.tab()?;
    let place = u32_at(tab, 0).ok_or_else(|| damaged(NAME))? as usize;
    let texts = text_lengths(&globals.shared_texts).ok_or_else(|| damaged(NAME))?;
    let mut sheet = Sheet { is_biff8: globals.is_biff8, texts, ..Sheet::default() };
    sheet.read(stream, place, limits)?;

    let mut reduced = Vec::with_capacity(sheet.cells.len() + 4096);
    for record in &globals.kept {
        push(&mut reduced, record.kind, record.content)?;
    }
    push(&mut reduced, EPOCH, &u16::from(globals.from_1904).to_le_bytes())?;
    for (at, texts) in globals.shared_texts.iter().enumerate() {
        push(&mut reduced, if at == 0 { SHARED_TEXTS } else { CONTINUE }, texts)?;
    }
    // The sheet follows the record that says where it is, and the end.
    let place = reduced.len() + 4 + tab.len() + 4;
    let place = u32::try_from(place).map_err(|_| damaged(NAME))?;
    push(&mut reduced, TAB, &[&place.to_le_bytes(), &tab[4..]].concat())?;
    push(&mut reduced, END, &[])?;
    push(&mut reduced, BEGIN, globals.kept.first().map_or(&[], |begin| begin.content))?;
    reduced.append(&mut sheet.cells);
    push(&mut reduced, END, &[])?;
    Ok(Reduced { stream: reduced, from_1904: globals.from_1904, sheet_name: globals.name_of(tab) })
}

/// The cells of a sheet, with what is counted of them.
#[derive(Default)]
struct Sheet {
    is_biff8: bool,
    /// Bytes of each shared text.
    texts: Vec<usize>,
    cells: Vec<u8>,
    text_bytes: usize,
    /// First and last row, first and last column.
    area: Option<[u16; 4]>,
    /// The head of a formula whose result is the text that follows.
    text_to_come: Option<Vec<u8>>,
}

impl Sheet {
    fn read(&mut self, stream: &[u8], place: usize, limits: &Limits) -> Result<()> {
        let mut records = records(stream, place);
        if records.next().is_none_or(|begin| begin.kind != BEGIN) {
            return Err(damaged(NAME));
        }
        // Charts stand inside of sheets and have cells of their own.
        let mut depth = 1;
        for record in records {
            match record.kind {
                BEGIN => depth += 1,
                END => depth -= 1,
                _ if depth == 1 => self.cell(record).ok_or_else(|| damaged(NAME))??,
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
            self.check(limits)?;
        }
        // No end: the file was cut short.
        Err(damaged(NAME))
    }

    fn check(&self, limits: &Limits) -> Result<()> {
        if let Some([first_row, last_row, first_column, last_column]) = self.area {
            let (rows, columns) = (last_row - first_row, last_column - first_column);
            if (usize::from(rows) + 1) * (usize::from(columns) + 1) > limits.held_cells {
                return Err(refused(msg!("sheet-read-too-many-held-cells", limit = limits.held_cells)));
            }
        }
        if self.text_bytes > limits.shared_bytes {
            return Err(refused(msg!("sheet-read-too-much-text", limit = mebibytes(limits.shared_bytes as u64))));
        }
        Ok(())
    }

    /// Takes a record over if it is a cell. `None` when it is too short for its kind.
    fn cell(&mut self, record: Record<'_>) -> Option<Result<()>> {
        let Record { kind, content } = record;
        let least = match kind {
            NUMBER => 14,
            NUMBER_SHORT | SHARED_LABEL => 10,
            NUMBERS_SHORT => 12,
            BOOL_OR_ERROR | LABEL | RICH_LABEL => 8,
            FORMULA => 14,
            FORMULA_TEXT => return self.formula_text(content),
            _ => return Some(Ok(())),
        };
        if content.len() < least {
            return None;
        }
        let [row, column] = [u16_at(content, 0)?, u16_at(content, 2)?];
        let mut last = column;
        match kind {
            FORMULA => return self.formula(content, row, column),
            NUMBERS_SHORT => {
                last = u16_at(content, content.len() - 2).filter(|last| *last >= column)?;
                (content.len() == 6 + 6 * (usize::from(last - column) + 1)).then_some(())?;
            }
            SHARED_LABEL => self.text_bytes += self.texts.get(u32_at(content, 6)? as usize)?,
            LABEL | RICH_LABEL => self.text_bytes += self.text_bytes_of(&content[6..])?,
            _ => {}
        }
        self.covers(row, column, last);
        Some(push(&mut self.cells, kind, content))
    }

    /// The result of a formula as a plain cell; that of a text follows in a record of its own.
    fn formula(&mut self, content: &[u8], row: u16, column: u16) -> Option<Result<()>> {
        let (head, result) = (&content[..6], &content[6..14]);
        self.covers(row, column, column);
        self.text_to_come = None;
        if result[6..] != [0xff, 0xff] {
            return Some(push(&mut self.cells, NUMBER, &content[..14]));
        }
        match result[0] {
            0 => self.text_to_come = Some(head.to_vec()),
            1 => return Some(push(&mut self.cells, BOOL_OR_ERROR, &[head, &[result[2], 0]].concat())),
            2 => return Some(push(&mut self.cells, BOOL_OR_ERROR, &[head, &[result[2], 1]].concat())),
            _ => {}
        }
        Some(Ok(()))
    }

    fn formula_text(&mut self, content: &[u8]) -> Option<Result<()>> {
        let Some(head) = self.text_to_come.take() else { return Some(Ok(())) };
        self.text_bytes += self.text_bytes_of(content)?;
        Some(push(&mut self.cells, LABEL, &[&head, content].concat()))
    }

    /// The most bytes that a text takes in UTF-8, with what its cell takes. `None` when it goes beyond its record.
    fn text_bytes_of(&self, text: &[u8]) -> Option<usize> {
        let length = usize::from(u16_at(text, 0)?);
        let (start, width) = match self.is_biff8 {
            true if length == 0 && text.len() == 2 => return Some(0),
            true => (3, 1 + usize::from(text.get(2)? & 1)),
            false => (2, 1),
        };
        (text.len() >= start + length * width).then_some(3 * length + TEXT_OVERHEAD_BYTES)
    }

    fn covers(&mut self, row: u16, first: u16, last: u16) {
        let [top, bottom, left, right] = self.area.unwrap_or([row, row, first, last]);
        self.area = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
    }
}

/// What calamine needs for each text beside its bytes.
const TEXT_OVERHEAD_BYTES: usize = 48;

/// The most bytes that each shared text takes (MS-XLS 2.5.293). `None` when they do not fit into their records.
fn text_lengths(records: &[&[u8]]) -> Option<Vec<usize>> {
    let mut lengths = Vec::new();
    let mut records = records.iter().copied();
    let Some(first) = records.next() else { return Some(lengths) };
    let mut rest = first.get(8..)?;
    loop {
        if rest.is_empty() {
            match records.next() {
                Some(next) => rest = next,
                None => return Some(lengths),
            }
        }
        let (length, flags) = (usize::from(u16_at(rest, 0)?), *rest.get(2)?);
        rest = &rest[3..];
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += 4 * usize::from(u16_at(rest, 0)?);
            rest = &rest[2..];
        }
        if flags & 4 != 0 {
            behind += u32_at(rest, 0)? as usize;
            rest = &rest[4..];
        }
        lengths.push(3 * length + TEXT_OVERHEAD_BYTES);
        let (mut characters, mut width) = (length, 1 + usize::from(flags & 1));
        loop {
            let here = characters.min(rest.len() / width);
            rest = &rest[here * width..];
            characters -= here;
            if characters == 0 {
                break;
            }
            // Where a text goes on, its width is said again.
            let (flags, next) = records.next()?.split_first()?;
            (rest, width) = (next, 1 + usize::from(flags & 1));
        }
        while behind > 0 {
            if rest.is_empty() {
                rest = records.next()?;
            }
            let here = behind.min(rest.len());
            rest = &rest[here..];
            behind -= here;
        }
    }
}
