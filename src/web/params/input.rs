//! The query and the body of a request, read according to its media type.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::Params;
use super::names::{self, FIELDS_MAX};
use crate::error::{Error, Result};
use crate::msg;

/// A file of a multipart body.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field it came in.
    pub field: String,
    /// As the client named it; not to be trusted as a path.
    pub file_name: String,
    pub content: Vec<u8>,
}

/// A body, read.
#[derive(Debug)]
pub enum Body {
    /// A JSON body is `Err` when it is not valid JSON.
    Json(Result<Value>),
    Form(Result<Map<String, Value>>),
    Multipart(Map<String, Value>, Vec<Upload>),
    /// Any other type, or none.
    Other,
}

/// Everything that a request says.
#[derive(Debug)]
pub struct Input {
    pub query: Map<String, Value>,
    pub body: Body,
    /// The body as it came.
    pub raw: Vec<u8>,
}

impl Input {
    pub async fn read(request: &HttpRequest, raw: Vec<u8>) -> Result<Self> {
        let mut query = Map::new();
        names::read_urlencoded(request.uri().query().unwrap_or_default().as_bytes(), &mut query)?;
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let body = if media_type.contains("/json") {
            Body::Json(parse_json(&raw))
        } else if media_type == "application/x-www-form-urlencoded" {
            let mut fields = Map::new();
            Body::Form(names::read_urlencoded(&raw, &mut fields).map(|()| fields))
        } else if media_type == "multipart/form-data" {
            let (fields, uploads) = read_multipart(request, &raw).await?;
            Body::Multipart(fields, uploads)
        } else {
            Body::Other
        };
        Ok(Input { query, body, raw })
    }

    /// The named parameters of a POST: a JSON body alone, or else the query overridden field by field by the body.
    ///
    /// Errors: JSON that is not valid, fields that are no UTF-8.
    pub fn into_params(self) -> Result<Params> {
        let mut tree = self.query;
        match self.body {
            Body::Json(Ok(Value::Object(fields))) => return Ok(Params { tree: fields }),
            Body::Json(Ok(_)) => return Ok(Params::default()),
            Body::Json(Err(error)) => return Err(error),
            Body::Form(fields) => tree.extend(fields?),
            Body::Multipart(fields, _) => tree.extend(fields),
            Body::Other => {}
        }
        Ok(Params { tree })
    }
}

fn parse_json(raw: &[u8]) -> Result<Value> {
    serde_json::from_slice(raw).map_err(|error| Error::invalid(msg!("param-not-json", cause = error.to_string())))
}

async fn read_multipart(request: &HttpRequest, raw: &[u8]) -> Result<(Map<String, Value>, Vec<Upload>)> {
    let broken = |cause: String| Error::invalid(msg!("param-multipart", cause = cause));
    let whole = futures_util::stream::iter([Ok::<_, actix_web::error::PayloadError>(Bytes::copy_from_slice(raw))]);
    let mut parts = actix_multipart::Multipart::new(request.headers(), whole);
    let (mut fields, mut uploads) = (Map::new(), Vec::new());
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken(error.to_string()))?;
        count += 1;
        if count > FIELDS_MAX {
            return Err(Error::invalid(msg!("param-too-many", limit = FIELDS_MAX)));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|value| value.get_filename()).map(str::to_owned);
        let mut content = Vec::new();
        while let Some(chunk) = part.next().await {
            content.extend_from_slice(&chunk.map_err(|error| broken(error.to_string()))?);
        }
        match file_name {
            Some(file_name) => uploads.push(Upload { field: name, file_name, content }),
            None => {
                let text = String::from_utf8(content).map_err(|_| Error::invalid(msg!("param-not-utf8")))?;
                names::insert(&mut fields, &name, Value::String(text))?;
            }
        }
    }
    Ok((fields, uploads))
}
