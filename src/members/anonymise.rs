//! Anonymises a member: identifying data is deleted, what the association must keep stays (threats.md 73).

use rusqlite::{Transaction, params_from_iter};

use super::fields::{Field, FieldType};
use super::layout::Layout;
use super::mentions::Mentions;
use super::personal_data_export;
use super::record::Member;
use super::store;
use crate::audit::{self, Action, AuditLog, Entity};
use crate::auth::{keys, sessions};
use crate::error::Result;
use crate::imports::{ImportKind, history};
use crate::{db, idempotency, mail};

/// Empties the fields of a member, and deletes its files, the values of its history, its sessions, its addresses in
/// mailings and what the journal tells of it. The record keeps its id, its number, its category, its subscriptions and its
/// links to entries, so that lists and totals stay right.
///
/// The rewriting of the file, without which old values can be read from its unused parts, is for the caller
/// ([`crate::db::Db::rewrite`]).
///
/// # Errors
///
/// [`crate::error::Error::NotFound`] when there is no such member.
pub fn anonymise(tx: &Transaction<'_>, layout: &Layout, id: i64, audit: &AuditLog) -> Result<Mentions> {
    db::erase(tx)?;
    let member = Member::get(tx, layout, id)?;
    let mentions = Mentions::of(tx, layout, &member)?;
    forget_messages(tx, layout, &member)?;
    empty_record(tx, layout, id, audit.moment())?;
    store::delete_files(tx, id)?;
    sessions::forget_member(tx, id)?;
    tx.execute("DELETE FROM searches WHERE id_user = ?1", [id])?;
    tx.execute("UPDATE logs SET details = NULL, ip_address = NULL WHERE id_user = ?1", [id])?;
    let member = Member::get(tx, layout, id)?;
    store::write_search_row(tx, layout, id, &member.values)?;
    audit::forget_values(tx, Entity::Member, id)?;
    audit::forget_member(tx, id)?;
    // A merge that the member was part of cannot be undone any more.
    history::forget_notes(tx, ImportKind::Merges, id)?;
    idempotency::forget_answers(tx)?;
    forget_samples(tx)?;
    audit.record(Entity::Member, id, Action::Anonymised, "{}")?;
    Ok(mentions)
}

/// Whether a field of this type can hold the placeholder for a name.
fn holds_text(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Text | FieldType::Textarea | FieldType::Datalist | FieldType::Tel)
}

fn empty_record(tx: &Transaction<'_>, layout: &Layout, id: i64, moment: &str) -> Result<()> {
    let mut sql = String::from(
        "UPDATE users SET date_updated = ?, date_login = NULL, otp_secret = NULL, otp_recovery_codes = NULL,
         pgp_key = NULL, id_parent = NULL, preferences = NULL",
    );
    let mut values = vec![moment.to_owned()];
    let bearer = layout.fields.of_name().find(|field| holds_text(field)).map(|field| field.id);
    let number = layout.fields.number().id;
    for (field, column) in layout.fields.with_column().filter(|(field, _)| field.id != number) {
        let name = field.name.quoted();
        if Some(field.id) == bearer {
            sql.push_str(&format!(", {name} = ?"));
            values.push(format!("Membre anonyme {id}"));
        } else {
            sql.push_str(&format!(", {name} = {}", if column.contains("NOT NULL") { "0" } else { "NULL" }));
        }
    }
    sql.push_str(" WHERE id = ?");
    values.push(id.to_string());
    tx.execute(&sql, params_from_iter(values))?;
    Ok(())
}

/// Pending messages to the person are deleted; sent ones lose their recipient but still count.
fn forget_messages(tx: &Transaction<'_>, layout: &Layout, member: &Member) -> Result<()> {
    let (addresses, fingerprints) = personal_data_export::addresses(layout, member);
    mail::queue::forget(tx, &addresses)?;
    keys::forget_addresses(tx, &addresses)?;
    for (sql, list) in [
        (
            "UPDATE mailings_recipients SET email = NULL, extra_data = NULL, id_email = NULL
             WHERE lower(email) IN (SELECT value FROM json_each(?1))",
            &addresses,
        ),
        (
            "UPDATE mailings_recipients SET email = NULL, extra_data = NULL, id_email = NULL
             WHERE id_email IN (SELECT id FROM emails WHERE hash IN (SELECT value FROM json_each(?1)))",
            &fingerprints,
        ),
        ("DELETE FROM emails WHERE hash IN (SELECT value FROM json_each(?1))", &fingerprints),
    ] {
        tx.execute(sql, [list])?;
    }
    Ok(())
}

/// SQLite's statistics (`sqlite_stat…`) may contain values of indexed columns.
fn forget_samples(tx: &Transaction<'_>) -> Result<()> {
    let exists = tx.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat4'")?.exists([])?;
    if exists {
        tx.execute("DELETE FROM sqlite_stat4", [])?;
    }
    // A full-text index keeps deleted words until its segments are merged.
    tx.execute("INSERT INTO files_search (files_search) VALUES ('optimize')", [])?;
    Ok(())
}
