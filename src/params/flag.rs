//! Yes and no, in the words of forms, JSON and people, whatever their case.

/// Words that say yes.
const YES: [&str; 9] = ["1", "true", "oui", "yes", "on", "vrai", "o", "y", "x"];
/// Words that say no; a blank value does as well.
const NO: [&str; 8] = ["0", "false", "non", "no", "off", "faux", "n", "f"];
/// How many of the words a sentence lists; the others are abbreviations.
const LISTED: usize = 6;

/// `None` for a word that says neither. Blanks around it do not count.
pub(super) fn read(text: &str) -> Option<bool> {
    let word = text.trim();
    let is_among = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    match (is_among(&YES), word.is_empty() || is_among(&NO)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

pub(super) fn yes_words() -> String {
    YES[..LISTED].join(", ")
}

pub(super) fn no_words() -> String {
    NO[..LISTED].join(", ")
}
