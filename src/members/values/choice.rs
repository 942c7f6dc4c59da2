//! Choices: ticks, yes or no, several labels, countries (`fields.md` 5.4 to 5.6).

use rusqlite::types::Value;
use serde_json::Value as Json;

use super::{Given, empty, quoted, scalar_text, wrong_choice};
use crate::countries;
use crate::i18n::Message;
use crate::members::fields::{Choice, Field};
use crate::msg;

/// Words that say no; any other says yes.
const NO: [&str; 7] = ["0", "non", "no", "n", "faux", "false", "off"];

/// A tick, or yes or no. Nothing given is no for a checkbox and unknown for a boolean.
pub(super) fn read_truth(field: &Field, given: Given<'_>) -> Result<Value, Message> {
    let truth = match given {
        Given::Json(Json::Bool(truth)) => *truth,
        Given::Json(Json::Array(list)) if list.is_empty() => false,
        _ => {
            let text = scalar_text(given).ok_or_else(|| msg!("member-value-list", label = field.label.as_str()))?;
            let text = text.trim();
            if text.is_empty() {
                return Ok(empty(field));
            }
            is_yes(text)
        }
    };
    Ok(Value::Integer(truth.into()))
}

/// Whether a text that is not empty means yes.
pub fn is_yes(text: &str) -> bool {
    !NO.iter().any(|no| text.eq_ignore_ascii_case(no))
}

/// Several labels: a list, a text with commas, or the number that the API answers with. Unknown labels are left out, as
/// clients expect; nothing left is NULL.
pub(super) fn read_multiple(field: &Field, given: Given<'_>) -> Result<Value, Message> {
    let mask = match given {
        Given::Text(text) => mask_of_text(&field.choices, text),
        Given::Json(Json::String(text)) => mask_of_text(&field.choices, text),
        Given::Json(Json::Null | Json::Bool(false)) => 0,
        Given::Json(Json::Number(number)) => {
            let refuse = || wrong_choice(&field.label, number.to_string());
            number.as_i64().filter(|mask| is_known_mask(field, *mask)).ok_or_else(refuse)?
        }
        Given::Json(Json::Bool(true)) => return Err(wrong_choice(&field.label, "true".to_owned())),
        Given::Json(Json::Array(labels)) => mask_of_labels(field, labels.iter())?,
        Given::Json(Json::Object(labels)) => mask_of_labels(field, labels.values())?,
    };
    Ok(if mask == 0 { Value::Null } else { Value::Integer(mask) })
}

fn mask_of_labels<'a>(field: &Field, labels: impl Iterator<Item = &'a Json>) -> Result<i64, Message> {
    let mut mask = 0;
    for label in labels {
        let label =
            scalar_text(Given::Json(label)).ok_or_else(|| wrong_choice(&field.label, quoted(&label.to_string())))?;
        mask |= bit_of(&field.choices, label.trim());
    }
    Ok(mask)
}

/// Labels with commas between them. One that holds a comma itself is found too: the longest that fits counts.
fn mask_of_text(choices: &[Choice], text: &str) -> i64 {
    let mut mask = 0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let ends = |choice: &&Choice| {
            rest.strip_prefix(choice.label.as_str())
                .is_some_and(|after| after.trim_start().is_empty() || after.trim_start().starts_with(','))
        };
        let length = match choices.iter().filter(ends).max_by_key(|choice| choice.label.len()) {
            Some(choice) if !choice.label.is_empty() => {
                mask |= bit(choice);
                choice.label.len()
            }
            _ => 0,
        };
        rest = rest[length..].split_once(',').map_or("", |(_, after)| after.trim());
    }
    mask
}

fn bit_of(choices: &[Choice], label: &str) -> i64 {
    choices.iter().find(|choice| choice.label == label).map_or(0, bit)
}

/// The bit of a choice in the stored number; 0 beyond the 32 there are.
pub fn bit(choice: &Choice) -> i64 {
    if choice.number < 32 { 1 << choice.number } else { 0 }
}

/// Whether each bit of a stored number is a choice of the field.
pub(super) fn is_known_mask(field: &Field, mask: i64) -> bool {
    let known = field.choices.iter().map(bit).fold(0, |all, bit| all | bit);
    mask & !known == 0
}

/// The code of a country from its code or its French name.
pub(super) fn read_country(text: &str) -> Option<String> {
    let country = if text.len() == 2 { countries::by_code(text) } else { countries::by_french_name(text) };
    country.map(|country| country.code.clone())
}
