//! One value given to a field of many members: planned and shown, carried out, undone, as an import is.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::actions;
use super::field_access::FieldAccess;
use super::fields::Roles;
use super::import;
use super::layout::Layout;
use super::record::Member;
use super::selection::Selection;
use super::values::{self, Given};
use crate::audit::{AuditContext, AuditLog, Entity};
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::imports::history;
use crate::imports::{self, Counts, Fingerprint, ImportKind, ImportRecord, Obstacle, Reason};
use crate::msg;
use crate::params::{DateContext, Params};

/// A value for a field of many members, as a request gives it.
#[derive(Debug, Clone)]
pub struct BulkChange {
    /// The unique name of the field.
    pub field: String,
    /// As it was sent; blank empties the field.
    pub value: Json,
    pub members: Selection,
    /// The preview that the change must agree with.
    pub token: Option<String>,
    pub context: DateContext,
}

impl BulkChange {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that is missing or cannot be read.
    pub fn from_params(params: &Params, context: DateContext) -> Result<Self> {
        let value = params.get("value");
        let missing = || value.refused(msg!("param-missing", name = "value"));
        Ok(BulkChange {
            field: params.required_text("field")?,
            value: value.value().cloned().ok_or_else(missing)?,
            members: Selection::from_params(params)?,
            token: params.text("token")?,
            context,
        })
    }
}

/// A member in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

/// What a change would do.
#[derive(Debug)]
pub struct Plan {
    /// The position of the field.
    field: usize,
    value: Value,
    changed: Vec<(Named, Value)>,
    unchanged: Vec<Named>,
    /// Members beyond the principal's rights.
    out_of_reach: Vec<Named>,
}

impl Plan {
    /// Plans a change, writing nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a field that members cannot share a value of, or a value that is not one of the field's;
    /// and those of [`Selection::members`].
    pub fn new(conn: &Connection, layout: &Layout, request: &BulkChange, principal: &Principal) -> Result<Self> {
        let (field, value) = field_and_value(layout, request, principal)?;
        let mut plan = Plan { field, value, changed: Vec::new(), unchanged: Vec::new(), out_of_reach: Vec::new() };
        for id in request.members.members(conn, layout, principal, request.context.today)? {
            let member = Member::get(conn, layout, id)?;
            let named = Named { id, name: member.name(layout) };
            match actions::require_reach(conn, id, principal) {
                Err(Error::Forbidden(_)) => plan.out_of_reach.push(named),
                Err(other) => return Err(other),
                Ok(()) if super::draft::same(&member.values[field], &plan.value) => plan.unchanged.push(named),
                Ok(()) => plan.changed.push((named, member.values[field].clone())),
            }
        }
        Ok(plan)
    }

    /// The fingerprint of the plan: the same field, value, members and old values give the same.
    pub fn token(&self) -> String {
        let mut fingerprint = Fingerprint::empty();
        fingerprint.number(self.field as i64);
        fingerprint.value(&self.value);
        for (named, old) in &self.changed {
            fingerprint.number(named.id);
            fingerprint.value(old);
        }
        fingerprint.debug(&self.unchanged);
        fingerprint.debug(&self.out_of_reach);
        fingerprint.finish()
    }

    /// The plan as answers show it, like the preview of an import.
    pub fn report(&self, layout: &Layout, language: Language) -> Json {
        let field = layout.fields.iter().nth(self.field);
        let shown = |value: &Value| field.map(|field| json!(values::scalar(field, ValueRef::from(value))));
        let name = field.map_or("", |field| field.name.as_str());
        let changed: Vec<Json> = self
            .changed
            .iter()
            .map(|(named, old)| {
                let change = json!({"old": shown(old), "new": shown(&self.value)});
                json!({"id": named.id, "name": named.name, "changed": {name: change}})
            })
            .collect();
        let errors: Vec<String> = self
            .out_of_reach
            .iter()
            .map(|named| text(language, &msg!("bulk-out-of-reach", id = named.id, name = named.name.as_str())))
            .collect();
        json!({"modified": changed, "unchanged": self.unchanged, "errors": errors, "token": self.token()})
    }
}

/// The field and the value that is to be stored.
fn field_and_value(layout: &Layout, request: &BulkChange, principal: &Principal) -> Result<(usize, Value)> {
    let refuse = |message| Err(Error::invalid_field("field", message));
    let found = layout.fields.iter().enumerate().find(|(_, field)| field.name.as_str() == request.field);
    let access = FieldAccess::of(principal);
    let Some((at, field)) = found.filter(|(_, field)| access.changes(field)) else {
        return refuse(msg!("field-unknown", name = request.field.as_str()));
    };
    let is_unique = [Roles::NUMBER, Roles::LOGIN, Roles::PASSWORD].into_iter().any(|role| field.roles.include(role));
    if is_unique || !values::is_writable(field) {
        return refuse(msg!("bulk-field", label = field.label.as_str()));
    }
    let wrong = |message| Error::invalid_field("value", message);
    let value = values::read(field, Given::Json(&request.value), &request.context).map_err(wrong)?;
    values::check(field, &value).map_err(wrong)?;
    Ok((at, value))
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome {
    /// The record by which it is undone; `None` when nothing had to be changed.
    Done { import: Option<i64>, changed: usize, unchanged: usize },
    /// Nothing was changed: the database has changed since the preview. The plan as it would be now.
    StalePreview(Plan),
}

/// Carries a change out, for all members or for none.
///
/// # Errors
///
/// As for [`Plan::new`]; [`Error::Forbidden`] with the first member out of reach.
pub fn apply(
    tx: &Transaction<'_>,
    layout: &Layout,
    request: &BulkChange,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Outcome> {
    let plan = Plan::new(tx, layout, request, principal)?;
    if request.token.as_ref().is_some_and(|token| *token != plan.token()) {
        return Ok(Outcome::StalePreview(plan));
    }
    if let Some(named) = plan.out_of_reach.first() {
        return Err(Error::Forbidden(msg!("bulk-out-of-reach", id = named.id, name = named.name.as_str())));
    }
    let (changed, unchanged) = (plan.changed.len(), plan.unchanged.len());
    if changed == 0 {
        return Ok(Outcome::Done { import: None, changed, unchanged });
    }
    let counts = Counts { changed, unchanged, ..Counts::default() };
    let id = imports::perform(tx, ImportKind::Fields, None, counts, trace, |id, trace| {
        let audit = AuditLog::open(tx, trace)?;
        for (named, _) in &plan.changed {
            import::change_one(tx, layout, id, named.id, vec![(plan.field, plan.value.clone())], &audit)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done { import: Some(id), changed, unchanged })
}

/// Undoes a change, unless one of the members was changed since or is out of reach.
pub fn undo(
    tx: &Transaction<'_>,
    principal: &Principal,
    done: &ImportRecord,
    trace: &AuditContext,
) -> Result<Vec<Obstacle>> {
    let layout = Layout::read(tx)?;
    let mut obstacles = Vec::new();
    for step in history::steps(tx, done, Entity::Member)? {
        if let Err(Error::Forbidden(_)) = actions::require_reach(tx, step.id, principal) {
            let name = Member::name_of(tx, &layout, step.id)?;
            obstacles.push(Obstacle { id: step.id, name, reason: Reason::OutOfReach });
        }
    }
    if obstacles.is_empty() { import::undo(tx, done, trace) } else { Ok(obstacles) }
}
