//! `accounting/…`, one file a resource (accounting.md).

pub mod links;
pub mod reports;
pub mod transactions;
pub mod years;
