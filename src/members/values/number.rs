//! Numbers as people and spreadsheets write them.

/// An integer: digits with a sign or not, spaces between thousands, a fraction only if it is zero (`1999.0`).
pub(super) fn read_integer(text: &str) -> Option<i64> {
    // The common case: digits only.
    if let Ok(integer) = text.parse() {
        return Some(integer);
    }
    let plain = plain_number(text)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
}

/// A number with a decimal point or comma, spaces between thousands; finite.
pub(super) fn read_decimal(text: &str) -> Option<f64> {
    plain_number(text)?.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The number as programs write it: `-1234.5`. `None` if it is not a number, or is ambiguous.
fn plain_number(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match rest.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let sound = are_thousands(whole) || (whole.is_empty() && fraction.is_some());
    if !sound || !fraction.is_none_or(are_digits) {
        return None;
    }
    let mut plain = String::with_capacity(text.len() + 1);
    plain.push_str(sign);
    plain.push_str(if whole.is_empty() { "0" } else { "" });
    plain.extend(whole.chars().filter(char::is_ascii_digit));
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// Digits; or one to three of them, then groups of three, each after one space of any kind.
fn are_thousands(whole: &str) -> bool {
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let Some(first) = groups.next().filter(|first| are_digits(first)) else { return false };
    let mut others = groups.peekable();
    others.peek().is_none() || (first.len() <= 3 && others.all(|group| group.len() == 3 && are_digits(group)))
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_may_have_a_sign_thousands_and_a_zero_fraction() {
        for (text, integer) in [
            ("12", 12),
            ("-3", -3),
            ("+5", 5),
            ("002", 2),
            ("1999.0", 1999),
            ("1 234 567", 1_234_567),
            ("1\u{202f}234,00", 1234),
        ] {
            assert_eq!(read_integer(text), Some(integer), "{text}");
        }
        for text in
            ["abc", "12,9", "12.5", "1 2", "12 34", "1234 567", "1e3", "", "-", ".", "12.", "9223372036854775808"]
        {
            assert_eq!(read_integer(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_take_a_point_or_a_comma() {
        for (text, decimal) in
            [("12.5", 12.5), ("12,5", 12.5), ("1 200,50", 1200.5), ("-0.1", -0.1), (",5", 0.5), ("7", 7.0)]
        {
            assert_eq!(read_decimal(text), Some(decimal), "{text}");
        }
        for text in ["dix", "1.2.3", "1,234.5", "NaN", "inf", "1e5", "12€", "12.", "--1"] {
            assert_eq!(read_decimal(text), None, "{text}");
        }
        assert_eq!(read_decimal(&"9".repeat(400)), None);
    }
}
