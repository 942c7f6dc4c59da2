//! Builds the entry that a request asks for (accounting.md 4.1 to 4.3 and 4.6).

use rusqlite::{Connection, OptionalExtension};

use super::checks::refused;
use super::lines::{GivenAccount, GivenLine};
use super::normalise::sides;
use super::record::{Entry, Line};
use super::request::{Given, WantedYear};
use crate::accounting::entry::EntryType;
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;

/// The new entry that a request asks for.
///
/// # Errors
///
/// [`Error::Invalid`] with what is missing, or names nothing.
pub fn new_entry(conn: &Connection, given: &Given<'_>, context: &DateContext) -> Result<Entry> {
    let missing = |name: &str, message| Error::invalid_field(name, message);
    let wanted = given.year.ok_or_else(|| missing("id_year", msg!("entry-year-missing")))?;
    let year = find_year(conn, wanted, given.date, context)?;
    let entry_type = given.entry_type.ok_or_else(|| missing("type", msg!("entry-type-missing")))?;
    let label = given.label.clone().ok_or_else(|| missing("label", msg!("entry-label-missing")))?;
    let date = given.date.ok_or_else(|| missing("date", msg!("entry-date-missing")))?;
    let entry = Entry { entry_type, ..Entry::new(year.id, date, label) };
    apply(conn, entry, given, &year)
}

/// A stored entry with the changes that a request asks for.
///
/// # Errors
///
/// As for [`new_entry`].
pub fn changed_entry(conn: &Connection, before: &Entry, given: &Given<'_>, context: &DateContext) -> Result<Entry> {
    let year = match given.year {
        Some(wanted) => find_year(conn, wanted, Some(given.date.unwrap_or(before.date)), context)?,
        None => Year::require(conn, "id_year", before.year)?,
    };
    let mut entry = before.clone();
    entry.year = year.id;
    entry.entry_type = given.entry_type.unwrap_or(entry.entry_type);
    entry.label = given.label.clone().unwrap_or(entry.label);
    entry.date = given.date.unwrap_or(entry.date);
    apply(conn, entry, given, &year)
}

fn find_year(
    conn: &Connection,
    wanted: WantedYear,
    date: Option<jiff::civil::Date>,
    context: &DateContext,
) -> Result<Year> {
    let refuse = |message| Error::invalid_field("id_year", message);
    match (wanted, date) {
        (WantedYear::Id(id), _) => Year::require(conn, "id_year", id),
        (WantedYear::Match, Some(date)) => {
            Year::open_on(conn, date)?.ok_or_else(|| refuse(msg!("entry-year-none-matches", date = date.to_string())))
        }
        (WantedYear::Current | WantedYear::Match, _) => {
            Year::current(conn, context.today)?.ok_or_else(|| refuse(msg!("year-none-open")))
        }
    }
}

fn apply(conn: &Connection, mut entry: Entry, given: &Given<'_>, year: &Year) -> Result<Entry> {
    entry.notes = given.notes.clone().unwrap_or(entry.notes);
    entry.reference = given.reference.clone().unwrap_or(entry.reference);
    entry.status = given.status.unwrap_or(entry.status);
    entry.creator = given.creator.unwrap_or(entry.creator);
    if !entry.entry_type.is_known() && !given.params.get("amount").is_blank() {
        let message = msg!("entry-type-foreign", type = entry.entry_type.number(), words = entry_type_words());
        return Err(Error::invalid_field("type", message));
    }
    if entry.entry_type.is_simple() {
        entry.lines = simple_lines(conn, &entry, given, year)?;
    } else if let Some(lines) = &given.lines {
        entry.lines = lines
            .iter()
            .enumerate()
            .map(|(at, line)| changed_line(conn, entry.lines.get(at), line, at, year))
            .collect::<Result<_>>()?;
    }
    Ok(entry)
}

fn entry_type_words() -> String {
    EntryType::ALL.iter().map(|entry_type| entry_type.word()).collect::<Vec<_>>().join(", ")
}

