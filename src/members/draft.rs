//! A change of a member, planned: the record as it would be, what differs, what is wrong with it. Nothing here reads or
//! writes the database, so that imports plan thousands of changes and show them before they save one.

use rusqlite::types::Value;

use super::field_access::FieldAccess;
use super::fields::{FieldType, Fields};
use super::given::{Given, Parent};
use super::layout::Layout;
use super::record::Member;
use super::values;
use crate::error::FieldError;

/// The record of a member as it would be after a change.
#[derive(Debug, Clone)]
pub struct Draft {
    pub member: Member,
    /// The record before; `None` for a new member.
    pub before: Option<Member>,
    /// The given parent, if any; resolved by [`super::checks`].
    pub parent: Option<Parent>,
}

impl Draft {
    /// A new member of a category with the given values and nothing else: no default value applies.
    pub fn of_new(layout: &Layout, id_category: i64, given: Given) -> Self {
        let member = Member::new(layout, id_category);
        let mut draft = Draft { member, before: None, parent: given.parent };
        draft.set(given.values);
        draft
    }

    /// A member with the given values in place of its own.
    pub fn of_change(current: Member, given: Given) -> Self {
        let mut draft = Draft { member: current.clone(), before: Some(current), parent: given.parent };
        draft.set(given.values);
        draft
    }

    fn set(&mut self, values: Vec<(usize, Value)>) {
        for (at, value) in values {
            if let Some(place) = self.member.values.get_mut(at) {
                *place = value;
            }
        }
    }

    /// Whether the member lacks a number that is to be given to it: the highest one plus one.
    pub fn needs_number(&self, fields: &Fields) -> bool {
        fields.number().field_type == FieldType::Number
            && self
                .value_of(fields, fields.number().id)
                .is_some_and(|value| matches!(value, Value::Null | Value::Integer(0)))
    }

    pub fn set_number(&mut self, fields: &Fields, number: i64) {
        let place = fields.iter().position(|field| field.id == fields.number().id);
        if let Some(value) = place.and_then(|at| self.member.values.get_mut(at)) {
            *value = Value::Integer(number);
        }
    }

    /// The value of the field with that row id.
    pub fn value_of(&self, fields: &Fields, field: i64) -> Option<&Value> {
        fields.iter().zip(&self.member.values).find(|(other, _)| other.id == field).map(|(_, value)| value)
    }

    /// The positions of the fields that differ from what is stored; for a new member, of those that hold something.
    pub fn changed(&self, layout: &Layout) -> Vec<usize> {
        layout.writable.iter().copied().filter(|at| self.differs(*at)).collect()
    }

    fn differs(&self, at: usize) -> bool {
        let new = &self.member.values[at];
        match &self.before {
            Some(before) => !same(&before.values[at], new),
            None => *new != Value::Null,
        }
    }

    /// Whether the parent differs from the stored one.
    pub fn changes_parent(&self) -> bool {
        self.member.id_parent != self.before.as_ref().and_then(|before| before.id_parent)
    }

    /// The errors of the whole record, unchanged fields included, as far as it may be changed: every field must hold a value
    /// that its type allows.
    pub fn errors(&self, fields: &Fields, access: FieldAccess) -> Vec<FieldError> {
        let checked = fields.iter().zip(&self.member.values).filter(|(field, _)| access.changes(field));
        let wrong = checked.filter_map(|(field, value)| {
            values::check(field, value).err().map(|message| FieldError { field: field.name.to_string(), message })
        });
        wrong.collect()
    }
}

/// Equality of values; an integer equals a real of the same value.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(integer), Value::Real(real)) | (Value::Real(real), Value::Integer(integer)) => {
            *integer as f64 == *real
        }
        _ => a == b,
    }
}
