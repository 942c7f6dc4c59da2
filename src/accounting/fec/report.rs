//! What the tax office would say of the file of a year, before it is handed over.

use std::io::Write;

use rusqlite::Connection;

use super::check::{Checker, Finding, Level};
use super::write::is_short;
use super::{Siren, file_name};
use crate::accounting::year::{Year, YearStatus};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;
use crate::sheet::{Cell, Column, JsonRows, Kind, RowWriter};

/// How many short codes of accounts are named.
const ACCOUNTS_NAMED: usize = 10;

/// Writes a list in JSON: what concerns the year as a whole, then the findings in the order of the file, each with the
/// entry that it is about.
pub fn write(
    conn: &Connection,
    year: &Year,
    siren: Option<&Siren>,
    language: Language,
    out: &mut impl Write,
) -> Result<()> {
    let columns = ["level", "code", "entry", "number", "line", "field"].map(|key| Column::new(key, Kind::Free));
    let columns = [columns.as_slice(), &[Column::new("message", Kind::Text)]].concat();
    let mut list = JsonRows::new(out, &columns, 0);
    for finding in of_year(conn, year)? {
        row(&mut list, &finding, &[], language)?;
    }
    let mut checker = Checker::new(&file_name(siren, year.end), Some(year.start));
    let mut entries = Vec::new();
    super::write(conn, year, &mut checker, |entry| entries.push(entry))?;
    for finding in checker.finish() {
        row(&mut list, &finding, &entries, language)?;
    }
    list.finish()
}

/// `entries` are the entries of our numbers, from 1.
fn row(list: &mut impl RowWriter, finding: &Finding, entries: &[i64], language: Language) -> Result<()> {
    let number = finding.number.as_deref().and_then(|number| number.parse::<usize>().ok());
    let entry = number.and_then(|number| entries.get(number.checked_sub(1)?));
    let integer = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Integer);
    list.row(&[
        Cell::Text(finding.level.word()),
        Cell::Text(&finding.code()),
        integer(entry.copied()),
        integer(number.and_then(|number| i64::try_from(number).ok())),
        integer(finding.line.and_then(|line| i64::try_from(line).ok())),
        finding.field.as_deref().map_or(Cell::Empty, Cell::Text),
        Cell::Text(&text(language, &finding.message)),
    ])
}

/// What the file does not show by itself.
fn of_year(conn: &Connection, year: &Year) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    if year.status == YearStatus::Open {
        found.push(Finding::of_file(Level::Warning, msg!("fec-year-open", year = year.label.as_str())));
    }
    let without_reference: i64 = conn.query_row(
        "SELECT count(*) FROM acc_transactions WHERE id_year = ?1 AND ifnull(trim(reference), '') = ''",
        [year.id],
        |row| row.get(0),
    )?;
    if without_reference > 0 {
        let message = msg!("fec-references-missing", count = without_reference);
        found.push(Finding::of_file(Level::Warning, message));
    }
    let short: Vec<String> = conn
        .prepare(
            "SELECT DISTINCT a.code FROM acc_transactions t
             INNER JOIN acc_transactions_lines l ON l.id_transaction = t.id
             INNER JOIN acc_accounts a ON a.id = l.id_account WHERE t.id_year = ?1 ORDER BY a.code",
        )?
        .query_map([year.id], |row| row.get(0))?
        .filter(|code: &rusqlite::Result<String>| code.as_ref().is_ok_and(|code| is_short(code)))
        .collect::<rusqlite::Result<_>>()?;
    if !short.is_empty() {
        let named = short.iter().take(ACCOUNTS_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = msg!("fec-accounts-short", count = short.len(), accounts = named);
        found.push(Finding::of_file(Level::Warning, message));
    }
    Ok(found)
}
