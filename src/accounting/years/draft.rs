//! Creates, changes and deletes years (accounting.md 7.1).

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;

use crate::accounting::entries::{Entry, store};
use crate::accounting::year::{Year, text_of};
use crate::audit::{Action, AuditLog, Entity};
use crate::error::{Error, FieldError, Result};
use crate::msg;
use crate::params::{DateContext, Params};

/// Bytes of UTF-8 of a label.
const LABEL_BYTES_MAX: usize = 200;

/// The values that a request gives for a year; the others stay, or have their defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub label: Option<String>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    /// Used for new years only: the chart of a year never changes.
    pub chart: Option<i64>,
}

impl Draft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        Ok(Draft {
            label: params.text("label")?,
            start: params.date("start_date", context)?,
            end: params.date("end_date", context)?,
            chart: params.id("id_chart")?,
        })
    }
}

impl Draft {
    /// The twelve months from `start` on, under the usual label; `None` at the end of the calendar.
    pub fn twelve_months(start: Date) -> Option<Self> {
        let end = start.checked_add(1.year()).ok()?.yesterday().ok()?;
        Some(Draft { label: Some(label_of(start, end)), start: Some(start), end: Some(end), chart: None })
    }
}

/// Creates a year and returns its number. The default chart is that of the latest year, else the only chart.
///
/// # Errors
///
/// [`Error::Invalid`] with all that is missing, or what is wrong.
pub fn create(tx: &Transaction<'_>, draft: &Draft, audit: &AuditLog<'_>) -> Result<i64> {
    let (Some(label), Some(start), Some(end)) = (&draft.label, draft.start, draft.end) else {
        return Err(missing(draft));
    };
    require_sound(label, start, end)?;
    let chart = chart_of(tx, draft.chart)?;
    let id = tx
        .prepare_cached("INSERT INTO acc_years (label, start_date, end_date, id_chart) VALUES (?1, ?2, ?3, ?4)")?
        .insert((label, text_of(start), text_of(end), chart))?;
    let changes = json!({
        "label": {"old": null, "new": label},
        "start_date": {"old": null, "new": text_of(start)},
        "end_date": {"old": null, "new": text_of(end)},
        "id_chart": {"old": null, "new": chart},
    });
    audit.record(Entity::Year, id, Action::Created, &changes.to_string())?;
    Ok(id)
}

fn missing(draft: &Draft) -> Error {
    let given =
        [("label", draft.label.is_some()), ("start_date", draft.start.is_some()), ("end_date", draft.end.is_some())];
    let field = |name: &str| FieldError { field: name.to_owned(), message: msg!("year-missing", name = name) };
    let fields: Vec<FieldError> = given.iter().filter(|(_, given)| !given).map(|(name, _)| field(name)).collect();
    let names: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    Error::Invalid { message: msg!("year-missing", name = names.join(", ")), fields }
}

fn chart_of(conn: &Connection, wanted: Option<i64>) -> Result<i64> {
    if let Some(id) = wanted {
        let exists = conn.prepare_cached("SELECT 1 FROM acc_charts WHERE id = ?1")?.exists([id])?;
        let unknown = || Error::invalid_field("id_chart", msg!("year-chart-unknown", chart = id));
        return if exists { Ok(id) } else { Err(unknown()) };
    }
    usual_chart(conn)?.ok_or_else(|| Error::invalid_field("id_chart", msg!("year-chart-missing")))
}

/// The chart of the latest year, else the only chart in use.
fn usual_chart(conn: &Connection) -> Result<Option<i64>> {
    if let Some(latest) = latest(conn)? {
        return Ok(Some(latest.chart));
    }
    let mut statement = conn.prepare_cached("SELECT id FROM acc_charts WHERE archived = 0 LIMIT 2")?;
    let charts = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(charts.first().copied().filter(|_| charts.len() == 1))
}

