//! The state that every request sees.

pub mod job_log;
pub mod log_lines;

use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, Transaction};

use crate::association::{self, Settings};
use crate::auth::{Authenticator, keys};
use crate::clock::{Clock, zone_named};
use crate::config::{Config, SiteUrl};
use crate::db::identity::Origin;
use crate::db::migrations;
use crate::db::{CachedValue, Capacity, Db, Opened, Opening, Pool};
use crate::error::Result;
use crate::files::absent;
use crate::i18n::{Language, text};
use crate::members;
use crate::members::layout::Layout;
use crate::members::search_index::SearchIndex;
use crate::query::{Limits, Reader};
use job_log::JobLog;

pub struct App {
    pub config: Config,
    pub db: Db,
    /// Connections for people's own SQL: apart, so that slow questions never keep the other routes waiting.
    pub sql_pool: Pool<Reader>,
    /// The fields of members, and the statements that follow from them.
    pub layout: CachedValue<Arc<Layout>>,
    /// What is searched of members.
    pub search_index: SearchIndex,
    pub clock: Clock,
    pub authenticator: Authenticator,
    /// How the background jobs are doing.
    pub job_log: JobLog,
    /// What the file was when it was opened.
    pub origin: Origin,
    pub started: Instant,
}

impl App {
    /// Takes the database and prepares everything that requests share. `clock` is for tests; otherwise the machine's
    /// clock is read in the association's time zone.
    pub fn build(config: Config, clock: Option<Clock>) -> Result<Arc<Self>> {
        let machine_clock = clock.clone().unwrap_or_else(|| Clock::system(zone_named(None)));
        let prepare = |tx: &Transaction<'_>| {
            members::prepare(tx)?;
            let clock = clock.clone().map_or_else(|| local_clock(tx), Ok)?;
            keys::set_aside::expired(tx, &clock.local_now_text()).map(drop)
        };
        let opened = Db::open(
            &config.db,
            &Opening {
                backups: config.backup_directory(),
                now: machine_clock.local_now(),
                prepare: &prepare,
                capacity: Capacity::of(&config),
            },
        )?;
        opened.db.read_inline(warn_of_settings)?;
        opened.db.read_inline(warn_of_absent_contents)?;
        Self::assemble(config, opened, clock)
    }

    /// The same for a command, beside a server that may have the file: nothing of the file is changed by opening it.
    pub fn open_shared(config: Config) -> Result<Arc<Self>> {
        let opened = Db::open_shared(&config.db, Capacity::of(&config))?;
        Self::assemble(config, opened, None)
    }

    fn assemble(config: Config, opened: Opened, clock: Option<Clock>) -> Result<Arc<Self>> {
        let clock = match clock {
            Some(clock) => clock,
            None => opened.db.read_inline(local_clock)?,
        };
        Ok(Arc::new(App {
            authenticator: Authenticator::new(&config),
            layout: CachedValue::default(),
            search_index: SearchIndex::default(),
            job_log: JobLog::default(),
            origin: opened.origin,
            sql_pool: open_sql_pool(&config, &opened.db),
            db: opened.db,
            clock,
            config,
            started: Instant::now(),
        }))
    }

    /// Makes the index of members, or brings it up to date.
    pub async fn build_search_index(self: Arc<Self>) -> Result<()> {
        let app = self.clone();
        // Not among the long readings: a search would wait for an export.
        self.db.read(move |conn| app.search_index.build(&app.db, conn)).await
    }

    /// Makes the indexes of ours that the file lacks. Nobody writes meanwhile.
    pub async fn ensure_indexes(self: Arc<Self>) -> Result<()> {
        self.db
            .write(|tx| {
                migrations::ensure_indexes(tx)?;
                members::ensure_indexes(tx)
            })
            .await
    }

    /// Writes what is still in memory and gives the file back.
    pub async fn close(&self) -> Result<()> {
        self.sql_pool.close().await;
        // A failure here must not keep the file from being closed.
        let noted = self.authenticator.last_use.write(&self.db).await;
        let set_aside = self.set_expired_keys_aside().await;
        self.db.close().await.and(noted).and(set_aside)
    }

    /// Takes the hashes of keys that have expired out of reach, so that no other program that opens the file accepts them.
    pub async fn set_expired_keys_aside(&self) -> Result<()> {
        let now = self.clock.local_now_text();
        if self.db.is_read_only() || !self.db.read_inline(|connection| keys::set_aside::is_due(connection, &now))? {
            return Ok(());
        }
        let count = self.db.write(move |tx| keys::set_aside::expired(tx, &now)).await?;
        tracing::info!(count, "keys have expired");
        Ok(())
    }

    /// The address of the public site, ending in `/`. It is a setting and nothing that a request says.
    pub fn site(&self) -> String {
        self.config.site_url.as_ref().map_or("/", SiteUrl::as_str).to_owned()
    }

    /// The name of the association, for file names and greetings.
    pub fn organisation_name(&self) -> Result<String> {
        Ok(self.db.read_inline(Settings::read)?.name)
    }
}

/// The machine's clock in the association's time zone.
pub fn local_clock(connection: &Connection) -> Result<Clock> {
    Ok(Clock::system(Settings::read(connection)?.time_zone()))
}

/// What people's statements may cost, as the settings say.
pub fn sql_limits(config: &Config) -> Limits {
    Limits {
        run_time: config.sql_time_limit.duration(),
        value_bytes: u32::try_from(config.sql_memory_limit.0).unwrap_or(u32::MAX),
        temporary_bytes: Limits::default().temporary_bytes.min(config.temporary_answer_limit.0 as u64),
        ..Limits::default()
    }
}

fn open_sql_pool(config: &Config, db: &Db) -> Pool<Reader> {
    let limits = sql_limits(config);
    let open = db.reader_maker();
    Pool::new(config.sql_concurrency, move || Reader::new(open()?, limits))
}

/// Logs that contents of files are not in the database, so that nobody finds out when a file is needed.
fn warn_of_absent_contents(connection: &Connection) -> Result<()> {
    if let Some(notice) = absent::notice(connection)? {
        tracing::warn!(fault = text(Language::default(), &notice), "files have no content here");
    }
    Ok(())
}

/// Logs the settings that are not accepted, so that whoever runs the server learns why they have no effect.
fn warn_of_settings(connection: &Connection) -> Result<()> {
    for difference in association::differences(connection)? {
        tracing::warn!(fault = text(Language::default(), &difference.message()), "a setting is not in order");
    }
    Ok(())
}
