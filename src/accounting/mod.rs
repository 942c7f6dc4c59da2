//! Accounting: charts of accounts, and what must hold of every association's books.

pub mod accounts;
pub mod charts;
pub mod invariants;
pub mod seal;
