//! Charts of accounts: `acc_charts` (accounting.md 2.2 and 11). Some come with the program, others are made by the
//! association: from nothing, from another chart or from a file.

mod change;
mod export;
mod import;
mod shipped;
#[cfg(test)]
mod tests;
mod update;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use utoipa::ToSchema;

pub use super::account_type::{AccountType, ChartCountry, Position};
pub use change::{ChartDraft, add_shipped, change, create, delete};
pub use export::{columns, title, write};
pub use import::{Imported, import, limits};
pub use shipped::{Offer, SHIPPED, ShippedChart, install, offers};
pub use update::{Corrected, Differences, Updated, differences, update};

use crate::error::{Error, Result};
use crate::msg;

/// A chart, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Chart {
    pub id: i64,
    pub label: String,
    /// `FR`, `BE`, `CH`; another one, or none, has no rules.
    pub country: Option<String>,
    /// Of an official chart, such as `PCA_2025`; none when the association made it.
    pub code: Option<String>,
    pub archived: bool,
}

const COLUMNS: &str = "id, label, country, code, archived";

impl Chart {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Chart> {
        Self::find(conn, id)?.ok_or_else(|| Error::NotFound(msg!("chart-unknown", id = id)))
    }

    pub fn find(conn: &Connection, id: i64) -> Result<Option<Chart>> {
        let sql = format!("SELECT {COLUMNS} FROM acc_charts WHERE id = ?1");
        Ok(conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?)
    }

    /// Whose rules its accounts follow.
    pub fn rules(&self) -> Option<ChartCountry> {
        self.country.as_deref().and_then(ChartCountry::parse)
    }

    pub fn is_official(&self) -> bool {
        self.code.is_some()
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Chart> {
        Ok(Chart {
            id: row.get(0)?,
            label: row.get(1)?,
            country: row.get(2)?,
            code: row.get(3)?,
            archived: row.get(4)?,
        })
    }
}

/// Every chart by country, then label.
pub fn list(conn: &Connection) -> Result<Vec<Chart>> {
    let sql = format!("SELECT {COLUMNS} FROM acc_charts ORDER BY country, label, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let charts = statement.query_map([], Chart::of_row)?;
    Ok(charts.collect::<rusqlite::Result<_>>()?)
}

/// An account as a file of a chart has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartAccount {
    pub code: String,
    pub label: String,
    pub description: Option<String>,
    pub position: Position,
    pub bookmark: bool,
    /// Whether the association added it.
    pub added: bool,
}
