//! `files/…`: the files of the association, as a tree.

use actix_web::HttpResponse;
use serde_json::json;

use crate::audit::AuditLog;
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::files::thumbnail::Size;
use crate::files::{self, Content, Entry, FilePath, Space, archive, changes, search as finder, trash as bin};
use crate::files::{tree, versions};
use crate::members::fields::{FieldType, Fields};
use crate::msg;
use crate::web::api::readable_files::ReadableFiles;
use crate::web::call::Call;
use crate::web::params::{Params, decode_path};
use crate::web::stored_file::{self, not_found};
use crate::web::{body, respond};

/// Emptying the trash deletes entries of any age.
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
    if !query.has("zip") {
        return respond::json(&call.app.db.read(move |connection| tree::list(connection, Some(&path))).await?);
    }
    let (name, language, readable) = (format!("{}.zip", path.name()), call.language, ReadableFiles::of(call)?);
    let archive = call.app.db.spool(move |connection| {
        let file = temporary_folder::new_file()?;
        archive::write_folder(connection, &path, |path| readable.has(path), language, &file)?;
        Ok(file)
    });
    Ok(respond::file("application/zip", &name, archive.await?))
}

async fn file(call: &Call, query: &Params, path: FilePath) -> Result<HttpResponse> {
    let app = &call.app;
    if query.has("zip") {
        return Err(Error::invalid_field("zip", msg!("file-no-folder", path = path.as_str())));
    }
    if query.has("versions") {
        return respond::json(&app.db.read(move |connection| versions::list(connection, path.as_str())).await?);
    }
    let size = query.raw("thumbnail")?.map(|size| Size::parse(size.trim())).transpose()?;
    let wanted = path.clone();
    let file = app.db.read(move |connection| files::find(connection, wanted.as_str())).await?;
    let file = file.ok_or_else(|| not_found(path.as_str()))?;
    match size {
        Some(size) => stored_file::thumbnail(app, &call.state.thumbnails, &call.request, file, size).await,
        None => stored_file::answer(app, &call.request, file).await,
    }
}

/// The body becomes the file of that path.
pub async fn put(mut call: Call) -> Result<HttpResponse> {
    let path = FilePath::parse_new(path_in(&call)?.as_str())?;
    path.require_changeable()?;
    let app = call.app.clone();
    let sent = body::spool_up_to(app.config.file_limit.0, &mut call.payload, &call.request, &app.config).await?;
    let (quota, trace) = (quota(&call), call.trace());
    call.write(move |tx| {
        let content = Content { bytes: sent.file, size: sent.bytes };
        changes::put(tx, &path, content, quota, &AuditLog::open(tx, &trace)?)
    })
    .await
}

/// Moves to the trash; deletes for good with `?permanent=1`, or in spaces that have no trash.
pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (path, trace) = (path_in(&call)?, call.trace());
    let for_good = is_for_good(&call, &path)?;
    call.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        if for_good {
            changes::delete(tx, &path, &audit)?;
            return Ok(json!({"success": true}));
        }
        let place = changes::move_to_trash(tx, &path, &audit)?;
        Ok(json!({"success": true, "trash": place.as_str()}))
    })
    .await
}

/// Whether a DELETE leaves nothing in the trash.
pub(super) fn is_for_good(call: &Call, path: &FilePath) -> Result<bool> {
    let asked = call.query()?.flag("permanent")?;
    Ok(asked || path.space().is_read_only())
}

/// `path`: a new folder, with those above it.
pub async fn make_folder(mut call: Call) -> Result<HttpResponse> {
    let path = new_path(&call.params().await?, "path")?;
    path.require_changeable()?;
    let trace = call.trace();
    call.write(move |tx| changes::make_folder(tx, &path, &AuditLog::open(tx, &trace)?)).await
}

/// `from`, `to`, and `replace=1` to take the place of what is there.
pub async fn rename(mut call: Call) -> Result<HttpResponse> {
    let (from, to, replace) = from_and_to(&mut call).await?;
    from.require_changeable()?;
    let trace = call.trace();
    call.write(move |tx| changes::rename(tx, &from, &to, replace, &AuditLog::open(tx, &trace)?)).await
}

/// The same parameters as for moving.
pub async fn copy(mut call: Call) -> Result<HttpResponse> {
    let (from, to, replace) = from_and_to(&mut call).await?;
    let (quota, trace) = (quota(&call), call.trace());
    call.write(move |tx| changes::copy(tx, (&from, &to), true, replace, quota, &AuditLog::open(tx, &trace)?)).await
}

