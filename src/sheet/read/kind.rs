//! What a file is, from its first bytes.

/// How many bytes of a file tell its kind.
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
    /// JSON, PDF, pictures…: known formats that are not tables.
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
