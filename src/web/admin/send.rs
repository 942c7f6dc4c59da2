//! Forms do what rows of the route table do: the same rights, checks, errors and transaction, without a second copy.

use actix_web::body::to_bytes;
use actix_web::web::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use super::screen::Visit;
use crate::error::{Error, Result};
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::route::{Idempotency, Method};
use crate::web::routes::{self, Match};
use crate::web::{dispatch, idempotent};

impl Visit {
    /// Runs the row of a method and a path without `/api/`, with the parameters of this request, and gives its answer.
    ///
    /// # Errors
    ///
    /// Those of the route.
    pub async fn run(&mut self, method: Method, path: &str) -> Result<Json> {
        let body = self.call.buffer(SMALL_BODY_BYTES).await?;
        let Match::Route(route, parts) = routes::find(method, path) else {
            return Err(Error::internal(anyhow::anyhow!("no route {path}")));
        };
        let mut call = self.call.again(body);
        call.path = parts;
        match route.idempotency {
            Idempotency::Refused => call.once = None,
            Idempotency::Honoured => {
                if let Some(once) = &call.once
                    && let Some(earlier) = idempotent::earlier(&call.app, once)?
                {
                    return json_of(earlier).await;
                }
            }
        }
        let response = dispatch::handle(call, route).await?;
        json_of(response).await
    }

    /// The same for a form.
    pub async fn post(&mut self, path: &str) -> Result<Json> {
        self.run(Method::Post, path).await
    }

    /// The same with some of the parameters of the form, and others.
    pub async fn post_with(&mut self, path: &str, kept: &[&str], more: Vec<(String, String)>) -> Result<Json> {
        let params = self.params().await?;
        let mut pairs = more;
        for name in kept {
            if let Some(value) = params.raw(name)? {
                pairs.push(((*name).to_owned(), value.into_owned()));
            }
        }
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let before = self.call.buffer(SMALL_BODY_BYTES).await?;
        self.call.replace_body(Bytes::from(body.join("&")));
        let answer = self.post(path).await;
        self.call.replace_body(before);
        answer
    }

    /// The same for what is deleted.
    pub async fn delete(&mut self, path: &str) -> Result<Json> {
        self.run(Method::Delete, path).await
    }
}

/// The body of an answer; null where it has none.
async fn json_of(response: actix_web::HttpResponse) -> Result<Json> {
    let is_refusal = response.status().is_client_error() || response.status().is_server_error();
    let body: Bytes = to_bytes(response.into_body()).await.unwrap_or_default();
    let json = serde_json::from_slice(&body).unwrap_or(Json::Null);
    match json["error"].as_str().filter(|_| is_refusal) {
        // A preview that no longer holds is answered, not raised.
        Some(sentence) => Err(Error::Conflict(crate::i18n::Message {
            id: "admin-said",
            arguments: vec![("sentence", sentence.into())],
        })),
        None => Ok(json),
    }
}

impl Call {
    fn replace_body(&mut self, body: Bytes) {
        let payload = futures_util::stream::iter([Ok(body)]);
        self.payload = actix_web::dev::Payload::Stream { payload: Box::pin(payload) };
    }

    /// The same call once more, with its body.
    fn again(&self, body: Bytes) -> Call {
        let payload = futures_util::stream::iter([Ok(body)]);
        Call {
            app: self.app.clone(),
            state: self.state.clone(),
            principal: self.principal.clone(),
            session: self.session.clone(),
            language: self.language,
            request: self.request.clone(),
            path: self.path.clone(),
            payload: actix_web::dev::Payload::Stream { payload: Box::pin(payload) },
            once: self.once.clone(),
        }
    }
}
