//! What must hold of the books of every association, whoever wrote them (threats.md, accounting invariants).
//!
//! Each rule is one query that finds what breaks it and a sentence that names the entry or the year. A fault is told
//! once, where it is: an entry that does not balance is not told again as a year that does not.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::seal;
use crate::error::Result;
use crate::i18n::Message;
use crate::msg;

/// A rule: the rows of its query break it.
struct Rule {
    sql: &'static str,
    sentence: fn(&Row<'_>) -> rusqlite::Result<Message>,
}

/// Everything that is wrong with the books, one sentence each; empty when they are in order. Reads only; takes less
/// than half a second for a hundred thousand lines.
pub fn violations(conn: &Connection) -> Result<Vec<Message>> {
    let mut found = orphans(conn)?;
    for rule in RULES {
        let mut statement = conn.prepare(rule.sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found.push((rule.sentence)(row)?);
        }
    }
    found.extend(seal::broken(conn)?.into_iter().map(|entry| msg!("accounting-seal-broken", entry = entry)));
    Ok(found)
}

/// The tables of the books.
const TABLES: [&str; 11] = [
    "acc_charts",
    "acc_accounts",
    "acc_projects",
    "acc_years",
    "acc_years_provisional",
    "acc_letters",
    "acc_transactions",
    "acc_transactions_lines",
    "acc_transactions_links",
    "acc_transactions_users",
    "acc_transactions_files",
];

/// Rows that name a row which does not exist: SQLite finds them by the foreign keys of the schema.
fn orphans(conn: &Connection) -> Result<Vec<Message>> {
    let mut found = Vec::new();
    let mut statement = conn.prepare("SELECT ifnull(rowid, 0), parent FROM pragma_foreign_key_check(?1)")?;
    for table in TABLES {
        let mut rows = statement.query([table])?;
        while let Some(row) = rows.next()? {
            let (row, parent): (i64, String) = (row.get(0)?, row.get(1)?);
            found.push(msg!("accounting-orphan", table = table, row = row, parent = parent));
        }
    }
    Ok(found)
}

const RULES: &[Rule] = &[
    Rule {
        // The index on the entry of a line answers this alone.
        sql: "SELECT t.id, count(l.id_transaction) AS lines
              FROM acc_transactions t LEFT JOIN acc_transactions_lines l ON l.id_transaction = t.id
              GROUP BY t.id HAVING lines < 2",
        sentence: |row| Ok(msg!("accounting-few-lines", entry = row.get::<_, i64>(0)?, lines = row.get::<_, i64>(1)?)),
    },
    Rule {
        // A single line never balances: the rule above has told it.
        sql: "SELECT id_transaction, SUM(debit) - SUM(credit) AS difference FROM acc_transactions_lines
              GROUP BY id_transaction HAVING difference <> 0 AND count(*) >= 2
                AND id_transaction IN (SELECT id FROM acc_transactions)",
        sentence: |row| {
            let (units, cents) = amount(row, 1)?;
            Ok(msg!("accounting-unbalanced", entry = row.get::<_, i64>(0)?, units = units, cents = cents))
        },
    },
    Rule {
        sql: "SELECT id, id_transaction FROM acc_transactions_lines
              WHERE typeof(debit) <> 'integer' OR typeof(credit) <> 'integer'
                OR NOT ((debit > 0 AND credit = 0) OR (credit > 0 AND debit = 0))",
        sentence: |row| Ok(msg!("accounting-line-sides", line = row.get::<_, i64>(0)?, entry = row.get::<_, i64>(1)?)),
    },
    Rule {
        sql: "SELECT t.id, t.date, y.label FROM acc_transactions t INNER JOIN acc_years y ON y.id = t.id_year
              WHERE t.date NOT BETWEEN y.start_date AND y.end_date",
        sentence: |row| {
            let (date, year): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(msg!("accounting-date-outside", entry = row.get::<_, i64>(0)?, date = date, year = year))
        },
    },
    Rule {
        sql: "SELECT DISTINCT t.id, a.code, y.label FROM acc_transactions_lines l
              INNER JOIN acc_transactions t ON t.id = l.id_transaction
              INNER JOIN acc_years y ON y.id = t.id_year
              INNER JOIN acc_accounts a ON a.id = l.id_account
              WHERE a.id_chart <> y.id_chart",
        sentence: |row| {
            let (account, year): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(msg!("accounting-foreign-account", entry = row.get::<_, i64>(0)?, account = account, year = year))
        },
    },
    Rule {
        // A letter that stands on one line only, as in files written elsewhere, is a mark: it settles nothing.
        sql: "SELECT c.letter, y.label, SUM(l.debit) - SUM(l.credit) AS difference
              FROM acc_transactions_lines l
              INNER JOIN acc_letters c ON c.id = l.id_letter
              INNER JOIN acc_years y ON y.id = c.id_year
              WHERE l.id_letter IS NOT NULL GROUP BY c.id HAVING difference <> 0 AND count(*) >= 2",
        sentence: |row| {
            let (letter, year): (String, String) = (row.get(0)?, row.get(1)?);
            let (units, cents) = amount(row, 2)?;
            Ok(msg!("accounting-letter-unbalanced", letter = letter, year = year, units = units, cents = cents))
        },
    },
    Rule {
        // Later entries hold the hash of an earlier one, so a change there shows here.
        sql: "SELECT t.id, t.prev_id FROM acc_transactions t LEFT JOIN acc_transactions p ON p.id = t.prev_id
              WHERE t.hash IS NOT NULL AND t.prev_id IS NOT NULL AND p.id IS NOT NULL
                AND (p.hash IS NULL OR p.hash IS NOT t.prev_hash OR p.id_year <> t.id_year)",
        sentence: |row| {
            let (entry, previous): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok(msg!("accounting-chain-broken", entry = entry, previous = previous))
        },
    },
    Rule {
        sql: "SELECT y.label, count(*) AS beginnings FROM acc_transactions t INNER JOIN acc_years y ON y.id = t.id_year
              WHERE t.hash IS NOT NULL AND t.prev_id IS NULL GROUP BY t.id_year HAVING beginnings > 1",
        sentence: |row| {
            let year: String = row.get(0)?;
            Ok(msg!("accounting-chain-forked", year = year, beginnings = row.get::<_, i64>(1)?))
        },
    },
    Rule {
        sql: BALANCES_AND_LINES,
        sentence: |row| {
            let year: String = row.get(0)?;
            let (units, cents) = amount(row, 1)?;
            Ok(msg!("accounting-trial-balance", year = year, units = units, cents = cents))
        },
    },
    Rule {
        sql: ASSETS_AND_LIABILITIES,
        sentence: |row| {
            let year: String = row.get(0)?;
            let (units, cents) = amount(row, 1)?;
            Ok(msg!("accounting-balance-sheet", year = year, units = units, cents = cents))
        },
    },
    Rule {
        sql: OPENING_AND_CLOSING,
        sentence: |row| {
            let (year, previous, accounts): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(msg!("accounting-opening", year = year, previous = previous, accounts = accounts))
        },
    },
];

/// The trial balance, as reports show it, against the lines it is made of.
const BALANCES_AND_LINES: &str = "
    WITH shown AS (SELECT id_year, SUM(debit) - SUM(credit) AS sum FROM acc_accounts_balances GROUP BY id_year),
    booked AS (
        SELECT t.id_year, SUM(l.debit) - SUM(l.credit) AS sum FROM acc_transactions_lines l
        INNER JOIN acc_transactions t ON t.id = l.id_transaction
        INNER JOIN acc_accounts a ON a.id = l.id_account
        GROUP BY t.id_year
    )
    SELECT y.label, ifnull(shown.sum, 0) - ifnull(booked.sum, 0) AS difference FROM acc_years y
    LEFT JOIN shown ON shown.id_year = y.id LEFT JOIN booked ON booked.id_year = y.id
    WHERE difference <> 0";

/// Assets − liabilities − result, in the years whose lines add up to zero: the others have a fault told above. Gifts in kind (types 7 and 8) stand beside the result and
/// only against each other; opening and closing accounts (9 and 10) belong to the balance sheet even in charts that give
/// them no position.
const ASSETS_AND_LIABILITIES: &str = "
    WITH sides AS (
        SELECT id_year, SUM(debit - credit) AS total, SUM(CASE
            WHEN type IN (9, 10) THEN debit - credit
            WHEN position = 1 THEN balance
            WHEN position = 2 THEN -balance
            WHEN type IN (7, 8) THEN 0
            WHEN position = 4 THEN balance
            WHEN position = 5 THEN -balance
            ELSE 0 END) AS sum
        FROM acc_accounts_balances GROUP BY id_year
    )
    SELECT y.label, sides.sum FROM sides INNER JOIN acc_years y ON y.id = sides.id_year
    WHERE sides.total = 0 AND sides.sum <> 0";

/// The opening balance of a year (entries with bit 16) against the closing of the year that ended the day before.
///
/// Told only when it is certain: that year is closed, is the only one that ended then, uses the same chart and has
/// entries. The result may go to any account of equity, by decision of the members: those that begin like the accounts
/// of types 11 to 15 (in France 10, 11 and 12), and in Belgium those of results carried forward, are compared as one sum
/// with the result, which is told under the code of
/// the surplus.
///
/// CROSS JOIN keeps the order of the tables, from the few years to their lines; MATERIALIZED keeps what is found once per
/// account from being found anew for each line.
const OPENING_AND_CLOSING: &str = "
    WITH pairs AS MATERIALIZED (
        SELECT y.id, y.label, y.id_chart, p.id AS previous, p.label AS previous_label
        FROM acc_years y INNER JOIN acc_years p ON p.end_date = date(y.start_date, '-1 day') AND p.id_chart = y.id_chart
        WHERE p.status IN (1, 2) AND EXISTS (SELECT 1 FROM acc_transactions WHERE id_year = p.id)
            AND EXISTS (SELECT 1 FROM acc_transactions WHERE status >= 16 AND status & 16 AND id_year = y.id)
            AND (SELECT count(*) FROM acc_years WHERE end_date = p.end_date) = 1
    ),
    accounts AS MATERIALIZED (
        SELECT a.id, CASE WHEN a.position IN (4, 5) OR EXISTS (
            SELECT 1 FROM acc_accounts e WHERE e.id_chart = a.id_chart AND e.type BETWEEN 11 AND 15
                AND substr(e.code, 1, 2) = substr(a.code, 1, 2)
        ) OR (a.code LIKE '14%' AND (SELECT country FROM acc_charts WHERE id = a.id_chart) = 'BE') THEN NULL ELSE a.code END AS code
        FROM acc_accounts a
        WHERE a.id_chart IN (SELECT id_chart FROM pairs) AND a.type NOT IN (7, 8, 9, 10)
    ),
    amounts AS (
        SELECT pairs.id, accounts.code, l.debit - l.credit AS opening, 0 AS closing
        FROM pairs
        CROSS JOIN acc_transactions t ON t.status >= 16 AND t.status & 16 AND t.id_year = pairs.id
        CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
        CROSS JOIN accounts ON accounts.id = l.id_account
        UNION ALL
        SELECT pairs.id, accounts.code, 0, l.debit - l.credit
        FROM pairs
        CROSS JOIN acc_transactions t ON t.id_year = pairs.previous
        CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
        CROSS JOIN accounts ON accounts.id = l.id_account
    )
    SELECT label, previous_label, group_concat(ifnull(code, surplus), ', ') FROM (
        SELECT pairs.*, code, (SELECT min(code) FROM acc_accounts WHERE id_chart = pairs.id_chart AND type = 11) AS surplus
        FROM amounts INNER JOIN pairs ON pairs.id = amounts.id
        GROUP BY pairs.id, code HAVING SUM(opening) <> SUM(closing)
        ORDER BY code
    ) GROUP BY id";

/// An amount of a column in two parts, for a sentence to put its decimal sign between: units with their sign, and cents.
fn amount(row: &Row<'_>, column: usize) -> rusqlite::Result<(String, String)> {
    // Files may hold what is no whole number of cents: the rest is left out.
    let cents = match row.get_ref(column)? {
        ValueRef::Integer(cents) => cents,
        ValueRef::Real(cents) => cents as i64,
        _ => 0,
    };
    let sign = if cents < 0 { "-" } else { "" };
    Ok((format!("{sign}{}", cents.unsigned_abs() / 100), format!("{:02}", cents.unsigned_abs() % 100)))
}

#[cfg(test)]
mod tests;
