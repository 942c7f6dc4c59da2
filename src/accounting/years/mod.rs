//! What is done with fiscal years (accounting.md 2.1 and 7).

mod list;

pub use list::{Listed, list};
