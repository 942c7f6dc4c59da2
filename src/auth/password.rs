//! Password and secret hashes: argon2id in PHC form for the API's secrets, bcrypt for members' passwords, which other
//! programs that open the file must be able to verify as well (fields.md 5.9).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use rusqlite::Connection;
use sha1::{Digest, Sha1};

use crate::error::{Error, Result};
use crate::msg;
use crate::text::hexadecimal;

/// The number of rounds, as a power of two.
const BCRYPT_COST: u32 = 10;
/// The most that bcrypt looks at; a longer secret would be cut, so that two different ones would both be right.
const BCRYPT_BYTES_MAX: usize = 72;

/// Hashes a secret with argon2id and the parameters of RFC 9106's memory-constrained choice as OWASP lowers it
/// (19 MiB, 2 passes), which PHP's `password_verify` reads as well.
pub fn hash(secret: &str) -> Result<String> {
    let hash =
        Argon2::default().hash_password(secret.as_bytes()).map_err(|e| Error::Internal(anyhow::anyhow!("{e}")))?;
    Ok(hash.to_string())
}

/// The fewest and the most bytes of a member's password (fields.md 5.9).
const MEMBER_BYTES: std::ops::RangeInclusive<usize> = 8..=BCRYPT_BYTES_MAX;

/// Refuses a member's password that is too short, or longer than bcrypt looks at.
pub fn require_member_length(password: &str) -> Result<()> {
    if MEMBER_BYTES.contains(&password.len()) {
        return Ok(());
    }
    let (least, most) = (*MEMBER_BYTES.start(), *MEMBER_BYTES.end());
    Err(Error::invalid_field("password", msg!("member-password-length", least = least, most = most)))
}

/// Hashes a member's password with bcrypt at cost 10, in the form `$2y$10$…` (fields.md 5.9).
pub fn hash_for_member(password: &str) -> Result<String> {
    require_member_length(password)?;
    let parts = bcrypt::hash_with_result(password, BCRYPT_COST).map_err(Error::internal)?;
    Ok(parts.format_for_version(bcrypt::Version::TwoY))
}

/// Whether the secret is the one that was hashed. An unknown form of hash is never right.
pub fn verify(secret: &str, hash: &str) -> bool {
    if hash.starts_with("$argon2") {
        PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
    } else {
        secret.len() <= BCRYPT_BYTES_MAX && bcrypt::verify(secret, hash).unwrap_or(false)
    }
}

/// Whether the password is one of the leaked ones that the file knows (`compromised_passwords_cache`); nobody is asked.
pub fn is_known_leaked(conn: &Connection, secret: &str) -> Result<bool> {
    let fingerprint = hexadecimal(&Sha1::digest(secret.as_bytes())).to_ascii_uppercase();
    Ok(conn.prepare_cached("SELECT 1 FROM compromised_passwords_cache WHERE hash = ?1")?.exists([fingerprint])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_verified_by_its_own_hash_only() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify("correct horse", &hash));
        assert!(!verify("correct horsf", &hash));
        assert!(!verify("", &hash));
    }

    #[test]
    fn a_members_password_has_the_form_that_other_programs_verify() {
        let hash = hash_for_member("motdepasse").unwrap();
        assert!(hash.starts_with("$2y$10$") && hash.len() == 60, "{hash}");
        assert!(verify("motdepasse", &hash) && !verify("motdepassf", &hash));
    }

    #[test]
    fn bcrypt_hashes_written_elsewhere_are_verified() {
        for prefix in ["$2y$", "$2b$", "$2a$"] {
            let hash = bcrypt::hash("s3cret", 4).unwrap().replacen("$2b$", prefix, 1);
            assert!(verify("s3cret", &hash), "{prefix}");
            assert!(!verify("s3creT", &hash), "{prefix}");
        }
    }

    #[test]
    fn two_secrets_that_differ_after_the_72nd_byte_are_different() {
        let (a, b) = ("x".repeat(72) + "a", "x".repeat(72) + "b");
        assert!(!verify(&b, &hash(&a).unwrap()));
        let truncated = bcrypt::hash("x".repeat(72), 4).unwrap();
        assert!(!verify(&a, &truncated) && !verify(&b, &truncated));
    }

    #[test]
    fn what_is_no_hash_verifies_nothing() {
        for hash in ["", "!", "x", "$2y$", "$argon2id$", "plain"] {
            assert!(!verify("plain", hash) && !verify("", hash), "{hash}");
        }
    }
}
