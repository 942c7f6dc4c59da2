//! Accounting: charts of accounts, fiscal years, entries, and what must hold of every association's books.

pub mod accounts;
pub mod amount;
pub mod charts;
pub mod deposits;
pub mod entries;
pub mod entry;
#[cfg(test)]
pub mod fixture;
pub mod import;
pub mod invariants;
pub mod letters;
pub mod seal;
pub mod settlement;
pub mod statement;
pub mod year;
