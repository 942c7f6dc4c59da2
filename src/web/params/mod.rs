//! The parameters of a request as HTTP carries them: query, form, multipart or JSON (platform.md 1.5). Their values are
//! read by [`crate::params`].

mod input;
mod multipart;
mod names;

pub use input::{Body, Input, MULTIPART, media_type};
pub use multipart::{Upload, read as read_multipart};
pub use names::{decode_path, read_urlencoded};

use actix_web::HttpRequest;
use serde_json::Map;

use crate::error::Result;
pub use crate::params::Params;

/// The parameters of the query alone.
pub fn of_query(request: &HttpRequest) -> Result<Params> {
    let mut tree = Map::new();
    read_urlencoded(request.uri().query().unwrap_or_default().as_bytes(), &mut tree)?;
    Ok(Params::of_form(tree))
}
