//! The file of a request to import, and what it says beside it (members.md 8.1).

use std::fs::File;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::members::import::options::Mode;
use crate::msg;
use crate::web::body;
use crate::web::call::Call;
use crate::web::params::{self, MULTIPART, Params};
use crate::web::route::Method;

/// An uploaded file with its parameters.
pub struct UploadedFile {
    pub params: Params,
    /// As the client named it.
    pub file_name: Option<String>,
    pub file: File,
}

impl UploadedFile {
    /// PUT: the body is the file, the parameters are in the query. POST: the part `file`, the parameters are in other
    /// parts, and the query is ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when there is no file, or an empty one.
    pub async fn read(call: &mut Call) -> Result<Self> {
        let missing = || Error::invalid_field("file", msg!("import-file-missing"));
        let is_put = call.request.method().as_str() == Method::Put.name();
        let (params, file_name, content) = if is_put {
            let params = call.query()?;
            (params, None, body::spool(&mut call.payload, &call.request, &call.app.config).await?)
        } else {
            let (params, uploads) = parts(call).await?;
            let upload = uploads.into_iter().rev().find(|upload| upload.field == "file").ok_or_else(missing)?;
            (Params::of_form(params), Some(upload.file_name).filter(|name| !name.is_empty()), upload.content)
        };
        if content.bytes == 0 {
            return Err(missing());
        }
        Ok(UploadedFile { params, file_name, file: content.file })
    }
}

async fn parts(call: &mut Call) -> Result<(Map<String, Value>, Vec<params::Upload>)> {
    if params::media_type(&call.request) != MULTIPART {
        return Ok((Map::new(), Vec::new()));
    }
    let payload = std::mem::replace(&mut call.payload, Payload::None);
    let (chunks, failure) = body::chunks(call.app.config.body_limit.0, payload, &call.request, call.app.clone())?;
    let read = params::read_multipart(call.request.headers(), chunks).await;
    // A body that was too large or too slow has its own error.
    match failure.take() {
        Some(cause) => Err(cause),
        None => read,
    }
}

/// Refuses an unknown mode before rights are checked, as Paheko does.
pub fn known_mode(request: &HttpRequest) -> Result<()> {
    if request.method().as_str() != Method::Put.name() {
        return Ok(());
    }
    Mode::from_params(&params::of_query(request)?).map(drop)
}
