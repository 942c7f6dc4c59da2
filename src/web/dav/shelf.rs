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

use super::asker::{Asker, Deed};
use super::meta::{Line, Meta};
use super::upload::Upload;
use crate::error::Result;
use crate::files::properties::{self, Property};
use crate::files::{Context, FilePath, changes, quota, tree};
use crate::journal::Journal;
use crate::web::api::files::require_writable;

/// The contexts that the share shows, as its folders.
pub const SHOWN: [Context; 1] = [Context::Documents];
/// Names of what programs put beside a file for as long as they work on it: worth no place in the trash.
const PASSING: [&str; 3] = [".~lock.", "~$", "._"];

/// It holds nothing: what it needs comes with who asks.
#[derive(Debug, Clone)]
pub struct Shelf;

impl GuardedFileSystem<Asker> for Shelf {
    fn open<'a>(&'a self, path: &'a DavPath, options: OpenOptions, asker: &'a Asker) -> FsFuture<'a, Box<dyn DavFile>> {
        Box::pin(async move {
            let path = new_place(path, asker)?;
            let parent = path.parent().and_then(|parent| FilePath::parse(parent).ok()).ok_or(FsError::Forbidden)?;
            match (look(asker, &parent).await?, look(asker, &path).await?) {
                (Some(folder), _) if !folder.is_dir() => return Err(FsError::NotFound),
                (None, _) => return Err(FsError::NotFound),
                (_, Some(there)) if there.is_dir() => return Err(FsError::Exists),
                (_, Some(_)) if options.create_new => return Err(FsError::Exists),
                (_, None) if !options.create => return Err(FsError::NotFound),
                _ => {}
            }
            let mut upload = Upload::new(asker.clone(), path, options.size);
            if asker.deed == Deed::Lock {
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
        asker: &'a Asker,
    ) -> FsFuture<'a, FsStream<Box<dyn DavDirEntry>>> {
        Box::pin(async move {
            let lines = match place(path)? {
                // It would be taken apart before it goes; it goes whole.
                _ if asker.deed == Deed::Delete || asker.deed.is_done_at_once() => Vec::new(),
                None => SHOWN
                    .map(|context| Line { name: context.name().to_owned(), meta: Meta::of_root(&asker.app.clock) })
                    .into(),
                Some(path) => lines(asker, path).await?,
            };
            let lines = lines.into_iter().map(|line| Ok(Box::new(line) as Box<dyn DavDirEntry>));
            Ok(Box::pin(stream::iter(lines.collect::<Vec<_>>())) as FsStream<Box<dyn DavDirEntry>>)
        })
    }

    fn metadata<'a>(&'a self, path: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, Box<dyn DavMetaData>> {
        Box::pin(async move {
            let meta = match place(path)? {
                None => Some(Meta::of_root(&asker.app.clock)),
                Some(path) => look(asker, &path).await?,
            };
            meta.map(|meta| Box::new(meta) as Box<dyn DavMetaData>).ok_or(FsError::NotFound)
        })
    }

    fn create_dir<'a>(&'a self, path: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let to = new_place(path, asker)?;
            if let Deed::Copy { from: Some(from), deep } = asker.deed.clone() {
                let quota = asker.quota();
                // A folder that is copied alone leaves what is in the one it meets.
                let replace = deep || look(asker, &to).await?.is_some_and(|there| there.is_file());
                let copy = move |tx: &Transaction, journal: &Journal| {
                    changes::copy(tx, (&from, &to), deep, replace, quota, journal).map(drop)
                };
                return write(asker, copy).await;
            }
            let parent = to.parent().and_then(|parent| FilePath::parse(parent).ok()).ok_or(FsError::Exists)?;
            if !look(asker, &parent).await?.is_some_and(|folder| folder.is_dir()) {
                return Err(FsError::NotFound);
            }
            write(asker, move |tx, journal| changes::make_folder(tx, &to, journal).map(drop)).await
        })
    }

    fn remove_dir<'a>(&'a self, path: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
        remove(path, asker)
    }

    fn remove_file<'a>(&'a self, path: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
        remove(path, asker)
    }

    fn rename<'a>(&'a self, from: &'a DavPath, to: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let (from, to) = (changeable(from, asker)?, new_place(to, asker)?);
            write(asker, move |tx, journal| changes::relocate(tx, &from, &to, true, journal).map(drop)).await
        })
    }

    fn copy<'a>(&'a self, from: &'a DavPath, to: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
        Box::pin(async move {
            let (from, to) = (place(from)?.ok_or(FsError::Forbidden)?, new_place(to, asker)?);
            let quota = asker.quota();
            let copy = move |tx: &Transaction, journal: &Journal| {
                changes::copy(tx, (&from, &to), true, true, quota, journal).map(drop)
            };
            write(asker, copy).await
        })
    }

    fn have_props<'a>(&'a self, path: &'a DavPath, _: &'a Asker) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(std::future::ready(matches!(place(path), Ok(Some(_)))))
    }

    fn patch_props<'a>(
        &'a self,
        path: &'a DavPath,
        patch: Vec<(bool, DavProp)>,
        asker: &'a Asker,
    ) -> FsFuture<'a, Vec<(StatusCode, DavProp)>> {
        Box::pin(async move {
            let path = changeable(path, asker)?;
            let done = patch.iter().map(|(_, prop)| (StatusCode::OK, DavProp { xml: None, ..prop.clone() })).collect();
            write(asker, move |tx, _| {
                let entry = tree::existing(tx, &path)?;
                patch.iter().try_for_each(|(set, prop)| properties::patch(tx, entry.id, &property(prop), *set))
            })
            .await?;
            Ok(done)
        })
    }

    fn get_props<'a>(&'a self, path: &'a DavPath, do_content: bool, asker: &'a Asker) -> FsFuture<'a, Vec<DavProp>> {
        Box::pin(async move {
            let found = properties_of(path, asker).await?;
            let with_content = |prop: DavProp| DavProp { xml: prop.xml.filter(|_| do_content), ..prop };
            Ok(found.into_iter().map(|property| with_content(prop(property))).collect())
        })
    }

    fn get_prop<'a>(&'a self, path: &'a DavPath, wanted: DavProp, asker: &'a Asker) -> FsFuture<'a, Vec<u8>> {
        Box::pin(async move {
            let wanted = property(&wanted);
            let mut found = properties_of(path, asker).await?.into_iter();
            let found = found.find(|have| have.name == wanted.name && have.namespace == wanted.namespace);
            found.map(|property| property.xml).ok_or(FsError::NotFound)
        })
    }

    /// What is left, where there is a limit.
    fn get_quota<'a>(&'a self, asker: &'a Asker) -> FsFuture<'a, (u64, Option<u64>)> {
        Box::pin(async move {
            let quota = asker.quota().ok_or(FsError::NotImplemented)?;
            let used = asker.app.db.read(quota::used).await.map_err(|error| asker.failed(error))?;
            Ok((0, Some(quota.saturating_sub(used))))
        })
    }
}