/// A line of an advanced entry. Values that the request leaves out come from `before`, the stored line at the same place.
fn changed_line(conn: &Connection, before: Option<&Line>, given: &GivenLine, at: usize, year: &Year) -> Result<Line> {
    let unknown = || refused(at, "account", msg!("entry-account-unknown", line = at + 1, year = year.label.as_str()));
    let account = match &given.account {
        None => return Err(refused(at, "account", msg!("entry-account-missing", line = at + 1))),
        Some(GivenAccount::Id(id)) => *id,
        Some(GivenAccount::Code(code)) => find_account(conn, year, code)?.ok_or_else(unknown)?,
    };
    let stored = before.cloned().unwrap_or_default();
    let mut line = Line { account, ..stored.clone() };
    line.debit = given.debit.unwrap_or(line.debit);
    line.credit = given.credit.unwrap_or(line.credit);
    line.label = given.label.clone().unwrap_or(line.label);
    line.reference = given.reference.clone().unwrap_or(line.reference);
    line.project = given.project.unwrap_or(line.project);
    line.status = given.status.unwrap_or(line.status);
    // The statement of the bank showed the former amount and account.
    line.reconciled = line.has_amount_of(&stored) && given.reconciled.unwrap_or(line.reconciled);
    Ok(line)
}

/// The identifier of the account with exactly that code.
pub fn find_account(conn: &Connection, year: &Year, code: &str) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM acc_accounts WHERE code = ?1 AND id_chart = ?2")?;
    Ok(statement.query_row((code, year.chart), |row| row.get(0)).optional()?)
}

/// The two lines of a simple entry, which every request gives anew; stored ones keep their sides and their places.
fn simple_lines(conn: &Connection, entry: &Entry, given: &Given<'_>, year: &Year) -> Result<Vec<Line>> {
    let amount = simple_amount(given)?;
    let stored = sides(&entry.lines);
    let debit = simple_account(conn, given, "debit", year)?.or(stored.map(|(debit, _)| debit.account));
    let credit = simple_account(conn, given, "credit", year)?.or(stored.map(|(_, credit)| credit.account));
    let missing = |side: &str| Error::invalid_field(side, msg!("entry-side-missing", side = side));
    let debit = Line::debit(debit.ok_or_else(|| missing("debit"))?, amount);
    let credit = Line::credit(credit.ok_or_else(|| missing("credit"))?, amount);
    let is_debit_first = match entry.lines.first().filter(|_| stored.is_some()) {
        Some(first) => first.debit > Cents(0),
        None => matches!(entry.entry_type, EntryType::Expense | EntryType::Debt),
    };
    let mut lines = if is_debit_first { vec![debit, credit] } else { vec![credit, debit] };
    // Both are emptied when they are absent, as Paheko does (accounting/edit a simple transaction: with its options).
    let reference = given.params.text("payment_reference")?;
    let project = given.params.get("id_project").id_or_none()?;
    for (at, line) in lines.iter_mut().enumerate() {
        if let Some(stored) = entry.lines.get(at) {
            let kept = Line { account: line.account, debit: line.debit, credit: line.credit, ..stored.clone() };
            *line = Line { reconciled: stored.reconciled && line.has_amount_of(stored), ..kept };
        }
        line.reference = reference.clone();
        line.project = project;
    }
    Ok(lines)
}

/// The amount without its sign (accounting/amounts accepted: `-12,3`).
fn simple_amount(given: &Given<'_>) -> Result<Cents> {
    match given.params.amount("amount")? {
        None | Some(Cents(0)) => Err(Error::invalid_field("amount", msg!("entry-amount-missing"))),
        Some(Cents(cents)) => Ok(Cents(cents.abs())),
    }
}

/// The account that a simple entry names for a side by its code, if it names one.
fn simple_account(conn: &Connection, given: &Given<'_>, side: &str, year: &Year) -> Result<Option<i64>> {
    let Some(code) = given.params.text(side)? else { return Ok(None) };
    let unknown = || {
        let label = year.label.as_str();
        Error::invalid_field(side, msg!("entry-side-unknown", side = side, code = code.as_str(), year = label))
    };
    find_account(conn, year, &code)?.map(Some).ok_or_else(unknown)
}
