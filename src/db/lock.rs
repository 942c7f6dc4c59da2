//! One server a file: an advisory lock on the database file itself, which leaves no other file behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::msg;

/// Held as long as the server has the file. It must outlive every SQLite connection to that file: closing any handle
/// on it would drop the locks that SQLite holds through the others (POSIX, `fcntl`).
pub struct OwnerLock(#[expect(dead_code, reason = "held for its lock only")] File);

impl OwnerLock {
    /// Takes the file, or says that another server has it.
    pub fn take(path: &Path) -> Result<Self> {
        let name = || path.display().to_string();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(|error| Error::invalid(msg!("db-cannot-open", file = name(), cause = error.to_string())))?;
        match file.try_lock() {
            // Another file may have been put in its place between the two steps (`ruche restore`).
            Ok(()) if file.metadata()?.ino() != path.metadata()?.ino() => {
                Err(Error::Conflict(msg!("db-served-elsewhere", file = name())))
            }
            Ok(()) => Ok(OwnerLock(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Conflict(msg!("db-served-elsewhere", file = name()))),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Whether a server has the file at this moment.
    pub fn is_taken(path: &Path) -> bool {
        matches!(Self::take(path), Err(Error::Conflict(_)))
    }
}
