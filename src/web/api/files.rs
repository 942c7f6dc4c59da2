//! `files/…`: the files of the association, as a tree.

use actix_web::HttpResponse;
use serde_json::json;

use crate::audit::AuditLog;
use crate::auth::{Level, Principal};
use crate::error::{Error, Result};
use crate::files::thumbnail::Size;
use crate::files::{self, Content, Entry, FilePath, Guard, Space, archive, changes, search as finder, trash as bin};
use crate::files::{tree, versions};
use crate::msg;
use crate::web::call::Call;
use crate::web::params::{Params, decode_path};
use crate::web::stored_file::{self, not_found};
use crate::web::{body, respond};

/// Whoever empties the trash deletes what was put there at any time.
const ANY_TIME: &str = "9999";

/// `files`, `files/{PATH}`: what is in a folder, or a file; `?zip`, `?thumbnail=`, `?versions`.
pub async fn read(call: Call) -> Result<HttpResponse> {
    let query = call.query()?;
    if call.part("*").is_empty() {
        return respond::json(&call.app.db.read(|connection| tree::list(connection, None)).await?);
    }
    let path = path_in(&call)?;
    let (app, wanted) = (call.app.clone(), path.clone());
    let found = app.db.read(move |connection| tree::find(connection, wanted.as_str())).await?;
    let is_folder = found.as_ref().map_or(path.is_root(), Entry::is_folder);
    if found.is_none() && !is_folder {
        return Err(not_found(path.as_str()));
    }
    if is_folder { folder(&call, &query, path).await } else { file(&call, &query, path).await }
}

async fn folder(call: &Call, query: &Params, path: FilePath) -> Result<HttpResponse> {
    if !query.tree.contains_key("zip") {
        return respond::json(&call.app.db.read(move |connection| tree::list(connection, Some(&path))).await?);
    }
    let name = format!("{}.zip", path.name());
    let archive = call.app.db.spool(move |connection| {
        let file = tempfile::tempfile()?;
        archive::write_folder(connection, &path, &file)?;
        Ok(file)
    });
    Ok(respond::file("application/zip", &name, archive.await?))
}

async fn file(call: &Call, query: &Params, path: FilePath) -> Result<HttpResponse> {
    let app = &call.app;
    if query.tree.contains_key("zip") {
        return Err(Error::invalid_field("zip", msg!("file-no-folder", path = path.as_str())));
    }
    if query.tree.contains_key("versions") {
        return respond::json(&app.db.read(move |connection| versions::list(connection, path.as_str())).await?);
    }
    let size = query.text("thumbnail")?.map(|size| Size::parse(&size)).transpose()?;
    let wanted = path.clone();
    let file = app.db.read(move |connection| files::find(connection, wanted.as_str())).await?;
    let file = file.ok_or_else(|| not_found(path.as_str()))?;
    match size {
        Some(size) => stored_file::thumbnail(app, &call.request, file, size).await,
        None => stored_file::answer(app, &call.request, file).await,
    }
}

/// The body becomes the file of that path.
pub async fn put(mut call: Call) -> Result<HttpResponse> {
    let path = FilePath::parse_new(path_in(&call)?.as_str())?;
    require_writable(&call.principal, &path)?;
    let app = call.app.clone();
    let sent = body::spool_up_to(app.config.file_limit.0, &mut call.payload, &call.request, &app.config).await?;
    let (quota, trace) = (quota(&call), call.trace());
    let stored = app.db.write(move |tx| {
        let content = Content { bytes: sent.file, size: sent.bytes };
        changes::put(tx, &path, content, quota, &AuditLog::open(tx, &trace)?)
    });
    respond::json(&stored.await?)
}

/// Into the trash; for good with `?permanent=1`, or from where only that is possible.
pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (path, trace) = (path_in(&call)?, call.trace());
    let asked = call.query()?.text("permanent")?.is_some_and(|value| !matches!(value.as_ref(), "" | "0" | "false"));
    let for_good = asked || path.space().guard() == Guard::ReadOnly;
    if for_good {
        require_level(&call.principal, Level::Admin)?;
    } else {
        require_writable(&call.principal, &path)?;
    }
    let done = call.app.db.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        if for_good {
            changes::delete(tx, &path, &audit)?;
            return Ok(json!({"success": true}));
        }
        let place = changes::move_to_trash(tx, &path, &audit)?;
        Ok(json!({"success": true, "trash": place.as_str()}))
    });
    respond::json(&done.await?)
}

/// `path`: a new folder, with those above it.
pub async fn make_folder(mut call: Call) -> Result<HttpResponse> {
    let path = new_path(&call.params().await?, "path")?;
    require_writable(&call.principal, &path)?;
    let trace = call.trace();
    let made = call.app.db.write(move |tx| changes::make_folder(tx, &path, &AuditLog::open(tx, &trace)?));
    respond::json(&made.await?)
}

