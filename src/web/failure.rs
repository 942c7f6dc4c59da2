//! Errors in one shape, whatever went wrong.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::respond::JSON;
use crate::app::App;
use crate::error::{Error, FieldError};
use crate::i18n::{Language, text};
use crate::{error_reports, json as spelling};

/// When a client may try again what could not be done for the moment (RFC 9110, 10.2.3).
const BUSY_RETRY_SECONDS: u64 = 5;

/// An error's answer: its status, and `{"error", "code", "fields"?}`. An internal one is logged and reported under a
/// reference; its cause is never sent.
pub async fn answer(app: &App, request: &HttpRequest, error: Error, language: Language) -> HttpResponse {
    let mut body = json!({"error": error.sentence(language), "code": error.code()});
    match &error {
        Error::Invalid { fields, .. } if !fields.is_empty() => body["fields"] = fields_json(fields, language),
        Error::Internal(_) => {
            let reference = record(app, request, &error).await;
            body["reference"] = json!(reference);
        }
        _ => {}
    }
    let mut response = HttpResponse::build(status(&error));
    match &error {
        Error::Unauthorized(_) => {
            response.insert_header((header::WWW_AUTHENTICATE, r#"Basic realm="Ruche", charset="UTF-8""#));
        }
        Error::TooManyRequests { retry_after_seconds, .. } => {
            response.insert_header((header::RETRY_AFTER, *retry_after_seconds));
        }
        Error::Busy(_) => {
            response.insert_header((header::RETRY_AFTER, BUSY_RETRY_SECONDS));
        }
        // The rest of the body is not wanted.
        Error::TooSlow(_) | Error::TooLarge(_) => _ = response.force_close(),
        _ => {}
    }
    response.content_type(JSON).body(spelling::compact(&body).unwrap_or_default())
}

fn fields_json(fields: &[FieldError], language: Language) -> serde_json::Value {
    fields.iter().map(|field| json!({"field": field.field, "message": text(language, &field.message)})).collect()
}

/// What the request was about, without anything that could be private: the first part of its path.
fn route_name(request: &HttpRequest) -> &str {
    request.uri().path().trim_start_matches("/api/").split('/').next().unwrap_or_default()
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid { .. } => StatusCode::BAD_REQUEST,
        Error::Unauthorized(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::UnknownMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::KeyReused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
        Error::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::NoRoom(_) | Error::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Logs a failure of ours and stores a report of it, without any parameter, credential or path; gives its reference.
async fn record(app: &App, request: &HttpRequest, error: &Error) -> String {
    let reference = format!("{:08x}", rand::random::<u32>());
    tracing::error!(reference, %error, "a request failed");
    if app.config.error_reports {
        let message = format!("{} {}", request.method(), route_name(request));
        let report = error_reports::of_failure(&message, &reference, app.clock.now());
        let now = app.clock.local_now_text();
        let stored = app.db.write(move |transaction| error_reports::add(transaction, &report, &now)).await;
        if let Err(error) = stored {
            tracing::error!(%error, "the report could not be stored");
        }
    }
    reference
}
