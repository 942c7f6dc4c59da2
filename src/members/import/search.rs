//! The searchable copy of a member, saved so that an undo restores it exactly.

use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::searchable;

/// The row of a member, without its identifier; `None` when it has none.
pub fn stored(conn: &Connection, layout: &Layout, id: i64) -> Result<Option<Vec<Value>>> {
    let columns: Vec<String> = layout.fields.searchable().map(|field| field.name.quoted()).collect();
    let columns = if columns.is_empty() { "NULL".to_owned() } else { columns.join(", ") };
    let mut statement = conn.prepare_cached(&format!("SELECT {columns} FROM users_search WHERE id = ?1"))?;
    let count = layout.searchable.len();
    let row = statement.query_row([id], |row| (0..count).map(|at| row.get(at)).collect()).optional()?;
    Ok(row)
}

/// The row that is made from a record.
pub fn made_from(layout: &Layout, record: &[Value]) -> Vec<Value> {
    let fold = |value: &Value| match value {
        Value::Text(text) => Value::Text(searchable(text)),
        other => other.clone(),
    };
    layout.searchable.iter().map(|at| fold(&record[*at])).collect()
}

/// Restores a row; `None` deletes it.
pub fn put_back(tx: &Transaction<'_>, layout: &Layout, id: i64, row: Option<Vec<Value>>) -> Result<()> {
    match row {
        None => tx.execute("DELETE FROM users_search WHERE id = ?1", [id])?,
        Some(row) => {
            let row = std::iter::once(Value::Integer(id)).chain(row).map(ToSqlOutput::Owned);
            tx.prepare_cached(&layout.insert_search)?.execute(params_from_iter(row))?
        }
    };
    Ok(())
}
