//! A file in the making: it has its own name only once it is complete and on the disk.
//!
//! Whoever makes one holds a lock on it. A killed process holds none any more: what it left is told by that, and deleted
//! at the next start ([`remove_abandoned`]).

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use tempfile::{NamedTempFile, TempDir};

use super::temporary_folder;
use crate::error::{Error, Result};
use crate::msg;

/// Start of the names of files beside what they will be.
const PREFIX: &str = "draft-";
/// Start of the names of folders, and of all in the folder of temporary files, which is everybody's.
const OWN_PREFIX: &str = "ruche-draft-";
/// End of the names of files; folders have none.
const SUFFIX: &str = ".tmp";
/// Random characters in a name.
const RANDOM_CHARACTERS: usize = 6;
/// What SQLite files begin with.
const SQLITE_HEADER: &[u8] = b"SQLite format 3\0";
/// What SQLite keeps beside a file while it is in use.
const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// A file beside the one it will be, for its maker's eyes only; dropped unfinished, it disappears.
pub struct Draft(NamedTempFile);

impl Draft {
    /// Begins the file that will be `target`. Fails when its folder cannot be written.
    pub fn beside(target: &Path) -> Result<Self> {
        let refused = |error: std::io::Error| {
            let cause = error.to_string();
            match Error::from(error) {
                Error::Internal(_) => {
                    Error::invalid(msg!("db-cannot-open", file = target.display().to_string(), cause = cause))
                }
                of_machine => of_machine,
            }
        };
        begin(|| builder(PREFIX).suffix(SUFFIX).tempfile_in(folder_of(target)), NamedTempFile::as_file)
            .map(Draft)
            .map_err(refused)
    }

    /// Begins a file that will have no name, in the folder of temporary files.
    pub fn temporary() -> Result<Self> {
        let folder = temporary_folder::folder();
        begin(|| builder(OWN_PREFIX).suffix(SUFFIX).tempfile_in(&folder), NamedTempFile::as_file)
            .map(Draft)
            .map_err(|error| temporary_folder::unusable(&folder, error))
    }

    /// Takes its name away; the system deletes it when it is closed.
    pub fn into_file(self) -> File {
        self.0.into_file()
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Gives it its name, which nobody may have taken meanwhile.
    pub fn keep_as(self, target: &Path) -> Result<()> {
        // Opened anew: SQLite may have written it through another file of the same name.
        File::open(self.path())?.sync_all()?;
        self.0.persist_noclobber(target).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Error::Conflict(msg!("db-exists", file = target.display().to_string()))
            }
            _ => error.error.into(),
        })?;
        sync_folder(target)
    }

    /// Gives it the first of these names that nobody has, and tells which.
    pub fn keep_as_first_free(self, names: impl IntoIterator<Item = PathBuf>) -> Result<PathBuf> {
        File::open(self.path())?.sync_all()?;
        let mut file = self.0;
        for name in names {
            match file.persist_noclobber(&name) {
                Ok(_) => return sync_folder(&name).map(|()| name),
                Err(taken) if taken.error.kind() == std::io::ErrorKind::AlreadyExists => file = taken.file,
                Err(other) => return Err(other.error.into()),
            }
        }
        Err(Error::internal(anyhow::anyhow!("every name is taken")))
    }

    /// Gives it its name in the place of whatever has it, in one step.
    pub fn replace(self, target: &Path) -> Result<()> {
        File::open(self.path())?.sync_all()?;
        self.0.persist(target).map_err(|error| error.error)?;
        sync_folder(target)
    }
}

/// A folder in the making, beside the one it will be; dropped unfinished, it disappears with all that is in it.
pub struct DraftFolder {
    folder: TempDir,
    /// Held for its lock.
    _opened: File,
}

impl DraftFolder {
    pub fn beside(target: &Path) -> Result<Self> {
        let make = || {
            let folder = builder(OWN_PREFIX).tempdir_in(folder_of(target))?;
            let opened = File::open(folder.path())?;
            Ok((folder, opened))
        };
        let (folder, opened) = begin(make, |(_, opened)| opened)?;
        Ok(DraftFolder { folder, _opened: opened })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives it its name, which nobody may have taken meanwhile.
    pub fn keep_as(self, target: &Path) -> Result<()> {
        std::fs::rename(self.folder.path(), target)?;
        // It is no longer where it was made: nothing is left to remove.
        let _ = self.folder.keep();
        Ok(())
    }
}

fn builder(prefix: &'static str) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).rand_bytes(RANDOM_CHARACTERS);
    builder
}

/// Makes something and locks it. A start that finds it before it is locked deletes it: then another one is made.
fn begin<T>(make: impl Fn() -> std::io::Result<T>, file: impl Fn(&T) -> &File) -> std::io::Result<T> {
    loop {
        let made = make()?;
        let locked = file(&made).try_lock().is_ok();
        if locked && rustix::fs::fstat(file(&made))?.st_nlink > 0 {
            return Ok(made);
        }
    }
}

/// Deletes what killed processes left beside a file of this folder; gives how much that was. What another process is
/// making is left alone, and so is everything that does not have a name of ours.
pub fn remove_abandoned(folder: &Path) -> usize {
    remove_from(folder, &[PREFIX, OWN_PREFIX])
}

/// The same in the folder of temporary files.
pub fn remove_abandoned_temporary() -> usize {
    remove_from(&temporary_folder::folder(), &[OWN_PREFIX])
}

fn remove_from(folder: &Path, prefixes: &[&str]) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let removed = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        let kind = name.to_str().and_then(|name| prefixes.iter().find_map(|prefix| Kind::of(name, prefix)));
        kind.is_some_and(|kind| remove_if_abandoned(&entry.path(), kind).unwrap_or(false))
    });
    removed.count()
}

