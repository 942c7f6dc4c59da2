//! Answers that are made inside a transaction, so that a repeated request is told the same.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::respond::JSON;
use crate::error::Result;
use crate::i18n::{Language, Message, text};
use crate::idempotency::Answer;
use crate::json;

impl Answer {
    /// 200 with a JSON body, in Paheko's spelling.
    pub fn json(value: &impl Serialize) -> Result<Self> {
        Ok(Answer::new(200, JSON, json::pretty(value)?))
    }

    /// 200 with an empty body, which has the type that clients expect (platform.md 1.6).
    pub fn empty() -> Self {
        Answer::new(200, "text/html; charset=UTF-8", Vec::new())
    }

    pub fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Answer { status, content_type: content_type.to_owned(), headers: BTreeMap::new(), body }
    }

    pub fn with_header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.insert(name.to_owned(), value.to_string());
        self
    }

    pub fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        response.content_type(self.content_type);
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        response.body(self.body)
    }
}

/// What a request made, and what it should know besides.
#[derive(Serialize)]
pub struct Warned<T> {
    #[serde(flatten)]
    made: T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl<T> Warned<T> {
    pub fn new(made: T, warnings: &[Message], language: Language) -> Self {
        Warned { made, warnings: warnings.iter().map(|warning| text(language, warning)).collect() }
    }
}

/// `{"success": true}`
#[derive(Serialize)]
pub struct Success {
    success: bool,
}

/// The answer of work that gives nothing to tell.
pub fn success<T>(_: T) -> Success {
    Success { success: true }
}
