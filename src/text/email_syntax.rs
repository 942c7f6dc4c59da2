//! The syntax of e-mail addresses and of host names (`fields.md` 5.1).

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The most bytes before the `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;

/// Whether a text has the syntax of an e-mail address that mail can be sent to.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    is_local_part(local) && !domain.contains('@') && is_mail_domain(domain)
}

fn is_local_part(local: &str) -> bool {
    if local.is_empty() || local.len() > LOCAL_BYTES_MAX {
        return false;
    }
    if let Some(inside) = local.strip_prefix('"') {
        return inside.strip_suffix('"').is_some_and(is_quotable);
    }
    let is_atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom))
}

/// Printable ASCII; a quote or backslash only after a backslash.
fn is_quotable(inside: &str) -> bool {
    let mut bytes = inside.bytes();
    while let Some(byte) = bytes.next() {
        let kept = if byte == b'\\' { bytes.next() } else { Some(byte).filter(|byte| *byte != b'"') };
        if !kept.is_some_and(|byte| byte.is_ascii_graphic()) {
            return false;
        }
    }
    !inside.is_empty()
}

fn is_mail_domain(domain: &str) -> bool {
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let v6 = literal.strip_prefix("IPv6:").is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
        return v6 || literal.parse::<Ipv4Addr>().is_ok();
    }
    let Some(domain) = ascii_host(domain) else { return false };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && is_host_name(&domain) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// A host name in ASCII (RFC 5891); `None` when it cannot be encoded, or holds characters that nobody sees: encoding would
/// drop them, and the address would be the twin of another one.
pub fn ascii_host(host: &str) -> Option<Cow<'_, str>> {
    if host.contains(is_invisible) {
        return None;
    }
    if host.is_ascii() { Some(Cow::Borrowed(host)) } else { idna::domain_to_ascii(host).ok().map(Cow::Owned) }
}

/// Soft hyphens, zero-width characters, joiners, marks of direction and of byte order.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Labels of 1 to 63 letters, digits and inner hyphens, 253 bytes in all (RFC 1035, 2.3.4).
pub fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_can_be_written_to_are_accepted() {
        for address in [
            "a+b@example.org",
            "o'neil@b.fr",
            "x@été.example.org",
            "a@b.c",
            "Majuscules@Exemple.FR",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "\"a.b\"@c.fr",
            "a.b.c@d-e.fr",
            "{a}~@1.2.fr",
            "a@xn--t-9fab.org",
        ] {
            assert!(is_email(address), "{address}");
        }
        assert!(is_email(&format!("{}@b.fr", "a".repeat(64))));
    }

    #[test]
    fn the_rest_is_refused() {
        for address in [
            "",
            "a",
            "a@b",
            "a@localhost",
            "é@b.fr",
            "a b@c.fr",
            "a@-b.fr",
            "a@b-.fr",
            "a@b..fr",
            "a@1.2.3.4",
            "@b.fr",
            "a@",
            "a@b.fr.",
            "a@.fr",
            "a@b_c.fr",
            "a@b@c.fr",
            ".a@b.fr",
            "a.@b.fr",
            "a..b@c.fr",
            "\"a b\"@c.fr",
            "\"\"@c.fr",
            "\"a@c.fr",
            "alice@exam\u{ad}ple.org",
            "alice@example.org\u{200b}",
            "al\u{200d}ice@example.org",
            "a@[999.0.0.1]",
            "a@[::1]",
            "a@b.fr\n",
            "a@b.fr,c@d.fr",
        ] {
            assert!(!is_email(address), "{address}");
        }
        assert!(!is_email(&format!("{}@b.fr", "a".repeat(65))));
        assert!(!is_email(&format!("a@{}.fr", "b".repeat(64))));
    }
}
