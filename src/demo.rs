//! Stand-in until the real one is merged: an empty association with three keys.

use std::path::Path;

use jiff::civil::DateTime;

use crate::auth::keys::{self, KeyName, NewKey};
use crate::error::Result;
use crate::install::{self, Country, NewAssociation};
use crate::{auth::Level, db, members};

/// A key of the demonstration, with its secret.
pub struct DemoKey {
    pub name: String,
    pub secret: String,
    pub level: Level,
}

/// Makes the demonstration's file and its keys.
pub fn create(path: &Path, now: DateTime) -> Result<Vec<DemoKey>> {
    let association =
        NewAssociation::parse("Les Abeilles", Country::France, "bureau@example.org", "Ada Lovelace", None)?;
    let mut made = Vec::new();
    db::create(path, |tx| {
        install::create(tx, &association, now, members::searchable)?;
        for (name, level) in [("lecture", Level::Read), ("ecriture", Level::Write), ("admin", Level::Admin)] {
            let key = NewKey { name: KeyName::parse(name)?, label: name.to_owned(), level, expires: None };
            let secret = keys::create(tx, &key, &now.strftime("%Y-%m-%d %H:%M:%S").to_string())?;
            made.push(DemoKey { name: name.to_owned(), secret, level });
        }
        Ok(())
    })?;
    Ok(made)
}
