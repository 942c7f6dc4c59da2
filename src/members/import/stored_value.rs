//! Stored values as JSON and back. What SQLite stores after the round trip is the same.

use rusqlite::types::Value;
use serde_json::Value as Json;

pub fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(integer) => Json::from(*integer),
        Value::Real(real) => Json::from(*real),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Blob(bytes) => Json::from(String::from_utf8_lossy(bytes)),
    }
}

pub fn value(json: &Json) -> Value {
    match json {
        Json::Null | Json::Array(_) | Json::Object(_) => Value::Null,
        Json::Bool(truth) => Value::Integer((*truth).into()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => number.as_f64().map_or(Value::Null, Value::Real),
        },
    }
}
