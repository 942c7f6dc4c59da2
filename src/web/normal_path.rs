//! Paths in the form that the route table has.

use crate::error::{Error, Result};
use crate::msg;

/// The path without slashes at its ends and doubled ones, its unreserved characters decoded (RFC 3986, 2.3).
///
/// # Errors
///
/// [`Error::Invalid`] for `..`, encoded or not (platform.md 1.1).
pub fn normal_path(path: &str) -> Result<String> {
    let mut normal = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = decode_unreserved(part);
        if part.contains("..") {
            return Err(Error::invalid(msg!("http-dot-dot")));
        }
        if !normal.is_empty() {
            normal.push('/');
        }
        normal.push_str(&part);
    }
    Ok(normal)
}

fn decode_unreserved(part: &str) -> String {
    let mut decoded = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find('%') {
        decoded.push_str(&rest[..at]);
        let byte = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        match byte.filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')) {
            Some(character) => {
                decoded.push(character);
                rest = &rest[at + 3..];
            }
            None => {
                decoded.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_ends_and_doubled_ones_do_not_matter() {
        assert_eq!(normal_path("/web//list/").unwrap(), "web/list");
        assert_eq!(normal_path("").unwrap(), "");
    }

    #[test]
    fn unreserved_characters_are_decoded_and_no_others() {
        assert_eq!(normal_path("a%2Db%2fc%zz%").unwrap(), "a-b%2fc%zz%");
    }

    #[test]
    fn dot_dot_is_refused_in_every_spelling() {
        for path in ["..", "a/../b", "%2e%2e", ".%2E/x", "..%2fx", "a..b"] {
            assert!(normal_path(path).is_err(), "{path}");
        }
    }
}
