//! Records that may be of one person: the same name, e-mail address or telephone number.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::{Field, FieldType};
use super::layout::Layout;
use super::record::Member;
use super::values::plain_text;
use crate::error::Result;
use crate::text::transliterate_to_ascii;

/// Fewer digits are no telephone number.
const PHONE_DIGITS_MIN: usize = 8;

/// Why records are taken for one person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    Name,
    Email,
    Phone,
}

/// A record among others that are like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
    pub id_category: i64,
    pub date_updated: Option<String>,
}

/// Records that are like each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Duplicates)]
pub struct Group {
    #[schema(value_type = Vec<String>)]
    pub reasons: Vec<Likeness>,
    pub members: Vec<Candidate>,
}

/// The groups of records that may be one person's: those with the most reasons first, then by identifier. Members of a
/// family who share an address or a telephone are among them: a person decides.
pub fn find(conn: &Connection, layout: &Layout) -> Result<Vec<Group>> {
    let mut by_key: BTreeMap<(Likeness, String), Vec<i64>> = BTreeMap::new();
    let mut candidates = BTreeMap::new();
    for member in Member::all(conn, layout)? {
        for key in keys(layout, &member) {
            let ids = by_key.entry(key).or_default();
            if ids.last() != Some(&member.id) {
                ids.push(member.id);
            }
        }
        let Member { id, id_category, ref date_updated, .. } = member;
        let date_updated = date_updated.clone();
        candidates.insert(id, Candidate { id, name: member.name(layout), id_category, date_updated });
    }
    let mut reasons: BTreeMap<Vec<i64>, Vec<Likeness>> = BTreeMap::new();
    for ((likeness, _), ids) in by_key.into_iter().filter(|(_, ids)| ids.len() > 1) {
        let reasons = reasons.entry(ids).or_default();
        if !reasons.contains(&likeness) {
            reasons.push(likeness);
        }
    }
    let mut groups: Vec<Group> = reasons
        .into_iter()
        .map(|(ids, reasons)| Group { reasons, members: ids.iter().map(|id| candidates[id].clone()).collect() })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.reasons.len()));
    Ok(groups)
}

/// What makes a record like others.
fn keys(layout: &Layout, member: &Member) -> Vec<(Likeness, String)> {
    let mut keys: Vec<(Likeness, String)> = Vec::new();
    let name = name_key(&member.name(layout));
    if !name.is_empty() {
        keys.push((Likeness::Name, name));
    }
    for (field, value) in layout.fields.iter().zip(&member.values) {
        keys.extend(value_key(field, plain_text(value).trim()));
    }
    keys
}

/// The words of a name without accents and case, in the order of the alphabet: `Martin Ada` is `ada MARTIN`.
fn name_key(name: &str) -> String {
    let folded = transliterate_to_ascii(name);
    let mut words: Vec<&str> =
        folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

fn value_key(field: &Field, text: &str) -> Option<(Likeness, String)> {
    match field.field_type {
        FieldType::Email if !text.is_empty() => Some((Likeness::Email, text.to_lowercase())),
        FieldType::Tel => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            // The country's prefix is left out, as most people leave it out.
            let national =
                digits.strip_prefix("0033").or_else(|| digits.strip_prefix("33").filter(|_| text.starts_with('+')));
            let national = national.map_or_else(|| digits.clone(), |rest| format!("0{}", rest.trim_start_matches('0')));
            (national.len() >= PHONE_DIGITS_MIN).then_some((Likeness::Phone, national))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_whatever_the_order_accents_case_and_signs() {
        for name in ["Ada Lovelace", "LOVELACE Ada", "  lovelace,  áda", "Lovelace-Ada"] {
            assert_eq!(name_key(name), "ada lovelace", "{name}");
        }
        assert_eq!(name_key(" - "), "");
    }
}
