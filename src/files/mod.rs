//! The files that the association keeps in its database.

pub mod archive;
pub mod store;

mod find;
mod index;
mod media_type;
mod name;
#[cfg(test)]
mod tests;

pub use find::{File, content_size, copy_content, find, list};
pub use name::FileName;
pub use store::Content;

/// The first parts of paths, in the order in which archives have them (database.md 2, platform.md 3.2).
pub const CONTEXTS: [&str; 10] =
    ["trash", "documents", "user", "transaction", "config", "web", "modules", "attachments", "versions", "ext"];
