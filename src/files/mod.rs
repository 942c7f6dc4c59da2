//! The files that the association keeps in its database.

pub mod absent;
pub mod archive;
pub mod changes;
pub mod dataset;
pub mod member;
pub mod properties;
pub mod quota;
pub mod search;
pub mod store;
pub mod thumbnail;
pub mod trash;
pub mod tree;
pub mod versions;

mod access;
mod branch;
mod find;
mod index;
mod links;
mod media_type;
mod name;
mod path;
#[cfg(test)]
mod tests;

pub use find::{File, content_elsewhere, content_size, copy_content, copy_part, find, list};
pub use name::FileName;
pub use path::{FilePath, Space};
pub use store::Content;
pub use tree::Entry;

/// The first parts of paths, in the order in which archives have them (database.md 2, platform.md 3.2).
pub const CONTEXTS: [&str; 10] =
    ["trash", "documents", "user", "transaction", "config", "web", "modules", "attachments", "versions", "ext"];
