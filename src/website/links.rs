//! The targets of links in pages (web.md 3.4).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::address::is_reserved;

/// The schemes that links may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The `href` of a target as it was written, or `None` when it must not be a link: a scheme not in [`SCHEMES`], an
/// address of another site's administration, or a foreign address disguised as local.
pub fn href(target: &str) -> Option<String> {
    // Browsers drop these characters before parsing the scheme, and read `\` as `/`.
    let target: String = target.trim().chars().filter(|c| !c.is_control()).collect();
    let target = target.replace('\\', "%5C");
    if target.starts_with('!') || target.starts_with("//") || target.starts_with("/%5C") || target.starts_with("%5C") {
        return None;
    }
    if target.starts_with(['#', '/']) {
        return Some(target);
    }
    match scheme(&target) {
        Some(scheme) => SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(target),
        None => Some(format!("{}{target}", root_of(&target))),
    }
}

/// The path prefix of a page: pages at reserved addresses are below `/page/`.
fn root_of(path: &str) -> &'static str {
    let page = path.split(['/', '#', '?']).next().unwrap_or_default();
    if is_reserved(page) { "/page/" } else { "/" }
}

/// The same for links in Markdown: an unknown scheme is read as the address of a page, with its colon encoded, so the
/// link is dead.
pub fn markdown_href(target: &str) -> Option<String> {
    let cleaned: String = target.trim().chars().filter(|c| !c.is_control()).collect();
    match scheme(&cleaned) {
        Some(scheme) if href(&cleaned).is_none() && !cleaned[scheme.len()..].starts_with("://") => {
            href(&cleaned.replacen(':', "%3A", 1))
        }
        _ => href(target),
    }
}

/// Whether a target leaves the site.
pub fn is_external(target: &str) -> bool {
    target.contains("://")
}

/// `scheme:` at the start of an address (RFC 3986, 3.1).
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then_some(scheme)
}

/// The address of a stored file on the site: files of pages stand below their page.
pub fn file_url(site: &str, path: &str) -> String {
    match path.strip_prefix("web/") {
        Some(path) => page_url(site, path),
        None => format!("{site}{}", utf8_percent_encode(path, ENCODED_IN_PATHS)),
    }
}

/// The address of a page, or of a file below it, on the site. `site` ends in `/`.
pub fn page_url(site: &str, path: &str) -> String {
    format!("{site}{}{}", &root_of(path)[1..], utf8_percent_encode(path, ENCODED_IN_PATHS))
}

/// All but the unreserved characters (RFC 3986, 2.3) and the slash.
const ENCODED_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Turns absolute links to this site into relative ones, which stay valid when the site moves.
pub fn without_site(text: &str, site: &str) -> String {
    if is_external(site) { text.replace(&format!("]({site}"), "](") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_links_of_the_site_or_of_the_four_schemes() {
        for (target, expected) in [
            ("#a", Some("#a")),
            ("https://x.org/?a=1", Some("https://x.org/?a=1")),
            ("HTTP://x.org", Some("HTTP://x.org")),
            ("mailto:a@b.fr", Some("mailto:a@b.fr")),
            ("/x", Some("/x")),
            ("contact?a=b#c", Some("/contact?a=b#c")),
            ("login#a", Some("/page/login#a")),
            ("login/plan.pdf", Some("/page/login/plan.pdf")),
            ("/login", Some("/login")),
            ("a@b.fr", Some("/a@b.fr")),
            ("!membres", None),
            ("javascript:alert(1)", None),
            (" java\tscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("//evil.example", None),
            ("/\\evil.example", None),
            ("\\\\evil.example", None),
        ] {
            assert_eq!(href(target).as_deref(), expected, "{target:?}");
        }
    }

    #[test]
    fn in_markdown_a_false_scheme_is_the_address_of_a_page() {
        assert_eq!(markdown_href("javascript:alert(1)").as_deref(), Some("/javascript%3Aalert(1)"));
        assert_eq!(markdown_href("java\nscript:alert(1)").as_deref(), Some("/javascript%3Aalert(1)"));
        assert_eq!(markdown_href("ftp://x.org"), None);
        assert_eq!(markdown_href("tel:+33"), Some("tel:+33".to_owned()));
    }

    #[test]
    fn files_of_pages_stand_below_their_page() {
        assert_eq!(file_url("/", "web/contact/été 1.png"), "/contact/%C3%A9t%C3%A9%201.png");
        assert_eq!(file_url("https://x.org/", "documents/a.txt"), "https://x.org/documents/a.txt");
        assert_eq!(file_url("https://x.org/", "config/logo.png"), "https://x.org/config/logo.png");
        assert_eq!(file_url("https://x.org/", "web/config/a.txt"), "https://x.org/page/config/a.txt");
    }

    #[test]
    fn links_to_this_site_lose_its_name() {
        assert_eq!(without_site("[a](https://x.org/b) https://x.org/b", "https://x.org/"), "[a](b) https://x.org/b");
        assert_eq!(without_site("[a](/b)", "/"), "[a](/b)");
    }
}
