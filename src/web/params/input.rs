//! The query and the body of a request, read according to its media type.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream;
use serde_json::{Map, Value};

use super::{Params, Upload, multipart, names};
use crate::error::{Error, Result};
use crate::msg;

/// The parsed body of a request.
#[derive(Debug)]
pub enum Body {
    /// A JSON body is `Err` when it is not valid JSON.
    Json(Result<Value>),
    Form(Result<Map<String, Value>>),
    Multipart(Map<String, Value>, Vec<Upload>),
    /// Of any other type, or without type.
    Other,
}

/// The query and the body of a request.
#[derive(Debug)]
pub struct Input {
    pub query: Map<String, Value>,
    pub body: Body,
    /// The bytes of the body.
    pub raw: Vec<u8>,
}

impl Input {
    pub async fn read(request: &HttpRequest, raw: Vec<u8>) -> Result<Self> {
        let mut query = Map::new();
        names::read_urlencoded(request.uri().query().unwrap_or_default().as_bytes(), &mut query)?;
        let media_type = media_type(request);
        let body = if media_type.contains("/json") {
            Body::Json(parse_json(&raw))
        } else if media_type == "application/x-www-form-urlencoded" {
            let mut fields = Map::new();
            Body::Form(names::read_urlencoded(&raw, &mut fields).map(|()| fields))
        } else if media_type == MULTIPART {
            let whole = Bytes::copy_from_slice(&raw);
            let (fields, uploads) = multipart::read(request.headers(), stream::iter([Ok(whole)])).await?;
            Body::Multipart(fields, uploads)
        } else {
            Body::Other
        };
        Ok(Input { query, body, raw })
    }

    /// The named parameters of a POST: those of a JSON body alone, or those of the query overridden by the fields of the body.
    ///
    /// Errors: JSON that is not valid, fields that are not UTF-8.
    pub fn into_params(self) -> Result<Params> {
        let mut tree = self.query;
        match self.body {
            Body::Json(Ok(body)) => return Ok(Params::of_json(body)),
            Body::Json(Err(error)) => return Err(error),
            Body::Form(fields) => tree.extend(fields?),
            Body::Multipart(fields, _) => tree.extend(fields),
            Body::Other => {}
        }
        Ok(Params::of_form(tree))
    }
}

/// The media type of forms with files.
pub const MULTIPART: &str = "multipart/form-data";

/// The media type of a request's body, in lower case and without parameters.
pub fn media_type(request: &HttpRequest) -> String {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn parse_json(raw: &[u8]) -> Result<Value> {
    serde_json::from_slice(raw).map_err(|error| Error::invalid(msg!("param-not-json", cause = error.to_string())))
}
