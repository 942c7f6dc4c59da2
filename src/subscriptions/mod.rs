//! Subscriptions of members to activities (members.md 7): who takes part in what, until when, for how much.

pub mod activities;
pub mod activity_changes;
pub mod dataset;
pub mod fee_changes;
pub mod fees;
mod formula;
pub mod import;
pub mod lists;
pub mod many;
pub mod offers;
pub mod participants;
pub mod reminders;
mod request;
pub mod subscription;
mod texts;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::{AuditLog, Entity};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::members::layout::Layout;
use crate::money::Cents;
use crate::msg;

pub use fees::Fee;
pub use request::Enrolment;

/// A subscription as it is stored and answered; `id` is 0 before it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Subscription {
    pub id: i64,
    pub id_user: i64,
    pub id_service: i64,
    pub id_fee: Option<i64>,
    #[serde(serialize_with = "as_integer")]
    #[schema(value_type = i64)]
    pub paid: bool,
    /// In cents.
    #[serde(serialize_with = "as_cents")]
    #[schema(value_type = Option<i64>)]
    pub expected_amount: Option<Cents>,
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub date: Date,
    #[serde(serialize_with = "as_optional_text")]
    #[schema(value_type = Option<String>)]
    pub expiry_date: Option<Date>,
}

/// Clients know it as 0 or 1.
fn as_integer<S: serde::Serializer>(truth: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64((*truth).into())
}

pub(crate) fn as_cents<S: serde::Serializer>(amount: &Option<Cents>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.map(|cents| cents.0).serialize(serializer)
}

fn as_text<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn as_optional_text<S: serde::Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    date.map(|date| date.to_string()).serialize(serializer)
}

/// How long a subscription to an activity lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// That many days from its date.
    Days(i64),
    /// Until a day that is the same for everybody.
    Until(Date),
    Endless,
}

impl Period {
    /// The period of an activity; `None` when there is no such activity.
    pub fn of_service(conn: &Connection, id: i64) -> Result<Option<Self>> {
        let mut statement = conn.prepare_cached("SELECT duration, end_date FROM services WHERE id = ?1")?;
        let row = statement
            .query_row([id], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<String>>(1)?)))
            .optional()?;
        Ok(row.map(|(days, end)| match (days, end.and_then(|end| end.parse().ok())) {
            (Some(days), _) => Period::Days(days),
            (None, Some(end)) => Period::Until(end),
            (None, None) => Period::Endless,
        }))
    }

    /// The last day of a subscription; `None` inside when it never ends, outside when no calendar has that day.
    fn expiry(self, date: Date, multiple: i64) -> Option<Option<Date>> {
        match self {
            Period::Days(days) => {
                let days = days.checked_mul(multiple)?;
                let span = jiff::Span::new().try_days(days).ok()?;
                date.checked_add(span).ok().map(Some)
            }
            Period::Until(end) => Some(Some(end)),
            Period::Endless => Some(None),
        }
    }
}

/// Subscribes a member as a request asks, and gives the subscription as it is stored, with what the request should know.
///
/// # Errors
///
/// [`Error::Invalid`]: unknown activity, several durations of an activity that has none, an end before the beginning,
/// the same subscription already there.
pub fn enrol(
    tx: &Transaction<'_>,
    layout: &Layout,
    member: i64,
    wanted: &Enrolment,
    audit: &AuditLog<'_>,
) -> Result<(Subscription, Vec<Message>)> {
    let (mut subscription, fee) = planned(tx, wanted)?;
    subscription.id_user = member;
    let lost_fee = wanted.fee.filter(|_| fee.is_none());
    let warnings: Vec<Message> = lost_fee.map(|id| msg!("subscription-fee-ignored", id = id)).into_iter().collect();
    if subscription.expected_amount.is_none() {
        subscription.expected_amount = fee.map(|fee| fee.due(tx, layout, member)).transpose()?.flatten();
    }
    require_order(&subscription)?;
    if !wanted.force_duplicate {
        refuse_duplicate(tx, &subscription)?;
    } else if subscription.id_fee.is_some() && has_duplicate(tx, &subscription)? {
        // The table holds no two of them (database.md, services_users).
        return Err(Error::invalid_field(
            "force_duplicate",
            msg!("subscription-not-twice", date = subscription.date.to_string()),
        ));
    }
    Ok((store(tx, subscription, audit)?, warnings))
}

