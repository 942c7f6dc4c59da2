//! `accounting/…`, one file a resource (accounting.md).

pub mod links;
pub mod transactions;
