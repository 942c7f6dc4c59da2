//! Conditions on rows, as OData writes them in `$filter`: read into a tree, and made into SQL whose values are all bound.

mod parse;
mod sql;
#[cfg(test)]
mod tests;
mod tokens;

use super::Kind;

pub use parse::parse;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Compare(Operand, Comparison, Operand),
    Call(Function, Operand, Operand),
    /// A column of truths, or a truth itself.
    Holds(Operand),
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// The place of a column in the dataset.
    Column(usize),
    Literal(Literal),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Truth(bool),
    /// With its text, so that amounts are exact.
    Number(f64, String),
    Text(String),
    /// `YYYY-MM-DD`
    Date(String),
    /// `YYYY-MM-DD HH:MM:SS` in the association's time zone.
    Moment(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Contains,
    StartsWith,
    EndsWith,
}

impl Comparison {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "gt" => Comparison::Greater,
            "ge" => Comparison::GreaterOrEqual,
            "lt" => Comparison::Less,
            "le" => Comparison::LessOrEqual,
            _ => return None,
        })
    }

    /// NULL is a value like any other for equality, and neither above nor below anything.
    fn sql(self) -> &'static str {
        match self {
            Comparison::Equal => "IS",
            Comparison::NotEqual => "IS NOT",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
        }
    }
}

impl Function {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "contains" => Function::Contains,
            "startswith" => Function::StartsWith,
            "endswith" => Function::EndsWith,
            _ => return None,
        })
    }
}

/// What may be compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    /// `null`, which is compared with anything.
    Any,
    Text,
    Number,
    Amount,
    Truth,
    Date,
    Moment,
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Type::Text,
            Kind::Integer | Kind::Number => Type::Number,
            Kind::Amount => Type::Amount,
            Kind::Truth => Type::Truth,
            Kind::Date => Type::Date,
            Kind::Moment => Type::Moment,
        }
    }
}
