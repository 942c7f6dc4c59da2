//! Which line of the books is which row of a statement: the same amount and days near to each other. The same reference or
//! label comes first, then words in common, then the nearest day. Each line is used once.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Row;
use super::lines::BookLine;
use super::words::Words;
use crate::money::Cents;

/// Lines of one amount that a row is compared with, the nearest in time.
const COMPARED: usize = 64;
/// Other lines that could be the same, as the answer lists them.
const OTHERS_MAX: usize = 5;

/// A row and the line that it is taken for, by its place.
#[derive(Debug, Clone)]
pub struct Match {
    pub line: usize,
    /// `reference`, `label` or `amount`: what the match rests on.
    pub by: &'static str,
    /// Days from the row to the line.
    pub days: i64,
    /// Whether nothing but the amount and the day speaks for it.
    pub is_doubtful: bool,
    /// When it is doubtful, other lines that could be the same, by their places.
    pub others: Vec<usize>,
}

/// Rows to match: a batch is one row if the books have a line of its total, else each of its payments is a row.
pub fn resolve_batches(rows: Vec<Row>, lines: &[BookLine], days: u16) -> Vec<Row> {
    let by_amount = by_amount(lines);
    let has_line = |row: &Row| {
        let same = by_amount.get(&row.amount).map_or(&[][..], Vec::as_slice);
        near(row, same, lines, days).into_iter().any(|line| may_match(row, &lines[line], false))
    };
    let resolve = |mut row: Row| {
        let parts = std::mem::take(&mut row.parts);
        if parts.is_empty() || has_line(&row) { vec![row] } else { parts }
    };
    rows.into_iter().flat_map(resolve).collect()
}

fn by_amount(lines: &[BookLine]) -> HashMap<Cents, Vec<usize>> {
    let mut by_amount: HashMap<Cents, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_amount.entry(Cents(line.amount)).or_default().push(at);
    }
    by_amount
}

/// The match of each row. `lines` are in the order of their days.
pub fn matches(rows: &[Row], lines: &[BookLine], days: u16) -> Vec<Option<Match>> {
    let pairs = pairs(rows, lines, days);
    let mut matches: Vec<Option<Match>> = rows.iter().map(|_| None).collect();
    let mut is_used = vec![false; lines.len()];
    for pair in &pairs {
        if matches[pair.row].is_none() && !is_used[pair.line] {
            is_used[pair.line] = true;
            let is_doubtful = !pair.is_exact() && pair.closeness == 0;
            matches[pair.row] =
                Some(Match { line: pair.line, by: pair.by(), days: pair.days, is_doubtful, others: Vec::new() });
        }
    }
    for pair in &pairs {
        if let Some(found) = matches[pair.row].as_mut().filter(|found| found.is_doubtful && found.line != pair.line)
            && found.others.len() < OTHERS_MAX
        {
            found.others.push(pair.line);
        }
    }
    matches
}

/// A row and a line that may be the same, by their places.
struct Pair {
    row: usize,
    line: usize,
    has_reference: bool,
    has_label: bool,
    is_reconciled: bool,
    days: i64,
    /// Of the words of their labels, in percent.
    closeness: usize,
}

impl Pair {
    fn by(&self) -> &'static str {
        match self {
            Pair { has_reference: true, .. } => "reference",
            Pair { has_label: true, .. } => "label",
            _ => "amount",
        }
    }

    fn is_exact(&self) -> bool {
        self.has_label || self.has_reference
    }
}

fn distance(row: &Row, line: &BookLine) -> i64 {
    i64::from((line.day - row.date).get_days())
}

/// A line that was reconciled before belongs to another row, unless it is of the same day or says the same.
fn may_match(row: &Row, line: &BookLine, is_exact: bool) -> bool {
    !line.reconciled || is_exact || line.day == row.date
}

/// What may be the same, the surest first.
fn pairs(rows: &[Row], lines: &[BookLine], days: u16) -> Vec<Pair> {
    let by_amount = by_amount(lines);
    let mut words: HashMap<usize, [Words; 4]> = HashMap::new();
    let mut pairs = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(same) = by_amount.get(&row.amount) else { continue };
        let (label, reference) = (Words::of(&row.label), Words::of(row.reference.as_deref().unwrap_or_default()));
        for line in near(row, same, lines, days) {
            let [entry_label, line_label, entry_reference, line_reference] =
                words.entry(line).or_insert_with(|| words_of(&lines[line]));
            let pair = Pair {
                row: at,
                line,
                has_reference: [entry_reference, line_reference]
                    .into_iter()
                    .any(|own| reference.are(own) || label.hold(own)),
                has_label: label.are(entry_label) || label.are(line_label),
                is_reconciled: lines[line].reconciled,
                days: distance(row, &lines[line]),
                closeness: label.closeness(entry_label).max(label.closeness(line_label)),
            };
            if may_match(row, &lines[line], pair.is_exact()) {
                pairs.push(pair);
            }
        }
    }
    pairs.sort_by_key(|pair| {
        let words = if pair.is_exact() { 0 } else { pair.closeness };
        (
            !pair.is_exact(),
            Reverse(words),
            pair.days.abs(),
            Reverse(pair.closeness),
            pair.is_reconciled,
            pair.row,
            pair.line,
        )
    });
    pairs
}

/// The lines of one amount that are near to a row, at most [`COMPARED`].
fn near(row: &Row, same: &[usize], lines: &[BookLine], days: u16) -> Vec<usize> {
    let distance = |line: usize| distance(row, &lines[line]);
    // Lines are in the order of their days: those that are near stand together.
    let first = same.partition_point(|line| distance(*line) < -i64::from(days));
    let mut near: Vec<usize> =
        same[first..].iter().copied().take_while(|line| distance(*line) <= i64::from(days)).collect();
    if near.len() > COMPARED {
        near.select_nth_unstable_by_key(COMPARED, |line| (distance(*line).abs(), *line));
        near.truncate(COMPARED);
    }
    near
}

/// The words of the labels and references of an entry and its line.
fn words_of(line: &BookLine) -> [Words; 4] {
    let of = |text: &Option<String>| Words::of(text.as_deref().unwrap_or_default());
    [Words::of(&line.label), of(&line.line_label), of(&line.reference), of(&line.line_reference)]
}
