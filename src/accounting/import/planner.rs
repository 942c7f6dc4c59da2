//! Making a plan, entry by entry: which stored entry rows are about, what they make of it, whether it may be so.

mod alike;
mod draft;
mod lines;

use std::cell::RefCell;
use std::collections::HashSet;

use jiff::civil::Date;
use rusqlite::Connection;

use super::cells::{AMOUNTS, Amounts};
use super::columns::{Columns, Key};
use super::duplicates::DuplicateIndex;
use super::lookups::{Accounts, Linked, Members, MembersOf, Projects};
use super::options::{Format, Options};
use super::plan::{Outcome, Plan, Planned, Relinked};
use super::rows::{Row, Table, for_each_entry};
use crate::accounting::entries::accounts::Accounts as Parts;
use crate::accounting::entries::normalise::normalise;
use crate::accounting::entries::{Entry, store};
use crate::accounting::entry::{EntryType, status};
use crate::accounting::year::{Year, text_of};
use crate::accounting::years::openings;
use crate::association::Settings;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::{LineError, PROGRESS_LINES};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::read::Record;
use draft::Drafted;

/// Plans the import of the rows of a table into a year.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, and for what is wrong with the file as a whole: its form, its columns,
/// no line of data.
pub fn plan(
    conn: &Connection,
    year: &Year,
    records: impl IntoIterator<Item = Result<Record>>,
    options: &Options,
    context: &DateContext,
) -> Result<Plan> {
    year.require_open()?;
    let planner = RefCell::new(None);
    for_each_entry(
        records,
        options,
        |table| {
            planner.replace(Some(Planner::open(conn, year, table, options, context)?));
            Ok(())
        },
        |rows| planner.borrow_mut().as_mut().map_or(Ok(()), |planner| planner.entry(&rows)),
    )?;
    // A table without an entry is refused before.
    planner.into_inner().ok_or_else(|| Error::invalid(msg!("import-no-line")))?.finish()
}

/// A plan in the making.
struct Planner<'a> {
    conn: &'a Connection,
    year: &'a Year,
    format: Format,
    columns: Columns,
    amounts: Amounts,
    options: &'a Options,
    context: &'a DateContext,
    accounts: Accounts,
    projects: Projects,
    /// Read only for tables that name members.
    members: Option<(Members, Linked)>,
    stored: DuplicateIndex,
    /// The stored entries that rows above are about.
    seen: HashSet<i64>,
    /// How many new entries are opening entries.
    openings: usize,
    /// The days of entries that are not in the year.
    outside: Vec<Date>,
    plan: Plan,
}

/// What is wrong, with the line where it stands.
type Problem = (usize, Message);

impl<'a> Planner<'a> {
    fn open(
        conn: &'a Connection,
        year: &'a Year,
        table: Table,
        options: &'a Options,
        context: &'a DateContext,
    ) -> Result<Self> {
        let Table { format, columns, amounts, listed, warnings } = table;
        let amounts = Amounts { currency: Settings::read(conn)?.currency, ..amounts };
        let names_members = columns.has(Key::LinkedUsers);
        Ok(Planner {
            conn,
            year,
            format,
            columns,
            amounts,
            options,
            context,
            accounts: Accounts::of_year(conn, year)?,
            projects: Projects::read(conn)?,
            members: match names_members {
                true => Some((Members::read(conn)?, Linked::of_year(conn, year)?)),
                false => None,
            },
            stored: DuplicateIndex::default(),
            seen: HashSet::new(),
            openings: 0,
            outside: Vec::new(),
            plan: Plan {
                format,
                columns: listed,
                accounts: Vec::new(),
                projects: Vec::new(),
                entries: Vec::new(),
                errors: Vec::new(),
                warnings: Vec::new(),
                file_warnings: warnings,
            },
        })
    }

