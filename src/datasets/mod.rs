//! Datasets: flat tables with stable columns for programs that come back for them. Each domain describes its own
//! ([`Dataset`]); here they are asked ([`Query`]), filtered ([`filter`]) and written as JSON ([`mod@write`]). Knows no business.

pub mod filter;
mod holes;
mod query;
mod read;
pub mod write;

pub use query::{Key, Order, Query};
pub use read::{Columns, key_of, wanted_columns};

use rusqlite::types::Value;

use crate::sheet;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    /// With a fraction.
    Number,
    /// Money: the database holds cents, answers decimal amounts.
    Amount,
    /// 0 or 1 in the database.
    Truth,
    /// `YYYY-MM-DD`
    Date,
    /// `YYYY-MM-DD HH:MM:SS` in the association's time zone.
    Moment,
}

impl Kind {
    /// The word in the list of datasets.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Amount => "amount",
            Kind::Truth => "boolean",
            Kind::Date => "date",
            Kind::Moment => "datetime",
        }
    }

    /// The same in CSV and spreadsheets.
    pub fn of_sheet(self) -> sheet::Kind {
        match self {
            Kind::Text => sheet::Kind::Text,
            Kind::Integer | Kind::Number | Kind::Truth => sheet::Kind::Number,
            Kind::Amount => sheet::Kind::Amount,
            Kind::Date => sheet::Kind::Date,
            Kind::Moment => sheet::Kind::DateTime,
        }
    }
}

/// A column, with the SQL expression of its values over [`Dataset::from`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// ASCII letters, digits and underscores, so that it needs no escape anywhere.
    pub name: String,
    pub kind: Kind,
    pub sql: String,
}

impl Column {
    pub fn new(name: impl Into<String>, kind: Kind, sql: impl Into<String>) -> Self {
        Column { name: name.into(), kind, sql: sql.into() }
    }
}

/// A flat table.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    pub name: &'static str,
    /// The first one is the key: unique, never NULL, an [`Kind::Integer`] or a [`Kind::Text`]. Pages are in its order.
    pub columns: Vec<Column>,
    /// What follows `FROM`, conditions of its own included.
    pub from: String,
    /// The values of its holes `?1`, `?2`…
    pub values: Vec<Value>,
    /// The column that tells when a row was changed, where the table has one.
    pub changed: Option<&'static str>,
}

impl Dataset {
    pub fn key(&self) -> &Column {
        &self.columns[0]
    }

    /// The place of the column with that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The names of all columns, for a sentence.
    pub fn names(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}
