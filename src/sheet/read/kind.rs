//! What a file is, from its first bytes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::refused;
use crate::error::{Error, Result};
use crate::msg;

/// How much of a file is looked at.
pub(super) const HEAD_BYTES: u64 = 4096;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Text,
    /// A ZIP archive: ODS, XLSX, or any other.
    Archive,
    /// The container of XLS files, and of XLSX files with a password.
    Compound,
    /// HTML or XML: what some programs call a spreadsheet, and what servers answer instead of one.
    Markup,
    /// JSON, PDF, pictures…: known, and no table.
    Other,
}

pub(super) fn of(head: &[u8]) -> Kind {
    const OTHERS: [&[u8]; 9] = [
        b"%PDF-",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x1f\x8b",
        b"{\\rtf",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a",
        b"SQLite format 3\0",
    ];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = |mark: &&[u8]| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    match head {
        [] => Kind::Empty,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Archive,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Kind::Compound,
        _ if OTHERS.iter().any(begins) || is_json(text) => Kind::Other,
        _ if [b"<?xml".as_slice(), b"<!doctype", b"<html", b"<table"].iter().any(begins) => Kind::Markup,
        _ => Kind::Text,
    }
}

/// Whether the text begins like a JSON document, and not like a heading in braces.
fn is_json(text: &[u8]) -> bool {
    match text.split_first() {
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        Some((b'[', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'{' | b'[' | b'"' | b']')),
        _ => false,
    }
}

/// Why a compound file ([MS-CFB]) is refused: its directory tells whether something encrypted is in it.
pub(super) fn compound(mut file: File) -> Result<Error> {
    let mut header = [0; 52];
    let mut directory = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    if file.read_exact(&mut header).is_ok() {
        // The size of sectors as a power of two, and the first sector of the directory, after that of the header.
        let shift = u32::from(header[30]).min(16);
        // Where a file cannot have anything, there is nothing to be read.
        let sector = u32::from_le_bytes([header[48], header[49], header[50], header[51]]);
        let start = ((u64::from(sector) + 1) << shift).min(file.metadata()?.len());
        file.seek(SeekFrom::Start(start))?;
        file.take(HEAD_BYTES).read_to_end(&mut directory)?;
    }
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = memchr::memmem::find(&directory, &name).is_some();
    Ok(refused(if encrypted { msg!("sheet-read-password") } else { msg!("sheet-read-old-format") }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_the_first_bytes() {
        for (head, kind) in [
            ("", Kind::Empty),
            ("nom;ville", Kind::Text),
            ("{nom};ville", Kind::Text),
            ("[nom],ville", Kind::Text),
            ("<nom>,ville", Kind::Text),
            ("PK\x03\x04", Kind::Archive),
            ("{\"nom\": \"x\"}", Kind::Other),
            ("\u{feff} [\n {", Kind::Other),
            ("%PDF-1.4", Kind::Other),
            ("<!DOCTYPE html>", Kind::Markup),
            (" <HTML>", Kind::Markup),
            ("<?xml version", Kind::Markup),
        ] {
            assert_eq!(of(head.as_bytes()), kind, "{head}");
        }
        assert_eq!(of(b"\x89PNG\r\n\x1a\n"), Kind::Other);
        assert_eq!(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Kind::Compound);
    }
}
