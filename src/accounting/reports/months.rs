//! Revenue and expense of a year by month, for figures.

use rusqlite::Connection;

use crate::accounting::year::{Year, text_of};
use crate::error::Result;

/// One month, with sums in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// `YYYY-MM`.
    pub month: String,
    pub revenue: i64,
    pub expense: i64,
}

/// The months of a year that have entries, in their order.
pub fn months(conn: &Connection, year: &Year) -> Result<Vec<Month>> {
    let mut statement = conn.prepare_cached(
        "SELECT substr(t.date, 1, 7) AS month,
            CAST(sum(CASE WHEN a.position = 5 THEN l.credit - l.debit ELSE 0 END) AS INTEGER),
            CAST(sum(CASE WHEN a.position = 4 THEN l.debit - l.credit ELSE 0 END) AS INTEGER)
         FROM acc_transactions t CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
         INNER JOIN acc_accounts a ON a.id = l.id_account
         WHERE t.id_year = ?1 AND t.date BETWEEN ?2 AND ?3 AND a.position IN (4, 5) GROUP BY month ORDER BY month",
    )?;
    let rows = statement.query_map((year.id, text_of(year.start), text_of(year.end)), |row| {
        Ok(Month { month: row.get(0)?, revenue: row.get(1)?, expense: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
