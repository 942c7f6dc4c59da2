//! `accounting/…`, one file a resource (accounting.md).

pub mod exports;
pub mod journals;
