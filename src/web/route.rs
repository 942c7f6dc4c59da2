//! The types of the route table.

use std::future::Future;
use std::pin::Pin;

use actix_web::HttpRequest;

use super::call::{Call, PathParts, Reply};
use crate::app::App;
use crate::auth::{Access, Level};
use crate::error::Result;
use crate::files::FilePath;

/// The methods that routes take; any other is unknown (platform.md 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// One row of the table.
pub struct Route {
    pub method: Method,
    /// Without `/api/`.
    pub path: &'static str,
    /// What the route asks of its principal. With a `resolve`, the least that any request of it asks.
    pub access: Access,
    /// For a route whose path, query or body decides: what this very request asks, instead of `access`.
    pub resolve: Option<Resolve>,
    /// Refuses a path that names something that does not exist, whatever the method and the level.
    pub precondition: &'static [fn(&App, &PathParts) -> Result<()>],
    /// Refuses an impossible request before the level is checked, where recorded cases want that order.
    pub early_check: &'static [fn(&HttpRequest) -> Result<()>],
    pub idempotency: Idempotency,
    pub run: fn(Call) -> Reply,
}

/// What a row that writes does with an `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// A repeated request is told the first answer: the handler answers through [`Call::write`] alone.
    Honoured,
    /// The request is refused. For work that goes on after the transaction, and must be done again if that failed.
    Refused,
}

/// Finds what a request asks. It is given the `access` of its row.
pub type Resolve = for<'a> fn(&'a mut Call, Access) -> Resolving<'a>;
pub type Resolving<'a> = Pin<Box<dyn Future<Output = Result<Requirements>> + 'a>>;

/// What one request asks of its principal and of the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    pub accesses: Vec<Access>,
    /// Members whose record or files are changed: administrators are changed by their like only.
    pub members: Vec<i64>,
    /// Files and folders that are changed, with all that is in them: none may be locked over WebDAV.
    pub files: Vec<FilePath>,
    /// Files and folders that are read, with all that is in them.
    pub reads: Vec<FilePath>,
}

impl Route {
    /// Whether the route asks for no credentials: those that give them.
    pub fn is_public(&self) -> bool {
        self.access.level == Level::None
    }
}

impl Requirements {
    pub fn access(access: Access) -> Self {
        Requirements { accesses: vec![access], ..Requirements::default() }
    }

    /// Both what this asks and what the other asks.
    pub fn and(mut self, other: Requirements) -> Self {
        self.accesses.extend(other.accesses);
        self.members.extend(other.members);
        self.files.extend(other.files);
        self.reads.extend(other.reads);
        self
    }
}

impl Method {
    pub fn parse(method: &str) -> Option<Self> {
        match method {
            "GET" => Some(Method::Get),
            "POST" => Some(Method::Post),
            "PUT" => Some(Method::Put),
            "DELETE" => Some(Method::Delete),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}
