//! The download of the database: a compact copy followed by its SHA-1, which other programs check when they restore
//! it (database.md 9).

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use sha1::{Digest, Sha1};
use tempfile::NamedTempFile;

use super::backup;
use crate::error::Result;

/// Hex digits of a SHA-1.
const TRAILER_BYTES: u64 = 40;

/// A copy that waits to be sent; its file disappears with it.
pub struct HashedCopy {
    file: NamedTempFile,
    bytes: u64,
}

/// Copies a consistent state of the database, with or without its secrets.
pub fn make(source: &Path, with_secrets: bool) -> Result<HashedCopy> {
    let file = NamedTempFile::with_suffix(".sqlite")?;
    backup::copy(source, file.path())?;
    if !with_secrets {
        backup::empty_secrets(file.path())?;
    }
    let bytes = file.path().metadata()?.len();
    Ok(HashedCopy { file, bytes })
}

impl HashedCopy {
    /// Bytes of the copy and its trailer.
    pub fn total_bytes(&self) -> u64 {
        self.bytes + TRAILER_BYTES
    }

    /// Sends the copy and, at its end, the digest computed on the way.
    pub fn write_to(&self, out: &mut impl Write) -> Result<()> {
        let mut file = File::open(self.file.path())?;
        file.rewind()?;
        let mut hasher = Sha1::new();
        let mut buffer = vec![0; 256 << 10];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            out.write_all(&buffer[..read])?;
        }
        for byte in hasher.finalize() {
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}
