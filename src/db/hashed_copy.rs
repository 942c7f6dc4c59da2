//! The download of the database: a compact copy followed by its SHA-1, which other programs check when they restore
//! it (database.md 9).

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use sha1::{Digest, Sha1};

use super::{Draft, backup};
use crate::error::Result;

/// Copies a consistent state of the database, with or without its secrets, and appends the digest: 40 hexadecimal
/// digits. The file has no name any more.
pub fn make(source: &Path, with_secrets: bool) -> Result<File> {
    let copy = Draft::temporary()?;
    backup::copy(source, copy.path())?;
    if !with_secrets {
        backup::empty_secrets(copy.path())?;
    }
    let mut file = copy.into_file();
    let digest = digest(&mut file)?;
    file.write_all(digest.as_bytes())?;
    Ok(file)
}

fn digest(file: &mut File) -> Result<String> {
    let mut hasher = Sha1::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(crate::text::hexadecimal(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}
