//! Accounting: charts of accounts, fiscal years, entries, journals and exports, and what must hold of every association's
//! books.

pub mod account_journal;
pub mod account_type;
pub mod accounts;
pub mod advice;
pub mod amount;
pub mod charts;
pub mod codes;
pub mod dataset;
pub mod deposits;
pub mod entries;
pub mod entry;
pub mod export;
pub mod fec;
pub mod find;
#[cfg(test)]
pub mod fixture;
pub mod import;
pub mod invariants;
pub mod journal;
pub mod lines;
pub mod linked_members;
pub mod matching_groups;
pub mod payments;
pub mod projects;
#[cfg(test)]
mod properties;
pub mod reports;
pub mod seal;
pub mod search;
pub mod settlement;
pub mod statement;
pub mod texts;
pub mod year;
pub mod years;
