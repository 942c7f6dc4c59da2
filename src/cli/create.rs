//! A new association's file with its first key, for `ruche init` and for the first `ruche serve`.

use std::path::Path;

use jiff::civil::Date;
use rusqlite::Transaction;
use serde::Serialize;

use crate::accounting::accounts::{self, AccountDraft};
use crate::accounting::charts::{self, AccountType, ChartCountry, ShippedChart};
use crate::accounting::years;
use crate::audit::{Actor, AuditContext, AuditLog};
use crate::auth::Level;
use crate::auth::keys::{self, KeyName, NewKey};
use crate::bootstrap::{self, Country, NewAssociation};
use crate::clock::{Clock, zone_named};
use crate::db::migrations;
use crate::error::{Error, Result};
use crate::{db, members, msg};

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

/// The books of a new association: a year of twelve months and a bank account, so that entries can be written at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstBooks {
    pub year_start: Date,
    /// The label of the bank account; its code is the first free one of the chart.
    pub bank_account: String,
}

/// What was made, for the answer of `ruche init`.
#[derive(Debug)]
pub struct Created {
    pub key: IssuedKey,
    pub year: years::Listed,
    pub bank_account: accounts::Account,
}

/// Today in the time zone of a country.
pub fn today_in(country: Country) -> Date {
    clock_of(country).local_now().date()
}

fn clock_of(country: Country) -> Clock {
    Clock::system(zone_named(Some(country.time_zone())))
}

/// Makes the file with the usual chart of accounts of the country, the first books, and a first key that may do
/// everything.
///
/// # Errors
///
/// [`Error::Conflict`] when the file exists already; it is then left alone.
pub fn create(path: &Path, association: &NewAssociation, books: &FirstBooks) -> Result<Created> {
    let clock = clock_of(association.country());
    let mut made = None;
    db::create(path, |transaction| {
        bootstrap::create(transaction, association, clock.local_now(), members::searchable)?;
        migrations::apply(transaction)?;
        let (year, bank_account) = open_books(transaction, association.country(), books, &clock)?;
        made = Some(Created { key: first_key(transaction, &clock)?, year, bank_account });
        Ok(())
    })?;
    made.ok_or_else(|| Error::internal(anyhow::anyhow!("the new file was not filled")))
}

fn open_books(
    tx: &Transaction<'_>,
    country: Country,
    books: &FirstBooks,
    clock: &Clock,
) -> Result<(years::Listed, accounts::Account)> {
    let country = ChartCountry::parse(country.code());
    let chart = country.and_then(ShippedChart::usual);
    let chart = chart.ok_or_else(|| Error::internal(anyhow::anyhow!("no chart of accounts for {country:?}")))?;
    let chart = charts::install(tx, chart.name)?;
    let trace = AuditContext::on_this_machine(Actor::System { name: "ruche init".to_owned() }, clock);
    let audit = AuditLog::open(tx, &trace)?;
    let draft = years::Draft::twelve_months(books.year_start).ok_or_else(|| bad_year(&books.year_start.to_string()))?;
    let year = years::create(tx, &years::Draft { chart: Some(chart), ..draft }, &audit)?;
    let bank = AccountDraft {
        label: Some(books.bank_account.clone()),
        account_type: Some(AccountType::Bank),
        bookmark: Some(true),
        ..AccountDraft::default()
    };
    Ok((years::one(tx, year)?, accounts::create(tx, chart, bank, &trace)?))
}

/// The refusal of a first day that is not a date.
pub fn bad_year(text: &str) -> Error {
    Error::invalid_field("year_start", msg!("cli-init-bad-year", text = text))
}

fn first_key(tx: &Transaction<'_>, clock: &Clock) -> Result<IssuedKey> {
    let key =
        NewKey { name: KeyName::parse(FIRST_KEY)?, label: FIRST_KEY.to_owned(), level: Level::Admin, expires: None };
    let secret = keys::create(tx, &key, &clock.local_now_text())?;
    Ok(IssuedKey { key: FIRST_KEY.to_owned(), secret, level: Level::Admin.word(), expires: None })
}
