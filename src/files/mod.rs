//! The files that the association keeps in its database.

pub mod archive;
