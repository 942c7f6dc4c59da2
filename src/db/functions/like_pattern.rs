//! Matching a text against a `LIKE` pattern, in time that no pattern can blow up.
//!
//! A pattern is a row of steps, each taking one character. All positions the text may have reached in that row are kept
//! as the bits of a number and move on together (the "shift-and" method of Baeza-Yates and Gonnet, 1992): one pass over
//! the text, however many `%` the pattern holds, at 64 steps per machine word.

use std::collections::HashMap;

use super::FunctionError;
use crate::msg;
use crate::text::fold_for_like;

/// Longer patterns are refused, in characters.
pub(super) const LONGEST_PATTERN: usize = 1000;
const WORD_BITS: usize = u64::BITS as usize;

enum Step {
    Letter(char),
    /// `_`
    AnyLetter,
}

#[derive(Debug)]
pub(super) struct LikePattern {
    /// Number of words that hold the positions 0 (nothing matched) to `last` (all steps taken).
    words: usize,
    last: usize,
    /// The class of an ASCII character, of another one (sorted), and 0 for those that the pattern does not name.
    ascii_classes: [u16; 128],
    other_classes: Vec<(char, u16)>,
    /// Per class `words` words: the positions whose next step takes a character of the class.
    takes: Vec<u64>,
    /// The positions with a `%`: they may stay where they are.
    stays: Vec<u64>,
}

impl LikePattern {
    /// Reads a pattern: `%` any text, `_` one character, `escape` before either takes it as it is. Blank is empty.
    pub fn new(pattern: &str, escape: char) -> Result<Self, FunctionError> {
        if pattern.chars().nth(LONGEST_PATTERN).is_some() {
            return Err(msg!("function-like-too-long", maximum = LONGEST_PATTERN).into());
        }
        let (steps, stays) = read_steps(unless_blank(pattern), escape);
        Ok(Self::from_steps(&steps, &stays))
    }

    fn from_steps(steps: &[Step], stays: &[usize]) -> Self {
        let words = steps.len() / WORD_BITS + 1;
        let mut classes = HashMap::new();
        for step in steps {
            if let Step::Letter(letter) = step {
                let next = classes.len() + 1;
                classes.entry(*letter).or_insert(next);
            }
        }
        let mut takes = vec![0; (classes.len() + 1) * words];
        for (position, step) in steps.iter().enumerate() {
            let (word, bit) = place(position);
            match step {
                Step::Letter(letter) => takes[classes[letter] * words + word] |= bit,
                Step::AnyLetter => takes.iter_mut().skip(word).step_by(words).for_each(|taken| *taken |= bit),
            }
        }
        let mut compiled = LikePattern {
            words,
            last: steps.len(),
            ascii_classes: [0; 128],
            other_classes: Vec::new(),
            takes,
            stays: vec![0; words],
        };
        for position in stays {
            let (word, bit) = place(*position);
            compiled.stays[word] |= bit;
        }
        compiled.name_classes(classes);
        compiled
    }

    fn name_classes(&mut self, classes: HashMap<char, usize>) {
        for (letter, class) in classes {
            // A thousand characters, each folded into a few letters, stay far below 65536 classes.
            let class = u16::try_from(class).unwrap_or(0);
            match self.ascii_classes.get_mut(letter as usize) {
                Some(place) => *place = class,
                None => self.other_classes.push((letter, class)),
            }
        }
        self.other_classes.sort_unstable();
    }

    /// Whether the whole text matches. A blank text is an empty one.
    pub fn matches(&self, text: &str) -> bool {
        let text = unless_blank(text);
        if text.is_ascii() {
            self.takes_all(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())))
        } else {
            self.takes_all(fold_for_like(text).chars())
        }
    }

    fn takes_all(&self, letters: impl Iterator<Item = char>) -> bool {
        if self.words == 1 { self.takes_all_in_one_word(letters) } else { self.takes_all_in_words(letters) }
    }

    fn takes_all_in_one_word(&self, letters: impl Iterator<Item = char>) -> bool {
        let (_, end) = place(self.last);
        let stays = self.stays[0];
        let end_stays = end & stays;
        let mut reached = 1;
        for letter in letters {
            if reached & end_stays != 0 {
                return true;
            }
            reached = (reached & self.takes[self.class(letter)]) << 1 | reached & stays;
            if reached == 0 {
                return false;
            }
        }
        reached & end != 0
    }

    fn takes_all_in_words(&self, letters: impl Iterator<Item = char>) -> bool {
        let (end_word, end) = place(self.last);
        let mut reached = vec![0u64; self.words];
        reached[0] = 1;
        for letter in letters {
            if reached[end_word] & end & self.stays[end_word] != 0 {
                return true;
            }
            let takes = &self.takes[self.class(letter) * self.words..][..self.words];
            let mut carried = 0;
            let mut all = 0;
            for ((reached, takes), stays) in reached.iter_mut().zip(takes).zip(&self.stays) {
                let moved = *reached & takes;
                *reached = moved << 1 | carried | *reached & stays;
                carried = moved >> (WORD_BITS - 1);
                all |= *reached;
            }
            if all == 0 {
                return false;
            }
        }
        reached[end_word] & end != 0
    }

    fn class(&self, letter: char) -> usize {
        let class = match self.ascii_classes.get(letter as usize) {
            Some(class) => *class,
            None => match self.other_classes.binary_search_by_key(&letter, |(letter, _)| *letter) {
                Ok(place) => self.other_classes[place].1,
                Err(_) => 0,
            },
        };
        usize::from(class)
    }
}

