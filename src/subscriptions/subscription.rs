//! Subscriptions that exist: read, changed, deleted (people.md 7).

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::fees::{Due, Fee};
use super::{Period, Subscription};
use crate::audit::{Action, AuditLog, Entity, differences};
use crate::auth::{Level, Principal, Rights, Section};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, Params};

const COLUMNS: &str = "id, id_user, id_service, id_fee, paid, expected_amount, date, expiry_date";

impl Subscription {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Subscription> {
        let sql = format!("SELECT {COLUMNS} FROM services_users WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("subscription-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Subscription> {
        let date = |column: usize, text: String| {
            text.parse::<Date>().map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
            })
        };
        Ok(Subscription {
            id: row.get(0)?,
            id_user: row.get(1)?,
            id_service: row.get(2)?,
            id_fee: row.get(3)?,
            paid: row.get(4)?,
            expected_amount: row.get::<_, Option<i64>>(5)?.map(Cents),
            date: date(6, row.get(6)?)?,
            expiry_date: row.get::<_, Option<String>>(7)?.map(|text| date(7, text)).transpose()?,
        })
    }
}

/// Refuses to touch the subscriptions of an administrator to whoever does not administer members; keys may, when they do
/// (members.md 7).
///
/// # Errors
///
/// [`Error::Forbidden`]; nothing for a member who does not exist.
pub fn require_reach(conn: &Connection, member: i64, principal: &Principal) -> Result<()> {
    let rights = Rights::of_member(conn, member)?;
    let is_administrator = rights.is_some_and(|rights| rights.manage_settings() || rights.manage_members());
    let administers = principal.rights.reach(Section::Users, Level::Admin)
        || principal.rights.reach(Section::Config, Level::Admin) && principal.actor.member().is_some();
    if is_administrator && !administers { Err(Error::Forbidden(msg!("member-administrator"))) } else { Ok(()) }
}

/// The values that a request gives for a subscription; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubscriptionDraft {
    service: Option<i64>,
    fee: Option<Option<i64>>,
    date: Option<Date>,
    /// Blank to compute it.
    expiry_date: Option<Option<Date>>,
    paid: Option<bool>,
    /// Blank for what the fee gives.
    expected_amount: Option<Option<Cents>>,
}

impl SubscriptionDraft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        Ok(SubscriptionDraft {
            service: params.sent("id_service").map(|id| id.required_id()).transpose()?,
            fee: params.sent("id_fee").map(|id| id.id_or_none()).transpose()?,
            date: params.sent("date").map(|date| date.required_date(context)).transpose()?,
            expiry_date: params.sent("expiry_date").map(|date| date.date(context)).transpose()?,
            paid: params.optional_flag("paid")?,
            expected_amount: params.sent("expected_amount").map(|amount| amount.amount()).transpose()?,
        })
    }

    /// A change of nothing but whether it is paid.
    pub fn paid(paid: bool) -> Self {
        SubscriptionDraft { paid: Some(paid), ..SubscriptionDraft::default() }
    }
}

/// Changes a subscription. Another activity or fee computes the expected amount anew, and a new date or activity the end,
/// unless the request gives them.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for an unknown activity, a fee of another one, an end before the beginning,
/// or the same subscription already there; [`Error::Forbidden`] for an administrator's.
pub fn change(
    tx: &Transaction<'_>,
    layout: &Layout,
    id: i64,
    draft: &SubscriptionDraft,
    principal: &Principal,
    audit: &AuditLog<'_>,
) -> Result<Subscription> {
    let before = Subscription::get(tx, id)?;
    require_reach(tx, before.id_user, principal)?;
    let mut after = before.clone();
    after.id_service = draft.service.unwrap_or(before.id_service);
    after.id_fee = match draft.fee {
        Some(fee) => fee,
        None if after.id_service != before.id_service => None,
        None => before.id_fee,
    };
    after.date = draft.date.unwrap_or(before.date);
    after.paid = draft.paid.unwrap_or(before.paid);
    let other_fee = (after.id_service, after.id_fee) != (before.id_service, before.id_fee);
    let moves = (after.id_service, after.date) != (before.id_service, before.date);
    if after.id_service != before.id_service {
        period_of(tx, after.id_service)?;
    }
    after.expiry_date = match draft.expiry_date {
        Some(Some(expiry)) => Some(expiry),
        None if !moves => before.expiry_date,
        Some(None) | None => expiry(tx, &after)?,
    };
    // What other programs stored, whatever it is, does not stand in the way of other changes.
    let asks_fee = other_fee || draft.expected_amount == Some(None);
    let fee = if asks_fee { fee_of(tx, &after)? } else { None };
    after.expected_amount = match draft.expected_amount {
        Some(Some(amount)) => Some(amount),
        _ if asks_fee => fee.map(|fee| fee.due(tx, layout, after.id_user)).transpose()?.flatten(),
        _ => before.expected_amount,
    };
    if moves || other_fee || after.expiry_date != before.expiry_date {
        super::require_possible(tx, &after)?;
    }
    save(tx, &before, &after, audit)?;
    Ok(after)
}

