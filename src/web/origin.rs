//! Requests that a browser sends for another site (threats.md 80).

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::config::{Config, SiteUrl};
use crate::error::{Error, Result};
use crate::msg;

/// Refuses a request that a page of another site makes a browser send, whatever its credentials. Programs that are not
/// browsers send neither header.
///
/// # Errors
///
/// [`Error::Forbidden`] if `Sec-Fetch-Site` names another site, or if `Origin` is neither the public address of the site
/// nor, where none is configured, the host that was asked.
pub fn require_same_origin(request: &HttpRequest, config: &Config) -> Result<()> {
    let text = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let from_here = text(header::HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(header::HOST).or(request.uri().authority().map(|authority| authority.as_str()));
    let is_ours = |origin: &str| match config.site_url.as_ref().map(SiteUrl::as_str) {
        Some(site) => origin_of(site).eq_ignore_ascii_case(origin),
        // Behind a proxy the scheme is unknown.
        None => {
            origin.split_once("://").is_some_and(|(_, named)| host.is_some_and(|host| host.eq_ignore_ascii_case(named)))
        }
    };
    if from_here && text(header::ORIGIN).is_none_or(is_ours) {
        return Ok(());
    }
    Err(Error::Forbidden(msg!("http-foreign-site")))
}

/// `https://example.org/association/` → `https://example.org`
fn origin_of(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + "://".len());
    address[host..].find('/').map_or(address, |end| &address[..host + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_an_address_ends_before_its_path() {
        assert_eq!(origin_of("https://example.org/association/"), "https://example.org");
        assert_eq!(origin_of("http://localhost:8080/"), "http://localhost:8080");
        assert_eq!(origin_of("http://localhost"), "http://localhost");
    }
}
