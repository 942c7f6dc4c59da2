//! Writing members: the record, its searchable copy, the journal. Callers have planned and checked the values.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Transaction, params_from_iter};

use super::draft::Draft;
use super::layout::Layout;
use super::values;
use crate::audit::{Action, AuditLog, Entity};
use crate::auth::sessions;
use crate::error::Result;
use crate::json::{write_float, write_string};
use crate::text::transliterate_to_ascii;
use crate::{db, files};

/// Stores a new member and gives its id. `password_hash` is a hash, never the password.
pub fn insert(
    tx: &Transaction<'_>,
    layout: &Layout,
    draft: &Draft,
    password_hash: Option<&str>,
    audit: &AuditLog,
) -> Result<i64> {
    let member = &draft.member;
    let text = |text: &'_ str| ToSqlOutput::Owned(Value::Text(text.to_owned()));
    let mut values: Vec<ToSqlOutput<'_>> = Vec::with_capacity(4 + layout.writable.len());
    values.push(ToSqlOutput::Owned(Value::Integer(member.id_category)));
    values.push(text(audit.moment()));
    values.push(ToSqlOutput::Owned(member.id_parent.map_or(Value::Null, Value::Integer)));
    values.push(password_hash.map_or(ToSqlOutput::Owned(Value::Null), text));
    values.extend(layout.writable.iter().map(|at| ToSqlOutput::from(&member.values[*at])));
    let id = tx.prepare_cached(&layout.insert)?.insert(params_from_iter(values))?;
    write_search_row(tx, layout, id, &member.values)?;
    audit.record(Entity::Member, id, Action::Created, &changes(layout, draft, &draft.changed(layout)))?;
    Ok(id)
}

/// Stores a changed member; does nothing, and says so, when nothing differs from what is stored.
pub fn update(tx: &Transaction<'_>, layout: &Layout, draft: &Draft, audit: &AuditLog) -> Result<bool> {
    let (member, changed) = (&draft.member, draft.changed(layout));
    if changed.is_empty() && !draft.changes_parent() {
        return Ok(false);
    }
    let fields: Vec<_> = layout.fields.iter().collect();
    let mut sql = String::from("UPDATE users SET date_updated = ?");
    let mut values = vec![ToSqlOutput::Owned(Value::Text(audit.moment().to_owned()))];
    if draft.changes_parent() {
        sql.push_str(", id_parent = ?");
        values.push(ToSqlOutput::Owned(member.id_parent.map_or(Value::Null, Value::Integer)));
    }
    for at in &changed {
        sql.push_str(&format!(", {} = ?", fields[*at].name.quoted()));
        values.push(ToSqlOutput::from(&member.values[*at]));
    }
    sql.push_str(" WHERE id = ?");
    values.push(ToSqlOutput::Owned(Value::Integer(member.id)));
    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    if changed.iter().any(|at| layout.searchable.contains(at)) {
        write_search_row(tx, layout, member.id, &member.values)?;
    }
    audit.record(Entity::Member, member.id, Action::Changed, &changes(layout, draft, &changed))?;
    if member.has_password && changed.iter().any(|at| fields[*at].id == layout.fields.login().id) {
        audit.login_changed(member.id)?;
    }
    Ok(true)
}

/// Deletes a member with its files and all that depends on it. Its history keeps the events without values, since
/// another member may get the same id.
pub fn delete(tx: &Transaction<'_>, id: i64, audit: &AuditLog) -> Result<()> {
    db::erase(tx)?;
    delete_files(tx, id)?;
    sessions::forget_member(tx, id)?;
    tx.prepare_cached("DELETE FROM users WHERE id = ?1")?.execute([id])?;
    crate::audit::forget_values(tx, Entity::Member, id)?;
    audit.record(Entity::Member, id, Action::Deleted, "{}")
}

/// Deletes the folder of a member with all that is in it, its older versions, and what of it is in the trash.
pub(super) fn delete_files(tx: &Transaction<'_>, id: i64) -> Result<()> {
    files::store::purge(tx, &format!("user/{id}"))
}

/// Writes the searchable copy of a member from its values.
pub(super) fn write_search_row(tx: &Transaction<'_>, layout: &Layout, id: i64, values: &[Value]) -> Result<()> {
    let folded = layout.searchable.iter().map(|at| match &values[*at] {
        Value::Text(text) => match transliterate_to_ascii(text) {
            Cow::Borrowed(same) => ToSqlOutput::Borrowed(ValueRef::Text(same.as_bytes())),
            Cow::Owned(folded) => ToSqlOutput::Owned(Value::Text(folded)),
        },
        other => ToSqlOutput::from(other),
    });
    let row = std::iter::once(ToSqlOutput::Owned(Value::Integer(id))).chain(folded);
    tx.prepare_cached(&layout.insert_search)?.execute(params_from_iter(row))?;
    Ok(())
}

/// `{field: {"old", "new"}}` of what changed.
fn changes(layout: &Layout, draft: &Draft, changed: &[usize]) -> String {
    let mut out = Vec::with_capacity(64 * changed.len() + 2);
    let before = draft.before.as_ref();
    for (at, field) in layout.fields.iter().enumerate().filter(|(at, _)| changed.contains(at)) {
        push_change(&mut out, field.name.as_str(), before.map(|before| &before.values[at]), &draft.member.values[at]);
    }
    if draft.changes_parent() {
        let id = |id: Option<i64>| id.map_or(Value::Null, Value::Integer);
        let old = id(before.and_then(|before| before.id_parent));
        push_change(&mut out, "id_parent", Some(&old), &id(draft.member.id_parent));
    }
    out.extend_from_slice(if out.is_empty() { b"{}" } else { b"}" });
    String::from_utf8(out).unwrap_or_default()
}

fn push_change(out: &mut Vec<u8>, name: &str, old: Option<&Value>, new: &Value) {
    out.push(if out.is_empty() { b'{' } else { b',' });
    // Writing to a `Vec` cannot fail.
    let _ = write_string(out, name);
    out.extend_from_slice(b":{\"old\":");
    push_value(out, old.unwrap_or(&Value::Null));
    out.extend_from_slice(b",\"new\":");
    push_value(out, new);
    out.push(b'}');
}

fn push_value(out: &mut Vec<u8>, value: &Value) {
    // Cannot fail either.
    let _ = match value {
        Value::Null => {
            out.extend_from_slice(b"null");
            Ok(())
        }
        Value::Integer(integer) => {
            out.extend_from_slice(integer.to_string().as_bytes());
            Ok(())
        }
        Value::Real(real) => write_float(out, *real),
        _ => write_string(out, &values::plain_text(value)),
    };
}
