//! Values of fields: reading them from requests and files, checking stored ones, showing them (`fields.md` 3 to 7).
//!
//! Pure functions, without SQL, so that an import can read thousands of lines before it writes the first.

mod choice;
mod date;
mod number;
mod show;
mod url;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use rusqlite::types::Value;
use serde_json::Value as Json;

use super::fields::{Field, FieldType, Roles};
use crate::i18n::Message;
use crate::msg;
use crate::params::{self, DateContext, read_date_or_timestamp, read_date_time};
use crate::text::is_email;

pub use choice::{bit as choice_bit, is_one, is_yes, unknown_choices};
pub use show::{Scalar, cell, column_kind, json, plain_text, preview, scalar};
pub use url::is_url;

/// The most characters of a member number that is a text (`fields.md` 5.7).
const NUMBER_CHARACTERS_MAX: usize = 100;
/// The maximal length of a quoted wrong value, in characters.
const QUOTED_CHARACTERS_MAX: usize = 80;

/// A value as somebody sent it.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// A field of a form, or a cell of an imported table.
    Text(&'a str),
    /// A value of a JSON body. Lists and maps of forms are objects too.
    Json(&'a Json),
}

/// Whether requests and imports may set a field. Files and passwords are set elsewhere, computed fields never.
pub fn is_writable(field: &Field) -> bool {
    !matches!(field.field_type, FieldType::File | FieldType::Virtual | FieldType::Password)
}

/// The value of a field when it is given none: NULL, or false for a checkbox.
pub fn empty(field: &Field) -> Value {
    if field.field_type == FieldType::Checkbox { Value::Integer(0) } else { Value::Null }
}

/// Reads a value into what is stored for it: NULL, an integer, a real or a text. An empty text gives [`empty`].
///
/// # Errors
///
/// A sentence that names the field by its label, and the wrong value.
pub fn read(field: &Field, given: Given<'_>, context: &DateContext) -> Result<Value, Message> {
    match field.field_type {
        FieldType::Multiple => choice::read_multiple(field, given),
        FieldType::Checkbox | FieldType::Boolean => choice::read_truth(field, given),
        _ => {
            let text = scalar_text(given).ok_or_else(|| msg!("member-value-list", label = field.label.as_str()))?;
            read_text(field, text, context)
        }
    }
}

/// A single value as a form would send it; `None` for lists and maps.
pub fn scalar_text(given: Given<'_>) -> Option<Cow<'_, str>> {
    match given {
        Given::Text(text) => Some(Cow::Borrowed(text)),
        Given::Json(value) => params::scalar_text(value),
    }
}

fn read_text(field: &Field, given: Cow<'_, str>, context: &DateContext) -> Result<Value, Message> {
    let text = given.trim();
    if text.is_empty() {
        return Ok(empty(field));
    }
    let refuse = |message: fn(&str, String) -> Message| Err(message(&field.label, quoted(text)));
    let value = match field.field_type {
        FieldType::Email if !is_email(text) => return refuse(wrong_email),
        FieldType::Url if !is_url(text) => return refuse(wrong_url),
        FieldType::Select => match choice::find(&field.choices, text) {
            Some(choice) => Ok(Value::Text(choice.label.clone())),
            None => return refuse(wrong_choice),
        },
        FieldType::Number | FieldType::Year => number::read_integer(text).map(Value::Integer).ok_or(wrong_integer as _),
        FieldType::Decimal => number::read_decimal(text).map(Value::Real).ok_or(wrong_decimal as _),
        // Clients send this for an empty date.
        FieldType::Date | FieldType::Datetime if text == "0" => Ok(Value::Null),
        FieldType::Date => read_date_or_timestamp(text, context).map(date::stored_date).ok_or(wrong_date as _),
        FieldType::Datetime => read_date_time(text, context).map(date::stored_date_time).ok_or(wrong_date as _),
        FieldType::Month => date::read_month(text).map(Value::Text).ok_or(wrong_month as _),
        FieldType::Country => choice::read_country(text).map(Value::Text).ok_or(wrong_country as _),
        FieldType::Text => Ok(Value::Text(single_spaces(&plain_line_feeds(text)).into_owned())),
        _ => Ok(Value::Text(plain_line_feeds(text).into_owned())),
    };
    let value = value.or_else(refuse)?;
    match &value {
        Value::Text(number) if field.roles.include(Roles::NUMBER) && is_too_long(number) => refuse(too_long),
        _ => Ok(value),
    }
}

fn is_too_long(number: &str) -> bool {
    number.len() > NUMBER_CHARACTERS_MAX && number.chars().count() > NUMBER_CHARACTERS_MAX
}

/// `\r\n` and `\r` become `\n`.
fn plain_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// Two or more spaces become one; tabs and line feeds stay.
fn single_spaces(text: &str) -> Cow<'_, str> {
    if !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut before = '\0';
    let kept = text.chars().filter(|&character| {
        let doubled = before == ' ' && character == ' ';
        before = character;
        !doubled
    });
    Cow::Owned(kept.collect())
}

/// Checks a stored value: present if the field requires it, and valid for the field's type. Values from other programs,
/// or from before the field was changed, can be anything (`fields.md` 6).
///
/// # Errors
///
/// A sentence that names the field by its label, and the wrong value.
pub fn check(field: &Field, value: &Value) -> Result<(), Message> {
    if !is_writable(field) {
        return Ok(());
    }
    if field.required && is_missing(field, value) {
        return Err(msg!("member-value-required", label = field.label.as_str()));
    }
    let message: fn(&str, String) -> Message = match field.field_type {
        FieldType::Email => wrong_email,
        FieldType::Url => wrong_url,
        FieldType::Select | FieldType::Multiple => wrong_choice,
        FieldType::Number | FieldType::Year => wrong_integer,
        FieldType::Decimal => wrong_decimal,
        FieldType::Date | FieldType::Datetime => wrong_date,
        FieldType::Month => wrong_month,
        FieldType::Country => wrong_country,
        _ => too_long,
    };
    if is_sound(field, value) { Ok(()) } else { Err(message(&field.label, quoted(&plain_text(value)))) }
}

fn is_missing(field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::Integer(0) => field.field_type == FieldType::Checkbox,
        _ => false,
    }
}

