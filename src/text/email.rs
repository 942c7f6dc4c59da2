//! One spelling and one fingerprint per e-mail address.

use sha1::{Digest, Sha1};

use super::hexadecimal;

/// The address trimmed, in lower case, its domain in punycode (RFC 5891); `None` without `@`.
///
/// This is no check: a domain that cannot be encoded stays as it is, so that any stored address has its spelling.
pub fn normalise_email(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
    Some(format!("{local}@{domain}"))
}

/// The fingerprint of an address, as `emails.hash` holds it: SHA-1 of its [`normalise_email`] spelling, 40 hexadecimal
/// digits. A blank address has an empty one; `None` without `@`.
pub fn email_hash(address: &str) -> Option<String> {
    if address.trim().is_empty() {
        return Some(String::new());
    }
    normalise_email(address).map(|address| hexadecimal(&Sha1::digest(address.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_the_spelling_of_the_domain_do_not_count() {
        assert_eq!(normalise_email(" Zoé@Été.Example.ORG\n").as_deref(), Some("zoé@xn--t-9fab.example.org"));
        assert_eq!(email_hash("A@été.example.org"), email_hash("a@XN--t-9fab.example.org"));
    }

    #[test]
    fn the_fingerprint_is_sha1_in_hexadecimal() {
        // printf 'zoe@example.org' | sha1sum
        assert_eq!(email_hash("Zoe@example.org").as_deref(), Some("f57c4533ab07385f78dafd972822f273c13699f4"));
    }

    #[test]
    fn a_blank_address_has_an_empty_fingerprint_and_a_text_without_at_sign_none() {
        assert_eq!(email_hash(" \n").as_deref(), Some(""));
        assert_eq!(email_hash("zoe.example.org"), None);
    }

    #[test]
    fn an_odd_domain_keeps_its_spelling() {
        assert_eq!(normalise_email("a@b..c").as_deref(), Some("a@b..c"));
        assert_eq!(normalise_email("a@-_\u{378}").as_deref(), Some("a@-_\u{378}"));
        assert_eq!(normalise_email("\"x@y\"@Z.org").as_deref(), Some("\"x@y\"@z.org"));
    }
}
