//! Cuts SQL into tokens exactly where SQLite cuts it.
//!
//! The rules are those of SQLite's own tokeniser, down to its corner cases (an unterminated comment, `/*` at the very
//! end, `$a::b(c)`, a byte order mark between words): a check on tokens that the engine cuts elsewhere would be a hole.
//! The tests compare the two on random text. The text must hold no NUL, at which the engine stops reading.

/// What a token is, as far as the checks need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks and byte order marks.
    Space,
    /// `-- …` or `/* … */`, which may lack its end.
    Comment,
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    QuotedName,
    /// `'…'`.
    String,
    /// A literal integer in decimal digits.
    Integer,
    /// Any other number.
    Number,
    /// `x'…'`.
    Blob,
    /// `?`, `?1`, `:a`, `@a`, `$a`, `#a`.
    Variable,
    OpenParenthesis,
    CloseParenthesis,
    Comma,
    Semicolon,
    Operator,
    /// Nothing SQLite accepts.
    Illegal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

impl<'a> Token<'a> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether the engine does something with it.
    pub fn is_significant(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }

    /// Whether it is this keyword: never true of quoted names, strings and comments.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// The name it may stand for, without its quotes: the engine takes a string for a name where it wants one.
    pub fn name(&self) -> Option<String> {
        let inside = || self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or_default();
        match (self.kind, self.text.as_bytes().first()) {
            (Kind::Word, _) => Some(self.text.to_owned()),
            (Kind::QuotedName, Some(b'[')) => Some(inside().to_owned()),
            (Kind::QuotedName, Some(b'`')) => Some(inside().replace("``", "`")),
            (Kind::QuotedName, _) => Some(inside().replace("\"\"", "\"")),
            (Kind::String, _) => Some(inside().replace("''", "'")),
            _ => None,
        }
    }
}

/// The tokens of `sql`, in order and without gaps.
pub(super) fn tokens(sql: &str) -> Tokens<'_> {
    Tokens { sql, at: 0 }
}

pub(super) struct Tokens<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = Rest(&self.sql.as_bytes()[start..]);
        let (kind, length) = if rest.0.is_empty() { return None } else { rest.token() };
        // Only a byte that begins no token can cut a character in two, and no character has such a byte inside it.
        let mut end = start + length;
        while !self.sql.is_char_boundary(end) {
            end += 1;
        }
        self.at = end;
        Some(Token { kind, text: &self.sql[start..end], start })
    }
}

