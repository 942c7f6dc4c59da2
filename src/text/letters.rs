//! What single letters and signs become in Latin letters and in ASCII.

use std::collections::HashMap;
use std::sync::LazyLock;

type Table = HashMap<char, &'static str>;

/// `data/romanisation.tsv`: letters of other scripts, in Latin letters.
static ROMANISATION: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../data/romanisation.tsv")));

/// `data/latin-ascii.tsv`: ligatures, special Latin letters and signs, in ASCII.
static LATIN_ASCII: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../data/latin-ascii.tsv")));

fn table(source: &'static str) -> Table {
    let entry = |line: &'static str| {
        let (code, rest) = line.split_once('\t')?;
        let (latin, _) = rest.split_once('\t')?;
        Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, latin))
    };
    source.lines().filter(|line| !line.starts_with('#')).filter_map(entry).collect()
}

/// A lower-case letter of another script in Latin letters, where one letter always gives the same.
pub(super) fn romanised(letter: char) -> Option<&'static str> {
    ROMANISATION.get(&letter).copied()
}

/// A lower-case Latin letter or a sign in ASCII.
pub(super) fn latin_ascii(letter: char) -> Option<&'static str> {
    LATIN_ASCII.get(&letter).copied()
}

/// A letter of a script that no table of ours knows, approximately, in lower-case ASCII. `None` for Latin letters and
/// signs, and where no short form exists: one character must not swell into a sentence (U+FDFA stands for 18 letters).
pub(super) fn approximately_romanised(letter: char) -> Option<String> {
    const LONGEST: usize = 8;
    if !is_letter_of_another_script(letter) {
        return None;
    }
    let latin: String = deunicode::deunicode_char(letter)?
        .chars()
        .map(|c| if c == '`' { '\'' } else { c.to_ascii_lowercase() })
        .filter(|c| c.is_ascii_alphanumeric() || *c == '\'')
        .collect();
    (!latin.is_empty() && latin.len() <= LONGEST).then_some(latin)
}

fn is_letter_of_another_script(letter: char) -> bool {
    // Greek and Cyrillic stand below U+0530 and have their table; Latin letters come back in these blocks above it.
    let latin = matches!(letter, '\u{1D00}'..='\u{1EFF}' | '\u{2071}'..='\u{218F}' | '\u{2460}'..='\u{24FF}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{A700}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB06}'
        | '\u{FF21}'..='\u{FF5A}' | '\u{1D400}'..='\u{1D7FF}' | '\u{1F100}'..='\u{1F1FF}');
    letter >= '\u{530}' && !latin && letter.is_alphabetic()
}

/// Chinese characters, which are written in Latin letters as words apart.
pub(super) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

pub(super) fn is_korean_syllable(letter: char) -> bool {
    matches!(letter, '\u{AC00}'..='\u{D7A3}')
}
