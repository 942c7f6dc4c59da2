//! Imports: files of members, of subscriptions and of entries, and the lists of those that were made (members.md 8,
//! accounting.md 10).

pub mod entries;
pub mod members;
pub mod subscriptions;
pub mod uploaded_file;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;

use crate::db::with_large_cache;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message};
use crate::members::import::record::{self, ImportDomain, ImportRecord};
use crate::members::import::undo::{self, Obstacle};
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

pub use uploaded_file::{UploadedFile, known_mode};

/// The imports of members and subscriptions that were made, newest first.
pub async fn list(call: Call) -> Result<HttpResponse> {
    list_of(call, ImportDomain::Members).await
}

/// One of them, with all that it did.
pub async fn one(call: Call) -> Result<HttpResponse> {
    one_of(call, ImportDomain::Members).await
}

/// Takes one back.
pub async fn undo(call: Call) -> Result<HttpResponse> {
    undo_of(call, ImportDomain::Members).await
}

async fn list_of(call: Call, shelf: ImportDomain) -> Result<HttpResponse> {
    let imports = call.app.db.read(move |conn| record::list(conn, shelf)).await?;
    respond::json(&json!({ "imports": imports }))
}

async fn one_of(call: Call, shelf: ImportDomain) -> Result<HttpResponse> {
    #[derive(Serialize)]
    struct Detailed {
        #[serde(flatten)]
        done: ImportRecord,
        changes: Vec<record::Effect>,
    }
    let id = call.id();
    let detailed = call.app.db.read(move |conn| {
        let done = record::get(conn, shelf, id)?;
        Ok(Detailed { changes: record::effects(conn, &done)?, done })
    });
    let detailed = detailed.await?;
    let bytes = call.app.db.byte_stream(move |out| spelling::write_pretty(out, &detailed)).await?;
    Ok(respond::stream(respond::JSON, None, bytes))
}

async fn undo_of(call: Call, shelf: ImportDomain) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    let undone = call.app.db.write(move |tx| {
        let done = record::to_undo(tx, shelf, id)?;
        let obstacles: Vec<Obstacle> = match shelf {
            ImportDomain::Accounting => with_large_cache(tx, || crate::accounting::import::undo(tx, &done, &trace))?,
            ImportDomain::Members if done.is_of_members() => with_large_cache(tx, || undo::undo(tx, &done, &trace))?,
            ImportDomain::Members => crate::subscriptions::import::undo(tx, &done)?,
        };
        if obstacles.is_empty() { Ok(Ok(record::mark_undone(tx, done, &trace)?)) } else { Ok(Err(obstacles)) }
    });
    match undone.await? {
        Ok(done) => respond::json(&done),
        Err(touched) => {
            let (message, name) = match shelf {
                ImportDomain::Members => (msg!("import-not-undone", count = touched.len()), "members"),
                ImportDomain::Accounting => (msg!("entry-import-not-undone", count = touched.len()), "entries"),
            };
            conflict(call.language, message, name, &touched)
        }
    }
}

/// 200 and an empty body, as clients know; which import it was stands in a header.
fn imported(id: i64) -> HttpResponse {
    let mut response = respond::empty();
    response.headers_mut().insert(HeaderName::from_static("x-import"), HeaderValue::from(id));
    response
}

/// 409 in the shape of all errors, with what it is about under a name of its own.
fn conflict(language: Language, message: Message, name: &str, about: &impl Serialize) -> Result<HttpResponse> {
    let error = Error::Conflict(message);
    let body = ConflictBody { error: error.sentence(language), code: error.code(), about: (name, about) };
    Ok(HttpResponse::build(StatusCode::CONFLICT).content_type(respond::JSON).body(spelling::compact(&body)?))
}

struct ConflictBody<'a, T> {
    error: String,
    code: &'static str,
    about: (&'a str, &'a T),
}

impl<T: Serialize> Serialize for ConflictBody<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("error", &self.error)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry(self.about.0, self.about.1)?;
        map.end()
    }
}
