//! What a request says about a member: the values of its fields, and who it is attached to (fields.md 3 and 4).

use rusqlite::types::Value;
use serde_json::{Map, Value as Json};

use super::fields::{Field, FieldType, Fields};
use super::values::{self, DateContext};
use crate::error::{Error, FieldError, Result};
use crate::msg;

/// The member that another is attached to, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parent {
    Nobody,
    /// Not checked yet.
    Id(i64),
    /// An unknown number attaches to nobody.
    Number(String),
}

/// The values that were given, each with the position of its field; what was not given stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    pub values: Vec<(usize, Value)>,
    pub parent: Option<Parent>,
}

impl Given {
    /// Reads the parameters of a request; all that name no field are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with every field that cannot be read.
    pub fn from_params(fields: &Fields, params: &Map<String, Json>, context: &DateContext) -> Result<Self> {
        let mut given = Given::default();
        let mut refused = Vec::new();
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| values::is_writable(field)) {
            match read_param(field, params, context) {
                None => {}
                Some(Ok(value)) => given.values.push((at, value)),
                Some(Err(message)) => refused.push(FieldError { field: field.name.to_string(), message }),
            }
        }
        given.parent = read_parent(params)?;
        match refusal(refused) {
            Some(error) => Err(error),
            None => Ok(given),
        }
    }
}

/// The error that tells of several refused fields: the first one's sentence for people, all for programs.
pub fn refusal(fields: Vec<FieldError>) -> Option<Error> {
    let message = fields.first()?.message.clone();
    Some(Error::Invalid { message, fields })
}

type Read = std::result::Result<Value, crate::i18n::Message>;

/// The value of a field with the helpers of HTML forms: `X_present` beside ticks, `X_time` beside a date.
fn read_param(field: &Field, params: &Map<String, Json>, context: &DateContext) -> Option<Read> {
    let name = field.name.as_str();
    let present =
        || matches!(field.field_type, FieldType::Checkbox | FieldType::Multiple) && has(params, name, "_present");
    let value = match params.get(name) {
        Some(value) => value,
        None if present() => return Some(Ok(values::empty(field))),
        None => return None,
    };
    if field.field_type == FieldType::Datetime
        && let (Json::String(date), Some(Json::String(time))) = (value, params.get(&format!("{name}_time")))
        && !date.trim().is_empty()
        && !time.trim().is_empty()
    {
        let both = format!("{} {}", date.trim(), time.trim());
        return Some(values::read(field, values::Given::Text(&both), context));
    }
    Some(values::read(field, values::Given::Json(value), context))
}

fn has(params: &Map<String, Json>, name: &str, suffix: &str) -> bool {
    params.keys().any(|key| key.strip_prefix(name) == Some(suffix))
}

/// `id_parent` as a number, a text, or the key of a form's selector; else `parent_number`.
fn read_parent(params: &Map<String, Json>) -> Result<Option<Parent>> {
    let parent = match params.get("id_parent") {
        None => return read_parent_number(params),
        Some(Json::Null | Json::Bool(false)) => Parent::Nobody,
        Some(Json::String(text)) => parent_id(text),
        Some(Json::Number(number)) => Parent::Id(number.as_i64().unwrap_or(0)),
        Some(Json::Object(selector)) => selector.keys().next().map_or(Parent::Nobody, |key| parent_id(key)),
        Some(Json::Array(list)) if list.is_empty() => Parent::Nobody,
        Some(Json::Array(_) | Json::Bool(true)) => {
            return Err(Error::invalid_field("id_parent", msg!("member-parent-unreadable")));
        }
    };
    Ok(Some(parent))
}

/// A text that is no number is nobody's id.
fn parent_id(text: &str) -> Parent {
    let text = text.trim();
    if text.is_empty() { Parent::Nobody } else { Parent::Id(text.parse().unwrap_or(0)) }
}

fn read_parent_number(params: &Map<String, Json>) -> Result<Option<Parent>> {
    let number = match params.get("parent_number") {
        None => return Ok(None),
        Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.trim().to_owned(),
        Some(Json::Number(number)) => number.to_string(),
        Some(_) => return Err(Error::invalid_field("parent_number", msg!("member-parent-unreadable"))),
    };
    Ok(Some(if number.is_empty() { Parent::Nobody } else { Parent::Number(number) }))
}
