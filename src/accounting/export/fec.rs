//! A row for each line in the columns of the tax office, as Paheko exports it (fec.md 3; accounting/export fec). The file
//! that the law asks for is another one: [`crate::accounting::fec`].

use std::borrow::Cow;

use rusqlite::Connection;

use super::has_line;
use crate::accounting::lines::{EntryLineColumn, LineRow, Order, walk};
use crate::accounting::year::Year;
use crate::error::Result;
use crate::sheet::{Cell, Kind, RowWriter};

/// The keys of JSON, some of which are the headings, are Paheko's.
pub const COLUMNS: [(&str, &str, Kind); 18] = [
    ("JournalCode", "type_id", Kind::Text),
    ("JournalLib", "type", Kind::Text),
    ("EcritureNum", "id", Kind::Text),
    ("EcritureDate", "EcritureDate", Kind::Text),
    ("CompteNum", "account", Kind::Text),
    ("CompteLib", "account_label", Kind::Text),
    ("CompAuxNum", "CompAuxNum", Kind::Text),
    ("CompAuxLib", "CompAuxLib", Kind::Text),
    ("PieceRef", "reference", Kind::Text),
    ("PieceDate", "PieceDate", Kind::Text),
    ("EcritureLib", "label", Kind::Text),
    ("Debit", "debit", Kind::Amount),
    ("Credit", "credit", Kind::Amount),
    ("EcritureLet", "EcritureLet", Kind::Text),
    ("DateLet", "DateLet", Kind::Text),
    ("ValidDate", "ValidDate", Kind::Text),
    ("MontantDevise", "MontantDevise", Kind::Text),
    ("Idevise", "Idevise", Kind::Text),
];

/// Texts derived from columns; buffers reused across rows.
#[derive(Default)]
struct Made {
    journal_code: Cow<'static, str>,
    journal: Cow<'static, str>,
    date: String,
    account: String,
    reference: String,
    lettered: String,
}

/// Writes the rows by date, entry and line.
pub fn write(conn: &Connection, year: &Year, writer: &mut dyn RowWriter) -> Result<()> {
    let mut made = Made::default();
    walk(conn, year.id, Order::Date, |row| {
        if !has_line(row) {
            return Ok(());
        }
        made.read(row)?;
        writer.row(&cells(row, &made))
    })
}

impl Made {
    fn read(&mut self, row: &LineRow<'_>) -> Result<()> {
        let entry_type = EntryLineColumn::entry_type(row)?;
        (self.journal_code, self.journal) = (entry_type.journal_code(), entry_type.name());
        compact(&mut self.date, EntryLineColumn::Date.text(row));
        compact(&mut self.lettered, EntryLineColumn::Lettered.text(row));
        self.account.clear();
        self.account.push_str(EntryLineColumn::AccountCode.text(row).unwrap_or_default());
        if self.account.chars().count() < 3 {
            // A single zero, however short the code is, as Paheko does (accounting/export fec).
            self.account.push('0');
        }
        self.reference.clear();
        match EntryLineColumn::EntryReference.text(row) {
            Some(reference) => self.reference.push_str(reference),
            None => self.reference.push_str(&format!("ECRITURE-{}", EntryLineColumn::Entry.integer(row)?)),
        }
        Ok(())
    }
}

/// A day, or the day of a moment, as `YYYYMMDD`.
fn compact(day: &mut String, text: Option<&str>) {
    day.clear();
    day.extend(text.unwrap_or_default().chars().take(10).filter(|character| *character != '-'));
}

fn cells<'r>(row: &'r LineRow<'_>, made: &'r Made) -> [Cell<'r>; COLUMNS.len()] {
    let lettered = if made.lettered.is_empty() { Cell::Empty } else { Cell::Text(&made.lettered) };
    [
        Cell::Text(&made.journal_code),
        Cell::Text(&made.journal),
        EntryLineColumn::Entry.cell(row),
        Cell::Text(&made.date),
        Cell::Text(&made.account),
        EntryLineColumn::AccountLabel.cell(row),
        Cell::Empty,
        Cell::Empty,
        Cell::Text(&made.reference),
        Cell::Text(&made.date),
        EntryLineColumn::EntryLabel.cell(row),
        EntryLineColumn::Debit.cell(row),
        EntryLineColumn::Credit.cell(row),
        EntryLineColumn::Letter.cell(row),
        lettered,
        Cell::Text(&made.date),
        Cell::Empty,
        Cell::Empty,
    ]
}