/// `from`, `to`, and `replace=1` to take the place of what is there.
pub async fn rename(mut call: Call) -> Result<HttpResponse> {
    let (from, to, replace) = from_and_to(&mut call).await?;
    require_writable(&call.principal, &from)?;
    let trace = call.trace();
    let moved = call.app.db.write(move |tx| changes::rename(tx, &from, &to, replace, &AuditLog::open(tx, &trace)?));
    respond::json(&moved.await?)
}

/// The same parameters as for moving.
pub async fn copy(mut call: Call) -> Result<HttpResponse> {
    let (from, to, replace) = from_and_to(&mut call).await?;
    let (quota, trace) = (quota(&call), call.trace());
    let made = call
        .app
        .db
        .write(move |tx| changes::copy(tx, (&from, &to), true, replace, quota, &AuditLog::open(tx, &trace)?));
    respond::json(&made.await?)
}

/// `q`, and `within`: a folder.
pub async fn search(call: Call) -> Result<HttpResponse> {
    let query = call.query()?;
    let words = query.text("q")?.unwrap_or_default().into_owned();
    let within = query.text("within")?.map(|path| FilePath::parse(&path)).transpose()?;
    let found = call.app.db.read(move |connection| finder::search(connection, &words, within.as_ref()));
    respond::json(&found.await?)
}

pub async fn trash(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(bin::list).await?)
}

pub async fn empty_trash(call: Call) -> Result<HttpResponse> {
    let trace = call.trace();
    let emptied = call.app.db.write(move |tx| changes::empty_trash(tx, ANY_TIME, &AuditLog::open(tx, &trace)?));
    respond::json(&json!({"success": true, "files": emptied.await?}))
}

/// `path`: what stands in the trash; `to`: another place than where it was.
pub async fn restore(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let path = FilePath::parse(&required(&params, "path")?)?;
    let to = if params.tree.contains_key("to") { Some(new_path(&params, "to")?) } else { None };
    // It is written where it goes, and where it was is said by its path.
    let place = to.clone().map_or_else(|| FilePath::parse(bin::original(path.as_str()).unwrap_or("trash")), Ok)?;
    if bin::original(path.as_str()).is_some() {
        require_writable(&call.principal, &place)?;
    }
    let trace = call.trace();
    let restored = call.app.db.write(move |tx| changes::restore(tx, &path, to.as_ref(), &AuditLog::open(tx, &trace)?));
    respond::json(&restored.await?)
}

/// `path`: a version, as the list of a file's versions gives it.
pub async fn restore_version(mut call: Call) -> Result<HttpResponse> {
    let path = FilePath::parse(&required(&call.params().await?, "path")?)?;
    let trace = call.trace();
    let restored = call.app.db.write(move |tx| changes::restore_version(tx, &path, &AuditLog::open(tx, &trace)?));
    respond::json(&restored.await?)
}

/// The path after `files/`, each part decoded by itself: a slash in one would be another path.
fn path_in(call: &Call) -> Result<FilePath> {
    let parts = call.part("*").split('/').map(decode_path).collect::<Result<Vec<_>>>()?;
    if let Some(part) = parts.iter().find(|part| part.contains('/')) {
        return Err(Error::invalid_field("path", msg!("file-path-part", part = part.as_str())));
    }
    FilePath::parse(&parts.join("/"))
}

async fn from_and_to(call: &mut Call) -> Result<(FilePath, FilePath, bool)> {
    let params = call.params().await?;
    let (from, to) = (FilePath::parse(&required(&params, "from")?)?, new_path(&params, "to")?);
    require_writable(&call.principal, &to)?;
    let replace = params.text("replace")?.is_some_and(|value| !matches!(value.as_ref(), "" | "0" | "false"));
    Ok((from, to, replace))
}

fn new_path(params: &Params, name: &'static str) -> Result<FilePath> {
    FilePath::parse_new(&required(params, name)?)
}

fn required(params: &Params, name: &'static str) -> Result<String> {
    let value = params.text(name)?.filter(|value| !value.is_empty());
    value.map(Into::into).ok_or_else(|| Error::invalid_field(name, msg!("file-missing-parameter", name = name)))
}

fn quota(call: &Call) -> Option<u64> {
    call.app.config.file_quota.map(|quota| quota.0 as u64)
}

/// Whether somebody may change what is at a path.
///
/// Errors: `Forbidden` below the level that its context asks for; `Invalid` where nothing is changed directly.
pub fn require_writable(principal: &Principal, path: &FilePath) -> Result<()> {
    let space: Space = path.space();
    match space.guard() {
        Guard::Writers => require_level(principal, Level::Write),
        Guard::Administrators => require_level(principal, Level::Admin),
        Guard::ReadOnly => Err(Error::invalid_field("path", msg!("file-kept", context = space.name()))),
    }
}

fn require_level(principal: &Principal, needed: Level) -> Result<()> {
    if principal.level >= needed {
        return Ok(());
    }
    Err(Error::Forbidden(msg!("auth-level", needed = needed.word(), held = principal.level.word())))
}
