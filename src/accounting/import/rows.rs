//! The rows of a table of entries, and which of them make one entry (accounting.md 10).

use std::collections::HashMap;

use super::cells::{AMOUNTS, Amounts};
use super::columns::{Columns, KEYS, Key};
use super::options::{Format, Options};
use crate::accounting::statement::vocabulary::{Meaning, summary_of};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::notices::FileColumn;
use crate::msg;
use crate::sheet::read::{Cell, Record};

/// The cells of a row that are imported, one text after the other: of a table that must be sorted, all rows are held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    text: Box<str>,
    ends: [u32; KEYS],
    /// Which cells are numbers of a spreadsheet, a bit for each key.
    numbers: u32,
    /// Why a cell that is imported cannot be read.
    pub fault: Option<Box<Message>>,
}

impl Row {
    fn of(record: &Record, columns: &Columns) -> Self {
        let (mut text, mut ends, mut numbers, mut fault) = (String::new(), [0; KEYS], 0, None);
        for (at, end) in ends.iter_mut().enumerate() {
            let read = |column| if BY_VALUE.contains(&at) { record.value(column) } else { record.text(column) };
            match columns.at(at).map_or(Ok(""), read) {
                Ok(cell) => text.push_str(cell.trim()),
                Err(message) => fault = fault.or(Some(Box::new(message))),
            }
            let cell = columns.at(at).and_then(|column| record.cells.get(column));
            numbers |= u32::from(cell.is_some_and(Cell::is_number)) << at;
            // Rows have a few mebibytes at most.
            *end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        }
        Row { line: record.line, text: text.into(), ends, numbers, fault }
    }

    /// The text of a cell; empty where the table has no such column.
    pub fn cell(&self, key: Key) -> &str {
        let at = key as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.text.get(start as usize..self.ends[at] as usize).unwrap_or_default()
    }

    /// Whether a cell is a number of a spreadsheet.
    pub fn is_number(&self, key: Key) -> bool {
        self.numbers & 1 << key as usize != 0
    }

    /// Whether the row is the total below a table or a part of it: it says so, and has no account.
    fn is_total(&self) -> bool {
        let is_total = |key: &Key| summary_of(self.cell(*key)) == Some(Meaning::Total);
        let accounts = [Key::Account, Key::DebitAccount, Key::CreditAccount];
        self.fault.is_none()
            && OF_TOTALS.iter().any(is_total)
            && accounts.iter().all(|key| self.cell(*key).is_empty() || is_total(key))
    }

    fn are_empty(&self, keys: &[Key]) -> bool {
        keys.iter().all(|key| self.cell(*key).is_empty())
    }
}

/// The columns whose cells are read by their value and not as they are shown.
const BY_VALUE: [usize; 6] = [
    Key::Id as usize,
    Key::Date as usize,
    Key::Debit as usize,
    Key::Credit as usize,
    Key::Amount as usize,
    Key::Reconciled as usize,
];

/// Where the word stands in a row of totals.
const OF_TOTALS: [Key; 8] = [
    Key::Label,
    Key::LineLabel,
    Key::AccountLabel,
    Key::Date,
    Key::Reference,
    Key::Account,
    Key::DebitAccount,
    Key::CreditAccount,
];

/// What is of an entry as a whole.
const OF_ENTRY: [Key; 8] =
    [Key::Id, Key::Type, Key::Status, Key::Label, Key::Date, Key::Notes, Key::Reference, Key::LinkedUsers];

/// What is known of a table before its entries are.
#[derive(Debug)]
pub struct Table {
    /// The one that the table turned out to have.
    pub format: Format,
    pub columns: Columns,
    pub amounts: Amounts,
    /// Its columns, and what is to be said of them.
    pub listed: Vec<FileColumn>,
    pub warnings: Vec<Message>,
}

