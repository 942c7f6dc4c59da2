//! Debts and the entries that settle them (accounting.md 8). Nothing is stored but a link, in either direction, so a
//! settlement is known by what it does: it books on an account of a third party of the debt, on the other side.

use rusqlite::{Connection, Transaction};

use crate::accounting::entries::Entry;
use crate::accounting::entry::status;
use crate::audit::AuditLog;
use crate::error::Result;

/// Of debt ?1. Accounts are compared by code: the next year may have another chart.
const SETTLEMENTS: &str = "
    WITH linked AS (
        SELECT id_related AS id FROM acc_transactions_links WHERE id_transaction = ?1
        UNION SELECT id_transaction FROM acc_transactions_links WHERE id_related = ?1
    ),
    owed AS (
        SELECT a.code, l.debit, l.credit FROM acc_transactions_lines l
        INNER JOIN acc_accounts a ON a.id = l.id_account AND a.type = 4 WHERE l.id_transaction = ?1
    )
    SELECT t.id FROM linked INNER JOIN acc_transactions t ON t.id = linked.id
    WHERE t.type NOT IN (4, 5) AND EXISTS (
        SELECT 1 FROM acc_transactions_lines l INNER JOIN acc_accounts a ON a.id = l.id_account
        INNER JOIN owed ON owed.code = a.code
        WHERE l.id_transaction = t.id AND ((l.debit > 0 AND owed.credit > 0) OR (l.credit > 0 AND owed.debit > 0)))
    ORDER BY t.id";

/// The entries that settle a debt or a credit, as far as they are linked to it.
pub fn settlements_of(conn: &Connection, debt: i64) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(SETTLEMENTS)?;
    Ok(statement.query_map([debt], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The debts that an entry settles.
pub(super) fn debts_of(conn: &Connection, settlement: i64) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id FROM acc_transactions t WHERE t.type IN (4, 5) AND t.id IN (
            SELECT id_related FROM acc_transactions_links WHERE id_transaction = ?1
            UNION SELECT id_transaction FROM acc_transactions_links WHERE id_related = ?1) ORDER BY t.id",
    )?;
    let linked = statement.query_map([settlement], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut debts = Vec::new();
    for debt in linked {
        if settlements_of(conn, debt)?.contains(&settlement) {
            debts.push(debt);
        }
    }
    Ok(debts)
}

/// Makes debts wait again whose last settlement is gone.
pub(super) fn wait_again(tx: &Transaction<'_>, debts: &[i64], audit: &AuditLog<'_>) -> Result<()> {
    for debt in debts {
        let before = Entry::get(tx, *debt)?;
        if before.status & status::SETTLED != 0 && settlements_of(tx, *debt)?.is_empty() {
            let waiting = before.status & !status::SETTLED | status::WAITING;
            super::save(tx, Some(&before), Entry { status: waiting, ..before.clone() }, audit)?;
        }
    }
    Ok(())
}
