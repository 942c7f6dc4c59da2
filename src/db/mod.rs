//! The only place that opens SQLite.


pub mod differences;
pub mod functions;
pub mod identity;
pub mod migrations;
pub mod schema;
pub mod settings;
pub mod structure;