fn fee_of(tx: &Transaction<'_>, subscription: &Subscription) -> Result<Option<Fee>> {
    let Some(id) = subscription.id_fee else { return Ok(None) };
    let unknown = || Error::invalid_field("id_fee", msg!("subscription-fee-unknown", id = id));
    Fee::of_service(tx, id, subscription.id_service)?.map(Some).ok_or_else(unknown)
}

fn period_of(tx: &Transaction<'_>, service: i64) -> Result<Period> {
    let unknown = || Error::invalid_field("id_service", msg!("subscription-service-unknown", id = service));
    Period::of_service(tx, service)?.ok_or_else(unknown)
}

fn expiry(tx: &Transaction<'_>, subscription: &Subscription) -> Result<Option<Date>> {
    let period = period_of(tx, subscription.id_service)?;
    period.expiry(subscription.date, 1).ok_or_else(|| Error::invalid_field("date", msg!("subscription-too-long")))
}

fn save(tx: &Transaction<'_>, before: &Subscription, after: &Subscription, audit: &AuditLog<'_>) -> Result<()> {
    let Some(changes) = differences(before, after)? else { return Ok(()) };
    tx.prepare_cached(
        "UPDATE services_users SET id_service = ?2, id_fee = ?3, paid = ?4, expected_amount = ?5, date = ?6,
            expiry_date = ?7 WHERE id = ?1",
    )?
    .execute(params![
        after.id,
        after.id_service,
        after.id_fee,
        after.paid,
        after.expected_amount.map(|cents| cents.0),
        after.date.to_string(),
        after.expiry_date.map(|date| date.to_string())
    ])?;
    audit.record(Entity::Subscription, after.id, Action::Changed, &changes)
}

/// Deletes a subscription; the entries that pay for it stay, without their link to it.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Forbidden`] for an administrator's.
pub fn delete(tx: &Transaction<'_>, id: i64, principal: &Principal, audit: &AuditLog<'_>) -> Result<()> {
    let subscription = Subscription::get(tx, id)?;
    require_reach(tx, subscription.id_user, principal)?;
    record_deletions(tx, &[id], audit)?;
    tx.prepare_cached("DELETE FROM services_users WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// The subscriptions of an activity (`id_service`) or of a fee (`id_fee`).
pub(super) fn ids_of(conn: &Connection, column: &str, id: i64) -> Result<Vec<i64>> {
    let mut statement = conn.prepare(&format!("SELECT id FROM services_users WHERE {column} = ?1 ORDER BY id"))?;
    let ids = statement.query_map([id], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Records that subscriptions go.
pub(super) fn record_deletions(tx: &Transaction<'_>, ids: &[i64], audit: &AuditLog<'_>) -> Result<()> {
    for id in ids {
        audit.deleted(Entity::Subscription, *id, &Subscription::get(tx, *id)?)?;
    }
    Ok(())
}

/// Gives the unpaid subscriptions of a fee the amount that the fee gives now.
pub(super) fn recompute_unpaid(tx: &Transaction<'_>, layout: &Layout, fee: &Fee, audit: &AuditLog<'_>) -> Result<()> {
    let due = Due::new(tx, layout, fee.clone(), None)?;
    for id in ids_of(tx, "id_fee", fee.id)? {
        let before = Subscription::get(tx, id)?;
        if !before.paid {
            let expected_amount = due.of(before.id_user)?;
            save(tx, &before, &Subscription { expected_amount, ..before.clone() }, audit)?;
        }
    }
    Ok(())
}

/// Somebody who deletes what members subscribed to shows that they mean it.
pub(super) fn require_confirmation(label: &str, given: Option<&str>, subscriptions: usize) -> Result<()> {
    if subscriptions == 0 || given.is_some_and(|given| given.trim() == label.trim()) {
        return Ok(());
    }
    Err(Error::Conflict(msg!("activity-confirm", label = label, count = subscriptions)))
}
