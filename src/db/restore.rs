//! Putting a file in the place of the association's: it is checked whole before anything is touched, and what it
//! replaces is kept (database.md 9).

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::Connection;
use sha1::{Digest, Sha1};

use super::backup::Backups;
use super::functions::FieldCatalog;
use super::identity::{self, Origin};
use super::lock::OwnerLock;
use super::{Draft, backup, connect, journal_mode, names, schema};
use crate::error::{Error, Result};
use crate::msg;

/// What every SQLite file begins with.
const HEADER: &[u8; 16] = b"SQLite format 3\0";
/// Hex digits of the SHA-1 at the end of downloads.
const TRAILER_BYTES: usize = 40;
/// What SQLite keeps beside a file while it is in use.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A file that was found sound, copied beside the one it is to replace.
pub struct Candidate {
    draft: Draft,
    target: PathBuf,
    /// Whether the file ended in its digest, which was right.
    pub had_digest: bool,
}

/// Checks a file that is to replace `target`: its digest when it has one, its pages, its references, whose it is, and
/// the names in it that could be taken for paths.
///
/// # Errors
///
/// [`Error::Invalid`] or [`Error::Conflict`] with the sentence of the first thing that is wrong.
pub fn examine(file: &Path, target: &Path) -> Result<Candidate> {
    refuse_file_in_use(file, target)?;
    let mut draft = Draft::beside(target)?;
    let had_digest = copy_without_digest(file, draft.file())?;
    let connection = connect::read_write(draft.path(), &FieldCatalog::default())?;
    // The file may say that a log stands beside it; its copy has none.
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    if identity::identify(&connection)? == Origin::Empty {
        return Err(Error::invalid(msg!("db-empty", file = shown(file))));
    }
    backup::verify_connection(&connection, file)?;
    require_application_id(&connection, file)?;
    names::require_harmless(&connection)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(Candidate { draft, target: target.to_owned(), had_digest })
}

impl Candidate {
    /// Takes the place of the association's file, in one step; what it replaces is kept in the folder of backups, whose
    /// path is given. Fails while a server has the file.
    pub fn put_in_place(self, backups: &Path, now: DateTime) -> Result<Option<PathBuf>> {
        let Candidate { draft, target, .. } = self;
        if !target.exists() {
            draft.keep_as(&target)?;
            return Ok(None);
        }
        let _lock = OwnerLock::take(&target)?;
        let kept = keep_replaced(&target, backups, now)?;
        resemble(draft.path(), &target)?;
        draft.replace(&target)?;
        Ok(Some(kept))
    }
}

/// A log beside the file holds a part of its data; and nothing is restored from itself.
fn refuse_file_in_use(file: &Path, target: &Path) -> Result<()> {
    let same = file.canonicalize().ok().zip(target.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    let log = companion(file, "-wal").metadata().is_ok_and(|log| log.len() > 0);
    if same || log {
        return Err(Error::Conflict(msg!("restore-in-use", file = shown(file))));
    }
    Ok(())
}

/// Copies the database and leaves its digest out, after having checked it. Tells whether there was one.
fn copy_without_digest(file: &Path, copy: &mut File) -> Result<bool> {
    let unreadable =
        |error: std::io::Error| Error::invalid(msg!("db-cannot-open", file = shown(file), cause = error.to_string()));
    let cut = || Error::invalid(msg!("restore-cut", file = shown(file)));
    let mut source = File::open(file).map_err(unreadable)?;
    let total = source.metadata()?.len();
    let mut header = [0; 100];
    source.read_exact(&mut header).map_err(|_| Error::invalid(msg!("database-not-sqlite")))?;
    if !header.starts_with(HEADER) {
        return Err(Error::invalid(msg!("database-not-sqlite")));
    }
    // Two bytes tell the size of pages; 1 stands for 65536 (sqlite.org/fileformat.html, 1.3.2).
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size if size >= 512 => u64::from(size),
        _ => return Err(Error::invalid(msg!("database-damaged"))),
    };
    let has_digest = match total % page {
        0 => false,
        rest if rest == TRAILER_BYTES as u64 => true,
        _ => return Err(cut()),
    };
    let length = if has_digest { total - TRAILER_BYTES as u64 } else { total };
    let mut hasher = Sha1::new();
    hasher.update(header);
    copy.write_all(&header)?;
    let mut rest = (&mut source).take(length - header.len() as u64);
    let mut buffer = vec![0; 256 << 10];
    loop {
        match rest.read(&mut buffer)? {
            0 => break,
            read => {
                hasher.update(&buffer[..read]);
                copy.write_all(&buffer[..read])?;
            }
        }
    }
    let mut trailer = String::new();
    source.take(TRAILER_BYTES as u64).read_to_string(&mut trailer).map_err(|_| cut())?;
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if has_digest && !trailer.eq_ignore_ascii_case(&digest) {
        return Err(Error::invalid(msg!("restore-digest", file = shown(file))));
    }
    Ok(has_digest)
}

fn require_application_id(connection: &Connection, file: &Path) -> Result<()> {
    let found: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == schema::APPLICATION_ID {
        return Ok(());
    }
    Err(Error::Conflict(msg!("restore-application-id", file = shown(file), found = found)))
}

/// Copies the file as it is, so that even a damaged one is kept, and removes what SQLite left beside it: a log of the
/// old file must never be read into the new one.
fn keep_replaced(target: &Path, backups: &Path, now: DateTime) -> Result<PathBuf> {
    match journal_mode::checkpoint_and_leave_wal(target) {
        Err(error @ (Error::Busy(_) | Error::Conflict(_))) if target_is_sound(target) => return Err(error),
        // Whatever is wrong with it is why something is restored.
        Err(_) | Ok(()) => {}
    }
    std::fs::create_dir_all(backups)?;
    let is_free = |name: &PathBuf| !name.exists() && !COMPANIONS.iter().any(|suffix| companion(name, suffix).exists());
    let backups = Backups::of(target, backups);
    let Some(kept) = backups.before_restore_names(now).find(is_free) else {
        return Err(Error::internal(anyhow::anyhow!("every name is taken")));
    };
    for (from, to) in std::iter::once((target.to_owned(), kept.clone()))
        .chain(COMPANIONS.map(|suffix| (companion(target, suffix), companion(&kept, suffix))))
    {
        if from.exists() {
            let draft = Draft::beside(&to)?;
            std::fs::copy(&from, draft.path())?;
            draft.keep_as(&to)?;
        }
    }
    for suffix in COMPANIONS {
        match std::fs::remove_file(companion(target, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(kept)
}

fn target_is_sound(target: &Path) -> bool {
    connect::read_only(target, &FieldCatalog::default()).is_ok_and(|connection| identity::identify(&connection).is_ok())
}

/// Gives the new file the rights of the old one, and its owner where we may.
fn resemble(new: &Path, old: &Path) -> Result<()> {
    let old = old.metadata()?;
    std::fs::set_permissions(new, old.permissions())?;
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        std::os::unix::fs::chown(new, Some(old.uid()), Some(old.gid()))?;
    }
    Ok(())
}

fn companion(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}
