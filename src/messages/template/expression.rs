//! Values, and conditions on them.

use super::Values;
use super::modifiers::Modifier;
use super::operand::Operand;

/// A value with what is done to it, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub operand: Operand,
    pub modifiers: Vec<Modifier>,
}

impl Expression {
    pub fn value(&self, values: &Values) -> String {
        let start = self.operand.value(values);
        self.modifiers.iter().fold(start, |value, modifier| modifier.apply(value, values))
    }
}

/// Whether a branch is taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// Neither empty nor `0`.
    True(Expression),
    Compare(Expression, Comparison, Expression),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Condition {
    pub fn holds(&self, values: &Values) -> bool {
        match self {
            Condition::True(expression) => !matches!(expression.value(values).as_str(), "" | "0"),
            Condition::Compare(left, comparison, right) => comparison.holds(&left.value(values), &right.value(values)),
            Condition::Not(condition) => !condition.holds(values),
            Condition::And(left, right) => left.holds(values) && right.holds(values),
            Condition::Or(left, right) => left.holds(values) || right.holds(values),
        }
    }
}

impl Comparison {
    /// Numbers are compared as numbers, texts as texts.
    fn holds(self, left: &str, right: &str) -> bool {
        let numbers = left.trim().parse::<f64>().ok().zip(right.trim().parse::<f64>().ok());
        let order = match numbers {
            Some((left, right)) => left.partial_cmp(&right),
            None => Some(left.cmp(right)),
        };
        let Some(order) = order else { return self == Comparison::Different };
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Different => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}
