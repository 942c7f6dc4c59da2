//! The folder of temporary files: ours, and those of SQLite.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::msg;

/// Where temporary files are made: what [`use_folder`] was told, else what `TMPDIR` says, else `/tmp`.
pub fn folder() -> PathBuf {
    tempfile::env::temp_dir()
}

/// Has this process make its temporary files in that folder; to be called before the first one.
pub fn use_folder(folder: &Path) {
    if tempfile::env::override_temp_dir(folder).is_err() {
        tracing::error!("the folder of temporary files was chosen too late");
    }
}

/// A new file without a name; the system deletes it when it is closed.
///
/// # Errors
///
/// [`Error::DiskFull`], or [`Error::Busy`] when no file can be made there, with the cause in the log.
pub fn new_file() -> Result<File> {
    tempfile::tempfile().map_err(|error| unusable(&folder(), error))
}

/// What a failure to make or use a temporary file means.
pub fn unusable(folder: &Path, error: std::io::Error) -> Error {
    let cause = error.to_string();
    match Error::from(error) {
        passing @ Error::DiskFull => passing,
        // A disk that cannot be written is told by its folder: the database may well stand on another one.
        _ => {
            tracing::error!(folder = %folder.display(), cause, "no temporary file can be made");
            Error::Busy(msg!("error-temporary-folder"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_folder_without_room_is_a_full_disk_and_one_that_is_missing_or_read_only_is_unusable() {
        use rustix::io::Errno;
        for (errno, code) in
            [(Errno::NOSPC, "disk_full"), (Errno::DQUOT, "disk_full"), (Errno::NOENT, "busy"), (Errno::ROFS, "busy")]
        {
            let error = unusable(Path::new("/none"), io::Error::from_raw_os_error(errno.raw_os_error()));
            assert_eq!(error.code(), code, "{errno:?}");
            assert_eq!(error.code() == "busy", error.to_string().contains("temporary"), "{errno:?}");
        }
    }
}
