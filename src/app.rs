//! The state that every request sees.

use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, OptionalExtension};

use crate::auth::Authenticator;
use crate::clock::{Clock, zone_named};
use crate::config::{Config, SiteUrl};
use crate::db::identity::Origin;
use crate::db::{self, Db, Memo, Opened, Opening, Pool};
use crate::error::Result;
use crate::members;
use crate::members::layout::Layout;
use crate::query::{Limits, Reader};
use crate::web::metrics::Metrics;
use crate::web::site;

pub struct App {
    pub config: Config,
    pub db: Db,
    /// Connections for people's own SQL: apart, so that slow questions never keep the other routes waiting.
    pub questions: Pool<Reader>,
    /// The fields of members, and the statements that follow from them.
    pub layout: Memo<Arc<Layout>>,
    /// The answer of `user/categories`, which counts all members.
    pub categories: Memo<Arc<[u8]>>,
    /// The answer of `accounting/years`, which counts all entries.
    pub years: Memo<Arc<[u8]>>,
    /// The pages of the public site, as they are sent.
    pub site_pages: site::Kept,
    pub clock: Clock,
    pub authenticator: Authenticator,
    pub metrics: Metrics,
    /// What the file was when it was opened.
    pub origin: Origin,
    pub started: Instant,
}

impl App {
    /// Takes the database and prepares everything that requests share. `clock` is for tests; otherwise the machine's
    /// clock is read in the association's time zone.
    pub fn build(config: Config, clock: Option<Clock>) -> Result<Arc<Self>> {
        let machine_clock = clock.clone().unwrap_or_else(|| Clock::system(zone_named(None)));
        let opened = Db::open(
            &config.db,
            &Opening {
                backups: config.backup_directory(),
                now: machine_clock.local_now(),
                prepare: &members::prepare,
                readers: config.readers,
            },
        )?;
        Self::around(config, opened, clock)
    }

    /// The same for a command, beside a server that may have the file: nothing of the file is changed by opening it.
    pub fn build_beside(config: Config) -> Result<Arc<Self>> {
        let opened = Db::open_beside(&config.db, config.readers)?;
        Self::around(config, opened, None)
    }

    fn around(config: Config, opened: Opened, clock: Option<Clock>) -> Result<Arc<Self>> {
        let clock = match clock {
            Some(clock) => clock,
            None => opened.db.peek(local_clock)?,
        };
        Ok(Arc::new(App {
            authenticator: Authenticator::new(&config),
            metrics: Metrics::default(),
            layout: Memo::default(),
            categories: Memo::default(),
            years: Memo::default(),
            site_pages: site::nothing_kept(),
            origin: opened.origin,
            questions: questions(&config, &opened.db),
            db: opened.db,
            clock,
            config,
            started: Instant::now(),
        }))
    }

    /// Writes what is still in memory and gives the file back.
    pub async fn close(&self) -> Result<()> {
        self.questions.close().await;
        self.authenticator.last_use.write(&self.db).await?;
        self.db.close().await
    }

    /// The address of the public site, ending in `/`. It is a setting and nothing that a request says.
    pub fn site(&self) -> String {
        self.config.site_url.as_ref().map_or("/", SiteUrl::as_str).to_owned()
    }

    /// The name of the association, for file names and greetings.
    pub fn organisation_name(&self) -> Result<String> {
        Ok(self.db.peek(|connection| setting(connection, "org_name"))?.unwrap_or_default())
    }
}

/// The machine's clock in the association's time zone.
pub fn local_clock(connection: &Connection) -> Result<Clock> {
    Ok(Clock::system(zone_named(setting(connection, "timezone")?.as_deref())))
}

/// What people's statements may cost, as the settings say.
pub fn sql_limits(config: &Config) -> Limits {
    Limits {
        run_time: config.sql_time_limit.duration(),
        value_bytes: u32::try_from(config.sql_memory_limit.0).unwrap_or(u32::MAX),
        ..Limits::default()
    }
}

fn questions(config: &Config, db: &Db) -> Pool<Reader> {
    let limits = sql_limits(config);
    let (path, fields) = (db.path().to_owned(), db.fields().clone());
    Pool::new(config.sql_concurrency, move || Reader::new(db::read_only(&path, &fields)?, limits))
}

/// A value of the table `config`; `None` when it is not set (database.md 5).
pub fn setting(connection: &Connection, key: &str) -> Result<Option<String>> {
    let value = connection
        .prepare_cached("SELECT value FROM config WHERE key = ?1")?
        .query_row([key], |row| row.get::<_, Option<String>>(0))
        .optional()?;
    Ok(value.flatten())
}
