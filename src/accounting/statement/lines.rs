//! The lines of a bank account in the books.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;

use super::Row;
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

/// Lines of the amounts of a statement that are compared with it one by one; with more, all lines of its days are read.
const BY_AMOUNT_MAX: i64 = 2_000;

const COLUMNS: &str =
    "l.id, t.id, t.date, t.label, t.reference, l.label, l.reference, l.debit - l.credit, l.reconciled";

/// The bank account of a year whose lines are asked for.
pub struct Books<'a> {
    pub conn: &'a Connection,
    pub year: &'a Year,
    pub account: i64,
}

impl Books<'_> {
    /// The lines that rows of a statement may be, by day: those of the same amounts at most `days` away from its period; and
    /// the lines in the period that are not reconciled, the first `missing_max` that no row uses at least.
    ///
    /// Looked for by their amounts, so that the time depends on the statement and not on the size of the year; amounts that
    /// hundreds of lines share are looked for in the days of the statement.
    pub fn lines_for(
        &self,
        rows: &[Row],
        period: (Date, Date),
        days: u16,
        missing_max: usize,
    ) -> Result<Vec<BookLine>> {
        let near = (shifted(period.0, -i64::from(days)), shifted(period.1, i64::from(days)));
        let amounts = amounts_of(rows);
        if !self.has_few_of(&amounts)? {
            return self.between(near, false, None);
        }
        let used_max = rows.iter().map(|row| row.parts.len().max(1)).sum::<usize>();
        let mut lines = self.between(period, true, Some(missing_max.saturating_add(used_max)))?;
        for amount in amounts {
            lines.extend(self.of_amount(amount, near)?);
        }
        lines.sort_by(|a, b| (&a.date, a.id_transaction, a.id).cmp(&(&b.date, b.id_transaction, b.id)));
        lines.dedup_by_key(|line| line.id);
        Ok(lines)
    }

    /// The lines from one day to another, by day. The CROSS JOIN and the `+` have SQLite use the index of days.
    fn between(
        &self,
        (first, last): (Date, Date),
        only_unreconciled: bool,
        most: Option<usize>,
    ) -> Result<Vec<BookLine>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM acc_transactions t CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
             WHERE +l.id_account = ?1 AND +t.id_year = ?2 AND t.date BETWEEN ?3 AND ?4
                AND (?5 = 0 OR +l.reconciled = 0) ORDER BY t.date, t.id, l.id LIMIT ?6"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        // To SQLite, -1 is no limit.
        let most = most.and_then(|most| i64::try_from(most).ok()).unwrap_or(-1);
        let values = (self.account, self.year.id, text_of(first), text_of(last), only_unreconciled, most);
        Ok(statement.query_map(values, BookLine::of_row)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The lines of one amount from one day to another.
    fn of_amount(&self, amount: i64, (first, last): (Date, Date)) -> Result<Vec<BookLine>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM acc_transactions_lines l INDEXED BY ruche_lines_amount
             CROSS JOIN acc_transactions t ON t.id = l.id_transaction
             WHERE l.id_account = ?1 AND l.debit = ?2 AND l.credit = ?3 AND +t.id_year = ?4 AND +t.date BETWEEN ?5 AND ?6"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let (debit, credit) = sides(amount);
        let values = (self.account, debit, credit, self.year.id, text_of(first), text_of(last));
        Ok(statement.query_map(values, BookLine::of_row)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether the index by amount is there, and the lines of these amounts are not more than [`BY_AMOUNT_MAX`].
    fn has_few_of(&self, amounts: &BTreeSet<i64>) -> Result<bool> {
        let index = "SELECT 1 FROM sqlite_schema WHERE name = 'ruche_lines_amount'";
        if !self.conn.prepare_cached(index)?.exists([])? {
            return Ok(false);
        }
        let mut count = self.conn.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM acc_transactions_lines
             WHERE id_account = ?1 AND debit = ?2 AND credit = ?3 LIMIT ?4)",
        )?;
        let mut left = BY_AMOUNT_MAX;
        for amount in amounts {
            let (debit, credit) = sides(*amount);
            // Each amount costs a look-up, found or not.
            left -= 1 + count.query_row((self.account, debit, credit, left), |row| row.get::<_, i64>(0))?;
            if left <= 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The amounts of rows and of the payments in them.
fn amounts_of(rows: &[Row]) -> BTreeSet<i64> {
    rows.iter().flat_map(|row| std::iter::once(row).chain(&row.parts)).map(|row| row.amount.0).collect()
}

/// Debit and credit of a line with that amount.
fn sides(amount: i64) -> (i64, i64) {
    (amount.max(0), amount.min(0).saturating_neg())
}

fn shifted(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

impl BookLine {
    fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
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
    }
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;
    use crate::money::Cents;

    fn row(amount: i64) -> Row {
        let amount = Cents(amount);
        let (label, date) = (String::new(), date(2025, 3, 10));
        Row { line: 1, date, label, reference: None, amount, is_fee: false, parts: Vec::new() }
    }

    /// Whatever the index gives less than all lines of the days are lines that no row can be and that are not missing.
    #[test]
    fn lines_by_amount_are_those_of_the_days_that_count() {
        let conn = fixture::books();
        for at in 0..120_i64 {
            let (day, amount) = (format!("2025-03-{:02}", 1 + at % 28), 100 + at % 7);
            let sides = match at % 2 {
                0 => [("756", 0, amount), (fixture::BANK, amount, 0)],
                _ => [("606", amount, 0), (fixture::BANK, 0, amount)],
            };
            fixture::entry(&conn, EntryType::Advanced, &day, &format!("n {at}"), &sides);
        }
        conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1 WHERE id % 3 = 0").unwrap();
        let year = fixture::year(&conn, 1);
        let books = Books { conn: &conn, year: &year, account: fixture::account(&conn, fixture::BANK) };
        let batch = Row { parts: vec![row(-101), row(105)], ..row(9_999) };
        let (rows, period) = ([row(103), row(-104), row(0), batch], (date(2025, 3, 9), date(2025, 3, 11)));
        let near = (shifted(period.0, -5), shifted(period.1, 5));
        let counts = |line: &BookLine| {
            amounts_of(&rows).contains(&line.amount) || !line.reconciled && (period.0..=period.1).contains(&line.day)
        };
        let ids = |lines: Vec<BookLine>| -> Vec<i64> { lines.into_iter().filter(counts).map(|line| line.id).collect() };
        let all = ids(books.between(near, false, None).unwrap());
        assert!(all.len() > 20, "{all:?}");
        let found = books.lines_for(&rows, period, 5, 500).unwrap();
        assert!(found.len() == all.len(), "nothing else is read");
        assert_eq!(ids(found), all);
        conn.execute_batch("DROP INDEX ruche_lines_amount").unwrap();
        assert_eq!(ids(books.lines_for(&rows, period, 5, 500).unwrap()), all, "without the index");
    }
}
