//! The refusals of the API, as shared parts of the document.

use serde_json::json;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::operation::{Answer, Upload};
use super::{Described, sentence};
use crate::auth::Level;
use crate::i18n::Language;
use crate::web::route::Method;

/// Status and name of each.
pub const ERRORS: [(u16, &str); 14] = [
    (400, "Invalid"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (408, "TooSlow"),
    (409, "Conflict"),
    (412, "PreconditionFailed"),
    (413, "TooLarge"),
    (416, "BadRange"),
    (422, "KeyReused"),
    (429, "TooManyRequests"),
    (500, "Internal"),
    (503, "Busy"),
    (507, "NoRoom"),
];

/// What an error looks like.
pub const ERROR: &str = "{error:text code:text fields?:any reference?:text}";

pub fn response(language: Language, status: u16) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error")));
    let content = match status {
        404 => content.example(Some(json!({"error": sentence(language, "api-status-404"), "code": "not_found"}))),
        _ => content,
    };
    ResponseBuilder::new()
        .description(sentence(language, &format!("api-status-{status}")))
        .content("application/json", content.build())
        .build()
}

/// The refusals that an operation may meet.
pub fn of(row: &Described) -> impl Iterator<Item = (String, RefOr<Response>)> + use<> {
    let Described { operation, route } = row;
    let writes = operation.method != Method::Get;
    let sends_body = writes && (operation.upload != Upload::None || operation.method == Method::Post);
    let is_content = matches!(operation.answer, Answer::JsonOrFile(_));
    let public = route.access.level == Level::None;
    ERRORS
        .into_iter()
        .filter(move |(status, _)| match status {
            401 => !public || writes,
            408 | 413 => sends_body,
            409 | 422 | 507 => true,
            412 | 416 => is_content,
            _ => true,
        })
        .map(|(status, name)| (status.to_string(), Ref::from_response_name(name).into()))
}
