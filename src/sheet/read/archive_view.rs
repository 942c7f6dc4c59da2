//! An archive of our own making around verified parts of another one, without copying them.
//!
//! calamine gets this and never the file that was sent: its directory is what we wrote, so no size, name or repeated entry
//! in it can be another than the one that was checked.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use flate2::Crc;

use super::directory::ArchiveEntry;

/// Bytes that follow each other.
enum Piece {
    Held(Vec<u8>),
    /// So many bytes of a file, from that place on.
    OfFile(File, u64, u64),
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Piece::Held(bytes) => bytes.len() as u64,
            Piece::OfFile(_, _, length) => *length,
        }
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Piece::Held(bytes) => bytes.get(at as usize..).unwrap_or_default().read(buffer),
            Piece::OfFile(file, start, length) => {
                let wanted = buffer.len().min((length - at) as usize);
                file.read_at(&mut buffer[..wanted], start + at)
            }
        }
    }
}

/// Puts an archive together.
#[derive(Default)]
pub(super) struct ArchiveBuilder {
    pieces: Vec<Piece>,
    directory: Vec<u8>,
    parts: u16,
    length: u64,
}

impl ArchiveBuilder {
    /// Adds a part of our own.
    pub(super) fn own(&mut self, name: &str, content: Vec<u8>) {
        let mut crc = Crc::new();
        crc.update(&content);
        let bytes = content.len() as u64;
        let entry = ArchiveEntry { method: 0, encrypted: false, crc: crc.sum(), packed_bytes: bytes, bytes, header: 0 };
        self.add(name, &entry, Piece::Held(content));
    }

    /// Adds a part of another archive as it is packed there; `start` is where its bytes begin.
    pub(super) fn packed(&mut self, name: &str, entry: &ArchiveEntry, file: File, start: u64) {
        self.add(name, entry, Piece::OfFile(file, start, entry.packed_bytes));
    }

    fn add(&mut self, name: &str, entry: &ArchiveEntry, content: Piece) {
        let header = header(name, entry);
        let place = self.length as u32;
        self.directory.extend_from_slice(b"PK\x01\x02\x14\0");
        self.directory.extend_from_slice(&header[4..30]);
        // Comment, disk, attributes.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&place.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.parts += 1;
        self.push(Piece::Held(header));
        self.push(content);
    }

    fn push(&mut self, piece: Piece) {
        self.length += piece.length();
        self.pieces.push(piece);
    }

    pub(super) fn finish(mut self) -> ArchiveView {
        let (start, bytes, parts) = (self.length as u32, self.directory.len() as u32, self.parts);
        let mut end = std::mem::take(&mut self.directory);
        end.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        end.extend_from_slice(&parts.to_le_bytes());
        end.extend_from_slice(&parts.to_le_bytes());
        end.extend_from_slice(&bytes.to_le_bytes());
        end.extend_from_slice(&start.to_le_bytes());
        end.extend_from_slice(&[0; 2]);
        self.push(Piece::Held(end));
        ArchiveView { pieces: self.pieces, length: self.length, at: 0 }
    }
}

/// A local header (APPNOTE 6.3.10, 4.3.7). Parts that are read have less than 4 GiB.
fn header(name: &str, entry: &ArchiveEntry) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x14\0\0\x08".to_vec();
    header.extend_from_slice(&entry.method.to_le_bytes());
    // 1 January 1980.
    header.extend_from_slice(&[0, 0, 0x21, 0]);
    header.extend_from_slice(&entry.crc.to_le_bytes());
    header.extend_from_slice(&(entry.packed_bytes as u32).to_le_bytes());
    header.extend_from_slice(&(entry.bytes as u32).to_le_bytes());
    header.extend_from_slice(&(name.len() as u16).to_le_bytes());
    header.extend_from_slice(&[0; 2]);
    header.extend_from_slice(name.as_bytes());
    header
}

/// The archive as a file.
pub(super) struct ArchiveView {
    pieces: Vec<Piece>,
    length: u64,
    at: u64,
}

impl Read for ArchiveView {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut start = 0;
        for piece in &self.pieces {
            let end = start + piece.length();
            if self.at < end {
                let read = piece.read_at(self.at - start, buffer)?;
                self.at += read as u64;
                return Ok(read);
            }
            start = end;
        }
        Ok(0)
    }
}

impl Seek for ArchiveView {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_reads_what_was_put_together() {
        let mut builder = ArchiveBuilder::default();
        builder.own("a/b.xml", b"<a/>".to_vec());
        builder.own("c", vec![7; 100_000]);
        let mut archive = zip::ZipArchive::new(builder.finish()).unwrap();
        assert_eq!(archive.len(), 2);
        for (name, length) in [("a/b.xml", 4), ("c", 100_000)] {
            let mut content = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
            assert_eq!(content.len(), length, "{name}");
        }
    }
}
