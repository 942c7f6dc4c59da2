//! Members who receive encrypted mail only: those with a key of their own, and those of a category that demands it. Ruche
//! encrypts nothing, so it sends them nothing (people.md 9.2).

use std::collections::HashSet;

use rusqlite::Connection;

use super::fields::FieldType;
use super::layout::Layout;
use crate::error::Result;
use crate::text::email_hash;

/// The condition on a member `u` of a category `c`.
pub(super) const ENCRYPTED_ONLY: &str = "(coalesce(trim(u.pgp_key), '') <> '' OR c.force_pgp = 1)";

/// The hashes of all addresses of such members.
pub fn addresses(conn: &Connection, layout: &Layout) -> Result<HashSet<String>> {
    let fields: Vec<String> = layout
        .fields
        .with_column()
        .filter(|(field, _)| field.field_type == FieldType::Email)
        .map(|(field, _)| format!("u.{}", field.name.quoted()))
        .collect();
    let mut hashes = HashSet::new();
    if fields.is_empty() {
        return Ok(hashes);
    }
    let mut statement = conn.prepare(&format!(
        "SELECT {} FROM users u JOIN users_categories c ON c.id = u.id_category WHERE {ENCRYPTED_ONLY}",
        fields.join(", ")
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for at in 0..fields.len() {
            let address: Option<String> = row.get(at)?;
            hashes.extend(address.as_deref().and_then(email_hash).filter(|hash| !hash.is_empty()));
        }
    }
    Ok(hashes)
}

/// Whether that member is one of them.
pub fn is_required(conn: &Connection, member: i64) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM users u JOIN users_categories c ON c.id = u.id_category WHERE u.id = ?1 AND {ENCRYPTED_ONLY}"
    );
    Ok(conn.prepare_cached(&sql)?.exists([member])?)
}
