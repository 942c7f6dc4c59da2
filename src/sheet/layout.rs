//! Names, widths and print set-up, the same in ODS and XLSX.

use super::{Column, Kind};

/// A name for a sheet that every program accepts, of at most `max_units` UTF-16 units: without `[]:*?/\` and control
/// characters, without apostrophes at its ends, never empty.
pub(super) fn sheet_name(wanted: &str, max_units: usize) -> String {
    let refused = |character: char| character.is_control() || "[]:*?/\\".contains(character);
    let allowed = wanted.replace(refused, " ");
    let ends = |character: char| character == '\'' || character.is_whitespace();
    let name = prefix_of_units(allowed.trim_matches(ends), max_units).trim_end_matches(ends);
    if name.is_empty() { "1".to_owned() } else { name.to_owned() }
}

/// The longest beginning of a text that has at most so many UTF-16 units, as spreadsheet programs count characters.
pub(super) fn prefix_of_units(text: &str, max_units: usize) -> &str {
    // A text has at least as many bytes as units, so that most are seen to be short without counting.
    if text.len() <= max_units {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > max_units
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub(super) fn column_name(index: usize) -> String {
    let letter = char::from(b'A' + (index % 26) as u8);
    if index < 26 { letter.to_string() } else { format!("{}{letter}", column_name(index / 26 - 1)) }
}

/// A width in characters: enough for the usual cell, and for the heading with its filter button.
pub(super) fn width(column: &Column) -> u16 {
    let usual = column.characters.unwrap_or(match column.kind {
        Kind::Number => 10,
        Kind::Date => 12,
        Kind::Amount => 14,
        Kind::DateTime => 20,
        Kind::Free => 16,
        Kind::Text => 24,
    });
    let heading = column.title.chars().take(40).count() as u16 + 4;
    heading.max(usual)
}

/// Whether programs show the cells of a column on the right.
pub(super) fn is_numeric(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Amount | Kind::Date | Kind::DateTime)
}

/// Whether the columns are printed across the long side of the page: upright, they would be too small to read.
pub(super) fn is_wide(columns: &[Column]) -> bool {
    /// The characters of usual size that fit between the margins of an upright A4 page.
    const UPRIGHT_CHARACTERS: u32 = 95;
    columns.iter().map(|column| u32::from(width(column))).sum::<u32>() > UPRIGHT_CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_lose_what_programs_refuse() {
        for (wanted, expected) in [
            ("Recherche", "Recherche"),
            ("a/é: [25]?", "a é   25"),
            ("'A'", "A"),
            ("", "1"),
            ("'/'", "1"),
            ("abcdefghi 'klm", "abcdefghi"),
            ("abcdefghi😀", "abcdefghi"),
        ] {
            assert_eq!(sheet_name(wanted, 10), expected);
        }
    }

    #[test]
    fn columns_are_lettered() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_name(index), name);
        }
    }
}
