//! Creating, changing, archiving and deleting activities (people.md 7).

use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::activities::Activity;
use super::{fee_changes, reminders, subscription, texts};
use crate::audit::{Action, AuditContext, AuditLog, Entity, differences};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{DateContext, Params};

/// The longest duration of an activity, in days: more than a life.
const DAYS_MAX: i64 = 36_525;

/// The values that a request gives for an activity; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityDraft {
    label: Option<String>,
    description: Option<Option<String>>,
    duration: Option<Option<i64>>,
    start_date: Option<Option<Date>>,
    end_date: Option<Option<Date>>,
    archived: Option<bool>,
}

impl ActivityDraft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        let date = |name| params.sent(name).map(|date| date.date(context)).transpose();
        Ok(ActivityDraft {
            label: texts::label(params)?,
            description: texts::description(params)?,
            duration: params.sent("duration").map(|days| days.integer(1, DAYS_MAX)).transpose()?,
            start_date: date("start_date")?,
            end_date: date("end_date")?,
            archived: params.optional_flag("archived")?,
        })
    }

    fn apply(self, before: &Activity) -> Result<Activity> {
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        let (gives_days, gives_dates) =
            (self.duration.flatten().is_some(), self.start_date.flatten().or(self.end_date.flatten()).is_some());
        let mut after = Activity {
            id: before.id,
            label: self.label.unwrap_or_else(|| before.label.clone()),
            description: self.description.unwrap_or_else(|| before.description.clone()),
            duration: self.duration.unwrap_or(before.duration),
            start_date: self.start_date.map_or_else(|| before.start_date.clone(), text),
            end_date: self.end_date.map_or_else(|| before.end_date.clone(), text),
            archived: self.archived.unwrap_or(before.archived),
        };
        // One kind of period replaces the other, unless the request gives both.
        if gives_days && !gives_dates {
            (after.start_date, after.end_date) = (None, None);
        }
        if gives_dates && !gives_days {
            after.duration = None;
        }
        after.require_possible(before)?;
        Ok(after)
    }
}

impl Activity {
    fn require_possible(&self, before: &Activity) -> Result<()> {
        if self.label.is_empty() {
            return Err(texts::no_label());
        }
        let period = |of: &Activity| (of.duration, of.start_date.clone(), of.end_date.clone());
        if period(self) == period(before) {
            return Ok(());
        }
        match (&self.duration, &self.start_date, &self.end_date) {
            (Some(_), None, None) | (None, None, None) => Ok(()),
            (None, Some(start), Some(end)) if start <= end => Ok(()),
            (None, Some(_), Some(_)) => Err(Error::invalid_field("end_date", msg!("activity-ends-early"))),
            (None, Some(_), None) => Err(Error::invalid_field("end_date", msg!("activity-two-dates"))),
            (None, None, Some(_)) => Err(Error::invalid_field("start_date", msg!("activity-two-dates"))),
            (Some(_), ..) => Err(Error::invalid_field("duration", msg!("activity-one-period"))),
        }
    }
}

/// # Errors
///
/// [`Error::Invalid`] without a label, or with a period that is not one.
pub fn create(tx: &Transaction<'_>, draft: ActivityDraft, trace: &AuditContext) -> Result<Activity> {
    let mut activity = draft.apply(&Activity::default())?;
    let Activity { label, description, duration, start_date, end_date, archived, .. } = &activity;
    activity.id = tx
        .prepare_cached(
            "INSERT INTO services (label, description, duration, start_date, end_date, archived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .insert(params![label, description, duration, start_date, end_date, archived])?;
    AuditLog::open(tx, trace)?.created(Entity::Activity, activity.id, &activity)?;
    Ok(activity)
}

/// Changes an activity. Subscriptions keep the end that they were given.
///
/// # Errors
///
/// As for [`create`], and [`Error::NotFound`].
pub fn change(tx: &Transaction<'_>, id: i64, draft: ActivityDraft, trace: &AuditContext) -> Result<Activity> {
    let before = Activity::get(tx, id)?;
    let after = draft.apply(&before)?;
    let Some(changes) = differences(&before, &after)? else { return Ok(after) };
    let Activity { label, description, duration, start_date, end_date, archived, .. } = &after;
    tx.prepare_cached(
        "UPDATE services SET label = ?2, description = ?3, duration = ?4, start_date = ?5, end_date = ?6, archived = ?7
         WHERE id = ?1",
    )?
    .execute(params![id, label, description, duration, start_date, end_date, archived])?;
    AuditLog::open(tx, trace)?.record(Entity::Activity, id, Action::Changed, &changes)?;
    Ok(after)
}

/// Deletes an activity with its fees, subscriptions and reminders; entries stay. One that somebody subscribed to is only
/// deleted when the request repeats its label.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] without the label.
pub fn delete(tx: &Transaction<'_>, id: i64, label: Option<&str>, trace: &AuditContext) -> Result<()> {
    let activity = Activity::get(tx, id)?;
    let ids = subscription::ids_of(tx, "id_service", id)?;
    subscription::require_confirmation(&activity.label, label, ids.len())?;
    let audit = AuditLog::open(tx, trace)?;
    subscription::record_deletions(tx, &ids, &audit)?;
    fee_changes::record_deletions(tx, id, &audit)?;
    reminders::record_deletions(tx, id, &audit)?;
    tx.execute("DELETE FROM services WHERE id = ?1", [id])?;
    audit.deleted(Entity::Activity, id, &activity)
}
