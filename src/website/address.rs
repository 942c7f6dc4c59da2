//! Addresses of pages: `bourse-aux-velos`.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::msg;
use crate::text::transliterate_to_ascii;

/// The maximal length of an address, in bytes.
const ADDRESS_BYTES_MAX: usize = 150;

/// First path segments reserved for the program. New pages cannot have one; an existing page with one, from Paheko, is
/// shown below `/page/`.
pub const RESERVED: [&str; 16] = [
    "admin",
    "api",
    "dav",
    "healthz",
    "metrics",
    "login",
    "static",
    "page",
    "odata",
    "sandbox",
    "check",
    "config",
    "user",
    "status.php",
    "remote.php",
    ".well-known",
];

/// Whether an address is one of [`RESERVED`], ignoring case.
pub fn is_reserved(uri: &str) -> bool {
    RESERVED.iter().any(|reserved| uri.eq_ignore_ascii_case(reserved))
}

/// The addresses of pages that are reserved.
pub fn reserved_pages(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT uri FROM web_pages ORDER BY uri")?;
    let uris = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(uris.into_iter().filter(|uri| is_reserved(uri)).collect())
}

/// An address as somebody wrote it: letters, digits, `_` and `-`.
///
/// Errors: any other character, an empty text, more than 150 bytes.
pub fn parse(uri: &str) -> Result<String> {
    let valid = !uri.is_empty()
        && uri.len() <= ADDRESS_BYTES_MAX
        && uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if valid { Ok(uri.to_owned()) } else { Err(Error::invalid_field("uri", msg!("web-bad-uri", uri = uri))) }
}

/// The address that a title makes (web.md 2); `None` when no letter or digit is left.
pub fn from_title(title: &str) -> Option<String> {
    let slug = dashed(without_number(title.trim()));
    let end = slug.len().min(ADDRESS_BYTES_MAX);
    Some(slug[..end].trim_matches('-').to_owned()).filter(|slug| !slug.is_empty())
}

/// ASCII letters and digits in lower case, without accents, everything between them as one `-`.
pub fn dashed(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        // Characters are transliterated; those without a Latin form are dropped.
        let mut buffer = [0; 4];
        let one: &str = character.encode_utf8(&mut buffer);
        let ascii = transliterate_to_ascii(one);
        if character.is_ascii() || ascii.is_ascii() && ascii.chars().all(|c| c.is_ascii_alphanumeric()) {
            for c in ascii.chars() {
                match c.is_ascii_alphanumeric() {
                    true => slug.push(c.to_ascii_lowercase()),
                    false if slug.ends_with('-') => {}
                    false => slug.push('-'),
                }
            }
        }
    }
    slug.trim_matches('-').to_owned()
}

/// `1. Œuvre` → `Œuvre`: up to three digits, then blanks, dots or brackets.
fn without_number(title: &str) -> &str {
    let digits = title.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &title[digits..];
    let after = rest.trim_start_matches([' ', '\t', '.', ')', ']', '(', '[']);
    if (1..=3).contains(&digits) && after.len() < rest.len() && !after.is_empty() { after } else { title }
}

pub fn is_taken(connection: &Connection, uri: &str) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM web_pages WHERE uri = ?1")?.exists([uri])?)
}

/// A free address for a new page of that title, with a time stamp appended if the plain one is taken or reserved.
pub fn free_for_title(connection: &Connection, title: &str, now: &str) -> Result<String> {
    let plain = from_title(title).ok_or_else(|| Error::invalid_field("title", msg!("web-title-no-uri")))?;
    if !is_reserved(&plain) && !is_taken(connection, &plain)? {
        return Ok(plain);
    }
    let moment = now.replace(' ', "-").replace(':', "");
    let room = ADDRESS_BYTES_MAX - moment.len() - 1;
    let dated = format!("{}-{moment}", &plain[..plain.len().min(room)]);
    if is_taken(connection, &dated)? {
        return Err(Error::invalid_field("uri", msg!("web-uri-taken", uri = dated)));
    }
    Ok(dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_make_plain_addresses() {
        for (title, uri) in [
            ("Bourse aux vélos !", "bourse-aux-velos"),
            ("1. Œuvre & d'été", "oeuvre-d-ete"),
            ("12) Deux", "deux"),
            ("1234 ans", "1234-ans"),
            ("2025", "2025"),
            ("L’été —  à 10 €", "lete-a-10"),
            ("  a_b--c  ", "a-b-c"),
        ] {
            assert_eq!(from_title(title).as_deref(), Some(uri), "{title}");
        }
        assert_eq!(from_title("!?"), None);
        assert_eq!(from_title(&"é".repeat(400)).unwrap().len(), 150);
    }

    #[test]
    fn an_address_has_letters_digits_underscores_and_dashes() {
        assert_eq!(parse("Page_1-b").unwrap(), "Page_1-b");
        for uri in ["", "a b", "é", "a/b", "a.b", &"a".repeat(151)] {
            assert!(parse(uri).is_err(), "{uri}");
        }
    }
}