/// Deletes a file or a folder: into the trash, as the API does.
fn remove<'a>(path: &'a DavPath, asker: &'a Asker) -> FsFuture<'a, ()> {
    Box::pin(async move {
        let path = changeable(path, asker)?;
        if asker.deed.is_done_at_once() {
            return Ok(());
        }
        let passing = path.name() == ".DS_Store" || PASSING.iter().any(|start| path.name().starts_with(start));
        write(asker, move |tx, journal| match passing {
            true => changes::delete(tx, &path, journal),
            false => changes::throw_away(tx, &path, journal).map(drop),
        })
        .await
    })
}

async fn properties_of(path: &DavPath, asker: &Asker) -> FsResult<Vec<Property>> {
    let Some(path) = place(path)? else { return Ok(Vec::new()) };
    let found = asker.app.db.read(move |connection| properties::list(connection, path.as_str())).await;
    found.map_err(|error| asker.failed(error))
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
    asker: &Asker,
    work: impl FnOnce(&Transaction, &Journal) -> Result<()> + Send + 'static,
) -> FsResult<()> {
    let trace = asker.trace.clone();
    let done = asker.app.db.write(move |tx| work(tx, &Journal::open(tx, &trace)?)).await;
    done.map_err(|error| asker.failed(error))
}

async fn look(asker: &Asker, path: &FilePath) -> FsResult<Option<Meta>> {
    let (wanted, clock) = (path.clone(), asker.app.clock.clone());
    let found = asker.app.db.read(move |connection| tree::find(connection, wanted.as_str())).await;
    let found = found.map_err(|error| asker.failed(error))?;
    let always = || path.is_root().then(|| Meta::of_root(&clock));
    Ok(found.map(|entry| Meta::of(&entry, &clock)).or_else(always))
}

async fn lines(asker: &Asker, folder: FilePath) -> FsResult<Vec<Line>> {
    let entries = asker.app.db.read(move |connection| tree::list(connection, Some(&folder))).await;
    let entries = entries.map_err(|error| asker.failed(error))?;
    let line = |entry| Line { meta: Meta::of(&entry, &asker.app.clock), name: entry.name };
    Ok(entries.into_iter().map(line).collect())
}

/// Where a path of the share leads; `None` is the share itself.
fn place(path: &DavPath) -> FsResult<Option<FilePath>> {
    let text = std::str::from_utf8(path.as_bytes()).map_err(|_| FsError::NotFound)?.trim_matches('/');
    if text.is_empty() {
        return Ok(None);
    }
    let path = FilePath::parse(text).map_err(|_| FsError::NotFound)?;
    if SHOWN.contains(&path.context()) { Ok(Some(path)) } else { Err(FsError::NotFound) }
}

/// The path of something that may be changed by who asks.
fn changeable(path: &DavPath, asker: &Asker) -> FsResult<FilePath> {
    let path = place(path)?.filter(|path| !path.is_root()).ok_or(FsError::Forbidden)?;
    require_writable(&asker.principal, &path).map_err(|error| asker.failed(error))?;
    Ok(path)
}

/// The path of something new.
fn new_place(path: &DavPath, asker: &Asker) -> FsResult<FilePath> {
    let path = place(path)?.ok_or(FsError::Forbidden)?;
    if path.is_root() {
        return Err(FsError::Exists);
    }
    let path = FilePath::parse_new(path.as_str()).map_err(|error| asker.failed(error))?;
    require_writable(&asker.principal, &path).map_err(|error| asker.failed(error))?;
    Ok(path)
}