/// The text from a token's first byte on; reading past the end gives 0, which SQLite's text ends with.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn at(&self, index: usize) -> u8 {
        self.0.get(index).copied().unwrap_or(0)
    }

    /// The first index from `start` on whose byte is 0 or not accepted.
    fn skip(&self, start: usize, accept: impl Fn(u8) -> bool) -> usize {
        let start = start.min(self.0.len());
        start + self.0[start..].iter().take_while(|&&byte| byte != 0 && accept(byte)).count()
    }

    /// The first token: what it is and how many bytes it has, one at least.
    fn token(&self) -> (Kind, usize) {
        match self.at(0) {
            b' ' | b'\t' | b'\n' | 0x0C | b'\r' => (Kind::Space, self.skip(1, is_space)),
            0xEF if self.at(1) == 0xBB && self.at(2) == 0xBF => (Kind::Space, 3),
            b'-' if self.at(1) == b'-' => (Kind::Comment, self.skip(2, |byte| byte != b'\n')),
            b'-' if self.at(1) == b'>' => (Kind::Operator, if self.at(2) == b'>' { 3 } else { 2 }),
            b'/' if self.at(1) == b'*' && self.at(2) != 0 => (Kind::Comment, self.block_comment()),
            b'(' => (Kind::OpenParenthesis, 1),
            b')' => (Kind::CloseParenthesis, 1),
            b',' => (Kind::Comma, 1),
            b';' => (Kind::Semicolon, 1),
            b'-' | b'/' | b'+' | b'*' | b'%' | b'&' | b'~' => (Kind::Operator, 1),
            b'=' | b'<' | b'>' | b'|' | b'!' => self.comparison(),
            quote @ (b'\'' | b'"' | b'`') => self.quoted(quote),
            b'[' => self.bracketed(),
            b'.' if !self.at(1).is_ascii_digit() => (Kind::Operator, 1),
            b'0'..=b'9' | b'.' => self.number(),
            b'?' => (Kind::Variable, self.skip(1, |byte| byte.is_ascii_digit())),
            b'$' | b'@' | b'#' | b':' => self.variable(),
            b'x' | b'X' if self.at(1) == b'\'' => self.blob(),
            byte if is_name_byte(byte) => (Kind::Word, self.skip(1, is_name_byte)),
            _ => (Kind::Illegal, 1),
        }
    }

    fn block_comment(&self) -> usize {
        let end = self.0[2..].windows(2).position(|pair| pair == b"*/");
        end.map_or(self.0.len(), |index| index + 4)
    }

    fn comparison(&self) -> (Kind, usize) {
        match (self.at(0), self.at(1)) {
            (b'=' | b'<' | b'>' | b'!', b'=') | (b'<', b'>' | b'<') | (b'>', b'>') | (b'|', b'|') => {
                (Kind::Operator, 2)
            }
            (b'!', _) => (Kind::Illegal, 1),
            _ => (Kind::Operator, 1),
        }
    }

    fn quoted(&self, quote: u8) -> (Kind, usize) {
        let mut index = 1;
        loop {
            index = self.skip(index, |byte| byte != quote);
            if self.at(index) != quote {
                return (Kind::Illegal, index);
            }
            if self.at(index + 1) != quote {
                let kind = if quote == b'\'' { Kind::String } else { Kind::QuotedName };
                return (kind, index + 1);
            }
            index += 2;
        }
    }

    fn bracketed(&self) -> (Kind, usize) {
        let end = self.skip(1, |byte| byte != b']');
        if self.at(end) == b']' { (Kind::QuotedName, end + 1) } else { (Kind::Illegal, end) }
    }

    /// Digits may be separated by `_`; names glued to a number make it illegal.
    fn number(&self) -> (Kind, usize) {
        let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
        let end = if self.at(0) == b'0' && self.at(1) | 0x20 == b'x' && self.at(2).is_ascii_hexdigit() {
            self.skip(3, |byte| byte.is_ascii_hexdigit() || byte == b'_')
        } else {
            let mut end = self.skip(0, is_digit);
            if self.at(end) == b'.' {
                end = self.skip(end + 1, is_digit);
            }
            let sign = usize::from(matches!(self.at(end + 1), b'+' | b'-'));
            if self.at(end) | 0x20 == b'e' && self.at(end + 1 + sign).is_ascii_digit() {
                end = self.skip(end + 2, is_digit);
            }
            end
        };
        match self.skip(end, is_name_byte) {
            glued if glued > end => (Kind::Illegal, glued),
            _ if self.0[..end].iter().all(u8::is_ascii_digit) => (Kind::Integer, end),
            _ => (Kind::Number, end),
        }
    }

    fn variable(&self) -> (Kind, usize) {
        let (mut index, mut has_name) = (1, false);
        loop {
            match self.at(index) {
                byte if is_name_byte(byte) => has_name = true,
                b'(' if has_name => {
                    let end = self.skip(index + 1, |byte| !is_space(byte) && byte != b')');
                    let is_closed = self.at(end) == b')';
                    return if is_closed { (Kind::Variable, end + 1) } else { (Kind::Illegal, end) };
                }
                b':' if self.at(index + 1) == b':' => index += 1,
                _ => return (if has_name { Kind::Variable } else { Kind::Illegal }, index),
            }
            index += 1;
        }
    }

    fn blob(&self) -> (Kind, usize) {
        let end = self.skip(2, |byte| byte.is_ascii_hexdigit());
        if self.at(end) == b'\'' && end.is_multiple_of(2) {
            return (Kind::Blob, end + 1);
        }
        let end = self.skip(end, |byte| byte != b'\'');
        (Kind::Illegal, end + usize::from(self.at(end) == b'\''))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// The bytes that a name without quotes may hold; it cannot begin with `$` or a digit.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    fn cut(sql: &str) -> Vec<(Kind, &str)> {
        tokens(sql).filter(Token::is_significant).map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn comments_quotes_numbers_and_variables_are_cut_as_sqlite_cuts_them() {
        use Kind::*;
        assert_eq!(cut("a--b\nc/*d*/e/*f"), [(Word, "a"), (Word, "c"), (Word, "e")]);
        assert_eq!(cut("1/*"), [(Integer, "1"), (Operator, "/"), (Operator, "*")]);
        assert_eq!(cut("/*/ a */ b"), [(Word, "b")]);
        assert_eq!(cut("/**/b"), [(Word, "b")]);
        assert_eq!(cut("'a''b'"), [(String, "'a''b'")]);
        assert_eq!(cut("\"a\"\"b\"`c`[d\"]"), [(QuotedName, "\"a\"\"b\""), (QuotedName, "`c`"), (QuotedName, "[d\"]")]);
        assert_eq!(cut("'open"), [(Illegal, "'open")]);
        assert_eq!(
            cut("1 1.5 .5e3 0x1F 1_000 12ab"),
            [(Integer, "1"), (Number, "1.5"), (Number, ".5e3"), (Number, "0x1F"), (Number, "1_000"), (Illegal, "12ab")]
        );
        assert_eq!(
            cut("?1 :a $a::b(c) @"),
            [(Variable, "?1"), (Variable, ":a"), (Variable, "$a::b(c)"), (Illegal, "@")]
        );
        assert_eq!(
            cut("x'0f' x'0' été->>1"),
            [(Blob, "x'0f'"), (Illegal, "x'0'"), (Word, "été"), (Operator, "->>"), (Integer, "1")]
        );
        assert_eq!(cut("\u{feff}a"), [(Word, "a")]);
    }

    #[test]
    fn names_lose_their_quotes() {
        let names: Vec<_> = tokens("a\"b\"\"\"`c```[d]'e'''").filter_map(|token| token.name()).collect();
        assert_eq!(names, ["a", "b\"", "c`", "d", "e'"]);
    }

    /// Pieces that make tokens collide in interesting ways.
    fn sql() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[ -~]{1,3}",
            "[-/*'\"`\\[\\]x.0-9eE_$:@#?()!<>=|]{1,6}",
            prop::sample::select(vec![
                "SELECT ", "1", " ", "\n", "--", "/*", "*/", "'", "\"", "x'", "0x", "é", "\u{feff}", "\u{b}", "\u{1}",
                "FROM t ", ",", "$a::b(", ")", "1e", "1_0",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn tokens_cover_any_text_without_gaps(text in any::<String>()) {
            prop_assert_eq!(tokens(&text).map(|token| token.text).collect::<String>(), text);
        }

        /// SQLite names the token it stumbles over, and where: it must be one of ours, whole.
        #[test]
        fn the_token_sqlite_complains_about_is_one_of_ours(text in sql()) {
            let connection = Connection::open_in_memory().unwrap();
            let Err(rusqlite::Error::SqlInputError { msg, offset, .. }) = connection.prepare(&text) else {
                return Ok(());
            };
            let quoted = msg.strip_prefix("near \"").and_then(|rest| rest.strip_suffix("\": syntax error"));
            let illegal = msg.strip_prefix("unrecognized token: \"").and_then(|rest| rest.strip_suffix('"'));
            if let (Some(named), Ok(offset)) = (quoted.or(illegal), usize::try_from(offset)) {
                let found = tokens(&text).find(|token| token.start == offset);
                prop_assert!(found.is_some_and(|token| token.text == named), "{:?}: {:?}, {:?}", text, msg, found);
                prop_assert_eq!(found.unwrap().kind == Kind::Illegal, illegal.is_some(), "{:?}", text);
            }
        }
    }
}
