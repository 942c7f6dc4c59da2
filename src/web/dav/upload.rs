//! A file being received: in a temporary file until it is whole, and then stored at once. One that is cut short leaves
//! nothing.

use std::io::SeekFrom;

use actix_web::web::{Buf, Bytes};
use dav_server::fs::{DavFile, DavMetaData, FsError, FsFuture};

use super::asker::Asker;
use super::meta::Meta;
use crate::files::{Content, Entry, FilePath, changes};
use crate::journal::Journal;
use crate::web::spool::Spool;

pub struct Upload {
    asker: Asker,
    path: FilePath,
    spool: Spool,
    received: u64,
    announced: Option<u64>,
    stored: Option<Entry>,
}

impl Upload {
    pub fn new(asker: Asker, path: FilePath, announced: Option<u64>) -> Self {
        Upload { asker, path, spool: Spool::default(), received: 0, announced, stored: None }
    }

    async fn store(&mut self) -> Result<(), FsError> {
        if self.announced.is_some_and(|bytes| bytes != self.received) {
            return Err(FsError::GeneralFailure);
        }
        let (asker, path) = (self.asker.clone(), self.path.clone());
        let sent = std::mem::take(&mut self.spool).finish().await.map_err(|error| asker.failed(error))?;
        let (quota, trace) = (asker.quota(), asker.trace.clone());
        let stored = asker.app.db.write(move |tx| {
            let content = Content { bytes: sent.file, size: sent.bytes };
            changes::put(tx, &path, content, quota, &Journal::open(tx, &trace)?)
        });
        self.stored = Some(stored.await.map_err(|error| asker.failed(error))?);
        Ok(())
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({}, {} bytes)", self.path.as_str(), self.received)
    }
}

impl DavFile for Upload {
    fn metadata(&'_ mut self) -> FsFuture<'_, Box<dyn DavMetaData>> {
        let meta = self.stored.as_ref().map(|entry| Meta::of(entry, &self.asker.app.clock));
        let meta: Option<Box<dyn DavMetaData>> = meta.map(|meta| Box::new(meta) as _);
        Box::pin(std::future::ready(meta.ok_or(FsError::NotFound)))
    }

    fn write_buf(&'_ mut self, mut buf: Box<dyn Buf + Send>) -> FsFuture<'_, ()> {
        let bytes = buf.copy_to_bytes(buf.remaining());
        self.write_bytes(bytes)
    }

    fn write_bytes(&'_ mut self, bytes: Bytes) -> FsFuture<'_, ()> {
        Box::pin(async move {
            self.received += bytes.len() as u64;
            self.spool.push(&bytes).await.map_err(|error| self.asker.failed(error))
        })
    }

    fn flush(&'_ mut self) -> FsFuture<'_, ()> {
        Box::pin(self.store())
    }

    /// Reading is answered elsewhere.
    fn read_bytes(&'_ mut self, _: usize) -> FsFuture<'_, Bytes> {
        Box::pin(std::future::ready(Err(FsError::NotImplemented)))
    }

    /// Only whole files are written.
    fn seek(&'_ mut self, _: SeekFrom) -> FsFuture<'_, u64> {
        Box::pin(std::future::ready(Err(FsError::NotImplemented)))
    }
}
