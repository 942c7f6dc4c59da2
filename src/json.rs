//! JSON as the API writes it (platform.md 1.6): four-space indents, `\uXXXX` for all that is not ASCII, `\/` for
//! slashes, `[]` for empty lists and maps alike. Scripts compare such text byte by byte, so the spelling is kept.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

use crate::error::Result;

mod stream;

pub use stream::JsonStream;

/// The pretty form, for answers.
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(512);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Spelling::pretty()))?;
    Ok(out)
}

/// The same, written while it is made: for what is long.
pub fn write_pretty(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Spelling::pretty()))?)
}

/// The compact form, for errors.
pub fn compact(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(128);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Spelling::compact()))?;
    Ok(out)
}

/// Writes `text` as a JSON string with its quotes.
pub fn write_string(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    write_string_part(out, text)?;
    out.write_all(b"\"")
}

/// A part of a string, between its quotes.
pub fn write_string_part(out: &mut impl Write, text: &str) -> io::Result<()> {
    let bytes = text.as_bytes();
    let mut start = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if PLAIN[byte as usize] {
            continue;
        }
        // A character of several bytes is written at its first one; the others are skipped.
        if byte & 0b1100_0000 != 0b1000_0000 {
            out.write_all(&bytes[start..at])?;
            match byte {
                b'"' => out.write_all(b"\\\"")?,
                b'\\' => out.write_all(b"\\\\")?,
                b'/' => out.write_all(b"\\/")?,
                0x08 => out.write_all(b"\\b")?,
                0x0C => out.write_all(b"\\f")?,
                b'\n' => out.write_all(b"\\n")?,
                b'\r' => out.write_all(b"\\r")?,
                b'\t' => out.write_all(b"\\t")?,
                _ => write_character(out, text[at..].chars().next().unwrap_or('\u{FFFD}'))?,
            }
        }
        start = at + 1;
    }
    out.write_all(&bytes[start..])
}

/// Writes a float as clients know it: no fraction when it has none, `1.0e+21` when it is long, `null` when it is not finite.
pub fn write_float(out: &mut impl Write, value: f64) -> io::Result<()> {
    if !value.is_finite() {
        return out.write_all(b"null");
    }
    if value == 0.0 || (1e-4..1e17).contains(&value.abs()) {
        return write!(out, "{value}");
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    write!(out, "{mantissa}{point}e{sign}{exponent}")
}

/// The bytes that stand for themselves inside a JSON string.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x20;
    while byte < 0x7F {
        plain[byte] = !matches!(byte as u8, b'"' | b'\\' | b'/');
        byte += 1;
    }
    plain[0x7F] = true;
    plain
};

fn write_character(out: &mut impl Write, character: char) -> io::Result<()> {
    let mut units = [0; 2];
    for unit in character.encode_utf16(&mut units) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digit = |shift: u16| HEX[usize::from(*unit >> shift & 15)];
        out.write_all(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)])?;
    }
    Ok(())
}

/// A real number as JSON and people write it: `5`, not `5.0`.
pub fn float_text(real: f64) -> String {
    let mut text = Vec::with_capacity(24);
    // Writing to memory cannot fail.
    let _ = write_float(&mut text, real);
    String::from_utf8(text).unwrap_or_default()
}

/// Serde's side of the spelling.
struct Spelling {
    pretty: bool,
    depth: usize,
    has_elements: bool,
}

impl Spelling {
    fn pretty() -> Self {
        Spelling { pretty: true, depth: 0, has_elements: false }
    }

    fn compact() -> Self {
        Spelling { pretty: false, ..Spelling::pretty() }
    }

    fn open(&mut self) {
        self.depth += 1;
        self.has_elements = false;
    }

    fn element<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.new_line(out)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.has_elements { self.new_line(out) } else { Ok(()) }
    }

    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        if self.pretty {
            out.write_all(b"\n")?;
            for _ in 0..self.depth {
                out.write_all(b"    ")?;
            }
        }
        Ok(())
    }
}

impl Formatter for Spelling {
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        let mut out = out;
        write_float(&mut out, value)
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        for character in fragment.chars() {
            match character {
                '/' => out.write_all(b"\\/")?,
                ' '..='\u{7F}' => out.write_all(&[character as u8])?,
                _ => write_character(&mut &mut *out, character)?,
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::Quote => out.write_all(b"\\\""),
            CharEscape::ReverseSolidus => out.write_all(b"\\\\"),
            CharEscape::Solidus => out.write_all(b"\\/"),
            CharEscape::Backspace => out.write_all(b"\\b"),
            CharEscape::FormFeed => out.write_all(b"\\f"),
            CharEscape::LineFeed => out.write_all(b"\\n"),
            CharEscape::CarriageReturn => out.write_all(b"\\r"),
            CharEscape::Tab => out.write_all(b"\\t"),
            CharEscape::AsciiControl(byte) => write!(out, "\\u{byte:04x}"),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open();
        out.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.element(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_elements = true;
        Ok(())
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out)?;
        out.write_all(b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open();
        out.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.element(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.pretty { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_elements = true;
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out)?;
        out.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_escape_slashes_controls_and_all_that_is_not_ascii() {
        let text = "a/é€😀\"\\\n\u{1}\u{7f}";
        let mut out = Vec::new();
        write_string(&mut out, text).unwrap();
        let expected = r#""a\/\u00e9\u20ac\ud83d\ude00\"\\\n\u0001"#.to_owned() + "\u{7f}\"";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(String::from_utf8(compact(&text).unwrap()).unwrap(), expected);
    }

    #[test]
    fn pretty_json_has_four_spaces_and_no_final_newline() {
        let value = serde_json::json!({"a": [1, {"b": []}], "c": {}});
        let expected =
            "{\n    \"a\": [\n        1,\n        {\n            \"b\": []\n        }\n    ],\n    \"c\": {}\n}";
        assert_eq!(String::from_utf8(pretty(&value).unwrap()).unwrap(), expected);
    }

    #[test]
    fn floats_are_short_and_read_back_the_same() {
        for (value, expected) in [
            (2.0, "2"),
            (0.1, "0.1"),
            (-1.5, "-1.5"),
            (1e16, "10000000000000000"),
            (1e21, "1.0e+21"),
            (1.5e-7, "1.5e-7"),
        ] {
            let mut out = Vec::new();
            write_float(&mut out, value).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
