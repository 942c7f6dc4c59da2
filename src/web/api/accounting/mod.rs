//! `accounting/…`, one file a resource (accounting.md).

pub mod links;
pub mod settlements;
pub mod statements;
pub mod transactions;
