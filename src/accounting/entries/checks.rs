//! The rules that an entry must satisfy before it is stored (accounting.md 4.4 and 4.7).

use rusqlite::Connection;

use super::accounts::Accounts;
use super::record::{Entry, Line};
use crate::accounting::amount;
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::members::record::Member;
use crate::money::Cents;
use crate::msg;

/// Limits of texts in bytes of UTF-8, as Paheko counts them (accounting/refusals of the header).
const LABEL_BYTES_MAX: usize = 200;
const REFERENCE_BYTES_MAX: usize = 200;
const NOTES_BYTES_MAX: usize = 2000;
const LINE_TEXT_BYTES_MAX: usize = 199;

/// Refuses an entry that breaks a rule, naming the line if it is about one. `before` is the stored entry.
pub fn require_sound(accounts: Accounts<'_>, before: Option<&Entry>, entry: &Entry) -> Result<()> {
    let conn = accounts.conn();
    let year = Year::require(conn, "id_year", entry.year)?;
    require_changeable(conn, before, entry, &year)?;
    require_texts(entry)?;
    if !year.contains(entry.date) {
        let (date, label) = (entry.date.to_string(), year.label.as_str());
        return Err(Error::invalid_field("date", msg!("entry-date-outside", date = date, year = label)));
    }
    if let Some(creator) = entry.creator
        && before.and_then(|before| before.creator) != Some(creator)
        && !Member::exists(conn, creator)?
    {
        return Err(Error::invalid_field("id_creator", msg!("entry-member-unknown", member = creator)));
    }
    require_lines(accounts, entry, &year)
}

/// Refuses changes in closed years and of sealed values. A change of the status alone is allowed, so that debts of a closed
/// year can be settled.
fn require_changeable(conn: &Connection, before: Option<&Entry>, entry: &Entry, year: &Year) -> Result<()> {
    let Some(before) = before else { return year.require_open() };
    if (Entry { status: entry.status, ..before.clone() }) == *entry {
        return Ok(());
    }
    if entry.year != before.year {
        Year::require(conn, "id_year", before.year)?.require_open()?;
    }
    year.require_open()?;
    if before.seal.is_some() && !keeps_seal(before, entry) {
        return Err(Error::invalid(msg!("entry-sealed", entry = before.id)));
    }
    Ok(())
}

/// Whether the sealed values are unchanged.
fn keeps_seal(before: &Entry, entry: &Entry) -> bool {
    let sealed = |entry: &Entry| {
        let lines: Vec<_> = entry
            .lines
            .iter()
            .map(|line| (line.id, line.account, line.debit, line.credit, line.label.clone(), line.reference.clone()))
            .collect();
        (entry.label.clone(), entry.reference.clone(), entry.date, entry.year, lines)
    };
    sealed(before) == sealed(entry)
}

fn require_texts(entry: &Entry) -> Result<()> {
    if entry.label.trim().is_empty() {
        return Err(Error::invalid_field("label", msg!("entry-label-missing")));
    }
    for (name, text, most) in [
        ("label", Some(&entry.label), LABEL_BYTES_MAX),
        ("reference", entry.reference.as_ref(), REFERENCE_BYTES_MAX),
        ("notes", entry.notes.as_ref(), NOTES_BYTES_MAX),
    ] {
        if text.is_some_and(|text| text.len() > most) {
            return Err(Error::invalid_field(name, msg!("entry-text-too-long", field = name, limit = most)));
        }
    }
    Ok(())
}

fn require_lines(accounts: Accounts<'_>, entry: &Entry, year: &Year) -> Result<()> {
    match entry.lines.len() {
        0 | 1 => return Err(Error::invalid_field("lines", msg!("entry-too-few-lines"))),
        2 => {}
        count if entry.entry_type.is_simple() => {
            return Err(Error::invalid_field("lines", msg!("entry-not-two-lines", lines = count)));
        }
        _ => {}
    }
    let mut kinds = [false; 2];
    let (mut debit, mut credit) = (Cents(0), Cents(0));
    for (at, line) in entry.lines.iter().enumerate() {
        kinds[usize::from(require_line(accounts, line, at, year)?)] = true;
        let too_large = || refused(at, "debit", msg!("entry-amount-too-large", line = at + 1));
        debit = debit.checked_add(line.debit).ok_or_else(too_large)?;
        credit = credit.checked_add(line.credit).ok_or_else(too_large)?;
    }
    if kinds == [true, true] {
        return Err(Error::invalid_field("lines", msg!("entry-volunteering-mixed")));
    }
    if debit != credit {
        let (debit, credit) = (debit.to_string(), credit.to_string());
        return Err(Error::invalid_field("lines", msg!("entry-unbalanced", debit = debit, credit = credit)));
    }
    Ok(())
}

/// Checks one line; returns whether its account is one of volunteering.
fn require_line(accounts: Accounts<'_>, line: &Line, at: usize, year: &Year) -> Result<bool> {
    let Some(account) = accounts.role(line.account)?.filter(|account| account.chart == year.chart) else {
        let year = year.label.as_str();
        return Err(refused(at, "account", msg!("entry-account-unknown", line = at + 1, year = year)));
    };
    let sides = (line.debit > Cents(0), line.credit > Cents(0));
    if sides.0 == sides.1 || line.debit < Cents(0) || line.credit < Cents(0) {
        return Err(refused(at, "debit", msg!("entry-line-sides", line = at + 1)));
    }
    if line.debit > amount::LARGEST || line.credit > amount::LARGEST {
        return Err(refused(at, "debit", msg!("entry-amount-too-large", line = at + 1)));
    }
    for (name, text) in [("label", &line.label), ("reference", &line.reference)] {
        if text.as_ref().is_some_and(|text| text.len() > LINE_TEXT_BYTES_MAX) {
            let message = msg!("entry-line-text-too-long", line = at + 1, field = name, limit = LINE_TEXT_BYTES_MAX);
            return Err(refused(at, name, message));
        }
    }
    if let Some(project) = line.project
        && !accounts.has_project(project)?
    {
        return Err(refused(at, "id_project", msg!("entry-project-unknown", line = at + 1, project = project)));
    }
    Ok(account.account_type.is_volunteering())
}

/// The error of a field of a line, counted from 0 as requests do; sentences count from 1 as people do.
pub fn refused(line: usize, field: &str, message: Message) -> Error {
    Error::invalid_field(line_field::name(line, field), message)
}

/// The names that checks give to fields of lines: `lines[1].debit`.
pub mod line_field {
    pub fn name(line: usize, field: &str) -> String {
        format!("lines[{line}].{field}")
    }

    pub fn parse(name: &str) -> Option<(usize, &str)> {
        let (line, field) = name.strip_prefix("lines[")?.split_once("].")?;
        Some((line.parse().ok()?, field))
    }
}
