//! Telephone numbers as they are compared, however they are typed.

/// Countries whose numbers drop a leading 0 behind the country's code: France, Belgium, Switzerland.
const CODES: [&str; 3] = ["33", "32", "41"];

/// The digits of a telephone number: `06.39 98-10 01`, `+33 (0)6 39 98 10 01` and `0033639981001` are all `0639981001`.
///
/// A text with several numbers (`01 23… / 06 39…`) gives the digits of each, with a blank between them.
pub fn phone_digits(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for number in numbers(text) {
        let digits = national(&number);
        if !digits.is_empty() {
            all.push_str(if all.is_empty() { "" } else { " " });
            all.push_str(&digits);
        }
    }
    all
}

/// Whether a word may be a part of a telephone number: digits and the signs that people put between them.
pub fn is_part_of_phone(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '+' || is_between(c))
}

/// What stands between the digits of one number. Anything else begins another one.
fn is_between(c: char) -> bool {
    c.is_whitespace() && c != '\n'
        || "().-_·\u{2010}\u{2011}\u{2013}\u{200E}\u{200F}\u{202A}\u{202C}\u{202D}\u{2060}\u{FEFF}".contains(c)
}

/// The digits of each number, with its `+` where it has one.
fn numbers(text: &str) -> Vec<String> {
    let mut numbers = vec![String::new()];
    for c in text.chars() {
        match numbers.last_mut() {
            Some(number) if c.is_ascii_digit() => number.push(c),
            _ if is_between(c) => {}
            _ => numbers.push(if c == '+' { c.to_string() } else { String::new() }),
        }
    }
    numbers
}

/// The number as it is dialled in its country, if that is one of [`CODES`].
fn national(number: &str) -> String {
    let Some(international) = number.strip_prefix('+').or_else(|| number.strip_prefix("00")) else {
        return number.to_owned();
    };
    match CODES.iter().find_map(|code| international.strip_prefix(code)) {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => international.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_the_same_digits_however_it_is_typed() {
        for text in [
            "0639981001",
            "06 39 98 10 01",
            "06.39.98.10.01",
            "06-39-98-10-01",
            "06\u{A0}39\u{202F}98 10 01",
            "+33 6 39 98 10 01",
            "+33639981001",
            "+33 (0)6 39 98 10 01",
            "0033 6 39 98 10 01",
            "00 33 (0) 6.39.98.10.01",
            "Tél. : 06 39 98 10 01",
            "\u{202A}06 39 98 10 01\u{202C}",
        ] {
            assert_eq!(phone_digits(text), "0639981001", "{text}");
        }
        assert_eq!(phone_digits("+32 470 12 34 56"), "0470123456");
        assert_eq!(phone_digits("+41 (0)79 123 45 67"), "0791234567");
        assert_eq!(phone_digits("+352 26 12 34"), "352261234");
    }

    #[test]
    fn several_numbers_stay_apart_and_words_are_none() {
        assert_eq!(phone_digits("01 23 45 67 89 / +33 6 39 98 10 01"), "0123456789 0639981001");
        assert_eq!(phone_digits("01 23 45 67 89+33 6 39 98 10 01"), "0123456789 0639981001");
        assert_eq!((phone_digits("aucun"), phone_digits("")), (String::new(), String::new()));
        for (word, part) in [("06", true), ("+33", true), ("(0)6", true), ("06-39", true), ("-", false), ("a6", false)]
        {
            assert_eq!(is_part_of_phone(word), part, "{word}");
        }
    }
}
