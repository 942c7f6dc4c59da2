//! Values for the parameters of a statement: `:city`, `@city` and `$city` take the value `city`, `?3` the value `3`.

use rusqlite::Statement;
use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use crate::error::Result;
use crate::params::Params;

/// Values by their names. Parameters without a value are NULL (platform/sql-columns).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(Params);

impl Parameters {
    /// Values as they came with a request. A list or an object is refused once a statement names it.
    pub fn new(values: Params) -> Self {
        Parameters(values)
    }

    /// Fails with [`Error::Invalid`](crate::error::Error::Invalid), naming the value as the client sent it, when the
    /// statement has a parameter whose value is a list or an object.
    pub(super) fn check(&self, statement: &Statement<'_>) -> Result<()> {
        for number in 1..=statement.parameter_count() {
            if let Some(name) = name(statement, number) {
                self.0.raw(name)?;
            }
        }
        Ok(())
    }

    pub(super) fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for number in 1..=statement.parameter_count() {
            let value =
                name(statement, number).and_then(|name| self.0.tree.get(name)).map_or(SqlValue::Null, sql_value);
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
