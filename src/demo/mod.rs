//! A demonstration: the rucher-école of an invented town, with its members, activities, books, website and documents.
//!
//! Everything is made by the program, from the tables beside this file and a fixed sequence of numbers: the same day
//! gives the same data, with dates around that day. Names, addresses and events are invented; telephone numbers are of
//! the ranges kept for fiction, and mail addresses end in `.example`.

mod activities;
mod bookings;
mod books;
mod calendar;
mod documents;
mod ledger;
mod members;
mod pictures;
mod sales;
mod sequence;
mod settings;
mod subscription;
mod treasury;
mod website;

use std::path::Path;

use jiff::civil::{Date, DateTime};
use rusqlite::Transaction;

use crate::auth::{Level, keys};
use crate::bootstrap::{self, Country, NewAssociation};
use crate::db;
use crate::error::Result;
use calendar::Calendar;
use sequence::Sequence;

/// A key of the API to try the demonstration with. The secret is stored nowhere else.
pub struct DemoKey {
    pub name: String,
    pub secret: String,
    pub level: Level,
}

/// Makes a new file with the demonstration as of `now` (local time), and three keys: one to read, one to write, one to
/// administer.
///
/// # Errors
///
/// [`crate::error::Error::Conflict`] when the file exists already; it is then left alone.
pub fn create(path: &Path, now: DateTime) -> Result<Vec<DemoKey>> {
    let mut made = Vec::new();
    db::create(path, |tx| {
        fill(tx, now.date())?;
        db::migrations::apply(tx)?;
        made = create_keys(tx, now)?;
        Ok(())
    })?;
    Ok(made)
}

/// Fills an empty database with the demonstration as of that day: the agreed tables and all data, but neither keys nor
/// our own tables. The same day always gives the same rows.
pub fn fill(tx: &Transaction<'_>, today: Date) -> Result<()> {
    let calendar = Calendar::around(today)?;
    let mut sequence = Sequence::new();
    let administrator = members::administrator()?;
    let association =
        NewAssociation::parse(settings::NAME, Country::France, settings::EMAIL, &administrator.name, None)?;
    bootstrap::create(tx, &association, calendar.midnight(), crate::members::searchable)?;
    settings::fill(tx, &calendar)?;
    members::fill(tx, &calendar, &mut sequence)?;
    let books = books::open(tx, &calendar)?;
    let subscriptions = activities::fill(tx, &calendar, &books, &mut sequence)?;
    let receipts = books::fill(tx, &calendar, &books, &subscriptions, &mut sequence)?;
    website::fill(tx, &calendar)?;
    documents::fill(tx, &calendar, &receipts, &mut sequence)
}

fn create_keys(tx: &Transaction<'_>, now: DateTime) -> Result<Vec<DemoKey>> {
    let created = calendar::text(now);
    let wanted = [
        ("lecture", "Démonstration : lire", Level::Read),
        ("ecriture", "Démonstration : lire et écrire", Level::Write),
        ("administration", "Démonstration : tout faire", Level::Admin),
    ];
    let create = |(name, label, level): (&str, &str, Level)| {
        let key = keys::NewKey { name: keys::KeyName::parse(name)?, label: label.to_owned(), level, expires: None };
        let secret = keys::create(tx, &key, &created)?;
        Ok(DemoKey { name: name.to_owned(), secret, level })
    };
    wanted.into_iter().map(create).collect()
}

#[cfg(test)]
mod tests;
