//! Ruche: one binary that owns one SQLite file and runs a small association.
//!
//! Imports go down only, from the top of this list to its bottom (`tests/it/tidy.rs` checks it):
//!
//! | module | what it holds |
//! |---|---|
//! | [`i18n`], [`error`], [`json`] | sentences in two languages, the one error type, JSON as clients of the API know it |
//! | [`text`], [`countries`] | comparing and finding text the way people do; ISO 3166-1 |
//! | [`db`] | the only place that opens SQLite: connections, schema, functions, migrations, backups |
//! | [`query`] | read-only SQL that people write: what may be read, limits, rows out |
//! | [`sheet`] | tables out: CSV, ODS, XLSX, JSON; knows no business |
//! | [`members`] | members, and the fields and tables the association chose for them |
//! | [`install`] | what a new association's database holds |
//! | [`interchange`] | whether a database can go from one server to the other |
#![forbid(unsafe_code)]

pub mod countries;
pub mod db;
pub mod error;
pub mod i18n;
pub mod install;
pub mod interchange;
pub mod json;
pub mod query;
pub mod members;
pub mod sheet;
pub mod text;
