//! The bytes of a text file: as many as the row being read needs, without marks, UTF-16 already changed to UTF-8.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

const CHUNK_BYTES: usize = 128 * 1024;

pub(super) struct Window {
    file: File,
    /// For UTF-16 only.
    decoder: Option<Decoder>,
    data: Vec<u8>,
    /// How much of `data` is done with.
    done: usize,
    pub(super) ended: bool,
}

impl Window {
    pub(super) fn open(mut file: File) -> io::Result<Self> {
        let mut mark = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        (&mut file).take(3).read_to_end(&mut mark)?;
        let (skipped, encoding) = match mark.as_slice() {
            [0xef, 0xbb, 0xbf] => (3, None),
            [0xff, 0xfe, ..] => (2, Some(UTF_16LE)),
            [0xfe, 0xff, ..] => (2, Some(UTF_16BE)),
            _ => (0, None),
        };
        file.seek(SeekFrom::Start(skipped))?;
        let decoder = encoding.map(|encoding| encoding.new_decoder_without_bom_handling());
        Ok(Window { file, decoder, data: Vec::new(), done: 0, ended: false })
    }

    /// What follows, as far as it was read; all of it if `ended`.
    pub(super) fn rest(&self) -> &[u8] {
        &self.data[self.done..]
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.done = (self.done + bytes).min(self.data.len());
    }

    /// Reads on, as many bytes as there are already at least, so that a long row is scanned from its start a few times only.
    pub(super) fn grow(&mut self) -> io::Result<()> {
        self.data.drain(..self.done);
        self.done = 0;
        let wanted = self.data.len().max(CHUNK_BYTES) as u64;
        match &mut self.decoder {
            None => {
                let read = (&mut self.file).take(wanted).read_to_end(&mut self.data)?;
                self.ended = (read as u64) < wanted;
            }
            Some(decoder) => {
                let mut bytes = Vec::new();
                let read = (&mut self.file).take(wanted).read_to_end(&mut bytes)?;
                self.ended = (read as u64) < wanted;
                let start = self.data.len();
                // The decoder names the most that it may write; there is always such a number for so few bytes.
                self.data.resize(start + decoder.max_utf8_buffer_length(read).unwrap_or(4 * read + 16), 0);
                let (_, _, written, _) = decoder.decode_to_utf8(&bytes, &mut self.data[start..], self.ended);
                self.data.truncate(start + written);
            }
        }
        Ok(())
    }
}
