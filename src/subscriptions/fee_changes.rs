//! Creating, changing and deleting fees (people.md 7).

use rusqlite::{OptionalExtension, Transaction, params};

use super::activities::Activity;
use super::fees::{Fee, list};
use super::{formula, subscription, texts};
use crate::audit::{Action, AuditContext, AuditLog, Entity, differences};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::money::Cents;
use crate::msg;
use crate::params::Params;

/// Bytes of a formula.
const FORMULA_BYTES_MAX: usize = 10_000;

/// The values that a request gives for a fee; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeeDraft {
    label: Option<String>,
    description: Option<Option<String>>,
    amount: Option<Option<Cents>>,
    formula: Option<Option<String>>,
    id_account: Option<Option<i64>>,
    id_year: Option<Option<i64>>,
    id_project: Option<Option<i64>>,
    /// Whether unpaid subscriptions are to expect what the changed fee gives.
    pub recompute: bool,
}

impl FeeDraft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        let id = |name| params.sent(name).map(|id| id.id_or_none()).transpose();
        let formula = params.sent("formula").map(|formula| texts::text(&formula, FORMULA_BYTES_MAX)).transpose()?;
        Ok(FeeDraft {
            label: texts::label(params)?,
            description: texts::description(params)?,
            amount: params.sent("amount").map(|amount| amount.amount()).transpose()?,
            formula,
            id_account: id("id_account")?,
            id_year: id("id_year")?,
            id_project: id("id_project")?,
            recompute: params.flag("recompute")?,
        })
    }

    fn apply(self, before: &Fee) -> Fee {
        let (gives_amount, gives_formula) = (self.amount.flatten().is_some(), self.formula.clone().flatten().is_some());
        let mut after = Fee {
            id: before.id,
            id_service: before.id_service,
            label: self.label.unwrap_or_else(|| before.label.clone()),
            description: self.description.unwrap_or_else(|| before.description.clone()),
            amount: self.amount.unwrap_or(before.amount),
            formula: self.formula.unwrap_or_else(|| before.formula.clone()),
            id_account: self.id_account.unwrap_or(before.id_account),
            id_year: self.id_year.unwrap_or(before.id_year),
            id_project: self.id_project.unwrap_or(before.id_project),
        };
        // An amount replaces a formula and the reverse, unless the request gives both.
        if gives_amount && !gives_formula {
            after.formula = None;
        }
        if gives_formula && !gives_amount {
            after.amount = None;
        }
        after
    }
}

/// # Errors
///
/// [`Error::NotFound`] for the activity; [`Error::Invalid`] without a label, with an amount of 0, with a formula that
/// cannot be evaluated, or with an account that is not of the chart of the year.
pub fn create(
    tx: &Transaction<'_>,
    layout: &Layout,
    activity: i64,
    draft: FeeDraft,
    trace: &AuditContext,
) -> Result<Fee> {
    Activity::get(tx, activity)?;
    let nothing = Fee { id_service: activity, ..Fee::default() };
    let mut fee = draft.apply(&nothing);
    require_possible(tx, layout, &nothing, &fee)?;
    fee.id = tx
        .prepare_cached(
            "INSERT INTO services_fees (label, description, amount, formula, id_service, id_account, id_year, id_project)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .insert(params![
            fee.label,
            fee.description,
            fee.amount.map(|cents| cents.0),
            fee.formula,
            fee.id_service,
            fee.id_account,
            fee.id_year,
            fee.id_project
        ])?;
    AuditLog::open(tx, trace)?.created(Entity::Fee, fee.id, &fee)?;
    Ok(fee)
}