fn place(position: usize) -> (usize, u64) {
    (position / WORD_BITS, 1 << (position % WORD_BITS))
}

/// Blanks as forms leave them count for nothing.
fn unless_blank(text: &str) -> &str {
    if text.chars().all(|c| c.is_whitespace() || c == '\0') { "" } else { text }
}

/// The steps of a pattern, folded, and the positions among them where a `%` stands.
fn read_steps(pattern: &str, escape: char) -> (Vec<Step>, Vec<usize>) {
    let mut steps = Vec::new();
    let mut stays = Vec::new();
    // Folding looks at neighbours: a run of letters is folded as one.
    let mut run = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter == escape {
            // At the very end there is nothing to escape: it is a letter.
            run.push(letters.next().unwrap_or(escape));
        } else if letter == '%' {
            push_run(&mut steps, &mut run);
            stays.push(steps.len());
        } else if letter == '_' {
            push_run(&mut steps, &mut run);
            steps.push(Step::AnyLetter);
        } else {
            run.push(letter);
        }
    }
    push_run(&mut steps, &mut run);
    (steps, stays)
}

fn push_run(steps: &mut Vec<Step>, run: &mut String) {
    steps.extend(fold_for_like(run).chars().map(Step::Letter));
    run.clear();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn like(text: &str, pattern: &str) -> bool {
        LikePattern::new(pattern, '\\').unwrap().matches(text)
    }

    /// The definition, without any care for time.
    fn naive(text: &[char], pattern: &[char]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            (['%', rest @ ..], _) => (0..=text.len()).any(|taken| naive(&text[taken..], rest)),
            (['\\', escaped, rest @ ..], [letter, text @ ..]) => escaped == letter && naive(text, rest),
            (['_', rest @ ..], [_, text @ ..]) => naive(text, rest),
            (['\\', _, ..] | ['_', ..], []) => false,
            ([wanted, rest @ ..], [letter, text @ ..]) => wanted == letter && naive(text, rest),
            (_, []) => false,
        }
    }

    #[test]
    fn wildcards_take_any_text_or_one_character_across_lines() {
        assert!(like("ligne 1\nligne 2", "ligne%2"));
        assert!(like("été", "_t_"));
        assert!(!like("été", "__"));
        assert!(like("", "%") && like("", "") && !like("", "_"));
        assert!(!like("abc", "ab") && !like("abc", "bc"));
        assert!(like("a\0b", "a_b"));
    }

    #[test]
    fn blank_texts_and_patterns_are_empty() {
        assert!(like(" \t\n", "") && like("", "  ") && !like("  ", "_"));
        assert!(!like("a b", "ab") && like("a b", "a_b"));
    }

    #[test]
    fn the_escape_takes_the_next_character_as_it_is() {
        assert!(like("100%", "100\\%") && !like("1000", "100\\%"));
        assert!(like("a\\", "a\\") && like("a\\b", "a\\\\b"));
        assert!(LikePattern::new("50%%", '%').unwrap().matches("50%"));
        assert!(LikePattern::new("é_é", 'é').unwrap().matches("_e"));
    }

    #[test]
    fn a_composed_letter_is_one_character_in_either_spelling() {
        assert!(like("e\u{301}a", "_a") && like("éa", "e\u{301}a") && like("NGUYỄN", "ng_y%n"));
    }

    #[test]
    fn long_patterns_match_as_short_ones_do() {
        let text = "abc".repeat(100);
        assert!(like(&text, &text) && like(&text, &"a_c".repeat(100)) && like(&text, &"%a%c".repeat(100)));
        assert!(!like(&text, &"%a%a".repeat(51)));
        assert!(like(&"é".repeat(64), &"_".repeat(64)) && !like(&"é".repeat(65), &"_".repeat(64)));
    }

    #[test]
    fn a_hostile_pattern_takes_one_pass() {
        // 999 steps over a hundred thousand characters: for ever with backtracking.
        let text = "a".repeat(100_000);
        assert!(!like(&text, &format!("{}b", "%a".repeat(499))));
        assert!(!like(&text, &format!("%{}b", "a_".repeat(499))));
    }

    #[test]
    fn a_thousand_characters_are_accepted_and_one_more_is_refused() {
        assert!(LikePattern::new(&"é".repeat(1000), '\\').is_ok());
        assert!(LikePattern::new(&"é".repeat(1001), '\\').is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn matching_agrees_with_the_definition(text in "[ab_%]{0,12}", pattern in "([ab%%_]|\\\\[%_a]){0,9}") {
            let (letters, steps): (Vec<_>, Vec<_>) = (text.chars().collect(), pattern.chars().collect());
            prop_assert_eq!(like(&text, &pattern), naive(&letters, &steps));
        }

        #[test]
        fn patterns_over_one_word_agree_with_the_definition(text in "[ab]{60,75}", at in 0usize..60, pattern in "[ab%_]{0,4}") {
            let pattern = format!("{}{pattern}{}", &text[..at], &text[(at + 2).min(text.len())..]);
            let (letters, steps): (Vec<_>, Vec<_>) = (text.chars().collect(), pattern.chars().collect());
            prop_assert_eq!(like(&text, &pattern), naive(&letters, &steps));
        }

        #[test]
        fn no_text_and_no_pattern_fails(text in any::<String>(), pattern in any::<String>(), escape in any::<char>()) {
            LikePattern::new(&pattern, escape).unwrap().matches(&text);
            prop_assert!(like(&text, "%"));
        }

        #[test]
        fn every_text_is_like_itself_escaped(text in any::<String>()) {
            let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            prop_assert!(like(&text, &escaped));
        }
    }
}
