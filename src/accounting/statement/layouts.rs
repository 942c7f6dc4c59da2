//! The columns that a person named for the tables of a bank account, remembered for the next statement.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::options::Layout;
use crate::error::{Error, Result};

/// What was remembered for an account; a text that this version cannot read counts as nothing.
pub fn find(conn: &Connection, account: i64) -> Result<Option<Layout>> {
    let mut statement = conn.prepare_cached("SELECT layout FROM ruche_statement_layouts WHERE id_account = ?1")?;
    let text: Option<String> = statement.query_row([account], |row| row.get(0)).optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Remembers a layout that read a statement, in place of the one before.
pub fn remember(tx: &Transaction<'_>, account: i64, layout: &Layout) -> Result<()> {
    let text = serde_json::to_string(layout).map_err(Error::internal)?;
    tx.prepare_cached("INSERT OR REPLACE INTO ruche_statement_layouts (id_account, layout) VALUES (?1, ?2)")?
        .execute((account, text))?;
    Ok(())
}
