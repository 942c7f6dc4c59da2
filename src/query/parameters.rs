//! Values for the parameters of a statement: `:city`, `@city` and `$city` take the value `city`, `?3` the value `3`.

use rusqlite::Statement;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::msg;

/// Values by their names. Parameters without a value are NULL (platform.md 2.1).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(Map<String, Value>);

impl Parameters {
    /// Values as they came with a request. Lists and objects are refused once a statement names them.
    pub fn new(values: Map<String, Value>) -> Self {
        Parameters(values)
    }

    /// Fails with [`Error::Invalid`], naming the parameter, when a statement has one whose value is a list or an object.
    pub fn check(&self, statement: &Statement<'_>) -> Result<()> {
        for number in 1..=statement.parameter_count() {
            if let Some(name) = name(statement, number)
                && let Some(Value::Array(_) | Value::Object(_)) = self.0.get(name)
            {
                return Err(Error::invalid_field(name, msg!("param-not-scalar", name = name)));
            }
        }
        Ok(())
    }

    pub fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for number in 1..=statement.parameter_count() {
            let value = name(statement, number).and_then(|name| self.0.get(name)).map_or(SqlValue::Null, sql_value);
            statement.raw_bind_parameter(number, value)?;
        }
        Ok(())
    }
}

/// The parameter's name without the character that marks it; a bare `?` has none.
fn name<'s>(statement: &'s Statement<'_>, number: usize) -> Option<&'s str> {
    statement.parameter_name(number)?.get(1..)
}

fn sql_value(value: &Value) -> SqlValue {
    match value {
        Value::String(text) => SqlValue::Text(text.clone()),
        Value::Bool(truth) => SqlValue::Integer(i64::from(*truth)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => SqlValue::Integer(integer),
            (None, Some(real)) => SqlValue::Real(real),
            (None, None) => SqlValue::Text(number.to_string()),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => SqlValue::Null,
    }
}
