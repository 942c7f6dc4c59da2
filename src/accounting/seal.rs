//! The seal of an entry: a SHA-256 over what may no longer change, the previous seal of its year included
//! (accounting.md 4.7). Other programs that open the file compute the same.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, Transaction};
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
    let sealed = hashes(conn, "t.hash IS NOT NULL", [])?;
    Ok(sealed.into_iter().filter(|entry| entry.stored != entry.computed.as_bytes()).map(|entry| entry.id).collect())
}

/// Seals an entry behind the last sealed one of its year. From here on its texts, its day and its amounts never change.
pub fn seal(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE acc_transactions SET (prev_id, prev_hash) = (
            SELECT p.id, p.hash FROM acc_transactions p
            WHERE p.id_year = acc_transactions.id_year AND p.hash IS NOT NULL AND p.id <> ?1 ORDER BY p.id DESC LIMIT 1)
         WHERE id = ?1",
    )?
    .execute([id])?;
    for entry in hashes(tx, "t.id = ?1", [id])? {
        tx.prepare_cached("UPDATE acc_transactions SET hash = ?2 WHERE id = ?1")?.execute((id, entry.computed))?;
    }
    Ok(())
}

/// The hash of an entry as it is stored, and as it follows from the content.
struct Hashes {
    id: i64,
    stored: Vec<u8>,
    computed: String,
}

/// The hashes of the entries `t` that a condition chooses, in the order of their numbers.
fn hashes(conn: &Connection, condition: &str, values: impl Params) -> rusqlite::Result<Vec<Hashes>> {
    let mut statement = conn.prepare(&format!(
        "SELECT t.id, t.hash, t.label, t.reference, t.date, t.prev_id, t.prev_hash, t.id_year,
            l.id_account, l.credit, l.debit, l.reference, l.label
         FROM acc_transactions t LEFT JOIN acc_transactions_lines l ON l.id_transaction = t.id
         WHERE {condition} ORDER BY t.id, l.id"
    ))?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    let mut current: Option<(i64, Vec<u8>, Sha256)> = None;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if current.as_ref().is_none_or(|(entry, ..)| *entry != id) {
            found.extend(current.take().map(finished));
            let mut hasher = Sha256::new();
            add(&mut hasher, ENTRY, row, 2, ENTRY_COLUMNS)?;
            current = Some((id, bytes(row.get_ref(1)?), hasher));
        }
        let has_line = row.get_ref(2 + ENTRY_COLUMNS)? != ValueRef::Null;
        if let Some((_, _, hasher)) = current.as_mut().filter(|_| has_line) {
            add(hasher, LINE, row, 2 + ENTRY_COLUMNS, LINE_COLUMNS)?;
        }
    }
    found.extend(current.map(finished));
    Ok(found)
}

fn finished((id, stored, hasher): (i64, Vec<u8>, Sha256)) -> Hashes {
    Hashes { id, stored, computed: hexadecimal(&hasher.finalize()) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture::{self, BANK};

    #[test]
    fn a_seal_is_the_hash_of_the_content_and_follows_the_one_before() {
        let mut conn = fixture::books();
        let lines = [("756", 0, 100), (BANK, 100, 0)];
        let first = fixture::entry(&conn, EntryType::Advanced, "2025-03-01", "a", &lines);
        let second = fixture::entry(&conn, EntryType::Advanced, "2025-02-01", "b", &lines);
        let other_year = fixture::entry(&conn, EntryType::Advanced, "2026-02-01", "c", &lines);
        let tx = conn.transaction().unwrap();
        [first, other_year, second].into_iter().for_each(|id| seal(&tx, id).unwrap());
        let sealed = |id: i64| -> (String, Option<i64>, Option<String>) {
            let sql = "SELECT hash, prev_id, prev_hash FROM acc_transactions WHERE id = ?1";
            tx.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
        };
        let ((hash, ..), (_, prev_id, prev_hash)) = (sealed(first), sealed(second));
        assert_eq!((prev_id, prev_hash), (Some(first), Some(hash.clone())));
        assert_eq!(sealed(other_year).1, None, "each year has a chain of its own");
        // Computed from the definition, part by part.
        let text = format!(
            "label,reference,date,prev_id,prev_hash,id_yeara,,2025-03-01,,,1{LINE}{},100,0,,{LINE}{},0,100,,",
            fixture::account(&tx, "756"),
            fixture::account(&tx, BANK)
        );
        assert_eq!(hash, hexadecimal(&Sha256::digest(text)));
        assert_eq!(broken(&tx).unwrap(), [0_i64; 0]);
        tx.execute("UPDATE acc_transactions SET label = 'x' WHERE id = ?1", [first]).unwrap();
        assert_eq!(broken(&tx).unwrap(), [first]);
    }
}
