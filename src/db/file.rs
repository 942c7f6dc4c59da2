//! The file that a server has open, and the connections that read it.

use std::path::PathBuf;

use rusqlite::Connection;

use super::Db;
use super::connect::read_only;
use super::functions::FieldCatalog;
use super::lock::OwnerLock;
use super::presence::Presence;
use crate::error::{Error, Result};
use crate::msg;

/// A file that was recognised and may be used.
pub struct OpenFile {
    pub path: PathBuf,
    pub presence: Presence,
    pub fields: FieldCatalog,
    /// It marks the file as ours. `None` beside a server, whose journal mode is left alone.
    pub lock: Option<OwnerLock>,
    /// Whether nothing can be changed, for as long as this process runs.
    pub read_only: bool,
}

impl OpenFile {
    /// One connection more that reads.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] rather than what people who run commands are told: its sentence is for those who use the server.
    pub fn reader(&self) -> Result<Connection> {
        self.presence.check()?;
        let connection = read_only(&self.path, &self.fields).map_err(|error| match error {
            passing @ (Error::Busy(_) | Error::DiskFull) => passing,
            error => {
                tracing::error!(%error, "the database could not be opened once more");
                Error::Busy(msg!("error-cannot-open"))
            }
        })?;
        // It may have opened another file of that name.
        self.presence.check()?;
        Ok(connection)
    }
}

impl Db {
    /// Whether nothing can be written, for as long as this server runs.
    pub fn is_read_only(&self) -> bool {
        self.inner.file.read_only
    }

    /// # Errors
    ///
    /// [`Error::Busy`] when the file was removed or replaced since it was opened.
    pub fn require_present(&self) -> Result<()> {
        self.inner.file.presence.check()
    }

    /// # Errors
    ///
    /// [`Error::Busy`] when nothing can be saved, with the reason as far as it is known without trying.
    pub fn require_writable(&self) -> Result<()> {
        if self.is_read_only() {
            return Err(Error::Busy(msg!("error-read-only")));
        }
        self.require_present()
    }

    /// Makes connections that read, such as those of a pool.
    pub fn reader_maker(&self) -> impl Fn() -> Result<Connection> + Send + Sync + 'static {
        let file = self.inner.file.clone();
        move || file.reader()
    }

    /// Whether this process has the file for itself, as a server; else it may be beside one, for a command.
    pub fn is_served_here(&self) -> bool {
        self.inner.file.lock.is_some()
    }
}
