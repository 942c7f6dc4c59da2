//! The parts of statements: names of columns, and holes for values.

use rusqlite::types::Value;

use super::{Dataset, Kind};

/// The values of a statement under way, each bound to a numbered hole.
pub struct Holes(pub Vec<Value>);

impl Holes {
    pub fn add(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("?{}", self.0.len())
    }
}

/// The name of a column in statements. Texts are compared byte by byte, whatever their column does elsewhere.
pub fn quoted(dataset: &Dataset, at: usize) -> String {
    let column = &dataset.columns[at];
    let collation = if column.kind == Kind::Text { " COLLATE BINARY" } else { "" };
    format!("\"{}\"{collation}", column.name)
}
