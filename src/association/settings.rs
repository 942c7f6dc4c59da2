//! The settings, typed, as the other modules read them.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};

use super::keys;
use crate::clock::zone_named;
use crate::error::Result;

/// The settings of an association at one moment. A value that is not accepted counts as absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Empty if the file has no name.
    pub name: String,
    pub email: Option<String>,
    /// SIREN, SIRET, or the number that its country uses.
    pub business_number: Option<String>,
    /// The postal address for visitors, on several lines.
    pub public_address: Option<String>,
    /// A code of ISO 3166-1.
    pub country: Option<String>,
    /// A code of ISO 4217.
    pub currency: Option<String>,
    pub timezone: Option<String>,
    /// The category of members created without one.
    pub default_category: Option<i64>,
    /// How many automatic backups the association asks to keep.
    pub backup_limit: Option<usize>,
    /// `#rrggbb`: the main colour, and the one beside it.
    pub colours: [Option<String>; 2],
    /// Which files the association put in place of the built-in ones: key of `config.files` and Unix time.
    pub custom_files: HashMap<String, u64>,
    /// Whether visitors may see the public site. It is closed unless the settings say otherwise.
    pub site_is_open: bool,
    /// How long the log is kept; 0 keeps no log but of deletions.
    pub log_retention_days: Option<i64>,
    /// Minutes after which a browser that is left alone is signed out; 0 means never.
    pub auto_logout: Option<i64>,
    /// Whether the project of a payment stands on all lines of its entry, or on those of expense and revenue alone
    /// (accounting.md 6.4).
    pub project_on_all_lines: bool,
    /// `none`, `min`, `avg` or `max`.
    pub versioning_policy: Option<String>,
    /// Larger files have no versions.
    pub versioning_mebibytes_max: Option<u64>,
}

impl Settings {
    pub fn read(conn: &Connection) -> Result<Self> {
        // A number stored as such is read as its text.
        let mut statement =
            conn.prepare_cached("SELECT key, CAST(value AS TEXT) FROM config WHERE value IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut values: HashMap<String, String> = rows.collect::<rusqlite::Result<_>>()?;
        // Read without its rule: one missing key must not hide the others.
        let custom_files = values.remove("files").map_or_else(HashMap::new, |files| custom_files(&files));
        let mut take = |name: &str| {
            let key = keys::find(name)?;
            values.remove(name).filter(|value| !value.trim().is_empty() && key.kind.accepts(value))
        };
        Ok(Settings {
            name: take("org_name").map_or_else(String::new, |name| name.trim().to_owned()),
            email: take("org_email"),
            business_number: take("org_business_number"),
            public_address: take("org_address_public"),
            country: take("country"),
            currency: take("currency"),
            timezone: take("timezone"),
            default_category: number(take("default_category")),
            backup_limit: number(take("backup_limit")),
            colours: ["color1", "color2"].map(&mut take),
            custom_files,
            site_is_open: take("site_disabled").as_deref() == Some("0"),
            log_retention_days: number(take("log_retention")),
            auto_logout: number(take("auto_logout")),
            project_on_all_lines: take("analytical_set_all").as_deref() != Some("0"),
            versioning_policy: take("file_versioning_policy"),
            versioning_mebibytes_max: number(take("file_versioning_max_size")),
        })
    }

    /// The time zone of all local times; the machine's own if the settings name none.
    pub fn time_zone(&self) -> TimeZone {
        zone_named(self.timezone.as_deref())
    }

    /// Whether the log records more than deletions (platform.md 6.3). Reads that one setting: every write asks.
    pub fn keeps_log(conn: &Connection) -> Result<bool> {
        Ok(number(one(conn, "log_retention")?) != Some(0_i64))
    }

    /// The category of members created without one, as in [`Settings::default_category`], read alone.
    pub fn read_default_category(conn: &Connection) -> Result<Option<i64>> {
        Ok(number(one(conn, "default_category")?))
    }
}

/// The value of one setting if it is accepted.
fn one(conn: &Connection, name: &str) -> Result<Option<String>> {
    let mut statement =
        conn.prepare_cached("SELECT CAST(value AS TEXT) FROM config WHERE key = ?1 AND value IS NOT NULL")?;
    let value: Option<String> = statement.query_row([name], |row| row.get(0)).optional()?;
    Ok(value.filter(|value| !value.trim().is_empty() && keys::find(name).is_some_and(|key| key.kind.accepts(value))))
}

fn number<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
    text?.parse().ok()
}

fn custom_files(text: &str) -> HashMap<String, u64> {
    let files: HashMap<String, Option<u64>> = serde_json::from_str(text).unwrap_or_default();
    files.into_iter().filter_map(|(key, time)| Some((key, time?))).collect()
}
