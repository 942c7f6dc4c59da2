//! The seal of an entry: a SHA-256 over what may no longer change, the previous seal of its year included
//! (accounting.md 4.7). Other programs that open the file compute the same.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use crate::text::hexadecimal;

/// The sealed columns of an entry, by their names in the database.
const ENTRY: &str = "label,reference,date,prev_id,prev_hash,id_year";
/// The sealed columns of a line.
const LINE: &str = "id_account,credit,debit,reference,label";

const ENTRY_COLUMNS: usize = 6;
const LINE_COLUMNS: usize = 5;

/// Entries whose stored hash is not the one of their content, in the order of their numbers. Reads sealed entries only.
pub fn broken(conn: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = conn.prepare(
        "SELECT t.id, t.hash, t.label, t.reference, t.date, t.prev_id, t.prev_hash, t.id_year,
            l.id_account, l.credit, l.debit, l.reference, l.label
         FROM acc_transactions t LEFT JOIN acc_transactions_lines l ON l.id_transaction = t.id
         WHERE t.hash IS NOT NULL ORDER BY t.id, l.id",
    )?;
    let mut rows = statement.query([])?;
    let mut broken = Vec::new();
    let mut current: Option<(i64, Vec<u8>, Sha256)> = None;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if current.as_ref().is_none_or(|(entry, ..)| *entry != id) {
            broken.extend(current.take().and_then(mismatch));
            let mut hasher = Sha256::new();
            add(&mut hasher, ENTRY, row, 2, ENTRY_COLUMNS)?;
            current = Some((id, bytes(row.get_ref(1)?), hasher));
        }
        let has_line = row.get_ref(2 + ENTRY_COLUMNS)? != ValueRef::Null;
        if let Some((_, _, hasher)) = current.as_mut().filter(|_| has_line) {
            add(hasher, LINE, row, 2 + ENTRY_COLUMNS, LINE_COLUMNS)?;
        }
    }
    broken.extend(current.and_then(mismatch));
    Ok(broken)
}

/// The number of the entry when its stored hash is not the computed one.
fn mismatch((id, stored, hasher): (i64, Vec<u8>, Sha256)) -> Option<i64> {
    (hexadecimal(&hasher.finalize()).as_bytes() != stored).then_some(id)
}

/// The names, then the values joined by commas; NULL is nothing.
fn add(hasher: &mut Sha256, names: &str, row: &Row<'_>, first: usize, count: usize) -> rusqlite::Result<()> {
    hasher.update(names);
    for at in first..first + count {
        if at > first {
            hasher.update(",");
        }
        hasher.update(bytes(row.get_ref(at)?));
    }
    Ok(())
}

/// A value as its text.
fn bytes(value: ValueRef<'_>) -> Vec<u8> {
    match value {
        ValueRef::Null => Vec::new(),
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => number.to_string().into_bytes(),
        ValueRef::Text(text) | ValueRef::Blob(text) => text.to_vec(),
    }
}
