//! URLs (`fields.md` 5.2).

use std::net::Ipv6Addr;

use crate::text::{ascii_host, is_host_name, is_invisible};

/// Schemes that run scripts in the page that links to them.
const RUNNING: [&str; 3] = ["javascript", "vbscript", "data"];

/// Whether a text is an address with a scheme and a host, such as `https://example.org/a?b=c#d`.
pub fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://").filter(|_| !text.contains(is_invisible)) else { return false };
    if !is_scheme(scheme) || RUNNING.iter().any(|running| scheme.eq_ignore_ascii_case(running)) {
        return false;
    }
    let (rest, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    is_printable(path) && is_printable(user) && is_host_and_port(host)
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_host_and_port(text: &str) -> bool {
    let (host_is_good, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, "")) => (address.parse::<Ipv6Addr>().is_ok(), None),
        Some((address, rest)) => match rest.strip_prefix(':') {
            Some(port) => (address.parse::<Ipv6Addr>().is_ok(), Some(port)),
            None => return false,
        },
        None => {
            let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
            (ascii_host(host).is_some_and(|host| is_host_name(&host)), port)
        }
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    host_is_good && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_and_a_host_make_an_address() {
        for url in [
            "https://example.org",
            "ftp://x.org/",
            "http://localhost:8080/a?b=c#d",
            "http://été.example.org/%C3%A9",
            "https://example.org/~zelie?x=1",
            "http://127.0.0.1/",
            "http://[::1]:80/",
            "https://a.org/#é è",
            "https://user:secret@a.org/",
            "http://a.org?x",
            "HTTPS://A.ORG",
        ] {
            assert!(is_url(url), "{url}");
        }
    }

    #[test]
    fn the_rest_is_refused() {
        for url in [
            "example.org",
            "www.host",
            "//host",
            "mailto:a@example.org",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "javascript://example.org/%0aalert(1)",
            "http://a_b.org",
            "http://a..org",
            "http://a.org.",
            "http://-a.org",
            "http://a.org:65536/",
            "http://a.org:/",
            "http://a.org:8x",
            "http://a.org/é",
            "http://a.org/a b",
            "1a://b.org",
            "http://[::1",
            "http://[::1]x",
            "http://a b.org",
            "://a.org",
            "https://exam\u{ad}ple.org",
            "https://example.org/#a\u{200b}",
            "",
        ] {
            assert!(!is_url(url), "{url}");
        }
    }
}
