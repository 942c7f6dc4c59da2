//! How a text file is written, guessed from its first line that holds something.

use memchr::memchr;

/// What a look at bytes that may be cut short gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look<T> {
    Whole(T),
    /// The record goes on beyond these bytes, perhaps because a quote is not closed.
    Part {
        quoted: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
    /// Whether a backslash takes away the meaning of a quote that follows. Both then stay in the text.
    pub(super) backslash: bool,
    /// Whether quotes around a cell are no part of its text.
    pub(super) quotes: bool,
}

/// From the one that wins when the line has equally many of several.
const SEPARATORS: [u8; 4] = *b";,\t|";

#[derive(Debug, Default)]
pub(super) struct FirstLine {
    /// How many of each separator stand outside quotes.
    counts: [usize; 4],
    /// A CR that no LF follows: the file has the line ends of old Macs, and is all one line.
    pub(super) lone_carriage_return: bool,
    /// Each cell stands in quotes and the line ends with CRLF.
    strict: bool,
    /// Its bytes, line end included.
    pub(super) length: usize,
    pub(super) content: Content,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Content {
    #[default]
    Cells,
    /// Nothing but spaces, or one empty cell.
    Blank,
    /// `sep=;`, with which some programs begin their files.
    Separator(u8),
}

impl FirstLine {
    pub(super) fn look(data: &[u8], ended: bool) -> Look<Self> {
        let mut line = FirstLine { strict: data.first() == Some(&b'"'), ..Self::default() };
        let (mut at, mut at_cell_start) = (0, true);
        while let Some(&byte) = data.get(at) {
            match byte {
                b'"' if at_cell_start => match closing_quote(data, at + 1) {
                    Some(quote) => (at, at_cell_start) = (quote, false),
                    None => return Look::Part { quoted: true },
                },
                b'\n' => {
                    line.end(&data[..=at]);
                    return Look::Whole(line);
                }
                b'\r' if at + 1 < data.len() || ended => line.lone_carriage_return |= data.get(at + 1) != Some(&b'\n'),
                b' ' => {}
                _ => match SEPARATORS.iter().position(|separator| *separator == byte) {
                    Some(which) => {
                        line.counts[which] += 1;
                        let between_quotes = at > 0 && data[at - 1] == b'"' && data.get(at + 1) == Some(&b'"');
                        line.strict &= between_quotes;
                        at_cell_start = true;
                    }
                    None => at_cell_start = false,
                },
            }
            at += 1;
        }
        if data.is_empty() || !ended {
            return Look::Part { quoted: false };
        }
        line.end(data);
        Look::Whole(line)
    }

    fn end(&mut self, bytes: &[u8]) {
        self.length = bytes.len();
        self.strict &= bytes.ends_with(b"\"\r\n");
        self.content = match bytes.trim_ascii() {
            [] | b"\"\"" => Content::Blank,
            [name @ .., separator] if name.eq_ignore_ascii_case(b"sep=") && SEPARATORS.contains(separator) => {
                Content::Separator(*separator)
            }
            _ => Content::Cells,
        };
        // `sep=` and a tab names the separator; the trimming above took the tab for white space.
        if bytes.len() >= 5 && bytes[..5].eq_ignore_ascii_case(b"sep=\t") && bytes[5..].trim_ascii().is_empty() {
            self.content = Content::Separator(b'\t');
        }
    }

    /// Programs that quote each cell and end lines with CRLF keep to RFC 4180, where a backslash is a character like
    /// others: what such a program wrote is read back unchanged. Elsewhere clients expect a backslash to protect quotes.
    pub(super) fn dialect(&self) -> Dialect {
        let most = self.counts.iter().max();
        let which = self.counts.iter().position(|count| Some(count) == most).unwrap_or(0);
        Dialect { separator: SEPARATORS[which], backslash: !self.strict, quotes: true }
    }
}

/// Where the quote stands that closes a cell; doubled ones do not.
fn closing_quote(data: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr(b'"', data.get(at..)?)?;
        if data.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_line(text: &str) -> FirstLine {
        match FirstLine::look(text.as_bytes(), true) {
            Look::Whole(line) => line,
            part => panic!("{text:?} gave {part:?}"),
        }
    }

    #[test]
    fn the_most_frequent_separator_outside_quotes_wins_and_the_first_of_equals() {
        for (text, separator) in [
            ("a;b,c,d", b','),
            ("a|b|c;d", b'|'),
            ("a\tb", b'\t'),
            ("a,b;c", b';'),
            ("a|b\tc", b'\t'),
            ("\"a,b,c\";d", b';'),
            ("\"a\"\",,\";d", b';'),
            (" \"a,b,c\";d", b';'),
            ("5\" x,y|z,\"|||\"", b','),
            ("alone", b';'),
        ] {
            assert_eq!(first_line(text).dialect().separator, separator, "{text}");
        }
    }

    #[test]
    fn a_backslash_is_plain_only_where_every_cell_is_quoted_and_lines_end_with_crlf() {
        for (text, plain) in [
            ("\"a\",\"b\"\r\nx", true),
            ("\"a\"\r\n", true),
            ("\"a\",\"b\"\n", false),
            ("\"a\",b\r\n", false),
            ("\"a\", \"b\"\r\n", false),
            ("a,\"b\"\r\n", false),
            ("\"a\"x,\"b\"\r\n", false),
        ] {
            assert_eq!(first_line(text).dialect().backslash, !plain, "{text:?}");
        }
    }

    #[test]
    fn a_line_may_be_blank_or_name_the_separator() {
        assert_eq!(first_line("\r\nx").content, Content::Blank);
        assert_eq!(first_line(" \t\n").content, Content::Blank);
        assert_eq!(first_line("\"\"\nx").content, Content::Blank);
        assert_eq!(first_line("SEP=|\r\nx").content, Content::Separator(b'|'));
        assert_eq!(first_line("sep=\t\nx").content, Content::Separator(b'\t'));
        assert_eq!(first_line("sep=x\n").content, Content::Cells);
        assert_eq!(first_line("nom\n").content, Content::Cells);
    }

    #[test]
    fn a_line_ends_outside_quotes() {
        assert_eq!(first_line("\"a\nb\",c\nd").length, 8);
        assert!(matches!(FirstLine::look(b"\"a\nb", true), Look::Part { quoted: true }));
        assert!(matches!(FirstLine::look(b"a,b", false), Look::Part { quoted: false }));
        assert!(first_line("a,b\rc").lone_carriage_return && first_line("a\r").lone_carriage_return);
        assert!(!first_line("\"a\rb\",c\r\nd\re").lone_carriage_return);
    }
}
