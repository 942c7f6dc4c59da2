//! Amounts as requests and imported files write them (accounting.md 1.1). Everything inside is integer cents.

use serde_json::Value as Json;

use crate::money::Cents;

/// What a line can hold at most: 999 999 999,99.
pub const LARGEST: Cents = Cents(99_999_999_999);

/// Reads an amount of a file; a blank cell is zero.
///
/// `None` for anything that [`Cents::parse`] refuses.
pub fn parse(text: &str) -> Option<Cents> {
    if text.trim().is_empty() { Some(Cents(0)) } else { Cents::parse(text) }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
}
