//! Creates, changes and deletes charts (accounting.md 11).

use rusqlite::{Transaction, params};

use super::{AccountType, Chart, ChartCountry, ShippedChart, shipped};
use crate::accounting::texts;
use crate::association;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

/// The values that a request gives for a chart; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChartDraft {
    pub label: Option<String>,
    /// `Some(None)`: without country.
    pub country: Option<Option<ChartCountry>>,
    pub archived: Option<bool>,
}

impl ChartDraft {
    /// The parameters that [`ChartDraft::from_params`] reads.
    pub const NAMES: [&'static str; 3] = ["label", "country", "archived"];

    /// Reads the parameters of a request.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        let country = |given: Param<'_>| given.choice_in_any_case(&ChartCountry::ALL, ChartCountry::code);
        Ok(ChartDraft {
            label: texts::given_label(params)?,
            country: params.sent("country").map(country).transpose()?,
            archived: params.optional_flag("archived")?,
        })
    }

    /// Gives it a label unless it has one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a blank or too long label.
    pub fn label_or(&mut self, label: &str) -> Result<()> {
        if self.label.is_none() {
            self.label = Some(texts::label(label)?);
        }
        Ok(())
    }
}

/// Installs a shipped chart by its name.
///
/// # Errors
///
/// [`Error::Invalid`] when no chart has that name, [`Error::Conflict`] when it is installed already.
pub fn add_shipped(tx: &Transaction<'_>, name: &str, trace: &AuditContext) -> Result<Chart> {
    if ShippedChart::named(name).is_none() {
        return Err(Error::invalid_field("install", msg!("accounting-chart-unknown", name = name)));
    }
    let id = shipped::install(tx, name)?;
    note_new(tx, id, trace)
}

/// Creates a chart of the association: empty, or a copy of another one, with its country unless one is given.
///
/// # Errors
///
/// [`Error::Invalid`] without a label, or when there is no chart to copy.
pub fn create(tx: &Transaction<'_>, draft: &ChartDraft, copied: Option<i64>, trace: &AuditContext) -> Result<Chart> {
    let label = draft.label.as_deref().ok_or_else(texts::no_label)?;
    let copied = copied
        .map(|id| Chart::find(tx, id)?.ok_or_else(|| Error::invalid_field("copy", msg!("chart-unknown", id = id))));
    let copied = copied.transpose()?;
    let inherited = copied.as_ref().and_then(|chart| chart.country.as_deref());
    let country = draft.country.map_or(inherited, |country| country.map(ChartCountry::code));
    let id = insert(tx, label, country, draft.archived.unwrap_or(false))?;
    if let Some(copied) = &copied {
        tx.execute(
            "INSERT INTO acc_accounts (id_chart, code, label, description, position, type, user, bookmark, archived)
             SELECT ?1, code, label, description, position, type, user, bookmark, archived FROM acc_accounts
             WHERE id_chart = ?2 ORDER BY code COLLATE NOCASE",
            [id, copied.id],
        )?;
        if country != copied.country.as_deref() {
            derive_types(tx, id, draft.country.flatten())?;
        }
    }
    note_new(tx, id, trace)
}

pub(super) fn insert(tx: &Transaction<'_>, label: &str, country: Option<&str>, archived: bool) -> Result<i64> {
    let sql = "INSERT INTO acc_charts (label, country, archived) VALUES (?1, ?2, ?3)";
    Ok(tx.prepare_cached(sql)?.insert(params![label, country, archived])?)
}

/// Changes the values that the draft gives. Another country derives the types of all accounts again.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for another country of an official chart, which is that country's.
pub fn change(tx: &Transaction<'_>, id: i64, draft: &ChartDraft, trace: &AuditContext) -> Result<Chart> {
    let before = Chart::get(tx, id)?;
    let mut after = before.clone();
    if let Some(country) = draft.country {
        after.country = country.map(|country| country.code().to_owned());
    }
    after.label = draft.label.clone().unwrap_or(after.label);
    after.archived = draft.archived.unwrap_or(after.archived);
    if after.country != before.country && before.is_official() {
        return Err(Error::Conflict(msg!("chart-official-country", label = before.label)));
    }
    let Some(changes) = texts::differences(&before, &after)? else { return Ok(after) };
    tx.execute(
        "UPDATE acc_charts SET label = ?2, country = ?3, archived = ?4 WHERE id = ?1",
        params![id, after.label, after.country, after.archived],
    )?;
    if after.country != before.country {
        derive_types(tx, id, after.rules())?;
    }
    note(tx, id, Action::Changed, &changes, trace)?;
    Ok(after)
}

fn derive_types(tx: &Transaction<'_>, chart: i64, rules: Option<ChartCountry>) -> Result<()> {
    let mut accounts = tx.prepare("SELECT id, code, type FROM acc_accounts WHERE id_chart = ?1")?;
    let accounts = accounts.query_map([chart], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut update = tx.prepare("UPDATE acc_accounts SET type = ?2 WHERE id = ?1")?;
    for (id, code, stored) in accounts.collect::<rusqlite::Result<Vec<(i64, String, AccountType)>>>()? {
        let account_type = AccountType::of_code(rules, &code);
        // A type of another program stays.
        if stored.is_known() && account_type != stored {
            update.execute(params![id, account_type])?;
        }
    }
    Ok(())
}

/// Deletes a chart with its accounts.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] when a year uses it.
pub fn delete(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    let chart = Chart::get(tx, id)?;
    let is_used = tx
        .prepare_cached(
            "SELECT 1 FROM acc_years WHERE id_chart = ?1
             UNION ALL SELECT 1 FROM acc_transactions_lines WHERE id_account IN
                (SELECT id FROM acc_accounts WHERE id_chart = ?1)",
        )?
        .exists([id])?;
    if is_used {
        return Err(Error::Conflict(msg!("chart-used", label = chart.label)));
    }
    tx.execute("DELETE FROM acc_charts WHERE id = ?1", [id])?;
    let changes = texts::differences(&chart, &())?.unwrap_or_default();
    note(tx, id, Action::Deleted, &changes, trace)
}

/// Records a new chart, and gives it.
pub(super) fn note_new(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<Chart> {
    let chart = Chart::get(tx, id)?;
    note(tx, id, Action::Created, &texts::differences(&(), &chart)?.unwrap_or_default(), trace)?;
    Ok(chart)
}

pub(super) fn note(tx: &Transaction<'_>, id: i64, action: Action, changes: &str, trace: &AuditContext) -> Result<()> {
    association::note_chart_change(tx)?;
    AuditLog::open(tx, trace)?.record(Entity::Chart, id, action, changes)
}
