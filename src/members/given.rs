//! The values that a request gives for a member: those of its fields, and the member it is attached to (fields.md 3 and 4).

use rusqlite::types::Value;
use serde_json::Value as Json;

use super::field_access::FieldAccess;
use super::fields::{Field, FieldType, Fields};
use super::values;
use crate::error::{Error, FieldError, Result};
use crate::i18n::Message;
use crate::msg;
use crate::params::{DateContext, Param, Params};

/// The member that another is attached to, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parent {
    Nobody,
    /// Not checked yet.
    Id(i64),
    /// An unknown number means no parent.
    Number(String),
}

/// The values that were given, each with the position of its field; the other fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    pub values: Vec<(usize, Value)>,
    pub parent: Option<Parent>,
}

impl Given {
    /// Reads the parameters of a request and ignores those that do not name a field that whoever asks may change.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with every field that cannot be read.
    pub fn from_params(fields: &Fields, access: FieldAccess, params: &Params, context: &DateContext) -> Result<Self> {
        let mut given = Given::default();
        let mut refused = Vec::new();
        let taken = |field: &Field| values::is_writable(field) && access.changes(field);
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| taken(field)) {
            match read_param(field, params, context) {
                None => {}
                Some(Ok(value)) => given.values.push((at, value)),
                Some(Err(message)) => refused.push(FieldError { field: field.name.to_string(), message }),
            }
        }
        if takes_parent(access) {
            given.parent = read_parent(params)?;
        }
        match refusal(refused) {
            Some(error) => Err(error),
            None => Ok(given),
        }
    }
}

/// The parameters that [`Given::from_params`] does not read, with their values.
pub fn unread<'p>(fields: &Fields, access: FieldAccess, params: &'p Params) -> Vec<(&'p str, &'p Json)> {
    let is_read = |name: &str| {
        let of_field = |field: &Field| {
            let Some(rest) = name.strip_prefix(field.name.as_str()) else { return false };
            match field.field_type {
                FieldType::Checkbox | FieldType::Multiple if rest == "_present" => true,
                FieldType::Datetime if rest == "_time" => true,
                _ => rest.is_empty(),
            }
        };
        (takes_parent(access) && matches!(name, "id_parent" | "parent_number"))
            || fields.iter().any(|field| values::is_writable(field) && access.changes(field) && of_field(field))
    };
    params.tree.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| !is_read(name)).collect()
}

/// Nobody attaches the own record to another one.
fn takes_parent(access: FieldAccess) -> bool {
    access != FieldAccess::Oneself
}

/// The labels that [`Given::from_params`] leaves out because their fields do not offer them.
pub fn unknown_choices(fields: &Fields, access: FieldAccess, params: &Params) -> Vec<Message> {
    let multiple = fields.iter().filter(|field| field.field_type == FieldType::Multiple && access.changes(field));
    let unknown = multiple.filter_map(|field| {
        let given = params.get(field.name.as_str());
        let unknown = values::unknown_choices(field, values::Given::Json(given.value()?));
        let message = || msg!("member-choice-unknown", label = field.label.as_str(), values = unknown.join(", "));
        (!unknown.is_empty()).then(message)
    });
    unknown.collect()
}

/// The error of several refused fields, with the sentence of the first one.
pub fn refusal(fields: Vec<FieldError>) -> Option<Error> {
    let message = fields.first()?.message.clone();
    Some(Error::Invalid { message, fields })
}

type Read = std::result::Result<Value, Message>;

/// The value of a field with the helpers of HTML forms: `X_present` beside ticks, `X_time` beside a date.
fn read_param(field: &Field, params: &Params, context: &DateContext) -> Option<Read> {
    let name = field.name.as_str();
    let present =
        || matches!(field.field_type, FieldType::Checkbox | FieldType::Multiple) && has(params, name, "_present");
    let value = match params.get(name).value() {
        Some(value) => value,
        None if present() => return Some(Ok(values::empty(field))),
        None => return None,
    };
    if field.field_type == FieldType::Datetime
        && let (Json::String(date), Some(Json::String(time))) = (value, params.get(&format!("{name}_time")).value())
        && !date.trim().is_empty()
        && !time.trim().is_empty()
    {
        let both = format!("{} {}", date.trim(), time.trim());
        return Some(values::read(field, values::Given::Text(&both), context));
    }
    Some(values::read(field, values::Given::Json(value), context))
}

fn has(params: &Params, name: &str, suffix: &str) -> bool {
    params.tree.keys().any(|key| key.strip_prefix(name) == Some(suffix))
}

/// `id_parent` as an identifier or the key of a form's selector; else `parent_number`.
fn read_parent(params: &Params) -> Result<Option<Parent>> {
    let Some(parent) = params.sent("id_parent") else { return read_parent_number(params) };
    let wrong = || parent.refused(msg!("member-parent-unreadable", name = parent.name()));
    let id = match parent.value() {
        Some(Json::Bool(false)) => None,
        Some(Json::Array(list)) if list.is_empty() => None,
        Some(Json::Object(selector)) => match selector.keys().next().map(|key| key.trim()) {
            None | Some("") => None,
            Some(key) => Some(key.parse().ok().filter(|id| *id > 0).ok_or_else(wrong)?),
        },
        _ => parent.id().map_err(|_| wrong())?,
    };
    Ok(Some(id.map_or(Parent::Nobody, Parent::Id)))
}

/// An unknown or blank number means no parent (members/new-parents).
fn read_parent_number(params: &Params) -> Result<Option<Parent>> {
    let read = |number: Param<'_>| Ok(number.text()?.map_or(Parent::Nobody, Parent::Number));
    params.sent("parent_number").map(read).transpose()
}
