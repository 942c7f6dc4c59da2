//! Values as they are shown (`fields.md` 7): in the JSON of a member, in the preview of an import, in exported tables.

use std::borrow::Cow;
use std::fmt::Write as _;

use rusqlite::types::{Value, ValueRef};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::choice::bit;
use crate::countries;
use crate::members::fields::{Field, FieldType, Roles};
use crate::sheet::{Cell, Format, Kind};

/// A value in the JSON of a member, borrowed from its record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar<'a> {
    Null,
    Truth(bool),
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
}

/// The value in the JSON of a member. Lists of files and passwords are handled by the caller.
pub fn scalar<'a>(field: &Field, value: ValueRef<'a>) -> Scalar<'a> {
    match (field.field_type, value) {
        (FieldType::Checkbox, ValueRef::Null) => Scalar::Truth(false),
        (_, ValueRef::Null) => Scalar::Null,
        (FieldType::Checkbox | FieldType::Boolean, ValueRef::Integer(truth)) => Scalar::Truth(truth != 0),
        (_, ValueRef::Integer(integer)) => Scalar::Integer(integer),
        (_, ValueRef::Real(real)) => Scalar::Real(real),
        (_, ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Scalar::Text(String::from_utf8_lossy(bytes)),
    }
}

/// The same, to be kept.
pub fn json(field: &Field, value: ValueRef<'_>) -> Json {
    match scalar(field, value) {
        Scalar::Null => Json::Null,
        Scalar::Truth(truth) => truth.into(),
        Scalar::Integer(integer) => integer.into(),
        Scalar::Real(real) => real.into(),
        Scalar::Text(text) => text.into(),
    }
}

/// The value as the preview of an import shows it: for people, but plain numbers stay numbers.
pub fn preview(field: &Field, value: &Value) -> Json {
    match (field.field_type, value) {
        (FieldType::Checkbox, value) => Json::from(if is_true(value) { "Oui" } else { "" }),
        (_, Value::Null) | (FieldType::File | FieldType::Virtual | FieldType::Password, _) => Json::Null,
        (FieldType::Number, Value::Integer(number)) if !field.roles.include(Roles::NUMBER) => Json::from(*number),
        (FieldType::Boolean, value) => Json::from(if is_true(value) { "1" } else { "" }),
        (FieldType::Multiple, Value::Integer(mask)) => Json::String(labels(field, *mask)),
        (FieldType::Date, Value::Text(text)) => Json::String(french_date(text).unwrap_or_else(|| text.clone())),
        (FieldType::Datetime, Value::Text(text)) => {
            let shown = french_date(text).zip(text.get(11..13)).zip(text.get(14..16));
            json!(shown.map_or_else(|| text.clone(), |((date, hour), minute)| format!("{date} à {hour}h{minute}")))
        }
        (FieldType::Country, Value::Text(code)) => Json::from(country_name(code)),
        (_, value) => Json::String(plain_text(value).into_owned()),
    }
}

/// The cell type of a field's column. In JSON, numbers other than those of type `number` are texts.
pub fn column_kind(field: &Field, format: Format) -> Kind {
    match field.field_type {
        _ if field.roles.include(Roles::NUMBER) => Kind::Text,
        FieldType::Number => Kind::Number,
        FieldType::Date if format != Format::Json => Kind::Date,
        FieldType::Datetime if format != Format::Json => Kind::DateTime,
        FieldType::Decimal if format != Format::Json => Kind::Number,
        FieldType::Virtual if format != Format::Json => Kind::Free,
        _ => Kind::Text,
    }
}

/// The cell of a value in an exported table. `scratch` is the buffer for texts that have to be built.
pub fn cell<'a>(field: &Field, value: ValueRef<'a>, format: Format, scratch: &'a mut String) -> Cell<'a> {
    scratch.clear();
    match (field.field_type, value) {
        (FieldType::Checkbox, ValueRef::Integer(truth)) => Cell::Text(if truth != 0 { "Oui" } else { "" }),
        (_, ValueRef::Null) => Cell::Empty,
        (FieldType::Boolean, ValueRef::Integer(truth)) => Cell::Text(if truth != 0 { "1" } else { "0" }),
        (FieldType::Multiple, ValueRef::Integer(mask)) => {
            *scratch = labels(field, mask);
            Cell::Text(scratch)
        }
        (_, ValueRef::Integer(integer)) => Cell::Integer(integer),
        (_, ValueRef::Real(real)) => Cell::Real(real),
        (_, ValueRef::Blob(bytes)) => Cell::Bytes(bytes),
        (field_type, ValueRef::Text(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => text_cell(field_type, text, format, scratch),
            Err(_) => Cell::Bytes(bytes),
        },
    }
}

fn text_cell<'a>(field_type: FieldType, text: &'a str, format: Format, scratch: &'a mut String) -> Cell<'a> {
    match (field_type, format) {
        (FieldType::Country, _) => Cell::Text(country_name(text)),
        // As Paheko does, JSON has a time behind each date.
        (FieldType::Date, Format::Json) => {
            let _ = write!(scratch, "{text} 00:00:00");
            Cell::Text(scratch)
        }
        (FieldType::Date | FieldType::Datetime, Format::Csv) => match french_date(text) {
            Some(date) => {
                *scratch = date + text.get(10..).unwrap_or_default();
                Cell::Text(scratch)
            }
            None => Cell::Text(text),
        },
        _ => Cell::Text(text),
    }
}

fn is_true(value: &Value) -> bool {
    matches!(value, Value::Integer(truth) if *truth != 0)
}

/// The labels of a stored number, in their order.
fn labels(field: &Field, mask: i64) -> String {
    let chosen = field.choices.iter().filter(|choice| mask & bit(choice) != 0);
    chosen.map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(", ")
}

/// The French name of a country; the code itself when it is unknown.
fn country_name(code: &str) -> &str {
    countries::by_code(code).map_or(code, |country| country.french.as_str())
}

/// `DD/MM/YYYY` from `YYYY-MM-DD…`.
fn french_date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_date = bytes.len() >= 10 && text.is_ascii() && bytes[4] == b'-' && bytes[7] == b'-';
    is_date.then(|| format!("{}/{}/{}", &text[8..10], &text[5..7], &text[..4]))
}

/// Any stored value as a text, empty for NULL.
pub fn plain_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Integer(integer) => Cow::Owned(integer.to_string()),
        Value::Real(real) => Cow::Owned(crate::json::float_text(*real)),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Blob(bytes) => String::from_utf8_lossy(bytes),
    }
}
