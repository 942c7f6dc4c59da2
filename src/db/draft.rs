//! A file in the making: it has its own name only once it is complete and on the disk.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::msg;

/// A file beside the one it will be, for its maker's eyes only; dropped unfinished, it disappears.
pub struct Draft(NamedTempFile);

impl Draft {
    /// Begins the file that will be `target`. Fails when its folder cannot be written.
    pub fn beside(target: &Path) -> Result<Self> {
        let draft = tempfile::Builder::new().prefix("draft-").suffix(".tmp").tempfile_in(folder_of(target));
        let refused = |error: std::io::Error| {
            let cause = error.to_string();
            match Error::from(error) {
                Error::Internal(_) => {
                    Error::invalid(msg!("db-cannot-open", file = target.display().to_string(), cause = cause))
                }
                of_machine => of_machine,
            }
        };
        Ok(Draft(draft.map_err(refused)?))
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