/// Changes a fee. With `recompute`, its unpaid subscriptions expect from then on what the changed fee gives.
///
/// # Errors
///
/// As for [`create`], and [`Error::NotFound`].
pub fn change(tx: &Transaction<'_>, layout: &Layout, id: i64, draft: FeeDraft, trace: &AuditContext) -> Result<Fee> {
    let before = Fee::get(tx, id)?;
    let recompute = draft.recompute;
    let after = draft.apply(&before);
    require_possible(tx, layout, &before, &after)?;
    let audit = AuditLog::open(tx, trace)?;
    if let Some(changes) = differences(&before, &after)? {
        tx.prepare_cached(
            "UPDATE services_fees SET label = ?2, description = ?3, amount = ?4, formula = ?5, id_account = ?6,
                id_year = ?7, id_project = ?8 WHERE id = ?1",
        )?
        .execute(params![
            id,
            after.label,
            after.description,
            after.amount.map(|cents| cents.0),
            after.formula,
            after.id_account,
            after.id_year,
            after.id_project
        ])?;
        audit.record(Entity::Fee, id, Action::Changed, &changes)?;
    }
    if recompute {
        subscription::recompute_unpaid(tx, layout, &after, &audit)?;
    }
    Ok(after)
}

/// Deletes a fee with its subscriptions; entries stay. One that somebody subscribed to is only deleted when the request
/// repeats its label.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] without the label.
pub fn delete(tx: &Transaction<'_>, id: i64, label: Option<&str>, trace: &AuditContext) -> Result<()> {
    let fee = Fee::get(tx, id)?;
    let ids = subscription::ids_of(tx, "id_fee", id)?;
    subscription::require_confirmation(&fee.label, label, ids.len())?;
    let audit = AuditLog::open(tx, trace)?;
    subscription::record_deletions(tx, &ids, &audit)?;
    tx.execute("DELETE FROM services_fees WHERE id = ?1", [id])?;
    audit.deleted(Entity::Fee, id, &fee)
}

/// Records that the fees of an activity go with it.
pub(super) fn record_deletions(tx: &Transaction<'_>, activity: i64, audit: &AuditLog<'_>) -> Result<()> {
    for fee in list(tx, activity)? {
        audit.deleted(Entity::Fee, fee.id, &fee)?;
    }
    Ok(())
}

fn require_possible(tx: &Transaction<'_>, layout: &Layout, before: &Fee, after: &Fee) -> Result<()> {
    let refuse = |field: &str, message| Err(Error::invalid_field(field, message));
    if after.label.is_empty() {
        return Err(texts::no_label());
    }
    if after.amount != before.amount && after.amount.is_some_and(|amount| amount <= Cents(0)) {
        return refuse("amount", msg!("fee-amount-zero"));
    }
    if after.amount.is_some() && after.formula.is_some() {
        return refuse("formula", msg!("fee-amount-or-formula"));
    }
    if let Some(formula) = after.formula.as_ref() {
        formula::check(tx, layout, &after.label, formula)?;
    }
    let accounting = |fee: &Fee| (fee.id_account, fee.id_year, fee.id_project);
    if accounting(before) == accounting(after) { Ok(()) } else { require_account(tx, after) }
}

/// Account and year stand together, the account is one of the chart of the year, the project exists.
fn require_account(tx: &Transaction<'_>, fee: &Fee) -> Result<()> {
    let refuse = |field: &str, message| Err(Error::invalid_field(field, message));
    match (fee.id_account, fee.id_year) {
        (None, None) => {}
        (Some(_), None) => return refuse("id_year", msg!("fee-account-and-year")),
        (None, Some(_)) => return refuse("id_account", msg!("fee-account-and-year")),
        (Some(account), Some(year)) => {
            let chart: Option<i64> = tx
                .prepare_cached("SELECT id_chart FROM acc_years WHERE id = ?1")?
                .query_row([year], |row| row.get(0))
                .optional()?;
            let Some(chart) = chart else { return refuse("id_year", msg!("fee-year-unknown", id = year)) };
            let is_of_chart = tx
                .prepare_cached("SELECT 1 FROM acc_accounts WHERE id = ?1 AND id_chart = ?2")?
                .exists([account, chart])?;
            if !is_of_chart {
                return refuse("id_account", msg!("fee-account-unknown", id = account));
            }
        }
    }
    if let Some(project) = fee.id_project
        && !tx.prepare_cached("SELECT 1 FROM acc_projects WHERE id = ?1")?.exists([project])?
    {
        return refuse("id_project", msg!("fee-project-unknown", id = project));
    }
    Ok(())
}
