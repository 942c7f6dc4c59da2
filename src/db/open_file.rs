//! Opening a file with SQLite, whatever state another program or a breakdown left it in.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::draft::folder_of;
use super::{identity, temporary_folder};
use crate::error::{Error, Result};
use crate::msg;

/// How long a connection waits for another program to let go of the file.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn open_file(path: &Path, mode: OpenFlags) -> Result<Connection> {
    open_named(path, path, mode)
}

/// `shown` is the file that people know it by.
fn open_named(name: &Path, shown: &Path, mode: OpenFlags) -> Result<Connection> {
    // NO_MUTEX: each connection is used by one thread at a time, which Rust already guarantees.
    let opened = Connection::open_with_flags(name, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = opened.map_err(|error| {
        let cause = std::io::Error::last_os_error();
        match Error::from(cause) {
            // Nothing is wrong with the file.
            passing @ (Error::Busy(_) | Error::DiskFull) => passing,
            _ => Error::invalid(msg!("db-cannot-open", file = shown.display().to_string(), cause = error.to_string())),
        }
    })?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    use_temporary_folder(&connection);
    Ok(connection)
}

/// SQLite would look for a folder of its own in other places. The setting is one for the whole process.
fn use_temporary_folder(connection: &Connection) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Refused where the folder cannot be written; SQLite then looks for another one.
        let _ = connection.pragma_update(None, "temp_store_directory", temporary_folder::folder().to_string_lossy());
    });
}

/// A connection that reads the file as it is, such as to copy it. What an interrupted program left beside the file is
/// taken into account: a journal is rolled back, by a connection that may write, since the file is not sound before.
///
/// # Errors
///
/// [`Error::Conflict`] when the journal cannot be rolled back, or the file is none of SQLite's.
pub(super) fn for_copying(path: &Path) -> Result<Connection> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let Err(error) = first_reading(&connection) else { return Ok(connection) };
    drop(connection);
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly) => roll_back(path)?,
        Some(ErrorCode::CannotOpen) if !has_log(path) && is_on_read_only_disk(path) => return open_immutable(path),
        _ => return Err(identity::refusal(error)),
    }
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    first_reading(&connection).map_err(identity::refusal)?;
    Ok(connection)
}

/// Takes what an interrupted change left back out of the file, or into it.
fn roll_back(path: &Path) -> Result<()> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    first_reading(&connection).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            Error::Conflict(msg!("db-hot-journal", file = path.display().to_string()))
        }
        _ => identity::refusal(error),
    })
}

/// Opening looks at nothing yet; the first reading finds what is wrong.
fn first_reading(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// A file in write-ahead mode needs companions, which cannot be made on such a disk. Nobody changes it there, so it can
/// be read without them.
fn open_immutable(path: &Path) -> Result<Connection> {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
    let escaped = percent_encode(path.as_os_str().as_bytes(), ESCAPED);
    let name = PathBuf::from(format!("file:{escaped}?immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = open_named(&name, path, flags)?;
    first_reading(&connection).map_err(identity::refusal)?;
    Ok(connection)
}

fn has_log(path: &Path) -> bool {
    let log = format!("{}-wal", path.display());
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}

fn is_on_read_only_disk(path: &Path) -> bool {
    let disk = rustix::fs::statvfs(path);
    disk.is_ok_and(|disk| disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// Whether files can be made beside this one, as a write-ahead log must be.
pub(super) fn folder_is_writable(path: &Path) -> bool {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    rustix::fs::access(folder_of(&real), rustix::fs::Access::WRITE_OK).is_ok()
}
