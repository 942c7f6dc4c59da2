//! What refers to a member goes to another one.

use rusqlite::Transaction;
use serde_json::json;

use super::notes::{Gone, Moved, Notes, identity, quoted, row};
use crate::error::Result;

/// Tables whose rows go with the record: the searchable copy is made again, browsers have to sign in again.
const NOT_MOVED: [&str; 2] = ["users_search", "users_sessions"];

/// A column that refers to members.
struct Reference {
    table: String,
    column: String,
}

/// Every column that refers to members, by the foreign keys of the file; Ruche's own tables are left out.
fn references(tx: &Transaction<'_>) -> Result<Vec<Reference>> {
    let mut statement = tx.prepare_cached(
        r#"SELECT s.name, k."from" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) k
           WHERE s.type = 'table' AND lower(k."table") = 'users' AND s.name NOT LIKE 'ruche!_%' ESCAPE '!'
               AND s.name NOT IN (SELECT name FROM pragma_table_list WHERE wr) ORDER BY 1, 2"#,
    )?;
    let found = statement.query_map([], |row| Ok(Reference { table: row.get(0)?, column: row.get(1)? }))?;
    let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found.into_iter().filter(|reference| !NOT_MOVED.contains(&reference.table.as_str())).collect())
}

/// Moves every reference; a row that the kept member has too is noted and goes.
pub fn move_to(tx: &Transaction<'_>, keeper: i64, gone: i64, notes: &mut Notes) -> Result<()> {
    for Reference { table, column } in references(tx)? {
        for rowid in rowids(tx, &table, &column, gone)? {
            change(tx, notes, &table, &column, rowid, (gone, keeper))?;
        }
    }
    Ok(())
}

fn rowids(tx: &Transaction<'_>, table: &str, column: &str, value: i64) -> Result<Vec<i64>> {
    let sql = format!("SELECT rowid FROM {} WHERE {} = ?1 ORDER BY rowid", quoted(table), quoted(column));
    let mut statement = tx.prepare_cached(&sql)?;
    let rowids = statement.query_map([value], |row| row.get(0))?;
    Ok(rowids.collect::<rusqlite::Result<_>>()?)
}

/// Gives a column of one row another value, or deletes the row when there is one like it already.
fn change(
    tx: &Transaction<'_>,
    notes: &mut Notes,
    table: &str,
    column: &str,
    rowid: i64,
    (from, to): (i64, i64),
) -> Result<()> {
    let Some(before) = row(tx, table, rowid)? else { return Ok(()) };
    let (name, place) = (quoted(table), quoted(column));
    let changed = tx
        .prepare_cached(&format!("UPDATE OR IGNORE {name} SET {place} = ?2 WHERE rowid = ?1"))?
        .execute((rowid, to))?;
    if changed == 0 {
        tx.prepare_cached(&format!("DELETE FROM {name} WHERE rowid = ?1"))?.execute([rowid])?;
        notes.gone.push(Gone { table: table.to_owned(), row: before });
        return Ok(());
    }
    let identity = identity(&before, column);
    let (table, column) = (table.to_owned(), column.to_owned());
    notes.moved.push(Moved { table, column, rowid, from: json!(from), to: json!(to), identity });
    Ok(())
}

/// Subscriptions that both members have (the same activity, fee and date) become one: the kept member's, which is paid when
/// either was. Entries that paid for the other one pay for it.
pub fn join_subscriptions(tx: &Transaction<'_>, keeper: i64, gone: i64, notes: &mut Notes) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT d.id, k.id, d.paid AND NOT k.paid FROM services_users d INNER JOIN services_users k ON k.id_user = ?1
             AND k.id_service = d.id_service AND k.id_fee IS d.id_fee AND k.date = d.date
         WHERE d.id_user = ?2 GROUP BY d.id ORDER BY d.id",
    )?;
    let pairs = statement.query_map([keeper, gone], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (duplicate, kept, becomes_paid) in pairs.collect::<rusqlite::Result<Vec<(i64, i64, bool)>>>()? {
        for rowid in rowids(tx, "acc_transactions_users", "id_service_user", duplicate)? {
            change(tx, notes, "acc_transactions_users", "id_service_user", rowid, (duplicate, kept))?;
        }
        if becomes_paid && let Some(before) = row(tx, "services_users", kept)? {
            tx.execute("UPDATE services_users SET paid = 1 WHERE id = ?1", [kept])?;
            let identity = identity(&before, "paid");
            let (table, column) = ("services_users".to_owned(), "paid".to_owned());
            notes.moved.push(Moved { table, column, rowid: kept, from: json!(0), to: json!(1), identity });
        }
        if let Some(row) = row(tx, "services_users", duplicate)? {
            notes.gone.push(Gone { table: "services_users".to_owned(), row });
        }
        tx.execute("DELETE FROM services_users WHERE id = ?1", [duplicate])?;
    }
    Ok(())
}

/// Gives a row back the value that it had, if it is still the row that was changed.
pub fn change_back(tx: &Transaction<'_>, moved: &Moved) -> Result<()> {
    let Some(now) = row(tx, &moved.table, moved.rowid)? else { return Ok(()) };
    if now.get(&moved.column) != Some(&moved.to) || identity(&now, &moved.column) != moved.identity {
        return Ok(());
    }
    let sql = format!("UPDATE OR IGNORE {} SET {} = ?2 WHERE rowid = ?1", quoted(&moved.table), quoted(&moved.column));
    tx.prepare_cached(&sql)?.execute((moved.rowid, moved.from.as_i64()))?;
    Ok(())
}
