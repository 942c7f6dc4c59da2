//! From the rollback journal, which other programs expect, to the write-ahead log and back.

use std::path::Path;

use rusqlite::Connection;

use super::connect::read_write;
use super::functions::FieldCatalog;
use crate::error::{Error, Result};
use crate::msg;

/// Starts using a write-ahead log, so that readers and the writer never wait for each other.
pub fn enter_wal(connection: &Connection) -> Result<()> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode == "wal" { Ok(()) } else { Err(Error::Conflict(msg!("db-in-use"))) }
}

/// Copies everything of the log into the file.
pub fn checkpoint(connection: &Connection) -> Result<()> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

/// Goes back to the rollback journal that other programs expect.
pub fn leave_wal(connection: Connection) -> Result<()> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode != "delete" {
        tracing::warn!(mode, "another program keeps the file open: it stays in write-ahead mode");
    }
    connection.close().map_err(|(_, error)| error.into())
}

/// Puts everything of a file that nobody serves back into that one file. Fails while another program has it open.
pub fn checkpoint_and_leave_wal(path: &Path) -> Result<()> {
    let connection = read_write(path, &FieldCatalog::default())?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode == "delete" {
        connection.close().map_err(|(_, error)| error.into())
    } else {
        Err(Error::Conflict(msg!("db-in-use")))
    }
}