fn is_sound(field: &Field, value: &Value) -> bool {
    match (field.field_type, value) {
        (_, Value::Null) => true,
        (FieldType::Email, Value::Text(text)) => is_email(text),
        (FieldType::Url, Value::Text(text)) => is_url(text),
        (FieldType::Select, Value::Text(text)) => field.choices.iter().any(|choice| choice.label == *text),
        (FieldType::Multiple, Value::Integer(mask)) => choice::is_known_mask(field, *mask),
        (FieldType::Number | FieldType::Year | FieldType::Checkbox | FieldType::Boolean, Value::Integer(_)) => true,
        (FieldType::Decimal, Value::Integer(_) | Value::Real(_)) => true,
        (FieldType::Date, Value::Text(text)) => date::is_stored_date(text),
        (FieldType::Datetime, Value::Text(text)) => date::is_stored_date_time(text),
        (FieldType::Month, Value::Text(text)) => date::read_month(text).is_some(),
        (FieldType::Country, Value::Text(text)) => crate::countries::by_code(text).is_some(),
        (FieldType::Text | FieldType::Textarea | FieldType::Tel | FieldType::Datalist, Value::Text(text)) => {
            !field.roles.include(Roles::NUMBER) || !is_too_long(text)
        }
        (FieldType::Text | FieldType::Textarea | FieldType::Tel | FieldType::Datalist, Value::Blob(_)) => false,
        (FieldType::Text | FieldType::Textarea | FieldType::Tel | FieldType::Datalist, _) => true,
        _ => false,
    }
}

/// A wrong value as quoted in an error, shortened.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

macro_rules! refusals {
    ($($name:ident $id:literal;)*) => {
        $(fn $name(label: &str, value: String) -> Message {
            msg!($id, label = label, value = value)
        })*
    };
}

refusals! {
    wrong_email "member-value-email";
    wrong_url "member-value-url";
    wrong_choice "member-value-choice";
    wrong_integer "member-value-integer";
    wrong_decimal "member-value-decimal";
    wrong_date "member-value-date";
    wrong_month "member-value-month";
    wrong_country "member-value-country";
    too_long "member-value-too-long";
}
