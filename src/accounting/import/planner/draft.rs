//! What the rows of one entry make of it.

use super::{Planner, Problem};
use crate::accounting::account_type::AccountType;
use crate::accounting::entries::Entry;
use crate::accounting::entry::{EntryType, status};
use crate::accounting::fec::is_opening_journal;
use crate::accounting::import::cells::day;
use crate::accounting::import::columns::Key;
use crate::accounting::import::options::Format;
use crate::accounting::import::rows::Row;
use crate::i18n::Message;
use crate::msg;
use crate::params::clean;

/// How exports to the tax office name the voucher of an entry that has none, before its number.
pub(super) const VOUCHER_OF_NUMBER: &str = "ECRITURE-";

/// An entry as its rows want it, and what cannot be read of them.
pub(super) struct Drafted {
    pub(super) entry: Entry,
    pub(super) problems: Vec<Problem>,
}

impl Planner<'_> {
    /// What the rows of an entry make of it. Cells of its label, date, notes and voucher that are empty change nothing.
    pub(super) fn draft(&mut self, rows: &[Row], before: Option<&Entry>) -> Drafted {
        let mut problems = Vec::new();
        let mut entry = before.cloned().unwrap_or_else(|| Entry::new(self.year.id, self.year.start, ""));
        let Some(first) = rows.first() else { return Drafted { entry, problems } };
        replace(&mut entry.label, first.cell(Key::Label));
        if entry.label.is_empty() {
            problems.push((first.line, msg!("entry-import-label-missing")));
        }
        if let Err(message) = self.date(first, before.is_some(), &mut entry) {
            problems.push((first.line, message));
        }
        replace_optional(&mut entry.notes, first.cell(Key::Notes));
        replace_optional(&mut entry.reference, self.voucher(first));
        if self.columns.has(Key::Status) {
            match status_bits(first.cell(Key::Status)) {
                Ok(bits) => entry.status = (entry.status & !(status::WAITING | status::SETTLED)) | bits,
                Err(message) => problems.push((first.line, message)),
            }
        }
        if self.is_opening(first) {
            entry.status |= status::OPENING;
        }
        problems.extend(self.disagreements(rows));
        let (lines, wrong) = match self.format {
            Format::Simple => self.simple_lines(first, &entry, before),
            _ => self.lines_of(rows, &entry, before),
        };
        problems.extend(wrong);
        entry.lines = lines;
        match self.entry_type(first, &entry, before) {
            Ok(entry_type) => entry.entry_type = entry_type,
            Err(message) => problems.push((first.line, message)),
        }
        if self.format == Format::Simple && before.is_none() {
            // As requests order them.
            let is_debit_first =
                !matches!(entry.entry_type, EntryType::Revenue | EntryType::Transfer | EntryType::Credit);
            entry.lines.sort_by_key(|line| (line.debit.0 == 0) == is_debit_first);
        }
        problems.sort_by_key(|(line, _)| *line);
        Drafted { entry, problems }
    }

    /// Whether a table of the tax office has a row among its opening entries, which an opening of the year replaces.
    fn is_opening(&self, row: &Row) -> bool {
        self.format == Format::Fec && is_opening_journal(row.cell(Key::Journal), row.cell(Key::Type))
    }

    fn date(&self, row: &Row, is_stored: bool, entry: &mut Entry) -> Result<(), Message> {
        let cell = row.cell(Key::Date);
        match cell {
            "" if is_stored => Ok(()),
            "" => Err(msg!("entry-import-date-missing")),
            _ => {
                entry.date = day(cell, self.context).ok_or_else(|| msg!("entry-date-wrong", date = cell))?;
                Ok(())
            }
        }
    }

    /// The voucher of an entry. What exports to the tax office write for want of one is none.
    pub(super) fn voucher<'r>(&self, row: &'r Row) -> &'r str {
        let reference = row.cell(Key::Reference);
        let number = reference.strip_prefix(VOUCHER_OF_NUMBER);
        let is_made_up = self.format == Format::Fec && number.is_some_and(|number| number == row.cell(Key::Id));
        if is_made_up { "" } else { reference }
    }

    /// The type that the table names. Without a column, that of what is stored, or the one that the accounts call for.
    fn entry_type(&self, row: &Row, entry: &Entry, before: Option<&Entry>) -> Result<EntryType, Message> {
        let cell = row.cell(Key::Type);
        let named = EntryType::from_name(cell);
        // A type of another program stays as long as the table does not name another.
        let foreign = before.map(|before| before.entry_type).filter(|entry_type| !entry_type.is_known());
        if let Some(foreign) = foreign
            && (!self.columns.has(Key::Type) || cell == foreign.name())
        {
            return Ok(foreign);
        }
        match (self.columns.has(Key::Type), named) {
            (true, Some(entry_type)) => Ok(entry_type),
            _ if before.is_none() && self.is_opening(row) => Ok(EntryType::Advanced),
            // Journals of other programs.
            (true, None) if self.format == Format::Fec => Ok(self.guessed_type(entry)),
            (true, None) if cell.is_empty() => Err(msg!("entry-import-type-missing")),
            (true, None) => Err(msg!("entry-import-type-unknown", type = cell)),
            (false, _) => Ok(match before {
                Some(before) if entry.lines.len() == 2 => before.entry_type,
                _ => self.guessed_type(entry),
            }),
        }
    }

    /// Revenue, expense or transfer when the accounts of two lines say so; advanced otherwise.
    fn guessed_type(&self, entry: &Entry) -> EntryType {
        let [one, other] = entry.lines.as_slice() else { return EntryType::Advanced };
        let types = [self.accounts.type_of(one.account), self.accounts.type_of(other.account)];
        let is_money = |account_type: Option<AccountType>| account_type.is_some_and(AccountType::is_money);
        let is_money_and = |account_type| types.contains(&Some(account_type)) && types.into_iter().any(is_money);
        if is_money_and(AccountType::Revenue) {
            EntryType::Revenue
        } else if is_money_and(AccountType::Expense) {
            EntryType::Expense
        } else if types.into_iter().all(is_money) {
            EntryType::Transfer
        } else {
            EntryType::Advanced
        }
    }

    /// Rows that say of their entry something else than its first row: most likely two entries under one number.
    fn disagreements(&self, rows: &[Row]) -> Option<Problem> {
        let (first, others) = rows.split_first()?;
        let differs = |row: &Row, key| !row.cell(key).is_empty() && row.cell(key) != first.cell(key);
        let other_journal =
            || others.iter().find(|row| differs(row, Key::Journal)).filter(|_| self.format == Format::Fec);
        if let Some(row) = others.iter().find(|row| differs(row, Key::Date)) {
            let (date, other) = (first.cell(Key::Date), row.cell(Key::Date));
            return Some((row.line, msg!("entry-import-dates-differ", date = date, other = other)));
        }
        let row = other_journal()?;
        let (journal, other) = (first.cell(Key::Journal), row.cell(Key::Journal));
        Some((row.line, msg!("entry-import-journals-differ", journal = journal, other = other)))
    }
}

/// The bits that have names.
fn status_bits(names: &str) -> Result<i64, Message> {
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.into_iter().try_fold(0, |bits, name| {
        let known = status::NAMES.into_iter().find(|(_, known)| *known == name);
        known.map(|(bit, _)| bits | bit).ok_or_else(|| msg!("entry-import-status-unknown", status = name))
    })
}

/// Puts the text of a cell in place of another, unless there is none or it is the same but for line ends and blanks.
fn replace(text: &mut String, cell: &str) {
    if let Some(new) = clean(cell)
        && clean(text).as_ref() != Some(&new)
    {
        *text = new;
    }
}

fn replace_optional(text: &mut Option<String>, cell: &str) {
    if !cell.is_empty() {
        *text = cleaned(cell, text.take());
    }
}

/// The text of a cell, which may be nothing; the stored one when it is the same but for line ends and blanks.
pub(super) fn cleaned(cell: &str, stored: Option<String>) -> Option<String> {
    let new = clean(cell);
    if stored.as_deref().and_then(clean) == new { stored } else { new }
}
