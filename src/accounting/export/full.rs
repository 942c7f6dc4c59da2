//! A row for each line of each entry.

use std::borrow::Cow;

use rusqlite::Connection;

use super::{has_line, or_nothing, status_names};
use crate::accounting::lines::{EntryLineColumn, LineRow, Order, walk};
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

/// The number of leading columns that describe the entry.
const OF_ENTRY: usize = 7;

/// Texts that all rows of an entry share.
#[derive(Default)]
struct EntryCells {
    id: Option<i64>,
    type_name: Cow<'static, str>,
    status: String,
    members: String,
}

/// Writes the rows by date, entry and line. `is_grouped`: the columns of the entry are filled on its first row only.
pub fn write(conn: &Connection, year: &Year, is_grouped: bool, writer: &mut dyn RowWriter) -> Result<()> {
    let members = LinkedMembers::of_year(conn, year.id)?;
    let mut entry = EntryCells::default();
    walk(conn, year.id, Order::Date, |row| {
        if !has_line(row) {
            return Ok(());
        }
        let id = EntryLineColumn::Entry.integer(row)?;
        let is_first = entry.id != Some(id);
        if is_first {
            entry.id = Some(id);
            entry.type_name = EntryLineColumn::entry_type(row)?.name();
            entry.status = status_names(EntryLineColumn::EntryStatus.integer(row)?);
            members.write_names(id, &mut entry.members);
        }
        let mut cells = cells(row, &entry);
        if is_grouped && !is_first {
            cells[..OF_ENTRY].fill(Cell::Empty);
            cells[0] = Cell::Text("");
            cells[COLUMNS.len() - 1] = Cell::Empty;
        }
        writer.row(&cells)
    })
}

fn cells<'r>(row: &'r LineRow<'_>, entry: &'r EntryCells) -> [Cell<'r>; COLUMNS.len()] {
    [
        EntryLineColumn::Entry.cell(row),
        Cell::Text(&entry.type_name),
        Cell::Text(&entry.status),
        EntryLineColumn::EntryLabel.cell(row),
        EntryLineColumn::Date.cell(row),
        EntryLineColumn::Notes.cell(row),
        EntryLineColumn::EntryReference.cell(row),
        EntryLineColumn::AccountCode.cell(row),
        EntryLineColumn::AccountLabel.cell(row),
        EntryLineColumn::Debit.cell(row),
        EntryLineColumn::Credit.cell(row),
        EntryLineColumn::Reference.cell(row),
        EntryLineColumn::Label.cell(row),
        EntryLineColumn::Reconciled.cell(row),
        EntryLineColumn::Letter.cell(row),
        EntryLineColumn::ProjectCode.cell(row),
        or_nothing(&entry.members),
    ]
}
