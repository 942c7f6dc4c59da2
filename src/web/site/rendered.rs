//! An answer of the site, as it is kept until the database changes.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ETag, EntityTag, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};

use super::policy;
use crate::db::VersionedCache;
use crate::i18n::Language;
use crate::text::hexadecimal;
use crate::web::stored_file::client_has;
use crate::website::public::embed::Sources;

/// Browsers ask each time whether it changed, and are told so in a few bytes.
const ASK: &str = "public, no-cache";
/// Bounds of the cache, in pages and in bytes.
const CACHED_MAX: usize = 1_000;
const CACHED_BYTES_MAX: usize = 32 << 20;
const HTML: &str = "text/html; charset=utf-8";

/// The pages rendered since the database changed, by address and language.
pub type PageCache = VersionedCache<(String, Language), Rendered>;

pub fn new_page_cache() -> PageCache {
    PageCache::new(CACHED_MAX, CACHED_BYTES_MAX)
}

#[derive(Debug, Clone)]
pub struct Rendered {
    status: StatusCode,
    media_type: &'static str,
    /// The `Content-Security-Policy`; the server's own for what is no page.
    policy: Option<String>,
    body: Bytes,
    /// Weak, since the body may be compressed on its way.
    tag: EntityTag,
    /// The local date and time from which it is no longer right; `None` as long as the database does not change.
    until: Option<String>,
}

impl Rendered {
    pub fn page(html: &str, style: &str, sources: &Sources, status: StatusCode, until: Option<String>) -> Self {
        Rendered { status, policy: Some(policy::of(style, sources)), ..Self::file(html, HTML, until) }
    }

    pub fn file(content: &str, media_type: &'static str, until: Option<String>) -> Self {
        let tag = EntityTag::new_weak(hexadecimal(&Sha256::digest(content)[..12]));
        let body = Bytes::copy_from_slice(content.as_bytes());
        Rendered { status: StatusCode::OK, media_type, policy: None, body, tag, until }
    }

    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    /// Whether it is cached: the set of addresses with errors is unbounded.
    pub fn is_found(&self) -> bool {
        self.status == StatusCode::OK
    }

    pub fn is_current(&self, now: &str) -> bool {
        self.until.as_deref().is_none_or(|until| now < until)
    }

    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let same = self.is_found() && client_has(request, &self.tag);
        let mut response = HttpResponse::build(if same { StatusCode::NOT_MODIFIED } else { self.status });
        response.insert_header((header::VARY, "accept-language"));
        if self.is_found() {
            response.insert_header(ETag(self.tag.clone())).insert_header((header::CACHE_CONTROL, ASK));
        }
        if let Some(policy) = self.policy.as_deref().and_then(|policy| HeaderValue::from_str(policy).ok()) {
            response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
        }
        if same { response.finish() } else { response.content_type(self.media_type).body(self.body.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let page = Rendered::file("x", HTML, None);
        let status = |tags: &str| {
            page.answer(&TestRequest::default().insert_header(("if-none-match", tags)).to_http_request())
                .status()
                .as_u16()
        };
        let tag = page.tag.to_string();
        for tags in [tag.as_str(), tag.trim_start_matches("W/"), "*", &format!("\"a\", {tag}")] {
            assert_eq!(status(tags), 304, "{tags}");
        }
        assert_eq!((status("\"a\""), status("")), (200, 200));
    }

    #[test]
    fn a_page_is_right_until_the_next_one_is_published() {
        let page = Rendered::file("x", HTML, Some("2026-03-01 10:00:00".into()));
        assert!(page.is_current("2026-03-01 09:59:59") && !page.is_current("2026-03-01 10:00:00"));
    }
}
