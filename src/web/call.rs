//! One call of the API on its way to its handler.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use rusqlite::Transaction;
use serde::Serialize;

use super::params::{self, Input, Params};
use super::state::State;
use super::{body, client};
use crate::app::App;
use crate::audit::AuditContext;
use crate::auth::Principal;
use crate::auth::sessions::OpenSession;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::idempotency::{Answer, IdempotencyKey, with_idempotency};
use crate::msg;

/// The largest body of a route that takes no file, in bytes.
pub const SMALL_BODY_BYTES: usize = 2 << 20;

/// What a handler promises. It stays on its thread, so it need not be `Send`.
pub type Reply = Pin<Box<dyn Future<Output = Result<HttpResponse>>>>;

/// The named parts of a path: `format` → `csv`.
pub type PathParts = Vec<(&'static str, String)>;

/// Everything a handler may look at: the shared state, who asks, and the request.
pub struct Call {
    pub app: Arc<App>,
    pub state: Arc<State>,
    pub principal: Principal,
    /// The session of a member who is signed in.
    pub session: Option<OpenSession>,
    pub language: Language,
    pub request: HttpRequest,
    pub path: PathParts,
    pub payload: Payload,
    /// The key of a request that is to be done once.
    pub once: Option<IdempotencyKey>,
}

impl Call {
    /// A request of somebody who is not known yet, without a route.
    pub fn of_visitor(request: &HttpRequest, payload: Payload, state: &Arc<State>) -> Self {
        Call {
            app: state.app.clone(),
            state: state.clone(),
            principal: Principal::visitor(),
            session: None,
            language: client::language_of(request),
            request: request.clone(),
            path: PathParts::new(),
            payload,
            once: None,
        }
    }

    /// A named part of the path; empty if the route has none of that name.
    pub fn part(&self, name: &str) -> &str {
        part_in(&self.path, name)
    }

    /// The identifier in the path, for routes `…/{id}/…`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for digits that are too large to be one.
    pub fn id(&self) -> Result<i64> {
        id_in(&self.path).ok_or_else(|| Error::NotFound(msg!("http-not-found", path = self.request.path())))
    }

    /// The parameters of a POST (platform.md 1.5).
    pub async fn params(&mut self) -> Result<Params> {
        self.input(SMALL_BODY_BYTES).await?.into_params()
    }

    /// The parameters of the query alone.
    pub fn query(&self) -> Result<Params> {
        params::of_query(&self.request)
    }

    /// Who acts, for the journal.
    pub fn trace(&self) -> AuditContext {
        AuditContext {
            moment: self.app.clock.local_now_text(),
            address: client::address(&self.request, &self.app.config.trusted_proxies)
                .map(|address| address.to_string()),
            actor: self.principal.actor.clone(),
            import: None,
        }
    }

    /// Runs `work` in the one write transaction and answers with what it gives, as JSON. A request that is done once
    /// keeps its answer in that transaction, and is told the first answer if it was done before.
    pub async fn write<T: Serialize>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<HttpResponse> {
        self.write_answer(move |tx| Answer::json(&work(tx)?)).await
    }

    /// The same for any answer.
    pub async fn write_answer(
        &self,
        work: impl FnOnce(&Transaction) -> Result<Answer> + Send + 'static,
    ) -> Result<HttpResponse> {
        let (once, moment) = (self.once.clone(), self.app.clock.local_now_text());
        let answer = self.app.db.write(move |tx| with_idempotency(once.as_ref(), tx, &moment, || work(tx)));
        Ok(answer.await?.into_response())
    }

    /// The parameters of a POST, which the handler can still read.
    pub async fn peek_params(&mut self) -> Result<Params> {
        let body = self.buffer(SMALL_BODY_BYTES).await?;
        Input::read(&self.request, body.to_vec()).await?.into_params()
    }

    /// The whole body, which the handler can still read.
    pub async fn buffer(&mut self, limit_bytes: usize) -> Result<Bytes> {
        let body = body::read(&mut self.payload, &self.request, limit_bytes, &self.app.config).await?;
        let body = Bytes::from(body);
        self.payload = Payload::Stream { payload: Box::pin(stream::iter([Ok(body.clone())])) };
        Ok(body)
    }

    /// Reads the whole request: its query, and its body up to `limit_bytes`.
    pub async fn input(&mut self, limit_bytes: usize) -> Result<Input> {
        let body = body::read(&mut self.payload, &self.request, limit_bytes, &self.app.config).await?;
        Input::read(&self.request, body).await
    }
}

/// The identifier among the parts of a path; `None` if the digits are too large to be one.
pub fn id_in(path: &PathParts) -> Option<i64> {
    part_in(path, "id").parse().ok()
}

/// A named part of a path; empty if the route has none of that name.
pub fn part_in<'p>(path: &'p PathParts, name: &str) -> &'p str {
    path.iter().find(|(part, _)| *part == name).map_or("", |(_, value)| value.as_str())
}
