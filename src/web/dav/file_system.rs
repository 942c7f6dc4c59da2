//! The files as the protocol asks for them.

use std::pin::Pin;

use dav_server::davpath::DavPath;
use dav_server::fs::{
    DavDirEntry, DavFile, DavMetaData, DavProp, FsError, FsFuture, FsResult, FsStream, GuardedFileSystem, OpenOptions,
    ReadDirMeta,
};
use futures_util::stream;
use http::StatusCode;
use rusqlite::Transaction;

use super::context::{DavContext, DavOperation};
use super::meta::{Line, Meta};
use super::upload::Upload;
use crate::audit::AuditLog;
use crate::error::Result;
use crate::files::properties::{self, Property};
use crate::files::{FilePath, Space, changes, quota, tree};

/// The contexts that the share shows, as its folders.
pub const SHOWN: [Space; 1] = [Space::Documents];
/// Names of what programs put beside a file for as long as they work on it: worth no place in the trash.
const PASSING: [&str; 3] = [".~lock.", "~$", "._"];

/// It holds nothing: what it needs comes with who asks.
#[derive(Debug, Clone)]
pub struct DavFileSystem;

impl GuardedFileSystem<DavContext> for DavFileSystem {
    fn open<'a>(
        &'a self,
        path: &'a DavPath,
        options: OpenOptions,
        context: &'a DavContext,
    ) -> FsFuture<'a, Box<dyn DavFile>> {
        Box::pin(async move {
            let path = new_place(path, context)?;
            let parent = path.parent().and_then(|parent| FilePath::parse(parent).ok()).ok_or(FsError::Forbidden)?;
            match (look(context, &parent).await?, look(context, &path).await?) {
                (Some(folder), _) if !folder.is_dir() => return Err(FsError::NotFound),
                (None, _) => return Err(FsError::NotFound),
                (_, Some(there)) if there.is_dir() => return Err(FsError::Exists),
                (_, Some(_)) if options.create_new => return Err(FsError::Exists),
                (_, None) if !options.create => return Err(FsError::NotFound),
                _ => {}
            }
            let mut upload = Upload::new(context.clone(), path, options.size);
            if context.operation == DavOperation::Lock {
                // What is locked before it is there is an empty file from then on (RFC 4918, 7.3).
                upload.flush().await?;
            } else if !options.truncate {
                return Err(FsError::NotImplemented);
            }
            Ok(Box::new(upload) as Box<dyn DavFile>)
        })
    }

    fn read_dir<'a>(
        &'a self,
        path: &'a DavPath,
        _: ReadDirMeta,
        context: &'a DavContext,
    ) -> FsFuture<'a, FsStream<Box<dyn DavDirEntry>>> {
        Box::pin(async move {
            let lines = match place(path)? {
                // It would be taken apart before it goes; it goes whole.
                _ if context.operation == DavOperation::Delete || context.operation.is_done_at_once() => Vec::new(),
                None => SHOWN
                    .map(|space| Line { name: space.name().to_owned(), meta: Meta::of_root(&context.app.clock) })
                    .into(),
                Some(path) => lines(context, path).await?,
            };
            let lines = lines.into_iter().map(|line| Ok(Box::new(line) as Box<dyn DavDirEntry>));
            Ok(Box::pin(stream::iter(lines.collect::<Vec<_>>())) as FsStream<Box<dyn DavDirEntry>>)
        })
    }

    fn metadata<'a>(&'a self, path: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, Box<dyn DavMetaData>> {
        Box::pin(async move {
            let meta = match place(path)? {
                None => Some(Meta::of_root(&context.app.clock)),
                Some(path) => look(context, &path).await?,
            };
            meta.map(|meta| Box::new(meta) as Box<dyn DavMetaData>).ok_or(FsError::NotFound)
        })
    }

    fn create_dir<'a>(&'a self, path: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let to = new_place(path, context)?;
            if let DavOperation::Copy { from: Some(from), deep } = context.operation.clone() {
                let quota = context.quota();
                // A folder that is copied alone leaves what is in the one it meets.
                let replace = deep || look(context, &to).await?.is_some_and(|there| there.is_file());
                let copy = move |tx: &Transaction, audit: &AuditLog| {
                    changes::copy(tx, (&from, &to), deep, replace, quota, audit).map(drop)
                };
                return write(context, copy).await;
            }
            let parent = to.parent().and_then(|parent| FilePath::parse(parent).ok()).ok_or(FsError::Exists)?;
            if !look(context, &parent).await?.is_some_and(|folder| folder.is_dir()) {
                return Err(FsError::NotFound);
            }
            write(context, move |tx, audit| changes::make_folder(tx, &to, audit).map(drop)).await
        })
    }

    fn remove_dir<'a>(&'a self, path: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
        remove(path, context)
    }

    fn remove_file<'a>(&'a self, path: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
        remove(path, context)
    }

    fn rename<'a>(&'a self, from: &'a DavPath, to: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let (from, to) = (changeable(from, context)?, new_place(to, context)?);
            write(context, move |tx, audit| changes::rename(tx, &from, &to, true, audit).map(drop)).await
        })
    }

    fn copy<'a>(&'a self, from: &'a DavPath, to: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let (from, to) = (place(from)?.ok_or(FsError::Forbidden)?, new_place(to, context)?);
            let quota = context.quota();
            let copy = move |tx: &Transaction, audit: &AuditLog| {
                changes::copy(tx, (&from, &to), true, true, quota, audit).map(drop)
            };
            write(context, copy).await
        })
    }

    fn have_props<'a>(
        &'a self,
        path: &'a DavPath,
        _: &'a DavContext,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(std::future::ready(matches!(place(path), Ok(Some(_)))))
    }

    fn patch_props<'a>(
        &'a self,
        path: &'a DavPath,
        patch: Vec<(bool, DavProp)>,
        context: &'a DavContext,
    ) -> FsFuture<'a, Vec<(StatusCode, DavProp)>> {
        Box::pin(async move {
            let path = changeable(path, context)?;
            let done = patch.iter().map(|(_, prop)| (StatusCode::OK, DavProp { xml: None, ..prop.clone() })).collect();
            write(context, move |tx, audit| {
                let patch: Vec<_> = patch.iter().map(|(set, prop)| (*set, property(prop))).collect();
                changes::patch_properties(tx, &path, &patch, audit)
            })
            .await?;
            Ok(done)
        })
    }

    fn get_props<'a>(
        &'a self,
        path: &'a DavPath,
        do_content: bool,
        context: &'a DavContext,
    ) -> FsFuture<'a, Vec<DavProp>> {
        Box::pin(async move {
            let found = properties_of(path, context).await?;
            let with_content = |prop: DavProp| DavProp { xml: prop.xml.filter(|_| do_content), ..prop };
            Ok(found.into_iter().map(|property| with_content(prop(property))).collect())
        })
    }

    fn get_prop<'a>(&'a self, path: &'a DavPath, wanted: DavProp, context: &'a DavContext) -> FsFuture<'a, Vec<u8>> {
        Box::pin(async move {
            let wanted = property(&wanted);
            let mut found = properties_of(path, context).await?.into_iter();
            let found = found.find(|have| have.name == wanted.name && have.namespace == wanted.namespace);
            found.map(|property| property.xml).ok_or(FsError::NotFound)
        })
    }

    /// What is left, where there is a limit.
    fn get_quota<'a>(&'a self, context: &'a DavContext) -> FsFuture<'a, (u64, Option<u64>)> {
        Box::pin(async move {
            let quota = context.quota().ok_or(FsError::NotImplemented)?;
            let used = context.app.db.read(quota::used).await.map_err(|error| context.failed(error))?;
            Ok((0, Some(quota.saturating_sub(used))))
        })
    }
}

