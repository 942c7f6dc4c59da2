//! Members: their fields, which the association chooses, and the tables made from them.

mod field_type;
pub mod fields;
pub mod rebuild;
pub mod tables;
