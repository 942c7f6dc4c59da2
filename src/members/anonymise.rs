//! Making a member nobody: what identifies the person goes, what the association must keep stays (threats.md 73).

use rusqlite::{Transaction, params_from_iter};

use super::fields::{Field, FieldType};
use super::layout::Layout;
use super::personal_data_export;
use super::record::Member;
use super::store;
use crate::audit::{self, Action, AuditLog, Entity};
use crate::auth::password;
use crate::error::Result;
use crate::imports::{ImportKind, history};
use crate::{idempotency, mail};

/// What still names the person after its record is emptied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mentions {
    /// Entries whose label, notes or reference hold the name: accounts are never rewritten by a program.
    pub transactions: Vec<i64>,
}

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
    // What is overwritten is overwritten on the disk too, not only no longer used.
    tx.pragma_update(None, "secure_delete", true)?;
    let member = Member::get(tx, layout, id)?;
    let mentions = mentions(tx, &member.name(layout))?;
    forget_messages(tx, layout, &member)?;
    empty_record(tx, layout, id, audit.moment())?;
    store::delete_files(tx, id)?;
    password::end_remembered_sessions(tx, id)?;
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

/// Whether this kind of field can hold the stand-in for a name.
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

/// Messages waiting for the person are not sent; those that were lose their recipient, not their place in the count.
fn forget_messages(tx: &Transaction<'_>, layout: &Layout, member: &Member) -> Result<()> {
    let (addresses, fingerprints) = personal_data_export::addresses(layout, member);
    mail::queue::forget(tx, &addresses)?;
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

/// The engine's statistics may hold values of indexed columns.
fn forget_samples(tx: &Transaction<'_>) -> Result<()> {
    let exists = tx.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat4'")?.exists([])?;
    if exists {
        tx.execute("DELETE FROM sqlite_stat4", [])?;
    }
    // Deleted words stay in a full-text index until its parts are merged.
    tx.execute("INSERT INTO files_search (files_search) VALUES ('optimize')", [])?;
    Ok(())
}

fn mentions(tx: &Transaction<'_>, name: &str) -> Result<Mentions> {
    if name.is_empty() {
        return Ok(Mentions { transactions: Vec::new() });
    }
    let mut statement = tx.prepare(
        "SELECT id FROM acc_transactions WHERE instr(transliterate_to_ascii(label || ' ' || IFNULL(notes, '') || ' '
             || IFNULL(reference, '')), ?1) > 0 ORDER BY id",
    )?;
    let folded = crate::text::transliterate_to_ascii(name);
    let transactions = statement.query_map([folded], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Mentions { transactions })
}