/// Deletes a file or a folder: into the trash, as the API does.
fn remove<'a>(path: &'a DavPath, context: &'a DavContext) -> FsFuture<'a, ()> {
    Box::pin(async move {
        let path = changeable(path, context)?;
        if context.operation.is_done_at_once() {
            return Ok(());
        }
        let passing = path.name() == ".DS_Store" || PASSING.iter().any(|start| path.name().starts_with(start));
        write(context, move |tx, audit| match passing {
            true => changes::delete(tx, &path, audit),
            false => changes::move_to_trash(tx, &path, audit).map(drop),
        })
        .await
    })
}

async fn properties_of(path: &DavPath, context: &DavContext) -> FsResult<Vec<Property>> {
    let Some(path) = place(path)? else { return Ok(Vec::new()) };
    let found = context.app.db.read(move |connection| properties::list(connection, path.as_str())).await;
    found.map_err(|error| context.failed(error))
}

fn property(prop: &DavProp) -> Property {
    Property {
        namespace: prop.namespace.clone().unwrap_or_default(),
        name: prop.name.clone(),
        xml: prop.xml.clone().unwrap_or_default(),
    }
}

fn prop(property: Property) -> DavProp {
    let namespace = Some(property.namespace).filter(|namespace| !namespace.is_empty());
    DavProp { name: property.name, prefix: None, namespace, xml: Some(property.xml) }
}

