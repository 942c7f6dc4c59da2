//! What a content is, told from its bytes and never from its name (database.md 6).

/// As much of the beginning as is looked at, in bytes.
pub const LOOK_BYTES: usize = 64 << 10;

/// The media type of a content, from its first [`LOOK_BYTES`]; an empty one is `text/plain`.
pub fn sniff(beginning: &[u8]) -> &'static str {
    if let Some(open_document) = open_document(beginning) {
        return open_document;
    }
    if is_text(beginning) {
        return text_kind(beginning);
    }
    infer::get(beginning).map_or("application/octet-stream", |kind| match kind.mime_type() {
        // Spelled as the common tool of Unix does, which files written elsewhere carry.
        "audio/x-flac" => "audio/flac",
        "audio/m4a" => "audio/x-m4a",
        other => other,
    })
}

/// Whether it is a picture that browsers show and we can make smaller.
pub fn is_image(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/gif" | "image/jpeg" | "image/webp")
}

/// The first entry of an OpenDocument file is its type, stored as it is (ODF 1.3 part 2, 3.3).
fn open_document(bytes: &[u8]) -> Option<&'static str> {
    const TYPES: [&str; 5] = [
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/epub+zip",
    ];
    let named = bytes.strip_prefix(b"PK\x03\x04")?.get(26..)?.strip_prefix(b"mimetype")?;
    TYPES.into_iter().find(|known| named.starts_with(known.as_bytes()))
}

/// No control characters but those of texts; any encoding that keeps ASCII.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B | 0x20..=0x7E | 0x80..))
        && (!bytes.starts_with(b"%PDF-") && !bytes.starts_with(b"{\\rtf") && !bytes.starts_with(b"%!PS"))
}

fn text_kind(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let starts = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
    let xml = text.starts_with("<?xml");
    if starts(&["<svg"]) || (text.starts_with("<!doctype svg")) || (xml && text.contains("<svg")) {
        "image/svg+xml"
    } else if starts(&["<!doctype html", "<html", "<head", "<body", "<script"]) || (xml && text.contains("<html")) {
        "text/html"
    } else if xml {
        "text/xml"
    } else {
        "text/plain"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_from_the_content() {
        for (content, expected) in [
            (&b""[..], "text/plain"),
            ("Été".as_bytes(), "text/plain"),
            (b"caf\xE9", "text/plain"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            (b"GIF89a\x01\0\x01\0\0\0", "image/gif"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", "image/jpeg"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.4\n", "application/pdf"),
            (b" <!DOCTYPE html><p>", "text/html"),
            (b"<script>alert(1)</script>", "text/html"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            (b"<?xml version='1.0'?>\n<!-- x --><svg/>", "image/svg+xml"),
            (b"<?xml version='1.0'?><a/>", "text/xml"),
            (b"\0\x01\x02\x03", "application/octet-stream"),
        ] {
            assert_eq!(sniff(content), expected, "{content:?}");
        }
        let mut odg = b"PK\x03\x04".to_vec();
        odg.extend([0; 26]);
        odg.extend(b"mimetypeapplication/vnd.oasis.opendocument.graphics");
        assert_eq!(sniff(&odg), "application/vnd.oasis.opendocument.graphics");
    }
}
