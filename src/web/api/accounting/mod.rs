//! `accounting/…`, one file a resource (accounting.md).
