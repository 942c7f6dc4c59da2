//! The answers to failed requests, all in one shape.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::odata_form;
use super::respond::JSON;
use crate::app::App;
use crate::error::{Code, Error, FieldError};
use crate::i18n::{Language, text};
use crate::{error_reports, json as spelling};

/// When a client may try again what could not be done for the moment (RFC 9110, 10.2.3).
const BUSY_RETRY_SECONDS: u64 = 5;

/// An error's answer: its status, and `{"error", "code", "fields"?}`. An internal one is logged and reported under a
/// reference; its cause is never sent.
pub async fn answer(app: &App, request: &HttpRequest, error: Error, language: Language) -> HttpResponse {
    if odata_form::is_below(request.uri().path()) {
        return odata_form::with_version(answer_of_api(app, request, error, language, odata_form::error).await);
    }
    answer_of_api(app, request, error, language, Value::clone).await
}

async fn answer_of_api(
    app: &App,
    request: &HttpRequest,
    error: Error,
    language: Language,
    shape: fn(&Value) -> Value,
) -> HttpResponse {
    let mut body = json!({"error": error.sentence(language), "code": error.code()});
    match &error {
        Error::Invalid { fields, .. } if !fields.is_empty() => body["fields"] = fields_json(fields, language),
        Error::Internal(_) => {
            let reference = record(app, request, &error).await;
            body["reference"] = json!(reference);
        }
        _ => {}
    }
    let mut response = HttpResponse::build(status(Code::from(&error)));
    match &error {
        Error::Unauthorized(_) => {
            response.insert_header((header::WWW_AUTHENTICATE, r#"Basic realm="Ruche", charset="UTF-8""#));
        }
        Error::TooManyRequests { retry_after_seconds, .. } => {
            response.insert_header((header::RETRY_AFTER, *retry_after_seconds));
        }
        Error::BadRange { size, .. } => {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{size}")));
        }
        Error::Busy(_) => {
            response.insert_header((header::RETRY_AFTER, BUSY_RETRY_SECONDS));
        }
        // The rest of the body is not wanted.
        Error::TooSlow(_) | Error::TooLarge(_) => _ = response.force_close(),
        _ => {}
    }
    response.content_type(JSON).body(spelling::compact(&shape(&body)).unwrap_or_default())
}

fn fields_json(fields: &[FieldError], language: Language) -> serde_json::Value {
    fields.iter().map(|field| json!({"field": field.field, "message": text(language, &field.message)})).collect()
}

/// What the request was about, without anything that could be private: the first part of its path.
fn route_name(request: &HttpRequest) -> &str {
    request.uri().path().trim_start_matches("/api/").split('/').next().unwrap_or_default()
}

/// The status of the answers with a code.
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::Invalid => StatusCode::BAD_REQUEST,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::UnknownMethod => StatusCode::METHOD_NOT_ALLOWED,
        Code::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Code::Conflict => StatusCode::CONFLICT,
        Code::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::BadRange => StatusCode::RANGE_NOT_SATISFIABLE,
        Code::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::NoRoom | Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
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
