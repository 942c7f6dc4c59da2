//! What the page of the API is made with, built into the program. The addresses hold a hash of the content.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_embed::RustEmbed;

use crate::error::{Error, Result};
use crate::msg;

#[derive(RustEmbed)]
#[folder = "static/console/"]
struct Static;

/// Bytes of the hash in an address.
const HASH_BYTES: usize = 6;
const FOREVER: &str = "public, max-age=31536000, immutable";
/// For the address of another version of the program.
const SHORT: &str = "public, max-age=300";

/// The address of a file: `/api/docs/console.1f2e3d4c5b6a.css`.
pub fn address(name: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/api/docs/{stem}.{}.{extension}", hash(name))
}

fn hash(name: &str) -> String {
    let hash = Static::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    crate::text::hexadecimal(&hash[..HASH_BYTES])
}

/// The file at an address below `/api/docs/`.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none.
pub fn answer(below: &str) -> Result<HttpResponse> {
    let missing = || Error::NotFound(msg!("http-not-found", path = format!("/api/docs/{below}")));
    let (stem, rest) = below.split_once('.').ok_or_else(missing)?;
    let (given, extension) = rest.split_once('.').ok_or_else(missing)?;
    let name = format!("{stem}.{extension}");
    let file = Static::get(&name).ok_or_else(missing)?;
    let media_type = match extension {
        "css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, if given == hash(&name) { FOREVER } else { SHORT }))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(file.data.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_found_at_its_address_and_nothing_else_is() {
        for name in ["console.css", "console.js"] {
            let address = address(name);
            assert!(answer(address.trim_start_matches("/api/docs/")).is_ok(), "{address}");
        }
        for other in ["console.css", "other.0123.js", "..", "console.0123.rs", ""] {
            assert!(answer(other).is_err(), "{other}");
        }
    }
}
