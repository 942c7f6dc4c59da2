//! The association's documents as a WebDAV share (RFC 4918), on `/dav/`.
//!
//! The protocol is `dav-server`'s. What it asks of a file system is in `file_system`; its locks are in `locks`. Reading a
//! file is answered as the API does it, and some requests are refused before the protocol sees them: those that would
//! walk through the whole tree, those that would write parts of files, and XML that is too much for its library (`xml`).

mod context;
pub mod doors;
mod file_system;
mod locks;
mod meta;
mod upload;
mod xml;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use dav_server::actix::{DavRequest, DavResponse};
use dav_server::{DavHandler, DavMethod, DavMethodSet};
use futures_util::{FutureExt, stream};

use super::params::decode_path;
use super::{body, stored_file};
use crate::app::App;
use crate::auth::{Access, Level, Principal, Section};
use crate::error::{Error, Result};
use crate::files::{self, FilePath};
use crate::msg;
use context::{DavContext, DavOperation};
use locks::Locks;

const DEPTH: HeaderName = HeaderName::from_static("depth");
const DESTINATION: HeaderName = HeaderName::from_static("destination");
const DAV: HeaderName = HeaderName::from_static("dav");
/// RFC 4918 with locks; the library would also promise to write parts of files.
const CLASSES: HeaderValue = HeaderValue::from_static("1, 2, 3");
/// The walk through everything that RFC 4918, 9.1 lets a server refuse, in the words that clients look for.
const FINITE_DEPTH: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
    <D:error xmlns:D=\"DAV:\"><D:propfind-finite-depth/></D:error>\n";

/// What the share asks of everybody.
pub const ENTER: Access = Access::read(Section::Documents, Level::Read);

/// What a method of the protocol asks.
pub fn access(method: &Method) -> Access {
    match method.as_str() {
        "PUT" | "DELETE" | "MKCOL" | "COPY" | "MOVE" | "PROPPATCH" | "LOCK" | "UNLOCK" => {
            Access::write(Section::Documents, Level::Write)
        }
        _ => ENTER,
    }
}

/// The share of one server, with the locks that its clients hold, by whichever door they come.
#[derive(Default)]
pub struct Dav {
    locks: Locks,
}

impl Dav {
    /// The protocol, for requests to addresses that start with `door`, with which its answers start too.
    fn handler(&self, door: &str) -> DavHandler<DavContext> {
        let mut methods = DavMethodSet::all();
        methods.remove(DavMethod::Patch);
        let config = DavHandler::builder().strip_prefix(door).methods(methods).autoindex(false);
        let config = config.filesystem(Box::new(file_system::DavFileSystem)).locksystem(Box::new(self.locks.clone()));
        config.build_handler()
    }

    /// Refuses to change a file or a folder that a client of the share has locked, by whatever way the change comes.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if the path, a folder that it is in or something in it is locked.
    pub fn require_unlocked(&self, path: &FilePath) -> Result<()> {
        if self.locks.concern(path.as_str()) {
            return Err(Error::Conflict(msg!("dav-locked", path = path.as_str())));
        }
        Ok(())
    }

    /// Answers one request of a principal who may make it.
    pub async fn answer(
        &self,
        request: &HttpRequest,
        payload: Payload,
        app: Arc<App>,
        principal: Principal,
    ) -> Result<HttpResponse> {
        let method = request.method().clone();
        let path = path_of(request.uri().path())?;
        if method == Method::GET || method == Method::HEAD {
            return read(request, &app, path).await;
        }
        if method.as_str() == "PROPFIND" && is_infinite(request) {
            return Ok(HttpResponse::Forbidden().content_type("application/xml; charset=utf-8").body(FINITE_DEPTH));
        }
        if method == Method::PUT && request.headers().contains_key(header::CONTENT_RANGE) {
            return Err(Error::invalid(msg!("dav-part")));
        }
        if matches!(method.as_str(), "COPY" | "MOVE") {
            check_destination(request)?;
        }
        let operation = DavOperation::of(request, path);
        self.handle(request, payload, DavContext::new(app, principal, request, operation)).await
    }

    /// Gives a request to the protocol, and says in our words what stopped it, where something of ours did.
    async fn handle(&self, request: &HttpRequest, payload: Payload, context: DavContext) -> Result<HttpResponse> {
        let app = context.app.clone();
        let payload = if request.method() == Method::PUT { payload } else { document(request, payload, &app).await? };
        let (chunks, broken) = body::chunks(app.config.file_limit.0, payload, request, app.clone())?;
        let mut payload: Payload = Payload::Stream { payload: Box::pin(chunks) };
        let sent = DavRequest::from_request(request, &mut payload).await;
        let sent = sent.map_err(|error| Error::invalid(msg!("http-broken-body", cause = error.to_string())))?;
        let principal = context.principal.name().to_owned();
        let handler = self.handler(doors::of(request.uri().path()).unwrap_or_default());
        // Whatever a client sends, a mistake in the library is an answer like any other, and not a connection that breaks.
        let answer = AssertUnwindSafe(handler.handle_guarded(sent.request, principal, context.clone())).catch_unwind();
        let answer = answer.await.map_err(|_| Error::internal(anyhow::anyhow!("the WebDAV library gave up")))?;
        let failed = answer.status().is_client_error() || answer.status().is_server_error();
        if failed && let Some(error) = broken.take().or_else(|| context.take_failure()) {
            return Err(error);
        }
        let mut response = DavResponse(answer).respond_to(request);
        if response.headers().contains_key(DAV) {
            response.headers_mut().insert(DAV, CLASSES);
        }
        Ok(response)
    }
}

