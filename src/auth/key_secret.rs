//! The secrets of keys: `ruche_`, 32 random letters and digits, and six that check the rest. Programs that look for lost
//! secrets know them by their beginning, and a mistyped one is recognised without asking anybody.

use rand::RngExt;
use sha2::{Digest, Sha256};

/// What every secret of ours begins with.
const START: &str = "ruche_";
/// Random characters: 62^32 possibilities.
const RANDOM_CHARACTERS: usize = 32;
const CHECK_CHARACTERS: usize = 6;
/// The random characters that are kept beside the hash while a former secret is good too.
const HINT_CHARACTERS: usize = 4;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What can be said of a secret by its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// One of ours, as it was printed.
    WellFormed,
    /// It begins like one of ours, and a character is missing, wrong or too many.
    Mistyped,
    /// Chosen or made by another program, as Paheko's are.
    Foreign,
}

pub fn new() -> String {
    let random: String =
        rand::rng().sample_iter(rand::distr::Alphanumeric).take(RANDOM_CHARACTERS).map(char::from).collect();
    format!("{START}{random}{}", check(&random))
}

/// Characters that depend on all of the text: in base 62, from its SHA-256. They are no secret and protect nothing.
fn check(random: &str) -> String {
    let digest = Sha256::digest(random.as_bytes());
    let mut number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let mut characters = String::with_capacity(CHECK_CHARACTERS);
    for _ in 0..CHECK_CHARACTERS {
        let digit = usize::try_from(number % ALPHABET.len() as u64).unwrap_or_default();
        characters.push(char::from(ALPHABET[digit]));
        number /= ALPHABET.len() as u64;
    }
    characters
}

pub fn looks(secret: &str) -> Looks {
    let Some(rest) = secret.strip_prefix(START) else { return Looks::Foreign };
    match rest.split_at_checked(RANDOM_CHARACTERS) {
        Some((random, given)) if rest.is_ascii() && check(random) == given => Looks::WellFormed,
        _ => Looks::Mistyped,
    }
}

/// What tells a secret of ours from another one; `None` for any other text.
pub fn hint(secret: &str) -> Option<&str> {
    secret.strip_prefix(START)?.get(..HINT_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_new_secret_is_well_formed_and_no_mistyped_one_is() {
        let secret = new();
        assert_eq!((secret.len(), looks(&secret)), (44, Looks::WellFormed));
        assert_ne!(secret, new());
        for place in START.len()..secret.len() {
            let mut typed: Vec<u8> = secret.bytes().collect();
            typed[place] = if typed[place] == b'x' { b'y' } else { b'x' };
            assert_eq!(looks(std::str::from_utf8(&typed).unwrap()), Looks::Mistyped, "{place}");
        }
        for typed in [&secret[..43], &format!("{secret}x"), &format!("{secret} "), START, "ruche_é"] {
            assert_eq!(looks(typed), Looks::Mistyped, "{typed}");
        }
    }

    #[test]
    fn other_texts_are_not_ours() {
        for secret in ["", "motdepasse", "RUCHE_x", "Ruche"] {
            assert_eq!((looks(secret), hint(secret)), (Looks::Foreign, None), "{secret}");
        }
        assert_eq!(hint("ruche_AbCdEf"), Some("AbCd"));
        assert_eq!(hint("ruche_é"), None);
    }

    /// Secrets that people keep stay well-formed.
    #[test]
    fn the_check_characters_never_change() {
        assert_eq!(check("00000000000000000000000000000000"), "mKpmqN");
    }
}
