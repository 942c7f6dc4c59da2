//! The directory of a ZIP archive (APPNOTE 6.3.10), read within limits.
//!
//! The library that writes our archives reads them too, but reserves memory for as many entries as a file claims to have,
//! and lends its parts only as long as the archive stays borrowed. Of a directory, spreadsheets need this little.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::{Limits, damaged, mebibytes, refused};
use crate::error::Result;
use crate::msg;

/// A file in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ArchiveEntry {
    pub(super) method: u16,
    pub(super) encrypted: bool,
    pub(super) crc: u32,
    pub(super) packed_bytes: u64,
    pub(super) bytes: u64,
    /// Where its local header stands.
    pub(super) header: u64,
}

const END: &[u8; 4] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const LOCATOR: &[u8; 4] = b"PK\x06\x07";
const LOCATOR_BYTES: usize = 20;
const END_64: &[u8; 4] = b"PK\x06\x06";
const END_64_BYTES: usize = 56;
const HEADER: &[u8; 4] = b"PK\x01\x02";
const HEADER_BYTES: usize = 46;

/// Names, comments and extra fields are short; this is much for each entry.
const MAX_ENTRY_BYTES: u64 = 1024;

/// All files of the archive, by name. Names are compared as people would: in lower case, with slashes.
pub(super) fn entries(file: &mut File, limits: &Limits) -> Result<HashMap<String, ArchiveEntry>> {
    let end = file.seek(SeekFrom::End(0))?;
    let tail_bytes = end.min((END_BYTES + LOCATOR_BYTES + usize::from(u16::MAX)) as u64);
    let tail = at(file, end - tail_bytes, tail_bytes)?;
    let (count, bytes, start) = place(file, &tail).ok_or_else(|| damaged(""))?;
    if count > limits.parts as u64 {
        return Err(refused(msg!("sheet-read-too-many-parts", limit = limits.parts)));
    }
    if start.checked_add(bytes).is_none_or(|directory_end| directory_end > end) {
        return Err(damaged(""));
    }
    if bytes > limits.parts as u64 * MAX_ENTRY_BYTES {
        return Err(refused(msg!("sheet-read-unpacked", limit = mebibytes(limits.unpacked_bytes))));
    }
    let directory = at(file, start, bytes)?;
    let mut rest = directory.as_slice();
    let mut entries = HashMap::new();
    for _ in 0..count {
        let (name, entry, length) = entry(rest).ok_or_else(|| damaged(""))?;
        entries.insert(plain_name(&name), entry);
        rest = &rest[length..];
    }
    Ok(entries)
}

/// The form in which names of parts are compared.
pub(super) fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

fn at(file: &mut File, start: u64, bytes: u64) -> Result<Vec<u8>> {
    let mut found = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(bytes).read_to_end(&mut found)?;
    Ok(found)
}

/// The number of entries, the bytes of the directory and where it starts.
fn place(file: &mut File, tail: &[u8]) -> Option<(u64, u64, u64)> {
    let at_end = memchr::memmem::rfind(tail, END)?;
    let end = tail.get(at_end..at_end + END_BYTES)?;
    let place = (u64::from(u16_at(end, 10)?), u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    let full = place.0 == u64::from(u16::MAX) || [place.1, place.2].contains(&u64::from(u32::MAX));
    let locator = at_end.checked_sub(LOCATOR_BYTES).map(|start| &tail[start..at_end]);
    match locator.filter(|locator| full && locator.starts_with(LOCATOR)) {
        None => Some(place),
        Some(locator) => {
            let end = at(file, u64_at(locator, 8)?, END_64_BYTES as u64).ok()?;
            end.starts_with(END_64).then_some(())?;
            Some((u64_at(&end, 32)?, u64_at(&end, 40)?, u64_at(&end, 48)?))
        }
    }
}

/// The first entry of a directory, with its name and the bytes that it takes there.
fn entry(directory: &[u8]) -> Option<(String, ArchiveEntry, usize)> {
    let header = directory.get(..HEADER_BYTES).filter(|header| header.starts_with(HEADER))?;
    let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(header, at).map(usize::from));
    let name_end = HEADER_BYTES + name?;
    let extra_end = name_end + extra?;
    let length = extra_end + comment?;
    let mut entry = ArchiveEntry {
        method: u16_at(header, 10)?,
        encrypted: u16_at(header, 8)? & 1 != 0,
        crc: u32_at(header, 16)?,
        packed_bytes: u64::from(u32_at(header, 20)?),
        bytes: u64::from(u32_at(header, 24)?),
        header: u64::from(u32_at(header, 42)?),
    };
    let name = String::from_utf8_lossy(directory.get(HEADER_BYTES..name_end)?).into_owned();
    large_sizes(&mut entry, directory.get(name_end..extra_end)?);
    (directory.len() >= length).then_some((name, entry, length))
}

/// Some programs give sizes in the extra field for ZIP64, even small ones: in this order, those that are full above.
fn large_sizes(entry: &mut ArchiveEntry, mut extra: &[u8]) {
    while let (Some(kind), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { return };
        if kind == 1 {
            let mut sizes = field.chunks_exact(8).filter_map(|size| u64_at(size, 0));
            for size in [&mut entry.bytes, &mut entry.packed_bytes, &mut entry.header] {
                if *size == u64::from(u32::MAX) {
                    *size = sizes.next().unwrap_or(*size);
                }
            }
            return;
        }
        extra = &extra[4 + field.len()..];
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}
