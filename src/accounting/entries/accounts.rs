//! What the rules of entries ask of accounts: whose chart they are of and which part they play.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

/// The chart and the type (`acc_accounts.type`) of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub chart: i64,
    pub account_type: i64,
}

/// The accounts that are stored, and those that are about to be, by their identifiers: an import is checked before the
/// accounts that it creates exist.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    conn: &'a Connection,
    coming: Option<&'a HashMap<i64, Part>>,
}

impl<'a> Accounts<'a> {
    pub fn stored(conn: &'a Connection) -> Self {
        Accounts { conn, coming: None }
    }

    pub fn with_coming(conn: &'a Connection, coming: &'a HashMap<i64, Part>) -> Self {
        Accounts { conn, coming: Some(coming) }
    }

    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    pub fn part(&self, account: i64) -> Result<Option<Part>> {
        if let Some(part) = self.coming.and_then(|coming| coming.get(&account)) {
            return Ok(Some(*part));
        }
        let mut statement = self.conn.prepare_cached("SELECT id_chart, type FROM acc_accounts WHERE id = ?1")?;
        let part = statement.query_row([account], |row| Ok(Part { chart: row.get(0)?, account_type: row.get(1)? }));
        Ok(part.optional()?)
    }

    /// The type alone; 0, which is none, for an account that does not exist.
    pub fn type_of(&self, account: i64) -> Result<i64> {
        Ok(self.part(account)?.map_or(0, |part| part.account_type))
    }
}