/// Gives the rows of each entry, in the order of the table; those of a table of the tax office in that of their numbers.
/// All rows are read before the first entry is given: what parts the decimals of an amount, the others tell.
///
/// # Errors
///
/// [`Error::Invalid`] for what is wrong with the table as a whole: its form, its columns, no line of data.
pub fn for_each_entry(
    records: impl IntoIterator<Item = Result<Record>>,
    options: &Options,
    begin: impl FnOnce(Table) -> Result<()>,
    mut entry: impl FnMut(Vec<Row>) -> Result<()>,
) -> Result<()> {
    let no_line = || Error::invalid(msg!("import-no-line"));
    let mut records = records.into_iter();
    let headings = headings_of(&mut records, options)?.ok_or_else(no_line)?;
    let columns = Columns::find(&headings, options)?;
    let (mut rows, mut totals, mut filled) = (Vec::new(), Vec::new(), vec![false; headings.cells.len()]);
    for record in std::iter::once(Ok(headings.clone())).chain(records) {
        let record = record?;
        if record.line <= columns.last_skipped_line {
            continue;
        }
        filled.iter_mut().zip(&record.cells).for_each(|(filled, cell)| *filled |= !cell.is_empty());
        let row = Row::of(&record, &columns);
        if row.is_total() {
            totals.push(row.line.to_string());
        } else if !row.text.is_empty() || row.fault.is_some() {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(no_line());
    }
    let second_continues = rows.get(1).is_some_and(|second| second.are_empty(&OF_ENTRY));
    // Every entry has two lines at least, so the second row says whether entries are repeated on each.
    let by_rows = if second_continues { Format::Grouped } else { Format::Full };
    let format = options.format.or_else(|| columns.format()).unwrap_or(by_rows);
    columns.require(format)?;
    let grouping = Grouping { format, has_number: columns.has(Key::Id), per_journal: options.number_per_journal };
    let amounts = rows.iter().flat_map(|row| AMOUNTS.map(|key| if row.is_number(key) { "" } else { row.cell(key) }));
    let mut warnings = columns.unread(&headings, &filled, options);
    if !totals.is_empty() {
        warnings.push(msg!("entry-import-totals", count = totals.len(), lines = totals.join(", ")));
    }
    begin(Table {
        format,
        amounts: Amounts::of(amounts, format == Format::Fec),
        listed: columns.listed(&headings),
        warnings,
        columns,
    })?;
    if format == Format::Fec {
        grouping.sort(&mut rows);
    }
    grouping.split(rows, &mut entry)
}

/// The first line; where lines are to be skipped and columns have no names in the request, the first one of them or after
/// them that has a known heading.
fn headings_of(records: &mut impl Iterator<Item = Result<Record>>, options: &Options) -> Result<Option<Record>> {
    let Some(mut headings) = records.next().transpose()? else { return Ok(None) };
    let lines = options.skip_lines.filter(|_| options.columns.is_none()).unwrap_or(0);
    while headings.line <= lines && !Columns::has_known(&headings) {
        match records.next().transpose()? {
            Some(next) => headings = next,
            None => break,
        }
    }
    Ok(Some(headings))
}

/// What tells that a row is of the same entry as the one before.
struct Grouping {
    format: Format,
    /// Whether the table has a column of numbers.
    has_number: bool,
    per_journal: bool,
}

impl Grouping {
    fn split(&self, rows: Vec<Row>, entry: &mut impl FnMut(Vec<Row>) -> Result<()>) -> Result<()> {
        let mut group: Vec<Row> = Vec::new();
        for row in rows {
            if group.last().is_some_and(|last| !self.continues(last, &row)) {
                entry(std::mem::take(&mut group))?;
            }
            group.push(row);
        }
        if group.is_empty() { Ok(()) } else { entry(group) }
    }

    fn continues(&self, last: &Row, row: &Row) -> bool {
        match self.format {
            Format::Simple => false,
            Format::Grouped => row.are_empty(&OF_ENTRY),
            Format::Full => self.key(last) == self.key(row),
            Format::Fec => self.key(last) == self.key(row) && self.journal(last) == self.journal(row),
        }
    }

    fn journal<'a>(&self, row: &'a Row) -> &'a str {
        if self.per_journal { row.cell(Key::Journal) } else { "" }
    }

    /// The number of an entry, else its voucher; else what most likely is one entry.
    fn key<'a>(&self, row: &'a Row) -> [&'a str; 3] {
        let (number, reference) = (row.cell(Key::Id), row.cell(Key::Reference));
        if self.has_number && !number.is_empty() {
            ["number", number, ""]
        } else if !reference.is_empty() {
            ["reference", reference, ""]
        } else {
            ["", row.cell(Key::Date), row.cell(Key::Label)]
        }
    }

    /// By number, where all rows have one: lines of an entry may stand far from each other. Rows of numbers with letters
    /// go to the first one of theirs. The order of the table is kept otherwise.
    fn sort(&self, rows: &mut [Row]) {
        let number = |row: &Row| row.cell(Key::Id).parse::<u64>().ok();
        if rows.iter().all(|row| number(row).is_some()) {
            rows.sort_by(|a, b| (self.journal(a), number(a)).cmp(&(self.journal(b), number(b))));
            return;
        }
        let name = |row: &Row| [self.journal(row), row.cell(Key::Id)].map(str::to_owned);
        let mut first_lines: HashMap<[String; 2], usize> = HashMap::new();
        for row in rows.iter().filter(|row| !row.cell(Key::Id).is_empty()) {
            first_lines.entry(name(row)).or_insert(row.line);
        }
        rows.sort_by_cached_key(|row| first_lines.get(&name(row)).copied().unwrap_or(row.line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of each entry.
    fn groups(options: &Options, table: &str) -> (Format, Vec<Vec<usize>>) {
        let record = |(line, text): (usize, &str)| Ok(Record::of_texts(line, text.split(';')));
        let (mut found, mut groups) = (Format::Full, Vec::new());
        let records: Vec<Result<Record>> = (1..).zip(table.lines()).map(record).collect();
        let begin = |table: Table| {
            found = table.format;
            Ok(())
        };
        let add = |rows: Vec<Row>| {
            groups.push(rows.iter().map(|row| row.line).collect());
            Ok(())
        };
        for_each_entry(records, options, begin, add).unwrap();
        (found, groups)
    }

    #[test]
    fn consecutive_rows_with_one_number_or_one_voucher_are_one_entry() {
        let head = "id;reference;label;date;account;debit;credit\n";
        let table = format!(
            "{head}1;a;x;d;5;1;\n1;b;x;d;7;;1\n2;b;x;d;5;1;\n;b;x;d;5;1;\n;b;x;d;7;;1\n;;y;d;5;1;0\n;;y;d;7;;1"
        );
        let expected = vec![vec![2, 3], vec![4], vec![5, 6], vec![7, 8]];
        assert_eq!(groups(&Options::default(), &table), (Format::Full, expected));
    }

    #[test]
    fn rows_without_anything_of_an_entry_continue_the_one_above() {
        let table = "id;label;date;account;debit;credit\n1;x;d;5;1;\n;;;7;;1\n;;;;;\n2;x;d;5;1;\n;;;7;;1";
        assert_eq!(groups(&Options::default(), table), (Format::Grouped, vec![vec![2, 3], vec![5, 6]]));
    }

    #[test]
    fn numbered_rows_of_the_tax_office_may_be_scattered_and_journals_may_number_for_themselves() {
        let table = "JournalCode;EcritureNum;EcritureDate;CompteNum;EcritureLib;Debit;Credit\n\
            A;10;d;5;x;1;\nB;9;d;5;x;1;\nA;10;d;7;x;;1\nB;10;d;5;x;1;\nB;9;d;7;x;;1";
        let scattered = vec![vec![3, 6], vec![2, 4, 5]];
        assert_eq!(groups(&Options::default(), table), (Format::Fec, scattered));
        let options = Options { number_per_journal: true, ..Options::default() };
        assert_eq!(groups(&options, table).1, vec![vec![2, 4], vec![3, 6], vec![5]]);
        let words = table.replace(";10;", ";X10;");
        assert_eq!(groups(&Options::default(), &words).1, vec![vec![2, 4, 5], vec![3, 6]]);
    }
}
