//! Values as people read them.

use rusqlite::types::{Value, ValueRef};

use super::frame::words;
use crate::countries;
use crate::i18n::Language;
use crate::members::fields::{Field, FieldType};
use crate::members::values;
use crate::sheet::{Cell, Format};

/// `31/12/2026` or `31/12/2026 à 10:00` for a date, or a date and time, of the database; as it is where it is neither.
pub fn date(text: &str, language: Language) -> String {
    let (day, time) = text.split_once(' ').map_or((text, None), |(day, time)| (day, time.get(..5)));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts[..] else { return text.to_owned() };
    let date = format!("{day}/{month}/{year}");
    match (time, language) {
        (None, _) => date,
        (Some(time), Language::French) => format!("{date} à {time}"),
        (Some(time), Language::English) => format!("{date}, {time}"),
    }
}

/// `1 234,50 €`, with a true minus and no-break spaces; in English `€1,234.50`.
pub fn money(cents: i64, language: Language) -> String {
    let (sign, size) = (if cents < 0 { "\u{2212}" } else { "" }, cents.unsigned_abs());
    let digits = (size / 100).to_string();
    let (group, point) = match language {
        Language::French => ('\u{202f}', ','),
        Language::English => (',', '.'),
    };
    let mut whole = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            whole.push(group);
        }
        whole.push(digit);
    }
    match language {
        Language::French => format!("{sign}{whole}{point}{:02}\u{a0}€", size % 100),
        Language::English => format!("{sign}€{whole}{point}{:02}", size % 100),
    }
}

/// The value of a member's field; empty for none.
pub fn value(field: &Field, value: &Value, language: Language) -> String {
    match (field.field_type, value) {
        (FieldType::Date | FieldType::Datetime, Value::Text(text)) => date(text, language),
        (FieldType::Boolean | FieldType::Checkbox, Value::Integer(truth)) => {
            words(language, if *truth == 0 { "admin-no" } else { "admin-yes" }, &[])
        }
        (FieldType::Country, Value::Text(code)) if language == Language::English => {
            countries::by_code(code).map_or_else(|| code.clone(), |country| country.english.clone())
        }
        (FieldType::Decimal, Value::Real(_)) if language == Language::French => {
            values::plain_text(value).replace('.', ",")
        }
        _ => {
            let mut scratch = String::new();
            match values::cell(field, ValueRef::from(value), Format::Csv, &mut scratch) {
                Cell::Text(text) => text.to_owned(),
                Cell::Empty => String::new(),
                _ => values::plain_text(value).into_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        for (cents, french, english) in [
            (0, "0,00\u{a0}€", "€0.00"),
            (-5, "\u{2212}0,05\u{a0}€", "\u{2212}€0.05"),
            (123_456_789, "1\u{202f}234\u{202f}567,89\u{a0}€", "€1,234,567.89"),
            (100_000, "1\u{202f}000,00\u{a0}€", "€1,000.00"),
        ] {
            assert_eq!(money(cents, Language::French), french);
            assert_eq!(money(cents, Language::English), english);
        }
        // The smallest number has no positive counterpart.
        assert!(money(i64::MIN, Language::French).starts_with('\u{2212}'));
    }

    #[test]
    fn dates_are_written_with_the_day_first() {
        assert_eq!(date("2026-03-01", Language::French), "01/03/2026");
        assert_eq!(date("2026-03-01 09:30:00", Language::French), "01/03/2026 à 09:30");
        assert_eq!(date("bientôt", Language::French), "bientôt");
    }
}
