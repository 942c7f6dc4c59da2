//! Requests that depend on what the client already has (RFC 9110, 13).

use std::time::SystemTime;

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, HttpResponseBuilder};
use jiff::Timestamp;

use crate::files::File;

/// What tells one content of a file from another.
pub struct Validators {
    /// Strong, with its quotes.
    tag: String,
    modified: Option<Timestamp>,
}

/// What the conditions of a request lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Proceed,
    /// 304
    NotModified,
    /// 412
    Failed,
}

impl Validators {
    /// The MD5 of the content is its tag; a file without one is told by its identity and its date.
    pub fn of(file: &File, modified: Option<Timestamp>) -> Self {
        let tag =
            match file.md5.as_deref().filter(|md5| !md5.is_empty() && md5.bytes().all(|b| b.is_ascii_alphanumeric())) {
                Some(md5) => format!("\"{md5}\""),
                None => format!("\"{}-{}\"", file.id, file.modified.replace([' ', ':', '"'], "")),
            };
        Validators { tag, modified }
    }

    /// In the order of RFC 9110, 13.2.2.
    pub fn check(&self, request: &HttpRequest) -> Outcome {
        if let Some(tags) = text(request, &header::IF_MATCH) {
            if !self.is_among(tags, false) {
                return Outcome::Failed;
            }
        } else if date(request, &header::IF_UNMODIFIED_SINCE).is_some_and(|date| self.is_newer(date)) {
            return Outcome::Failed;
        }
        if let Some(tags) = text(request, &header::IF_NONE_MATCH) {
            return if self.is_among(tags, true) { Outcome::NotModified } else { Outcome::Proceed };
        }
        match date(request, &header::IF_MODIFIED_SINCE) {
            Some(date) if self.modified.is_some() && !self.is_newer(date) => Outcome::NotModified,
            _ => Outcome::Proceed,
        }
    }

    /// A range of another content than the client has would not fit the rest: `If-Range` must name this one.
    pub fn allow_range(&self, request: &HttpRequest) -> bool {
        match text(request, &header::IF_RANGE) {
            None => true,
            Some(tag) if tag.starts_with('"') => tag == self.tag,
            Some(_) => date(request, &header::IF_RANGE) == self.modified.map(|moment| moment.as_second()),
        }
    }

    pub fn tell(&self, response: &mut HttpResponseBuilder) {
        response.insert_header((header::ETAG, self.tag.as_str()));
        if let Some(moment) = self.modified {
            response.insert_header((header::LAST_MODIFIED, header::HttpDate::from(SystemTime::from(moment))));
        }
    }

    fn is_newer(&self, date: i64) -> bool {
        self.modified.is_some_and(|moment| moment.as_second() > date)
    }

    /// Whether a list of tags names this content, weak ones too where a weak comparison is enough.
    fn is_among(&self, tags: &str, weakly: bool) -> bool {
        let same = |tag: &str| tag == self.tag || weakly && tag.strip_prefix("W/") == Some(self.tag.as_str());
        tags.trim() == "*" || tags.split(',').any(|tag| same(tag.trim()))
    }
}

fn text<'r>(request: &'r HttpRequest, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok().map(str::trim)
}

/// Seconds since 1970; a date that cannot be read is as if it were not there.
fn date(request: &HttpRequest, name: &HeaderName) -> Option<i64> {
    let date: header::HttpDate = text(request, name)?.parse().ok()?;
    Timestamp::try_from(SystemTime::from(date)).ok().map(|moment| moment.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn outcome(headers: &[(&str, &str)]) -> Outcome {
        validators().check(&request(headers))
    }

    fn request(headers: &[(&str, &str)]) -> HttpRequest {
        headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header)).to_http_request()
    }

    fn validators() -> Validators {
        Validators { tag: "\"a1\"".into(), modified: Some("2026-11-21T18:07:32Z".parse().unwrap()) }
    }

    const SAME: &str = "Sat, 21 Nov 2026 18:07:32 GMT";
    const BEFORE: &str = "Sat, 21 Nov 2026 18:07:31 GMT";

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        for (header, value, expected) in [
            ("if-none-match", "\"a1\"", Outcome::NotModified),
            ("if-none-match", "\"b\", W/\"a1\"", Outcome::NotModified),
            ("if-none-match", "*", Outcome::NotModified),
            ("if-none-match", "\"b\"", Outcome::Proceed),
            ("if-modified-since", SAME, Outcome::NotModified),
            ("if-modified-since", BEFORE, Outcome::Proceed),
            ("if-modified-since", "yesterday", Outcome::Proceed),
            ("if-match", "\"b\"", Outcome::Failed),
            ("if-match", "W/\"a1\"", Outcome::Failed),
            ("if-match", "\"a1\"", Outcome::Proceed),
            ("if-unmodified-since", BEFORE, Outcome::Failed),
            ("if-unmodified-since", SAME, Outcome::Proceed),
        ] {
            assert_eq!(outcome(&[(header, value)]), expected, "{header}: {value}");
        }
        assert_eq!(outcome(&[("if-none-match", "\"b\""), ("if-modified-since", SAME)]), Outcome::Proceed, "tags win");
    }

    #[test]
    fn a_range_of_another_content_is_not_given() {
        let allowed = |value| validators().allow_range(&request(&[("if-range", value)]));
        assert!(allowed("\"a1\"") && allowed(SAME) && validators().allow_range(&request(&[])));
        assert!(!allowed("\"b\"") && !allowed("W/\"a1\"") && !allowed(BEFORE));
    }
}
