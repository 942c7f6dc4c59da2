//! Headings of columns, as people type them.

use unicode_normalization::UnicodeNormalization;

/// The form in which two headings are compared: in NFC, without regard to case, to the kind of apostrophe, and to the kind
/// and number of spaces and line breaks.
pub fn fold(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let spaced = words.join(" ");
    let plain = spaced.nfc().map(|character| if character == '’' { '\'' } else { character });
    plain.flat_map(char::to_lowercase).collect()
}
