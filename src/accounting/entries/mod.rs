//! Entries: earnings, expenses, transfers and debts (accounting.md 4 and 5).
//!
//! `request` reads the parameters, `edit` builds the entry, and [`store`] writes it after `normalise` and `checks`; imports,
//! openings and settlements build entries themselves and enter at [`store`].

pub mod accounts;
pub mod actions;
mod checks;
mod edit;
pub mod history;
mod lines;
pub mod links;
pub mod normalise;
pub mod record;
mod request;
pub mod shown;
pub mod store;
#[cfg(test)]
mod tests;

pub use edit::find_account;
pub use record::{Entry, Line, Seal};
