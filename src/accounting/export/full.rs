//! A row for each line of each entry.

use rusqlite::{Connection, Row};

use super::{has_line, or_nothing, status_names, type_name};
use crate::accounting::lines::{ENTRY_AND_LINES, Line, Order, in_order};
use crate::accounting::linked_members::LinkedMembers;
use crate::accounting::year::Year;
use crate::error::Result;
use crate::sheet::{Cell, Kind, RowWriter};

pub const COLUMNS: [(&str, &str, Kind); 17] = [
    ("Numéro d'écriture", "id", Kind::Text),
    ("Type", "type", Kind::Text),
    ("Statut", "status", Kind::Text),
    ("Libellé", "label", Kind::Text),
    ("Date", "date", Kind::Date),
    ("Remarques", "notes", Kind::Text),
    ("Numéro pièce comptable", "reference", Kind::Text),
    ("Numéro compte", "account", Kind::Text),
    ("Libellé compte", "account_label", Kind::Text),
    ("Débit", "debit", Kind::Amount),
    ("Crédit", "credit", Kind::Amount),
    ("Référence ligne", "line_reference", Kind::Text),
    ("Libellé ligne", "line_label", Kind::Text),
    ("Rapprochement", "reconciled", Kind::Number),
    ("Lettrage", "letter", Kind::Text),
    ("Projet analytique", "project", Kind::Text),
    ("Membres associés", "linked_users", Kind::Text),
];

/// How many columns are of the entry, before those of its line.
const OF_ENTRY: usize = 7;

/// What is made once for all rows of an entry.
#[derive(Default)]
struct Entry {
    id: Option<i64>,
    status: String,
    members: String,
}

/// Writes the rows by date, entry and line. `is_grouped`: what is of the entry stands on its first row only.
pub fn write(conn: &Connection, year: &Year, is_grouped: bool, writer: &mut dyn RowWriter) -> Result<()> {
    let members = LinkedMembers::of_year(conn, year.id)?;
    let mut entry = Entry::default();
    in_order(conn, Order::Date.keys(), [year.id], ENTRY_AND_LINES, |row| {
        if !has_line(row)? {
            return Ok(());
        }
        let id = Line::Entry.integer(row)?;
        let is_first = entry.id != Some(id);
        if is_first {
            entry.id = Some(id);
            entry.status = status_names(Line::EntryStatus.integer(row)?);
            members.write_names(id, &mut entry.members);
        }
        let mut cells = cells(row, &entry)?;
        if is_grouped && !is_first {
            cells[..OF_ENTRY].fill(Cell::Empty);
            cells[0] = Cell::Text("");
            cells[COLUMNS.len() - 1] = Cell::Empty;
        }
        writer.row(&cells)
    })
}

fn cells<'r>(row: &'r Row<'_>, entry: &'r Entry) -> Result<[Cell<'r>; COLUMNS.len()]> {
    Ok([
        Line::Entry.cell(row)?,
        Cell::Text(type_name(Line::EntryType.integer(row)?)),
        Cell::Text(&entry.status),
        Line::EntryLabel.cell(row)?,
        Line::Date.cell(row)?,
        Line::Notes.cell(row)?,
        Line::EntryReference.cell(row)?,
        Line::AccountCode.cell(row)?,
        Line::AccountLabel.cell(row)?,
        Line::Debit.cell(row)?,
        Line::Credit.cell(row)?,
        Line::Reference.cell(row)?,
        Line::Label.cell(row)?,
        Line::Reconciled.cell(row)?,
        Line::Letter.cell(row)?,
        Line::ProjectCode.cell(row)?,
        or_nothing(&entry.members),
    ])
}