/// `q`, and `within`: a folder.
pub async fn search(call: Call) -> Result<HttpResponse> {
    let query = call.query()?;
    let words = query.raw("q")?.unwrap_or_default().into_owned();
    let within = query.raw("within")?.filter(|path| !path.is_empty()).map(|path| FilePath::parse(&path)).transpose()?;
    let spaces = Space::readable(|access| call.principal.rights.allow(access));
    let found = call.app.db.read(move |connection| finder::search(connection, &words, within.as_ref(), &spaces));
    let (mut found, readable) = (found.await?, ReadableFiles::of(&call)?);
    found.retain(|found| readable.has(&found.entry.path));
    respond::json(&found)
}

pub async fn trash(call: Call) -> Result<HttpResponse> {
    let mut trashed = call.app.db.read(bin::list).await?;
    // Files that the principal may not read are left out.
    let readable = ReadableFiles::of(&call)?;
    trashed.retain(|it| readable.has(&it.path));
    respond::json(&trashed)
}

pub async fn empty_trash(call: Call) -> Result<HttpResponse> {
    let trace = call.trace();
    call.write(move |tx| {
        let files = changes::empty_trash(tx, ANY_TIME, &AuditLog::open(tx, &trace)?)?;
        Ok(json!({"success": true, "files": files}))
    })
    .await
}

/// `path`: what stands in the trash; `to`: another place than where it was.
pub async fn restore(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let path = FilePath::parse(&required(&params, "path")?)?;
    let to = if params.has("to") { Some(new_path(&params, "to")?) } else { None };
    if let (Some(_), Some(to)) = (bin::original(path.as_str()), &to) {
        to.require_changeable()?;
    }
    let trace = call.trace();
    call.write(move |tx| changes::restore(tx, &path, to.as_ref(), &AuditLog::open(tx, &trace)?)).await
}

/// `path`: a version, as the list of a file's versions gives it.
pub async fn restore_version(mut call: Call) -> Result<HttpResponse> {
    let path = FilePath::parse(&required(&call.params().await?, "path")?)?;
    let trace = call.trace();
    call.write(move |tx| changes::restore_version(tx, &path, &AuditLog::open(tx, &trace)?)).await
}

/// `user/{ID}/{FIELD}/{FILE}`: a file that a member holds in a field of files.
pub async fn of_member(call: Call) -> Result<HttpResponse> {
    let parts = ["id", "field", "file"].map(|part| decode_path(call.part(part)));
    let [id, field, name] = parts;
    let (id, field, name) = (id?.parse::<i64>().map_err(Error::internal)?, field?, name?);
    let path = format!("user/{id}/{field}/{name}");
    let wanted = path.clone();
    let found = call.app.db.read(move |connection| {
        let fields = Fields::read(connection)?;
        let holds_files = fields.get(&field).is_some_and(|field| field.field_type == FieldType::File);
        let is_name = !name.contains('/');
        if holds_files && is_name { files::find(connection, &wanted) } else { Ok(None) }
    });
    let file = found.await?.ok_or_else(|| not_found(&path))?;
    stored_file::answer(&call.app, &call.request, file).await
}

/// The path after `files/`, each part decoded by itself: a slash in one would be another path.
pub(super) fn path_in(call: &Call) -> Result<FilePath> {
    let parts = call.part("*").split('/').map(decode_path).collect::<Result<Vec<_>>>()?;
    if let Some(part) = parts.iter().find(|part| part.contains('/')) {
        return Err(Error::invalid_field("path", msg!("file-path-part", part = part.as_str())));
    }
    FilePath::parse(&parts.join("/"))
}

async fn from_and_to(call: &mut Call) -> Result<(FilePath, FilePath, bool)> {
    let params = call.params().await?;
    let (from, to) = (FilePath::parse(&required(&params, "from")?)?, new_path(&params, "to")?);
    to.require_changeable()?;
    let replace = params.flag("replace")?;
    Ok((from, to, replace))
}

fn new_path(params: &Params, name: &'static str) -> Result<FilePath> {
    FilePath::parse_new(&required(params, name)?)
}

pub(super) fn required(params: &Params, name: &'static str) -> Result<String> {
    // Not trimmed: file names may begin or end with blanks.
    let value = params.raw(name)?.filter(|value| !value.is_empty());
    value.map(Into::into).ok_or_else(|| Error::invalid_field(name, msg!("param-missing", name = name)))
}

fn quota(call: &Call) -> Option<u64> {
    call.app.config.file_quota.map(|quota| quota.0 as u64)
}