    fn finish(self) -> Result<Plan> {
        let mut plan = Plan { accounts: self.accounts.new, projects: self.projects.new, ..self.plan };
        if self.outside.len() > 1 {
            // The days stand in the warning: one reason for all of them, to be told once.
            let reasons = plan.errors.iter_mut().flat_map(|error| &mut error.reasons);
            reasons.filter(|reason| reason.id == "entry-date-outside").for_each(|reason| {
                *reason = msg!("entry-import-outside", year = self.year.label.as_str());
            });
        }
        if let (Some(first), Some(last)) = (self.outside.iter().min(), self.outside.iter().max()) {
            let [first, last, start, end] = [*first, *last, self.year.start, self.year.end].map(text_of);
            let (count, year) = (self.outside.len(), self.year.label.as_str());
            plan.file_warnings.push(msg!(
                "entry-import-days-outside",
                count = count,
                first = first,
                last = last,
                year = year,
                start = start,
                end = end
            ));
        }
        if self.openings > 0 {
            plan.file_warnings.push(msg!("entry-import-openings", count = self.openings));
            let stored = openings(self.conn, self.year)?;
            if !stored.is_empty() {
                let numbers: Vec<String> = stored.iter().map(i64::to_string).collect();
                plan.file_warnings.push(msg!("entry-import-opened-before", entries = numbers.join(", ")));
            }
        }
        alike::join(&mut plan.errors);
        alike::join(&mut plan.warnings);
        Ok(plan)
    }

