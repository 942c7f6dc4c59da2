//! The file that a server has open, and the connections that read it.

use std::path::PathBuf;

use rusqlite::Connection;

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
