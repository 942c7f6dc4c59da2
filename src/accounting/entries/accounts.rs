//! The chart and the type of the accounts that entries use.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};

use crate::accounting::account_type::AccountType;
use crate::error::Result;

/// The chart and the type (`acc_accounts.type`) of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRole {
    pub chart: i64,
    pub account_type: AccountType,
}

/// Stored accounts and those that an import is about to create, by their identifiers: imports are checked before their
/// accounts exist.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    conn: &'a Connection,
    pending: Option<&'a HashMap<i64, AccountRole>>,
    pending_projects: Option<&'a HashSet<i64>>,
}

impl<'a> Accounts<'a> {
    pub fn stored(conn: &'a Connection) -> Self {
        Accounts { conn, pending: None, pending_projects: None }
    }

    pub fn with_pending(
        conn: &'a Connection,
        accounts: &'a HashMap<i64, AccountRole>,
        projects: &'a HashSet<i64>,
    ) -> Self {
        Accounts { conn, pending: Some(accounts), pending_projects: Some(projects) }
    }

    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    /// Whether a project exists, or is about to.
    pub fn has_project(&self, project: i64) -> Result<bool> {
        let is_pending = self.pending_projects.is_some_and(|pending| pending.contains(&project));
        let stored = || self.conn.prepare_cached("SELECT 1 FROM acc_projects WHERE id = ?1")?.exists([project]);
        Ok(is_pending || stored()?)
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

    /// The account's type, or `None` if there is no such account.
    pub fn type_of(&self, account: i64) -> Result<Option<AccountType>> {
        Ok(self.role(account)?.map(|role| role.account_type))
    }
}
