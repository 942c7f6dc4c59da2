//! A value without anything done to it.

use super::Values;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Variable(String),
    Literal(String),
}

impl Operand {
    pub fn value(&self, values: &Values) -> String {
        match self {
            Operand::Variable(name) => values.get(name).cloned().unwrap_or_default(),
            Operand::Literal(text) => text.clone(),
        }
    }
}
