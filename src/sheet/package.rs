//! The ZIP archive that an ODS file is, with one large part written row by row.

use std::fs::File;
use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive_out::ArchiveOut;
use super::{CHUNK_BYTES, too_large};
use crate::error::{Error, Result};

/// The level of deflate. Measured on 100,000 rows: level 1 saves a twentieth of the time and makes files a third larger,
/// levels above 3 cost more than they save.
const LEVEL: i64 = 2;

/// Parts of 4 GiB and more need extensions of ZIP that spreadsheet programs do not reliably read.
pub(super) const MAX_PART_BYTES: u64 = u32::MAX as u64 - 1;

pub(super) struct Package {
    /// Nothing once the archive is complete.
    zip: Option<ZipWriter<ArchiveOut<File>>>,
    /// What was added to the current part and is not compressed yet.
    pub(super) text: Vec<u8>,
    part_bytes: u64,
}

impl Package {
    pub(super) fn new(file: File) -> Self {
        Package {
            zip: Some(ZipWriter::new(ArchiveOut::new(file))),
            text: Vec::with_capacity(CHUNK_BYTES + 4096),
            part_bytes: 0,
        }
    }

    /// Adds a part that is not compressed, and ends the part before.
    pub(super) fn stored(&mut self, name: &str, content: &str) -> Result<()> {
        self.start(name, CompressionMethod::Stored)?;
        self.text.extend_from_slice(content.as_bytes());
        Ok(())
    }

    /// Adds a small part, and ends the part before.
    pub(super) fn part(&mut self, name: &str, content: &str) -> Result<()> {
        self.open(name)?;
        self.text.extend_from_slice(content.as_bytes());
        Ok(())
    }

    /// Begins a part, to be filled through `text`, and ends the part before.
    pub(super) fn open(&mut self, name: &str) -> Result<()> {
        self.start(name, CompressionMethod::Deflated)
    }

    /// To be called after each row, so that the buffer grows to the longest row at most.
    pub(super) fn pass_on_if_full(&mut self) -> Result<()> {
        if self.text.len() >= CHUNK_BYTES { self.pass_on() } else { Ok(()) }
    }

    /// Writes the directory of the archive.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.pass_on()?;
        let zip = self.zip.take().ok_or_else(complete)?;
        Ok(zip.finish().map_err(Error::internal)?.flush()?)
    }

    fn start(&mut self, name: &str, method: CompressionMethod) -> Result<()> {
        self.pass_on()?;
        self.part_bytes = 0;
        let level = (method == CompressionMethod::Deflated).then_some(LEVEL);
        let options = SimpleFileOptions::default().compression_method(method).compression_level(level);
        self.zip.as_mut().ok_or_else(complete)?.start_file(name, options).map_err(Error::internal)
    }

    fn pass_on(&mut self) -> Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        self.part_bytes += self.text.len() as u64;
        if self.part_bytes > MAX_PART_BYTES {
            return Err(too_large());
        }
        self.zip.as_mut().ok_or_else(complete)?.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

fn complete() -> Error {
    Error::internal(anyhow::anyhow!("a spreadsheet was written to after its end"))
}
