//! What is searched, and how a search is written.

use crate::auth::Section;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Users,
    Accounting,
}

impl Target {
    /// As `searches.target` names it.
    pub fn word(self) -> &'static str {
        match self {
            Target::Users => "users",
            Target::Accounting => "accounting",
        }
    }

    pub fn section(self) -> Section {
        match self {
            Target::Users => Section::Users,
            Target::Accounting => Section::Accounting,
        }
    }
}

/// What the text of a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A document of conditions.
    Json,
    /// SQL over the tables of the target.
    Sql,
    /// SQL over all that people's SQL may read.
    SqlUnprotected,
}

impl Type {
    pub const ALL: [Type; 3] = [Type::Json, Type::Sql, Type::SqlUnprotected];

    /// As `searches.type` names it.
    pub fn word(self) -> &'static str {
        match self {
            Type::Json => "json",
            Type::Sql => "sql",
            Type::SqlUnprotected => "sql_unprotected",
        }
    }
}