/// The subscription that a request asks for, of nobody yet and with the amount that the request gives, and its fee.
fn planned(tx: &Transaction<'_>, wanted: &Enrolment) -> Result<(Subscription, Option<Fee>)> {
    let service = wanted.service;
    let period = Period::of_service(tx, service)?
        .ok_or_else(|| Error::invalid_field("id_service", msg!("subscription-service-unknown", id = service)))?;
    if wanted.multiple > 1 && !matches!(period, Period::Days(_)) {
        return Err(Error::invalid_field("multiple", msg!("subscription-no-duration")));
    }
    let fee = wanted.fee.map(|fee| Fee::of_service(tx, fee, service)).transpose()?.flatten();
    let expiry_date = match wanted.expiry_date {
        Some(expiry) => Some(expiry),
        None => period
            .expiry(wanted.date, wanted.multiple)
            .ok_or_else(|| Error::invalid_field("multiple", msg!("subscription-too-long")))?,
    };
    let subscription = Subscription {
        id: 0,
        id_user: 0,
        id_service: service,
        id_fee: fee.as_ref().map(|fee| fee.id),
        paid: wanted.paid,
        expected_amount: wanted.expected_amount,
        date: wanted.date,
        expiry_date,
    };
    Ok((subscription, fee))
}

/// Stores a subscription after checking what can be checked of it alone.
///
/// # Errors
///
/// [`Error::Invalid`] when it ends before it begins, or the same member has the same one on that day.
pub fn insert(tx: &Transaction<'_>, subscription: Subscription, audit: &AuditLog<'_>) -> Result<Subscription> {
    require_possible(tx, &subscription)?;
    store(tx, subscription, audit)
}

fn store(tx: &Transaction<'_>, subscription: Subscription, audit: &AuditLog<'_>) -> Result<Subscription> {
    let Subscription { id_user, id_service, id_fee, paid, expected_amount, date, expiry_date, .. } = subscription;
    let amount = expected_amount.map(|cents| cents.0);
    let (first, last) = (date.to_string(), expiry_date.map(|expiry| expiry.to_string()));
    let id = tx
        .prepare_cached(
            "INSERT INTO services_users (id_user, id_service, id_fee, paid, expected_amount, date, expiry_date)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .insert((id_user, id_service, id_fee, paid, amount, first, last))?;
    let stored = Subscription { id, ..subscription };
    audit.created(Entity::Subscription, id, &stored)?;
    Ok(stored)
}

/// What no subscription can be: over before it begins, or the same as another one of the same member.
fn require_possible(conn: &Connection, subscription: &Subscription) -> Result<()> {
    require_order(subscription)?;
    refuse_duplicate(conn, subscription)
}

fn require_order(subscription: &Subscription) -> Result<()> {
    let Some(expiry) = subscription.expiry_date.filter(|expiry| *expiry < subscription.date) else { return Ok(()) };
    let (date, expiry) = (subscription.date.to_string(), expiry.to_string());
    Err(Error::invalid_field("expiry_date", msg!("subscription-ends-early", date = date, expiry = expiry)))
}

fn refuse_duplicate(conn: &Connection, subscription: &Subscription) -> Result<()> {
    if !has_duplicate(conn, subscription)? {
        return Ok(());
    }
    Err(Error::invalid_field("date", msg!("subscription-exists", date = subscription.date.to_string())))
}

fn has_duplicate(conn: &Connection, subscription: &Subscription) -> Result<bool> {
    let Subscription { id, id_user, id_service, id_fee, date, .. } = subscription;
    // The unique index takes two missing fees for different ones.
    let sql = "SELECT 1 FROM services_users
               WHERE id_user = ?1 AND id_service = ?2 AND id_fee IS ?3 AND date = ?4 AND id <> ?5";
    Ok(conn.prepare_cached(sql)?.exists((id_user, id_service, id_fee, date.to_string(), id))?)
}
