//! A new association's file with its first key, for `ruche init` and for the first `ruche serve`.

use std::path::Path;

use serde::Serialize;

use crate::accounting::charts::{self, ChartCountry, ShippedChart};
use crate::auth::Level;
use crate::auth::keys::{self, KeyName, NewKey};
use crate::bootstrap::{self, NewAssociation};
use crate::clock::{Clock, zone_named};
use crate::error::Result;
use crate::{db, members};

/// The name of the first key.
const FIRST_KEY: &str = "admin";

/// A key with its secret, to be shown once.
#[derive(Debug, Serialize)]
pub struct IssuedKey {
    pub key: String,
    pub secret: String,
    pub level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// Makes the file, with the usual chart of accounts of the country, and gives its first key, which may do everything. An
/// existing file is refused.
pub fn create(path: &Path, association: &NewAssociation) -> Result<IssuedKey> {
    let clock = Clock::system(zone_named(Some(association.country().time_zone())));
    let mut secret = String::new();
    db::create(path, |transaction| {
        bootstrap::create(transaction, association, clock.local_now(), members::searchable)?;
        let country = ChartCountry::parse(association.country().code());
        if let Some(chart) = country.and_then(ShippedChart::usual) {
            charts::install(transaction, chart.name)?;
        }
        let key = NewKey {
            name: KeyName::parse(FIRST_KEY)?,
            label: FIRST_KEY.to_owned(),
            level: Level::Admin,
            expires: None,
        };
        secret = keys::create(transaction, &key, &clock.local_now_text())?;
        Ok(())
    })?;
    Ok(IssuedKey { key: FIRST_KEY.to_owned(), secret, level: Level::Admin.word(), expires: None })
}
