//! HTTP Basic credentials (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Result};
use crate::msg;

/// What the client says it is; not verified yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub name: String,
    pub secret: String,
}

/// Reads an `Authorization` header. The scheme's case does not matter; the secret is everything after the first colon.
///
/// Errors: `Unauthorized` when there is no header, another scheme, or something unreadable.
pub fn read(header: Option<&[u8]>) -> Result<Credentials> {
    header.and_then(parse).ok_or_else(|| Error::Unauthorized(msg!("auth-missing")))
}

fn parse(header: &[u8]) -> Option<Credentials> {
    let header = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, secret) = decoded.split_once(':')?;
    let clean = |text: &str| !text.contains('\0');
    (clean(name) && clean(secret)).then(|| Credentials { name: name.to_owned(), secret: secret.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &[u8]) -> Vec<u8> {
        [b"Basic ", STANDARD.encode(text).as_bytes()].concat()
    }

    #[test]
    fn the_secret_is_everything_after_the_first_colon() {
        let credentials = read(Some(&header(b"ada:a:b"))).ok().unwrap();
        assert_eq!((credentials.name.as_str(), credentials.secret.as_str()), ("ada", "a:b"));
    }

    #[test]
    fn anything_unreadable_is_unauthorized() {
        let inputs: [&[u8]; 6] =
            [b"Bearer x", b"Basic", b"Basic !!!", b"Basic \xFF", &header(b"ada"), &header(b"a\0da:b")];
        for input in inputs.into_iter().chain([header(b"\xFF:x").as_slice()]) {
            assert!(matches!(read(Some(input)), Err(Error::Unauthorized(_))), "{input:?}");
        }
        assert!(matches!(read(None), Err(Error::Unauthorized(_))));
    }
}
