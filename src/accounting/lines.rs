//! Walking the entries of a year with their lines, in the order of the books, however many there are.

use rusqlite::{Connection, Params, Row};

use crate::accounting::entry::EntryType;
use crate::db::with_reading_cache;
use crate::error::Result;
use crate::sheet::Cell;

/// In which order the entries of a year are walked; lines always by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By date, then number.
    Date,
    /// The opening balance first (status bit 16), each part by date and number.
    OpeningFirst,
}

impl Order {
    /// The numbers of the entries of year `?1`.
    pub fn keys(self) -> &'static str {
        match self {
            Order::Date => "SELECT id FROM acc_transactions WHERE id_year = ?1 ORDER BY date, id",
            Order::OpeningFirst => {
                "SELECT id FROM acc_transactions WHERE id_year = ?1 ORDER BY (status & 16) = 0, date, id"
            }
        }
    }
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

/// An entry with its lines by number: one row a line, in the columns of [`EntryLineColumn`]. An entry without lines has one row, in
/// which all of the line is NULL. The project is its code, or its label when it has none.
pub const ENTRY_AND_LINES: &str = "
    SELECT t.id, t.type, t.status, t.label, t.date, t.notes, t.reference,
        l.id, l.id_account, a.code, a.label, l.debit, l.credit, l.reference, l.label, l.reconciled, l.id_project,
        ifnull(nullif(p.code, ''), p.label), s.letter, s.created
    FROM acc_transactions t
    LEFT JOIN acc_transactions_lines l ON l.id_transaction = ?1
    LEFT JOIN acc_accounts a ON a.id = l.id_account
    LEFT JOIN acc_projects p ON p.id = l.id_project
    LEFT JOIN acc_letters s ON s.id = l.id_letter
    WHERE t.id = ?1 ORDER BY l.id";

/// A column of [`ENTRY_AND_LINES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryLineColumn {
    Entry,
    EntryType,
    EntryStatus,
    EntryLabel,
    Date,
    Notes,
    EntryReference,
    /// Of the line.
    Id,
    Account,
    AccountCode,
    AccountLabel,
    Debit,
    Credit,
    Reference,
    Label,
    Reconciled,
    Project,
    ProjectCode,
    Letter,
    Lettered,
}

impl EntryLineColumn {
    /// The value as it leaves.
    pub fn cell<'r>(self, row: &'r Row<'_>) -> Result<Cell<'r>> {
        cell(row, self as usize)
    }

    /// The value of [`EntryLineColumn::EntryType`].
    pub fn entry_type(row: &Row<'_>) -> Result<EntryType> {
        Ok(row.get(EntryLineColumn::EntryType as usize)?)
    }

    pub fn integer(self, row: &Row<'_>) -> Result<i64> {
        Ok(row.get(self as usize)?)
    }

    /// The value if it is a text that says something.
    pub fn text<'r>(self, row: &'r Row<'_>) -> Result<Option<&'r str>> {
        match self.cell(row)? {
            Cell::Text(text) if !text.is_empty() => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    /// Money in cents; nothing where the file holds no number. Programs may have left floats: they are rounded.
    pub fn cents(self, row: &Row<'_>) -> Result<i64> {
        Ok(match self.cell(row)? {
            Cell::Integer(cents) => cents,
            Cell::Real(cents) => cents.round() as i64,
            _ => 0,
        })
    }
}

/// A value of a row as it leaves, borrowed from it.
pub fn cell<'r>(row: &'r Row<'_>, column: usize) -> Result<Cell<'r>> {
    Ok(row.get_ref(column)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    #[test]
    fn entries_come_by_date_and_number_with_their_lines_or_without() {
        let conn = fixture::books();
        let sides = [("606", 500, 0), (fixture::BANK, 0, 500)];
        let late = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "late", &sides);
        let first = fixture::entry(&conn, EntryType::Expense, "2025-02-01", "first", &sides);
        let empty = fixture::entry(&conn, EntryType::Advanced, "2025-02-01", "empty", &[]);
        let opening = fixture::entry(&conn, EntryType::Advanced, "2025-04-01", "opening", &sides);
        conn.execute("UPDATE acc_transactions SET status = 16 + 1 WHERE id = ?1", [opening]).unwrap();
        fixture::entry(&conn, EntryType::Expense, "2026-02-01", "another year", &sides);
        let walk = |order: Order| {
            let mut found = Vec::new();
            in_order(&conn, order.keys(), [1], ENTRY_AND_LINES, |row| {
                found.push((
                    EntryLineColumn::Entry.integer(row)?,
                    EntryLineColumn::AccountCode.text(row)?.map(str::to_owned),
                ));
                Ok(())
            })
            .unwrap();
            found
        };
        let lines = |id: i64| [(id, Some("606".to_owned())), (id, Some(fixture::BANK.to_owned()))];
        assert_eq!(walk(Order::Date), [&lines(first)[..], &[(empty, None)], &lines(late), &lines(opening)].concat());
        assert_eq!(walk(Order::OpeningFirst)[..2], lines(opening));
    }

    #[test]
    fn only_numbers_are_sorted() {
        let conn = fixture::books();
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {ENTRY_AND_LINES}")).unwrap();
        let steps: Vec<String> = plan.query_map([1], |row| row.get(3)).unwrap().map(rusqlite::Result::unwrap).collect();
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE") || step.contains("SCAN")), "{steps:?}");
    }
}
