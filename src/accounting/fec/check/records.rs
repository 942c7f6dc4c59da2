//! From bytes to records, as the tool of the tax office parts them.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memmem};

/// How much of the file tells how its records end.
const LOOKED_AT_BYTES: usize = 4096;

/// A longer record is none: the file has no line ends, or is something else.
const RECORD_BYTES_MAX: usize = 1 << 20;

/// Cuts what comes in pieces into records.
#[derive(Default)]
pub struct Records {
    pending: Vec<u8>,
    ending: Option<&'static [u8]>,
    /// How much of what is pending holds no end of a record.
    searched: usize,
    used: usize,
}

impl Records {
    /// Takes a piece. Gives bytes, with the places of the whole records among them; the bytes are to be given back.
    pub fn add(&mut self, bytes: &[u8]) -> (Vec<u8>, Vec<Range<usize>>) {
        self.pending.extend_from_slice(bytes);
        if self.ending.is_none() && self.pending.len() < LOOKED_AT_BYTES {
            return (std::mem::take(&mut self.pending), Vec::new());
        }
        let ends = self.cut();
        (std::mem::take(&mut self.pending), ends)
    }

    /// Takes back the bytes of [`add`](Self::add) and keeps what is no whole record yet.
    pub fn give_back(&mut self, mut bytes: Vec<u8>) {
        bytes.drain(..self.used);
        self.searched -= self.used.min(self.searched);
        self.used = 0;
        self.pending = bytes;
    }

    /// What is left at the end of the file: the last record needs no end.
    pub fn take_rest(&mut self) -> (Vec<u8>, Vec<Range<usize>>) {
        let mut ends = self.cut();
        if self.used < self.pending.len() {
            ends.push(self.used..self.pending.len());
        }
        (std::mem::take(&mut self.pending), ends)
    }

    pub fn is_too_long(&self) -> bool {
        self.searched.saturating_sub(self.used) > RECORD_BYTES_MAX
    }

    fn cut(&mut self) -> Vec<Range<usize>> {
        let ending = *self.ending.get_or_insert_with(|| ending(&self.pending));
        let mut ends = Vec::new();
        let mut from = self.searched;
        while let Some(at) = memmem::find(&self.pending[from..], ending) {
            ends.push(self.used..from + at);
            self.used = from + at + ending.len();
            from = self.used;
        }
        // The first half of an end may stand at the end of the piece.
        self.searched = self.used.max(self.pending.len().saturating_sub(ending.len() - 1));
        ends
    }
}

/// CRLF, LF or CR, whichever the beginning of the file shows in this order.
fn ending(bytes: &[u8]) -> &'static [u8] {
    let start = &bytes[..bytes.len().min(LOOKED_AT_BYTES)];
    if memmem::find(start, b"\r\n").is_some() {
        b"\r\n"
    } else if memchr(b'\n', start).is_none() && memchr(b'\r', start).is_some() {
        b"\r"
    } else {
        b"\n"
    }
}

/// The text of a record: UTF-8, else a Latin alphabet; NUL bytes are nothing, nor is the mark at the start of the file.
pub fn decode(bytes: &[u8], is_first: bool) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| is_first).unwrap_or(bytes);
    if memchr(0, bytes).is_some() {
        let without: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        return Cow::Owned(decode(&without, false).into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of a file that comes in pieces of a size.
    fn records(file: &[u8], size: usize) -> Vec<String> {
        let mut records = Records::default();
        let mut found = Vec::new();
        for piece in file.chunks(size) {
            let (bytes, ends) = records.add(piece);
            found.extend(ends.into_iter().map(|range| decode(&bytes[range], false).into_owned()));
            records.give_back(bytes);
        }
        let (bytes, ends) = records.take_rest();
        found.extend(ends.into_iter().map(|range| decode(&bytes[range], false).into_owned()));
        found
    }

    #[test]
    fn records_end_as_the_beginning_of_the_file_shows_whatever_the_pieces() {
        for size in [1, 2, 3, 7, 4096] {
            assert_eq!(records(b"a\r\nb\nc\r\n\r\nd", size), ["a", "b\nc", "", "d"]);
            assert_eq!(records(b"a\nb\n", size), ["a", "b"]);
            assert_eq!(records(b"a\rb\r", size), ["a", "b"]);
            assert_eq!(records(b"", size), [""; 0]);
            assert_eq!(records(b"alone", size), ["alone"]);
        }
    }

    #[test]
    fn long_files_are_cut_the_same_in_any_pieces() {
        let file: Vec<u8> = (0..2000).flat_map(|n| format!("record {n}\r\n").into_bytes()).collect();
        for size in [1, 13, 5000, 100_000] {
            let found = records(&file, size);
            assert_eq!((found.len(), found[1999].as_str()), (2000, "record 1999"), "{size}");
        }
    }

    #[test]
    fn texts_are_utf_8_or_latin_without_nul() {
        assert_eq!(decode(b"\xEF\xBB\xBFJournal", true), "Journal");
        assert_eq!(decode("é".as_bytes(), false), "é");
        assert_eq!(decode(b"\xe9\0a", false), "éa");
    }

    #[test]
    fn what_never_ends_is_too_long() {
        let mut records = Records::default();
        for _ in 0..20 {
            let (bytes, _) = records.add(&[b'x'; 100_000]);
            records.give_back(bytes);
        }
        assert!(records.is_too_long());
    }
}
