//! The style sheet and the script of the page of the API.

use actix_web::HttpResponse;
use rust_embed::RustEmbed;

use crate::error::{Error, Result};
use crate::msg;
use crate::web::built_in;

#[derive(RustEmbed)]
#[folder = "static/console/"]
struct Static;

pub fn address(name: &str) -> String {
    built_in::address::<Static>("/api/docs/", name)
}

/// The file at an address below `/api/docs/`.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none.
pub fn answer(below: &str) -> Result<HttpResponse> {
    let missing = || Error::NotFound(msg!("http-not-found", path = format!("/api/docs/{below}")));
    built_in::find::<Static>(below).ok_or_else(missing)
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
