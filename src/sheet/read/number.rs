//! Numbers as texts.

/// The digits that spreadsheet programs count with; what follows is noise of binary fractions.
const DIGITS: usize = 15;

/// The number that a file writes as XML Schema writes numbers; not infinite, nor a word.
pub(super) fn parse(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

/// A plain decimal. Whole numbers keep all their digits, others 15 of them.
pub(super) fn decimal(number: f64) -> String {
    let exact = number.to_string();
    if number.fract() == 0.0 {
        return if number == 0.0 { "0".to_owned() } else { exact };
    }
    let significant = exact.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    if significant <= DIGITS {
        return exact;
    }
    let rounded = format!("{number:.*e}", DIGITS - 1);
    rounded.parse::<f64>().map_or(exact, |rounded| rounded.to_string())
}

/// A share of one as a percentage: 0.125 is `12.50%`.
pub(super) fn percentage(share: f64) -> String {
    // Rounded as a decimal, so that 0.10005 is not less than it seems.
    let percents = decimal(share * 100.0).parse().unwrap_or(share * 100.0);
    format!("{percents:.2}%")
}

/// Whether a shown text is the number, whatever separates its thousands and its decimals and however it is rounded.
/// What says more than the number, as the zero of `01000` or the spaces of `01 02 03` do, is not.
pub(super) fn shows(text: &str, number: f64) -> bool {
    let unsigned = text.trim_start_matches(['-', '\u{2212}']);
    let negative = text.len() != unsigned.len();
    // Too narrow a column shows no digit.
    if text.bytes().all(|byte| byte == b'#') {
        return true;
    }
    if unsigned.contains(['e', 'E']) {
        return parse(&text.replace(',', ".")).is_some();
    }
    readings(unsigned).into_iter().flatten().any(|digits| {
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let unit = 0.5 * 10f64.powi(-(decimals.min(300) as i32));
        let shown = digits.parse::<f64>().unwrap_or(f64::NAN);
        let signed = if negative { -shown } else { shown };
        // A little more than half a unit, as binary fractions are not exact.
        (signed - number).abs() <= unit * (1.0 + 1e-9) + number.abs() * 1e-14
    })
}

/// A text of digits and separators as decimals with a point: the last separator may be for decimals or for thousands.
fn readings(text: &str) -> [Option<String>; 2] {
    let with_decimals = text.rfind(['.', ',']).and_then(|at| {
        let decimals = &text[at + 1..];
        let whole = whole(&text[..at])?;
        decimals.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{whole}.{decimals}"))
    });
    [whole(text), with_decimals]
}

/// The digits of a whole number whose thousands may be separated, all in the same way.
fn whole(text: &str) -> Option<String> {
    let is_separator = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '.' | ',' | '\'' | '\u{2019}');
    let digits: String = text.chars().filter(|c| !is_separator(*c)).collect();
    let separators: Vec<char> = text.chars().filter(|c| is_separator(*c)).collect();
    let alike = separators.iter().all(|separator| *separator == separators[0]);
    let groups: Vec<&str> = text.split(is_separator).collect();
    let thousands = groups.iter().skip(1).all(|group| group.len() == 3) && groups[0].len() <= 3;
    let grouped = groups.len() == 1 || thousands && !groups[0].is_empty();
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    let fits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (fits && alike && grouped && !leading_zero).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_decimals_of_15_digits() {
        for (text, plain) in [
            ("12.5", "12.5"),
            ("2", "2"),
            ("2.0", "2"),
            ("-0", "0"),
            ("1E3", "1000"),
            ("1.5E-7", "0.00000015"),
            ("0.30000000000000004", "0.3"),
            ("1.1000000000000001", "1.1"),
            ("59.969999999999995", "59.97"),
            ("102030405", "102030405"),
            ("9007199254740992", "9007199254740992"),
            ("123456789.123456789", "123456789.123457"),
            ("1e20", "100000000000000000000"),
        ] {
            assert_eq!(parse(text).map(decimal).as_deref(), Some(plain), "{text}");
        }
        for text in ["inf", "NaN", "#N/A", "1e999", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn percentages_have_two_decimals() {
        for (share, text) in [(0.125, "12.50%"), (1.0, "100.00%"), (-0.2, "-20.00%"), (0.10005, "10.01%")] {
            assert_eq!(percentage(share), text);
        }
    }

    #[test]
    fn a_shown_text_is_the_number_unless_it_says_more() {
        for (text, number) in [
            ("12,5", 12.5),
            ("12.50", 12.5),
            ("1 042,50", 1042.5),
            ("1\u{202f}042,50", 1042.5),
            ("1.042,50", 1042.5),
            ("1,042.50", 1042.5),
            ("1,042", 1042.0),
            ("1,042", 1.042),
            ("12 345 678", 12_345_678.0),
            ("-5", -5.0),
            ("\u{2212}5,0", -5.0),
            ("0,3", 0.1 + 0.2),
            ("0,33", 1.0 / 3.0),
            ("3", 2.7),
            ("0", 0.0),
            ("1,00E+03", 1000.0),
            ("###", 1.0),
        ] {
            assert!(shows(text, number), "{text}");
        }
        for (text, number) in [
            ("01000", 1000.0),
            ("01 02 03 04 05", 102_030_405.0),
            ("1 02 03", 10203.0),
            ("5 €", 5.0),
            ("2025 001", 2_025_001.0),
            ("1", 2.0),
            ("5", -5.0),
            ("oui", 1.0),
            ("1.2.3", 123.0),
            ("-", 0.0),
        ] {
            assert!(!shows(text, number), "{text}");
        }
    }
}
