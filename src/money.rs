//! Money in integer cents; what people type is read without ever passing through a float.

use std::fmt;

/// An amount of money in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

impl Cents {
    /// Reads an amount in the currency's units (accounting.md 1.1, members.md 8.4): `123,50`, `1 234,5`, `1.234,50`,
    /// `1,234.50`, `,5`, `12`, with its sign.
    ///
    /// Blanks within the line and a leading `+` do not count. A first comma that stands after the first dot, or without
    /// any dot, is the decimal comma, and dots separate thousands; otherwise commas do. Decimals beyond two are cut. `None`
    /// for anything else, a blank text included, and for amounts that do not fit in 64 bits.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = plain(text)?;
        let (is_negative, plain) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
        let Cents(cents) =
            if plain.starts_with('.') { Self::of_decimal(&format!("0{plain}"))? } else { Self::of_decimal(plain)? };
        Some(Cents(if is_negative { -cents } else { cents }))
    }

    /// Whether a text is an amount of which [`parse`](Self::parse) cuts decimals that say something: `42,999`.
    pub fn is_cut(text: &str) -> bool {
        let beyond = plain(text).and_then(|plain| plain.split_once('.')?.1.get(2..).map(str::to_owned));
        beyond.is_some_and(|beyond| beyond.bytes().any(|digit| digit != b'0')) && Self::parse(text).is_some()
    }

    /// Reads ASCII digits, alone or with a point and more digits, of which those after the second are cut. `None` for
    /// anything else, and for what is too large.
    pub fn of_decimal(plain: &str) -> Option<Self> {
        let (units, decimals) = match plain.split_once('.') {
            Some((_, "")) => return None,
            Some((units, decimals)) => (units, decimals),
            None => (plain, ""),
        };
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if units.is_empty() || !are_digits(units) || !are_digits(decimals) {
            return None;
        }
        let digit = |at: usize| decimals.as_bytes().get(at).map_or(0, |digit| i64::from(digit - b'0'));
        units.parse::<i64>().ok()?.checked_mul(100)?.checked_add(digit(0) * 10 + digit(1)).map(Cents)
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Cents)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Cents)
    }
}

/// An amount with a point at most, before its decimals, and a minus at most; what else is in it, is left.
fn plain(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|character| !is_horizontal_blank(*character)).collect();
    let text = text.strip_prefix('+').unwrap_or(&text);
    let has_decimal_comma = match (text.find(','), text.find('.')) {
        (Some(comma), Some(dot)) => comma == 0 || comma > dot,
        (Some(_), None) => true,
        (None, _) => false,
    };
    match text.split_once(',').filter(|_| has_decimal_comma) {
        Some((_, decimals)) if decimals.contains(['.', ',']) => None,
        Some((units, decimals)) => Some(format!("{}.{decimals}", units.replace('.', ""))),
        None => Some(text.replace(',', "")),
    }
}

/// A blank that does not end its line.
fn is_horizontal_blank(character: char) -> bool {
    let ends_line = matches!(character, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    character == '\u{180e}' || (character.is_whitespace() && !ends_line)
}

impl fmt::Display for Cents {
    /// As French people write it: `1234,50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{},{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_in_the_ways_people_write_them() {
        for (text, cents) in [
            ("123,50", 12_350),
            ("1 234,5", 123_450),
            ("1\u{202f}234,50", 123_450),
            ("1.234,50", 123_450),
            ("1,234.50", 123_450),
            ("1,234,567", 123_456_700),
            ("1.234.567,8", 123_456_780),
            ("12", 1_200),
            ("12.5", 1_250),
            ("12,999", 1_299),
            ("+3", 300),
            ("-0,05", -5),
            ("0", 0),
            (" 42,99 ", 4_299),
            ("42,055", 4_205),
            ("1,234", 123),
            ("1.234", 123),
            (",5", 50),
            (".5", 50),
            ("-.5", -50),
            ("0005", 500),
            ("0.00", 0),
        ] {
            // A single comma is a decimal comma.
            let expected = if text == "1,234,567" { None } else { Some(Cents(cents)) };
            assert_eq!(Cents::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn decimals_that_are_cut_are_known() {
        for (text, is_cut) in [
            ("42,999", true),
            ("1.234", true),
            ("1 234,505", true),
            ("-,055", true),
            ("42,99", false),
            ("42,990", false),
            ("1.234,50", false),
            ("1.234.567,8", false),
            ("12", false),
            ("42,999x", false),
            ("", false),
        ] {
            assert_eq!(Cents::is_cut(text), is_cut, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_or_too_large_is_refused() {
        for text in [
            "",
            " ",
            ".",
            "..",
            "abc",
            "12€",
            "42 €",
            "1.2.3",
            "12.",
            "12,",
            "5,",
            "--1",
            "+-+5",
            "10-5",
            "1e3",
            "-",
            "5\n0",
            "1'500.00",
            "0x10",
            "12,3,4",
            "1.234,567.89",
            "92233720368547758,08",
            "٣",
        ] {
            assert_eq!(Cents::parse(text), None, "{text}");
        }
        assert_eq!(Cents::parse("92233720368547758,07"), Some(Cents(i64::MAX)));
    }

    #[test]
    fn sums_never_wrap_around() {
        assert_eq!(Cents(1).checked_add(Cents(2)), Some(Cents(3)));
        assert_eq!(Cents(i64::MAX).checked_add(Cents(1)), None);
        assert_eq!(Cents(i64::MIN).checked_sub(Cents(1)), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9., +\u{a0}€e-]{0,24}") {
            let _ = Cents::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_back(cents in -i64::MAX..i64::MAX) {
            prop_assert_eq!(Cents::parse(&Cents(cents).to_string()), Some(Cents(cents)));
        }
    }
}
