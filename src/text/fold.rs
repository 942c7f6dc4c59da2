//! Folding: one spelling for all the ways of writing the same letters.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

use super::letters;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Latin letters without accents; ligatures and special letters stay (platform.md 2.7, `LIKE`).
    Like,
    /// As near to ASCII as the character allows (fields.md 8, `users_search`).
    Ascii,
}

/// The spelling that `LIKE` compares: other scripts in Latin letters, no accents, lower case, `’` as `'`.
///
/// Ligatures and special letters stay (`œ` is not `oe`, nor `ø` `o`). Folding twice gives the same as once.
pub fn fold_for_like(text: &str) -> Cow<'_, str> {
    fold(text, Target::Like)
}

/// The searchable copy of a text: as [`fold_for_like`], with ligatures opened (`œ` → `oe`, `ß` → `ss`) and signs in
/// ASCII (`«` → `<<`). Characters without a Latin form are kept: `€`, `°`, emoji.
pub fn transliterate_to_ascii(text: &str) -> Cow<'_, str> {
    fold(text, Target::Ascii)
}

fn fold(text: &str, target: Target) -> Cow<'_, str> {
    if !text.is_ascii() {
        Cow::Owned(Folding::run(text, target))
    } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The Latin letters of Europe's west and centre, whose lower case without accents is one character.
const SIMPLE: usize = 0x180;

static SIMPLE_LETTERS: LazyLock<[char; SIMPLE]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let letter = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or_default();
        let mut base = letter;
        // The first part of a decomposition is the letter, the others its accents.
        decompose_canonical(letter, |part| {
            if !is_combining_mark(part) {
                base = part
            }
        });
        base.to_lowercase().next().unwrap_or(base)
    })
});

struct Folding {
    target: Target,
    folded: String,
    /// The letter before, without its marks: some letters are read by their neighbour.
    previous: Option<char>,
}

impl Folding {
    fn run(text: &str, target: Target) -> String {
        let mut folding = Folding { target, folded: String::with_capacity(text.len()), previous: None };
        let mut rest = text;
        // French is written below U+0180, where each letter folds by itself: only what lies between needs normalising.
        while let Some(first) = rest.chars().next() {
            let is_simple = (first as usize) < SIMPLE;
            let length = rest.find(|c| ((c as usize) < SIMPLE) != is_simple).unwrap_or(rest.len());
            let (run, after) = rest.split_at(length);
            if is_simple {
                folding.push_simple(run)
            } else {
                folding.push_normalised(run)
            }
            rest = after;
        }
        folding.folded
    }

    fn push_simple(&mut self, run: &str) {
        for letter in run.chars() {
            let folded = SIMPLE_LETTERS[letter as usize];
            let ascii =
                if self.target == Target::Ascii && !folded.is_ascii() { letters::latin_ascii(folded) } else { None };
            match ascii {
                Some(ascii) => self.folded.push_str(ascii),
                None => self.folded.push(folded),
            }
        }
        self.previous = run.chars().next_back();
    }

    fn push_normalised(&mut self, run: &str) {
        let mut letters = run.nfc().flat_map(char::to_lowercase).peekable();
        while let Some(letter) = letters.next() {
            self.push(letter, letters.peek().copied());
        }
    }

    fn push(&mut self, letter: char, next: Option<char>) {
        if self.push_whole(letter, next) {
            self.previous = Some(letter);
        } else if letters::is_korean_syllable(letter) {
            // It would decompose into letters, but is romanised as a whole.
            self.push_part(letter);
        } else {
            let mut parts = Vec::new();
            decompose_canonical(letter, |part| parts.push(part));
            parts.iter().for_each(|part| self.push_part(*part));
        }
    }

    /// Writes a letter that has a form of its own, accents included (`й` is `j` where `и` is `i`).
    fn push_whole(&mut self, letter: char, next: Option<char>) -> bool {
        let latin = match letter {
            'γ' if matches!(next, Some('γ' | 'κ' | 'ξ' | 'χ')) => Some("n"),
            // Read after a vowel (αυ, ευ, ου), whatever accents stand on it: decided with its parts.
            'υ' => None,
            '’' => Some("'"),
            _ if self.target == Target::Ascii => letters::romanised(letter).or_else(|| letters::latin_ascii(letter)),
            _ => letters::romanised(letter),
        };
        latin.inspect(|latin| self.folded.push_str(latin)).is_some()
    }

