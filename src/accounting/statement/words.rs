//! Labels of banks and of books, compared: `VIR SEPA DUPONT JEAN` and `Don de Jean Dupont`.

use deunicode::deunicode;

/// The words of a label as they are compared: without accents, case and signs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(Vec<String>);

/// Words that are looked at: labels of hostile files may have any number.
const WORDS_MAX: usize = 32;
/// Shorter words join others and say nothing.
const LETTERS_MIN: usize = 3;
/// Words that banks write on most movements, and that therefore say nothing of one of them.
const COMMON: [&str; 50] = [
    "vir",
    "virt",
    "virement",
    "virements",
    "sepa",
    "inst",
    "instantane",
    "recu",
    "emis",
    "faveur",
    "prlv",
    "prelevement",
    "prelevements",
    "carte",
    "paiement",
    "achat",
    "cheque",
    "chq",
    "remise",
    "retrait",
    "versement",
    "operation",
    "europeen",
    "numero",
    "ref",
    "reference",
    "date",
    "payment",
    "transfer",
    "card",
    "debit",
    "credit",
    "direct",
    "overschrijving",
    "betaling",
    "domiciliering",
    "kaart",
    "verrichting",
    "uberweisung",
    "gutschrift",
    "lastschrift",
    "zahlung",
    "karte",
    "eur",
    "chf",
    "les",
    "des",
    "pour",
    "the",
    "van",
];

impl Words {
    pub fn of(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(1024)];
        let plain = deunicode(text).to_ascii_lowercase();
        let words = plain.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        Words(words.take(WORDS_MAX).map(str::to_owned).collect())
    }

    /// Whether both are the same words; empty labels never are.
    pub fn are(&self, other: &Words) -> bool {
        !self.0.is_empty() && self == other
    }

    /// Whether a reference stands among the words.
    pub fn hold(&self, reference: &Words) -> bool {
        let wanted = &reference.0;
        let is_telling = wanted.iter().map(String::len).sum::<usize>() >= LETTERS_MIN;
        is_telling && self.0.windows(wanted.len()).any(|words| words == wanted.as_slice())
    }

    /// How many of the telling words of the shorter label the other has too, in percent.
    pub fn closeness(&self, other: &Words) -> usize {
        let fewest = self.telling().count().min(other.telling().count());
        if fewest == 0 {
            return 0;
        }
        let common = self.telling().filter(|word| other.0.contains(word)).count();
        (common * 100 / fewest).min(100)
    }

    /// The words that say something of a movement.
    fn telling(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|word| word.len() >= LETTERS_MIN && !COMMON.contains(&word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::of(text)
    }

    #[test]
    fn labels_are_the_same_whatever_their_case_accents_and_signs() {
        assert!(words("VIR. HÉLÈNE-Martin").are(&words("vir helene martin")));
        assert!(!words("vir helene").are(&words("vir helene martin")));
        assert!(!words("").are(&words("--")));
    }

    #[test]
    fn the_closeness_of_labels_is_that_of_their_words() {
        assert_eq!(words("VIR SEPA DUPONT JEAN").closeness(&words("Don de Jean Dupont")), 100);
        assert_eq!(words("PRLV SEPA EDF").closeness(&words("PRLV SEPA Orange")), 0, "words of the bank say nothing");
        assert_eq!(words("Loyer").closeness(&words("PRLV LOYER MARS")), 100);
        assert_eq!(words("a b").closeness(&words("a b")), 0);
    }

    #[test]
    fn a_reference_is_found_among_words_when_it_tells_something() {
        assert!(words("CHEQUE 0012345 ok").hold(&words("0012345")));
        assert!(words("vir sepa F-2025 12").hold(&words("f 2025")));
        assert!(!words("cheque 1").hold(&words("1")));
        assert!(!words("cheque").hold(&words("")));
    }
}
