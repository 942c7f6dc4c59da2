//! Requests of this process to the API: the same routes and the same answers, without a server.

use std::sync::Arc;

use actix_http::Request;
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::AppConfig;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::web::{self, Bytes};
use actix_web::{App as ActixApp, HttpRequest};

use super::authenticate::Caller;
use super::dispatch::answer_to;
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

/// Sends a GET as the administrator of this machine, who can read the file anyway. `path` is what would follow the
/// server's name: `/api/status`, `/api/sql.csv?sql=…`.
///
/// # Errors
///
/// [`Error::Invalid`] if `path` is not a URI, [`Error::NotFound`] if it is not a path of the API. A refusal by the route is
/// an [`Answer`].
pub async fn get(app: Arc<App>, path: &str, language: Language) -> Result<Answer> {
    let uri: Uri = path.parse().map_err(|_| Error::invalid(msg!("http-not-found", path = path)))?;
    if !["/api/", "/healthz", "/metrics"].iter().any(|known| path.starts_with(known)) {
        // What is left is the public site, which is for browsers.
        return Err(Error::NotFound(msg!("http-not-found", path = path)));
    }
    let mut request = Request::new();
    let head = request.head_mut();
    (head.method, head.uri) = (Method::GET, uri);
    head.headers.insert(header::HOST, HeaderValue::from_static("localhost"));
    head.headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(language.code()));
    let administrator = Principal::system("local");
    let response = send(request, Caller::Process(administrator), State::new(app)).await?;
    let status = response.status().as_u16();
    let body = response.into_body();
    let bytes = match body.size() {
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::None => Some(0),
        BodySize::Stream => None,
    };
    Ok(Answer { status, bytes, body })
}

/// Hands a request to the dispatcher through a service of this process, which no client can reach.
async fn send(request: Request, caller: Caller, state: Arc<State>) -> Result<actix_web::HttpResponse> {
    let answer = move |request: HttpRequest, payload: web::Payload| {
        answer_to(caller.clone(), request, payload.into_inner(), state.clone())
    };
    let app = ActixApp::new().default_service(web::to(answer)).into_factory();
    let service = app.new_service(AppConfig::default()).await.map_err(|()| failed("the service did not start"))?;
    let response = service.call(request).await.map_err(|error| failed(&error.to_string()))?;
    Ok(response.into_parts().1)
}

fn failed(cause: &str) -> Error {
    Error::Internal(anyhow::anyhow!("{cause}"))
}
