//! A file being received: in a temporary file until it is whole, and then stored at once. One that is cut short leaves
//! nothing.

use std::io::SeekFrom;

use actix_web::web::{Buf, Bytes};
use dav_server::fs::{DavFile, DavMetaData, FsError, FsFuture};

use super::context::DavContext;
use super::meta::Meta;
use crate::audit::AuditLog;
use crate::files::{Content, Entry, FilePath, changes};
use crate::web::spool::Spool;

pub struct Upload {
    context: DavContext,
    path: FilePath,
    spool: Spool,
    received: u64,
    announced: Option<u64>,
    stored: Option<Entry>,
}

impl Upload {
    pub fn new(context: DavContext, path: FilePath, announced: Option<u64>) -> Self {
        Upload { context, path, spool: Spool::default(), received: 0, announced, stored: None }
    }

    async fn store(&mut self) -> Result<(), FsError> {
        if self.announced.is_some_and(|bytes| bytes != self.received) {
            return Err(FsError::GeneralFailure);
        }
        let (context, path) = (self.context.clone(), self.path.clone());
        let sent = std::mem::take(&mut self.spool).finish().await.map_err(|error| context.failed(error))?;
        let (quota, trace) = (context.quota(), context.trace.clone());
        let stored = context.app.db.write(move |tx| {
            let content = Content { bytes: sent.file, size: sent.bytes };
            changes::put(tx, &path, content, quota, &AuditLog::open(tx, &trace)?)
        });
        self.stored = Some(stored.await.map_err(|error| context.failed(error))?);
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
        let meta = self.stored.as_ref().map(|entry| Meta::of(entry, &self.context.app.clock));
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
            self.spool.push(&bytes).await.map_err(|error| self.context.failed(error))
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
