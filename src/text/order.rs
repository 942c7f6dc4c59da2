//! Orders for lists that people read.

use std::cmp::Ordering;

use icu_collator::CollatorBorrowed;
use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};

/// Unicode's root order is that of French dictionaries (CLDR has no changes to it for `fr`).
static FRENCH: CollatorBorrowed<'static> = {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Primary);
    options.alternate_handling = Some(AlternateHandling::NonIgnorable);
    CollatorBorrowed::new_root(options)
};

/// Later characters do not count: comparing two whole documents is of no use in a list.
const COMPARED_CHARACTERS: usize = 100;

/// French dictionary order at primary strength, the collation `U_NOCASE` (platform.md 2.7): accents and case ignored,
/// `œ` = `oe`, blanks and punctuation before digits before letters. Only the first 100 characters count.
pub fn french_order(left: &str, right: &str) -> Ordering {
    FRENCH.compare(beginning(left), beginning(right))
}

/// Adds a key to `out` that compares byte by byte as [`french_order`] compares texts: to sort many of them.
pub fn push_french_sort_key(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let Ok(()) = FRENCH.write_sort_key_to(beginning(text), out);
}

fn beginning(text: &str) -> &str {
    if text.len() <= COMPARED_CHARACTERS {
        return text;
    }
    text.char_indices().nth(COMPARED_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// Natural order, the collation `NAT_NOCASE` (platform.md 2.7): runs of ASCII digits compare as numbers (item9 before
/// item10), ASCII letters without case, all else by code point. Of two spellings that differ only in leading zeros, the
/// one with fewer comes first.
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let mut fewer_zeros = Ordering::Equal;
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([], []) => return fewer_zeros,
            ([], _) => return Ordering::Less,
            (_, []) => return Ordering::Greater,
            ([a, ..], [b, ..]) if a.is_ascii_digit() && b.is_ascii_digit() => {
                let (a, rest_left) = number(left);
                let (b, rest_right) = number(right);
                let by_value = a.digits.len().cmp(&b.digits.len()).then_with(|| a.digits.cmp(b.digits));
                if by_value.is_ne() {
                    return by_value;
                }
                fewer_zeros = fewer_zeros.then(a.leading_zeros.cmp(&b.leading_zeros));
                (left, right) = (rest_left, rest_right);
            }
            ([a, rest_left @ ..], [b, rest_right @ ..]) => {
                let by_byte = a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase());
                if by_byte.is_ne() {
                    return by_byte;
                }
                (left, right) = (rest_left, rest_right);
            }
        }
    }
}

struct Number<'a> {
    leading_zeros: usize,
    /// Without leading zeros, so that a longer one is greater.
    digits: &'a [u8],
}

fn number(text: &[u8]) -> (Number<'_>, &[u8]) {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (run, rest) = text.split_at(length);
    let leading_zeros = run.iter().take_while(|digit| **digit == b'0').count();
    (Number { leading_zeros, digits: &run[leading_zeros..] }, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn french_order_ignores_accents_and_case_and_opens_ligatures() {
        for (left, right) in [("Évrard", "evrard"), ("ŒUVRE", "oeuvre"), ("garçon", "GARCON"), ("cæsar", "Caesar")]
        {
            assert_eq!(french_order(left, right), Ordering::Equal, "{left} {right}");
        }
    }

    #[test]
    fn french_order_puts_punctuation_before_digits_before_letters() {
        let sorted = ["", " a", "_a", "'a", "(a)", "0", "9 rue", "à côté", "Abeille", "œillet", "Ondine", "zoo"];
        for pair in sorted.windows(2) {
            assert_eq!(french_order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_ne!(french_order("de la", "dela"), Ordering::Equal);
    }

    #[test]
    fn french_order_looks_at_the_first_hundred_characters() {
        let beginning = "é".repeat(100);
        assert_eq!(french_order(&format!("{beginning}a"), &format!("{beginning}b")), Ordering::Equal);
        let beginning = "é".repeat(99);
        assert_eq!(french_order(&format!("{beginning}a"), &format!("{beginning}b")), Ordering::Less);
    }

    #[test]
    fn natural_order_counts_and_ignores_ascii_case_only() {
        assert_eq!(natural_order("item9", "Item10"), Ordering::Less);
        assert_eq!(natural_order("FACTURE-2", "facture-2"), Ordering::Equal);
        assert_ne!(natural_order("É", "é"), Ordering::Equal);
        assert_eq!(natural_order("item", "ITEM1"), Ordering::Less);
        let long = "9".repeat(400);
        assert_eq!(natural_order(&long, &format!("1{long}")), Ordering::Less);
    }

    #[test]
    fn natural_order_tells_leading_zeros_apart_only_when_all_else_is_equal() {
        assert_eq!(natural_order("a1", "a01"), Ordering::Less);
        assert_eq!(natural_order("a01b", "a1c"), Ordering::Less);
        assert_eq!(natural_order("a00", "a0"), Ordering::Greater);
    }

    /// Texts that like to be confused: few letters, digits, zeros, marks, other planes, lone combining characters.
    fn confusing_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[aAéÉ019 _œ-]{0,6}",
            "[0a]{0,5}",
            "[\u{301}\u{327}e\u{1F41D}\u{FFFD}\u{FFFF}\u{0}\u{D7FF}\u{E000}ก\u{E40}ㅏ가]{0,6}",
            any::<String>(),
        ]
    }

    fn is_total_preorder(order: fn(&str, &str) -> Ordering, a: &str, b: &str, c: &str) -> bool {
        let antisymmetric = order(a, b) == order(b, a).reverse() && order(a, a).is_eq();
        let chained = !(order(a, b).is_le() && order(b, c).is_le()) || order(a, c).is_le();
        let equals_are_interchangeable = order(a, b).is_ne() || order(a, c) == order(b, c);
        antisymmetric && chained && equals_are_interchangeable
    }

    proptest! {
        #[test]
        fn keys_compare_as_texts_do(left in ".{0,12}|[a-zA-Zéèœ '_-]{0,110}", right in ".{0,12}|[a-zA-Zéèœ '_-]{0,110}") {
            let key = |text: &str| {
                let mut key = Vec::new();
                push_french_sort_key(text, &mut key);
                key
            };
            prop_assert_eq!(key(&left).cmp(&key(&right)), french_order(&left, &right));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn both_orders_are_total(a in confusing_text(), b in confusing_text(), c in confusing_text()) {
            prop_assert!(is_total_preorder(french_order, &a, &b, &c));
            prop_assert!(is_total_preorder(natural_order, &a, &b, &c));
        }

        #[test]
        fn natural_order_agrees_with_numbers(a in any::<u64>(), b in any::<u64>()) {
            prop_assert_eq!(natural_order(&format!("n{a}"), &format!("N{b}")), a.cmp(&b));
        }
    }
}
