//! The codes that replace a lost second factor: `users.otp_recovery_codes` (people.md 1).

use rand::seq::IndexedRandom;
use serde_json::Value;
use subtle::ConstantTimeEq;

const CODES: usize = 10;
const CHARACTERS: usize = 6;
/// Without I, O and 0, which are mistaken for others.
const ALPHABET: &[u8; 33] = b"ABCDEFGHJKLMNPQRSTUVWXYZ123456789";

/// The codes that a member can still use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    pub fn generate() -> Self {
        let mut random = rand::rng();
        let mut code =
            || (0..CHARACTERS).filter_map(|_| ALPHABET.choose(&mut random).copied()).map(char::from).collect();
        RecoveryCodes((0..CODES).map(|_| code()).collect())
    }

    /// Reads a list, or the object that Paheko makes of it once a code was used.
    pub fn read(stored: Option<&str>) -> Self {
        let codes = match stored.and_then(|text| serde_json::from_str(text).ok()) {
            Some(Value::Array(codes)) => codes,
            Some(Value::Object(codes)) => codes.into_iter().map(|(_, code)| code).collect(),
            _ => Vec::new(),
        };
        RecoveryCodes(codes.into_iter().filter_map(|code| Some(code.as_str()?.to_owned())).collect())
    }

    /// As it is stored: always a list.
    pub fn stored(&self) -> String {
        Value::from(self.0.clone()).to_string()
    }

    pub fn codes(&self) -> &[String] {
        &self.0
    }

    /// The codes without one that was typed; `None` if it is not among them.
    pub fn without(&self, typed: &str) -> Option<Self> {
        let is_typed = |code: &String| bool::from(code.as_bytes().ct_eq(typed.as_bytes()));
        let at = self.0.iter().position(is_typed)?;
        let mut left = self.0.clone();
        left.remove(at);
        Some(RecoveryCodes(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_codes_are_ten_different_ones_that_nobody_misreads() {
        let codes = RecoveryCodes::generate();
        let different: std::collections::BTreeSet<_> = codes.codes().iter().collect();
        assert_eq!(different.len(), 10);
        for code in codes.codes() {
            assert!(code.len() == 6 && code.bytes().all(|byte| ALPHABET.contains(&byte)), "{code}");
        }
        assert_eq!(RecoveryCodes::read(Some(&codes.stored())), codes);
    }

    #[test]
    fn a_code_works_once_in_both_forms_that_the_column_has() {
        for stored in [r#"["VW4W9B","52PQH2"]"#, r#"{"0":"VW4W9B","3":"52PQH2"}"#] {
            let codes = RecoveryCodes::read(Some(stored));
            let left = codes.without("52PQH2").unwrap();
            assert_eq!(left.stored(), r#"["VW4W9B"]"#, "a list is written");
            assert_eq!(left.without("52PQH2"), None);
            assert_eq!(codes.without("52pqh2"), None, "case counts");
        }
        for none in [None, Some(""), Some("null"), Some("[]"), Some("[1]"), Some("\"VW4W9B\"")] {
            assert_eq!(RecoveryCodes::read(none).codes(), &[] as &[String]);
        }
    }
}
