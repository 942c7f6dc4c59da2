//! Compound files (MS-CFB): the container of XLS files, and of XLSX files with a password. Streams are taken out within the
//! bounds of the file, whatever its chains of sectors claim, and the one that calamine gets is put into a new container.

use super::archive::damaged;
use super::directory::{u16_at, u32_at, u64_at};
use super::refused;
use crate::error::{Error, Result};
use crate::msg;

const SIGNATURE: &[u8; 8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const HEADER_BYTES: usize = 512;
/// Sectors listed in the header.
const LISTED: usize = 109;
const ENTRY_BYTES: usize = 128;
/// Smaller streams are kept in sectors of this size, inside a stream of their own.
const SMALL_STREAM_BYTES: usize = 4096;
const SMALL_SECTOR_BYTES: usize = 64;
/// Marks in place of the number of a sector.
const FREE: u32 = u32::MAX;
const END_OF_CHAIN: u32 = u32::MAX - 1;
const TABLE: u32 = u32::MAX - 2;

/// A compound file that is held whole.
pub(super) struct Compound<'a> {
    file: &'a [u8],
    sector_bytes: usize,
    /// By sector, the one that follows it.
    next: Vec<u32>,
    next_small: Vec<u32>,
    entries: Vec<DirectoryEntry>,
    /// Where streams of small sectors are.
    small: Vec<u8>,
}

struct DirectoryEntry {
    name: String,
    is_stream: bool,
    start: u32,
    bytes: usize,
}

