//! Checking a file of accounting entries (fec.md 1 and 2), ours or any other program's.
//!
//! The tool of the tax office looks at the form only; what the law asks beyond it, people look at. Both are told, apart:
//!
//! | level | what it means |
//! |---|---|
//! | [`Level::Error`] | the tool refuses the file |
//! | [`Level::Missing`] | the tool refuses the file for lack of a value |
//! | [`Level::Warning`] | the tool says so and accepts the file |
//! | [`Level::Law`] | the tool says nothing, the law does |
//! | [`Level::Unchecked`] | the file is of a kind that is not looked at here |
//!
//! The file is read once, from its beginning to its end, in memory that does not grow with it as long as its entries
//! balance.

mod entries;
mod header;
mod records;
#[cfg(test)]
mod tests;
mod values;

use std::io::{self, Write};

use jiff::civil::Date;
use strum::IntoStaticStr;

use self::entries::Entries;
use self::header::Layout;
use self::records::Records;
use super::FIELDS;
use crate::i18n::Message;
use crate::msg;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Level {
    Error,
    Missing,
    Warning,
    Law,
    Unchecked,
}

impl Level {
    /// The machine word.
    pub fn word(self) -> &'static str {
        self.into_str()
    }

    /// Whether the tool of the tax office refuses a file for it.
    pub fn is_refused(self) -> bool {
        matches!(self, Level::Error | Level::Missing)
    }
}

/// Something to say about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    /// The line of the file, from 1 (the headings); nothing when it is about the file.
    pub line: Option<u64>,
    /// The `EcritureNum` that stands there.
    pub number: Option<String>,
    /// The field, by its legal name.
    pub field: Option<String>,
    pub message: Message,
}

impl Finding {
    /// About the file as a whole.
    pub fn of_file(level: Level, message: Message) -> Self {
        Finding { level, line: None, number: None, field: None, message }
    }

    fn at(self, line: u64) -> Self {
        Finding { line: Some(line), ..self }
    }

    fn of_entry(self, number: &str) -> Self {
        Finding { number: Some(number.to_owned()).filter(|number| !number.is_empty()), ..self }
    }

    fn in_field(self, field: &str) -> Self {
        Finding { field: Some(field.to_owned()), ..self }
    }

    /// The machine word of its kind: that of its sentence.
    pub fn code(&self) -> String {
        self.message.id.trim_start_matches("fec-").replace('-', "_")
    }
}

/// A check under way: the file is written into it, piece by piece.
pub struct Checker {
    records: Records,
    state: State,
    entries: Entries,
    /// First and last day of the fiscal year as `YYYYMMDD`, as far as they are known.
    period: (Option<u32>, Option<u32>),
    line: u64,
    has_records: bool,
    found: Vec<Finding>,
}

enum State {
    Headings,
    Records(Box<Layout>),
    /// The rest cannot be read, and why was said.
    Stopped,
}

impl Checker {
    /// Of a file with that name, which says the last day of the year. The first day is told when it is known.
    pub fn new(file_name: &str, start: Option<Date>) -> Self {
        let (end, found) = header::check_name(file_name);
        let start = start.and_then(|date| date.to_string().replace('-', "").parse().ok());
        Checker {
            records: Records::default(),
            state: State::Headings,
            entries: Entries::default(),
            period: (start, end),
            line: 0,
            has_records: false,
            found,
        }
    }

    /// What was found since the last time, in the order of the file.
    pub fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.found)
    }

    /// Ends the file: what was found since the last time, and what only shows at its end.
    pub fn finish(mut self) -> Vec<Finding> {
        let rest = self.records.take_rest();
        self.read(&rest.0, rest.1);
        match self.state {
            State::Headings => self.found.push(Finding::of_file(Level::Error, msg!("fec-empty-file"))),
            State::Records(_) if !self.has_records => {
                self.found.push(Finding::of_file(Level::Error, msg!("fec-empty-file")));
            }
            State::Records(_) => self.entries.finish(&mut self.found),
            State::Stopped => {}
        }
        self.found
    }

    fn read(&mut self, bytes: &[u8], ends: Vec<std::ops::Range<usize>>) {
        for range in ends {
            self.line += 1;
            let text = records::decode(&bytes[range], self.line == 1);
            match &self.state {
                State::Headings => self.state = self.headings(&text),
                State::Records(_) => self.record(&text),
                State::Stopped => return,
            }
        }
        if self.records.is_too_long() && !matches!(self.state, State::Stopped) {
            self.found.push(Finding::of_file(Level::Error, msg!("fec-record-too-long")).at(self.line + 1));
            self.state = State::Stopped;
        }
    }

    fn headings(&mut self, text: &str) -> State {
        match Layout::read(text, &mut self.found) {
            Some(layout) => State::Records(Box::new(layout)),
            None => State::Stopped,
        }
    }

    fn record(&mut self, text: &str) {
        let State::Records(layout) = &self.state else { return };
        self.has_records = true;
        let line = self.line;
        if text.is_empty() {
            return self.found.push(Finding::of_file(Level::Error, msg!("fec-empty-line")).at(line));
        }
        let (values, count) = layout.split(text);
        let number = values[values::ECRITURE_NUM].unwrap_or_default();
        let mut say = |finding: Finding| self.found.push(finding.at(line).of_entry(number));
        if count != layout.columns() {
            let message = msg!("fec-field-count", expected = layout.columns(), found = count);
            return say(Finding::of_file(Level::Error, message));
        }
        layout.check_texts(text, &values, &mut say);
        let read = values::check(&values, layout, self.period, &mut say);
        self.entries.see(line, &values, &read, &mut self.found);
    }
}

impl Write for Checker {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !matches!(self.state, State::Stopped) {
            let (text, ends) = self.records.add(bytes);
            self.read(&text, ends);
            self.records.give_back(text);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The values of a record by the places of [`FIELDS`]; nothing where the file has no such field.
type Values<'a> = [Option<&'a str>; FIELDS.len()];
