//! `accounting/…`, one file a resource (accounting.md).

pub mod reports;
pub mod years;
