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
#![forbid(unsafe_code)]

pub mod countries;
pub mod db;
pub mod error;
pub mod i18n;
pub mod json;
pub mod query;
pub mod sheet;
pub mod text;
