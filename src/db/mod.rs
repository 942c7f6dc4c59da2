//! The only place that opens SQLite.
pub mod functions;
