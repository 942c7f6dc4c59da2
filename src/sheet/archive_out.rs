//! Where a ZIP archive is written to.

use std::io::{self, Seek, SeekFrom, Write};

/// A writer that takes everything once it has failed.
///
/// `ZipWriter` ends an archive that is given up when it is dropped, and prints the failure of that on standard error: raw,
/// and a second time. Whoever wrote was told the first time.
pub struct ArchiveOut<W> {
    out: W,
    has_failed: bool,
    /// What positions are counted by, so that they make sense after a failure too.
    at: u64,
    end: u64,
}

impl<W> ArchiveOut<W> {
    /// `out` must be empty, and stand at its beginning.
    pub fn new(out: W) -> Self {
        ArchiveOut { out, has_failed: false, at: 0, end: 0 }
    }

    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.has_failed |= done.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        done
    }
}

impl<W: Write> Write for ArchiveOut<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.has_failed { Ok(bytes.len()) } else { self.out.write(bytes) };
        let written = self.noted(written)?;
        self.at += written as u64;
        self.end = self.end.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.noted(flushed)
    }
}

impl<W: Seek> Seek for ArchiveOut<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.has_failed {
            self.at = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::Current(by) => self.at.saturating_add_signed(by),
                SeekFrom::End(by) => self.end.saturating_add_signed(by),
            };
            return Ok(self.at);
        }
        let sought = self.out.seek(to);
        self.at = self.noted(sought)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A disk with so much room.
    struct SmallDisk(io::Cursor<Vec<u8>>, u64);

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let fits = self.0.position() + bytes.len() as u64 <= self.1;
            if fits { self.0.write(bytes) } else { Err(io::ErrorKind::StorageFull.into()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for SmallDisk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn an_archive_that_fails_can_be_ended_in_silence() {
        assert!(zip_in(u64::MAX).is_ok());
        for room in (0..300).step_by(7) {
            assert!(zip_in(room).is_err(), "room for {room} bytes");
        }
        let mut out = ArchiveOut::new(SmallDisk(io::Cursor::default(), 0));
        assert!(out.write(b"x").is_err());
        assert!(out.write(b"xyz").is_ok() && out.flush().is_ok());
        assert_eq!((out.stream_position().unwrap(), out.seek(SeekFrom::Start(1)).unwrap()), (3, 1));
        assert_eq!(out.seek(SeekFrom::End(0)).unwrap(), 3);
    }

    /// Writes an archive of more than 300 bytes; what is left of it is ended when it is dropped.
    fn zip_in(room: u64) -> io::Result<()> {
        let mut zip = ZipWriter::new(ArchiveOut::new(SmallDisk(io::Cursor::default(), room)));
        let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for name in ["a", "b"] {
            zip.start_file(name, plain).map_err(io::Error::other)?;
            zip.write_all(&[7; 150])?;
        }
        zip.finish().map(|_| ()).map_err(io::Error::other)
    }
}
