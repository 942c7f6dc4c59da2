//! Ruche: one binary that owns one SQLite file and runs a small association.
//!
//! Imports go down only, from the top of this list to its bottom (`tests/it/tidy.rs` checks it):
//!
//! | module | what it holds |
//! |---|---|
//! | [`i18n`], [`error`], [`json`] | sentences in two languages, the one error type, JSON as clients of the API know it |
//! | [`db`] | the only place that opens SQLite: connections, schema, functions, migrations, backups |
//! | [`sheet`] | tables out: CSV, ODS, XLSX, JSON; knows no business |
//! | [`members`] | members, and the fields and tables the association chose for them |
//! | [`install`] | what a new association's database holds |
//! | [`interchange`] | whether a database can go from one server to the other |
#![forbid(unsafe_code)]

pub mod db;
pub mod error;
pub mod i18n;
pub mod install;
pub mod interchange;
pub mod json;
pub mod members;
pub mod sheet;