    /// Plans what the rows of one entry do; there is one at least.
    fn entry(&mut self, rows: &[Row]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let line = first.line;
        let faults: Vec<(usize, Message)> =
            rows.iter().filter_map(|row| Some((row.line, row.fault.as_deref()?.clone()))).collect();
        if !faults.is_empty() {
            self.refuse(rows, faults);
            return Ok(());
        }
        let before = match self.stored(first)? {
            Ok(before) => before,
            Err(message) => {
                self.refuse(rows, vec![(line, message)]);
                return Ok(());
            }
        };
        if before.is_none() && self.is_of_nothing(rows) {
            self.warn(first, msg!("entry-import-of-nothing"));
            return Ok(());
        }
        let Drafted { mut entry, problems } = self.draft(rows, before.as_ref());
        if !problems.is_empty() {
            self.refuse(rows, problems);
            return Ok(());
        }
        let date = entry.date;
        let parts = Parts::with_pending(self.conn, &self.accounts.pending, &self.projects.pending);
        // What is as it was is not looked at, whatever rules it may break.
        let changes = match before.as_ref() == Some(&entry) {
            true => Ok(false),
            // Settled here and when it is stored: what was no debt at first is no debt that waits either.
            false => normalise(parts, before.as_ref(), &mut entry)
                .and_then(|()| store::validate(parts, before.as_ref(), &mut entry)),
        };
        let changes = match changes {
            Ok(changes) => changes,
            Err(Error::Invalid { message, .. }) => {
                self.outside.extend(Some(date).filter(|date| !self.year.contains(*date)));
                self.refuse(rows, vec![(line, message)]);
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if let Some(before) = before.as_ref().filter(|before| changes && before.seal.is_some()) {
            self.refuse(rows, vec![(line, msg!("entry-sealed", entry = before.id))]);
            return Ok(());
        }
        if before.is_none() {
            self.warn_of_twin(line, &entry)?;
        }
        self.warn_of_cut_amounts(rows);
        self.openings += usize::from(before.is_none() && entry.status & status::OPENING != 0);
        let outcome = self.outcome(first, before, entry, changes);
        self.plan.entries.push(Planned { line, outcome });
        if self.plan.entries.len().is_multiple_of(PROGRESS_LINES) {
            tracing::info!(entries = self.plan.entries.len(), "planning an import of entries");
        }
        Ok(())
    }

    fn outcome(&mut self, first: &Row, before: Option<Entry>, entry: Entry, changes: bool) -> Outcome {
        let members = self.members_of(first, before.as_ref());
        match before {
            None => Outcome::Created { entry: Box::new(entry), members: members.map_or(Vec::new(), |to| to.after) },
            Some(before) if changes || members.is_some() => {
                Outcome::Changed { before: Box::new(before), after: Box::new(entry), members }
            }
            Some(before) => Outcome::Unchanged { id: before.id, label: before.label },
        }
    }

    /// The stored entry that a row is about by its number; none for a new one.
    fn stored(&mut self, row: &Row) -> Result<Result<Option<Entry>, Message>> {
        let number = row.cell(Key::Id);
        if self.options.ignore_ids || number.is_empty() {
            return Ok(Ok(None));
        }
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let found = digits.parse().map_or(Ok(None), |id| Entry::find(self.conn, id))?;
        Ok(match found {
            found if self.is_numbered_elsewhere(row, found.as_ref()) => {
                Err(msg!("entry-import-foreign-number", number = number))
            }
            None => Err(msg!("entry-import-number-unknown", number = number)),
            Some(entry) if entry.year != self.year.id => {
                Err(msg!("entry-import-other-year", entry = entry.id, year = self.year.label.as_str()))
            }
            Some(entry) if !self.seen.insert(entry.id) => Err(msg!("entry-import-twice", entry = entry.id)),
            Some(entry) => Ok(Some(entry)),
        })
    }

    /// Whether a table of the tax office shows by its vouchers or journals that its numbers are not ours: those of
    /// another program, or of the file that is handed to the tax office.
    fn is_numbered_elsewhere(&self, row: &Row, stored: Option<&Entry>) -> bool {
        let reference = row.cell(Key::Reference);
        let is_of_stored = stored.is_some_and(|entry| entry.reference.as_deref() == Some(reference));
        let names_our_number = |number: &str| is_of_stored || row.cell(Key::Id).trim_start_matches('#') == number;
        let voucher = reference.strip_prefix(draft::VOUCHER_OF_NUMBER);
        let journal = row.cell(Key::Type);
        self.format == Format::Fec
            && (voucher.is_some_and(|number| !names_our_number(number))
                || (!journal.is_empty() && EntryType::from_name(journal).is_none()))
    }

    /// The members that the table links an entry to; `None` when that changes nothing. A subscription that links a
    /// member stays, and is link enough.
    fn members_of(&mut self, first: &Row, before: Option<&Entry>) -> Option<Relinked> {
        let Some((members, linked)) = &mut self.members else { return None };
        let MembersOf { direct, subscribers } = before.map_or_else(MembersOf::default, |before| linked.take(before.id));
        let linked: Vec<i64> = direct.iter().chain(&subscribers).copied().collect();
        let (named, doubts) = members.named(first.cell(Key::LinkedUsers), &linked);
        let name = || Some(first.cell(Key::Label).to_owned());
        self.plan.warnings.extend(doubts.into_iter().map(|doubt| LineError::new(first.line, name(), doubt)));
        let is_wanted = |id: &i64| direct.contains(id) || !subscribers.contains(id);
        let after: Vec<i64> = named.into_iter().filter(is_wanted).collect();
        if after == direct { None } else { Some(Relinked { before: direct, after }) }
    }

    /// Nothing but a number tells an entry from another: that one looks the same is worth knowing.
    fn warn_of_twin(&mut self, line: usize, entry: &Entry) -> Result<()> {
        if let Some(twin) = self.stored.like(self.conn, self.year, entry)? {
            let reason = msg!("entry-import-same-as-stored", entry = twin);
            self.plan.warnings.push(LineError::new(line, Some(entry.label.clone()), reason));
        }
        Ok(())
    }

    fn warn_of_cut_amounts(&mut self, rows: &[Row]) {
        for row in rows {
            let is_cut =
                |key: &Key| self.amounts.read(row.cell(*key), row.is_number(*key)).is_ok_and(|(_, is_cut)| is_cut);
            if AMOUNTS.iter().any(is_cut) {
                self.warn(row, msg!("entry-import-amount-cut"));
            }
        }
    }

    fn warn(&mut self, row: &Row, reason: Message) {
        self.plan.warnings.push(LineError::new(row.line, Some(row.cell(Key::Label).to_owned()), reason));
    }

    fn refuse(&mut self, rows: &[Row], problems: Vec<Problem>) {
        let name = rows.iter().map(|row| row.cell(Key::Label)).find(|label| !label.is_empty()).map(str::to_owned);
        for (line, message) in problems {
            match self.plan.errors.last_mut().filter(|last| last.line == line) {
                Some(last) => last.reasons.push(message),
                None => self.plan.errors.push(LineError::new(line, name.clone(), message)),
            }
        }
    }
}
