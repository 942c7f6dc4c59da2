//! How the server takes a file: it recognises it, makes it ours if it is not yet, and brings our tables up to date.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::backup::Backups;
use super::draft::{self, Draft};
use super::file::OpenFile;
use super::identity::{self, Origin};
use super::lock::OwnerLock;
use super::open_file::folder_is_writable;
use super::presence::{FileId, Presence};
use super::{Capacity, Db, connect, journal_mode, migrations};
use crate::db::functions::FieldCatalog;
use crate::error::{Error, Result};
use crate::msg;

/// What opening a file needs to know.
pub struct Opening<'a> {
    /// Where a backup goes if our tables must be migrated.
    pub backups: PathBuf,
    /// Local time, for its name.
    pub now: DateTime,
    /// What else must be there before anybody reads, such as the tables that depend on member fields.
    pub prepare: &'a dyn Fn(&Transaction) -> Result<()>,
    pub capacity: Capacity,
}

/// What was found when the file was opened.
pub struct Opened {
    pub db: Db,
    pub origin: Origin,
}

impl Db {
    /// Takes the file for the server. One of another program is adopted in place with nothing lost; one of an older
    /// Ruche is migrated after a backup; anything else is refused with a sentence that says what to do.
    ///
    /// On a disk or with rights that allow no change, the file is only read: [`Db::is_read_only`].
    pub fn open(path: &Path, opening: &Opening<'_>) -> Result<Opened> {
        let lock = OwnerLock::take(path)?;
        if !lock.writable || !folder_is_writable(path) {
            return Self::open_unchangeable(path, lock, opening.capacity);
        }
        remove_abandoned(path, &opening.backups);
        let fields = FieldCatalog::default();
        let mut connection = connect::read_write(path, &fields)?;
        let origin = identity::identify(&connection)?;
        if origin == Origin::Empty {
            return Err(empty(path));
        }
        journal_mode::enter_wal(&connection)?;
        bring_up_to_date(path, &mut connection, &origin, opening)?;
        fields.reload(&connection)?;
        let presence = Presence::of(path, lock.file_id()?).with_log(&connection)?;
        let file = OpenFile { path: path.to_owned(), presence, fields, lock: Some(lock), read_only: false };
        Ok(Opened { db: Db::new(file, connection, opening.capacity)?, origin })
    }

    /// Nothing can be made or changed there, so our tables must be there and of this version.
    fn open_unchangeable(path: &Path, lock: OwnerLock, capacity: Capacity) -> Result<Opened> {
        let (connection, found) = connect::recognised(path, connect::read_only)?;
        if migrations::pending(&connection)? {
            return Err(Error::Conflict(msg!("db-read-only-not-adopted", file = path.display().to_string())));
        }
        tracing::warn!(file = %path.display(), "the file or its folder cannot be written: it is served read-only");
        let presence = Presence::of(path, lock.file_id()?);
        let file =
            OpenFile { path: path.to_owned(), presence, fields: found.fields, lock: Some(lock), read_only: true };
        Ok(Opened { db: Db::new(file, connection, capacity)?, origin: found.origin })
    }

    /// Opens the file for a command, beside a server that may have it. Our tables must be there and of this version:
    /// only a server, alone with the file, changes them.
    pub fn open_shared(path: &Path, capacity: Capacity) -> Result<Opened> {
        let (connection, found) = connect::recognised(path, connect::read_write)?;
        if migrations::pending(&connection)? {
            return Err(Error::Conflict(msg!("db-not-adopted", file = path.display().to_string())));
        }
        let presence = Presence::of(path, FileId::at(path)?);
        let file = OpenFile { path: path.to_owned(), presence, fields: found.fields, lock: None, read_only: false };
        Ok(Opened { db: Db::new(file, connection, capacity)?, origin: found.origin })
    }
}

fn empty(path: &Path) -> Error {
    Error::invalid(msg!("db-empty", file = path.display().to_string()))
}

/// Deletes the copies that a killed run was making: they hold what the database holds, secrets and erased persons among it.
fn remove_abandoned(path: &Path, backups: &Path) {
    let beside = draft::folder_of(path);
    let mut count = draft::remove_abandoned(&beside) + draft::remove_abandoned_temporary();
    if backups != beside {
        count += draft::remove_abandoned(backups);
    }
    if count > 0 {
        tracing::info!(count, "unfinished files of a former run were deleted");
    }
}

fn bring_up_to_date(path: &Path, connection: &mut Connection, origin: &Origin, opening: &Opening<'_>) -> Result<()> {
    let upgrades = matches!(origin, Origin::Ruche { .. }) && migrations::pending(connection)?;
    if upgrades {
        Backups::of(path, &opening.backups).make_before_upgrade(opening.now)?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    migrations::apply(&transaction)?;
    (opening.prepare)(&transaction)?;
    Ok(transaction.commit()?)
}

/// Makes a new file and fills it in one transaction; refuses to touch an existing one. The file has its name only once
/// it is complete and on the disk: whatever interrupts this, no part of one is left in its place.
pub fn create(path: &Path, fill: impl FnOnce(&Transaction) -> Result<()>) -> Result<()> {
    if path.exists() {
        return Err(Error::Conflict(msg!("db-exists", file = path.display().to_string())));
    }
    let draft = Draft::beside(path)?;
    let mut connection = connect::read_write(draft.path(), &FieldCatalog::default())?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    fill(&transaction)?;
    migrations::apply(&transaction)?;
    migrations::ensure_indexes(&transaction)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)?;
    draft.keep_as(path)
}
