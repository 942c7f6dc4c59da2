//! What machines that watch over the server ask for.

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpRequest, HttpResponse};

use super::state::State;
use crate::error::Result;

/// `/healthz`: the process answers. No credentials, no database, no information.
pub fn healthz(request: &HttpRequest) -> HttpResponse {
    match request.method().as_str() {
        "GET" | "HEAD" => HttpResponse::Ok().content_type(ContentType::plaintext()).body("ok\n"),
        _ => HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish(),
    }
}

/// `/metrics`: measures in Prometheus' text format, when the switch is on and with any valid key.
pub fn metrics(state: &State) -> Result<HttpResponse> {
    let text = state.metrics.render(&state.app)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
