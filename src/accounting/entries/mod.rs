//! Entries: what an association earned, spent, moved and owes (accounting.md 4 and 5).
//!
//! `request` reads what a client says, `edit` makes of it the entry that is wanted, and [`store`] writes that after
//! `normalise` and `checks`; imports, openings and settlements make entries themselves and come in at [`store`].

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
