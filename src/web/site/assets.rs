//! The style sheets and pictures of the site itself.

use actix_web::HttpResponse;
use rust_embed::RustEmbed;

use crate::web::built_in::{self, HASH_BYTES};

#[derive(RustEmbed)]
#[folder = "static/site/"]
struct Static;

/// `content.css` is known elsewhere by its name alone.
const NAMES: [&str; 3] = ["site.css", "content.css", "favicon.svg"];

/// The address of a file that is built in: `/site.1f2e3d4c5b6a.css`.
pub fn address(name: &str) -> String {
    built_in::address::<Static>("/", name)
}

/// The file that an address names, with or without a hash, and whether it is the hash of its content.
pub fn named(address: &str) -> Option<(&'static str, bool)> {
    NAMES.into_iter().find_map(|name| {
        let (stem, extension) = name.rsplit_once('.')?;
        let between = address.strip_prefix(stem)?.strip_suffix(extension)?.strip_prefix('.')?;
        if between.is_empty() {
            return Some((name, false));
        }
        let given = between.strip_suffix('.')?;
        let plausible = given.len() == 2 * HASH_BYTES && given.bytes().all(|byte| byte.is_ascii_hexdigit());
        plausible.then(|| (name, given == built_in::hash::<Static>(name)))
    })
}

pub fn answer(name: &str, is_current: bool) -> HttpResponse {
    built_in::answer::<Static>(name, is_current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_the_hash_of_their_content() {
        for name in NAMES {
            assert!(Static::get(name).is_some(), "{name}");
            assert_eq!(named(address(name).trim_start_matches('/')), Some((name, true)));
            assert_eq!(named(name), Some((name, false)));
        }
        assert_eq!(named("site.0123456789ab.css"), Some(("site.css", false)));
        for other in ["site.css.css", "site..css", "site.x.css", "sitecss", "other.css"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
