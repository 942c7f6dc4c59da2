//! A plan as the preview shows it (members.md 8.6). It is serialised while it is read, so that a long plan is not
//! copied.

use rusqlite::types::{Value, ValueRef};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Value as Json, json};

use super::plan::{Change, Line, Outcome, Plan};
use crate::i18n::Language;
use crate::imports::lines::Errors;
use crate::imports::notices::{FileColumns, Warnings};
use crate::members::fields::{Field, FieldType};
use crate::members::layout::Layout;
use crate::members::values;

/// What a preview says.
pub struct Report<'a> {
    plan: &'a Plan,
    fields: Vec<&'a Field>,
    /// The name of the association's time zone, beside dates.
    zone: &'a str,
    language: Language,
    token: &'a str,
}

impl<'a> Report<'a> {
    pub fn new(plan: &'a Plan, layout: &'a Layout, zone: &'a str, language: Language, token: &'a str) -> Self {
        Report { plan, fields: layout.fields.iter().collect(), zone, language, token }
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(
            "created",
            &Lines(self, |report, line| match &line.outcome {
                Outcome::Created(values) => Some(Shown::Created(report, values)),
                _ => None,
            }),
        )?;
        map.serialize_entry(
            "modified",
            &Lines(self, |report, line| match &line.outcome {
                Outcome::Changed { name, changes } => Some(Shown::Changed(report, line.member, name, changes)),
                _ => None,
            }),
        )?;
        map.serialize_entry(
            "unchanged",
            &Lines(self, |_, line| match &line.outcome {
                Outcome::Unchanged { name } => Some(Shown::Unchanged(line.member, name)),
                _ => None,
            }),
        )?;
        map.serialize_entry("columns", &FileColumns(&self.plan.columns))?;
        map.serialize_entry("warnings", &Warnings(&self.plan.file_warnings, &self.plan.warnings, self.language))?;
        map.serialize_entry("errors", &Errors(&self.plan.errors, self.language))?;
        map.serialize_entry("token", self.token)?;
        map.end()
    }
}

/// The lines of one kind.
struct Lines<'a>(&'a Report<'a>, fn(&'a Report<'a>, &'a Line) -> Option<Shown<'a>>);

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for shown in self.0.plan.lines.iter().filter_map(|line| (self.1)(self.0, line)) {
            list.serialize_element(&shown)?;
        }
        list.end()
    }
}

/// One line.
enum Shown<'a> {
    Created(&'a Report<'a>, &'a [(usize, Value)]),
    Changed(&'a Report<'a>, i64, &'a str, &'a [Change]),
    Unchanged(i64, &'a str),
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            // All fields are listed, also those that the file lacks.
            Shown::Created(report, values) => {
                for (position, field) in report.fields.iter().enumerate() {
                    let value = values.iter().find(|(at, _)| *at == position);
                    let shown = value.map_or(Json::Null, |(_, value)| values::preview(field, value));
                    map.serialize_entry(field.name.as_str(), &shown)?;
                }
            }
            Shown::Changed(report, id, name, changes) => {
                map.serialize_entry("id", id)?;
                map.serialize_entry("name", name)?;
                map.serialize_entry("changed", &Changed(report, changes))?;
            }
            Shown::Unchanged(id, name) => {
                map.serialize_entry("id", id)?;
                map.serialize_entry("name", name)?;
            }
        }
        map.end()
    }
}

struct Changed<'a>(&'a Report<'a>, &'a [Change]);

impl Serialize for Changed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.1.iter().map(|change| {
            let field = self.0.fields[change.field];
            let side = |value| typed(field, value, self.0.zone);
            (field.name.as_str(), json!({"old": side(&change.old), "new": side(&change.new)}))
        }))
    }
}

/// A value with its type. Dates are objects, as in Paheko.
fn typed(field: &Field, value: &Value, zone: &str) -> Json {
    let time = match (field.field_type, value) {
        (FieldType::Date, Value::Text(text)) if text.len() == 10 => " 00:00:00.000000",
        (FieldType::Datetime, Value::Text(text)) if text.len() == 19 => ".000000",
        (FieldType::Datetime, Value::Text(text)) if text.len() == 16 => ":00.000000",
        _ => return values::json(field, ValueRef::from(value)),
    };
    let date = format!("{}{time}", values::plain_text(value));
    json!({"date": date, "timezone_type": 3, "timezone": zone})
}
