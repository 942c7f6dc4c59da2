//! The lines of a bank account in the books.

use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;

use crate::accounting::year::{Year, stored_date, text_of};
use crate::error::Result;

/// A line of the bank account.
#[derive(Debug, Clone, Serialize)]
pub struct BookLine {
    pub id: i64,
    pub id_transaction: i64,
    pub date: String,
    pub label: String,
    pub reference: Option<String>,
    pub line_label: Option<String>,
    pub line_reference: Option<String>,
    /// In cents; above zero for money received, which stands at the debit.
    pub amount: i64,
    pub reconciled: bool,
    #[serde(skip)]
    pub day: Date,
}

/// The lines of an account in a year from one day to another, by day. The CROSS JOIN and the `+` have SQLite use the index
/// of days, so that the time depends on those days and not on the size of the year.
pub fn between(conn: &Connection, year: &Year, account: i64, first: Date, last: Date) -> Result<Vec<BookLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, t.id, t.date, t.label, t.reference, l.label, l.reference, l.debit - l.credit, l.reconciled
         FROM acc_transactions t CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
         WHERE +l.id_account = ?1 AND +t.id_year = ?2 AND t.date BETWEEN ?3 AND ?4 ORDER BY t.date, t.id, l.id",
    )?;
    let lines = statement.query_map((account, year.id, text_of(first), text_of(last)), |row| {
        Ok(BookLine {
            id: row.get(0)?,
            id_transaction: row.get(1)?,
            date: row.get(2)?,
            label: row.get(3)?,
            reference: row.get(4)?,
            line_label: row.get(5)?,
            line_reference: row.get(6)?,
            amount: row.get(7)?,
            reconciled: row.get(8)?,
            day: stored_date(row, 2)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// The balance of an account in a year at the end of a day, in cents; a bank account with money in it is above zero.
pub fn balance(conn: &Connection, year: &Year, account: i64, day: Date) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(l.debit - l.credit), 0)
         FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
         WHERE l.id_account = ?1 AND t.id_year = ?2 AND t.date <= ?3",
    )?;
    Ok(statement.query_row((account, year.id, text_of(day)), |row| row.get(0))?)
}
