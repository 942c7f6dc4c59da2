//! Tables of banks: CSV most of all. Each bank has headings of its own; some write lines above them, others have none.
//!
//! The table is read as a whole before a row is: which columns hold what (`columns`), what parts decimals and in which
//! order days are written (`conventions`), what gives an amount its sign (`direction`).

use std::fs::File;

use super::delimited::{self, Line};
use super::draft::Draft;
use super::options::{Layout, Options};
use super::passed_over::{PassedOver, Reason};
use super::{Form, LINES_MAX};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::read;

pub mod columns;
mod conventions;
mod direction;
mod rows;

use columns::Columns;
pub use columns::ShownColumn;
use rows::Reading;

/// How far down the headings are looked for.
const LINES_ABOVE_MAX: usize = 100;
/// As much of a text as tells its separator.
const HEAD_BYTES: usize = 256 << 10;
/// Rows whose contents are compared with the headings above them.
const SAMPLE_LINES: usize = 50;

/// The rows of a spreadsheet file.
pub fn lines_of_sheet(file: File) -> Result<Vec<Line>> {
    let records = read::open(file, &read::Options::default())?;
    let line = |record: Result<read::Record>| {
        let record = record?;
        let values = (0..record.cells.len()).map(|at| record.value(at).map(str::to_owned));
        let cells = values.collect::<std::result::Result<_, _>>().map_err(Error::invalid)?;
        Ok(Line { number: record.line, cells })
    };
    let lines: Vec<Line> = records.take(LINES_MAX + 1).map(line).collect::<Result<_>>()?;
    if lines.len() > LINES_MAX {
        return Err(Error::invalid(msg!("statement-too-many-rows", limit = LINES_MAX)));
    }
    Ok(lines)
}

/// Where the columns of a table are, and the first row below its headings.
struct Found {
    columns: Columns,
    first: usize,
}

/// The rows of a text, cut at the separator that makes most sense of it.
pub fn lines_of_text(text: &str, options: &Options) -> Result<Vec<Line>> {
    let named = delimited::named_separator(text);
    let head = &text[..text.floor_char_boundary(HEAD_BYTES)];
    // The last line of a long text may be cut.
    let head = if head.len() < text.len() { head.rsplit_once('\n').map_or(head, |(whole, _)| whole) } else { head };
    let layout = options.given.as_ref().or(options.remembered.as_ref());
    let score = |separator: char| {
        let lines = delimited::first_lines(head, separator, LINES_ABOVE_MAX + SAMPLE_LINES);
        let by_headings = find_headings(&lines).map(|found| found.columns.count());
        let by_layout = layout.map(|layout| Columns::of_layout(layout).fitting_rows(&lines));
        let widest = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        match options.given {
            Some(_) => (by_layout, widest),
            None => (by_headings.or(by_layout), widest),
        }
    };
    // The first of equals wins, so the order is turned round.
    let best = delimited::SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator));
    let lines = delimited::split(text, named.or(best).unwrap_or(';'))?;
    Ok(unwrapped(lines))
}

/// Some programs put quotes around whole rows: then each row is one cell that holds a row.
fn unwrapped(lines: Vec<Line>) -> Vec<Line> {
    let is_wrapped = |line: &Line| line.cells.len() == 1 && line.cells[0].contains(delimited::SEPARATORS);
    if lines.len() < 2 || !lines.iter().all(is_wrapped) {
        return lines;
    }
    let count = |separator: char| lines.iter().map(|line| line.cells[0].matches(separator).count()).min();
    let separator = delimited::SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(';');
    let inner = |line: Line| {
        let cells = delimited::first_lines(&line.cells[0], separator, 1).into_iter().next().map(|line| line.cells);
        Line { number: line.number, cells: cells.unwrap_or_default() }
    };
    lines.into_iter().map(inner).collect()
}

pub fn read(lines: &[Line], options: &Options, context: &DateContext) -> Result<Draft> {
    let remembered = || options.remembered.as_ref().filter(|layout| layout.width == Some(width_of(lines)));
    let (layout, found) = match &options.given {
        Some(layout) => (Some(layout), Some(below_given(layout, lines))),
        None => match find_headings(lines) {
            Some(found) => (None, Some(found)),
            None => (remembered(), remembered().map(|layout| below_given(layout, lines))),
        },
    };
    let Found { mut columns, first } = found.ok_or_else(|| columns_missing(lines))?;
    columns.check(layout)?;
    let rows = &lines[first.min(lines.len())..];
    columns.find_directions(rows);
    let reading = Reading::new(&columns, rows, layout.unwrap_or(&options.hints), context)?;
    let mut draft = Draft::new(Form::Table);
    draft.columns = columns.shown();
    draft.used_layout = layout.is_some() && options.given.is_none();
    draft.width = width_of(lines);
    draft.warnings.extend(reading.warnings());
    for (at, line) in rows.iter().enumerate() {
        let is_edge = at == 0 || at + 1 == rows.len();
        match reading.movement(line, is_edge)? {
            Ok(movement) => draft.movements.push(movement),
            Err(reason) => draft.passed_over.push(PassedOver { line: line.number, reason }),
        }
    }
    pass_over_totals(&mut draft);
    Ok(draft)
}

/// The cells of the longest row.
fn width_of(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.cells.len()).max().unwrap_or(0)
}

fn find_headings(lines: &[Line]) -> Option<Found> {
    let starts = 0..lines.len().min(LINES_ABOVE_MAX);
    starts.into_iter().find_map(|at| {
        let sample = &lines[at + 1..lines.len().min(at + 1 + SAMPLE_LINES)];
        Some(Found { columns: Columns::of_headings(&lines[at].cells, sample)?, first: at + 1 })
    })
}

fn below_given(layout: &Layout, lines: &[Line]) -> Found {
    let skipped = layout.skip_lines.unwrap_or(0);
    let first = lines.iter().position(|line| line.number > skipped).unwrap_or(lines.len());
    Found { columns: Columns::of_layout(layout), first }
}

/// Says what stands in the file where headings are expected.
fn columns_missing(lines: &[Line]) -> Error {
    let widest =
        lines.iter().take(LINES_ABOVE_MAX).max_by_key(|line| (line.cells.len(), std::cmp::Reverse(line.number)));
    let cells: Vec<&str> = widest.into_iter().flat_map(|line| &line.cells).map(String::as_str).take(20).collect();
    let shown = cells.join(" | ");
    let shown = &shown[..shown.floor_char_boundary(300)];
    Error::invalid(msg!("statement-columns-missing", cells = shown))
}

/// A dated row called `Total` is one if it says the sum of the others; it may also be a payment at a petrol station.
fn pass_over_totals(draft: &mut Draft) {
    let is_named = |label: &str| super::vocabulary::summary_of(label) == Some(super::vocabulary::Meaning::Total);
    let named: Vec<usize> = (0..draft.movements.len()).filter(|at| is_named(&draft.movements[*at].label)).collect();
    let others = draft.movements.iter().filter(|movement| !is_named(&movement.label));
    let (mut paid, mut received) = (0_i64, 0_i64);
    for movement in others {
        let sum = if movement.amount.0 < 0 { &mut paid } else { &mut received };
        *sum = sum.saturating_add(movement.amount.0);
    }
    for at in named.into_iter().rev() {
        let amount = draft.movements[at].amount.0;
        if [paid, received, paid.saturating_add(received)].contains(&amount) {
            let line = draft.movements.remove(at).line;
            draft.passed_over.push(PassedOver { line, reason: Reason::Total });
        }
    }
}
