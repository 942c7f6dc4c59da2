//! A document becomes a condition in SQL (people.md 3.1 and 3.2). Values are never part of the text.

use rusqlite::types::Value;

use super::column::{Column, Kind};
use super::document::{Condition, Document};
use super::operator::{Comparison, Operator, Place};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;
use crate::text::transliterate_to_ascii;

/// A condition with the values for its holes, which are numbered from `?1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub condition: String,
    pub values: Vec<Value>,
    /// Names that conditions give and nothing has: deleted fields, or fields beyond the rights of whoever asks. Their
    /// conditions do not count.
    pub unknown: Vec<String>,
}

/// # Errors
///
/// [`Error::Invalid`] when a value cannot be read, or when no condition is left.
pub fn compile(document: &Document, columns: &[Column]) -> Result<Compiled> {
    let mut compiled = Compiled { condition: String::new(), values: Vec::new(), unknown: Vec::new() };
    for group in &document.groups {
        let mut parts = Vec::new();
        for condition in &group.conditions {
            match columns.iter().find(|column| column.name == condition.column) {
                Some(column) => parts.push(one(condition, column, &mut compiled.values)?),
                None if compiled.unknown.contains(&condition.column) => {}
                None => compiled.unknown.push(condition.column.clone()),
            }
        }
        if parts.is_empty() {
            continue;
        }
        if !compiled.condition.is_empty() {
            compiled.condition.push_str(&format!(" {} ", group.join.word()));
        }
        compiled.condition.push_str(&format!("({})", parts.join(&format!(" {} ", group.operator.word()))));
    }
    if compiled.condition.is_empty() {
        if !document.is_empty {
            return Err(Error::invalid_field("content", msg!("search-nothing-left")));
        }
        compiled.condition.push('1');
    }
    Ok(compiled)
}

fn one(condition: &Condition, column: &Column, values: &mut Vec<Value>) -> Result<String> {
    let sql = &column.compared;
    let given = &condition.values;
    let first = || given.first().ok_or_else(|| refused(msg!("search-value-missing", column = column.name.as_str())));
    let mut hole = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let not = |negated: bool| if negated { "NOT " } else { "" };
    let inner = match condition.operator {
        Operator::Shown => return Ok("1".to_owned()),
        Operator::Is(truth) => format!("{sql} = {}", i64::from(truth)),
        Operator::IsNull { negated } => format!("{sql} IS {}NULL", not(negated)),
        Operator::Compare(comparison) => {
            let read = if is_ordering(comparison) { read_ordered } else { read };
            let value = hole(read(column, first()?)?);
            format!("{} {} {value}", comparable(column, comparison), comparison.sign())
        }
        Operator::In { negated } => {
            first()?;
            let holes = given.iter().map(|text| Ok(hole(read(column, text)?))).collect::<Result<Vec<_>>>()?;
            format!("{sql} {}IN ({})", not(negated), holes.join(", "))
        }
        Operator::Between { negated } => {
            let [least, most] = given.as_slice() else {
                return Err(refused(msg!("search-two-values", column = column.name.as_str())));
            };
            let (least, most) = (hole(read_ordered(column, least)?), hole(read_ordered(column, most)?));
            format!("{} {}BETWEEN {least} AND {most}", comparable(column, Comparison::Less), not(negated))
        }
        Operator::Like { place, negated } => like(column, place, negated, &mut hole, first()?)?,
        Operator::HasOptions { negated } => {
            first()?;
            let mask = hole(Value::Integer(mask(column, given)?));
            format!("({sql} & {mask}) {} {mask}", if negated { "<>" } else { "=" })
        }
    };
    Ok(column.around.as_ref().map_or_else(|| inner.clone(), |around| around.replace("{}", &inner)))
}

/// What is compared: of a column that holds numbers or texts, the number where an order is asked for.
fn comparable(column: &Column, comparison: Comparison) -> String {
    match column.kind {
        Kind::Mixed if is_ordering(comparison) => format!("CAST({} AS NUMERIC)", column.compared),
        _ => column.compared.clone(),
    }
}

fn is_ordering(comparison: Comparison) -> bool {
    !matches!(comparison, Comparison::Equal | Comparison::Unequal)
}

/// The text is found as it is: `%` and `_` are no wildcards. NULL is like nothing, and unlike nothing.
fn like(
    column: &Column,
    place: Place,
    negated: bool,
    hole: &mut impl FnMut(Value) -> String,
    given: &str,
) -> Result<String> {
    let sql = &column.compared;
    let text = match column.kind {
        Kind::Phone => digits(given),
        Kind::Date => given.trim().to_owned(),
        _ => transliterate_to_ascii(given.trim()).into_owned(),
    };
    if text.is_empty() {
        // Every text begins with nothing.
        return Ok(if negated { "0".to_owned() } else { format!("{sql} IS NOT NULL") });
    }
    let value = hole(Value::Text(text));
    let found = match place {
        Place::Begins => format!("substr({sql}, 1, length({value})) = {value}"),
        Place::Ends => format!("substr({sql}, -length({value})) = {value}"),
        Place::Contains => format!("instr({sql}, {value}) > 0"),
    };
    Ok(if negated { format!("NOT ({found})") } else { found })
}

/// A given value as it is compared.
fn read(column: &Column, text: &str) -> Result<Value> {
    let text = text.trim();
    let wrong = || refused(msg!("search-value-wrong", column = column.name.as_str(), value = text));
    match column.kind {
        Kind::Text => Ok(Value::Text(transliterate_to_ascii(text).into_owned())),
        Kind::Phone => Ok(Value::Text(digits(text))),
        Kind::Integer | Kind::Identifier | Kind::Options => leading_integer(text).map(Value::Integer).ok_or_else(wrong),
        Kind::Boolean => match text {
            "1" | "true" => Ok(Value::Integer(1)),
            "" | "0" | "false" => Ok(Value::Integer(0)),
            _ => Err(wrong()),
        },
        Kind::Money => Cents::parse(text).map(|Cents(cents)| Value::Integer(cents)).ok_or_else(wrong),
        Kind::Date => text.parse::<jiff::civil::Date>().map(|date| Value::Text(date.to_string())).map_err(|_| wrong()),
        Kind::Mixed => Ok(Value::Text(transliterate_to_ascii(text).into_owned())),
    }
}

/// A given value as it is put into an order.
fn read_ordered(column: &Column, text: &str) -> Result<Value> {
    if column.kind != Kind::Mixed {
        return read(column, text);
    }
    let wrong = || refused(msg!("search-value-wrong", column = column.name.as_str(), value = text));
    text.trim().replace(',', ".").parse().map(Value::Real).map_err(|_| wrong())
}

/// The digits that a text begins with, with their sign.
fn leading_integer(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse::<i64>().ok().map(|number| sign * number)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The mask of positions of options.
fn mask(column: &Column, positions: &[String]) -> Result<i64> {
    positions.iter().try_fold(0, |mask, text| {
        let position = text.trim().parse::<u32>().ok().filter(|position| *position < 63);
        let wrong = || refused(msg!("search-value-wrong", column = column.name.as_str(), value = text.as_str()));
        position.map(|position| mask | 1 << position).ok_or_else(wrong)
    })
}

fn refused(message: Message) -> Error {
    Error::invalid_field("content", message)
}
