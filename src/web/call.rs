//! One call of the API on its way to its handler.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Map;

use super::body;
use super::params::{Input, Params, read_urlencoded};
use super::routes::PathParts;
use crate::app::App;
use crate::auth::Principal;
use crate::error::Result;
use crate::i18n::Language;

/// The largest body of a route that takes no file, in bytes.
pub const SMALL_BODY_BYTES: usize = 2 << 20;

/// What a handler promises. It stays on its thread, so it need not be `Send`.
pub type Reply = Pin<Box<dyn Future<Output = Result<HttpResponse>>>>;

/// Everything a handler may look at: the shared state, who asks, and the request.
pub struct Call {
    pub app: Arc<App>,
    pub principal: Principal,
    pub language: Language,
    pub request: HttpRequest,
    pub path: PathParts,
    pub payload: Payload,
}

impl Call {
    /// A named part of the path; empty when the route has none of that name.
    pub fn part(&self, name: &str) -> &str {
        self.path.iter().find(|(part, _)| *part == name).map_or("", |(_, value)| value.as_str())
    }

    /// The parameters of the query alone.
    pub fn query(&self) -> Result<Params> {
        let mut tree = Map::new();
        read_urlencoded(self.request.uri().query().unwrap_or_default().as_bytes(), &mut tree)?;
        Ok(Params { tree })
    }

    /// Reads the whole request: its query, and its body up to `limit_bytes`.
    pub async fn input(&mut self, limit_bytes: usize) -> Result<Input> {
        let body = body::read(&mut self.payload, &self.request, limit_bytes, &self.app.config).await?;
        Input::read(&self.request, body).await
    }
}

/// The language that the client prefers; French when it does not say.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map(Language::from_accept_language).unwrap_or_default()
}
