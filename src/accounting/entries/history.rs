//! What each change of an entry replaced: the audit trail, from which changes can also be taken back.

use serde_json::{Map, Value as Json, json};

use super::record::{Entry, Line};
use crate::error::Result;
use crate::journal::{Action, Entity, Journal};

/// Notes a new entry, or what became of one. Clients expect a line of `logs` for a change of the entry itself, and none
/// for one of its lines.
pub fn note(journal: &Journal<'_>, before: Option<&Entry>, entry: &Entry) -> Result<()> {
    let changes = Json::Object(changes(before, Some(entry))).to_string();
    let Some(before) = before else { return journal.note(Entity::Entry, entry.id, Action::Created, &changes) };
    if columns(before) == columns(entry) {
        journal.keep(Entity::Entry, entry.id, Action::Changed, &changes)
    } else {
        journal.note(Entity::Entry, entry.id, Action::Changed, &changes)
    }
}

/// All that a deleted entry held.
pub fn deleted(entry: &Entry) -> String {
    Json::Object(changes(Some(entry), None)).to_string()
}

/// `{field: {"old", "new"}}` of what differs.
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
        json!(entry.entry_type as i64),
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
