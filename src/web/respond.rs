//! Answers: JSON, files, streams.

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::db::{ByteStream, TempFile};
use crate::error::{Error, Result};
use crate::json as spelling;

/// The media type of JSON answers.
pub const JSON: &str = "application/json; charset=utf-8";

/// 200 with a JSON body, spelled as Paheko does.
pub fn json(value: &impl Serialize) -> Result<HttpResponse> {
    Ok(json_body(spelling::pretty(value)?))
}

/// 200 with JSON that is already spelled.
pub fn json_body(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().content_type(JSON).body(body)
}

/// 200 with a stream; its length is announced when it is known.
pub fn stream(content_type: &str, file_name: Option<&str>, bytes: ByteStream) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(content_type);
    if let Some(name) = file_name {
        response.insert_header((header::CONTENT_DISPOSITION, attachment(name)));
    }
    match bytes.known_size() {
        Some(size) => response.body(SizedStream::new(size, chunks(bytes))),
        None => response.streaming(chunks(bytes)),
    }
}

/// 200 with a file that does not get smaller by compression, from its beginning to its end.
pub fn file(content_type: &str, file_name: &str, file: TempFile) -> HttpResponse {
    file_with(content_type, file_name, file, ())
}

/// The same, keeping something until it is sent or given up.
pub fn file_with(content_type: &str, file_name: &str, file: TempFile, kept: impl Send + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header(ContentEncoding::Identity)
        .insert_header((header::CONTENT_DISPOSITION, attachment(file_name)))
        .body(SizedStream::new(file.len(), chunks(ByteStream::of_file(file).with_companion(kept))))
}

fn chunks(bytes: ByteStream) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::unfold(bytes, |mut bytes| async move {
        let chunk = bytes.next().await?;
        Some((chunk.map(Bytes::from).map_err(|error| cut_short(&error)), bytes))
    })
}

/// A failure after the first byte: the connection is closed, so that nobody takes a part for the whole.
pub fn cut_short(error: &Error) -> actix_web::Error {
    tracing::error!(%error, "an answer was cut short");
    actix_web::error::ErrorInternalServerError("cut short")
}

/// `Content-Disposition` for a download.
fn attachment(name: &str) -> HeaderValue {
    disposition("attachment", name)
}

/// All but some of the characters that RFC 8187 (3.2.1) leaves as they are.
const ENCODED_IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// `Content-Disposition` of a kind, with the name in ASCII and in full (RFC 6266, RFC 8187).
pub fn disposition(kind: &'static str, name: &str) -> HeaderValue {
    let plain: String =
        name.chars().map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' }).collect();
    let mut value = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        value.push_str("; filename*=UTF-8''");
        value.extend(utf8_percent_encode(name, ENCODED_IN_NAMES));
    }
    // Only visible ASCII was pushed; the fallback is for a proof that the compiler cannot make.
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static(kind))
}

/// Leads to the page that follows a form.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}
