//! What only HTTP needs beside [`App`], shared by all requests: cached answers, counters, locks of WebDAV clients.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::admin::uploads::Uploads;
use super::dav::Dav;
use super::metrics::Metrics;
use super::site::rendered::{PageCache, new_page_cache};
use crate::app::App;
use crate::db::CachedValue;
use crate::files::thumbnail;

/// Downloads of everything at once (threats.md 78).
pub const DOWNLOADS_MAX: usize = 16;

pub struct State {
    pub app: Arc<App>,
    pub metrics: Metrics,
    /// The answer of `user/categories`, which counts all members.
    pub categories: CachedValue<Arc<[u8]>>,
    /// The answer of `accounting/years`, which counts all entries.
    pub years: CachedValue<Arc<[u8]>>,
    /// The pages of the public site, as they are sent.
    pub site_pages: PageCache,
    /// Recently made thumbnails.
    pub thumbnails: thumbnail::Cache,
    /// Turns of whole copies of the database or of all files that are being made or sent.
    pub downloads: Arc<Semaphore>,
    /// The WebDAV share, with the locks that its clients hold.
    pub dav: Dav,
    /// Files that people of the administration are still deciding about.
    pub uploads: Uploads,
}

impl State {
    pub fn new(app: Arc<App>) -> Arc<Self> {
        Arc::new(State {
            app,
            metrics: Metrics::default(),
            categories: CachedValue::default(),
            years: CachedValue::default(),
            site_pages: new_page_cache(),
            thumbnails: thumbnail::Cache::default(),
            downloads: Arc::new(Semaphore::new(DOWNLOADS_MAX)),
            dav: Dav::default(),
            uploads: Uploads::default(),
        })
    }
}
