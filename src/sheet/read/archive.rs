//! The parts of an ODS or XLSX file, unpacked as they are read and never beyond their limits.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::archive_view::ArchiveBuilder;
pub(super) use super::damaged;
use super::directory::{self, ArchiveEntry, plain_name, u16_at};
use super::{Limits, mebibytes, refused};
use crate::error::Result;
use crate::msg;

const CHUNK_BYTES: usize = 64 * 1024;
const LOCAL_HEADER_BYTES: usize = 30;

/// Parts up to this size are read whatever their ratio.
const HARMLESS_BYTES: u64 = 1 << 20;

/// The most bytes of a part that is not a table: lists of sheets, styles, settings.
const SMALL_PART_BYTES: u64 = 32 << 20;

pub(super) struct Archive {
    file: File,
    entries: HashMap<String, ArchiveEntry>,
    limits: Limits,
    /// What may still be unpacked.
    left: u64,
}

impl Archive {
    pub(super) fn open(mut file: File, limits: &Limits) -> Result<Self> {
        let entries = directory::entries(&mut file, limits)?;
        Ok(Archive { file, entries, left: limits.unpacked_bytes, limits: limits.clone() })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&plain_name(name))
    }

    /// Like [`Archive::part`], for parts of which much is held in memory.
    pub(super) fn small_part(&mut self, name: &str) -> Result<Part> {
        match self.entries.get(&plain_name(name)) {
            Some(entry) if entry.bytes > SMALL_PART_BYTES => {
                Err(refused(msg!("sheet-read-unpacked", limit = mebibytes(SMALL_PART_BYTES))))
            }
            _ => self.part(name),
        }
    }

    /// Adds a part that was read to the end, and so verified, to an archive of our own.
    pub(super) fn hand_over(&mut self, name: &str, new_name: &str, to: &mut ArchiveBuilder) -> Result<()> {
        let entry = *self.entries.get(&plain_name(name)).ok_or_else(|| damaged(name))?;
        let start = self.start_of(&entry)?.ok_or_else(|| damaged(name))?;
        to.packed(new_name, &entry, self.file.try_clone()?, start);
        Ok(())
    }

    /// Begins to read a part. Only one can be read at a time, as they share the place in the file.
    ///
    /// # Errors
    /// `Error::Invalid` when there is no such part, or when it is encrypted, too large or packed in an unusual way.
    pub(super) fn part(&mut self, name: &str) -> Result<Part> {
        let entry = *self.entries.get(&plain_name(name)).ok_or_else(|| damaged(name))?;
        if entry.encrypted {
            return Err(refused(msg!("sheet-read-password")));
        }
        let suspicious = entry.bytes > HARMLESS_BYTES && entry.bytes / entry.packed_bytes.max(1) > self.limits.ratio;
        if suspicious || entry.bytes > self.limits.part_bytes.min(self.left) {
            return Err(refused(msg!("sheet-read-unpacked", limit = mebibytes(self.limits.part_bytes))));
        }
        self.left -= entry.bytes;
        let start = self.start_of(&entry)?.ok_or_else(|| damaged(name))?;
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let packed = BufReader::with_capacity(CHUNK_BYTES, file.take(entry.packed_bytes));
        let content = match entry.method {
            0 => Content::Stored(packed),
            8 => Content::Deflated(Box::new(DeflateDecoder::new(packed))),
            _ => return Err(damaged(name)),
        };
        Ok(Part::new(content, &entry, self.limits.cell_bytes + (1 << 20)))
    }

    /// Where the packed bytes begin: after the local header, whose extra field has a length of its own.
    fn start_of(&mut self, entry: &ArchiveEntry) -> Result<Option<u64>> {
        let mut header = Vec::new();
        let length = self.file.metadata()?.len();
        if entry.header > length || entry.packed_bytes > length {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(entry.header))?;
        (&mut self.file).take(LOCAL_HEADER_BYTES as u64).read_to_end(&mut header)?;
        let lengths = u16_at(&header, 26).zip(u16_at(&header, 28)).filter(|_| header.starts_with(b"PK\x03\x04"));
        let bytes = lengths.map(|(name, extra)| LOCAL_HEADER_BYTES as u64 + u64::from(name) + u64::from(extra));
        Ok(bytes.and_then(|bytes| entry.header.checked_add(bytes)))
    }
}

enum Content {
    Stored(BufReader<Take<File>>),
    Deflated(Box<DeflateDecoder<BufReader<Take<File>>>>),
}

/// The unpacked bytes of a part: as many as its entry declares, with the checksum that it declares.
pub(super) struct Part {
    content: Content,
    chunk: Box<[u8]>,
    unread: std::ops::Range<usize>,
    /// How many bytes are still to come.
    left: u64,
    crc: Crc,
    expected_crc: u32,
    /// Bytes since the last mark, and how many there may be.
    since_mark: usize,
    most_at_once: usize,
}

impl Part {
    fn new(content: Content, entry: &ArchiveEntry, most_at_once: usize) -> Self {
        let chunk = vec![0; CHUNK_BYTES].into_boxed_slice();
        let (left, expected_crc) = (entry.bytes, entry.crc);
        Part { content, chunk, unread: 0..0, left, crc: Crc::new(), expected_crc, since_mark: 0, most_at_once }
    }

    /// To be called before each piece of XML is read, so that no piece can be longer than allowed: it is held in memory.
    pub(super) fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// Passes over the rest, to know whether its checksum is right.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        loop {
            self.mark();
            match self.fill_buf()?.len() {
                0 => return Ok(()),
                length => self.consume(length),
            }
        }
    }

    fn unpack(&mut self) -> io::Result<()> {
        let length = match &mut self.content {
            Content::Stored(stored) => stored.read(&mut self.chunk)?,
            Content::Deflated(deflated) => deflated.read(&mut self.chunk)?,
        };
        // Fewer or more bytes than declared, or other ones.
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        self.left = self.left.checked_sub(length as u64).ok_or_else(wrong)?;
        self.crc.update(&self.chunk[..length]);
        if length == 0 && (self.left > 0 || self.crc.sum() != self.expected_crc) {
            return Err(wrong());
        }
        self.unread = 0..length;
        Ok(())
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Part {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_mark > self.most_at_once {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if self.unread.is_empty() {
            self.unpack()?;
        }
        Ok(&self.chunk[self.unread.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.unread.start = (self.unread.start + amount).min(self.unread.end);
        self.since_mark += amount;
    }
}
