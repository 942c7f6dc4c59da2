//! The books.

pub mod invariants;
