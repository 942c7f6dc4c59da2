//! Reads multipart bodies (RFC 7578): fields, and files, which are spooled to temporary files.

use actix_web::error::PayloadError;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use serde_json::{Map, Value};

use super::names::{self, FIELDS_MAX};
use crate::error::{Error, Result};
use crate::msg;
use crate::web::spool::{Spool, Spooled};

/// The largest total size of all fields, without files.
const FIELDS_BYTES_MAX: usize = 2 << 20;

/// A file of a multipart body.
#[derive(Debug)]
pub struct Upload {
    /// The name of its field.
    pub field: String,
    /// The client's name of the file; never a path to trust.
    pub file_name: String,
    pub content: Spooled,
}

/// Files of one body: each takes a descriptor until the request is answered.
const FILES_MAX: usize = 20;

/// Reads the parts of a body: a part with a file name is a file, any other a field.
pub async fn read(
    headers: &HeaderMap,
    body: impl Stream<Item = Result<Bytes, PayloadError>> + 'static,
) -> Result<(Map<String, Value>, Vec<Upload>)> {
    let broken = |cause: String| Error::invalid(msg!("param-multipart", cause = cause));
    let mut parts = actix_multipart::Multipart::new(headers, body);
    let (mut fields, mut uploads) = (Map::new(), Vec::new());
    let (mut count, mut fields_bytes) = (0, 0);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken(error.to_string()))?;
        count += 1;
        if count > FIELDS_MAX {
            return Err(Error::invalid(msg!("param-too-many", limit = FIELDS_MAX)));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|value| value.get_filename()).map(str::to_owned);
        if file_name.is_some() && uploads.len() >= FILES_MAX {
            return Err(Error::invalid(msg!("param-too-many-files", limit = FILES_MAX)));
        }
        let (mut spool, mut text) = (Spool::default(), Vec::new());
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken(error.to_string()))?;
            if file_name.is_some() {
                spool.push(&chunk).await?;
                continue;
            }
            fields_bytes += chunk.len();
            if fields_bytes > FIELDS_BYTES_MAX {
                return Err(Error::TooLarge(msg!("http-too-large", limit = FIELDS_BYTES_MAX)));
            }
            text.extend_from_slice(&chunk);
        }
        match file_name {
            Some(file_name) => {
                uploads.push(Upload { field: name, file_name, content: spool.finish().await? });
            }
            None => {
                let text = String::from_utf8(text).map_err(|_| Error::invalid(msg!("param-not-utf8")))?;
                names::insert(&mut fields, &name, Value::String(text))?;
            }
        }
    }
    Ok((fields, uploads))
}
