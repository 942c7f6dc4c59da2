//! The audit trail of entries: the values that each change replaced, from which it can be undone.

use serde_json::{Map, Value as Json, json};
use strum::IntoStaticStr;

use super::record::{Entry, Line};
use crate::accounting::entry::EntryType;
use crate::audit::{Action, AuditLog, Entity};
use crate::error::Result;
use crate::money::Cents;

/// Records a new or changed entry. As Paheko does, a change of the entry itself adds a line to `logs`, and a change of its
/// lines does not (accounting.md 1).
pub fn note(audit: &AuditLog<'_>, before: Option<&Entry>, entry: &Entry) -> Result<()> {
    let changes = Json::Object(changes(before, Some(entry))).to_string();
    let Some(before) = before else { return audit.record(Entity::Entry, entry.id, Action::Created, &changes) };
    if columns(before) == columns(entry) {
        audit.record_history_only(Entity::Entry, entry.id, Action::Changed, &changes)
    } else {
        audit.record(Entity::Entry, entry.id, Action::Changed, &changes)
    }
}

/// The values of a deleted entry.
pub fn deleted(entry: &Entry) -> String {
    Json::Object(changes(Some(entry), None)).to_string()
}

/// `{field: {"old", "new"}}` for each value that differs.
fn changes(before: Option<&Entry>, after: Option<&Entry>) -> Map<String, Json> {
    let values = |entry: Option<&Entry>| entry.map(columns).unwrap_or([const { Json::Null }; COLUMNS.len()]);
    let (old, new) = (values(before), values(after));
    let mut changes = Map::new();
    for (name, (old, new)) in COLUMNS.into_iter().zip(old.into_iter().zip(new)) {
        if old != new {
            changes.insert(name.to_owned(), json!({"old": old, "new": new}));
        }
    }
    let lines = |entry: Option<&Entry>| entry.map(|entry| entry.lines.iter().map(line).collect::<Json>());
    let (old, new) = (lines(before), lines(after));
    if old != new {
        changes.insert("lines".to_owned(), json!({"old": old, "new": new}));
    }
    changes
}

const COLUMNS: [&str; 8] = ["type", "status", "label", "notes", "reference", "date", "id_year", "id_creator"];

fn columns(entry: &Entry) -> [Json; COLUMNS.len()] {
    [
        json!(entry.entry_type),
        json!(entry.status),
        json!(entry.label),
        json!(entry.notes),
        json!(entry.reference),
        json!(entry.date.to_string()),
        json!(entry.year),
        json!(entry.creator),
    ]
}

fn line(line: &Line) -> Json {
    json!({
        "id": line.id,
        "id_account": line.account,
        "debit": line.debit.0,
        "credit": line.credit.0,
        "reference": line.reference,
        "label": line.label,
        "reconciled": line.reconciled,
        "id_project": line.project,
        "id_letter": line.letter,
        "status": line.status,
    })
}

/// Before or after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum HistorySide {
    Old,
    New,
}

/// Sets the values of one side of a change in an entry; `None` if they cannot be read.
pub fn apply_history_side(entry: &mut Entry, changes: &Map<String, Json>, side: HistorySide) -> Option<()> {
    let value = |name: &str| changes.get(name).map(|change| &change[side.into_str()]);
    let text = |value: &Json| value.as_str().map(str::to_owned);
    if let Some(number) = value("type") {
        entry.entry_type = EntryType::from_number(number.as_i64()?);
    }
    if let Some(bits) = value("status") {
        entry.status = bits.as_i64()?;
    }
    if let Some(label) = value("label") {
        entry.label = text(label)?;
    }
    if let Some(notes) = value("notes") {
        entry.notes = text(notes);
    }
    if let Some(reference) = value("reference") {
        entry.reference = text(reference);
    }
    if let Some(date) = value("date") {
        entry.date = date.as_str()?.parse().ok()?;
    }
    if let Some(year) = value("id_year") {
        entry.year = year.as_i64()?;
    }
    if let Some(creator) = value("id_creator") {
        entry.creator = creator.as_i64();
    }
    if let Some(lines) = value("lines") {
        entry.lines = lines.as_array()?.iter().map(read_line).collect::<Option<_>>()?;
    }
    Some(())
}

/// The members on one side of a change of links; `None` for other changes.
pub fn links_of(changes: &Map<String, Json>, side: HistorySide) -> Option<Vec<i64>> {
    let ids = changes.get("linked_users")?.get(side.into_str())?.as_array()?;
    ids.iter().map(Json::as_i64).collect()
}

/// Reads what [`line()`] wrote.
fn read_line(value: &Json) -> Option<Line> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Some(Line {
        id: value["id"].as_i64()?,
        account: value["id_account"].as_i64()?,
        debit: Cents(value["debit"].as_i64()?),
        credit: Cents(value["credit"].as_i64()?),
        reference: text("reference"),
        label: text("label"),
        reconciled: value["reconciled"].as_bool()?,
        project: value["id_project"].as_i64(),
        letter: value["id_letter"].as_i64(),
        status: value["status"].as_i64()?,
    })
}
