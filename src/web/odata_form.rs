//! What all answers below `/odata/` have in common: the header with the version, and the form of errors (OData 4.0).

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

/// Whether an address is below `/odata`, or stands for one below `/api`.
pub fn is_below(path: &str) -> bool {
    let path = path.strip_prefix("/api").unwrap_or(path);
    path == "/odata" || path.starts_with("/odata/")
}

/// Says which version of OData an answer follows.
pub fn with_version(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(HeaderName::from_static("odata-version"), HeaderValue::from_static("4.0"));
    response
}

/// The API's body of an error in OData's form: `{"error": {"code", "message", "target"?, "details"?}}`. The reference of an
/// unexpected failure is its target.
pub fn error(body: &Value) -> Value {
    let mut error = json!({"code": body["code"], "message": body["error"]});
    if let Some(reference) = body.get("reference") {
        error["target"] = reference.clone();
    }
    if let Some(fields) = body["fields"].as_array() {
        let detail =
            |field: &Value| json!({"code": body["code"], "target": field["field"], "message": field["message"]});
        error["details"] = fields.iter().map(detail).collect();
    }
    json!({"error": error})
}
