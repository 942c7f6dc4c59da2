//! The formula of a fee: an SQL expression over one member's record, which gives cents.
//!
//! It is evaluated where there is nothing else to read: a database in memory whose only table is that record, without its
//! secrets. Whatever the expression says, it reaches no other member, no other table and no file.

use rusqlite::{Connection, params_from_iter};

use super::Fee;
use crate::db;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::money::Cents;
use crate::msg;

/// What a member owes by the formula; `None` when it gives NULL.
///
/// # Errors
///
/// [`Error::Invalid`] when the formula cannot be evaluated; [`Error::NotFound`] without such a member.
pub(super) fn evaluate(
    conn: &Connection,
    layout: &Layout,
    member: i64,
    fee: &Fee,
    formula: &str,
) -> Result<Option<Cents>> {
    let alone = record_alone(layout, &Member::get(conn, layout, member)?)?;
    // The line feed ends a comment in the formula.
    let sql = format!("SELECT CAST((\n{formula}\n) AS INTEGER) FROM users");
    let cents = alone.query_row(&sql, [], |row| row.get::<_, Option<i64>>(0)).map_err(|error| {
        let (fee, cause) = (fee.label.as_str(), error.to_string());
        Error::invalid_field("id_fee", msg!("subscription-formula", fee = fee, cause = cause))
    })?;
    Ok(cents.map(Cents))
}

fn record_alone(layout: &Layout, member: &Member) -> Result<Connection> {
    let alone = db::scratch()?;
    let fields: Vec<_> = layout
        .fields
        .with_column()
        .filter(|(field, _)| field.id != layout.fields.password().id)
        .map(|(field, column)| (field, column.split(" NOT NULL").next().unwrap_or_default()))
        .collect();
    let columns: String = fields.iter().map(|(field, column)| format!(", {} {column}", field.name.quoted())).collect();
    alone.execute_batch(&format!(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, id_category INTEGER, id_parent INTEGER, is_parent INTEGER,
         date_login TEXT, date_updated TEXT{columns})"
    ))?;
    alone.execute(
        "INSERT INTO users (id, id_category, id_parent, is_parent, date_login, date_updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (member.id, member.id_category, member.id_parent, member.is_parent, &member.date_login, &member.date_updated),
    )?;
    if !fields.is_empty() {
        let assignments: Vec<String> = fields.iter().map(|(field, _)| format!("{} = ?", field.name.quoted())).collect();
        let values = layout.fields.iter().zip(&member.values);
        let values =
            values.filter(|(field, _)| fields.iter().any(|(kept, _)| kept.id == field.id)).map(|(_, value)| value);
        alone.execute(&format!("UPDATE users SET {}", assignments.join(", ")), params_from_iter(values))?;
    }
    Ok(alone)
}
