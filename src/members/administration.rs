//! Changing which fields members have: the configuration and the tables made from it, in one transaction.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};
use serde_json::{Map, Value as Json, json};

use super::fields::{Choice, Field, FieldName, FieldType, Fields, Roles};
use super::rebuild::rebuild;
use super::searchable;
use super::values::choice_bit;
use crate::audit::{Action, AuditLog, Entity, differences};
use crate::error::{Error, Result};
use crate::files;
use crate::msg;

/// A field to be added. It has no system role: those are assigned at installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewField {
    pub name: String,
    /// The word in `config_users_fields.type`.
    pub field_type: String,
    pub label: String,
    pub help: Option<String>,
    pub required: bool,
    pub in_lists: bool,
    /// The labels of a field of type select, multiple or datalist, in order.
    pub choices: Vec<String>,
    /// The SQL expression of a field of type virtual.
    pub expression: Option<String>,
}

/// The changes to a field; `None` leaves a value unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub label: Option<String>,
    pub help: Option<String>,
    pub required: Option<bool>,
    pub in_lists: Option<bool>,
    /// All labels, in order; those that stay keep what members hold of them.
    pub choices: Option<Vec<String>>,
    pub expression: Option<String>,
}

/// The most choices of a field of type multiple: each is a bit of the stored number (fields.md 5.5).
const BITS: u32 = 32;

/// Adds a field after the others; every member has no value in it.
///
/// # Errors
///
/// [`Error::Invalid`] for a name, type, label, choice or expression that cannot be one, [`Error::Conflict`] for a name
/// that is taken.
pub fn add(tx: &Transaction<'_>, new: &NewField, audit: &AuditLog) -> Result<()> {
    let name = FieldName::parse(&new.name)
        .ok_or_else(|| Error::invalid_field("name", msg!("field-name", name = new.name.as_str())))?;
    let fields = Fields::read(tx)?;
    if fields.get(name.as_str()).is_some() {
        return Err(Error::Conflict(msg!("field-exists", name = name.as_str())));
    }
    let field_type = FieldType::parse(&new.field_type)
        .filter(|field_type| *field_type != FieldType::Password)
        .ok_or_else(|| Error::invalid_field("type", msg!("field-type", type = new.field_type.as_str())))?;
    if (field_type == FieldType::Virtual) != new.expression.is_some() {
        return Err(Error::invalid_field("expression", msg!("field-expression")));
    }
    let choices = choices(field_type, &[], &new.choices)?;
    let last = fields.iter().map(|field| field.sort_order).max().unwrap_or(-1);
    let id = tx
        .prepare(
            "INSERT INTO config_users_fields (name, sort_order, type, label, help, required, user_access_level,
                management_access_level, list_table, options, sql, system)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 1, ?7, ?8, ?9, '0')",
        )?
        .insert(params![
            name.as_str(),
            last + 1,
            field_type.as_str(),
            label(&new.label)?,
            new.help,
            new.required,
            new.in_lists,
            choices_json(&choices),
            new.expression,
        ])?;
    let fields = Fields::read(tx)?;
    rebuild(tx, &fields, searchable)?;
    audit.created(Entity::Field, id, &described(find(&fields, name.as_str())?))
}

/// Changes a field, except for its type: stored values of one type are invalid for another.
///
/// # Errors
///
/// As for [`add`]; [`Error::Conflict`] when members hold a choice that would go.
pub fn change(tx: &Transaction<'_>, name: &str, changes: &Changes, audit: &AuditLog) -> Result<()> {
    let fields = Fields::read(tx)?;
    let field = find(&fields, name)?;
    let new_choices = match &changes.choices {
        None => field.choices.clone(),
        Some(labels) => choices(field.field_type, &field.choices, labels)?,
    };
    refuse_held(tx, field, &new_choices)?;
    if changes.expression.is_some() && field.field_type != FieldType::Virtual {
        return Err(Error::invalid_field("expression", msg!("field-expression")));
    }
    tx.execute(
        "UPDATE config_users_fields SET label = ?2, help = ?3, required = ?4, list_table = ?5, options = ?6, sql = ?7
         WHERE id = ?1",
        params![
            field.id,
            changes.label.as_deref().map_or(Ok(field.label.as_str()), label)?,
            changes.help.as_ref().or(field.help.as_ref()).filter(|help| !help.is_empty()),
            changes.required.unwrap_or(field.required),
            changes.in_lists.unwrap_or(field.in_lists),
            choices_json(&new_choices),
            changes.expression.as_ref().or(field.expression.as_ref()),
        ],
    )?;
    let after = Fields::read(tx)?;
    if changes.expression.is_some() {
        rebuild(tx, &after, searchable)?;
    }
    match differences(&described(field), &described(find(&after, name)?))? {
        Some(changes) => audit.record(Entity::Field, field.id, Action::Changed, &changes),
        None => Ok(()),
    }
}

/// Removes a field with all that members hold in it.
///
/// # Errors
///
/// [`Error::Conflict`] for a field that the program needs, and, unless `with_values`, for one that members hold
/// something in.
pub fn remove(tx: &Transaction<'_>, name: &str, with_values: bool, audit: &AuditLog) -> Result<()> {
    let fields = Fields::read(tx)?;
    let field = find(&fields, name)?;
    let is_only_name = field.roles.include(Roles::NAME) && fields.of_name().count() == 1;
    let plays = [Roles::PASSWORD, Roles::LOGIN, Roles::NUMBER].into_iter().any(|role| field.roles.include(role));
    if plays || is_only_name {
        return Err(Error::Conflict(msg!("field-needed", name = name)));
    }
    let held = holders(tx, field)?;
    if held > 0 && !with_values {
        return Err(Error::Conflict(msg!("field-held", name = name, count = held)));
    }
    files::member::delete_of_field(tx, name)?;
    tx.execute("DELETE FROM config_users_fields WHERE id = ?1", [field.id])?;
    rebuild(tx, &Fields::read(tx)?, searchable)?;
    audit.deleted(Entity::Field, field.id, &described(field))
}

