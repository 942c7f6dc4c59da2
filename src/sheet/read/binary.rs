//! The records of binary workbooks (MS-XLSB 2.1.4): a kind, a length and so many bytes, one after the other.

use std::io::Read;

use super::archive::{Part, damaged};
use crate::error::{Error, Result};

pub(super) struct Records {
    part: Part,
    buffer: Vec<u8>,
    /// Longer records are refused: calamine holds each whole.
    limit: usize,
    /// For sentences.
    name: String,
}

/// A record with its content.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) content: &'a [u8],
}

impl Records {
    pub(super) fn new(part: Part, name: &str, limit: usize) -> Self {
        Records { part, buffer: Vec::new(), limit, name: name.to_owned() }
    }

    /// The next record; `None` at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>> {
        self.part.mark();
        let Some(first) = self.byte()? else { return Ok(None) };
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            kind = u16::from(first & 0x7f) | u16::from(self.needed_byte()? & 0x7f) << 7;
        }
        let mut length = 0;
        for place in 0..4 {
            let byte = self.needed_byte()?;
            length |= usize::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > self.limit {
            return Err(damaged(&self.name));
        }
        self.buffer.resize(length, 0);
        let read = self.part.read_exact(&mut self.buffer);
        read.map_err(|error| self.failure(error))?;
        Ok(Some(Record { kind, content: &self.buffer }))
    }

    fn byte(&mut self) -> Result<Option<u8>> {
        let mut byte = [0];
        match self.part.read(&mut byte) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(byte[0])),
            Err(error) => Err(self.failure(error)),
        }
    }

    fn needed_byte(&mut self) -> Result<u8> {
        self.byte()?.ok_or_else(|| damaged(&self.name))
    }

    fn failure(&self, error: std::io::Error) -> Error {
        if error.raw_os_error().is_some() { error.into() } else { damaged(&self.name) }
    }
}

impl Record<'_> {
    pub(super) fn u16_at(&self, at: usize) -> Option<u16> {
        self.content.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    pub(super) fn u32_at(&self, at: usize) -> Option<u32> {
        self.content.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// A text (`XLWideString`), with the place where it ends. `None` when it goes beyond the record.
    pub(super) fn text_at(&self, at: usize) -> Option<(String, usize)> {
        let length = self.u32_at(at)? as usize;
        let end = length.checked_mul(2).and_then(|bytes| bytes.checked_add(at + 4))?;
        let units = self.content.get(at + 4..end)?.chunks_exact(2);
        let units: Vec<u16> = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        Some((String::from_utf16_lossy(&units), end))
    }
}

/// Adds a record to a part of our own.
pub(super) fn push(part: &mut Vec<u8>, kind: u16, content: &[u8]) {
    match kind {
        0..0x80 => part.push(kind as u8),
        _ => part.extend_from_slice(&[(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]),
    }
    let mut length = content.len();
    while length >= 0x80 {
        part.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    part.push(length as u8);
    part.extend_from_slice(content);
}

/// A text as records hold it.
pub(super) fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}
