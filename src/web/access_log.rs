//! One line a request: method, path without its query, status, time, and the identifier that the answer carries too.

use std::time::Instant;

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::state::State;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The span that everything logged during a request belongs to. Queries and headers are left out: they may hold
/// secrets and people's data.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), path = request.path(), id, key = Empty)
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// Logs and counts the answer, and gives it its identifier.
pub async fn note<B: MessageBody>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if let Some(state) = response.request().app_data::<Data<State>>() {
        state.metrics.count(status, took);
    }
    tracing::info!(status, microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "answered");
    Ok(response)
}
