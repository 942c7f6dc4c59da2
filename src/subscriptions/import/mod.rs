//! Subscriptions out of a table (members.md 8.7): all lines or none, each a new subscription.

mod columns;
mod plan;
mod report;
mod write;

pub use plan::{Line, Plan, plan};
pub use report::Report;
pub use write::{apply, undo};
