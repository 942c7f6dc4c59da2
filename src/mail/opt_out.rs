//! The links with which the owner of an address refuses messages, accepts them again or proves that it exists (people.md 6.5
//! and 9.3). They name an address by its hash; what would switch something on is signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::RngExt;
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use super::Context;
use super::address::Preferences;
use crate::error::Result;
use crate::text::hexadecimal;

/// How long a link that switches messages on again is good, in seconds.
pub const CONFIRMATION_SECONDS: i64 = 24 * 3_600;
/// The row of `ruche_meta` with the key that links are signed with.
const SECRET: &str = "mail_link_secret";
/// Hexadecimal digits of `emails.hash`, a SHA-1.
const HASH_DIGITS: usize = 40;

/// The link under a message: `SITE?un=U&c=CONTEXT`.
pub fn link(site: &str, hash: &str, context: Context) -> String {
    format!("{site}?un={}&c={}", token(hash), context.number())
}

/// The hash of an address as links carry it: URL-safe Base64 of its 20 bytes, without padding.
pub fn token(hash: &str) -> String {
    let digit = |at: usize| hash.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = (0..hash.len()).step_by(2).filter_map(digit).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The hash that a link names; `None` for what is none.
pub fn read_token(token: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).ok()?;
    Some(hexadecimal(&bytes)).filter(|hash| hash.len() == HASH_DIGITS)
}

/// What a signed link asks for, until when (Unix time).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    pub expires: i64,
    pub accepts: Preferences,
}

impl Confirmation {
    /// The part of the link that is signed.
    fn signed_part(&self) -> String {
        let Preferences { mailings, messages, reminders } = self.accepts;
        let digit = u8::from;
        format!("e={}&l={}&m={}&r={}", self.expires, digit(mailings), digit(messages), digit(reminders))
    }

    /// The link that does it: `SITE?un=U&e=EXPIRY&l=0|1&m=0|1&r=0|1&v=V`.
    pub fn link(&self, site: &str, hash: &str, secret: &str) -> String {
        let signed = self.signed_part();
        format!("{site}?un={}&{signed}&v={}", token(hash), sign(secret, &format!("{signed}{hash}")))
    }

    /// Whether `signature` is the right one for that address.
    pub fn is_signed(&self, hash: &str, secret: &str, signature: &str) -> bool {
        let right = sign(secret, &format!("{}{hash}", self.signed_part()));
        right.as_bytes().ct_eq(signature.as_bytes()).into()
    }
}

/// The link that proves that an address exists: `SITE?un=U&y=CODE`.
pub fn verification_link(site: &str, hash: &str, secret: &str) -> String {
    format!("{site}?un={}&y={}", token(hash), verification_code(hash, secret))
}

/// Whether `code` is that of [`verification_link`].
pub fn is_verification(hash: &str, secret: &str, code: &str) -> bool {
    verification_code(hash, secret).as_bytes().ct_eq(code.as_bytes()).into()
}

/// Longer than Paheko's ten digits, since it does not expire.
fn verification_code(hash: &str, secret: &str) -> String {
    sign(secret, &format!("verify {hash}"))[..32].to_owned()
}

/// HMAC-SHA1 in hexadecimal.
fn sign(secret: &str, text: &str) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(text.as_bytes());
    hexadecimal(&mac.finalize().into_bytes())
}

/// The key that links are signed with; `None` before the first one was.
pub fn secret(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT value FROM ruche_meta WHERE key = ?1")?;
    Ok(statement.query_row([SECRET], |row| row.get(0)).optional()?)
}

/// The same, made if there is none yet.
pub fn ensure_secret(tx: &Transaction<'_>) -> Result<String> {
    if let Some(secret) = secret(tx)? {
        return Ok(secret);
    }
    let secret = hexadecimal(&rand::rng().random::<[u8; 32]>());
    tx.execute("INSERT INTO ruche_meta (key, value) VALUES (?1, ?2)", [SECRET, &secret])?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::email_hash;

    fn ada() -> String {
        email_hash("ada@example.org").unwrap()
    }

    /// The worked examples of people.md 6.5 and 9.3.
    #[test]
    fn links_are_those_that_other_programs_write() {
        assert_eq!(ada(), "3c1b5f0cb91772d027dcdde8fb749091db780cbb");
        assert_eq!(token(&ada()), "PBtfDLkXctAn3N3o-3SQkdt4DLs");
        assert_eq!(
            link("https://a.example/", &ada(), Context::Mailing),
            "https://a.example/?un=PBtfDLkXctAn3N3o-3SQkdt4DLs&c=1"
        );
        let accepts = Preferences { mailings: true, messages: false, reminders: true };
        let confirmation = Confirmation { expires: 1_800_000_000, accepts };
        assert_eq!(
            confirmation.link("/", &ada(), "cle-locale"),
            "/?un=PBtfDLkXctAn3N3o-3SQkdt4DLs&e=1800000000&l=1&m=0&r=1&v=694566e7c94547b1ee2b81fb45a64cc9d79cf99b"
        );
        assert!(confirmation.is_signed(&ada(), "cle-locale", "694566e7c94547b1ee2b81fb45a64cc9d79cf99b"));
        assert!(!confirmation.is_signed(&ada(), "cle-locale", ""));
        let more = Confirmation { accepts: Preferences::ALL, ..confirmation };
        assert!(!more.is_signed(&ada(), "cle-locale", "694566e7c94547b1ee2b81fb45a64cc9d79cf99b"));
    }

    #[test]
    fn a_link_names_an_address_or_nothing() {
        assert_eq!(read_token("PBtfDLkXctAn3N3o-3SQkdt4DLs"), Some(ada()));
        assert_eq!(read_token("PBtfDLkXctAn3N3o-3SQkdt4DLs="), Some(ada()));
        for wrong in
            ["", "x", "PBtfDLkXctAn3N3o", "PBtfDLkXctAn3N3o-3SQkdt4DLsAAAA", "é", "PBtfDLkXctAn3N3o+3SQkdt4DLs"]
        {
            assert_eq!(read_token(wrong), None, "{wrong}");
        }
    }
}
