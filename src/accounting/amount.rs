//! Amounts as requests and imported files write them (accounting.md 1.1). Everything inside is integer cents.

use serde_json::Value as Json;

use crate::money::Cents;

/// What a line can hold at most: 999 999 999,99.
pub const LARGEST: Cents = Cents(99_999_999_999);

/// Reads an amount in the currency's units: `42`, `42,05`, `1 500,00`, `1.234,56`, `1,234.56`, `,5`. Nothing at all, and
/// zeros and dots alone, are zero. Decimals after the second are cut.
///
/// `None` for anything else, and for what has no room in 64 bits.
pub fn parse(text: &str) -> Option<Cents> {
    let text = text.trim();
    if text.chars().all(|character| character == '0' || character == '.' || character.is_whitespace()) {
        return Some(Cents(0));
    }
    let text: String = text.chars().filter(|character| !is_horizontal_space(*character)).collect();
    let text = text.strip_prefix('+').unwrap_or(&text);
    let has_decimal_comma = match (text.find(','), text.find('.')) {
        (Some(0), _) | (Some(_), None) => true,
        (Some(comma), Some(dot)) => comma > dot,
        (None, _) => false,
    };
    let plain = if has_decimal_comma { text.replace('.', "").replace(',', ".") } else { text.replace(',', "") };
    let (is_negative, plain) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
    // What has no units, such as `,5`, has none of them.
    let units_and_decimals = if plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
    let Cents(cents) = Cents::of_decimal(&units_and_decimals)?;
    Some(Cents(if is_negative { -cents } else { cents }))
}

/// The same for a parameter: null is zero, a number of JSON is read as it is written; `None` for lists, objects and
/// truths.
pub fn of_param(value: &Json) -> Option<Cents> {
    match value {
        Json::Null => Some(Cents(0)),
        Json::String(text) => parse(text),
        Json::Number(number) => parse(&number.to_string()),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A blank that stays on its line.
fn is_horizontal_space(character: char) -> bool {
    character == '\t' || character == '\u{180e}' || (character.is_whitespace() && !is_line_end(character))
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_read_in_the_ways_people_write_them() {
        for (text, cents) in [
            ("42", 4200),
            ("42,05", 4205),
            ("1 500,00", 150_000),
            ("1500.50", 150_050),
            ("1\u{a0}500,00", 150_000),
            ("1\u{202f}500,00", 150_000),
            ("-12,3", -1230),
            ("42,055", 4205),
            ("42,999", 4299),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("1.234.567,89", 123_456_789),
            ("1,234", 123),
            ("1.234", 123),
            ("+5", 500),
            (",5", 50),
            (".5", 50),
            ("-.5", -50),
            ("0005", 500),
            ("", 0),
            (" ", 0),
            ("0.00", 0),
            ("..", 0),
            ("0,00", 0),
        ] {
            assert_eq!(parse(text), Some(Cents(cents)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "abc",
            "42 €",
            "€42",
            "1e3",
            "5,",
            "5.",
            "1'500.00",
            "0x10",
            "12,3,4",
            "-",
            "--5",
            "+-+5",
            "10-5",
            "5\n0",
            "٣",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_json_are_units_and_other_values_no_amounts() {
        for (value, expected) in [
            (json!(42), Some(4200)),
            (json!(42.05), Some(4205)),
            (json!(0), Some(0)),
            (json!(null), Some(0)),
            (json!("12,5"), Some(1250)),
            (json!(1e300), None),
            (json!(true), None),
            (json!([42]), None),
            (json!({"a": 1}), None),
        ] {
            assert_eq!(of_param(&value), expected.map(Cents), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9., +\u{a0}€e-]{0,24}") {
            let _ = parse(&text);
        }
    }
}
