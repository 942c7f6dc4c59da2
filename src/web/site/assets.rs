//! The style sheets and pictures of the site itself, built into the program. Their addresses hold a hash of their content,
//! so that browsers keep them for good.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_embed::RustEmbed;

use super::FOREVER;

#[derive(RustEmbed)]
#[folder = "static/site/"]
struct Static;

const NAMES: [&str; 3] = ["site.css", "content.css", "favicon.svg"];
/// Bytes of the hash in an address.
const HASH_BYTES: usize = 6;
/// For an address without the right hash: of a page that was kept by somebody since the last version, or `content.css`
/// as it is known elsewhere.
const SHORT: &str = "public, max-age=300";

/// The address of a file that is built in: `/site.1f2e3d4c5b6a.css`.
pub fn address(name: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/{stem}.{}.{extension}", hash(name))
}

fn hash(name: &str) -> String {
    let hash = Static::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    crate::text::hexadecimal(&hash[..HASH_BYTES])
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
        plausible.then(|| (name, given == hash(name)))
    })
}

pub fn answer(name: &str, current: bool) -> HttpResponse {
    let content = Static::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
    let media_type = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "image/svg+xml" };
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, if current { FOREVER } else { SHORT }))
        .body(content)
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
