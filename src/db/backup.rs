//! Copies of the database: for backups, before upgrades, and for downloads.
//!
//! Names, folder and rotation are those that other programs know (database.md 9).

mod folder;

use std::path::Path;
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use super::open_file::for_copying;
use super::{Draft, integrity};
use crate::error::{Error, Result};
use crate::msg;

pub use folder::{Backup, Backups};

/// File systems date by a clock that is up to some milliseconds behind.
const CLOCK_TICK: Duration = Duration::from_millis(20);

/// Writes a compact copy of a consistent state to `target`, in rollback-journal mode; `target` must be new or empty.
///
/// The copy is not forced to disk: `keep` does that for the copies that stay.
pub fn copy(source: &Path, target: &Path) -> Result<()> {
    let connection = for_copying(source)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    copy_from(&connection, target)
}

fn copy_from(connection: &Connection, target: &Path) -> Result<()> {
    connection.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    Ok(())
}

/// Empties every secret of a copy and rewrites it, so that nothing of them remains in its unused pages
/// (platform.md 3.1).
pub fn empty_secrets(copy: &Path) -> Result<()> {
    let connection = Connection::open(copy)?;
    connection.execute_batch(include_str!("empty-secrets.sql"))?;
    Ok(())
}

/// Checks that a file is a sound database: it opens, its pages and its references hold.
pub fn verify(path: &Path) -> Result<()> {
    verify_connection(&for_copying(path)?, path)
}

/// The same of an open one; `shown` is the file that people know it by.
pub fn verify_connection(connection: &Connection, shown: &Path) -> Result<()> {
    let damaged =
        |detail: String| Error::invalid(msg!("backup-damaged", file = shown.display().to_string(), detail = detail));
    if let Some(fault) = integrity::faults(connection, 1)?.into_iter().next() {
        return Err(damaged(fault));
    }
    let orphans: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if orphans > 0 { Err(damaged(format!("foreign keys: {orphans}"))) } else { Ok(()) }
}

/// Makes a verified copy under any new name, in a folder that exists.
pub fn keep_as(source: &Path, target: &Path) -> Result<()> {
    if target.exists() {
        return Err(Error::Conflict(msg!("db-exists", file = target.display().to_string())));
    }
    draft_of(source, target)?.keep_as(target)
}

/// A verified copy beside what it is to be, dated by the moment of its content.
fn draft_of(source: &Path, target: &Path) -> Result<Draft> {
    let mut draft = Draft::beside(target)?;
    let begun = SystemTime::now() - CLOCK_TICK;
    copy(source, draft.path())?;
    verify(draft.path())?;
    draft.file().set_modified(begun)?;
    Ok(draft)
}

/// Whether the database, or its write-ahead log, was written after that moment. A moment to come says nothing.
pub fn has_changed_since(database: &Path, moment: SystemTime) -> bool {
    let log = format!("{}-wal", database.display());
    let written = |path: &Path| path.metadata().ok().filter(|file| file.len() > 0)?.modified().ok();
    let is_later = |path: &Path| written(path).is_some_and(|written| written > moment);
    moment > SystemTime::now() || is_later(database) || is_later(log.as_ref())
}
