//! Questions of this very process to the API: the same routes and the same answers, without a server.

use std::sync::Arc;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::Payload;
use actix_web::http::{Uri, header};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;

use super::dispatch::{Caller, answer_to};
use super::state::State;
use crate::app::App;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::msg;

/// The status of an answer, and its body piece by piece.
pub struct Answer {
    pub status: u16,
    /// The size of the body in bytes, where it is known beforehand.
    pub bytes: Option<u64>,
    body: actix_web::body::BoxBody,
}

impl Answer {
    /// The next piece of the body; `None` at its end.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        let body = &mut self.body;
        let piece = std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_next(context)).await?;
        Some(piece.map_err(|error| Error::Internal(anyhow::anyhow!("{error}"))))
    }
}

/// Asks as the administrator of this machine, who can read the file anyway. `path` is what would stand after the
/// server's name: `/api/status`, `/api/sql.csv?sql=…`.
///
/// # Errors
///
/// [`Error::Invalid`] when `path` is none, [`Error::NotFound`] when it is none of the API; what the route has to say is in
/// the answer.
pub async fn get(app: Arc<App>, path: &str, language: Language) -> Result<Answer> {
    let uri: Uri = path.parse().map_err(|_| Error::invalid(msg!("http-not-found", path = path)))?;
    if !["/api/", "/healthz", "/metrics"].iter().any(|known| path.starts_with(known)) {
        // What is left is the public site, which is for browsers.
        return Err(Error::NotFound(msg!("http-not-found", path = path)));
    }
    let request = TestRequest::get()
        .uri(&uri.to_string())
        .insert_header((header::HOST, "localhost"))
        .insert_header((header::ACCEPT_LANGUAGE, language.code()))
        .to_http_request();
    let administrator = Principal::system("local");
    let response = answer_to(Caller::Process(administrator), request, Payload::None, State::new(app)).await;
    let status = response.status().as_u16();
    let body = response.into_body();
    let bytes = match body.size() {
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::None => Some(0),
        BodySize::Stream => None,
    };
    Ok(Answer { status, bytes, body })
}
