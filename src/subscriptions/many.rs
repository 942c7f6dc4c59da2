//! Subscribing several members at once: all of them or none, so that it can be undone (people.md 7).

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::fees::Due;
use super::subscription::require_reach;
use super::{Enrolment, Subscription, import, insert};
use crate::audit::{AuditContext, AuditLog};
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::imports::{self, Counts, ImportKind};
use crate::members::layout::Layout;
use crate::members::record::{self, Member};
use crate::msg;
use crate::params::{Ids, Params};

/// Names that an error lists.
const NAMES_TOLD: usize = 20;

/// Whom a request subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    Members(Ids),
    /// The members of a category.
    Category(i64),
    /// The subscribers of an activity, or of a fee.
    SubscribersOf {
        service: Option<i64>,
        fee: Option<i64>,
        only_paid: bool,
    },
}

impl Targets {
    /// Reads `users`, `category`, or `copy_service` and `copy_fee` with `copy_paid`: one of the three.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read, or when none or several are given.
    pub fn from_params(params: &Params) -> Result<Self> {
        let users = params.ids("users")?;
        let category = params.id("category")?;
        let (service, fee) = (params.id("copy_service")?, params.id("copy_fee")?);
        let only_paid = params.flag("copy_paid")?;
        match (users.is_empty(), category, service.or(fee)) {
            (false, None, None) => Ok(Targets::Members(users)),
            (true, Some(category), None) => Ok(Targets::Category(category)),
            (true, None, Some(_)) => Ok(Targets::SubscribersOf { service, fee, only_paid }),
            _ => Err(Error::invalid_field("users", msg!("subscription-targets"))),
        }
    }

    /// The members, in ascending order.
    fn members(&self, conn: &Connection) -> Result<BTreeSet<i64>> {
        let ids = |sql: &str, values: &dyn rusqlite::ToSql| -> Result<BTreeSet<i64>> {
            let mut statement = conn.prepare_cached(sql)?;
            let ids = statement.query_map([values], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        };
        match self {
            Targets::Members(members) => record::named(conn, members),
            Targets::Category(id) => ids("SELECT id FROM users WHERE id_category = ?1", id),
            Targets::SubscribersOf { service, fee, only_paid } => {
                let paid = if *only_paid { " AND paid = 1" } else { "" };
                let all = |column: &str, id: &i64| {
                    ids(&format!("SELECT id_user FROM services_users WHERE {column} = ?1{paid}"), id)
                };
                let of_service = service.as_ref().map(|id| all("id_service", id)).transpose()?;
                let of_fee = fee.as_ref().map(|id| all("id_fee", id)).transpose()?;
                Ok(match (of_service, of_fee) {
                    (Some(a), Some(b)) => a.intersection(&b).copied().collect(),
                    (a, b) => a.or(b).unwrap_or_default(),
                })
            }
        }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Enrolled {
    /// The record by which it is undone; `None` if nobody was subscribed.
    pub import: Option<i64>,
    pub subscribed: usize,
    /// Members who had the activity and the fee already, when subscribers were copied.
    pub passed_over: usize,
    /// The identifiers of the new subscriptions.
    pub subscriptions: Vec<i64>,
}

/// # Errors
///
/// As for [`super::enrol`]; [`Error::Invalid`] that lists the members who have the same subscription already, or when
/// nobody is meant; [`Error::Forbidden`] for an administrator out of reach.
pub fn enrol_many(
    tx: &Transaction<'_>,
    layout: &Layout,
    targets: &Targets,
    wanted: &Enrolment,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Enrolled> {
    let (template, fee) = super::planned(tx, wanted)?;
    if let Some(id) = wanted.fee.filter(|_| fee.is_none()) {
        return Err(Error::invalid_field("id_fee", msg!("subscription-fee-unknown", id = id)));
    }
    let mut members = targets.members(tx)?;
    let before = members.len();
    if matches!(targets, Targets::SubscribersOf { .. }) {
        let mut has =
            tx.prepare_cached("SELECT 1 FROM services_users WHERE id_user = ?1 AND id_service = ?2 AND id_fee IS ?3")?;
        let mut kept = BTreeSet::new();
        for id in members {
            if !has.exists((id, template.id_service, template.id_fee))? {
                kept.insert(id);
            }
        }
        members = kept;
    }
    if before == 0 {
        return Err(Error::invalid_field("users", msg!("subscription-nobody")));
    }
    refuse_doubles(tx, layout, &members, &template)?;
    let passed_over = before - members.len();
    if members.is_empty() {
        return Ok(Enrolled { import: None, subscribed: 0, passed_over, subscriptions: Vec::new() });
    }
    for id in &members {
        require_reach(tx, *id, principal)?;
    }
    let mut subscriptions = Vec::with_capacity(members.len());
    let counts = Counts { created: members.len(), unchanged: passed_over, ..Counts::default() };
    let import = imports::perform(tx, ImportKind::Subscriptions, Some("many"), counts, trace, |import, trace| {
        let audit = AuditLog::open(tx, trace)?;
        let due = fee.map(|fee| Due::new(tx, layout, fee, None)).transpose()?;
        for id_user in &members {
            let expected_amount = expected(&template, due.as_ref(), *id_user)?;
            let subscription = Subscription { id_user: *id_user, expected_amount, ..template.clone() };
            let id = insert(tx, subscription, &audit)?.id;
            import::note_new(tx, import, id)?;
            subscriptions.push(id);
        }
        Ok(())
    })?;
    Ok(Enrolled { import: Some(import), subscribed: subscriptions.len(), passed_over, subscriptions })
}

fn expected(template: &Subscription, due: Option<&Due>, member: i64) -> Result<Option<crate::money::Cents>> {
    match (template.expected_amount, due) {
        (Some(amount), _) => Ok(Some(amount)),
        (None, Some(due)) => due.of(member),
        (None, None) => Ok(None),
    }
}

/// Nothing is saved when one of several members has the same subscription; the sentence lists them.
fn refuse_doubles(
    tx: &Transaction<'_>,
    layout: &Layout,
    members: &BTreeSet<i64>,
    template: &Subscription,
) -> Result<()> {
    let mut exists = tx.prepare_cached(
        "SELECT 1 FROM services_users WHERE id_user = ?1 AND id_service = ?2 AND id_fee IS ?3 AND date = ?4",
    )?;
    let date = template.date.to_string();
    let (mut names, mut count) = (Vec::new(), 0);
    for id in members {
        if exists.exists((id, template.id_service, template.id_fee, &date))? {
            count += 1;
            if names.len() < NAMES_TOLD {
                names.push(Member::name_of(tx, layout, *id)?);
            }
        }
    }
    if count == 0 {
        return Ok(());
    }
    let names = names.join(", ");
    Err(Error::invalid_field("users", msg!("subscription-exist", count = count, names = names, date = date)))
}
