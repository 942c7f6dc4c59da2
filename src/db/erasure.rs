//! Erasing: what is deleted or replaced is overwritten, in the file and in its write-ahead log (threats.md 73).
//!
//! The writer always overwrites what it deletes within pages that stay in use, which costs nothing: they are written
//! anyway. A transaction that erases a person overwrites whole pages too, and the log is emptied after it. The log holds
//! earlier states of each page it has; as long as somebody reads one of them it cannot be emptied, so it is tried again.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use rusqlite::{Connection, Transaction};

use super::connect::overwrite_within_pages;
use super::open_file::BUSY_TIMEOUT;
use crate::error::Result;

/// The value of `PRAGMA secure_delete` for [`erase`] (sqlite.org/pragma.html).
const WHOLE_PAGES: i64 = 1;
/// How long a write waits for readers, so that the log can be emptied at once.
const PATIENCE: Duration = Duration::from_millis(200);

/// Overwrites on the disk what the rest of this transaction deletes or replaces.
pub fn erase(tx: &Transaction<'_>) -> Result<()> {
    Ok(tx.pragma_update(None, "secure_delete", true)?)
}

/// Whether the log still holds what was erased.
#[derive(Default)]
pub(super) struct LogToEmpty(AtomicBool);

impl LogToEmpty {
    pub fn is_asked(&self) -> bool {
        self.0.load(Relaxed)
    }

    /// After a transaction: if it erased, empties the log, or notes that this is still to be done.
    pub fn finish(&self, connection: &Connection) -> Result<()> {
        let mode: i64 = connection.query_row("PRAGMA secure_delete", [], |row| row.get(0))?;
        if mode != WHOLE_PAGES {
            return Ok(());
        }
        overwrite_within_pages(connection)?;
        self.0.store(true, Relaxed);
        // The transaction is done, whatever becomes of the log.
        if let Err(error) = self.empty(connection) {
            tracing::warn!(%error, "the write-ahead log could not be emptied after an erasure; it will be tried again");
        }
        Ok(())
    }

    /// Empties the log now; stays asked for while somebody reads from it.
    pub fn empty(&self, connection: &Connection) -> Result<()> {
        connection.busy_timeout(PATIENCE)?;
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        connection.busy_timeout(BUSY_TIMEOUT)?;
        self.0.store(busy?, Relaxed);
        Ok(())
    }
}
