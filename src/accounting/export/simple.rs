//! A row for each entry of a simple type, with its two accounts.

use rusqlite::{Connection, Row};

use super::{or_nothing, status_names};
use crate::accounting::entry::EntryType;
use crate::accounting::lines::{cell, in_order};
use crate::accounting::linked_members::LinkedMembers;
use crate::accounting::year::Year;
use crate::error::Result;
use crate::sheet::{Cell, Kind, RowWriter};

pub const COLUMNS: [(&str, &str, Kind); 13] = [
    ("Numéro d'écriture", "id", Kind::Text),
    ("Type", "type", Kind::Text),
    ("Statut", "status", Kind::Text),
    ("Libellé", "label", Kind::Text),
    ("Date", "date", Kind::Date),
    ("Remarques", "notes", Kind::Text),
    ("Numéro pièce comptable", "reference", Kind::Text),
    ("Référence paiement", "p_reference", Kind::Text),
    ("Compte de débit", "debit_account", Kind::Text),
    ("Compte de crédit", "credit_account", Kind::Text),
    ("Montant", "amount", Kind::Amount),
    ("Projet analytique", "project", Kind::Text),
    ("Membres associés", "linked_users", Kind::Text),
];

const KEYS: &str = "SELECT id FROM acc_transactions WHERE id_year = ?1 AND type <> 0 ORDER BY date, id";

/// The columns in their order but the last; type and status are numbers here. Entries of simple types have one line on each
/// side; of entries with more lines, which other programs may have written, the first line of each side is shown.
const ROWS: &str = "
    SELECT t.id, t.type, t.status, t.label, t.date, t.notes, t.reference, ifnull(nullif(d.reference, ''), c.reference),
        da.code, ca.code, ifnull(d.debit, c.credit), ifnull(nullif(p.code, ''), p.label)
    FROM acc_transactions t
    LEFT JOIN acc_transactions_lines d
        ON d.id = (SELECT min(id) FROM acc_transactions_lines WHERE id_transaction = t.id AND debit <> 0)
    LEFT JOIN acc_transactions_lines c
        ON c.id = (SELECT min(id) FROM acc_transactions_lines WHERE id_transaction = t.id AND credit <> 0)
    LEFT JOIN acc_accounts da ON da.id = d.id_account
    LEFT JOIN acc_accounts ca ON ca.id = c.id_account
    LEFT JOIN acc_projects p ON p.id = d.id_project
    WHERE t.id = ?1";

/// Writes the rows by date and entry.
pub fn write(conn: &Connection, year: &Year, writer: &mut dyn RowWriter) -> Result<()> {
    let linked = LinkedMembers::of_year(conn, year.id)?;
    let mut members = String::new();
    in_order(conn, KEYS, [year.id], ROWS, |row| {
        linked.write_names(row.get(0)?, &mut members);
        let type_name = row.get::<_, EntryType>(1)?.name();
        let status = status_names(row.get(2)?);
        writer.row(&cells(row, [&type_name, &status, &members])?)
    })
}

/// The cells of a row; those of type, status and members are made of numbers.
fn cells<'r>(row: &'r Row<'_>, [type_name, status, members]: [&'r str; 3]) -> Result<[Cell<'r>; COLUMNS.len()]> {
    let mut cells = [Cell::Empty; COLUMNS.len()];
    for (at, place) in cells.iter_mut().enumerate() {
        *place = match at {
            1 => Cell::Text(type_name),
            2 => Cell::Text(status),
            12 => or_nothing(members),
            _ => cell(row, at)?,
        };
    }
    Ok(cells)
}