    fn push_part(&mut self, part: char) {
        let is_mark = is_combining_mark(part);
        // Vowel signs of Indian scripts are marks too, but of class 0, and stand for a sound.
        let is_accent =
            is_mark && (canonical_combining_class(part) != 0 || self.target == Target::Like && !part.is_alphabetic());
        if is_accent {
            return;
        }
        match part {
            'υ' if matches!(self.previous, Some('α' | 'ε' | 'η' | 'ο')) => self.folded.push('u'),
            _ => self.push_base(part),
        }
        self.previous = Some(part);
    }

    fn push_base(&mut self, base: char) {
        let known = match self.target {
            Target::Like => letters::romanised(base),
            Target::Ascii => letters::romanised(base).or_else(|| letters::latin_ascii(base)),
        };
        if let Some(latin) = known {
            self.folded.push_str(latin);
        } else if let Some(latin) = letters::approximately_romanised(base) {
            if letters::is_chinese(base) && self.previous.is_some_and(char::is_alphabetic) {
                self.folded.push(' ');
            }
            self.folded.push_str(&latin);
        } else {
            self.folded.push(base);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn like_folding_ignores_accents_and_case_but_keeps_ligatures_and_special_letters() {
        for (text, folded) in [
            ("Émile", "emile"),
            ("E\u{301}mile", "emile"),
            ("ÅSA NGUYỄN", "asa nguyen"),
            ("L’Été", "l'ete"),
            ("İzmir", "izmir"),
            ("Œuvre Straße Bjørn Łódź Æ", "œuvre straße bjørn łodz æ"),
            ("10 € « ça »", "10 € « ca »"),
        ] {
            assert_eq!(fold_for_like(text), folded);
        }
    }

    #[test]
    fn other_scripts_are_read_in_latin_letters() {
        for (text, folded) in [
            ("Фёдор Чайковский", "fedor cajkovskij"),
            ("Щ и\u{306}", "s j"),
            ("Αθήνα Ευρώπη άγγελος Ούζο", "athena europe angelos ouzo"),
            ("上海 x海", "shang hai x hai"),
            ("محمد", "mhmd"),
            ("서울", "seoul"),
        ] {
            assert_eq!(fold_for_like(text), folded);
            assert_eq!(transliterate_to_ascii(text), folded);
        }
    }

    #[test]
    fn transliteration_opens_ligatures_and_signs_and_keeps_what_has_no_latin_form() {
        for (text, ascii) in [
            ("Œdipe, cœur, Æsop", "oedipe, coeur, aesop"),
            ("Weiß ẞ Bjørn Łódź Đ ı Þ ﬁ", "weiss ss bjorn lodz d i th fi"),
            ("« a » “b” ‘c’ ‚d – — …", "<< a >> \"b\" 'c' ,d - - ..."),
            ("№ 2 × 3 ÷ 4 ± ½ ©", "no 2 * 3 / 4 +/-  1/2 (c)"),
            ("a\u{a0}b\u{202f}c", "a b c"),
            ("20° 5 € £ § ™ m² µ ª º 🐝 ❤\u{fe0f}", "20° 5 € £ § ™ m² µ ª º 🐝 ❤\u{fe0f}"),
            ("ligne\r\nune\tdeux", "ligne\r\nune\tdeux"),
        ] {
            assert_eq!(transliterate_to_ascii(text), ascii);
        }
    }

    #[test]
    fn one_character_never_swells_into_a_sentence() {
        assert_eq!(transliterate_to_ascii("\u{fdfa}"), "\u{fdfa}");
    }

    #[test]
    fn text_that_is_folded_already_is_not_copied() {
        assert!(matches!(fold_for_like("deja vu"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold_for_like(&text).into_owned();
            prop_assert_eq!(fold_for_like(&once), once.as_str());
            let once = transliterate_to_ascii(&text).into_owned();
            prop_assert_eq!(transliterate_to_ascii(&once), once.as_str());
        }

        #[test]
        fn composed_and_decomposed_spellings_fold_alike(text in "[a-zA-Zéèçüñőřž œøß]{0,20}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold_for_like(&decomposed), fold_for_like(&text));
        }
    }
}
