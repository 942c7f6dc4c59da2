//! Headings of columns, as people type them.

/// The form in which two headings are compared: case, the kind of apostrophe and the kind of space are ignored.
pub fn fold(heading: &str) -> String {
    let plain = heading.trim().chars().map(|character| match character {
        '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        other => other,
    });
    plain.flat_map(char::to_lowercase).collect()
}
