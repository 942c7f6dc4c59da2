//! The statements over the tables of members, made once for the fields an association has.

use std::sync::Arc;

use rusqlite::Connection;

use super::field_access::FieldAccess;
use super::fields::{Field, FieldType, Fields, SYSTEM_COLUMNS};
use super::tables;
use super::values;
use crate::auth::Principal;
use crate::error::Result;

/// The columns every member has, as they are read; those of the fields follow, one for each.
const SYSTEM: &str = "id, id_category, date_login, date_updated, id_parent, is_parent, preferences, otp_secret IS NOT NULL, \
                      pgp_key IS NOT NULL";
/// The number of those columns, including the one that tells whether there is a password.
pub(super) const SYSTEM_COUNT: usize = 10;

/// The fields of members with what is derived from them.
#[derive(Debug)]
pub struct Layout {
    pub fields: Fields,
    /// What of them may be seen; the others are read as NULL and shown nowhere.
    pub access: FieldAccess,
    /// `SELECT …` of a whole member, without condition.
    pub(super) select: String,
    /// The same of one, by its id.
    pub(super) select_one: String,
    /// Writes a new member: category, moment, parent and password, then each field of [`Self::writable`].
    pub(super) insert: String,
    /// Writes the searchable copy: id, then each field of [`Self::searchable`].
    pub(super) insert_search: String,
    /// Positions of the fields that requests set, in order.
    pub(super) writable: Vec<usize>,
    /// Positions of the fields copied into `users_search`.
    pub(super) searchable: Vec<usize>,
    pub(super) has_files: bool,
}

impl Layout {
    /// With every field. What answers are made of is read with [`Layout::read_for`] or [`Layout::read_own`].
    pub fn read(conn: &Connection) -> Result<Self> {
        Ok(Self::new(Fields::read(conn)?))
    }

    /// As far as a principal sees into records.
    pub fn read_for(conn: &Connection, principal: &Principal) -> Result<Self> {
        Ok(Self::seen(Fields::read(conn)?, FieldAccess::of(principal)))
    }

    /// As far as members see into their own records.
    pub fn read_own(conn: &Connection) -> Result<Self> {
        Ok(Self::seen(Fields::read(conn)?, FieldAccess::Oneself))
    }

    /// The same layout as far as a principal sees into records.
    pub fn seen_by(self: Arc<Self>, principal: &Principal) -> Arc<Self> {
        match FieldAccess::of(principal) {
            FieldAccess::Everything => self,
            access => Arc::new(Self::seen(self.fields.clone(), access)),
        }
    }

    pub fn new(fields: Fields) -> Self {
        Self::seen(fields, FieldAccess::Everything)
    }

    pub fn seen(fields: Fields, access: FieldAccess) -> Self {
        let positions = |wanted: &dyn Fn(&Field) -> bool| -> Vec<usize> {
            fields.iter().enumerate().filter(|(_, field)| wanted(field)).map(|(at, _)| at).collect()
        };
        let writable = positions(&values::is_writable);
        let copied: Vec<&str> = fields.searchable().map(|field| field.name.as_str()).collect();
        let searchable = positions(&|field| copied.contains(&field.name.as_str()));
        let all: Vec<&Field> = fields.iter().collect();
        let names =
            |chosen: &[usize]| -> String { chosen.iter().map(|at| format!(", {}", all[*at].name.quoted())).collect() };
        let read: String = all.iter().map(|field| format!(", {}", read_expression(&fields, field, access))).collect();
        let select = format!("SELECT {SYSTEM}, {} IS NOT NULL{read} FROM users_view", fields.password().name.quoted());
        let insert = format!(
            "INSERT INTO users (id_category, date_updated, id_parent, {}{}) VALUES ({})",
            fields.password().name.quoted(),
            names(&writable),
            holes(4 + writable.len())
        );
        let insert_search = format!(
            "INSERT OR REPLACE INTO users_search (id{}) VALUES ({})",
            names(&searchable),
            holes(1 + searchable.len())
        );
        let has_files = fields.iter().any(|field| field.field_type == FieldType::File);
        Layout {
            select_one: format!("{select} WHERE id = ?1"),
            select,
            insert,
            insert_search,
            writable,
            searchable,
            has_files,
            fields,
            access,
        }
    }

    /// The fields that may be shown: those that are seen, without the password.
    pub fn shown(&self) -> impl Iterator<Item = &Field> {
        let password = self.fields.password().id;
        self.fields.iter().filter(move |field| field.id != password && self.access.sees(field))
    }

    /// The fields that are hidden, without the password.
    pub fn hidden(&self) -> impl Iterator<Item = &Field> {
        let password = self.fields.password().id;
        self.fields.iter().filter(move |field| field.id != password && !self.access.sees(field))
    }

    /// Whether a value that is kept under a name, in the history or with a message, may be shown. What is no field any more
    /// was one whose level nobody knows.
    pub fn shows_name(&self, name: &str) -> bool {
        self.access == FieldAccess::Everything
            || SYSTEM_COLUMNS.contains(&name)
            || name == self.fields.password().name.as_str()
            || self.fields.get(name).is_some_and(|field| self.access.sees(field))
    }

    /// The SQL expression of a member's name, over `users` or `users_view` by that name in the statement: the column, or
    /// several joined by spaces (fields.md 1).
    pub fn name_of(&self, table: &str) -> String {
        tables::name(&self.fields, &format!("{table}."))
    }
}

/// The expression that reads a field: NULL for the password, for what is not seen, and for files, which have no column.
fn read_expression(fields: &Fields, field: &Field, access: FieldAccess) -> String {
    let hidden = field.id == fields.password().id || field.field_type == FieldType::File || !access.sees(field);
    if hidden { "NULL".to_owned() } else { field.name.quoted() }
}

fn holes(count: usize) -> String {
    vec!["?"; count].join(", ")
}
