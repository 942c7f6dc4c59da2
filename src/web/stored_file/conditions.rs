//! Conditional requests (RFC 9110, 13).

use std::time::SystemTime;

use actix_web::http::header::{
    self, ETag, EntityTag, Header, HttpDate, IfMatch, IfModifiedSince, IfNoneMatch, IfRange, IfUnmodifiedSince,
};
use actix_web::{HttpRequest, HttpResponseBuilder};
use jiff::Timestamp;

use crate::files::File;

/// The version of a file's content.
pub struct Validators {
    /// Strong.
    tag: EntityTag,
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
    /// The MD5 of the content is its tag; that of a file without one is made of its number and its date.
    pub fn of(file: &File, modified: Option<Timestamp>) -> Self {
        let md5 = file.md5.clone().filter(|md5| !md5.is_empty() && md5.bytes().all(|b| b.is_ascii_alphanumeric()));
        let date = || file.modified.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
        let tag = md5.unwrap_or_else(|| format!("{}-{}", file.id, date()));
        Validators { tag: EntityTag::new_strong(tag), modified }
    }

    /// In the order of RFC 9110, 13.2.2. A date that cannot be read counts as absent; a list of tags that cannot be read
    /// names no tag.
    pub fn check(&self, request: &HttpRequest) -> Outcome {
        if request.headers().contains_key(header::IF_MATCH) {
            let is_named = match IfMatch::parse(request) {
                Ok(IfMatch::Any) => true,
                Ok(IfMatch::Items(tags)) => tags.iter().any(|tag| tag.strong_eq(&self.tag)),
                Err(_) => false,
            };
            if !is_named {
                return Outcome::Failed;
            }
        } else if IfUnmodifiedSince::parse(request).is_ok_and(|IfUnmodifiedSince(date)| self.is_newer(date)) {
            return Outcome::Failed;
        }
        if request.headers().contains_key(header::IF_NONE_MATCH) {
            return if client_has(request, &self.tag) { Outcome::NotModified } else { Outcome::Proceed };
        }
        match IfModifiedSince::parse(request) {
            Ok(IfModifiedSince(date)) if self.modified.is_some() && !self.is_newer(date) => Outcome::NotModified,
            _ => Outcome::Proceed,
        }
    }

    /// Whether a range may be sent: a part of another version would not fit what the client has of this one.
    pub fn allow_range(&self, request: &HttpRequest) -> bool {
        match IfRange::parse(request) {
            Ok(IfRange::EntityTag(tag)) => tag.strong_eq(&self.tag),
            Ok(IfRange::Date(date)) => self.modified.is_some_and(|moment| moment.as_second() == seconds(date)),
            Err(_) => !request.headers().contains_key(header::IF_RANGE),
        }
    }

    pub fn tell(&self, response: &mut HttpResponseBuilder) {
        response.insert_header(ETag(self.tag.clone()));
        if let Some(moment) = self.modified {
            response.insert_header((header::LAST_MODIFIED, HttpDate::from(SystemTime::from(moment))));
        }
    }

    fn is_newer(&self, date: HttpDate) -> bool {
        self.modified.is_some_and(|moment| moment.as_second() > seconds(date))
    }
}

/// Whether `If-None-Match` names the version with that tag.
pub fn client_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    KnownTags::of(request).has(tag)
}

/// The versions that the client has, for work on another thread.
pub struct KnownTags(Option<IfNoneMatch>);

impl KnownTags {
    pub fn of(request: &HttpRequest) -> Self {
        KnownTags(IfNoneMatch::parse(request).ok())
    }

    /// Weak tags count (RFC 9110, 13.1.2).
    pub fn has(&self, tag: &EntityTag) -> bool {
        match &self.0 {
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(tags)) => tags.iter().any(|given| given.weak_eq(tag)),
            None => false,
        }
    }
}

/// Seconds since 1970.
fn seconds(date: HttpDate) -> i64 {
    Timestamp::try_from(SystemTime::from(date)).map_or(0, Timestamp::as_second)
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
        Validators {
            tag: EntityTag::new_strong("a1".to_owned()),
            modified: Some("2026-11-21T18:07:32Z".parse().unwrap()),
        }
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
            ("if-match", "\"b\", \"a1\"", Outcome::Proceed),
            ("if-match", "*", Outcome::Proceed),
            ("if-match", "a1", Outcome::Failed),
            ("if-none-match", "a1", Outcome::Proceed),
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
        assert!(!allowed("\"b\"") && !allowed("W/\"a1\"") && !allowed(BEFORE) && !allowed("yesterday"));
    }
}