/// Methods whose body is XML.
const XML_METHODS: [&str; 4] = ["PROPFIND", "PROPPATCH", "LOCK", "REPORT"];

/// The body of a request that is no file, read and looked at.
async fn document(request: &HttpRequest, mut payload: Payload, app: &App) -> Result<Payload> {
    let method = request.method().as_str();
    let mut document = body::read(&mut payload, request, xml::BYTES_MAX, &app.config).await?;
    if XML_METHODS.contains(&method) {
        document = xml::checked(document, method == "PROPFIND")?;
    }
    Ok(Payload::Stream { payload: Box::pin(stream::iter([Ok(Bytes::from(document))])) })
}

/// Whether a path of the server belongs to the share.
pub fn is_below(path: &str) -> bool {
    doors::of(path).is_some()
}

/// File managers ask for other credentials when these are refused with 401, and give up at 403.
pub fn ask_again(error: Error) -> Error {
    match error {
        Error::Forbidden(message) => Error::Unauthorized(message),
        other => other,
    }
}

async fn read(request: &HttpRequest, app: &Arc<App>, path: Option<FilePath>) -> Result<HttpResponse> {
    let folder = || Error::UnknownMethod(msg!("dav-folder"));
    let path = path.ok_or_else(folder)?;
    let wanted = path.clone();
    let find = move |connection: &rusqlite::Connection| {
        let file = files::find(connection, wanted.as_str())?;
        Ok((file, files::tree::find(connection, wanted.as_str())?.is_some()))
    };
    match app.db.read(find).await? {
        (Some(file), _) => stored_file::answer(app, request, file).await,
        (None, false) if !path.is_root() => Err(stored_file::not_found(path.as_str())),
        _ => Err(folder()),
    }
}

/// The path in the share, decoded part by part; `None` for the share itself.
///
/// Errors: `NotFound` outside of what the share shows; `Invalid` for what is no path.
fn path_of(path: &str) -> Result<Option<FilePath>> {
    let path = doors::of(path).and_then(|door| path.strip_prefix(door)).unwrap_or_default();
    let parts = path.split('/').filter(|part| !part.is_empty()).map(decode_path).collect::<Result<Vec<_>>>()?;
    if parts.is_empty() {
        return Ok(None);
    }
    if let Some(part) = parts.iter().find(|part| part.contains('/')) {
        return Err(Error::invalid(msg!("file-path-part", part = part.as_str())));
    }
    let path = FilePath::parse(&parts.join("/"))?;
    if file_system::SHOWN.contains(&path.space()) { Ok(Some(path)) } else { Err(stored_file::not_found(path.as_str())) }
}

/// Where something is copied or moved to: somewhere in the share, by its path or its whole address.
fn check_destination(request: &HttpRequest) -> Result<()> {
    let text = request.headers().get(DESTINATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = match text.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => text,
    };
    if !is_below(path) || doors::of(path) != doors::of(request.uri().path()) {
        return Err(Error::invalid(msg!("dav-destination")));
    }
    match path_of(path)? {
        Some(path) if !path.is_root() => Ok(()),
        _ => Err(Error::Forbidden(msg!("file-context-stays"))),
    }
}

fn is_infinite(request: &HttpRequest) -> bool {
    request.headers().get(DEPTH).is_some_and(|depth| depth.as_bytes().eq_ignore_ascii_case(b"infinity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_one_folder_of_the_server() {
        for (path, below) in
            [("/dav", true), ("/dav/", true), ("/dav/documents/x", true), ("/davx", false), ("/", false)]
        {
            assert_eq!(is_below(path), below, "{path}");
        }
    }

    #[test]
    fn the_methods_ask_what_the_files_that_are_shown_ask() {
        for space in file_system::SHOWN {
            let path = FilePath::parse(&format!("{}/x", space.name())).unwrap();
            assert_eq!(path.to_read(), ENTER);
            assert_eq!(path.to_write(), access(&Method::PUT));
        }
    }

    #[test]
    fn only_what_is_shown_has_a_path() {
        assert_eq!(path_of("/dav//").unwrap(), None);
        assert_eq!(path_of("/dav/documents/%C3%A9%20t.txt").unwrap().unwrap().as_str(), "documents/é t.txt");
        for path in ["/dav/user/1/x", "/dav/trash", "/dav/config/logo.png", "/dav/nowhere"] {
            assert!(matches!(path_of(path), Err(Error::NotFound(_))), "{path}");
        }
        for path in
            ["/dav/documents/%2e%2e/config", "/dav/documents/a%2Fb", "/dav/documents/a%00", "/dav/documents/%FF"]
        {
            assert!(matches!(path_of(path), Err(Error::Invalid { .. })), "{path}");
        }
    }
}
