//! Labels and references as an entry takes them.

use unicode_normalization::UnicodeNormalization;

use super::delimited::is_blank;
use super::vocabulary::plain;

/// The most bytes of the label of an entry.
pub const LABEL_BYTES_MAX: usize = 200;
/// The most bytes of the reference of a line.
pub const REFERENCE_BYTES_MAX: usize = 199;
/// Texts beyond this number are left out: hostile files may have any number of them.
const PIECES_MAX: usize = 20;

/// A text on one line, in NFC, without controls and invisible marks; `None` when nothing is left.
pub fn tidy(text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(4096)];
    let words: Vec<&str> =
        text.split(|c: char| is_blank(c) || c.is_control()).filter(|word| !word.is_empty()).collect();
    Some(words.join(" ").nfc().collect::<String>()).filter(|text| !text.is_empty())
}

/// The texts of a movement as one label, without saying the same twice, cut to what an entry takes.
pub fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let pieces: Vec<(String, String)> = texts
        .take(PIECES_MAX)
        .filter_map(|text| tidy(text).map(|text| (format!(" {} ", plain(&text)), text)))
        .filter(|(plain, _)| plain.trim() != "" && plain != " notprovided ")
        .collect();
    let is_said = |at: usize| {
        let (own, _) = &pieces[at];
        pieces.iter().enumerate().any(|(other, (plain, _))| {
            let is_within = plain.contains(own.as_str()) || plain.starts_with(own.trim_end());
            other != at && is_within && (plain.len() > own.len() || other < at)
        })
    };
    let kept: Vec<&str> = (0..pieces.len()).filter(|at| !is_said(*at)).map(|at| pieces[at].1.as_str()).collect();
    cut(&kept.join(" "), LABEL_BYTES_MAX)
}

/// The first reference that says something, cut to what a line takes.
pub fn reference<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let is_telling = |text: &String| !["", "notprovided", "nonref", "none"].contains(&plain(text).as_str());
    texts.find_map(|text| tidy(text).filter(is_telling)).map(|text| cut(&text, REFERENCE_BYTES_MAX))
}

/// At most so many bytes, without half a character or a blank at the end.
pub fn cut(text: &str, bytes: usize) -> String {
    text[..text.floor_char_boundary(bytes)].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(texts: &[&str]) -> String {
        join(texts.iter().copied())
    }

    #[test]
    fn texts_are_joined_without_saying_the_same_twice() {
        assert_eq!(joined(&["CARTE 14/01 PAPETERIE", "papeterie", ""]), "CARTE 14/01 PAPETERIE");
        assert_eq!(joined(&["ASSOCIATION DES AM", "Association des amis du miel"]), "Association des amis du miel");
        assert_eq!(joined(&["Martin", "Adhésion\n 2026", "MARTIN"]), "Martin Adhésion 2026");
        assert_eq!(joined(&["NOTPROVIDED", "--", "\u{200b}"]), "");
        assert_eq!(joined(&["pap", "papeterie"]), "papeterie");
    }

    #[test]
    fn labels_and_references_are_cut_between_characters() {
        let long = "é".repeat(300);
        assert_eq!(joined(&[&long]).len(), 200);
        assert_eq!(reference(["", "NONREF", &long].into_iter()).unwrap().len(), 198);
        assert_eq!(reference(["", " "].into_iter()), None);
        assert_eq!(tidy("e\u{301}t\u{e9}\u{feff}").as_deref(), Some("été"));
    }
}
