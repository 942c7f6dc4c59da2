//! Entries out of tables (accounting.md 10): those that our exports write, those that people type, and those of other
//! programs in the columns of the tax office.
//!
//! As for members, one [`plan`](plan::plan) says what an import would do without writing anything; the preview shows it
//! (`report`), the import carries it out (`apply`), and what was done can be taken back (`undo`).
//!
//! | module | what it does |
//! |---|---|
//! | `options` | what a request says beside the file |
//! | `columns`, `rows` | which column holds what; the rows, and which of them make one entry |
//! | `known` | the accounts, projects and members that rows name |
//! | `planner`, `draft`, `lines` | what a group of rows makes of an entry, and of its lines |

mod apply;
mod columns;
mod draft;
mod lines;
mod lookups;
mod options;
mod plan;
mod planner;
mod report;
mod rows;
mod undo;

#[cfg(test)]
mod tests;

pub use apply::apply;
pub use options::{Format, Options};
pub use plan::{Plan, plan};
pub use report::{Codes, Report};
pub use undo::undo;
