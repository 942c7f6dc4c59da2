//! Members: their fields, which the association chooses, and the tables made from them.

pub mod fields;
pub mod rebuild;
pub mod tables;
