//! Whether the files that are open still have their names. What is written to a file that was deleted or replaced is lost
//! with it, and no call fails (threats.md 87).

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::msg;

/// What the system calls a file by, whatever names it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    pub fn of(metadata: &Metadata) -> Self {
        FileId { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Of the file that has that name now.
    pub fn at(path: &Path) -> std::io::Result<Self> {
        Ok(FileId::of(&path.metadata()?))
    }
}

/// The files that must keep their names for as long as they are open.
#[derive(Debug, Clone)]
pub struct Presence(Vec<(PathBuf, FileId)>);

impl Presence {
    /// Of the database with that identity.
    pub fn of(path: &Path, file: FileId) -> Self {
        Presence(vec![(path.to_owned(), file)])
    }

    /// And of its write-ahead log, which holds what was not copied into the file yet. There is one as long as somebody has
    /// the file open.
    pub fn with_log(mut self, connection: &Connection) -> Result<Self> {
        // Where a name is a link, the log stands beside what it leads to.
        let log = PathBuf::from(format!("{}-wal", connection.path().unwrap_or_default()));
        let file = FileId::at(&log)?;
        self.0.push((log, file));
        Ok(self)
    }

    /// # Errors
    ///
    /// [`Error::Busy`] when one of the files has lost its name. Costs a system call a file, of a microsecond or so.
    pub fn check(&self) -> Result<()> {
        let lost = self.0.iter().find(|(path, file)| !FileId::at(path).is_ok_and(|found| found == *file));
        match lost {
            None => Ok(()),
            Some((path, _)) => {
                tracing::error!(file = %path.display(), "the file that is served was removed or replaced");
                Err(Error::Busy(msg!("db-file-lost")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_lost_while_its_name_is_missing_or_leads_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("real"), "1").unwrap();
        std::fs::write(path("other"), "2").unwrap();
        std::os::unix::fs::symlink(path("real"), path("link")).unwrap();
        let presence = Presence::of(&path("link"), FileId::at(&path("link")).unwrap());
        presence.check().unwrap();
        std::fs::rename(path("real"), path("away")).unwrap();
        assert!(matches!(presence.check(), Err(Error::Busy(_))), "removed");
        std::fs::rename(path("other"), path("real")).unwrap();
        assert!(matches!(presence.check(), Err(Error::Busy(_))), "replaced");
        std::fs::rename(path("away"), path("real")).unwrap();
        presence.check().unwrap();
    }
}
