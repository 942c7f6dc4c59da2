//! Walking the entries of a year with their lines, in the order of the books, however many there are.

mod buckets;
mod record;
mod row;
mod walk;

use rusqlite::{Connection, Params, Row};

use crate::db::with_reading_cache;
use crate::error::Result;
use crate::sheet::Cell;

pub use row::{EntryLineColumn, LineRow};
pub use walk::walk;

/// In which order the entries of a year are walked; lines always by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By date, then number.
    Date,
    /// The opening balance first (status bit 16), each part by date and number.
    OpeningFirst,
}

/// Runs the statement `rows` for each number that `keys` gives, one after the other, and shows each of its rows.
///
/// Two statements rather than one with ORDER BY, because that one would put aside and sort whole rows, notes and all:
/// here only numbers are sorted, and memory does not grow with what the rows hold.
pub fn in_order(
    conn: &Connection,
    keys: &str,
    of: impl Params,
    rows: &str,
    mut visit: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let (mut keys, mut rows) = (conn.prepare(keys)?, conn.prepare(rows)?);
    with_reading_cache(conn, || {
        let mut numbers = keys.query(of)?;
        while let Some(number) = numbers.next()? {
            let mut found = rows.query([number.get::<_, i64>(0)?])?;
            while let Some(row) = found.next()? {
                visit(row)?;
            }
        }
        Ok(())
    })
}

/// A value of a row as it leaves, borrowed from it.
pub fn cell<'r>(row: &'r Row<'_>, column: usize) -> Result<Cell<'r>> {
    Ok(row.get_ref(column)?.into())
}
