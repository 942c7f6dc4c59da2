//! `accounting/…`, one file a resource (accounting.md).

pub mod exports;
pub mod journals;
pub mod links;
pub mod transactions;
