//! What an address of the site means. Pages have addresses of letters, digits, `-` and `_`: whatever has a dot is free
//! for everything else.

use super::assets;
use crate::web::params;
use crate::website::public::branding::Picture;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Home,
    Page(String),
    /// `/page/login`: where pages at reserved addresses are.
    ReservedPage(String),
    /// An address with a slash too many at its end.
    PageWithSlash(String),
    File {
        page: String,
        name: String,
    },
    Picture(Picture),
    Asset {
        name: &'static str,
        /// Whether the address names this very content.
        current: bool,
    },
    Feed,
    /// Where feeds were once.
    OldFeed,
    Sitemap,
    Robots,
    Nothing,
}

/// The meaning of a path as it came, percent-encoded.
pub fn read(path: &str) -> Address {
    let parts: Option<Vec<String>> = path.strip_prefix('/').and_then(|path| path.split('/').map(decoded).collect());
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    match parts[..] {
        [""] => Address::Home,
        ["atom.xml"] => Address::Feed,
        ["feed", "atom"] | ["feed", "atom", ""] => Address::OldFeed,
        ["sitemap.xml"] => Address::Sitemap,
        ["robots.txt"] => Address::Robots,
        [name] if name.contains('.') => dotted(name),
        // Where Paheko has them.
        ["config", name] => Picture::named(name).map_or(Address::Nothing, Address::Picture),
        [page] | [page, ""] if page.is_empty() || page.contains('.') => Address::Nothing,
        [page] => Address::Page(page.to_owned()),
        ["page", page] if !page.is_empty() && !page.contains('.') => Address::ReservedPage(page.to_owned()),
        ["page", page, ""] if !page.is_empty() => Address::PageWithSlash(page.to_owned()),
        ["page", page, name] if !page.is_empty() => Address::File { page: page.to_owned(), name: name.to_owned() },
        [page, ""] => Address::PageWithSlash(page.to_owned()),
        [page, name] if !page.is_empty() => Address::File { page: page.to_owned(), name: name.to_owned() },
        _ => Address::Nothing,
    }
}

fn dotted(name: &str) -> Address {
    match (Picture::named(name), assets::named(name)) {
        (Some(picture), _) => Address::Picture(picture),
        (None, Some((name, current))) => Address::Asset { name, current },
        (None, None) => Address::Nothing,
    }
}

/// One part of a path; `None` for one that could mean something else to a file system or a proxy.
fn decoded(part: &str) -> Option<String> {
    let part = params::decode_path(part).ok()?;
    let odd = part == ".." || part == "." || part.contains(['/', '\\']) || part.chars().any(char::is_control);
    (!odd).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_mean_pages_files_or_what_has_a_dot() {
        let file = |page: &str, name: &str| Address::File { page: page.into(), name: name.into() };
        for (path, meaning) in [
            ("/", Address::Home),
            ("/contact", Address::Page("contact".into())),
            ("/c%6Fntact", Address::Page("contact".into())),
            ("/contact/", Address::PageWithSlash("contact".into())),
            ("/page/login", Address::ReservedPage("login".into())),
            ("/page/login/", Address::PageWithSlash("login".into())),
            ("/page/login/plan.pdf", file("login", "plan.pdf")),
            ("/page", Address::Page("page".into())),
            ("/contact/l%27%C3%A9t%C3%A9+.txt", file("contact", "l'été+.txt")),
            ("/feed/atom/", Address::OldFeed),
            ("/logo.png", Address::Picture(Picture::Logo)),
            ("/config/logo.png", Address::Picture(Picture::Logo)),
            ("/content.css", Address::Asset { name: "content.css", current: false }),
        ] {
            assert_eq!(read(path), meaning, "{path}");
        }
    }

    #[test]
    fn what_could_mean_something_else_means_nothing() {
        for path in [
            "",
            "//",
            "//evil.example",
            "//evil.example/x",
            "/\\evil.example",
            "/%5Cevil",
            "/a/../b",
            "/..",
            "/%2e%2e/x",
            "/a%2Fb",
            "/a/b%00",
            "/a/b/c",
            "/page/a/b/c",
            "/page//x",
            "/%ff",
            "/nope.css",
            "/config/signature.png",
            "/config/admin.css",
            "/.env",
            "/a/%2e%2e%2fx",
            "/a/..%5cx",
            "*",
        ] {
            assert_eq!(read(path), Address::Nothing, "{path}");
        }
    }
}
