//! Looks up members by number and login, in the state that the lines planned so far would leave.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, OptionalExtension};

use crate::error::Result;
use crate::members::checks;
use crate::members::fields::Field;
use crate::members::layout::Layout;

/// A number or login as two of them are compared: ASCII case ignored, as their unique indexes do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Integer(i64),
    Text(String),
}

impl Key {
    /// `None` for an empty value.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(integer) => Some(Key::Integer(*integer)),
            Value::Text(text) => Some(Key::Text(text.to_ascii_lowercase())),
            _ => None,
        }
    }
}

/// The members by number and by login.
pub struct MemberIndex<'c> {
    by_number: CachedStatement<'c>,
    by_login: CachedStatement<'c>,
    /// Numbers of members created by earlier lines.
    numbers: HashMap<Key, i64>,
    /// Logins set by earlier lines.
    logins: HashMap<Key, i64>,
    /// Members whose stored login an earlier line replaces.
    changed_logins: HashSet<i64>,
    /// The next number; read on first use, `Err` if none is left.
    next_number: Option<i64>,
    next_id: i64,
}

impl<'c> MemberIndex<'c> {
    pub fn open(conn: &'c Connection, layout: &Layout) -> Result<Self> {
        let lookup = |field: &Field| {
            let collation = if field.field_type.ignores_case() { " COLLATE NOCASE" } else { "" };
            conn.prepare_cached(&format!("SELECT id FROM users WHERE {} = ?1{collation}", field.name.quoted()))
        };
        let highest: Option<i64> = conn.query_row("SELECT max(id) FROM users", [], |row| row.get(0))?;
        Ok(MemberIndex {
            by_number: lookup(layout.fields.number())?,
            by_login: lookup(layout.fields.login())?,
            numbers: HashMap::new(),
            logins: HashMap::new(),
            changed_logins: HashSet::new(),
            next_number: None,
            next_id: highest.unwrap_or(0).saturating_add(1),
        })
    }

    /// The member who has that number.
    pub fn with_number(&mut self, number: &Value) -> Result<Option<i64>> {
        let Some(key) = Key::of(number) else { return Ok(None) };
        if let Some(id) = self.numbers.get(&key) {
            return Ok(Some(*id));
        }
        Ok(self.by_number.query_row([number], |row| row.get(0)).optional()?)
    }

    /// The member who has that login.
    pub fn with_login(&mut self, login: &Value) -> Result<Option<i64>> {
        let Some(key) = Key::of(login) else { return Ok(None) };
        if let Some(id) = self.logins.get(&key) {
            return Ok(Some(*id));
        }
        let stored: Option<i64> = self.by_login.query_row([login], |row| row.get(0)).optional()?;
        Ok(stored.filter(|id| !self.changed_logins.contains(id)))
    }

    /// The number that a new member without one gets: the highest so far plus one.
    pub fn next_number(&mut self, conn: &Connection, layout: &Layout) -> Result<i64> {
        match self.next_number {
            Some(number) => Ok(number),
            None => {
                let stored = checks::next_number(conn, &layout.fields)?;
                let given = self.numbers.keys().filter_map(|key| match key {
                    Key::Integer(number) => number.checked_add(1),
                    Key::Text(_) => None,
                });
                let next = given.fold(stored, i64::max);
                self.next_number = Some(next);
                Ok(next)
            }
        }
    }

    /// The identifier that the next new member gets.
    pub fn next_id(&self) -> i64 {
        self.next_id
    }

    /// A line creates the member that has [`MemberIndex::next_id`].
    pub fn created(&mut self, number: &Value, login: &Value) {
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        if let Some(key) = Key::of(number) {
            if let (Key::Integer(number), Some(next)) = (&key, self.next_number) {
                self.next_number = Some(number.saturating_add(1).max(next));
            }
            self.numbers.insert(key, id);
        }
        if let Some(key) = Key::of(login) {
            self.logins.insert(key, id);
        }
    }

    /// A line changes the login of a member.
    pub fn login_changed(&mut self, id: i64, old: &Value, new: &Value) {
        if let Some(old) = Key::of(old).filter(|old| self.logins.get(old) == Some(&id)) {
            self.logins.remove(&old);
        }
        self.changed_logins.insert(id);
        if let Some(new) = Key::of(new) {
            self.logins.insert(new, id);
        }
    }
}
