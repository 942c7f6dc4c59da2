//! What the rules of entries ask of accounts: whose chart they are of and which role they play.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

/// The chart and the type (`acc_accounts.type`) of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRole {
    pub chart: i64,
    pub account_type: i64,
}

/// The accounts that are stored, and those that are about to be, by their identifiers: an import is checked before the
/// accounts that it creates exist.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    conn: &'a Connection,
    pending: Option<&'a HashMap<i64, AccountRole>>,
}

impl<'a> Accounts<'a> {
    pub fn stored(conn: &'a Connection) -> Self {
        Accounts { conn, pending: None }
    }

    pub fn with_pending(conn: &'a Connection, pending: &'a HashMap<i64, AccountRole>) -> Self {
        Accounts { conn, pending: Some(pending) }
    }

    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    pub fn role(&self, account: i64) -> Result<Option<AccountRole>> {
        if let Some(role) = self.pending.and_then(|pending| pending.get(&account)) {
            return Ok(Some(*role));
        }
        let mut statement = self.conn.prepare_cached("SELECT id_chart, type FROM acc_accounts WHERE id = ?1")?;
        let role =
            statement.query_row([account], |row| Ok(AccountRole { chart: row.get(0)?, account_type: row.get(1)? }));
        Ok(role.optional()?)
    }

    /// The type alone; 0, which is none, for an account that does not exist.
    pub fn type_of(&self, account: i64) -> Result<i64> {
        Ok(self.role(account)?.map_or(0, |role| role.account_type))
    }
}
