//! Choices: ticks, yes or no, several labels, countries (`fields.md` 5.4 to 5.6).

use std::borrow::Cow;

use rusqlite::types::Value;
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

use super::number::{read_decimal, read_integer};
use super::{Given, empty, quoted, scalar_text, wrong_choice};
use crate::countries;
use crate::i18n::Message;
use crate::members::fields::{Choice, Field};
use crate::msg;

/// Words that say no, as zero does in any spelling; any other text says yes.
const NO: [&str; 7] = ["non", "no", "n", "faux", "false", "f", "off"];

/// A checkbox or a boolean. An empty text is false for a checkbox and NULL for a boolean.
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
    !NO.iter().any(|no| text.eq_ignore_ascii_case(no)) && read_decimal(text) != Some(0.0)
}

/// Whether a text is the number one, in any spelling.
pub fn is_one(text: &str) -> bool {
    read_decimal(text) == Some(1.0)
}

/// Several labels: a list, a text with commas, or the number that the API answers with. Unknown labels are left out, as
/// clients expect; nothing left is NULL.
pub(super) fn read_multiple(field: &Field, given: Given<'_>) -> Result<Value, Message> {
    let mask = match given {
        Given::Text(text) => match mask_in_file(field, text) {
            Some(mask) => mask,
            None => mask_of_text(&field.choices, text).0,
        },
        Given::Json(Json::String(text)) => mask_of_text(&field.choices, text).0,
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

/// The number of ticked choices in a file, as exports of queries write it; `None` for a label.
fn mask_in_file(field: &Field, text: &str) -> Option<i64> {
    let mask = read_integer(text.trim()).filter(|mask| is_known_mask(field, *mask))?;
    let is_label = field.choices.iter().any(|choice| choice.label == mask.to_string());
    (!is_label).then_some(mask)
}

/// The labels of a multiple choice that are no choices of the field, and so are left out.
pub fn unknown_choices(field: &Field, given: Given<'_>) -> Vec<String> {
    let of_labels = |labels: &mut dyn Iterator<Item = &Json>| {
        let labels = labels.filter_map(|label| scalar_text(Given::Json(label)).map(|label| label.trim().to_owned()));
        labels.filter(|label| !label.is_empty() && find(&field.choices, label).is_none()).collect()
    };
    match given {
        Given::Text(text) if mask_in_file(field, text).is_some() => Vec::new(),
        Given::Text(text) => mask_of_text(&field.choices, text).1,
        Given::Json(Json::String(text)) => mask_of_text(&field.choices, text).1,
        Given::Json(Json::Array(labels)) => of_labels(&mut labels.iter()),
        Given::Json(Json::Object(labels)) => of_labels(&mut labels.values()),
        Given::Json(_) => Vec::new(),
    }
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

/// Labels with commas between them, and those among them that are unknown. One that holds a comma itself is found too: the
/// longest that fits counts.
fn mask_of_text(choices: &[Choice], text: &str) -> (i64, Vec<String>) {
    let (mut mask, mut unknown) = (0, Vec::new());
    let text = tidy(text);
    let mut rest = &*text;
    let labels = choices.iter().map(|choice| (tidy(&choice.label), choice)).filter(|(label, _)| !label.is_empty());
    let labels: Vec<(Cow<'_, str>, &Choice)> = labels.collect();
    while !rest.is_empty() {
        let ends = |(label, _): &&(Cow<'_, str>, &Choice)| {
            rest.strip_prefix(&**label)
                .is_some_and(|after| after.trim_start().is_empty() || after.trim_start().starts_with(','))
        };
        let length = match labels.iter().filter(ends).max_by_key(|(label, _)| label.len()) {
            Some((label, choice)) => {
                mask |= bit(choice);
                label.len()
            }
            None => {
                let label = rest.split(',').next().unwrap_or_default().trim();
                unknown.extend(Some(label.to_owned()).filter(|label| !label.is_empty()));
                0
            }
        };
        rest = rest[length..].split_once(',').map_or("", |(_, after)| after.trim());
    }
    (mask, unknown)
}

fn bit_of(choices: &[Choice], label: &str) -> i64 {
    find(choices, label).map_or(0, bit)
}

/// The choice with that label, however its accents and spaces are encoded.
pub(super) fn find<'a>(choices: &'a [Choice], label: &str) -> Option<&'a Choice> {
    choices.iter().find(|choice| choice.label == label).or_else(|| {
        let label = tidy(label);
        choices.iter().find(|choice| tidy(&choice.label) == label)
    })
}

/// A label in NFC, with one plain space for white space of any kind and length.
fn tidy(label: &str) -> Cow<'_, str> {
    let is_tidy = label.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !label.contains("  ");
    if is_tidy {
        return Cow::Borrowed(label.trim());
    }
    Cow::Owned(label.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect())
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
