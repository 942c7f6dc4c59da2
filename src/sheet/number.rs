//! Numbers as text. Amounts never pass through floating point on their way.

use std::io::Write;

/// The largest integer up to which spreadsheets, which count in floating point, keep all digits.
pub(super) const MAX_EXACT_INTEGER: u64 = 1 << 53;

/// The largest amount in cents that survives a spreadsheet: 15 significant digits always read back the same.
pub(super) const MAX_EXACT_CENTS: u64 = 999_999_999_999_999;

pub(super) fn push_integer(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Writes cents as a decimal with two places: `-5` with a comma is `-0,05`.
pub(super) fn push_amount(out: &mut Vec<u8>, cents: i64, decimal_point: u8) {
    if cents < 0 {
        out.push(b'-');
    }
    let cents = cents.unsigned_abs();
    out.extend_from_slice(itoa::Buffer::new().format(cents / 100).as_bytes());
    let places = (cents % 100) as u8;
    out.extend_from_slice(&[decimal_point, b'0' + places / 10, b'0' + places % 10]);
}

/// Writes the shortest decimal that reads back the same, as XML Schema's `double` spells it.
pub(super) fn push_shortest(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        // Writing to memory cannot fail.
        let _ = crate::json::write_float(out, value);
    } else {
        push_not_finite(out, value);
    }
}

/// Writes a float as clients know it from CSV (platform.md 2.3): at most 14 significant digits, without trailing zeros;
/// exponents like `1.0E+20` and `1.5E-7` for what is 1e15 or more, or less than 1e-4.
pub(super) fn push_rounded(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        return push_not_finite(out, value);
    }
    if value == 0.0 {
        return out.extend_from_slice(if value.is_sign_negative() { b"-0" } else { b"0" });
    }
    if value < 0.0 {
        out.push(b'-');
    }
    let mut text = [0; 32];
    let mut rest = &mut text[..];
    // 14 digits, a point and an exponent of at most four characters always fit.
    let _ = write!(rest, "{:.13e}", value.abs());
    let unused = rest.len();
    let text = &text[..text.len() - unused];
    let mark = text.iter().position(|&byte| byte == b'e').unwrap_or(text.len());
    let exponent =
        std::str::from_utf8(&text[(mark + 1).min(text.len())..]).ok().and_then(|e| e.parse().ok()).unwrap_or(0);
    let mut digits = [b'0'; 14];
    digits.iter_mut().zip(text[..mark].iter().filter(|&&byte| byte != b'.')).for_each(|(to, from)| *to = *from);
    let significant = digits.iter().rposition(|&digit| digit != b'0').map_or(1, |last| last + 1);
    push_digits(out, &digits[..significant], exponent);
}

/// Writes `d.ddd × 10^exponent`.
fn push_digits(out: &mut Vec<u8>, digits: &[u8], exponent: i32) {
    let whole = usize::try_from(exponent + 1).unwrap_or(0);
    match exponent {
        14.. | ..-4 => {
            out.push(digits[0]);
            out.push(b'.');
            out.extend_from_slice(if digits.len() > 1 { &digits[1..] } else { b"0" });
            out.push(b'E');
            out.push(if exponent < 0 { b'-' } else { b'+' });
            push_integer(out, i64::from(exponent.unsigned_abs()));
        }
        ..0 => {
            out.extend_from_slice(b"0.");
            out.extend(std::iter::repeat_n(b'0', exponent.unsigned_abs() as usize - 1));
            out.extend_from_slice(digits);
        }
        _ if digits.len() <= whole => {
            out.extend_from_slice(digits);
            out.extend(std::iter::repeat_n(b'0', whole - digits.len()));
        }
        _ => {
            out.extend_from_slice(&digits[..whole]);
            out.push(b'.');
            out.extend_from_slice(&digits[whole..]);
        }
    }
}

fn push_not_finite(out: &mut Vec<u8>, value: f64) {
    out.extend_from_slice(match value {
        f64::INFINITY => b"INF",
        f64::NEG_INFINITY => b"-INF",
        _ => b"NAN",
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(push: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn floats_have_at_most_14_significant_digits() {
        for (value, expected) in [
            (0.1 + 0.2, "0.3"),
            (12.0, "12"),
            (-1.5, "-1.5"),
            (1.0 / 3.0, "0.33333333333333"),
            (2.0 / 3.0, "0.66666666666667"),
            (9.99999999999999e0, "10"),
            (0.0001, "0.0001"),
            (0.00001, "1.0E-5"),
            (1.5e-7, "1.5E-7"),
            (12345678901234.0, "12345678901234"),
            (99999999999999.0, "99999999999999"),
            (1e14, "1.0E+14"),
            (1e20, "1.0E+20"),
            (1.25e100, "1.25E+100"),
            (-0.0, "-0"),
            (f64::INFINITY, "INF"),
            (f64::MAX, "1.7976931348623E+308"),
            (5e-324, "4.9406564584125E-324"),
        ] {
            assert_eq!(text(|out| push_rounded(out, value)), expected);
        }
    }

    #[test]
    fn amounts_are_exact_to_the_last_cent() {
        for (cents, expected) in [
            (0, "0,00"),
            (5, "0,05"),
            (-5, "-0,05"),
            (150_000, "1500,00"),
            (i64::MAX, "92233720368547758,07"),
            (i64::MIN, "-92233720368547758,08"),
        ] {
            assert_eq!(text(|out| push_amount(out, cents, b',')), expected);
        }
    }

    proptest! {
        #[test]
        fn the_shortest_form_reads_back_the_same(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            prop_assert_eq!(text(|out| push_shortest(out, value)).parse::<f64>().unwrap(), value);
        }

        #[test]
        fn the_rounded_form_is_right_to_its_14_digits(value in proptest::num::f64::NORMAL) {
            let read: f64 = text(|out| push_rounded(out, value)).parse().unwrap();
            let expected: f64 = format!("{value:.13e}").parse().unwrap();
            prop_assert_eq!(read, expected);
        }
    }
}