impl<'a> Compound<'a> {
    /// `None` when it has not the form of a compound file.
    pub(super) fn open(file: &'a [u8]) -> Option<Self> {
        let shift = u16_at(file, 30).filter(|shift| matches!(shift, 9 | 12) && file.starts_with(SIGNATURE))?;
        let mut compound = Compound {
            file,
            sector_bytes: 1 << shift,
            next: Vec::new(),
            next_small: Vec::new(),
            entries: Vec::new(),
            small: Vec::new(),
        };
        compound.next = compound.table()?;
        let directory = compound.chain(u32_at(file, 48)?, usize::MAX)?;
        compound.entries = directory.chunks_exact(ENTRY_BYTES).filter_map(|entry| compound.entry(entry)).collect();
        let root = compound.entries.first().map(|root| (root.start, root.bytes))?;
        if root.1 > 0 {
            compound.small = compound.chain(root.0, root.1)?;
            let table = compound.chain(u32_at(file, 60)?, usize::MAX)?;
            compound.next_small = numbers(&table).collect();
        }
        Some(compound)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` when there is none of that name, or not as many bytes as it claims.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))?;
        let stream = if entry.bytes < SMALL_STREAM_BYTES {
            follow(&self.next_small, entry.start, entry.bytes, |sector| {
                self.small.chunks(SMALL_SECTOR_BYTES).nth(sector)
            })
        } else {
            self.chain(entry.start, entry.bytes)
        };
        stream.filter(|stream| stream.len() == entry.bytes)
    }

    /// Which sector follows which: in sectors that the header lists, and further ones that list each other.
    fn table(&self) -> Option<Vec<u32>> {
        let sectors = self.file.len() / self.sector_bytes + 1;
        let mut listed: Vec<u32> = numbers(self.file.get(76..HEADER_BYTES)?).take(LISTED).collect();
        let mut lists = u32_at(self.file, 68)?;
        for _ in 0..sectors {
            let Some(list) = self.sector(lists as usize) else { break };
            listed.extend(numbers(list));
            // The last number of a list is the next list.
            lists = listed.pop().unwrap_or(END_OF_CHAIN);
        }
        let mut table = Vec::new();
        for sector in listed.into_iter().filter(|sector| *sector < TABLE) {
            table.extend(numbers(self.sector(sector as usize)?));
            // There is one number for each sector of the file.
            if table.len() >= sectors {
                break;
            }
        }
        Some(table)
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.file.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.sector_bytes)])
    }

    fn chain(&self, start: u32, bytes: usize) -> Option<Vec<u8>> {
        follow(&self.next, start, bytes, |sector| self.sector(sector))
    }

    fn entry(&self, entry: &[u8]) -> Option<DirectoryEntry> {
        let units: Vec<u16> = numbers16(&entry[..64]).take_while(|unit| *unit != 0).collect();
        let bytes = u64_at(entry, 120)?;
        // In the older form the upper half may hold anything.
        let bytes = if self.sector_bytes == 512 { bytes & u64::from(u32::MAX) } else { bytes };
        let bytes = usize::try_from(bytes).ok()?;
        Some(DirectoryEntry {
            name: String::from_utf16_lossy(&units),
            is_stream: entry[66] == 2,
            start: u32_at(entry, 116)?,
            bytes,
        })
    }
}

/// The bytes of a chain of sectors, as many as asked for at most. `None` when it goes round in a circle or out of the file.
fn follow<'a>(next: &[u32], start: u32, bytes: usize, sector: impl Fn(usize) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let (mut at, mut steps) = (start, 0);
    while at != END_OF_CHAIN && found.len() < bytes {
        let sector = sector(at as usize)?;
        found.extend_from_slice(&sector[..sector.len().min(bytes - found.len())]);
        at = *next.get(at as usize)?;
        steps += 1;
        if steps > next.len() {
            return None;
        }
    }
    Some(found)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|number| u32::from_le_bytes([number[0], number[1], number[2], number[3]]))
}

fn numbers16(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).map(|number| u16::from_le_bytes([number[0], number[1]]))
}

/// The stream of an XLS workbook.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when the file needs a password, is another kind of document or damaged.
pub(super) fn workbook(file: &[u8]) -> Result<Vec<u8>> {
    let Some(compound) = Compound::open(file) else { return Err(not_opened(file)) };
    if compound.has("EncryptedPackage") {
        return Err(refused(msg!("sheet-read-password")));
    }
    let name = ["Workbook", "Book"].into_iter().find(|name| compound.has(name));
    let name = name.ok_or_else(|| refused(msg!("sheet-read-old-format")))?;
    compound.stream(name).ok_or_else(|| damaged(name))
}

/// Why a file is refused whose sectors cannot be followed: the first sector of its directory may still tell that something
/// in it is encrypted.
fn not_opened(file: &[u8]) -> Error {
    let shift = file.get(30).map_or(9, |shift| u32::from(*shift).min(16));
    let start = u32_at(file, 48).map_or(u64::MAX, |sector| (u64::from(sector) + 1) << shift);
    let directory = usize::try_from(start).ok().and_then(|start| file.get(start..)).unwrap_or_default();
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_encrypted = memchr::memmem::find(&directory[..directory.len().min(SMALL_STREAM_BYTES)], &name).is_some();
    refused(if is_encrypted { msg!("sheet-read-password") } else { msg!("sheet-read-old-format") })
}

/// A compound file with one stream, as calamine wants it.
pub(super) fn with_workbook(mut stream: Vec<u8>) -> Vec<u8> {
    const SECTOR: usize = 4096;
    stream.resize(stream.len().max(SMALL_STREAM_BYTES), 0);
    let bytes = stream.len();
    let content = bytes.div_ceil(SECTOR);
    // The directory, then the tables, then the stream. A table has a number for each sector, itself included.
    let tables = (content + 1).div_ceil(SECTOR / 4 - 1);
    let mut file = header(tables);
    file.resize(SECTOR, 0);
    file.extend(directory_entry("Root Entry", 5, 0, 0, 1));
    file.extend(directory_entry("Workbook", 2, 1 + tables as u32, bytes as u64, FREE));
    file.resize(2 * SECTOR, 0);
    let chain = |sector: usize| if sector + 1 == 1 + tables + content { END_OF_CHAIN } else { sector as u32 + 1 };
    let mut table = vec![END_OF_CHAIN];
    table.extend(std::iter::repeat_n(TABLE, tables));
    table.extend((1 + tables..1 + tables + content).map(chain));
    table.resize(tables * SECTOR / 4, FREE);
    file.extend(table.iter().flat_map(|sector| sector.to_le_bytes()));
    file.append(&mut stream);
    file.resize(SECTOR * (2 + tables + content), 0);
    file
}

/// The header of a file with sectors of 4 KiB, whose directory is the first and whose tables follow it.
fn header(tables: usize) -> Vec<u8> {
    let mut header = SIGNATURE.to_vec();
    header.resize(24, 0);
    for number in [0x3e_u16, 4, 0xfffe, 12, 6] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    header.resize(40, 0);
    for number in [1, tables as u32, 0, 0, SMALL_STREAM_BYTES as u32, END_OF_CHAIN, 0, END_OF_CHAIN, 0] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    for listed in 0..LISTED {
        let sector = if listed < tables { 1 + listed as u32 } else { FREE };
        header.extend_from_slice(&sector.to_le_bytes());
    }
    header
}

fn directory_entry(name: &str, kind: u8, start: u32, bytes: u64, child: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_bytes = entry.len() as u16 + 2;
    entry.resize(64, 0);
    entry.extend_from_slice(&name_bytes.to_le_bytes());
    entry.extend_from_slice(&[kind, 1]);
    for neighbour in [FREE, FREE, child] {
        entry.extend_from_slice(&neighbour.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend_from_slice(&start.to_le_bytes());
    entry.extend_from_slice(&bytes.to_le_bytes());
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_comes_out_as_it_went_in() {
        for bytes in [0, 1, 4095, 4096, 4097, 5_000_000] {
            let stream: Vec<u8> = (0..bytes).map(|at| at as u8).collect();
            let mut found = workbook(&with_workbook(stream.clone())).unwrap();
            found.truncate(bytes);
            assert!(found == stream, "{bytes}");
        }
    }

    #[test]
    fn chains_that_go_round_in_circles_end() {
        let mut file = with_workbook(vec![1; 20_000]);
        // The table is the second sector after the header.
        let table = 2 * 4096;
        for (sector, next) in [(0, 0_u32), (3, 90_000)] {
            let was = file[table + 4 * sector..][..4].to_vec();
            file[table + 4 * sector..][..4].copy_from_slice(&next.to_le_bytes());
            assert!(workbook(&file).is_err(), "{sector} {next}");
            file[table + 4 * sector..][..4].copy_from_slice(&was);
        }
        // A circle in a stream ends after as many bytes as the stream has.
        file[table + 4 * 3..][..4].copy_from_slice(&2_u32.to_le_bytes());
        assert_eq!(workbook(&file).unwrap().len(), 20_000);
    }
}