fn latest(conn: &Connection) -> Result<Option<Year>> {
    let id: Option<i64> = conn
        .prepare_cached("SELECT id FROM acc_years ORDER BY end_date DESC, id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| Year::find(conn, id))
}

fn require_sound(label: &str, start: Date, end: Date) -> Result<()> {
    if label.len() > LABEL_BYTES_MAX {
        return Err(Error::invalid_field("label", msg!("year-label-too-long", limit = LABEL_BYTES_MAX)));
    }
    if start >= end {
        let (start, end) = (text_of(start), text_of(end));
        return Err(Error::invalid_field("end_date", msg!("year-ends-early", start = start, end = end)));
    }
    Ok(())
}

/// Changes the label or the days of a year.
///
/// # Errors
///
/// [`Error::Invalid`] when its entries would lie outside, or the days of a closed year would change.
pub fn change(tx: &Transaction<'_>, year: &Year, draft: &Draft, audit: &AuditLog<'_>) -> Result<()> {
    let label = draft.label.as_ref().unwrap_or(&year.label);
    let (start, end) = (draft.start.unwrap_or(year.start), draft.end.unwrap_or(year.end));
    require_sound(label, start, end)?;
    if (start, end) != (year.start, year.end) {
        year.require_open()?;
        require_entries_within(tx, year, start, end)?;
    }
    let mut changes = Map::new();
    for (name, old, new) in [
        ("label", year.label.clone(), label.clone()),
        ("start_date", text_of(year.start), text_of(start)),
        ("end_date", text_of(year.end), text_of(end)),
    ] {
        if old != new {
            changes.insert(name.to_owned(), json!({"old": old, "new": new}));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    tx.prepare_cached("UPDATE acc_years SET label = ?2, start_date = ?3, end_date = ?4 WHERE id = ?1")?.execute((
        year.id,
        label,
        text_of(start),
        text_of(end),
    ))?;
    audit.record(Entity::Year, year.id, Action::Changed, &Json::Object(changes).to_string())
}

fn require_entries_within(conn: &Connection, year: &Year, start: Date, end: Date) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), min(date) FROM acc_transactions WHERE id_year = ?1 AND date NOT BETWEEN ?2 AND ?3",
    )?;
    let outside = statement.query_row((year.id, text_of(start), text_of(end)), |row| Ok((row.get(0)?, row.get(1)?)));
    match outside? {
        (0_i64, _) => Ok(()),
        (count, first) => {
            let first: String = Option::unwrap_or_default(first);
            // The first day outside tells which end is wrong.
            let field = if first < text_of(start) { "start_date" } else { "end_date" };
            Err(Error::invalid_field(field, msg!("year-entries-outside", count = count, first = first)))
        }
    }
}

/// Deletes a year with its entries and the files that are attached to them.
///
/// # Errors
///
/// [`Error::Invalid`] when it is not open, or an entry is sealed.
pub fn delete(tx: &Transaction<'_>, year: &Year, audit: &AuditLog<'_>) -> Result<()> {
    year.require_open()?;
    let mut statement = tx.prepare_cached("SELECT id FROM acc_transactions WHERE id_year = ?1 ORDER BY id")?;
    let entries = statement.query_map([year.id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in entries {
        store::delete(tx, &Entry::get(tx, id)?, audit)?;
    }
    tx.prepare_cached("DELETE FROM acc_years WHERE id = ?1")?.execute([year.id])?;
    let changes = json!({
        "label": {"old": year.label, "new": null},
        "start_date": {"old": text_of(year.start), "new": null},
        "end_date": {"old": text_of(year.end), "new": null},
        "id_chart": {"old": year.chart, "new": null},
    });
    audit.record(Entity::Year, year.id, Action::Deleted, &changes.to_string())
}

/// The year that comes next. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NextYear)]
pub struct Proposal {
    pub label: String,
    pub start_date: String,
    pub end_date: String,
    /// `None` when there are several charts to choose from, or none.
    pub id_chart: Option<i64>,
}

/// From the day after the latest year, however long that was, to the end of it one year later; without any year, the days
/// of the calendar.
pub fn propose(conn: &Connection, today: Date) -> Result<Proposal> {
    let (start, end) = match latest(conn)? {
        Some(year) => (year.end.tomorrow().unwrap_or(year.end), later(year.end)),
        None => (today.first_of_year(), today.last_of_year()),
    };
    Ok(Proposal {
        label: label_of(start, end),
        start_date: text_of(start),
        end_date: text_of(end),
        id_chart: usual_chart(conn)?,
    })
}

/// The last day of February stays the last day of February.
fn later(day: Date) -> Date {
    let next = day.checked_add(1.year()).unwrap_or(day);
    if day == day.last_of_month() { next.last_of_month() } else { next }
}

/// In French, the language of the books, whatever the language of the client.
fn label_of(start: Date, end: Date) -> String {
    match start.year() == end.year() {
        true => format!("Exercice {}", start.year()),
        false => format!("Exercice {}-{:02}", start.year(), end.year().rem_euclid(100)),
    }
}
