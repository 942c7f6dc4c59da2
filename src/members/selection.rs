//! Which members a request about many of them means.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::{Connection, params_from_iter};

use super::filter::{Filter, Scope};
use super::layout::Layout;
use super::record;
use super::saved;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Ids, Params};

/// Members by name, by category, or by a saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    Members(Ids),
    Scope(Scope),
    Search(i64),
}

impl Selection {
    /// Reads `users`, `category` (0 for all that are not hidden, -1 for all) or `search`: one of the three.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read, or when none or several are given.
    pub fn from_params(params: &Params) -> Result<Self> {
        let users = params.ids("users")?;
        let (category, search) = (params.integer("category", -1, i64::MAX)?, params.id("search")?);
        match (users.is_empty(), category, search) {
            (false, None, None) => Ok(Selection::Members(users)),
            (true, Some(category), None) => Ok(Selection::Scope(Scope::from_number(category))),
            (true, None, Some(search)) => Ok(Selection::Search(search)),
            _ => Err(Error::invalid_field("users", msg!("members-selection"))),
        }
    }

    /// The members, in ascending order.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the first member who does not exist; [`Error::NotFound`] for a search that the principal
    /// does not see.
    pub fn members(
        &self,
        conn: &Connection,
        layout: &Layout,
        principal: &Principal,
        today: Date,
    ) -> Result<BTreeSet<i64>> {
        match self {
            Selection::Members(members) => record::named(conn, members),
            Selection::Scope(scope) => ids(conn, &scope.filter(layout)),
            Selection::Search(id) => ids(conn, &saved::filter(conn, layout, *id, principal, today)?),
        }
    }
}

fn ids(conn: &Connection, filter: &Filter) -> Result<BTreeSet<i64>> {
    let sql = format!(
        "SELECT m.id FROM users_view m JOIN users_categories c ON c.id = m.id_category
         LEFT JOIN users_search s ON s.id = m.id WHERE {}",
        filter.condition
    );
    let mut statement = conn.prepare(&sql)?;
    let ids = statement.query_map(params_from_iter(&filter.values), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
