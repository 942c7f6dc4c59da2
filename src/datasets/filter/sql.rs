//! Conditions as SQL: names are those of columns, every value is bound.

use rusqlite::types::Value;

use super::{Comparison, Expression, Function, Literal, Operand};
use crate::datasets::holes::{Holes, quoted};
use crate::datasets::{Dataset, Kind};

impl Expression {
    /// The condition over the columns of the dataset, in parentheses; its values are added to `holes`.
    pub(in crate::datasets) fn sql(&self, dataset: &Dataset, holes: &mut Holes) -> String {
        match self {
            Expression::And(left, right) => format!("({} AND {})", left.sql(dataset, holes), right.sql(dataset, holes)),
            Expression::Or(left, right) => format!("({} OR {})", left.sql(dataset, holes), right.sql(dataset, holes)),
            // What compares with NULL does not hold: its contrary does.
            Expression::Not(inside) => format!("(NOT ifnull({}, 0))", inside.sql(dataset, holes)),
            Expression::Compare(left, comparison, right) => compare(dataset, holes, left, *comparison, right),
            Expression::Call(function, whole, part) => call(dataset, holes, *function, whole, part),
            Expression::Holds(operand) => format!("({} IS 1)", sql_of(dataset, holes, operand, Kind::Truth)),
        }
    }
}

fn compare(dataset: &Dataset, holes: &mut Holes, left: &Operand, comparison: Comparison, right: &Operand) -> String {
    let kind = |operand: &Operand| match operand {
        Operand::Column(at) => Some(dataset.columns[*at].kind),
        Operand::Literal(_) => None,
    };
    // Literals are written as the column beside them holds its values.
    let kind = kind(left).or(kind(right)).unwrap_or(Kind::Number);
    let (left, right) = (sql_of(dataset, holes, left, kind), sql_of(dataset, holes, right, kind));
    format!("({left} {} {right})", comparison.sql())
}

fn call(dataset: &Dataset, holes: &mut Holes, function: Function, whole: &Operand, part: &Operand) -> String {
    let (whole, part) = (sql_of(dataset, holes, whole, Kind::Text), sql_of(dataset, holes, part, Kind::Text));
    match function {
        Function::Contains => format!("(instr({whole}, {part}) > 0)"),
        Function::StartsWith => format!("(substr({whole}, 1, length({part})) = {part})"),
        // A negative start counts from the end; one of zero characters needs a case of its own.
        Function::EndsWith => format!("({part} = '' OR substr({whole}, -length({part})) = {part})"),
    }
}

fn sql_of(dataset: &Dataset, holes: &mut Holes, operand: &Operand, kind: Kind) -> String {
    match operand {
        Operand::Column(at) => quoted(dataset, *at),
        Operand::Literal(literal) => holes.add(value(literal, kind)),
    }
}

fn value(literal: &Literal, kind: Kind) -> Value {
    match (literal, kind) {
        (Literal::Null, _) => Value::Null,
        (Literal::Truth(truth), _) => Value::Integer(i64::from(*truth)),
        (Literal::Number(number, text), Kind::Amount) => match cents(text) {
            Some(cents) => Value::Integer(cents),
            // Fractions of cents, and amounts that no column holds, lie between those that it holds.
            None => Value::Real(number * 100.0),
        },
        (Literal::Number(number, text), _) => text.parse().map_or(Value::Real(*number), Value::Integer),
        (Literal::Date(day), Kind::Moment) => Value::Text(format!("{day} 00:00:00")),
        (Literal::Text(text) | Literal::Date(text) | Literal::Moment(text), _) => Value::Text(text.clone()),
    }
}

/// The cents of a plain decimal number with at most two decimals.
fn cents(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let decimals = match fraction.len() {
        0 => "00".to_owned(),
        1 => format!("{fraction}0"),
        2 => fraction.to_owned(),
        _ => return None,
    };
    format!("{whole}{decimals}").parse().ok()
}
