//! One server a file: an advisory lock on the database file itself, which leaves no other file behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::presence::FileId;
use crate::error::{Error, Result};
use crate::msg;

/// Held as long as the server has the file. It must outlive every SQLite connection to that file: closing any handle
/// on it would drop the locks that SQLite holds through the others (POSIX, `fcntl`).
pub struct OwnerLock {
    file: File,
    /// Whether the file can be written.
    pub writable: bool,
}

impl OwnerLock {
    /// Takes the file, or says that another server has it.
    pub fn take(path: &Path) -> Result<Self> {
        let served_elsewhere = || Error::Conflict(msg!("db-served-elsewhere", file = path.display().to_string()));
        let (file, writable) = open(path).map_err(|error| {
            Error::invalid(msg!("db-cannot-open", file = path.display().to_string(), cause = error.to_string()))
        })?;
        let lock = OwnerLock { file, writable };
        match lock.file.try_lock() {
            // Another file may have been put in its place between the two steps (`ruche restore`).
            Ok(()) if lock.file_id()? != FileId::at(path)? => Err(served_elsewhere()),
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(served_elsewhere()),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Of the file that is locked.
    pub fn file_id(&self) -> io::Result<FileId> {
        Ok(FileId::of(&self.file.metadata()?))
    }

    /// Whether a server has the file at this moment.
    pub fn is_taken(path: &Path) -> bool {
        matches!(Self::take(path), Err(Error::Conflict(_)))
    }
}

/// Opens for writing, or for reading where the disk or the file's rights allow no more.
fn open(path: &Path) -> io::Result<(File, bool)> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if is_refusal_to_write(&error) => Ok((File::open(path)?, false)),
        opened => opened.map(|file| (file, true)),
    }
}

fn is_refusal_to_write(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}
