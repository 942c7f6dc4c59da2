//! Copies of the database: for backups, before upgrades, and for downloads.
//!
//! Names, folder and rotation are those that other programs know (database.md 9).

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::Connection;
use serde::Serialize;

use super::open_file::for_copying;
use super::{Draft, integrity};
use crate::error::{Error, Result};
use crate::msg;

/// Start of the names of all backups.
const PREFIX: &str = "pko-";
/// Start of the names of those that are made and rotated by themselves.
const AUTOMATIC: &str = "pko-auto-";

/// A backup in its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    pub name: String,
    pub bytes: u64,
    #[serde(skip)]
    pub modified: std::time::SystemTime,
}

impl Backup {
    /// The local time in the name of an automatic one.
    pub fn made(&self) -> Option<DateTime> {
        let digits = self.name.strip_prefix(AUTOMATIC)?.strip_suffix(".sqlite")?;
        DateTime::strptime("%Y%m%d%H%M%S", digits).ok()
    }
}

/// Writes a compact copy of a consistent state to `target`, in rollback-journal mode; `target` must be new or empty.
///
/// The copy is not forced to disk: [`keep`] does that for the copies that stay.
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

/// Makes a verified backup in the folder, under its final name only once it is complete and on the disk.
pub fn keep(source: &Path, folder: &Path, name: &str) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let target = folder.join(name);
    keep_as(source, &target)?;
    Ok(target)
}

/// The same under any new name, in a folder that exists.
pub fn keep_as(source: &Path, target: &Path) -> Result<()> {
    if target.exists() {
        return Err(Error::Conflict(msg!("db-exists", file = target.display().to_string())));
    }
    let draft = Draft::beside(target)?;
    copy(source, draft.path())?;
    verify(draft.path())?;
    draft.keep_as(target)
}

/// The backup that somebody asked for.
pub fn manual(source: &Path, folder: &Path, now: DateTime) -> Result<PathBuf> {
    keep(source, folder, &format!("{PREFIX}{}.sqlite", now.strftime("%Y-%m-%d-%H%M%S")))
}

/// The name of what a restored file replaced.
pub fn before_restore_name(now: DateTime) -> String {
    format!("{PREFIX}before-restore-{}.sqlite", now.strftime("%Y%m%d-%H%M%S"))
}

/// The backup that precedes a migration of our tables. The connection already holds the file.
pub fn before_upgrade(source: &Path, folder: &Path, now: DateTime) -> Result<PathBuf> {
    keep(source, folder, &format!("{PREFIX}before-upgrade-{}.sqlite", now.strftime("%Y%m%d-%H%M%S")))
}

/// The daily backup, followed by the removal of the oldest ones beyond `keep_count`.
pub fn automatic(source: &Path, folder: &Path, now: DateTime, keep_count: usize) -> Result<PathBuf> {
    let made = keep(source, folder, &format!("{AUTOMATIC}{}.sqlite", now.strftime("%Y%m%d%H%M%S")))?;
    for old in automatic_ones(folder)?.into_iter().skip(keep_count) {
        std::fs::remove_file(folder.join(&old.name))?;
    }
    Ok(made)
}

/// Automatic backups, newest first (their names tell).
pub fn automatic_ones(folder: &Path) -> Result<Vec<Backup>> {
    let mut backups: Vec<_> = list(folder)?.into_iter().filter(|backup| backup.name.starts_with(AUTOMATIC)).collect();
    backups.sort_by(|a, b| b.name.cmp(&a.name));
    Ok(backups)
}

/// Every backup of the folder, newest first; none when the folder does not exist.
pub fn list(folder: &Path) -> Result<Vec<Backup>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let listed = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if listed && name.starts_with(PREFIX) && name.ends_with(".sqlite") {
            let metadata = entry.metadata()?;
            backups.push(Backup { name, bytes: metadata.len(), modified: metadata.modified()? });
        }
    }
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.modified));
    Ok(backups)
}
