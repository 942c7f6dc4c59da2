//! Text in the XML of OpenDocument.

use crate::text::entity;

/// How a byte of UTF-8 is written in XML.
const PLAIN: u8 = 0;
const SPACE: u8 = 1;
const CONTROL: u8 = 2;
const MARKUP: u8 = 3;
/// May begin U+FFFE or U+FFFF, which no XML may hold.
const MAYBE_NO_CHARACTER: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    let mut byte = 0;
    while byte < 0x20 {
        class[byte] = CONTROL;
        byte += 1;
    }
    class[b' ' as usize] = SPACE;
    class[b'&' as usize] = MARKUP;
    class[b'<' as usize] = MARKUP;
    class[b'>' as usize] = MARKUP;
    class[b'"' as usize] = MARKUP;
    class[0xEF] = MAYBE_NO_CHARACTER;
    class
};

/// A text in a part that is written once, an attribute's value too: what XML cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match (entity(character), character) {
            (Some(entity), _) => out.push_str(entity),
            (None, '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}') => {}
            (None, character) => out.push(character),
        }
    }
    out
}

/// A text in OpenDocument (ODF 1.3 part 3, 6.1.2 and 6.1.3): one paragraph per line, elements for tabs and for spaces that
/// would otherwise be collapsed. Control characters, which XML 1.0 cannot hold, are left out; CR and CRLF become line ends.
pub(super) fn push_paragraphs(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.extend_from_slice(b"<text:p>");
    let (mut start, mut at) = (0, 0);
    // Whether a space here would follow a visible character of the same paragraph.
    let mut after_visible = false;
    while at < bytes.len() {
        let class = CLASS[bytes[at] as usize];
        let next = at + 1;
        if class == PLAIN || class == MAYBE_NO_CHARACTER && !is_no_character(bytes, at) {
            after_visible = true;
            at = next;
            continue;
        }
        if class == SPACE
            && after_visible
            && bytes.get(next).is_some_and(|&byte| !matches!(CLASS[byte as usize], SPACE | CONTROL))
        {
            after_visible = false;
            at = next;
            continue;
        }
        out.extend_from_slice(&bytes[start..at]);
        at = next;
        match class {
            MARKUP => out.extend_from_slice(entity(bytes[next - 1].into()).unwrap_or_default().as_bytes()),
            SPACE => {
                at += bytes[next..].iter().take_while(|&&byte| byte == b' ').count();
                push_spaces(out, at - next + 1);
            }
            CONTROL => match bytes[next - 1] {
                b'\t' => out.extend_from_slice(b"<text:tab/>"),
                b'\r' if bytes.get(next) == Some(&b'\n') => {}
                b'\n' | b'\r' => out.extend_from_slice(b"</text:p><text:p>"),
                _ => {}
            },
            _ => at += 2,
        }
        after_visible = class == MARKUP;
        start = at;
    }
    out.extend_from_slice(&bytes[start..]);
    out.extend_from_slice(b"</text:p>");
}

fn push_spaces(out: &mut Vec<u8>, count: usize) {
    if count == 1 {
        out.extend_from_slice(b"<text:s/>");
    } else {
        out.extend_from_slice(b"<text:s text:c=\"");
        out.extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
        out.extend_from_slice(b"\"/>");
    }
}

fn is_no_character(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some([0xEF, 0xBF, 0xBE | 0xBF]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: fn(&mut Vec<u8>, &str), text: &str) -> String {
        let mut out = Vec::new();
        push(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paragraphs_keep_lines_tabs_and_every_space() {
        for (given, expected) in [
            ("", ""),
            ("a b", "a b"),
            (" a", "<text:s/>a"),
            ("a  b", "a<text:s text:c=\"2\"/>b"),
            ("a ", "a<text:s/>"),
            ("a\tb\t c", "a<text:tab/>b<text:tab/><text:s/>c"),
            ("a\nb", "a</text:p><text:p>b"),
            ("a\r\nb\rc", "a</text:p><text:p>b</text:p><text:p>c"),
            ("a \n b", "a<text:s/></text:p><text:p><text:s/>b"),
            ("a & <b>", "a &amp; &lt;b&gt;"),
            ("a\0 \u{1}b\u{fffe}\u{ffff}\u{fffd}", "a<text:s/>b\u{fffd}"),
            ("é 😀", "é 😀"),
        ] {
            assert_eq!(text(push_paragraphs, given), format!("<text:p>{expected}</text:p>"), "{given:?}");
        }
    }

    #[test]
    fn names_in_attributes_are_escaped() {
        assert_eq!(escaped("a\"<&>\u{1}\u{ffff}é"), "a&quot;&lt;&amp;&gt;é");
    }
}
