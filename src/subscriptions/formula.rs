//! The formula of a fee: an SQL expression over one member's record, which gives cents.
//!
//! It is evaluated where there is nothing else to read: a database in memory that holds the member's record without its
//! secrets, and what its sub-queries may read (people.md 7): the other members, activities, fees and subscriptions, as far
//! as the expression names them. It reaches no other table and no file, and depends on no chance.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::db;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::unknown;
use crate::money::Cents;
use crate::msg;

/// A formula with what it may read, for one member or for many.
pub(super) struct Evaluator {
    scratch: db::Scratch,
    sql: String,
}

impl Evaluator {
    /// `member` is the one it is evaluated for; `None` for any.
    ///
    /// # Errors
    ///
    /// Those of reading the database: what is wrong with a formula shows when it is evaluated.
    pub fn new(conn: &Connection, layout: &Layout, member: Option<i64>, formula: &str) -> Result<Self> {
        let scratch = db::scratch(|scratch| fill(conn, scratch, layout, member, formula))?;
        // The line feed ends a comment in the formula.
        let sql = format!("SELECT CAST((\n{formula}\n) AS INTEGER) FROM users WHERE users.id = ?1");
        Ok(Evaluator { scratch, sql })
    }

    /// What the member owes; `None` when the formula gives NULL.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the formula cannot be evaluated; [`Error::NotFound`] without such a member.
    pub fn evaluate(&self, member: i64, fee: &str) -> Result<Option<Cents>> {
        let result = self.result(member).map_err(|cause| refusal("id_fee", fee, &cause))?;
        Ok(result.ok_or_else(|| unknown(member))?.map(Cents))
    }

    /// `None` outside without such a member.
    fn result(&self, member: i64) -> rusqlite::Result<Option<Option<i64>>> {
        let mut statement = self.scratch.for_statement().prepare_cached(&self.sql)?;
        statement.query_row([member], |row| row.get(0)).optional()
    }
}

/// Refuses a formula that cannot be evaluated for the first member.
pub(super) fn check(conn: &Connection, layout: &Layout, fee: &str, formula: &str) -> Result<()> {
    let first: Option<i64> = conn.query_row("SELECT min(id) FROM users", [], |row| row.get(0))?;
    let member = first.unwrap_or(0);
    let evaluator = Evaluator::new(conn, layout, Some(member), formula)?;
    evaluator.result(member).map_err(|cause| refusal("formula", fee, &cause))?;
    Ok(())
}

fn refusal(field: &str, fee: &str, cause: &rusqlite::Error) -> Error {
    Error::invalid_field(field, msg!("subscription-formula", fee = fee, cause = cause.to_string()))
}

/// The columns of the tables that sub-queries may read beside `users`.
const TABLES: [(&str, &str); 3] = [
    (
        "services",
        "id INTEGER PRIMARY KEY, label TEXT, description TEXT, duration INTEGER, start_date TEXT, end_date TEXT, archived INTEGER",
    ),
    (
        "services_fees",
        "id INTEGER PRIMARY KEY, label TEXT, description TEXT, amount INTEGER, formula TEXT, id_service INTEGER, id_account INTEGER, id_year INTEGER, id_project INTEGER",
    ),
    (
        "services_users",
        "id INTEGER PRIMARY KEY, id_user INTEGER, id_service INTEGER, id_fee INTEGER, paid INTEGER, expected_amount INTEGER, date TEXT, expiry_date TEXT",
    ),
];

/// Copies what the formula may read. Without a sub-query that is the member's record alone.
fn fill(conn: &Connection, scratch: &Connection, layout: &Layout, member: Option<i64>, formula: &str) -> Result<()> {
    let words = formula.to_ascii_lowercase();
    let has_subquery = words.contains("select");
    let condition = match member {
        Some(member) if !has_subquery => format!("id = {member}"),
        _ => "1".to_owned(),
    };
    copy(conn, scratch, "users", &columns_of_members(layout), &condition)?;
    for (table, columns) in TABLES {
        copy(conn, scratch, table, columns, if has_subquery && words.contains(table) { "1" } else { "0" })?;
    }
    scratch.execute_batch("CREATE INDEX services_users_user ON services_users (id_user)")?;
    Ok(())
}

/// The columns of `users` but the secrets, with their declarations.
fn columns_of_members(layout: &Layout) -> String {
    let password = layout.fields.password().id;
    let fields = layout.fields.with_column().filter(|(field, _)| field.id != password);
    let fields: String = fields
        .map(|(field, column)| {
            format!(", {} {}", field.name.quoted(), column.split(" NOT NULL").next().unwrap_or_default())
        })
        .collect();
    format!(
        "id INTEGER PRIMARY KEY, id_category INTEGER, id_parent INTEGER, is_parent INTEGER, date_login TEXT,
         date_updated TEXT{fields}"
    )
}

fn copy(conn: &Connection, scratch: &Connection, table: &str, columns: &str, condition: &str) -> Result<()> {
    scratch.execute_batch(&format!("CREATE TABLE {table} ({columns})"))?;
    let names: Vec<&str> = columns.split(',').filter_map(|column| column.split_whitespace().next()).collect();
    let holes = vec!["?"; names.len()].join(", ");
    let mut insert = scratch.prepare(&format!("INSERT INTO {table} VALUES ({holes})"))?;
    let mut select = conn.prepare(&format!("SELECT {} FROM {table} WHERE {condition}", names.join(", ")))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..names.len()).map(|at| row.get::<_, Value>(at)).collect::<rusqlite::Result<Vec<_>>>()?;
        insert.execute(params_from_iter(values))?;
    }
    Ok(())
}
