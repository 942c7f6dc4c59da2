//! The part of a list that a request asks for.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::error::Result;
use crate::params::Params;
use crate::web::respond;

/// More pages than a file can fill.
const PAGES_MAX: i64 = 1_000_000_000;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: i64,
    /// Rows on one page.
    pub limit: i64,
}

impl Page {
    /// Reads `page` and `limit`, which is `usual` unless the request says otherwise, and `most` at the most.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) for a value out of range.
    pub fn read(params: &Params, usual: i64, most: i64) -> Result<Self> {
        Ok(Page {
            page: params.integer("page", 1, PAGES_MAX)?.unwrap_or(1),
            limit: params.integer("limit", 1, most)?.unwrap_or(usual),
        })
    }

    /// Rows before the first one of the page.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.limit
    }

    /// The number of the next page, if a list of `count` rows has one.
    pub fn next(self, count: i64) -> Option<i64> {
        (self.page * self.limit < count).then_some(self.page + 1)
    }

    /// `{"count", "page", "limit", NAME: […]}`
    pub fn answer(self, count: i64, name: &str, rows: &impl Serialize) -> Result<HttpResponse> {
        respond::json(&json!({"count": count, "page": self.page, "limit": self.limit, name: rows}))
    }
}
