//! Money in integer cents; what people type is read without ever passing through a float.

use std::fmt;

/// An amount of money in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

impl Cents {
    /// Reads an amount in the currency's units (members.md 8.4): `123,50`, `1 234,5`, `1.234,50`, `1,234.50`, `12`.
    ///
    /// Spaces of any kind and a leading `+` are left out. If there is a comma after the last dot, dots part thousands and
    /// the comma the decimals; else commas part thousands. Decimals beyond two are cut. `None` for anything else, and for
    /// what is too large.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let text = text.strip_prefix('+').unwrap_or(&text);
        let has_decimal_comma = text.rfind(',').is_some_and(|comma| text.rfind('.').is_none_or(|dot| dot < comma));
        let plain = if has_decimal_comma { text.replace('.', "").replace(',', ".") } else { text.replace(',', "") };
        let (is_negative, plain) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
        let Cents(cents) = Self::of_decimal(plain)?;
        Some(Cents(if is_negative { -cents } else { cents }))
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
        ] {
            // A single comma is a decimal comma.
            let expected = if text == "1,234,567" { None } else { Some(Cents(cents)) };
            assert_eq!(Cents::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_or_too_large_is_refused() {
        for text in
            ["", "abc", "12€", "1.2.3", "12.", "12,", ",5", ".5", "--1", "1e3", "-", "92233720368547758,08", "٣"]
        {
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
        fn what_is_written_is_read_back(cents in -i64::MAX..i64::MAX) {
            prop_assert_eq!(Cents::parse(&Cents(cents).to_string()), Some(Cents(cents)));
        }
    }
}