/// Puts a field at a place among the others, counted from 1; beyond the last is last.
///
/// # Errors
///
/// [`Error::NotFound`] when there is no such field.
pub fn place(tx: &Transaction<'_>, name: &str, position: usize, audit: &AuditLog) -> Result<()> {
    let fields = Fields::read(tx)?;
    let field = find(&fields, name)?;
    let moved = field.id;
    let mut order: Vec<i64> = fields.iter().map(|field| field.id).filter(|id| *id != moved).collect();
    order.insert(position.saturating_sub(1).min(order.len()), moved);
    let mut update = tx.prepare("UPDATE config_users_fields SET sort_order = ?2 WHERE id = ?1")?;
    for (place, id) in (0_i64..).zip(order) {
        update.execute((id, place))?;
    }
    let after = Fields::read(tx)?;
    rebuild(tx, &after, searchable)?;
    let changes = json!({"sort_order": {"old": field.sort_order, "new": find(&after, name)?.sort_order}});
    audit.record(Entity::Field, moved, Action::Changed, &changes.to_string())
}

/// What the history keeps of a field.
fn described(field: &Field) -> Json {
    json!({
        "name": field.name.as_str(),
        "type": field.field_type.as_str(),
        "label": field.label,
        "help": field.help,
        "required": field.required,
        "in_lists": field.in_lists,
        "choices": field.choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>(),
        "expression": field.expression,
    })
}

fn find<'a>(fields: &'a Fields, name: &str) -> Result<&'a Field> {
    fields.get(name).ok_or_else(|| Error::NotFound(msg!("field-unknown", name = name)))
}

fn label(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() { Err(Error::invalid_field("label", msg!("field-label"))) } else { Ok(text) }
}

/// Numbers the labels. Existing labels keep their number, which members' records refer to.
fn choices(field_type: FieldType, old: &[Choice], labels: &[String]) -> Result<Vec<Choice>> {
    let takes = matches!(field_type, FieldType::Select | FieldType::Multiple | FieldType::Datalist);
    let needs = matches!(field_type, FieldType::Select | FieldType::Multiple);
    let labels: Vec<&str> = labels.iter().map(|label| label.trim()).collect();
    let distinct: BTreeSet<&str> = labels.iter().copied().filter(|label| !label.is_empty()).collect();
    if distinct.len() != labels.len() || (labels.is_empty() && needs) || (!labels.is_empty() && !takes) {
        return Err(Error::invalid_field("choices", msg!("field-choices")));
    }
    if field_type != FieldType::Multiple {
        return Ok((0..).zip(labels).map(|(number, label)| Choice { number, label: label.to_owned() }).collect());
    }
    let mut free = (0..BITS).filter(|number| old.iter().all(|choice| choice.number != *number));
    let number = |label: &str| match old.iter().find(|choice| choice.label == label) {
        Some(choice) => Some(choice.number),
        None => free.next(),
    };
    let numbers: Option<Vec<u32>> = labels.iter().copied().map(number).collect();
    let numbers =
        numbers.ok_or_else(|| Error::invalid_field("choices", msg!("field-too-many-choices", limit = BITS)))?;
    Ok(numbers.into_iter().zip(labels).map(|(number, label)| Choice { number, label: label.to_owned() }).collect())
}

/// A list, or an object from number to label where numbers are not the places.
fn choices_json(choices: &[Choice]) -> String {
    let labels = || choices.iter().map(|choice| Json::from(choice.label.as_str()));
    if (0..).zip(choices).all(|(place, choice)| choice.number == place) {
        return Json::from_iter(labels()).to_string();
    }
    let numbered: Map<String, Json> = choices.iter().map(|choice| choice.number.to_string()).zip(labels()).collect();
    Json::Object(numbered).to_string()
}

/// Refuses to remove choices in use: the records of those members could no longer be saved.
fn refuse_held(tx: &Transaction<'_>, field: &Field, kept: &[Choice]) -> Result<()> {
    let column = field.name.quoted();
    for gone in field.choices.iter().filter(|old| kept.iter().all(|new| new.label != old.label)) {
        let count: i64 = match field.field_type {
            FieldType::Multiple => {
                tx.query_row(&format!("SELECT count(*) FROM users WHERE {column} & ?1"), [choice_bit(gone)], |row| {
                    row.get(0)
                })?
            }
            FieldType::Select => tx.query_row(
                &format!("SELECT count(*) FROM users WHERE {column} = ?1 COLLATE BINARY"),
                [&gone.label],
                |row| row.get(0),
            )?,
            _ => 0,
        };
        if count > 0 {
            return Err(Error::Conflict(msg!("field-choice-held", choice = gone.label.as_str(), count = count)));
        }
    }
    Ok(())
}

/// How many members have a value in a field.
fn holders(tx: &Transaction<'_>, field: &Field) -> Result<i64> {
    let column = field.name.quoted();
    let sql = match field.field_type {
        FieldType::Virtual => return Ok(0),
        FieldType::File => "SELECT count(DISTINCT id_user) FROM users_files WHERE field = ?1".to_owned(),
        FieldType::Checkbox => format!("SELECT count(*) FROM users WHERE {column} <> 0 AND ?1 <> ''"),
        _ => format!("SELECT count(*) FROM users WHERE {column} IS NOT NULL AND ?1 <> ''"),
    };
    Ok(tx.query_row(&sql, [field.name.as_str()], |row| row.get(0))?)
}

#[cfg(test)]
mod tests;
