//! The text of a statement: marks and declarations of encodings are obeyed, and what they do not tell is found out.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a file its encoding is declared.
const DECLARATION_BYTES: usize = 512;

/// The text of a file. A mark at its start or the zeros of UTF-16 decide, then UTF-8 if the whole file is valid UTF-8, then
/// what the file declares; else each line is UTF-8 if it is valid, or Windows-1252.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    if let Some(encoding) = declared(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0),
        }
    }
    text
}

/// Text of Latin letters in UTF-16 has a zero in nearly every pair of bytes, always on the same side.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = head.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, second) if pairs > 1 && second * 2 > pairs => Some(UTF_16LE),
        (first, 0) if pairs > 1 && first * 2 > pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding named by an XML declaration (`encoding="…"`) or by the header of an OFX file (`CHARSET:`, `ENCODING:`). The
/// bytes are known not to be UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]).to_ascii_lowercase();
    let names = ["encoding=", "charset:", "charset=", "encoding:"].into_iter().filter_map(|key| {
        let (_, value) = head.split_once(key)?;
        let value = value.trim_start_matches(['"', '\'', ' ']);
        Some(&value[..value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(value.len())])
    });
    names
        .filter_map(|name| {
            let label = match name {
                "8859-1" | "8859-15" => format!("iso-{name}"),
                _ if name.starts_with("125") && name.len() == 4 => format!("windows-{name}"),
                _ => name.to_owned(),
            };
            Encoding::for_label(label.as_bytes())
        })
        .find(|encoding| encoding.is_single_byte())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, is_big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| if is_big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_recognised_with_and_without_a_mark() {
        for is_big_endian in [false, true] {
            assert_eq!(decode(&utf_16("\u{feff}Été;12,50", is_big_endian)), "Été;12,50");
            assert_eq!(decode(&utf_16("OFXHEADER:100\nÉté", is_big_endian)), "OFXHEADER:100\nÉté");
        }
        assert_eq!(decode(b""), "");
        assert_eq!(decode(b"\0"), "\0");
    }

    #[test]
    fn declared_encodings_are_obeyed_unless_the_bytes_are_utf_8() {
        for (bytes, text) in [
            (&b"ENCODING:USASCII\nCHARSET:1252\n\x80"[..], "€"),
            (b"ENCODING:USASCII\nCHARSET:NONE\n\x80", "€"),
            (b"ENCODING:USASCII\nCHARSET:8859-15\n\xa4", "€"),
            (b"<?xml version='1.0' encoding='iso-8859-15'?>\xa4", "€"),
            (b"<?xml version='1.0' encoding='UTF-8'?>\xe9", "é"),
            ("CHARSET:1252\né".as_bytes(), "é"),
        ] {
            assert!(decode(bytes).ends_with(text), "{:?}", decode(bytes));
        }
    }

    #[test]
    fn lines_of_two_encodings_in_one_file_are_both_read() {
        assert_eq!(decode(b"Libell\xe9\n\xc3\x89t\xc3\xa9\n"), "Libellé\nÉté\n");
        assert_eq!(decode("\u{feff}é".as_bytes()), "é");
    }
}
