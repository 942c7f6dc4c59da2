//! Checks a planned change against the database: unique numbers and logins, parents, names, categories.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::draft::Draft;
use super::fields::{Field, Fields};
use super::given::Parent;
use super::layout::Layout;
use super::tables::trimmed_name;
use crate::auth::Rights;
use crate::error::{Error, FieldError, Result};
use crate::msg;

/// The next automatic member number: the highest in use plus one.
pub fn next_number(conn: &Connection, fields: &Fields) -> Result<i64> {
    let column = fields.number().name.quoted();
    let highest: Value =
        conn.prepare_cached(&format!("SELECT max({column}) FROM users"))?.query_row([], |row| row.get(0))?;
    let highest = match highest {
        Value::Null => Some(0),
        Value::Integer(number) => Some(number),
        // Other programs may store texts, which sort after all numbers.
        _ => conn
            .query_row(&format!("SELECT max(CAST({column} AS INTEGER)) FROM users"), [], |row| row.get(0))
            .map(|number: Option<i64>| number.or(Some(0)))?,
    };
    let label = fields.number().label.as_str();
    highest.and_then(|number| number.max(0).checked_add(1)).ok_or_else(|| {
        Error::invalid_field(fields.number().name.as_str(), msg!("member-number-none-left", label = label))
    })
}

/// Refuses a name that a member has already, compared without regard to ASCII case (members.md 5). The expression is that
/// of the index by name.
pub fn refuse_duplicate(conn: &Connection, layout: &Layout, draft: &Draft) -> Result<()> {
    let name = draft.member.name(layout);
    if name.is_empty() {
        return Ok(());
    }
    let stored = trimmed_name(&layout.fields, "users.").unwrap_or_else(|| format!("TRIM({})", layout.name_of("users")));
    let sql = format!("SELECT id FROM users WHERE {stored} = ?1 COLLATE NOCASE ORDER BY id LIMIT 1");
    let id: Option<i64> = conn.prepare_cached(&sql)?.query_row([&name], |row| row.get(0)).optional()?;
    match id {
        Some(id) => Err(Error::Conflict(msg!("member-duplicate", name = name, id = id))),
        None => Ok(()),
    }
}

/// Checks conflicts with other records: a number or login that is taken, an invalid parent, an administrator who would
/// lose the login. Also resolves a given parent to its id.
pub fn conflicts(conn: &Connection, layout: &Layout, draft: &mut Draft) -> Result<Vec<FieldError>> {
    let fields = &layout.fields;
    let mut found = Vec::new();
    found.extend(taken(conn, draft, fields, fields.number(), "member-number-taken")?);
    found.extend(taken(conn, draft, fields, fields.login(), "member-login-taken")?);
    found.extend(lost_number(draft, fields));
    found.extend(lost_login(conn, draft, fields)?);
    found.extend(attach(conn, draft, fields)?);
    Ok(found)
}

fn taken(
    conn: &Connection,
    draft: &Draft,
    fields: &Fields,
    field: &Field,
    sentence: &str,
) -> Result<Option<FieldError>> {
    let Some(value) = draft.value_of(fields, field.id).filter(|value| **value != Value::Null) else { return Ok(None) };
    let column = field.name.quoted();
    let collation = if field.field_type.ignores_case() { " COLLATE NOCASE" } else { "" };
    let sql = format!("SELECT 1 FROM users WHERE {column} = ?1{collation} AND id <> ?2");
    if !conn.prepare_cached(&sql)?.exists((value, draft.member.id))? {
        return Ok(None);
    }
    let (label, value) = (field.label.as_str(), super::values::plain_text(value).into_owned());
    let message = match sentence {
        "member-number-taken" => msg!("member-number-taken", label = label, value = value),
        _ => msg!("member-login-taken", label = label, value = value),
    };
    Ok(Some(FieldError { field: field.name.to_string(), message }))
}

/// Numbers of type text are never assigned automatically.
fn lost_number(draft: &Draft, fields: &Fields) -> Option<FieldError> {
    let field = fields.number();
    let is_missing = draft.value_of(fields, field.id) == Some(&Value::Null) && !field.required;
    is_missing.then(|| FieldError {
        field: field.name.to_string(),
        message: msg!("member-value-required", label = field.label.as_str()),
    })
}

/// A member who manages the settings must be able to sign in.
fn lost_login(conn: &Connection, draft: &Draft, fields: &Fields) -> Result<Option<FieldError>> {
    let field = fields.login();
    let Some(before) = &draft.before else { return Ok(None) };
    let had = fields.iter().zip(&before.values).any(|(other, value)| other.id == field.id && *value != Value::Null);
    let loses = had && draft.value_of(fields, field.id) == Some(&Value::Null);
    if !loses || !Rights::of_category(conn, draft.member.id_category)?.is_some_and(|rights| rights.manage_settings()) {
        return Ok(None);
    }
    let message = msg!("member-login-needed", label = field.label.as_str());
    Ok(Some(FieldError { field: field.name.to_string(), message }))
}

/// Resolves and checks the given parent: parents cannot have parents.
pub fn attach(conn: &Connection, draft: &mut Draft, fields: &Fields) -> Result<Option<FieldError>> {
    let (id, name) = match draft.parent.take() {
        None => return Ok(None),
        Some(Parent::Nobody) => (None, "id_parent"),
        Some(Parent::Id(id)) => (Some(id), "id_parent"),
        Some(Parent::Number(number)) => (member_with_number(conn, fields, &number)?, "parent_number"),
    };
    draft.member.id_parent = id;
    let Some(id) = id else { return Ok(None) };
    let refuse = |message| Ok(Some(FieldError { field: name.to_owned(), message }));
    if draft.member.is_parent {
        return refuse(msg!("member-parent-has-children"));
    }
    if id == draft.member.id {
        return refuse(msg!("member-parent-itself"));
    }
    let of_parent: Option<Option<i64>> = conn
        .prepare_cached("SELECT id_parent FROM users WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    match of_parent {
        None => refuse(msg!("member-parent-unknown", id = id)),
        Some(Some(_)) => refuse(msg!("member-parent-attached", id = id)),
        Some(None) => Ok(None),
    }
}

/// The member with that number, if there is one.
pub fn member_with_number(conn: &Connection, fields: &Fields, number: &str) -> Result<Option<i64>> {
    let sql = format!("SELECT id FROM users WHERE {} = ?1", fields.number().name.quoted());
    Ok(conn.prepare_cached(&sql)?.query_row([number], |row| row.get(0)).optional()?)
}
