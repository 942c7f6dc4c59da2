//! The files of pages (web.md 1, 4).

use actix_web::HttpResponse;

use super::website::{existing, uri};
use crate::audit::AuditLog;
use crate::error::Result;
use crate::files::{Content, File, FileName};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::stored_file::{self, not_found};
use crate::web::{body, params, respond};
use crate::website::attachments;

/// `web/attachment/{PATH}`
pub async fn by_path(call: Call) -> Result<HttpResponse> {
    let path = params::decode_path(call.part("*"))?;
    let shown = path.clone();
    let file = call.app.db.read(move |connection| attachments::find_by_path(connection, &path)).await?;
    send(&call, file, &shown).await
}

/// `web/{URI}/{FILE}`
pub async fn one(call: Call) -> Result<HttpResponse> {
    let (uri, name) = (uri(&call)?, name(&call)?);
    let shown = format!("{uri}/{name}");
    let file = call.app.db.read(move |connection| attachments::find(connection, &existing(connection, &uri)?, &name));
    send(&call, file.await?, &shown).await
}

async fn send(call: &Call, file: Option<File>, path: &str) -> Result<HttpResponse> {
    let file = file.ok_or_else(|| not_found(path))?;
    stored_file::answer(&call.app, &call.request, file).await
}

/// `web/{URI}/attachments`
pub async fn list(call: Call) -> Result<HttpResponse> {
    let (uri, site) = (uri(&call)?, call.app.site());
    let files = call.app.db.read(move |connection| attachments::list(connection, &existing(connection, &uri)?, &site));
    respond::json(&files.await?)
}

/// The body becomes the file of that name.
pub async fn put(mut call: Call) -> Result<HttpResponse> {
    let (uri, name) = (uri(&call)?, FileName::parse(&name(&call)?)?);
    let app = call.app.clone();
    // Checks that the page exists before a large body is received.
    let page = uri.clone();
    app.db.read(move |connection| existing(connection, &page).map(drop)).await?;
    let spooled = body::spool(&mut call.payload, &call.request, &app.config).await?;
    let (site, trace) = (app.site(), call.trace());
    call.write(move |tx| {
        let content = Content { bytes: spooled.file, size: spooled.bytes };
        attachments::put(tx, &existing(tx, &uri)?, &name, content, &site, &AuditLog::open(tx, &trace)?)
    })
    .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (uri, name, trace) = (uri(&call)?, name(&call)?, call.trace());
    let shown = format!("{uri}/{name}");
    call.write(move |tx| {
        let gone = attachments::delete(tx, &existing(tx, &uri)?, &name, &AuditLog::open(tx, &trace)?)?;
        if gone { Ok(success(())) } else { Err(not_found(&shown)) }
    })
    .await
}

fn name(call: &Call) -> Result<String> {
    params::decode_path(call.part("file"))
}