async fn write(
    context: &DavContext,
    work: impl FnOnce(&Transaction, &AuditLog) -> Result<()> + Send + 'static,
) -> FsResult<()> {
    let trace = context.trace.clone();
    let done = context.app.db.write(move |tx| work(tx, &AuditLog::open(tx, &trace)?)).await;
    done.map_err(|error| context.failed(error))
}

async fn look(context: &DavContext, path: &FilePath) -> FsResult<Option<Meta>> {
    let (wanted, clock) = (path.clone(), context.app.clock.clone());
    let found = context.app.db.read(move |connection| tree::find(connection, wanted.as_str())).await;
    let found = found.map_err(|error| context.failed(error))?;
    let always = || path.is_root().then(|| Meta::of_root(&clock));
    Ok(found.map(|entry| Meta::of(&entry, &clock)).or_else(always))
}

async fn lines(context: &DavContext, folder: FilePath) -> FsResult<Vec<Line>> {
    let entries = context.app.db.read(move |connection| tree::list(connection, Some(&folder))).await;
    let entries = entries.map_err(|error| context.failed(error))?;
    let line = |entry| Line { meta: Meta::of(&entry, &context.app.clock), name: entry.name };
    Ok(entries.into_iter().map(line).collect())
}

/// Where a path of the share leads; `None` is the share itself.
fn place(path: &DavPath) -> FsResult<Option<FilePath>> {
    let text = std::str::from_utf8(path.as_bytes()).map_err(|_| FsError::NotFound)?.trim_matches('/');
    if text.is_empty() {
        return Ok(None);
    }
    let path = FilePath::parse(text).map_err(|_| FsError::NotFound)?;
    if SHOWN.contains(&path.space()) { Ok(Some(path)) } else { Err(FsError::NotFound) }
}

/// The path of something that may be changed by who asks.
fn changeable(path: &DavPath, context: &DavContext) -> FsResult<FilePath> {
    let path = place(path)?.filter(|path| !path.is_root()).ok_or(FsError::Forbidden)?;
    path.require_changeable().map_err(|error| context.failed(error))?;
    Ok(path)
}

/// The path of something new.
fn new_place(path: &DavPath, context: &DavContext) -> FsResult<FilePath> {
    let path = place(path)?.ok_or(FsError::Forbidden)?;
    if path.is_root() {
        return Err(FsError::Exists);
    }
    let path = FilePath::parse_new(path.as_str()).map_err(|error| context.failed(error))?;
    path.require_changeable().map_err(|error| context.failed(error))?;
    Ok(path)
}
