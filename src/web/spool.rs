//! The body of a request on its way to a temporary file: never whole in memory.

use std::fs::File;
use std::io::{Seek, Write};

use crate::db::{blocking, temporary_folder};
use crate::error::Result;

/// Bytes that are gathered before they are written.
const GATHERED_BYTES: usize = 256 << 10;

/// Bytes being received.
#[derive(Default)]
pub struct Spool {
    gathered: Vec<u8>,
    file: Option<File>,
    bytes: u64,
}

/// The whole body: a file without a name, which the system deletes when it is closed.
#[derive(Debug)]
pub struct Spooled {
    pub file: File,
    pub bytes: u64,
}

impl Spool {
    pub async fn push(&mut self, chunk: &[u8]) -> Result<()> {
        self.bytes += chunk.len() as u64;
        self.gathered.extend_from_slice(chunk);
        if self.gathered.len() < GATHERED_BYTES { Ok(()) } else { self.write().await }
    }

    /// The whole, to be read from its beginning.
    pub async fn finish(mut self) -> Result<Spooled> {
        self.write().await?;
        let mut file = match self.file {
            Some(file) => file,
            None => temporary_folder::new_file()?,
        };
        file.rewind()?;
        Ok(Spooled { file, bytes: self.bytes })
    }

    /// Writes on a thread that may block, since a disk can be slow.
    async fn write(&mut self) -> Result<()> {
        let (file, mut gathered) = (self.file.take(), std::mem::take(&mut self.gathered));
        let written = blocking(move || {
            let mut file = file.map_or_else(temporary_folder::new_file, Ok)?;
            file.write_all(&gathered)?;
            gathered.clear();
            Ok((file, gathered))
        });
        let (file, gathered) = written.await?;
        (self.file, self.gathered) = (Some(file), gathered);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_pushed_is_read_back_whatever_its_size() {
        actix_web::rt::System::new().block_on(async {
            for chunks in [0, 1, 20] {
                let mut spool = Spool::default();
                for _ in 0..chunks {
                    spool.push(&[7; 50_000]).await.unwrap();
                }
                let mut spooled = spool.finish().await.unwrap();
                let mut read = Vec::new();
                spooled.file.read_to_end(&mut read).unwrap();
                assert_eq!((spooled.bytes, read), (chunks * 50_000, vec![7; chunks as usize * 50_000]));
            }
        });
    }
}
