//! A stored file as an answer: its type and name, conditions, ranges, what browsers may do with it (web.md 1, RFC 9110).

mod conditions;
mod content;
mod range;

use std::sync::Arc;

use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::stream;

use super::respond;
use crate::app::App;
use crate::db::blocking;
use crate::error::{Error, Result};
use crate::files::thumbnail::{self, Cache, Size, Thumbnail};
use crate::files::{self, File};
use crate::msg;
pub use conditions::{KnownTags, client_has};
use conditions::{Outcome, Validators};
use content::Content;
use range::Wanted;

/// How clients of the API may cache a file.
const CACHED: &str = "private, max-age=86400";
const CACHED_FOREVER: &str = "private, max-age=86400, immutable";
/// Digits of the MD5 in `?h=`, by which the address changes with the content.
const HASH_DIGITS: usize = 10;
/// Headers of files that could hold code for a browser: they isolate it.
const ISOLATED: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// Answers with a file, or the part of it that is asked for. The content is read as the client takes it.
pub async fn answer(app: &App, request: &HttpRequest, file: File) -> Result<HttpResponse> {
    let id = file.id;
    let size = app.db.read(move |connection| files::content_size(connection, id)).await?;
    let size = size.ok_or_else(|| files::content_elsewhere(&file.path))?;
    let validators = Validators::of(&file, app.clock.moment_of(&file.modified));
    match validators.check(request) {
        Outcome::Failed => return Ok(refused(app, request, precondition_failed()).await),
        Outcome::NotModified => return Ok(head(HttpResponse::NotModified(), request, &file, &validators).finish()),
        Outcome::Proceed => {}
    }
    let wanted = if validators.allow_range(request) { range::wanted(request, size) } else { Wanted::Whole };
    let (status, part) = match wanted {
        Wanted::Whole => (StatusCode::OK, 0..size),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => {
            let error = Error::BadRange { message: msg!("file-range", size = size), size };
            return Ok(refused(app, request, error).await);
        }
    };
    let mut response = head(HttpResponse::build(status), request, &file, &validators);
    if status == StatusCode::PARTIAL_CONTENT {
        response.insert_header((header::CONTENT_RANGE, format!("bytes {}-{}/{size}", part.start, part.end - 1)));
    }
    describe(&mut response, &file);
    let length = part.end - part.start;
    if request.method() == Method::HEAD {
        return Ok(response.body(SizedStream::new(length, stream::empty::<Result<_, actix_web::Error>>())));
    }
    let content = Content::open(&app.db, file, part).await?;
    Ok(response.body(SizedStream::new(length, content.into_stream())))
}

/// Answers with a small picture of a file.
pub async fn thumbnail(
    app: &App,
    thumbnails: &Cache,
    request: &HttpRequest,
    file: File,
    size: Size,
) -> Result<HttpResponse> {
    let md5 = file.md5.clone().unwrap_or_default();
    let name = format!("{}-{}", size.word(), file.name);
    // Its entity tag differs from that of the file.
    let shown = File { md5: Some(format!("{md5}{}", size.word().replace('-', ""))), name, ..file };
    let validators = Validators::of(&shown, app.clock.moment_of(&shown.modified));
    match validators.check(request) {
        Outcome::Failed => return Ok(refused(app, request, precondition_failed()).await),
        Outcome::NotModified => return Ok(head(HttpResponse::NotModified(), request, &shown, &validators).finish()),
        Outcome::Proceed => {}
    }
    let thumbnail = made_or_kept(app, thumbnails, &shown, &md5, size).await?;
    let mut response = head(HttpResponse::Ok(), request, &shown, &validators);
    response.content_type(thumbnail.media_type).insert_header(ContentEncoding::Identity);
    Ok(response.body(thumbnail.bytes.clone()))
}

async fn made_or_kept(app: &App, thumbnails: &Cache, file: &File, md5: &str, size: Size) -> Result<Arc<Thumbnail>> {
    if let Some(kept) = thumbnails.get(md5, size) {
        return Ok(kept);
    }
    let _turn = thumbnails.turn.acquire().await.map_err(Error::internal)?;
    if let Some(kept) = thumbnails.get(md5, size) {
        return Ok(kept);
    }
    let (id, path) = (file.id, file.path.clone());
    let picture = app.db.read(move |connection| {
        let bytes = files::content_size(connection, id)?.ok_or_else(|| files::content_elsewhere(&path))?;
        if bytes > thumbnail::FILE_BYTES_MAX {
            return Err(Error::invalid(msg!("file-thumbnail-unreadable")));
        }
        let mut picture = Vec::new();
        files::copy_content(connection, id, bytes, 0..bytes, &mut picture)?;
        Ok(picture)
    });
    let picture = picture.await?;
    let made = Arc::new(blocking(move || thumbnail::make(&picture, size)).await?);
    thumbnails.keep(md5, size, made.clone());
    Ok(made)
}

/// The error of a file that does not exist.
pub fn not_found(path: &str) -> Error {
    Error::NotFound(msg!("file-not-found", path = path))
}

/// The headers of a file, whether its content follows or not.
fn head(
    mut response: HttpResponseBuilder,
    request: &HttpRequest,
    file: &File,
    validators: &Validators,
) -> HttpResponseBuilder {
    response.insert_header((header::CACHE_CONTROL, if names_content(request, file) { CACHED_FOREVER } else { CACHED }));
    validators.tell(&mut response);
    response
}

fn describe(response: &mut HttpResponseBuilder, file: &File) {
    response
        .content_type(media_type(file))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Not compressed: its length and its parts are those of the file itself.
        .insert_header(ContentEncoding::Identity)
        .insert_header((header::CONTENT_DISPOSITION, respond::disposition("inline", &file.name)));
    if is_active(file) {
        for (name, value) in ISOLATED {
            response.insert_header((name, HeaderValue::from_static(value)));
        }
    }
}

/// The stored type; style sheets and scripts are told by their name, since browsers insist on their type. Texts are UTF-8.
fn media_type(file: &File) -> String {
    let name = file.name.to_ascii_lowercase();
    let base = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css",
        "js" => "text/javascript",
        _ => file.media_type.as_str(),
    };
    let usual = base.contains('/') && base.bytes().all(|byte| byte.is_ascii_graphic());
    match usual {
        true if base.starts_with("text/") => format!("{base};charset=utf-8"),
        true => base.to_owned(),
        false => "application/octet-stream".to_owned(),
    }
}

/// Whether it could hold code that a browser runs.
fn is_active(file: &File) -> bool {
    let name = file.name.to_ascii_lowercase();
    ["html", "xml", "svg", "htm"]
        .iter()
        .any(|word| file.media_type.to_ascii_lowercase().contains(word) || name.contains(word))
}

fn names_content(request: &HttpRequest, file: &File) -> bool {
    let digits = file.md5.as_deref().and_then(|md5| md5.get(..HASH_DIGITS));
    let given = request.uri().query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("h="));
    digits.is_some() && digits == given
}

fn precondition_failed() -> Error {
    Error::PreconditionFailed(msg!("file-precondition"))
}

/// The answer to an error. It is the same wherever the file is served: the site shows no page in its place.
async fn refused(app: &App, request: &HttpRequest, error: Error) -> HttpResponse {
    super::failure::answer(app, request, error, super::client::language_of(request)).await
}
