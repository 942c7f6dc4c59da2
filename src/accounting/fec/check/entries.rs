//! What holds of entries and of the file as a whole: balance, numbers, order.

use std::collections::HashMap;

use super::values::{ECRITURE_NUM, JOURNAL_CODE, JOURNAL_LIB, Read};
use super::{Finding, Level, Values};
use crate::accounting::fec::is_opening_journal;
use crate::i18n::Message;
use crate::msg;

/// The entries seen so far. Only those that do not balance yet are kept.
#[derive(Default)]
pub struct Entries {
    current: Option<FecEntry>,
    unbalanced: HashMap<Key, FecEntry>,
    /// The numbers of all entries, and those of each journal: files may count in either way.
    all: Sequence,
    of_journals: HashMap<String, Sequence>,
    total: i128,
    has_usual: bool,
}

/// The code of the journal and the number of the entry.
type Key = (String, String);

struct FecEntry {
    key: Key,
    line: u64,
    date: Option<u32>,
    /// Debits less credits, in millionths.
    sum: i128,
}

impl Entries {
    /// Takes in a record.
    pub fn see(&mut self, line: u64, values: &Values<'_>, read: &Read, found: &mut Vec<Finding>) {
        let value = |place: usize| values[place].unwrap_or_default();
        let (journal, number) = (value(JOURNAL_CODE), value(ECRITURE_NUM));
        let amount = read.debit_less_credit.unwrap_or(0);
        self.total += amount;
        if number.is_empty() {
            return;
        }
        let is_same = self.current.as_ref().is_some_and(|entry| entry.key.0 == journal && entry.key.1 == number);
        if !is_same {
            self.put_aside();
            self.begin(line, (journal, value(JOURNAL_LIB), number), read, found);
        }
        let Some(entry) = self.current.as_mut() else { return };
        entry.sum += amount;
        if entry.date != read.date && read.date.is_some() && entry.date.is_some() {
            found.push(of_entry(Level::Law, line, number, msg!("fec-entry-dates")));
        }
    }

    fn begin(
        &mut self,
        line: u64,
        (journal, label, number): (&str, &str, &str),
        read: &Read,
        found: &mut Vec<Finding>,
    ) {
        let key = (journal.to_owned(), number.to_owned());
        let seen = if self.unbalanced.is_empty() { None } else { self.unbalanced.remove(&key) };
        self.all.next(line, number, read.valid);
        match self.of_journals.get_mut(journal) {
            Some(sequence) => sequence.next(line, number, read.valid),
            None => self.of_journals.entry(journal.to_owned()).or_default().next(line, number, read.valid),
        }
        if !is_opening_journal(journal, label) {
            self.has_usual = true;
        } else if self.has_usual {
            found.push(of_entry(Level::Law, line, number, msg!("fec-opening-late")));
        }
        self.current = Some(seen.unwrap_or(FecEntry { key, line, date: read.date, sum: 0 }));
    }

    fn put_aside(&mut self) {
        if let Some(entry) = self.current.take().filter(|entry| entry.sum != 0) {
            self.unbalanced.insert(entry.key.clone(), entry);
        }
    }

    /// What only the end of the file shows.
    pub fn finish(mut self, found: &mut Vec<Finding>) {
        self.put_aside();
        let mut last: Vec<Finding> = Vec::new();
        for entry in self.unbalanced.into_values() {
            let (units, decimals) = decimal(entry.sum);
            let message = msg!("fec-entry-unbalanced", units = units, decimals = decimals);
            last.push(of_entry(Level::Law, entry.line, &entry.key.1, message));
        }
        // The way of counting that fits the file better is taken for the one that was meant.
        let of_journals: Vec<Sequence> = self.of_journals.into_values().collect();
        let breaks = |count: fn(&Sequence) -> usize| (count(&self.all), of_journals.iter().map(count).sum::<usize>());
        let numbers = breaks(|sequence| sequence.gaps.len());
        let order = breaks(|sequence| sequence.steps_back.len());
        if let Some((line, number)) = &self.all.without_digits {
            last.push(of_entry(Level::Law, *line, number, msg!("fec-number-text")));
        }
        let all = std::slice::from_ref(&self.all);
        let pick = |(in_all, in_journals): (usize, usize)| if in_all <= in_journals { all } else { &of_journals };
        last.extend(pick(numbers).iter().flat_map(|sequence| &sequence.gaps).map(Break::finding));
        last.extend(pick(order).iter().flat_map(|sequence| &sequence.steps_back).map(Break::finding));
        last.sort_by_key(|finding| finding.line);
        found.extend(last);
        if self.total != 0 {
            let (units, decimals) = decimal(self.total);
            let message = msg!("fec-file-unbalanced", units = units, decimals = decimals);
            found.push(Finding::of_file(Level::Law, message));
        }
    }
}

fn of_entry(level: Level, line: u64, number: &str, message: Message) -> Finding {
    Finding::of_file(level, message).at(line).of_entry(number)
}

/// Numbers that should follow each other, in the order of validation.
#[derive(Default)]
struct Sequence {
    last: Option<u64>,
    last_valid: Option<u32>,
    gaps: Vec<Break>,
    steps_back: Vec<Break>,
    without_digits: Option<(u64, String)>,
}

/// Where a sequence breaks.
struct Break {
    line: u64,
    number: String,
    message: Message,
}

/// More are not kept: a file in another order would break at each line.
const BREAKS_MAX: usize = 1000;

impl Break {
    fn finding(&self) -> Finding {
        of_entry(Level::Law, self.line, &self.number, self.message.clone())
    }
}

impl Sequence {
    fn next(&mut self, line: u64, number: &str, valid: Option<u32>) {
        let digits = number.len() - number.bytes().rev().take_while(u8::is_ascii_digit).count();
        match number[digits..].parse::<u64>() {
            Ok(value) => {
                if let Some(last) = self.last.filter(|last| last.checked_add(1) != Some(value)) {
                    let message = msg!("fec-number-gap", last = last.to_string());
                    keep(&mut self.gaps, Break { line, number: number.to_owned(), message });
                }
                self.last = Some(value);
            }
            Err(_) if self.without_digits.is_none() => self.without_digits = Some((line, number.to_owned())),
            Err(_) => {}
        }
        if let Some(valid) = valid {
            if self.last_valid.is_some_and(|last| valid < last) {
                keep(&mut self.steps_back, Break { line, number: number.to_owned(), message: msg!("fec-order") });
            }
            self.last_valid = Some(valid);
        }
    }
}

fn keep(breaks: &mut Vec<Break>, found: Break) {
    if breaks.len() < BREAKS_MAX {
        breaks.push(found);
    }
}

/// Units with their sign, and at least two decimals, of an amount in millionths.
fn decimal(millionths: i128) -> (String, String) {
    let sign = if millionths < 0 { "-" } else { "" };
    let (units, rest) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let decimals = format!("{rest:06}");
    let kept = decimals.trim_end_matches('0').len().max(2);
    (format!("{sign}{units}"), decimals[..kept].to_owned())
}