/// What a name says of its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// A file whose name could be somebody else's, unless it holds a database.
    PerhapsFile,
    Folder,
}

impl Kind {
    fn of(name: &str, prefix: &str) -> Option<Self> {
        let is_random =
            |text: &str| text.len() == RANDOM_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let rest = name.strip_prefix(prefix)?;
        match rest.strip_suffix(SUFFIX) {
            Some(random) if is_random(random) => Some(Kind::File),
            Some(_) => Some(Kind::PerhapsFile),
            None => Some(Kind::Folder).filter(|_| prefix == OWN_PREFIX && is_random(rest)),
        }
    }
}

/// Whether it was deleted: it is ours, and nobody had it.
fn remove_if_abandoned(path: &Path, kind: Kind) -> std::io::Result<bool> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let mut opened = File::options().read(true).custom_flags(flags.cast_signed()).open(path)?;
    if opened.try_lock().is_err() {
        return Ok(false);
    }
    let found = opened.metadata()?;
    if kind == Kind::Folder {
        return Ok(found.is_dir() && std::fs::remove_dir_all(path).is_ok());
    }
    if !found.is_file() || (kind == Kind::PerhapsFile && !holds_database(&mut opened)) {
        return Ok(false);
    }
    for suffix in COMPANIONS {
        let mut companion = path.as_os_str().to_owned();
        companion.push(suffix);
        let _ = std::fs::remove_file(companion);
    }
    std::fs::remove_file(path)?;
    Ok(true)
}

fn holds_database(file: &mut File) -> bool {
    let mut header = [0; SQLITE_HEADER.len()];
    file.read_exact(&mut header).is_ok() && header == *SQLITE_HEADER
}

/// The folder in which a file stands; the current one for a bare name.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Names are on the disk once their folder is.
fn sync_folder(path: &Path) -> Result<()> {
    Ok(File::open(folder_of(path))?.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_makes_any_more_is_deleted_and_nothing_else() {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        for abandoned in ["draft-abc123.tmp", "draft-abc123.tmp-journal", "draft-ABCDEF.tmp"] {
            std::fs::write(path(abandoned), "x").unwrap();
        }
        std::fs::write(path("draft-longer-name.tmp"), [SQLITE_HEADER, b"x"].concat()).unwrap();
        std::fs::create_dir(path("ruche-draft-folder")).unwrap();
        std::fs::write(path("ruche-draft-folder/database.sqlite"), "x").unwrap();
        let others = ["draft-abc123.txt", "draft-minutes.tmp", "draft-.tmp", "association.sqlite", "draft-budget"];
        others.iter().for_each(|other| std::fs::write(path(other), "x").unwrap());
        std::fs::create_dir(path("draft-folder")).unwrap();
        std::os::unix::fs::symlink(path("association.sqlite"), path("draft-linked.tmp")).unwrap();
        let target = path("association.sqlite");
        let (file, made) = (Draft::beside(&target).unwrap(), DraftFolder::beside(&target).unwrap());
        std::fs::write(made.path().join("x"), "x").unwrap();
        assert_eq!(remove_abandoned(folder.path()), 4);
        assert!(file.path().exists() && made.path().join("x").exists(), "they are being made");
        assert!(others.iter().all(|other| path(other).exists()) && path("draft-linked.tmp").is_symlink());
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, others.len() + 4, "the companion is gone too");
        drop((file, made));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), others.len() + 2);
    }

    #[test]
    fn a_copy_in_the_folder_of_temporary_files_is_known_by_its_name() {
        let draft = Draft::temporary().unwrap();
        let name = draft.path().file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!((Kind::of(&name, OWN_PREFIX), Kind::of(&name, PREFIX)), (Some(Kind::File), None), "{name}");
        assert!(!remove_if_abandoned(draft.path(), Kind::File).unwrap());
    }
}
